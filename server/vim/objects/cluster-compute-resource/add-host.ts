/**
 * Hosts that come under management: AddHost_Task of a cluster, and what it shares with
 * AddStandaloneHost_Task of a folder.
 */
import type { Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { HostConnectSpec } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Value } from '../../../vmodl/value.ts';
import { demandFreeName } from '../../entity-names.ts';
import type { Context, MethodTable } from '../../method.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { demandReachable, hostToAdd } from '../host-system/connect-spec.ts';
import { NEW_HOST, newHost } from '../host-system/new-host.ts';
import { evcModeOf, evcRefusal } from './evc.ts';
import { demandPool, demandRoom } from './members.ts';

/** How long it takes until agents are installed and all is known, ms of virtual time. Ours. */
const ADD_MS = 5_000;

export const addHostMethods: MethodTable<'ClusterComputeResource'> = {
  AddHost_Task(self, { spec, asConnected, resourcePool }, context) {
    if (resourcePool) demandPool(resourcePool, self, context);
    return hostAdded(self, context, {
      method: 'AddHost_Task',
      spec,
      connected: asConnected,
      place: (name) => {
        demandRoom(self, context);
        demandFreeName(context, { type: 'HostSystem', parent: self, name });
        const refusal = evcRefusal(evcModeOf(context.inventory, self), NEW_HOST);
        if (refusal) throw refusal;
        return { parent: self, folder: self, changes: [], members: {} };
      },
    });
  },
};

interface Place {
  /** What the host belongs to, made by `changes` or there already. */
  readonly parent: Ref;
  /** Something that is there, in the same datacenter. */
  readonly folder: Ref;
  readonly changes: readonly Change[];
  /** What events say of the place. */
  readonly members: Readonly<Record<string, unknown>>;
  /** What the task answers; the host unless given. */
  readonly result?: Ref;
}

interface Addition {
  readonly method: string;
  readonly spec: HostConnectSpec;
  readonly connected: boolean;
  /** Where the host of that name goes. Throws what stands against it. */
  readonly place: (name: string) => Place;
}

/**
 * The task which adds a host. It ends with NoHost, SSLVerifyFault, InvalidLogin, DuplicateName,
 * AlreadyConnected, or what the place says.
 */
export function hostAdded(
  self: Ref,
  context: Context,
  { method, spec, connected, place }: Addition,
): Ref<'Task'> {
  const name = hostToAdd(spec);
  const { vmFolder } = spec;
  if (vmFolder) {
    const takes: readonly string[] = context.inventory.read(vmFolder, 'childType') ?? [];
    if (!takes.includes('VirtualMachine')) throw invalidArgument('spec.vmFolder');
  }
  return context.tasks.start(context, {
    entity: self,
    name: method,
    durationMs: ADD_MS,
    finish: (task) => {
      demandReachable(name, spec);
      const { parent, folder, changes, members, result } = place(name);
      demandUnknown(name, context);
      const host = newHost(name, parent, { folder, connected }, context);
      const argument = build('HostEventArgument', { name, host: host.ref });
      const tell = (type: string) =>
        told(type, self, { ...members, host: argument }, context, task);
      return {
        changes: [
          ...changes,
          ...host.changes,
          tell('HostAddedEvent'),
          ...(connected ? [tell('HostConnectedEvent')] : []),
        ],
        result: (result ?? host.ref) satisfies Value,
      };
    },
    failed: (_fault, task) => [told('HostAddFailedEvent', self, { hostname: name }, context, task)],
  });
}

/** Throws AlreadyConnected for a host that is in the inventory. */
function demandUnknown(name: string, { inventory }: Context): void {
  const known = inventory
    .ofType('HostSystem')
    .some((host) => inventory.read(host, 'name').toLowerCase() === name.toLowerCase());
  if (known) throw new VimFault('AlreadyConnected', { name });
}

function told(
  type: string,
  about: Ref,
  members: Readonly<Record<string, unknown>>,
  context: Context,
  { chainId }: RunningTask,
): Change {
  const { userName } = context.session;
  return context.events.change({ type, about, members, chainId, userName });
}
