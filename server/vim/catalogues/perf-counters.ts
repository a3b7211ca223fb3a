/**
 * The catalogue of performance counters: what PerformanceManager.perfCounter shows, and which
 * kinds of entities provide which counter, as a whole and per device.
 *
 * Keys are those of a vCenter Server where they are known; real keys differ between releases, so
 * clients (and we) resolve counters by name, `group.name.rollup`.
 */

import { build } from '../../vmodl/build.ts';
import type { PerfCounterInfo } from '../../vmodl/generated/data.ts';
import type { PerfStatsType, PerfSummaryType } from '../../vmodl/generated/enums.ts';
import { once } from '../../vmodl/once.ts';
import { described } from '../words.ts';
import { CPU_COUNTERS, MEMORY_COUNTERS } from './perf-counters-cpu-mem.ts';
import {
  DATASTORE_COUNTERS,
  DISK_COUNTERS,
  NETWORK_COUNTERS,
  STORAGE_ADAPTER_COUNTERS,
  STORAGE_PATH_COUNTERS,
  VIRTUAL_DISK_COUNTERS,
} from './perf-counters-io.ts';
import {
  CLUSTER_COUNTERS,
  OPERATION_COUNTERS,
  POWER_COUNTERS,
  REPLICATION_COUNTERS,
  RESOURCE_SCHEDULER_COUNTERS,
  SYSTEM_COUNTERS,
} from './perf-counters-system.ts';

/** A kind of entity that provides figures. */
export type Provider = 'host' | 'vm' | 'pool' | 'cluster' | 'datastore' | 'pod' | 'datacenter';

export interface PerfCounter {
  readonly key: number;
  /** `cpu` */
  readonly group: string;
  /** `usage` */
  readonly name: string;
  readonly rollup: PerfSummaryType;
  /** `cpu.usage.average` */
  readonly fullName: string;
  readonly unit: string;
  readonly stats: PerfStatsType;
  readonly level: number;
  readonly perDeviceLevel: number;
  /** Who provides one figure for the whole entity. */
  readonly aggregate: readonly Provider[];
  /** Who provides one figure per device. */
  readonly perDevice: readonly Provider[];
  readonly info: PerfCounterInfo;
}

/** Group keys with their labels, in the order of the catalogue. */
const GROUPS: readonly (readonly [key: string, label: string, lines: string])[] = [
  ['cpu', 'CPU', CPU_COUNTERS],
  ['mem', 'Memory', MEMORY_COUNTERS],
  ['disk', 'Disk', DISK_COUNTERS],
  ['net', 'Network', NETWORK_COUNTERS],
  ['sys', 'System', SYSTEM_COUNTERS],
  ['power', 'Power', POWER_COUNTERS],
  ['storageAdapter', 'Storage adapter', STORAGE_ADAPTER_COUNTERS],
  ['virtualDisk', 'Virtual disk', VIRTUAL_DISK_COUNTERS],
  ['datastore', 'Datastore', DATASTORE_COUNTERS],
  ['storagePath', 'Storage path', STORAGE_PATH_COUNTERS],
  ['rescpu', 'Resource group CPU', RESOURCE_SCHEDULER_COUNTERS],
  ['clusterServices', 'Cluster services', CLUSTER_COUNTERS],
  ['vmop', 'Virtual machine operations', OPERATION_COUNTERS],
  ['hbr', 'vSphere Replication', REPLICATION_COUNTERS],
];

const UNITS: Readonly<Record<string, readonly [label: string, summary: string]>> = {
  percent: ['%', 'Percentage'],
  kiloBytes: ['KB', 'Kilobyte'],
  megaBytes: ['MB', 'Megabyte'],
  teraBytes: ['TB', 'Terabyte'],
  megaHertz: ['MHz', 'Megahertz'],
  number: ['num', 'Number'],
  microsecond: ['µs', 'Microsecond'],
  millisecond: ['ms', 'Millisecond'],
  second: ['s', 'Second'],
  kiloBytesPerSecond: ['KBps', 'Kilobytes per second'],
  watt: ['W', 'Watt'],
  joule: ['J', 'Joule'],
};

const PROVIDERS: Readonly<Record<string, Provider>> = {
  h: 'host',
  v: 'vm',
  p: 'pool',
  c: 'cluster',
  d: 'datastore',
  s: 'pod',
  n: 'datacenter',
};

const ROLLUPS: readonly PerfSummaryType[] = [
  'none',
  'average',
  'maximum',
  'minimum',
  'latest',
  'summation',
];
const STATS: readonly PerfStatsType[] = ['absolute', 'delta', 'rate'];

/** The four rollups of a family in the order of their keys; only the average is collected early. */
const FAMILY: readonly PerfSummaryType[] = ['none', 'average', 'minimum', 'maximum'];
const LEVEL_OF_OTHERS = 4;

function readPerfCounters(): readonly PerfCounter[] {
  const counters = GROUPS.flatMap(([group, label, lines]) =>
    lines
      .trim()
      .split('\n')
      .flatMap((line) => readLine(group, label, line)),
  );
  return Object.freeze(counters.sort((left, right) => left.key - right.key));
}

function readLine(group: string, groupLabel: string, line: string): PerfCounter[] {
  const [head = '', label = '', summary = ''] = line.split(' | ');
  const [key = '', name = '', ...rest] = head.split(' ');
  const family = key.endsWith('*');
  const rollups = family ? FAMILY : [oneOf(ROLLUPS, rest.shift(), line)];
  const [unit = '', stats, level, perDeviceLevel, providers = '/'] = rest;
  const [aggregate = '', perDevice = ''] = providers.split('/');
  return rollups.map((rollup, index) => {
    const collected = !family || rollup === 'average';
    return counter({
      key: Number.parseInt(key, 10) + index,
      group,
      name,
      rollup,
      fullName: `${group}.${name}.${rollup}`,
      unit,
      stats: oneOf(STATS, stats, line),
      level: collected ? Number(level) : LEVEL_OF_OTHERS,
      perDeviceLevel: collected ? Number(perDeviceLevel) : LEVEL_OF_OTHERS,
      aggregate: providersOf(aggregate),
      perDevice: providersOf(perDevice),
      labels: { group: groupLabel, name: label, summary },
    });
  });
}

interface Labels {
  readonly group: string;
  readonly name: string;
  readonly summary: string;
}

function counter(facts: Omit<PerfCounter, 'info'> & { readonly labels: Labels }): PerfCounter {
  const { labels, ...rest } = facts;
  const [unitLabel = '', unitSummary = ''] = UNITS[rest.unit] ?? [];
  const info = build('PerfCounterInfo', {
    key: rest.key,
    nameInfo: described(rest.name, labels.name, labels.summary),
    groupInfo: described(rest.group, labels.group, labels.group),
    unitInfo: described(rest.unit, unitLabel, unitSummary),
    rollupType: rest.rollup,
    statsType: rest.stats,
    level: rest.level,
    perDeviceLevel: rest.perDeviceLevel,
  });
  return Object.freeze({ ...rest, info });
}

function providersOf(letters: string): readonly Provider[] {
  return [...letters].flatMap((letter) => PROVIDERS[letter] ?? []);
}

function oneOf<T extends string>(words: readonly T[], word: string | undefined, line: string): T {
  const known = words.find((each) => each === word);
  if (known === undefined) throw new Error(`a counter's line is unreadable: ${line}`);
  return known;
}

/** All counters by key; most servers are never asked for them. */
export const perfCounters: () => readonly PerfCounter[] = once(readPerfCounters);

const countersByKey = once(
  (): ReadonlyMap<number, PerfCounter> => new Map(perfCounters().map((each) => [each.key, each])),
);

export function perfCounter(key: number): PerfCounter | undefined {
  return countersByKey().get(key);
}
