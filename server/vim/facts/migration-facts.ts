/**
 * Everything a migration's checks need to know, and what it costs.
 */
import type { MoveFacts } from '../../engines/compatibility/facts.ts';
import type { OperationKind, ResourceDemand } from '../../engines/vmotion/admission.ts';
import { operationDemands } from '../../engines/vmotion/admission.ts';
import { linkRateMbPerSecond } from '../../engines/vmotion/link.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isReference, sameReference } from '../../vmodl/reference.ts';
import type { Move } from '../migrations/move.ts';
import { datacenterOf } from '../place.ts';
import { failoverFacts } from './failover-facts.ts';
import { hostFacts, hostLoadFacts, vmotionLink } from './host-facts.ts';
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

export function moveDemands(inventory: Inventory, move: Move): readonly ResourceDemand[] {
  const running = inventory.read(move.vm, 'runtime').powerState === 'poweredOn';
  const kind: OperationKind = running ? 'vmotion' : 'provisioning';
  return operationDemands({
    kind,
    hosts: [move.source, move.destination].map((host) => hostLoadFacts(inventory, host)),
    datastores: running ? datastoresOf(inventory, move.vm) : [],
  });
}

/** Links of both hosts, MB/s by host id. */
export function moveLinks(inventory: Inventory, move: Move): ReadonlyMap<string, number> {
  return new Map(
    [move.source, move.destination]
      .filter((host) => inventory.has(host))
      .map((host) => [host.value, linkRateMbPerSecond(vmotionLink(inventory, host))]),
  );
}

function datastoresOf(inventory: Inventory, vm: Ref<'VirtualMachine'>): string[] {
  return (inventory.read(vm, 'datastore') ?? []).filter(isReference).map((ref) => ref.value);
}
