/**
 * HostDatastoreSystem: what a host is told about its datastores: where to swap, as whom to write, how long
 * queues may be, whether clusters of guests may share disks.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { type DataObject, data } from '../../../vmodl/value.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { type Host, hostRefuses } from '../../storage/host-disks.ts';
import { demandMount, mountOn } from '../../storage/mounts.ts';
import { connectedHost, demandVmfs } from './create-vmfs.ts';

type Datastore = Ref<'Datastore'>;

/** ESXi's own maximum queue depth: no limit. */
const QUEUE_DEPTH_UNLIMITED = 4_294_967_295;
/** Internal, of a host: list of `{ key: datastore id, depth }`. */
const QUEUE_DEPTHS = '_queueDepths';
/** How long the search for copies takes, ms of virtual time. Ours. */
const RESIGNATURE_MS = 1000;

interface QueueDepth extends DataObject {
  readonly key: string;
  readonly depth: number;
}

export const datastoreSettingsMethods: MethodTable<'HostDatastoreSystem'> = {
  UpdateLocalSwapDatastore(self, { datastore }, context) {
    const host = connectedHost(context, self);
    if (datastore) demandSwapPlace(host, datastore, context);
    apply([assign(host, 'config.localSwapDatastore', datastore)], context);
  },

  ConfigureDatastorePrincipal(self, { userName }, context) {
    const { inventory, events, session } = context;
    const host = connectedHost(context, self);
    if (userName.trim() === '') throw invalidArgument('userName');
    if (!inventory.read(host, 'runtime').inMaintenanceMode) throw new VimFault('InvalidState');
    const told = events.change({
      type: 'DatastorePrincipalConfigured',
      about: host,
      members: { datastorePrincipal: userName },
      userName: session.userName,
    });
    apply([assign(host, 'config.datastorePrincipal', userName), told], context);
  },

  SetMaxQueueDepth(self, { datastore, maxQdepth }, context) {
    const host = connectedHost(context, self);
    demandMount(context.inventory, datastore, host);
    const depth = Number(maxQdepth);
    if (depth < 1 || depth > QUEUE_DEPTH_UNLIMITED) throw invalidArgument('maxQdepth');
    const others = queueDepths(host, context).filter(({ key }) => key !== datastore.value);
    const own = data<QueueDepth>('_QueueDepth', { key: datastore.value, depth });
    apply([assign(host, QUEUE_DEPTHS, [...others, own])], context);
  },

  QueryMaxQueueDepth(self, { datastore }, context) {
    const host = connectedHost(context, self);
    demandMount(context.inventory, datastore, host);
    const own = queueDepths(host, context).find(({ key }) => key === datastore.value);
    return own?.depth ?? QUEUE_DEPTH_UNLIMITED;
  },

  EnableClusteredVmdkSupport: (self, { datastore }, context) =>
    apply(clusteredVmdk(connectedHost(context, self), datastore, true, context), context),

  DisableClusteredVmdkSupport: (self, { datastore }, context) =>
    apply(clusteredVmdk(connectedHost(context, self), datastore, false, context), context),

  /** No host here sees a copy of a volume. */
  QueryUnresolvedVmfsVolumes: () => [],

  ResignatureUnresolvedVmfsVolume_Task: (self, { resolutionSpec }, context) =>
    context.tasks.start(context, {
      entity: connectedHost(context, self),
      name: 'ResignatureUnresolvedVmfsVolume_Task',
      durationMs: RESIGNATURE_MS,
      finish: () => {
        const paths = resolutionSpec.extentDevicePath.join(', ');
        throw hostRefuses(`There is no copy of a VMFS volume on ${paths}`);
      },
    }),
};

function apply(changes: readonly Change[], context: Context): void {
  context.inventory.apply(changes, causeOf(context));
}

/** Throws InaccessibleDatastore, DatastoreNotWritableOnHost. */
function demandSwapPlace(host: Host, datastore: Datastore, { inventory }: Context): void {
  const mount = mountOn(inventory, inventory.demand(datastore), host);
  const name = inventory.read(datastore, 'name');
  if (!mount || mount.accessible === false) {
    throw new VimFault('InaccessibleDatastore', { datastore, name });
  }
  if (mount.accessMode !== 'readWrite') {
    throw new VimFault('DatastoreNotWritableOnHost', { datastore, name, host });
  }
}

function queueDepths(host: Host, { inventory }: Context): readonly QueueDepth[] {
  return (inventory.read(host as Ref, QUEUE_DEPTHS) ?? []) as unknown as readonly QueueDepth[];
}

/** Throws NotFound for what is no VMFS on the host, HostConfigFault for one that is older than 6. */
function clusteredVmdk(
  host: Host,
  datastore: Datastore,
  supported: boolean,
  context: Context,
): readonly Change[] {
  const { majorVersion } = demandVmfs(datastore, host, context);
  if (majorVersion < 6) throw hostRefuses('Clustered virtual disks need VMFS 6');
  return [assign(datastore, 'capability.clusteredVmdkSupported', supported)];
}
