/**
 * Builds data objects whose members the compiler checks against the vocabulary:
 * `build('VirtualMachineQuickStats', { overallCpuUsage: 120 })`.
 */
import type { DataTypes } from './generated/data.ts';
import { data } from './value.ts';

/** A frozen data object; members that are undefined are left out. */
export function build<K extends keyof DataTypes>(
  typeName: K,
  members: Omit<DataTypes[K], '_typeName'>,
): DataTypes[K] {
  return data<DataTypes[K]>(typeName, members);
}
