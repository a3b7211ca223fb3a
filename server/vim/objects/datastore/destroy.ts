/**
 * A datastore goes when no VM has a file on it: hosts unmount it, and what it took of disks is free again.
 *
 * `ResourceInUse` says that a VM, or a host's swap files, are in the way. An export which other hosts mount
 * as well only leaves the one host; a file system on disks goes for all of them.
 */
import { type Change, destroy } from '../../../inventory/change.ts';
import { isReference, type Ref } from '../../../vmodl/reference.ts';
import { member } from '../../../vmodl/value.ts';
import { filesOfDatastore } from '../../datastore-files/file-tree.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import {
  diskByName,
  type Host,
  hostsSeeing,
  isA,
  tableOf,
  tablesWritten,
  vmfsOf,
} from '../../storage/host-disks.ts';
import { unlistedOnHosts, unmountedFrom, uuidOfDatastore } from '../../storage/mounts.ts';
import { formatOf, partitionsOf, table } from '../../storage/partition-table.ts';
import { forgetInSettings, inUse, type Removal, removalEvent } from '../managed-entity/removal.ts';

type Datastore = Ref<'Datastore'>;

export const destroyDatastoreMethods: MethodTable<'Datastore'> = {
  DestroyDatastore(self, _args, context) {
    const removal = { context, chainId: context.events.nextChainId() };
    context.inventory.apply(datastoreRemoved(self, removal), causeOf(context));
  },
};

/** All hosts give it up. Throws ResourceInUse. */
export function datastoreRemoved(self: Datastore, removal: Removal): readonly Change[] {
  const { context } = removal;
  const { inventory } = context;
  const hosts = hostsOf(self, context);
  const taken = (inventory.read(self, 'vm') ?? []).length > 0 || isBusy(self, context);
  if (taken || swapsOn(self, hosts, context)) throw inUse(self, context);
  const browser: unknown = inventory.read(self, 'browser');
  return [
    ...hosts.map((host) => leftEvent(self, host, removal)),
    removalEvent(removal, 'DatastoreDestroyedEvent', self, {
      datastore: eventArgument(context, self),
    }),
    ...partitionsFreed(self, context),
    ...unlistedOnHosts(inventory, hosts, uuidOfDatastore(inventory, self)),
    ...forgetInSettings(removal, [self]),
    ...(isReference(browser) && inventory.has(browser) ? [destroy(browser)] : []),
    destroy(self),
  ];
}

/** One host gives it up; with the last host, or the disks under it, the datastore is gone. */
export function datastoreLeaves(self: Datastore, host: Host, removal: Removal): readonly Change[] {
  const { context } = removal;
  const { inventory } = context;
  const shared = isA(inventory.read(self as Ref, '_volume'), 'HostNasVolume');
  if (!shared || hostsOf(self, context).length <= 1) return datastoreRemoved(self, removal);
  if (usedBy(host, self, context)) throw inUse(self, context);
  return [leftEvent(self, host, removal), ...unmountedFrom(inventory, self, [host])];
}

/** Does a VM of the host lie on it, or is about to, or does the host swap to it? */
export function usedBy(host: Host, self: Datastore, context: Context): boolean {
  const { inventory } = context;
  const vms = [...(inventory.read(self, 'vm') ?? []), ...arriving(self, context)];
  const here = vms.some((vm) => {
    const hosts = [
      inventory.read(vm, 'runtime').host,
      member(inventory.read(vm as Ref, '_migration'), 'host'),
    ];
    return hosts.some((one) => isReference(one) && one.value === host.value);
  });
  return here || swapsOn(self, [host], context);
}

/** VMs whose files are on their way to it. */
function arriving(self: Datastore, { inventory }: Context): readonly Ref<'VirtualMachine'>[] {
  return (inventory.read(self as Ref, '_arriving') ?? []) as unknown as Ref<'VirtualMachine'>[];
}

function hostsOf(self: Datastore, { inventory }: Context): readonly Host[] {
  return (inventory.read(self, 'host') ?? []).map(({ key }) => key);
}

function leftEvent(self: Datastore, host: Host, removal: Removal): Change {
  return removalEvent(removal, 'DatastoreRemovedOnHostEvent', host, {
    datastore: eventArgument(removal.context, self),
  });
}

/** Is a file on it being copied or changed, or one of a VM on its way to it? */
function isBusy(self: Datastore, context: Context): boolean {
  if (arriving(self, context).length > 0) return true;
  return filesOfDatastore(context.inventory, self, '_files').some(({ busy }) => busy !== undefined);
}

function swapsOn(self: Datastore, hosts: readonly Host[], { inventory }: Context): boolean {
  return hosts.some(
    (host) => inventory.read(host, 'config')?.localSwapDatastore?.value === self.value,
  );
}

/** The partitions which the file system had are taken out of the tables of their disks. */
function partitionsFreed(self: Datastore, { inventory }: Context): readonly Change[] {
  const [host] = (inventory.read(self, 'host') ?? []).map(({ key }) => key);
  const extents = vmfsOf(inventory, self)?.extent ?? [];
  if (!host) return [];
  const names = [...new Set(extents.map(({ diskName }) => diskName))];
  const disks = names.flatMap((name) => diskByName(inventory, host, name) ?? []);
  const tables = disks.map((disk) => {
    const now = tableOf(inventory, host, disk);
    const rest = partitionsOf(now).filter(
      ({ partition }) =>
        !extents.some((one) => one.diskName === disk.canonicalName && one.partition === partition),
    );
    return [disk, table(disk, formatOf(now), rest)] as const;
  });
  const seeing = new Map<string, { host: Host; own: (typeof tables)[number][] }>();
  for (const one of tables) {
    for (const each of hostsSeeing(inventory, host, one[0])) {
      const own = seeing.get(each.value)?.own ?? [];
      seeing.set(each.value, { host: each, own: [...own, one] });
    }
  }
  return [...seeing.values()].flatMap(({ host: each, own }) =>
    tablesWritten(inventory, [each], own),
  );
}
