/**
 * What VMs have of their hosts now, for quickStats: the sample of the grid that came last, of the same
 * functions which the statistics show. A VM that does not run has nothing.
 */
import { sampleAt } from '../../engines/statistics/grid.ts';
import { hostLoads } from '../../engines/statistics/host-load.ts';
import {
  freeGrant,
  peakWant,
  type VmLoad,
  type VmLoadFacts,
  vmLoad,
  vmWant,
} from '../../engines/statistics/vm-load.ts';
import { over } from '../../inventory/schema.ts';
import { derived, type TypedReader } from '../../inventory/typed-reader.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { hostLoadFacts, statisticsSinceMs, vmLoadFacts } from '../statistics/load-facts.ts';
import { type Totals, totalsOf } from '../statistics/totals.ts';

const KB_PER_MB = 1024;

type Host = Ref<'HostSystem'>;
type Vm = Ref<'VirtualMachine'>;

/** The moment of a live property. */
export interface Now {
  readonly read: TypedReader;
  readonly nowMs: number;
  /** Where what was worked out for one VM is kept for its neighbours. */
  readonly memo: Map<string, unknown>;
}

/** Undefined unless the VM runs. */
export function vmUsage(vm: Vm, now: Now): VmLoad | undefined {
  return presentAt(now).vm(vm);
}

export function sumUsage(vms: readonly Vm[], now: Now): Totals {
  const present = presentAt(now);
  return totalsOf(vms.flatMap((vm) => present.vm(vm) ?? []));
}

/** Usage of all VMs in a pool and the pools below it. */
export function poolUsage(pool: Ref<Kinds['ResourcePool']>, now: Now): Totals {
  return sumUsage(vmsBelow(pool, now.read), now);
}

/**
 * Derived on hosts: may its VMs ask for more than it has? Where they never can, nobody has to look at
 * the others to tell what one of them gets.
 */
export const competing = derived(
  'HostSystem',
  '_competing',
  [
    'vm',
    'hardware',
    'runtime',
    'parent',
    over('vm', ['runtime', 'config', '_profile', 'resourcePool']),
  ],
  (self, read) => {
    const host = hostLoadFacts((property) => read(self as Ref, property));
    if (!host) return false;
    let cpuMhz = 0;
    let memoryKb = 0;
    for (const vm of read(self, 'vm') ?? []) {
      const facts = vmLoadFacts((property) => read(vm as Ref, property), 0);
      const peak = facts && peakWant(facts);
      cpuMhz += peak?.cpuMhz ?? 0;
      memoryKb += peak?.memoryKb ?? 0;
    }
    return cpuMhz > host.capacity.cpuMhz || memoryKb > host.capacity.memoryKb;
  },
);

/** Whole MB, as quickStats have them. */
export function megabytes(kilobytes: number): number {
  return Math.round(kilobytes / KB_PER_MB);
}

const MEMO = 'usage';

/** What is kept of this moment's sample, or a new one. */
function presentAt({ read, nowMs, memo }: Now): Present {
  const known = memo.get(MEMO);
  if (known instanceof Present && known.sample === sampleAt(nowMs)) return known;
  const made = new Present(read, nowMs);
  memo.set(MEMO, made);
  return made;
}

/** One moment, seen through one reader. */
class Present {
  readonly sample: number;
  readonly #read: TypedReader;
  readonly #sinceMs: number;
  readonly #hosts = new Map<string, ReadonlyMap<string, VmLoad>>();

  constructor(read: TypedReader, nowMs: number) {
    this.#read = read;
    this.sample = sampleAt(nowMs);
    this.#sinceMs = statisticsSinceMs(read);
  }

  vm(vm: Vm): VmLoad | undefined {
    const facts = this.#factsOf(vm);
    if (!facts) return undefined;
    const host = reference('HostSystem', facts.host);
    if (this.#read(host as Ref, '_competing') === true) return this.#onHost(host).get(vm.value);
    const want = vmWant(facts, this.sample);
    return vmLoad(facts, want, freeGrant(facts, want));
  }

  #onHost(host: Host): ReadonlyMap<string, VmLoad> {
    const known = this.#hosts.get(host.value);
    if (known) return known;
    const { capacity } = hostLoadFacts((property) => this.#read(host as Ref, property)) ?? {};
    const running = (this.#read(host, 'vm') ?? []).flatMap((vm) => {
      const facts = this.#factsOf(vm);
      return facts ? [{ id: vm.value, facts }] : [];
    });
    const loads = hostLoads(
      capacity ?? { cpuMhz: 0, memoryKb: 0 },
      running.map(({ facts }) => facts),
      this.sample,
    );
    const made = new Map(loads.map((load, index) => [running[index]?.id ?? '', load]));
    this.#hosts.set(host.value, made);
    return made;
  }

  #factsOf(vm: Vm): VmLoadFacts | undefined {
    return vmLoadFacts((property) => this.#read(vm as Ref, property), this.#sinceMs);
  }
}

function vmsBelow(pool: Ref<Kinds['ResourcePool']>, read: TypedReader): readonly Vm[] {
  return [
    ...(read(pool, 'vm') ?? []),
    ...(read(pool, 'resourcePool') ?? []).flatMap((child) => vmsBelow(child, read)),
  ];
}
