/**
 * CreateVM_Task and CreateChildVM_Task: a VM comes into being, with the devices every VM has and those its
 * specification adds.
 *
 * Arguments that no VM can have and rights that are missing are refused at once; what datastores, hosts
 * and names have against the VM ends the task in error.
 */
import { type Change, create } from '../../../inventory/change.ts';
import { entityProperties } from '../../../inventory/templates/entity.ts';
import { Shelf } from '../../../inventory/templates/shelf.ts';
import { vmCapability } from '../../../inventory/templates/vm-capability.ts';
import { runningGuest, silentGuest } from '../../../inventory/templates/vm-guest.ts';
import { vmProfile } from '../../../inventory/templates/vm-profile.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
} from '../../../vmodl/generated/data.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import { type Ref, sameReference } from '../../../vmodl/reference.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { demandFreeName } from '../../entity-names.ts';
import type { Context, MethodTable } from '../../method.ts';
import { countOperation } from '../../operation-counts.ts';
import { datacenterOf } from '../../place.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { demandInService } from '../datastore/maintenance-state.ts';
import { networkNamed } from '../virtual-machine/devices/network-card.ts';
import { newRef } from './create.ts';
import { demandNewVmSpec, newVmConfig, newVmName, newVmRuntime } from './create-vm-config.ts';
import { identityEvents, newVmEvent } from './create-vm-events.ts';
import { type HomeWish, homeWish } from './create-vm-files.ts';
import { hostForNewVm } from './create-vm-host.ts';

type Host = Ref<'HostSystem'>;
type Pool = Ref<Kinds['ResourcePool']>;
type Vm = Ref<'VirtualMachine'>;

/** How long it takes without its disks, ms of virtual time. Ours. */
const CREATE_MS = 500;

export interface NewVmRequest {
  readonly method: 'CreateVM_Task' | 'CreateChildVM_Task';
  /** Whose task it is. */
  readonly entity: Ref;
  /** Absent in a vApp, where VMs lie in no folder. */
  readonly folder?: Ref<Kinds['Folder']> | undefined;
  readonly pool: Pool;
  readonly host: Host | undefined;
  readonly spec: VirtualMachineConfigSpec;
}

/** A request with everything it names found. */
interface Plan extends NewVmRequest {
  readonly name: string;
  readonly home: HomeWish;
}

export const createVmMethods: MethodTable<'Folder'> = {
  CreateVM_Task(self, { config: spec, pool, host }, context) {
    const takes: readonly string[] = context.inventory.read(self, 'childType') ?? [];
    if (!takes.includes('VirtualMachine')) throw new VimFault('NotSupported');
    return createVm(
      { method: 'CreateVM_Task', entity: self, folder: self, pool, host, spec },
      context,
    );
  },
};

/** Throws InvalidVmConfig, InvalidArgument, NotSupported, InvalidDatastorePath, NoPermission … */
export function createVm(request: NewVmRequest, context: Context): Ref<'Task'> {
  const plan = planned(request, context);
  demandRights(plan, context);
  let begun: { readonly vm: Vm; readonly host: Host } | undefined;
  return context.tasks.start(context, {
    entity: request.entity,
    name: request.method,
    durationMs: CREATE_MS,
    begin: (task) => {
      demandInService(context.inventory, plan.home.datastore);
      const host = chosenHost(plan, plan.host, context);
      const vm = newRef('VirtualMachine', 'vm-', context);
      begun = { vm, host };
      const told = { vm, name: plan.name, host };
      return [newVmEvent('VmBeingCreatedEvent', told, context, task, { configSpec: request.spec })];
    },
    finish: (task) => {
      if (!begun) throw new VimFault('InvalidState');
      // Something may have come to speak against the host since.
      const host = chosenHost(plan, begun.host, context);
      return made(plan, { vm: begun.vm, host }, context, task);
    },
  });
}

function planned(request: NewVmRequest, context: Context): Plan {
  const { inventory, catalog } = context;
  const { spec, folder } = request;
  const name = newVmName(spec);
  const pool = inventory.demand(request.pool as Ref) as Pool;
  if (!catalog.isA(pool.type, 'ResourcePool')) throw invalidArgument('pool');
  const host = request.host && inventory.demand(request.host);
  if (host && !sameReference(inventory.read(host, 'parent'), inventory.read(pool, 'owner'))) {
    throw invalidArgument('host');
  }
  const datacenter = datacenterOf(inventory, pool);
  if (folder && !sameReference(datacenterOf(inventory, folder), datacenter)) {
    throw invalidArgument('pool');
  }
  demandNewVmSpec(spec, context);
  const home = homeWish(spec.files, datacenter, context);
  const place = pool.type === 'VirtualApp' ? undefined : folder;
  return { ...request, folder: place, pool, host, name, home };
}

/** The folder's own right the dispatch has asked for already. */
function demandRights({ spec, pool, folder, home, host }: Plan, context: Context): void {
  const { catalog, inventory } = context;
  const place = folder ?? pool;
  const intoApp = pool.type === 'VirtualApp';
  demandPrivilege(context, intoApp ? 'VApp.AssignVM' : 'Resource.AssignVMToPool', pool);
  demandPrivilege(context, 'Datastore.AllocateSpace', home.datastore);
  const [any] = inventory.read(inventory.read(pool, 'owner'), 'host') ?? [];
  for (const { operation, fileOperation, device } of spec.deviceChange ?? []) {
    if (operation !== 'add') continue;
    if (catalog.isA(device._typeName, 'VirtualDisk')) {
      const right = fileOperation === undefined ? 'AddExistingDisk' : 'AddNewDisk';
      demandPrivilege(context, `VirtualMachine.Config.${right}`, place);
    }
    if (catalog.isA(device._typeName, 'VirtualEthernetCard')) {
      const network = networkNamed(device.backing, host ?? any, inventory);
      demandPrivilege(context, 'Network.Assign', network);
    }
  }
}

function chosenHost({ pool, home, spec }: Plan, asked: Host | undefined, context: Context): Host {
  return hostForNewVm({ pool, asked, datastores: [home.datastore], spec }, context);
}

function made(
  plan: Plan,
  { vm, host }: { readonly vm: Vm; readonly host: Host },
  context: Context,
  task: RunningTask,
) {
  const { inventory } = context;
  const { folder, pool, name, spec } = plan;
  demandNameFree(plan, context);
  demandInService(inventory, plan.home.datastore);
  const { config, changes } = newVmConfig({ ...plan, host }, context);
  const runtime = newVmRuntime(config, host, context);
  const shelf = new Shelf();
  const guest = guestOfNew(config);
  const told = { vm, name, host };
  const after: Change[] = [
    ...changes,
    create(vm, {
      ...entityProperties(folder && inventory.demand(folder)),
      config,
      runtime,
      resourcePool: pool,
      capability: vmCapability(shelf),
      guest: silentGuest(guest, shelf),
      guestHeartbeatStatus: 'gray',
      _guest: runningGuest(guest, shelf),
      _profile: vmProfile(Number(config.hardware.memoryMB), undefined, shelf),
    }),
    ...identityEvents(told, config, spec, context, task),
    newVmEvent('VmCreatedEvent', told, context, task),
    ...countOperation(context, host, 'numCreate'),
  ];
  return { changes: after, result: vm };
}

/** Throws DuplicateName. In a vApp VMs stand beside each other without being its children. */
function demandNameFree({ folder, pool, name }: Plan, context: Context): void {
  const { inventory } = context;
  demandFreeName(context, { type: 'VirtualMachine', parent: folder ?? pool, name });
  if (folder) return;
  const bearer = inventory.read(pool, 'vm')?.find((vm) => inventory.read(vm, 'name') === name);
  if (bearer) throw new VimFault('DuplicateName', { name, object: bearer });
}

/** No system is installed on it yet, no tools speak for it. */
function guestOfNew({ guestId, version }: VirtualMachineConfigInfo) {
  const silent = { hostName: '', domainName: '', nics: [], dns: [] };
  return { guestId, version, tools: 'notInstalled' as const, ...silent };
}
