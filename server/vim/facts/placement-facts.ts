/**
 * Facts of what is no migration: a VM that is to run somewhere, be powered on there, be copied there, or
 * of which one only asks whether it could be moved.
 */
import { asCopy, asInService, asRunning } from '../../engines/compatibility/assumptions.ts';
import type { MoveFacts, Purpose } from '../../engines/compatibility/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Move } from '../migrations/move.ts';
import { failoverFacts } from './failover-facts.ts';
import { swapFacts } from './file-facts.ts';
import { hostResources } from './host-facts.ts';
import { type KnownHosts, moveFacts } from './migration-facts.ts';
import { poolChain } from './pool-facts.ts';

/** The VM as it would run there; where it runs now holds nothing against it. */
export function runFacts(
  inventory: Inventory,
  move: Move,
  purpose: Extract<Purpose, 'run' | 'powerOn'>,
): MoveFacts {
  const { vm, destination, pool } = move;
  const facts = moveFacts(inventory, move);
  const owner: Ref | undefined = inventory.read(destination, 'parent');
  return {
    ...facts,
    purpose,
    vm: asRunning(facts.vm),
    runsAlready: facts.vm.powerState === 'poweredOn',
    poolChain: poolChain(inventory, pool, vm),
    failover: purpose === 'powerOn' ? failoverFacts(inventory, owner, vm) : undefined,
    swap: purpose === 'powerOn' ? swapFacts(inventory, vm) : undefined,
  };
}

/** A copy of the VM; its own reservations stay where they are, those of the copy come on top. */
export function cloneFacts(
  inventory: Inventory,
  move: Move,
  { powerOn }: { readonly powerOn: boolean },
): MoveFacts {
  const { destination, pool } = move;
  const facts = moveFacts(inventory, move);
  const owner: Ref | undefined = inventory.read(destination, 'parent');
  const copy = asCopy(facts.vm);
  return {
    ...facts,
    purpose: powerOn ? 'cloneAndPowerOn' : 'clone',
    vm: powerOn ? asRunning(copy) : copy,
    destination: { ...facts.destination, resources: hostResources(inventory, destination) },
    poolChain: poolChain(inventory, pool),
    failover: failoverFacts(inventory, owner),
    // A rule names the VM itself, not its copies.
    vmRules: [],
    hostRules: [],
  };
}

/** Whether the VM could be moved by vMotion, were it running and both hosts in service. */
export function assumedVmotionFacts(
  inventory: Inventory,
  move: Move,
  hosts?: KnownHosts,
): MoveFacts {
  const facts = moveFacts(inventory, move, undefined, hosts);
  return {
    ...facts,
    vm: asRunning(facts.vm),
    source: asInService(facts.source),
    destination: asInService(facts.destination),
  };
}
