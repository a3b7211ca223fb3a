/**
 * Everything a migration's checks need to know.
 */
import type { HostFacts, MoveFacts } from '../../engines/compatibility/facts.ts';
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

/** Hosts as they are at one moment, told once for many moves. */
export class KnownHosts {
  readonly #inventory: Inventory;
  readonly #facts = new Map<string, HostFacts>();

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /** The host as it is for a VM; only where the VM takes part of it already is it another for each. */
  of(host: Ref<'HostSystem'>, vm: Ref<'VirtualMachine'>): HostFacts {
    const own = holds(this.#inventory, host, vm) ? vm : undefined;
    const key = own ? `${host.value} ${own.value}` : host.value;
    const known = this.#facts.get(key) ?? hostFacts(this.#inventory, host, own);
    this.#facts.set(key, known);
    return known;
  }
}

/** Does the VM run there, or is it on its way? */
function holds(inventory: Inventory, host: Ref<'HostSystem'>, vm: Ref<'VirtualMachine'>): boolean {
  const incoming: unknown = inventory.read(host as Ref, '_incoming');
  return (
    sameReference(inventory.read(vm, 'runtime').host, host) ||
    (Array.isArray(incoming) && incoming.includes(vm))
  );
}

/**
 * Facts as they will be once the move is made: files at their targets, cards on their networks.
 * `activeTask`: another task that works on the VM already.
 */
export function moveFacts(
  inventory: Inventory,
  move: Move,
  activeTask?: Ref,
  hosts: KnownHosts = new KnownHosts(inventory),
): MoveFacts {
  const { vm, source, destination, pool, files, cards } = move;
  const current = inventory.read(vm, 'resourcePool');
  const [from, to] = [inventory.read(source, 'parent'), inventory.read(destination, 'parent')];
  return {
    vm: vmFacts(inventory, vm, { activeTask, files, cards, hosts: [source, destination] }),
    source: hosts.of(source, vm),
    destination: hosts.of(destination, vm),
    poolChain: current === pool ? undefined : poolChain(inventory, pool, vm),
    failover: sameReference(from, to) ? undefined : failoverFacts(inventory, to, vm),
    changesDatacenter: datacenterOf(inventory, source) !== datacenterOf(inventory, destination),
    ...ruleFacts(inventory, vm, destination),
  };
}
