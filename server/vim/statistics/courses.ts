/**
 * The course of an entity through time: at each sample, what its figures are.
 */
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
import type { Sampled, Sampler } from './sampler.ts';

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

const FIGURES: Readonly<Record<Provider, Readonly<Record<string, unknown>>>> = {
  vm: VM_FIGURES,
  host: HOST_FIGURES,
  cluster: CLUSTER_FIGURES,
  pool: POOL_FIGURES,
  datastore: DATASTORE_FIGURES,
  pod: POD_FIGURES,
  datacenter: OPERATION_FIGURES,
};

export function hasFigure(provider: Provider, name: string): boolean {
  return Object.hasOwn(FIGURES[provider], name);
}

/** Does the figure change while nothing else does? */
export function dependsOnTime(name: string): boolean {
  return name === 'sys.uptime' || name === 'sys.osUptime' || name.startsWith('vmop.');
}

export function courseOf(provider: Provider, sampler: Sampler, id: string): Course {
  switch (provider) {
    case 'vm':
      return course((sample) => sampler.vm(id, sample), VM_FIGURES);
    case 'host':
      return course((sample) => sampler.host(id, sample), HOST_FIGURES);
    case 'cluster':
      return course((sample) => sampler.computeResource(id, sample), CLUSTER_FIGURES);
    case 'pool':
      return course((sample) => sampler.pool(id, sample), POOL_FIGURES);
    case 'datastore':
      return course((sample) => sampler.datastore(id, sample), DATASTORE_FIGURES);
    case 'pod':
      return course((sample) => sampler.presence(id, sample), POD_FIGURES);
    case 'datacenter':
      return course((sample) => sampler.presence(id, sample), OPERATION_FIGURES);
  }
}

/** Asks anew only where something may differ. */
function course<L>(at: (sample: number) => Sampled<L>, figures: Figures<L>): Course {
  let from = Number.POSITIVE_INFINITY;
  let step: Step = { read: undefined, until: Number.NEGATIVE_INFINITY };
  return (sample) => {
    if (sample >= from && sample < step.until) return step;
    const { load, until } = at(sample);
    from = sample;
    step = {
      read: load === undefined ? undefined : (name, where) => figures[name]?.(load, where) ?? 0,
      until: Math.max(sample + 1, until),
    };
    return step;
  };
}
