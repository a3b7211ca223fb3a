/**
 * The chain of resource pools above a VM, as admission sees it.
 */
import type { PoolResources } from '../../engines/resources/reservations.ts';
import { reservationNeed } from '../../engines/resources/reservations.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { vmResources } from './vm-facts.ts';

type Pool = Ref<Kinds['ResourcePool']>;
type Vm = Ref<'VirtualMachine'>;

/** From the pool to the root pool. What `without` itself holds reserved on the way is left out. */
export function poolChain(
  inventory: Inventory,
  pool: Pool,
  without?: Vm,
): readonly PoolResources[] {
  const own = without && runningNeed(inventory, without);
  const held = new Set(
    without && own ? ancestors(inventory, inventory.read(without, 'resourcePool')) : [],
  );
  return ancestors(inventory, pool).map((ref) => {
    const { cpu, memory } = inventory.read(ref, 'runtime');
    const config = inventory.read(ref, 'config');
    const mine = held.has(ref) ? own : undefined;
    return {
      ref,
      unreservedCpuMhz: Number(cpu.unreservedForPool) + (mine?.cpuMhz ?? 0),
      unreservedMemoryMb: Number(memory.unreservedForPool) / BYTES_PER_MB + (mine?.memoryMb ?? 0),
      cpuExpandable: config.cpuAllocation.expandableReservation ?? false,
      memoryExpandable: config.memoryAllocation.expandableReservation ?? false,
    };
  });
}

function runningNeed(inventory: Inventory, vm: Vm) {
  const running = inventory.read(vm, 'runtime').powerState === 'poweredOn';
  return running ? reservationNeed(vmResources(inventory, vm)) : undefined;
}

function ancestors(inventory: Inventory, pool: Pool | undefined): Pool[] {
  const chain: Pool[] = [];
  let at: Ref | undefined = pool;
  while (at && inventory.has({ ...at, type: 'ResourcePool' })) {
    chain.push(at as Pool);
    at = inventory.read(at as Pool, 'parent');
  }
  return chain;
}
