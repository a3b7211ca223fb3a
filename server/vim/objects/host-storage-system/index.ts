/**
 * HostStorageSystem: adapters, disks, paths and volumes of a host, as `HostSystem.config` has them.
 */
import { build } from '../../../vmodl/build.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import { fromConfig } from '../../host-managers.ts';
import { objectType } from '../../method.ts';
import { described } from '../../words.ts';

const PATH_POLICIES: readonly (readonly [key: string, label: string])[] = [
  ['VMW_PSP_MRU', 'Most Recently Used (VMware)'],
  ['VMW_PSP_RR', 'Round Robin (VMware)'],
  ['VMW_PSP_FIXED', 'Fixed (VMware)'],
];
const ARRAY_POLICIES: readonly (readonly [key: string, label: string])[] = [
  ['VMW_SATP_LOCAL', 'Supports direct attached devices'],
  ['VMW_SATP_DEFAULT_AP', 'Supports non-specific active/passive arrays'],
  ['VMW_SATP_DEFAULT_AA', 'Supports non-specific active/active arrays'],
  ['VMW_SATP_ALUA', 'Supports non-specific arrays that use the ALUA protocol'],
];

const VMFS_BLOCK_KB = 1024;
const UNMAP_GRANULARITY_KB = [VMFS_BLOCK_KB];
const UNMAP_MB_PER_SECOND = { least: 100, most: 2000, usual: 100, step: 100, ultraLow: 10 };

export const hostStorageSystem = objectType({
  type: 'HostStorageSystem',
  methods: {
    RescanAllHba: () => {},

    RescanHba: (self, { hbaDevice }, { inventory }) => {
      const adapters = inventory.read(self, 'storageDeviceInfo')?.hostBusAdapter ?? [];
      if (!adapters.some(({ device }) => device === hbaDevice)) throw new VimFault('NotFound');
    },

    /** New devices and volumes are known here as soon as they exist, so a rescan finds nothing new. */
    RescanVmfs: () => {},
    RescanVffs: () => {},
    RefreshStorageSystem: () => {},

    /** No host here sees a copy of a volume. */
    QueryUnresolvedVmfsVolume: () => [],

    /** No user for NFS 4.1 is ever set. */
    QueryNFSUser: () => undefined,

    QueryPathSelectionPolicyOptions: () =>
      PATH_POLICIES.map(([key, label]) =>
        build('HostPathSelectionPolicyOption', { policy: described(key, label, label) }),
      ),

    QueryStorageArrayTypePolicyOptions: () =>
      ARRAY_POLICIES.map(([key, label]) =>
        build('HostStorageArrayTypePolicyOption', { policy: described(key, label, label) }),
      ),

    QueryVmfsConfigOption: () => [
      build('VmfsConfigOption', {
        blockSizeOption: VMFS_BLOCK_KB,
        unmapGranularityOption: UNMAP_GRANULARITY_KB,
        unmapBandwidthFixedValue: bandwidth(),
        unmapBandwidthDynamicMin: bandwidth(),
        unmapBandwidthDynamicMax: bandwidth(),
        unmapBandwidthIncrement: UNMAP_MB_PER_SECOND.step,
        unmapBandwidthUltraLow: UNMAP_MB_PER_SECOND.ultraLow,
      }),
    ],
  },
  derivations: [
    fromConfig('HostStorageSystem', 'storageDeviceInfo', 'storageDevice'),
    fromConfig('HostStorageSystem', 'fileSystemVolumeInfo', 'fileSystemVolume', () =>
      build('HostFileSystemVolumeInfo', {}),
    ),
    fromConfig('HostStorageSystem', 'systemFile', 'systemFile'),
    fromConfig('HostStorageSystem', 'multipathStateInfo', 'multipathState'),
  ],
});

function bandwidth() {
  const { least, most, usual } = UNMAP_MB_PER_SECOND;
  return build('LongOption', { min: least, max: most, defaultValue: usual });
}
