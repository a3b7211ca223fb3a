/**
 * Samples of entities: what each had at a moment of the grid, and until which sample that stays the same.
 *
 * Made for one question and thrown away: it remembers facts as they are now, and the last samples of hosts
 * on which VMs compete. A host on which all that anybody may ever ask for suffices is never worked out as
 * a whole for one VM's sake.
 */
import { momentOf, sampleAfter, sampleFrom } from '../../engines/statistics/grid.ts';
import { hostLoads } from '../../engines/statistics/host-load.ts';
import {
  freeGrant,
  peakWant,
  type VmLoad,
  type VmLoadFacts,
  vmLoad,
  vmWant,
  wantSteadyUntil,
} from '../../engines/statistics/vm-load.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { IoSampler } from './io-sampler.ts';
import type { HostLoadFacts } from './load-facts.ts';
import {
  type ClusterLoad,
  type HostLoad,
  type Sampled,
  togetherOf,
  type VmsLoad,
} from './loads.ts';
import type { Statistics } from './statistics.ts';

const NEVER = Number.POSITIVE_INFINITY;
/** Samples of one host which are remembered: an hour's, and some. */
const HOST_SAMPLES_MAX = 200;
const POOL_DEPTH_MAX = 32;

export class Sampler {
  /** Loads of VMs worked out so far. */
  effort = 0;
  /** What disks do, for whom wants to know that too. */
  readonly io: IoSampler;
  readonly #statistics: Statistics;
  readonly #inventory: Inventory;
  readonly #vmsNow = new Map<string, VmLoadFacts | undefined>();
  readonly #hostsNow = new Map<string, HostLoadFacts | undefined>();
  readonly #calm = new Map<string, boolean>();
  readonly #members = new Map<string, readonly string[]>();
  readonly #hostSamples = new Map<string, Map<number, Sampled<ReadonlyMap<string, VmLoad>>>>();

  constructor(statistics: Statistics, inventory: Inventory) {
    this.#statistics = statistics;
    this.#inventory = inventory;
    this.io = new IoSampler(statistics, this);
  }

  /** What a VM is while it runs, on a host that is up. */
  running(id: string, sample: number): Sampled<VmLoadFacts> {
    const span = this.#vmAt(id, sample);
    const { facts } = span;
    if (!facts) return { load: undefined, until: span.until };
    const host = this.#hostAt(facts.host, sample);
    const boot = sampleAfter(facts.bootMs);
    const until = Math.min(span.until, host.until, sample < boot ? boot : NEVER);
    return { load: host.facts && sample >= boot ? facts : undefined, until };
  }

  vm(id: string, sample: number): Sampled<VmLoad> {
    const { load: facts, until: runningUntil } = this.running(id, sample);
    if (!facts) return { load: undefined, until: runningUntil };
    const host = this.#hostAt(facts.host, sample);
    const until = Math.min(runningUntil, wantSteadyUntil(facts, sample));
    if (!host.facts) return { load: undefined, until };
    if (this.#isCalm(facts.host)) {
      this.effort += 1;
      const want = vmWant(facts, sample);
      return { load: vmLoad(facts, want, freeGrant(facts, want)), until };
    }
    const all = this.#hostVms(facts.host, host.facts, sample);
    return { load: all.load?.get(id), until: Math.min(until, all.until) };
  }

  host(id: string, sample: number): Sampled<HostLoad> {
    const { facts, until } = this.#hostAt(id, sample);
    if (!facts) return { load: undefined, until };
    const boot = sampleAfter(facts.bootMs);
    if (sample < boot) return { load: undefined, until: Math.min(until, boot) };
    const all = this.#hostVms(id, facts, sample);
    const load = { facts, ...togetherOf([...(all.load?.values() ?? [])]) };
    return { load, until: Math.min(until, all.until) };
  }

  /** A cluster, or what a host that stands for itself is in. */
  computeResource(id: string, sample: number): Sampled<ClusterLoad> {
    const begin = this.#begin(id);
    if (sample < begin) return { load: undefined, until: begin };
    let until = NEVER;
    const hosts: HostLoad[] = [];
    for (const host of this.#hostsOf(id)) {
      const sampled = this.host(host, sample);
      until = Math.min(until, sampled.until);
      if (sampled.load?.facts.computeResource === id) hosts.push(sampled.load);
    }
    const vms = hosts.flatMap((host) => host.vms);
    return { load: { hosts, ...togetherOf(vms) }, until };
  }

  /** The VMs of a pool and of the pools below it. */
  pool(id: string, sample: number): Sampled<VmsLoad> {
    const pools = this.#poolsBelow(id);
    return this.#together(
      id,
      pools,
      sample,
      ({ facts }) => facts.pool !== undefined && pools.includes(facts.pool),
    );
  }

  /** The VMs with disks on a datastore. */
  datastore(id: string, sample: number): Sampled<VmsLoad> {
    return this.#together(id, [id], sample, ({ facts }) => facts.datastores.includes(id));
  }

  /** Something without figures of its own that has been there for a while. */
  presence(id: string, sample: number): Sampled<true> {
    const begin = this.#begin(id);
    return sample < begin ? { load: undefined, until: begin } : { load: true, until: NEVER };
  }

  #together(
    id: string,
    places: readonly string[],
    sample: number,
    belongs: (load: VmLoad) => boolean,
  ): Sampled<VmsLoad> {
    const begin = this.#begin(id);
    if (sample < begin) return { load: undefined, until: begin };
    let until = NEVER;
    const vms: VmLoad[] = [];
    for (const vm of new Set(places.flatMap((place) => this.vmsOf(place)))) {
      const sampled = this.vm(vm, sample);
      until = Math.min(until, sampled.until);
      if (sampled.load && belongs(sampled.load)) vms.push(sampled.load);
    }
    return { load: togetherOf(vms), until };
  }

  /** What all VMs of a host have, by id. */
  #hostVms(id: string, host: HostLoadFacts, sample: number): Sampled<ReadonlyMap<string, VmLoad>> {
    const known = this.#samplesOf(id);
    const found = known.get(sample);
    if (found) return found;
    let until = this.#hostAt(id, sample).until;
    const present: [string, VmLoadFacts][] = [];
    for (const vm of this.vmsOf(id)) {
      const span = this.#vmAt(vm, sample);
      until = Math.min(until, span.until);
      const { facts } = span;
      if (facts?.host !== id) continue;
      until = Math.min(until, wantSteadyUntil(facts, sample));
      if (sample >= sampleAfter(facts.bootMs)) present.push([vm, facts]);
    }
    const loads = hostLoads(
      host.capacity,
      present.map(([, facts]) => facts),
      sample,
    );
    this.effort += loads.length;
    const load = new Map(loads.map((each, index) => [present[index]?.[0] ?? '', each]));
    const made = { load, until };
    if (known.size >= HOST_SAMPLES_MAX) known.clear();
    known.set(sample, made);
    return made;
  }

  #samplesOf(host: string) {
    const known = this.#hostSamples.get(host);
    if (known) return known;
    const made = new Map<number, Sampled<ReadonlyMap<string, VmLoad>>>();
    this.#hostSamples.set(host, made);
    return made;
  }

  /** Does the host have enough for whatever its VMs, present and past, may ask for? */
  #isCalm(host: string): boolean {
    const known = this.#calm.get(host);
    if (known !== undefined) return known;
    const capacity = this.#now(host)?.capacity;
    const calm = capacity !== undefined && this.#suffices(host, capacity);
    this.#calm.set(host, calm);
    return calm;
  }

  #suffices(host: string, capacity: HostLoadFacts['capacity']): boolean {
    let cpuMhz = 0;
    let memoryKb = 0;
    for (const vm of this.vmsOf(host)) {
      const all = [this.#vmNow(vm), ...this.#statistics.vmPasts(vm).map(({ facts }) => facts)];
      const peaks = all.flatMap((facts) => (facts?.host === host ? [peakWant(facts)] : []));
      cpuMhz += Math.max(0, ...peaks.map((peak) => peak.cpuMhz));
      memoryKb += Math.max(0, ...peaks.map((peak) => peak.memoryKb));
    }
    return cpuMhz <= capacity.cpuMhz && memoryKb <= capacity.memoryKb;
  }

  #vmAt(id: string, sample: number): { facts: VmLoadFacts | undefined; until: number } {
    const past = this.#statistics.vmBefore(id, momentOf(sample));
    if (past) return { facts: past.facts, until: sampleFrom(past.untilMs) };
    return { facts: this.#vmNow(id), until: NEVER };
  }

  #hostAt(id: string, sample: number): { facts: HostLoadFacts | undefined; until: number } {
    const past = this.#statistics.hostBefore(id, momentOf(sample));
    if (past) return { facts: past.facts, until: sampleFrom(past.untilMs) };
    return { facts: this.#now(id), until: NEVER };
  }

  #vmNow(id: string): VmLoadFacts | undefined {
    if (this.#vmsNow.has(id)) return this.#vmsNow.get(id);
    const facts = this.#statistics.vmNow(id);
    this.#vmsNow.set(id, facts);
    return facts;
  }

  #now(id: string): HostLoadFacts | undefined {
    if (this.#hostsNow.has(id)) return this.#hostsNow.get(id);
    const facts = this.#statistics.hostNow(id);
    this.#hostsNow.set(id, facts);
    return facts;
  }

  /** The first sample of an entity which has no boot of its own. */
  #begin(id: string): number {
    return sampleFrom(this.#statistics.beginsMs(id));
  }

  /** VMs which are or were in a place: on a host, in a pool, on a datastore. */
  vmsOf(place: string): readonly string[] {
    return this.#membersOf(place, 'vm', this.#statistics.vmVisitors(place));
  }

  #hostsOf(computeResource: string): readonly string[] {
    return this.#membersOf(computeResource, 'host', this.#statistics.hostVisitors(computeResource));
  }

  #membersOf(place: string, property: string, visitors: Iterable<string>): readonly string[] {
    const known = this.#members.get(place);
    if (known) return known;
    const ref = this.#inventory.find(place);
    const now = (ref && (this.#inventory.read(ref, property) as readonly Ref[] | undefined)) ?? [];
    const members = [...new Set([...now.map(({ value }) => value), ...visitors])];
    this.#members.set(place, members);
    return members;
  }

  /** The pool and all below it, as they are now. */
  #poolsBelow(id: string, depth = 0): readonly string[] {
    const pool = reference('ResourcePool', id) as Ref<Kinds['ResourcePool']>;
    if (depth > POOL_DEPTH_MAX || !this.#inventory.has(pool)) return [];
    const children = this.#inventory.read(pool, 'resourcePool') ?? [];
    return [id, ...children.flatMap(({ value }) => this.#poolsBelow(value, depth + 1))];
  }
}
