/**
 * A relocation whose spec names another vCenter (`service`): not offered by this server.
 */
import { VimFault } from '../../../../vmodl/fault.ts';
import type { VirtualMachineRelocateSpec } from '../../../../vmodl/generated/data.ts';
import type { VirtualMachineMovePriority } from '../../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import type { Context } from '../../../method.ts';
import type { Vm } from '../power.ts';

export interface DistantRelocation {
  readonly spec: VirtualMachineRelocateSpec;
  readonly priority: VirtualMachineMovePriority;
}

/** Throws NotSupported. */
export function relocateElsewhere(
  _self: Vm,
  _asked: DistantRelocation,
  _context: Context,
): Ref<'Task'> {
  throw new VimFault('NotSupported');
}
