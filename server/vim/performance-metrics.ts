/**
 * Which performance metrics an entity provides: counters by its kind, instances by its devices.
 *
 * `QueryAvailablePerfMetric` lists them, `QueryPerf` answers them; both read this.
 */
import type { Inventory } from '../inventory/inventory.ts';
import type { Catalog } from '../vmodl/catalog.ts';
import type { Ref } from '../vmodl/reference.ts';
import { type PerfCounter, type Provider, perfCounters } from './catalogues/perf-counters.ts';
import { hasFigure } from './statistics/courses.ts';
import { type Part, WHOLE } from './statistics/figures/figure.ts';
import { deviceParts } from './statistics/parts.ts';

export interface PerfMetric {
  readonly counter: PerfCounter;
  /** The whole entity or one of its devices. */
  readonly part: Part;
}

/** Provider of each managed object type that has figures; the nearest type of an entity counts. */
const PROVIDERS: readonly (readonly [type: string, provider: Provider])[] = [
  ['HostSystem', 'host'],
  ['VirtualMachine', 'vm'],
  ['ResourcePool', 'pool'],
  ['ClusterComputeResource', 'cluster'],
  ['StoragePod', 'pod'],
  ['Datacenter', 'datacenter'],
  ['Datastore', 'datastore'],
];

/** Types which answer as providers although no figures are kept for them here. */
const EMPTY_PROVIDERS: readonly string[] = ['Folder', 'ComputeResource'];

/** The kind of provider an entity is; `none` has no figures; undefined is no provider at all. */
export function providerOf(catalog: Catalog, entity: Ref): Provider | 'none' | undefined {
  const known = PROVIDERS.find(([type]) => catalog.isA(entity.type, type));
  if (known) return known[1];
  return EMPTY_PROVIDERS.some((type) => catalog.isA(entity.type, type)) ? 'none' : undefined;
}

/** Hosts and virtual machines give figures of the last hour, every 20 seconds. */
export function isRealtime(provider: Provider | 'none'): boolean {
  return provider === 'host' || provider === 'vm';
}

/**
 * Everything an entity provides at a collection level; real time has no levels: give 4.
 * Counters come in the order of their keys, the aggregate before the devices; `wanted` leaves others out.
 */
export function metricsOf(
  inventory: Inventory,
  entity: Ref,
  provider: Provider,
  level: number,
  wanted?: ReadonlySet<number>,
): readonly PerfMetric[] {
  const devices = deviceParts(inventory, entity, provider);
  return perfCounters().flatMap((counter): PerfMetric[] => {
    if (wanted && !wanted.has(counter.key)) return [];
    if (!hasFigure(provider, `${counter.group}.${counter.name}`)) return [];
    const whole = counter.aggregate.includes(provider) && counter.level <= level;
    const each = counter.perDevice.includes(provider) && counter.perDeviceLevel <= level;
    return [
      ...(whole ? [{ counter, part: wholeOf(provider, entity) }] : []),
      ...(each ? devices(counter.group).map((part) => ({ counter, part })) : []),
    ];
  });
}

/** A datastore's figures are those of what lies on it. */
function wholeOf(provider: Provider, entity: Ref): Part {
  return provider === 'datastore' ? { ...WHOLE, datastores: [entity.value] } : WHOLE;
}
