/**
 * Contention on a host: what its VMs want is divided among them by the divvy, where it does not suffice.
 *
 * The sums of what the VMs then have are the host's figures, and the cluster's, the pool's and the
 * datastore's likewise: they hold at every sample.
 */
import { type Claim, divvy } from '../resources/divvy.ts';
import {
  freeGrant,
  type Grant,
  type VmLoad,
  type VmLoadFacts,
  type VmWant,
  vmLoad,
  vmWant,
} from './vm-load.ts';

const KB_PER_MB = 1024;

/** What a host has for VMs. */
export interface HostCapacity {
  readonly cpuMhz: number;
  readonly memoryKb: number;
}

interface Asking {
  readonly facts: VmLoadFacts;
  readonly want: VmWant;
}

/** What the VMs of a host have at a sample, in the order given. */
export function hostLoads(
  capacity: HostCapacity,
  vms: readonly VmLoadFacts[],
  sample: number,
): readonly VmLoad[] {
  const asking = vms.map((facts): Asking => ({ facts, want: vmWant(facts, sample) }));
  const grants = contendedGrants(capacity, asking);
  return asking.map(({ facts, want }, index) =>
    vmLoad(facts, want, grants?.[index] ?? freeGrant(facts, want)),
  );
}

/** Undefined where everybody gets what he wants. */
function contendedGrants(
  capacity: HostCapacity,
  asking: readonly Asking[],
): readonly Grant[] | undefined {
  const free = asking.map(({ facts, want }) => freeGrant(facts, want));
  const overheadKb = sum(asking.map(({ facts }) => facts.overheadKb));
  const memoryKb = Math.max(0, capacity.memoryKb - overheadKb);
  const suffices =
    sum(free.map((grant) => grant.cpuMhz)) <= capacity.cpuMhz &&
    sum(free.map((grant) => grant.memoryKb)) <= memoryKb;
  if (suffices) return undefined;

  const cpu = divvy(
    capacity.cpuMhz,
    asking.map(({ facts, want }): Claim => ({ ...facts.cpu, demand: want.cpuMhz })),
  );
  const memory = divvy(
    memoryKb,
    asking.map(({ facts, want }) => memoryClaim(facts, want)),
  );
  return asking.map((_, index) => ({
    cpuMhz: cpu[index] ?? 0,
    cpuEntitledMhz: cpu[index] ?? 0,
    memoryKb: memory[index] ?? 0,
    memoryEntitledKb: memory[index] ?? 0,
  }));
}

function memoryClaim({ memory }: VmLoadFacts, { consumedKb }: VmWant): Claim {
  const { shares, reservation, limit } = memory;
  return {
    shares,
    reservation: reservation * KB_PER_MB,
    limit: limit < 0 ? limit : limit * KB_PER_MB,
    demand: consumedKb,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
