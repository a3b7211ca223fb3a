/**
 * May the VM make this move now?
 */
import { checkCompatibility } from '../../engines/compatibility/compatibility.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import { moveFacts } from '../facts/migration-facts.ts';
import type { Move } from './move.ts';

/**
 * The fault that forbids it: of several the first, as vCenter's task shows it. `hot` is how the VM
 * was when the move was asked for; a VM that changed its power state since cannot go on.
 */
export function incompatibility(
  inventory: Inventory,
  move: Move,
  hot: boolean,
): VimFault | undefined {
  if (!inventory.has(move.vm) || !inventory.has(move.destination) || !inventory.has(move.pool)) {
    const gone = [move.vm, move.destination, move.pool].find((ref) => !inventory.has(ref));
    return new VimFault('ManagedObjectNotFound', { obj: gone });
  }
  const { powerState } = inventory.read(move.vm, 'runtime');
  if ((powerState === 'poweredOn') !== hot) {
    const requestedState = hot ? 'poweredOn' : 'poweredOff';
    return new VimFault('InvalidPowerState', { requestedState, existingState: powerState });
  }
  const [first] = checkCompatibility(moveFacts(inventory, move)).errors;
  return first && new VimFault(first.fault.name, first.fault.detail, first.fault.message);
}
