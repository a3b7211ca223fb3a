/**
 * May the VM make this move now?
 */
import type { Compatibility } from '../../engines/compatibility/compatibility.ts';
import { checkCompatibility } from '../../engines/compatibility/compatibility.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { moveFacts } from '../facts/migration-facts.ts';
import type { Move } from './move.ts';

/** How a move stands when it is judged. */
export interface Standing {
  /** How the VM was when the move was asked for; one that changed its power state since cannot go on. */
  readonly hot: boolean;
  /** Another task that works on the VM. */
  readonly activeTask?: Ref | undefined;
}

/** What speaks against a move and what may go wrong; all that it names must be there. */
export function compatibility(inventory: Inventory, move: Move, activeTask?: Ref): Compatibility {
  return checkCompatibility(moveFacts(inventory, move, activeTask));
}

/** The fault that forbids it: of several the first, as vCenter's task shows it. */
export function incompatibility(
  inventory: Inventory,
  move: Move,
  { hot, activeTask }: Standing,
): VimFault | undefined {
  const gone = namedBy(move).find((ref) => !inventory.has(ref));
  if (gone) return new VimFault('ManagedObjectNotFound', { obj: gone });
  const { powerState } = inventory.read(move.vm, 'runtime');
  if ((powerState === 'poweredOn') !== hot) {
    const requestedState = hot ? 'poweredOn' : 'poweredOff';
    return new VimFault('InvalidPowerState', { requestedState, existingState: powerState });
  }
  const [first] = compatibility(inventory, move, activeTask).errors;
  return first && new VimFault(first.fault.name, first.fault.detail, first.fault.message);
}

/** Everything that must be there for the move to go on. */
export function namedBy({
  vm,
  source,
  destination,
  pool,
  folder,
  files = [],
}: Move): readonly Ref[] {
  const datastores = files.flatMap(({ from, to }) => [from, to]);
  return [vm, source, destination, pool, ...(folder ? [folder] : []), ...datastores];
}
