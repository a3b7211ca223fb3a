/**
 * Folder.RegisterVM_Task: a VM whose files lie on a datastore comes back into the inventory.
 *
 * Only a .vmx that was left by a VM of this inventory can be read. One with snapshots is refused: its
 * snapshot objects went with it.
 */
import { type Change, create, remove } from '../../../inventory/change.ts';
import { entityProperties } from '../../../inventory/templates/entity.ts';
import { vmFiles } from '../../../inventory/templates/vm-files.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { VirtualMachineConfigInfo } from '../../../vmodl/generated/data.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import { isReference, type Ref } from '../../../vmodl/reference.ts';
import { data, member } from '../../../vmodl/value.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { demandFreeName, entityName } from '../../entity-names.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import type { Context, MethodTable } from '../../method.ts';
import { countOperation } from '../../operation-counts.ts';
import { datacenterOf } from '../../place.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { demandInService } from '../datastore/maintenance-state.ts';
import { nextVersion } from '../virtual-machine/config-version.ts';
import {
  datastoreAt,
  type LooseFile,
  listing,
  looseFiles,
  pathOn,
} from '../virtual-machine/loose-files.ts';
import { hostFor } from '../virtual-machine/template.ts';
import type { VmRegistration } from '../virtual-machine/vm-registration.ts';
import { newRef } from './create.ts';

type Folder = Ref<Kinds['Folder']>;
type Host = Ref<'HostSystem'>;
type Pool = Ref<Kinds['ResourcePool']>;

/** How long it takes to read a configuration, ms of virtual time. Ours. */
const REGISTER_MS = 500;

interface Request {
  readonly folder: Folder;
  readonly path: string;
  readonly name: string | undefined;
  readonly asTemplate: boolean;
  readonly pool: Pool | undefined;
  readonly host: Host;
  readonly datastore: Ref<'Datastore'>;
}

export const registerMethods: MethodTable<'Folder'> = {
  RegisterVM_Task(self, args, context) {
    const { inventory } = context;
    const takes: readonly string[] = inventory.read(self, 'childType') ?? [];
    if (!takes.includes('VirtualMachine')) throw new VimFault('NotSupported');
    const name = args.name === undefined ? undefined : entityName(args.name);
    const pool = args.pool && (inventory.demand(args.pool) as Pool);
    if (!args.asTemplate && !pool) throw invalidArgument('pool');
    if (args.asTemplate && pool) throw invalidArgument('pool');
    const datastore = datastoreNamed(self, args.path, context);
    const host = placeFor(pool, args.host, datastore, context);
    demandPrivilege(context, 'Resource.AssignVMToPool', pool);
    demandPrivilege(context, 'System.Read', datastore);
    const { path, asTemplate } = args;
    const request: Request = { folder: self, path, name, asTemplate, pool, host, datastore };
    return context.tasks.start(context, {
      entity: self,
      name: 'RegisterVM_Task',
      durationMs: REGISTER_MS,
      finish: (task) => registered(request, context, task),
    });
  },
};

/** The datastore of the path in the folder's datacenter. Throws InvalidDatastorePath, InvalidDatastore. */
function datastoreNamed(self: Folder, path: string, { inventory }: Context): Ref<'Datastore'> {
  const name = /^\[([^\]]+)\]\s*\S/.exec(path)?.[1];
  if (name === undefined) {
    const text = `Invalid datastore path '${path}'.`;
    throw new VimFault('InvalidDatastorePath', { datastorePath: path }, text);
  }
  const datacenter = datacenterOf(inventory, self);
  const found = datacenter && inventory.read(datacenter, 'datastore');
  const datastore = found?.find((one) => inventory.read(one, 'name') === name);
  if (!datastore) throw new VimFault('InvalidDatastore', { name });
  return datastore;
}

/** A template goes to the host it is given; a VM to one of its pool's. */
function placeFor(
  pool: Pool | undefined,
  asked: Host | undefined,
  datastore: Ref<'Datastore'>,
  context: Context,
): Host {
  if (pool) return hostFor(pool, { asked, datastores: [datastore] }, context);
  if (!asked) throw invalidArgument('host');
  const host = context.inventory.demand(asked);
  const mounted = context.inventory.read(host, 'datastore') ?? [];
  if (!mounted.includes(datastore)) throw new VimFault('InvalidDatastore', { datastore });
  return host;
}

function registered(request: Request, context: Context, task: RunningTask) {
  const { inventory } = context;
  const { folder, host, pool, datastore, asTemplate } = request;
  demandInService(inventory, datastore);
  const registration = registrationAt(request, context);
  const name = request.name ?? registration.config.name;
  demandFreeName(context, { type: 'VirtualMachine', parent: folder, name });
  const vm = newRef('VirtualMachine', 'vm-', context);
  const config: VirtualMachineConfigInfo = {
    ...registration.config,
    name,
    template: asTemplate,
    ...nextVersion(context),
  };
  const runtime = data<VmRegistration['runtime']>('VirtualMachineRuntimeInfo', {
    ...registration.runtime,
    host,
    connectionState: 'connected',
  });
  const changes: Change[] = [
    ...pickedUp(config, runtime, host, context),
    create(vm, {
      ...entityProperties(folder),
      config,
      runtime,
      capability: registration.capability,
      guest: registration.guest,
      guestHeartbeatStatus: 'gray',
      _guest: registration._guest,
      _profile: registration._profile,
      resourcePool: pool,
    }),
    context.events.change({
      type: 'VmRegisteredEvent',
      about: host,
      chainId: task.chainId,
      userName: context.session.userName,
      members: {
        template: asTemplate,
        vm: build('VmEventArgument', { name, vm }),
        ds: eventArgument(context, datastore),
      },
    }),
    ...countOperation(context, host, 'numRegister'),
  ];
  inventory.demand(folder);
  return { changes, result: vm };
}

/** Throws AlreadyExists for a VM that is registered, NotFound, and NotSupported for one with snapshots. */
function registrationAt({ path, datastore }: Request, context: Context): VmRegistration {
  const wanted = pathOn(path);
  const file = looseFiles(context, datastore).find((one) => one.path === wanted);
  if (!file) {
    const used = listing(context, datastore).some((one) => one.path === wanted);
    throw used ? new VimFault('AlreadyExists', { name: path }) : new VimFault('NotFound');
  }
  const { registration } = file;
  if (!isRegistration(registration)) {
    throw new VimFault('InvalidVmConfig', {}, `The configuration file ${path} cannot be read.`);
  }
  if (registration.hasSnapshots) throw new VimFault('NotSupported');
  demandDisks(registration.config, context);
  return registration;
}

function isRegistration(value: unknown): value is VmRegistration {
  return member(value, '_typeName') === '_VmRegistration';
}

/** Throws InvalidDatastore when a disk's datastore is gone. */
function demandDisks(config: VirtualMachineConfigInfo, { inventory }: Context): void {
  for (const { backing } of config.hardware.device ?? []) {
    const datastore = member(backing, 'datastore');
    if (isReference(datastore) && !inventory.has(datastore)) {
      throw new VimFault('InvalidDatastore', { name: String(member(backing, 'fileName')) });
    }
  }
}

/** The loose files that are the VM's own again. */
function pickedUp(
  config: VirtualMachineConfigInfo,
  runtime: VmRegistration['runtime'],
  host: Host,
  context: Context,
): Change[] {
  const names = vmFiles({ config, runtime }).files.map(({ name }) => name);
  const found = new Map<Ref, Set<string>>();
  for (const name of names) {
    const datastore = datastoreAt(context, host, name);
    if (!datastore) throw new VimFault('InvalidDatastore', { name });
    const path = pathOn(name);
    const loose: readonly LooseFile[] = looseFiles(context, datastore);
    if (!loose.some((one) => one.path === path)) continue;
    const paths = found.get(datastore) ?? new Set();
    found.set(datastore, paths.add(path));
  }
  return [...found].flatMap(([datastore, paths]) =>
    [...paths].map((path) => remove(datastore, `_files["${path}"]`)),
  );
}
