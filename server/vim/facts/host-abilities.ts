/**
 * What a host's product can do with VMs that move: `HostSystem.capability`, and where that has no flag,
 * what is known of its release.
 */
import type { HostAbilities } from '../../engines/compatibility/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { HostConfigInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';

/** Disks without their home, raw disk mappings elsewhere: Storage vMotion as it is since 4.0. */
const FREE_STORAGE_VMOTION_SINCE = 4;
/** ESX 2.1 knew raw disk mappings "in a limited fashion". */
const FULL_RDM_SINCE = 2.5;
/** Flags that came with a release are unset for older ones, and for hosts nobody has asked yet. */
const ENCRYPTED_VMOTION_SINCE = 6.5;
const REMOTE_DEVICE_VMOTION_SINCE = 7;
const CROSS_NETWORK_SINCE = 5.1;

export function hostAbilities(inventory: Inventory, host: Ref<'HostSystem'>): HostAbilities {
  const flags = inventory.read(host, 'capability');
  const release = releaseOf(inventory.read(host, 'config'));
  return {
    storageVmotion: flags?.storageVMotionSupported ?? true,
    vmotionWithStorageVmotion: flags?.vmotionWithStorageVMotionSupported ?? true,
    vmotionAcrossNetwork: flags?.vmotionAcrossNetworkSupported ?? release >= CROSS_NETWORK_SINCE,
    encryptedVmotion: flags?.encryptedVMotionSupported ?? release >= ENCRYPTED_VMOTION_SINCE,
    remoteDeviceVmotion:
      flags?.remoteDeviceVMotionSupported ?? release >= REMOTE_DEVICE_VMOTION_SINCE,
    suspendedRelocate: flags?.suspendedRelocateSupported ?? true,
    restrictedSnapshotRelocate: flags?.restrictedSnapshotRelocateSupported ?? true,
    snapshotRelayout: flags?.snapshotRelayoutSupported ?? true,
    deltaDisks: flags?.deltaDiskBackingsSupported ?? true,
    disksWithoutHome: release >= FREE_STORAGE_VMOTION_SINCE,
    rdmsAwayFromHome: release >= FREE_STORAGE_VMOTION_SINCE,
    preservesRdms: release >= FULL_RDM_SINCE,
    vcpusMax: flags?.maxSupportedVcpus,
  };
}

/** A release as a number: 8.02 for 8.0 U2. The newest for a host that has never told. */
export function releaseOf(config: HostConfigInfo | undefined): number {
  const version = config?.product.version;
  if (version === undefined) return Number.POSITIVE_INFINITY;
  const [major = 0, minor = 0, update = 0] = version.split('.').map(Number);
  // Whole hundredths, so that comparisons are exact.
  return (major * 100 + minor * 10 + update) / 100;
}

/** ESXi releases and the newest virtual hardware they run (KB 2007240). */
const HARDWARE_BY_RELEASE: readonly (readonly [release: number, hardware: number])[] = [
  [8.02, 21],
  [8, 20],
  [7.02, 19],
  [7.01, 18],
  [7, 17],
  [6.7, 14],
  [6.5, 13],
  [6, 11],
  [5.5, 10],
  [5.1, 9],
  [5, 8],
  [4, 7],
];

/** Highest `vmx-N` a host runs. */
export function hardwareVersionMax(config: HostConfigInfo | undefined): number {
  const release = releaseOf(config);
  return HARDWARE_BY_RELEASE.find(([from]) => release >= from)?.[1] ?? 4;
}
