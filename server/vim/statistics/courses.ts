/**
 * The course of an entity through time: at each sample, what its figures are.
 */
import type { VmLoad } from '../../engines/statistics/vm-load.ts';
import type { Provider } from '../catalogues/perf-counters.ts';
import type { Figures, Where } from './figures/figure.ts';
import {
  CLUSTER_FIGURES,
  DATASTORE_FIGURES,
  OPERATION_FIGURES,
  POD_FIGURES,
  POOL_FIGURES,
} from './figures/group-figures.ts';
import { HOST_FIGURES } from './figures/host-figures.ts';
import { VM_FIGURES } from './figures/vm-figures.ts';
import type { Sampled } from './loads.ts';
import type { Sampler } from './sampler.ts';

/** The figure of a counter, `group.name`. */
export type Reading = (name: string, where: Where) => number;

export interface Step {
  /** Undefined where there was nothing to measure. */
  readonly read: Reading | undefined;
  /** First sample at which it may differ. */
  readonly until: number;
}

/** Samples in ascending order are cheapest. */
export type Course = (sample: number) => Step;

export interface CourseOf {
  readonly provider: Provider;
  readonly id: string;
  /** Are figures of disks asked for? Else nobody looks when they change. */
  readonly io: boolean;
}

const FIGURES: Readonly<Record<Provider, Readonly<Record<string, unknown>>>> = {
  vm: VM_FIGURES,
  host: HOST_FIGURES,
  cluster: CLUSTER_FIGURES,
  pool: POOL_FIGURES,
  datastore: DATASTORE_FIGURES,
  pod: POD_FIGURES,
  datacenter: OPERATION_FIGURES,
};

/** Groups of counters of disks and what is between them and their guests. */
const IO_GROUPS: readonly string[] = [
  'datastore',
  'disk',
  'storageAdapter',
  'storagePath',
  'virtualDisk',
];

export function hasFigure(provider: Provider, name: string): boolean {
  return Object.hasOwn(FIGURES[provider], name);
}

/** Does the figure change while nothing else does? */
export function dependsOnTime(name: string): boolean {
  return name === 'sys.uptime' || name === 'sys.osUptime' || name.startsWith('vmop.');
}

/** Does a counter of this group follow from what disks do? */
export function dependsOnIo(group: string): boolean {
  return IO_GROUPS.includes(group);
}

export function courseOf({ provider, id, io }: CourseOf, sampler: Sampler): Course {
  const ofVms = io ? <L extends WithVms>(load: L) => load.vms : undefined;
  switch (provider) {
    case 'vm':
      return course(sampler, (sample) => sampler.vm(id, sample), {
        figures: VM_FIGURES,
        vmsOf: io ? (load) => [load] : undefined,
      });
    case 'host':
      return course(sampler, (sample) => sampler.host(id, sample), {
        figures: HOST_FIGURES,
        vmsOf: ofVms,
      });
    case 'cluster':
      return course(sampler, (sample) => sampler.computeResource(id, sample), {
        figures: CLUSTER_FIGURES,
      });
    case 'pool':
      return course(sampler, (sample) => sampler.pool(id, sample), { figures: POOL_FIGURES });
    case 'datastore':
      return course(sampler, (sample) => sampler.datastore(id, sample), {
        figures: DATASTORE_FIGURES,
        vmsOf: ofVms,
        datastore: io ? id : undefined,
      });
    case 'pod':
      return course(sampler, (sample) => sampler.presence(id, sample), { figures: POD_FIGURES });
    case 'datacenter':
      return course(sampler, (sample) => sampler.presence(id, sample), {
        figures: OPERATION_FIGURES,
      });
  }
}

interface WithVms {
  readonly vms: readonly VmLoad[];
}

interface Reads<L> {
  readonly figures: Figures<L>;
  /** Whose disks count; nobody's unless told. */
  readonly vmsOf?: ((load: L) => readonly VmLoad[]) | undefined;
  /** Datastore whose own course counts too. */
  readonly datastore?: string | undefined;
}

/** Asks anew only where something may differ. */
function course<L>(
  { io }: Sampler,
  at: (sample: number) => Sampled<L>,
  { figures, vmsOf, datastore }: Reads<L>,
): Course {
  let from = Number.POSITIVE_INFINITY;
  let step: Step = { read: undefined, until: Number.NEGATIVE_INFINITY };
  return (sample) => {
    if (sample >= from && sample < step.until) return step;
    const sampled = at(sample);
    const { load } = sampled;
    let { until } = sampled;
    from = sample;
    if (load === undefined) {
      step = { read: undefined, until: Math.max(sample + 1, until) };
      return step;
    }
    for (const { facts } of vmsOf?.(load) ?? []) {
      until = Math.min(until, io.vmSteadyUntil(facts, sample));
    }
    if (datastore !== undefined)
      until = Math.min(until, io.line(datastore, sample)?.until ?? until);
    const present = io.at(sample);
    step = {
      read: (name, where) => figures[name]?.(load, where, present) ?? 0,
      until: Math.max(sample + 1, until),
    };
    return step;
  };
}
