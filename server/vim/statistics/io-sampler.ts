/**
 * What disks do at a sample, and how fast datastores answer them then.
 *
 * A datastore's latency follows from all that lies on it and runs, wherever; what a disk does follows from its
 * own wants and that latency. So virtual machines, hosts and datastores read one function and add up.
 * Made for one question, as the sampler it belongs to.
 */
import {
  type DiskIo,
  type DiskWant,
  diskIo,
  diskWants,
  settledLine,
} from '../../engines/statistics/disk-io.ts';
import { momentOf, sampleFrom } from '../../engines/statistics/grid.ts';
import { disksSteadyUntil, type VmLoadFacts } from '../../engines/statistics/vm-load.ts';
import { type DatastoreLoadFacts, strangersAt, strangersUntil } from './datastore-facts.ts';
import { type IoSums, ioSums } from './io-sums.ts';
import type { Sampled } from './loads.ts';
import type { Statistics } from './statistics.ts';

/** A datastore at a sample. */
export interface DatastoreLine {
  readonly facts: DatastoreLoadFacts;
  /** Of one operation, by its device. */
  readonly latencyMs: number;
  /** Outstanding operations of others than virtual machines. */
  readonly strangers: number;
  readonly until: number;
}

/** A datastore with what is done on it. */
export interface DatastoreIoLoad extends DatastoreLine {
  readonly sums: IoSums;
}

/** Everything at one sample. */
export interface IoAt {
  readonly vm: (facts: VmLoadFacts) => readonly DiskIo[];
  readonly datastore: (id: string) => DatastoreIoLoad;
}

/** Who runs where; the sampler. */
export interface Runners {
  effort: number;
  running(id: string, sample: number): Sampled<VmLoadFacts>;
  vmsOf(place: string): readonly string[];
}

interface Wants {
  readonly id: string;
  readonly sample: number;
  readonly wants: readonly DiskWant[];
  /** First sample after this one at which they may be others. */
  readonly until: number;
  /** Virtual machines that run. */
  readonly running: number;
}

interface Span {
  readonly from: number;
  readonly line: DatastoreLine;
}

const NEVER = Number.POSITIVE_INFINITY;
/** Samples of one datastore which are remembered: an hour's, and some. */
const SAMPLES_MAX = 200;

export class IoSampler {
  readonly #statistics: Statistics;
  readonly #runners: Runners;
  readonly #now = new Map<string, DatastoreLoadFacts | undefined>();
  readonly #lasting = new Map<string, Span>();
  readonly #lines = new Map<string, Map<number, DatastoreLine>>();
  /** The line of a datastore and what is done on it are asked for one after the other. */
  #latest: Wants | undefined;

  constructor(statistics: Statistics, runners: Runners) {
    this.#statistics = statistics;
    this.#runners = runners;
  }

  /** Undefined of a datastore that is not there. */
  line(id: string, sample: number): DatastoreLine | undefined {
    const lasting = this.#lasting.get(id);
    if (lasting && sample >= lasting.from && sample < lasting.line.until) return lasting.line;
    const known = this.#linesOf(id);
    const found = known.get(sample);
    if (found) return found;
    const facts = this.#factsAt(id, sample);
    if (!facts.load) return undefined;
    const line = this.#lineOf(id, sample, { facts: facts.load, until: facts.until });
    if (known.size >= SAMPLES_MAX) known.clear();
    known.set(sample, line);
    this.#lasting.set(id, { from: sample, line });
    return line;
  }

  /** What all disks of a VM do, in their order. */
  vm(facts: VmLoadFacts, sample: number): readonly DiskIo[] {
    const wants = diskWants(facts.disks, facts.demand, sample);
    return wants.map((want) =>
      diskIo(want, this.line(want.disk.datastore, sample)?.latencyMs ?? 0),
    );
  }

  datastore(id: string, sample: number): DatastoreIoLoad | undefined {
    const line = this.line(id, sample);
    if (!line) return undefined;
    const { wants } = this.#wantsOn(id, sample);
    return { ...line, sums: ioSums(wants.map((want) => diskIo(want, line.latencyMs))) };
  }

  /** First sample after this one at which the disks of a VM may do something else. */
  vmSteadyUntil(facts: VmLoadFacts, sample: number): number {
    return facts.datastores.reduce(
      (until, id) => Math.min(until, this.line(id, sample)?.until ?? NEVER),
      disksSteadyUntil(facts, sample),
    );
  }

  /** The figures of a sample ask often for the same. */
  at(sample: number): IoAt {
    const vms = new Map<VmLoadFacts, readonly DiskIo[]>();
    const datastores = new Map<string, DatastoreIoLoad>();
    const remembered = <K, V>(memo: Map<K, V>, key: K, make: () => V): V => {
      const known = memo.get(key);
      if (known !== undefined) return known;
      const made = make();
      memo.set(key, made);
      return made;
    };
    return {
      vm: (facts) => remembered(vms, facts, () => this.vm(facts, sample)),
      datastore: (id) =>
        remembered(datastores, id, () => this.datastore(id, sample) ?? NOTHING_THERE),
    };
  }

  #lineOf(
    id: string,
    sample: number,
    { facts, until: factsUntil }: { facts: DatastoreLoadFacts; until: number },
  ): DatastoreLine {
    const asked = this.#wantsOn(id, sample);
    this.#runners.effort += asked.running;
    const until = Math.min(factsUntil, strangersUntil(facts, sample), asked.until);
    const strangers = strangersAt(facts, sample);
    const latencyMs = settledLine(facts.device, asked.wants, strangers);
    return { facts, latencyMs, strangers, until };
  }

  /** What the disks on a datastore would do. */
  #wantsOn(id: string, sample: number): Wants {
    const latest = this.#latest;
    if (latest?.id === id && latest.sample === sample) return latest;
    let until = NEVER;
    let running = 0;
    const wants: DiskWant[] = [];
    for (const vm of this.#runners.vmsOf(id)) {
      const { load, until: runningUntil } = this.#runners.running(vm, sample);
      until = Math.min(until, runningUntil);
      if (!load) continue;
      running += 1;
      until = Math.min(until, disksSteadyUntil(load, sample));
      for (const want of diskWants(load.disks, load.demand, sample)) {
        if (want.disk.datastore === id) wants.push(want);
      }
    }
    const made = { id, sample, wants, until, running };
    this.#latest = made;
    return made;
  }

  #linesOf(id: string): Map<number, DatastoreLine> {
    const known = this.#lines.get(id);
    if (known) return known;
    const made = new Map<number, DatastoreLine>();
    this.#lines.set(id, made);
    return made;
  }

  #factsAt(id: string, sample: number): Sampled<DatastoreLoadFacts> {
    const past = this.#statistics.datastoreBefore(id, momentOf(sample));
    // What it was before it was made is of no interest: nothing ran there.
    if (past?.facts) return { load: past.facts, until: sampleFrom(past.untilMs) };
    if (!this.#now.has(id)) this.#now.set(id, this.#statistics.datastoreNow(id));
    return { load: this.#now.get(id), until: past ? sampleFrom(past.untilMs) : NEVER };
  }
}

const NOTHING_THERE: DatastoreIoLoad = Object.freeze({
  facts: {
    device: { baseMs: 0, slopeMs: 0 },
    strangers: undefined,
    congestionMs: 0,
    controlled: false,
  },
  latencyMs: 0,
  strangers: 0,
  until: NEVER,
  sums: ioSums([]),
});
