/**
 * The swap file of a VM: when it powers on, its directory must have room for all memory that is not
 * reserved.
 *
 * vCenter's power-on lists FileFault for what goes wrong with the VM's files, so the verdict is
 * `NoDiskSpace`; `InsufficientStorageSpace` is Storage DRS speaking of a whole datastore cluster.
 */
import type { FaultVerdict } from '../plan.ts';
import type { VmResources } from './reservations.ts';

export interface SwapFacts {
  /** `[DS1] web/web-1f2e3d4c.vswp` */
  readonly file: string;
  /** Name of the datastore it will lie on. */
  readonly datastore: string;
  readonly freeMb: number;
}

/** MB of the swap file. */
export function swapMb(vm: VmResources): number {
  return Math.max(0, vm.memoryMb - vm.memoryReservationMb);
}

export function swapVerdict(vm: VmResources, swap: SwapFacts): readonly FaultVerdict[] {
  if (swapMb(vm) <= swap.freeMb + 1e-9) return [];
  const { file, datastore } = swap;
  const message = `Insufficient disk space on datastore '${datastore}'.`;
  return [{ name: 'NoDiskSpace', detail: { file, datastore }, message }];
}
