/**
 * HostStorageSystem: what a host may be asked to do with paths, arrays and VMFS volumes.
 */
import { build } from '../../../vmodl/build.ts';
import type { MethodTable } from '../../method.ts';
import { described } from '../../words.ts';

export const FIXED_POLICY = 'VMW_PSP_FIXED';

const PATH_POLICIES: readonly (readonly [key: string, label: string])[] = [
  ['VMW_PSP_MRU', 'Most Recently Used (VMware)'],
  ['VMW_PSP_RR', 'Round Robin (VMware)'],
  [FIXED_POLICY, 'Fixed (VMware)'],
];
const ARRAY_POLICIES: readonly (readonly [key: string, label: string])[] = [
  ['VMW_SATP_LOCAL', 'Supports direct attached devices'],
  ['VMW_SATP_DEFAULT_AP', 'Supports non-specific active/passive arrays'],
  ['VMW_SATP_DEFAULT_AA', 'Supports non-specific active/active arrays'],
  ['VMW_SATP_ALUA', 'Supports non-specific arrays that use the ALUA protocol'],
];

const VMFS_BLOCK_KB = 1024;
const UNMAP_GRANULARITY_KB = [VMFS_BLOCK_KB];
export const UNMAP_MB_PER_SECOND = { least: 100, most: 2000, usual: 100, step: 100, ultraLow: 10 };

export const storagePolicyMethods: MethodTable<'HostStorageSystem'> = {
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
};

export function isPathPolicy(policy: string): boolean {
  return PATH_POLICIES.some(([key]) => key === policy);
}

function bandwidth() {
  const { least, most, usual } = UNMAP_MB_PER_SECOND;
  return build('LongOption', { min: least, max: most, defaultValue: usual });
}
