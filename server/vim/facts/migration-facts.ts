/**
 * Everything a migration's checks need to know.
 */
import type { MoveFacts } from '../../engines/compatibility/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { sameReference } from '../../vmodl/reference.ts';
import type { Move } from '../migrations/move.ts';
import { datacenterOf } from '../place.ts';
import { failoverFacts } from './failover-facts.ts';
import { hostFacts } from './host-facts.ts';
import { poolChain } from './pool-facts.ts';
import { ruleFacts } from './rule-facts.ts';
import { vmFacts } from './vm-facts.ts';

/**
 * Facts as they will be once the move is made: files at their targets, cards on their networks.
 * `activeTask`: another task that works on the VM already.
 */
export function moveFacts(inventory: Inventory, move: Move, activeTask?: Ref): MoveFacts {
  const { vm, source, destination, pool, files, cards } = move;
  const current = inventory.read(vm, 'resourcePool');
  const [from, to] = [inventory.read(source, 'parent'), inventory.read(destination, 'parent')];
  return {
    vm: vmFacts(inventory, vm, { activeTask, files, cards, hosts: [source, destination] }),
    source: hostFacts(inventory, source, vm),
    destination: hostFacts(inventory, destination, vm),
    poolChain: current === pool ? undefined : poolChain(inventory, pool, vm),
    failover: sameReference(from, to) ? undefined : failoverFacts(inventory, to, vm),
    changesDatacenter: datacenterOf(inventory, source) !== datacenterOf(inventory, destination),
    ...ruleFacts(inventory, vm, destination),
  };
}
