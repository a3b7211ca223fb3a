/**
 * How fast disks can be copied: what the device behind a datastore carries, what guests write to
 * their disks, and the network between hosts for VMs that do not run.
 */
import { lineRateMbPerSecond } from '../../engines/vmotion/link.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { diskWriteMbPerSecond } from '../../inventory/templates/vm-profile.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { provisioningUplinkGbps } from './host-facts.ts';

export interface DatastoreBandwidth {
  readonly readMbPerSecond: number;
  readonly writeMbPerSecond: number;
  /** Datastores of one array copy among each other by themselves (VAAI XCOPY), this fast in all. */
  readonly array?: string | undefined;
  readonly offloadMbPerSecond?: number | undefined;
}

/** What a datastore carries when its profile does not say: a mid-range array. Ours. */
const READ_MB_PER_SECOND = 200;
const WRITE_MB_PER_SECOND = 150;
/** An array copies without sending blocks to a host and back. Ours. */
const OFFLOAD_MB_PER_SECOND = 400;

export function datastoreBandwidth(
  inventory: Inventory,
  datastore: Ref<'Datastore'>,
): DatastoreBandwidth {
  const profile = inventory.read(datastore as Ref, '_profile');
  const of = (name: string, otherwise: number) => Number(member(profile, name) ?? otherwise);
  const array = member(profile, 'array');
  return {
    readMbPerSecond: of('readMbPerSecond', READ_MB_PER_SECOND),
    writeMbPerSecond: of('writeMbPerSecond', WRITE_MB_PER_SECOND),
    ...(typeof array === 'string' && {
      array,
      offloadMbPerSecond: of('offloadMbPerSecond', OFFLOAD_MB_PER_SECOND),
    }),
  };
}

/** What the guest writes to all its disks together, MB/s; nothing when it does not run. */
export function guestWriteMbPerSecond(inventory: Inventory, vm: Ref<'VirtualMachine'>): number {
  if (inventory.read(vm, 'runtime').powerState !== 'poweredOn') return 0;
  const profile = inventory.read(vm as Ref, '_profile');
  const told = member(profile, 'diskWriteMbPerSecond');
  return Number(told ?? diskWriteMbPerSecond(Number(member(profile, 'diskIops') ?? 0)));
}

/** What a host can send or receive of the disks of VMs that do not run, MB/s. */
export function provisioningLinkMbPerSecond(inventory: Inventory, host: Ref<'HostSystem'>): number {
  return lineRateMbPerSecond(provisioningUplinkGbps(inventory, host));
}
