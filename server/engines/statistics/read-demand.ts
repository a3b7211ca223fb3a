/**
 * Reads demand as people write it, in a seed or over the control plane, into functions of time.
 *
 * A number is a constant; a mapping names its kind: `{ kind: sine, mean: 40, amplitude: 30, periodSeconds: 3600 }`.
 * What is wrong is told in words, with the place.
 */
import type { DemandFunction, PointsDemand } from './demand-function.ts';
import { POINTS_MAX, parseTraceCsv } from './trace-csv.ts';

/** What a guest may be given functions for. */
export const DEMAND_QUANTITIES = [
  'cpuMhz',
  'cpuPercent',
  'activeMemoryMb',
  'activeMemoryPercent',
  'consumedMemoryMb',
  'consumedMemoryPercent',
  'dirtyRateMbPerSecond',
  'diskReadIops',
  'diskWriteIops',
  'diskReadMbPerSecond',
  'diskWriteMbPerSecond',
  'diskOutstandingIo',
  'diskLatencyMs',
  'diskGrowthMbPerHour',
  'networkReceivedKbPerSecond',
  'networkTransmittedKbPerSecond',
] as const;

export type DemandQuantity = (typeof DEMAND_QUANTITIES)[number];

export type DemandProfile = { readonly [Q in DemandQuantity]?: DemandFunction | undefined };

/** What one disk of a guest may be given functions for. */
export const DISK_QUANTITIES = [
  'readIops',
  'writeIops',
  'outstandingIo',
  'growthMbPerHour',
] as const;

export type DiskQuantity = (typeof DISK_QUANTITIES)[number];

/** By label: `Hard disk 1`. */
export type DiskDemands = Readonly<
  Record<string, { readonly [Q in DiskQuantity]?: DemandFunction | undefined }>
>;

/** Notes what is wrong; `path` is a key or keys with dots between. */
export type Complaint = (path: string, problem: string) => void;

const KINDS: Readonly<Record<DemandFunction['kind'], Fields>> = {
  constant: { required: ['value'], optional: [] },
  steps: { required: ['points'], optional: ['repeatSeconds'] },
  trace: { required: [], optional: ['points', 'csv', 'linear', 'repeatSeconds'] },
  burst: {
    required: ['base', 'peak', 'everySeconds', 'lastingSeconds'],
    optional: ['offsetSeconds'],
  },
  sine: { required: ['mean', 'amplitude', 'periodSeconds'], optional: ['offsetSeconds'] },
  noise: { required: ['mean', 'spread'], optional: [] },
};
const FOR_ALL = ['kind', 'spread', 'seed'];
/** Numbers which say how long something takes. */
const SPANS: readonly string[] = [
  'everySeconds',
  'lastingSeconds',
  'periodSeconds',
  'repeatSeconds',
];
const NUMBER_MAX = 1e12;

interface Fields {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

type Plain = Readonly<Record<string, unknown>>;

/** A profile by quantity. What is wrong is left out and complained of. */
export function readDemandProfile(value: unknown, complain: Complaint): DemandProfile {
  return readQuantities(value, DEMAND_QUANTITIES, complain);
}

/** What single disks do, by label. */
export function readDiskDemands(value: unknown, complain: Complaint): DiskDemands {
  if (!isMapping(value)) {
    complain('', 'must be a mapping of labels, such as "Hard disk 1"');
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).map(([label, wish]) => [
      label,
      readQuantities(wish, DISK_QUANTITIES, (path, problem) =>
        complain(joined(label, path), problem),
      ),
    ]),
  );
}

function readQuantities<Q extends string>(
  value: unknown,
  known: readonly Q[],
  complain: Complaint,
): { readonly [K in Q]?: DemandFunction } {
  const made: { [K in Q]?: DemandFunction } = {};
  if (!isMapping(value)) {
    complain('', 'must be a mapping of quantities');
    return made;
  }
  for (const [key, wish] of Object.entries(value)) {
    const quantity = known.find((each) => each === key);
    if (!quantity) {
      complain(key, `is no quantity; known: ${known.join(', ')}`);
      continue;
    }
    const read = readDemand(wish, (path, problem) => complain(joined(key, path), problem));
    if (read) made[quantity] = read;
  }
  return made;
}

export function readDemand(value: unknown, complain: Complaint): DemandFunction | undefined {
  if (typeof value === 'number') {
    if (!isAmount(value)) return refuse(complain, '', 'must be a number from 0');
    return { kind: 'constant', value };
  }
  if (!isMapping(value)) return refuse(complain, '', 'must be a number or a mapping with a kind');
  const kind = kindOf(value['kind']);
  if (!kind) {
    return refuse(complain, 'kind', `must be one of ${Object.keys(KINDS).join(', ')}`);
  }
  if (!hasRightKeys(value, kind, complain)) return undefined;
  const numbers = numbersOf(value, complain);
  if (!numbers) return undefined;
  if (kind !== 'steps' && kind !== 'trace') return { kind, ...numbers } as DemandFunction;
  const points = pointsOf(value, complain);
  if (!points) return undefined;
  const linear = kind === 'trace' && value['linear'] === true;
  return { kind, ...numbers, ...points, ...(linear ? { linear } : {}) };
}

function kindOf(value: unknown): DemandFunction['kind'] | undefined {
  return typeof value === 'string' && Object.hasOwn(KINDS, value)
    ? (value as DemandFunction['kind'])
    : undefined;
}

function hasRightKeys(value: Plain, kind: DemandFunction['kind'], complain: Complaint): boolean {
  const { required, optional } = KINDS[kind];
  const known = [...FOR_ALL, ...required, ...optional];
  const strange = Object.keys(value).filter((key) => !known.includes(key));
  const missing = required.filter((key) => value[key] === undefined);
  for (const key of strange) complain(key, `is no key of a ${kind}; known: ${known.join(', ')}`);
  for (const key of missing) complain('', `lacks "${key}"`);
  return strange.length + missing.length === 0;
}

/** All members that are numbers, checked; undefined when one is wrong. */
function numbersOf(value: Plain, complain: Complaint): Record<string, number> | undefined {
  const numbers: Record<string, number> = {};
  let right = true;
  for (const [key, member] of Object.entries(value)) {
    if (['kind', 'points', 'csv', 'linear'].includes(key)) continue;
    const isSpan = SPANS.includes(key);
    if (isNumber(member) && (!isSpan || member > 0)) {
      numbers[key] = member;
      continue;
    }
    complain(key, isSpan ? 'must be a number of seconds above 0' : 'must be a number');
    right = false;
  }
  return right ? numbers : undefined;
}

function pointsOf(
  value: Plain,
  complain: Complaint,
): Pick<PointsDemand, 'times' | 'values'> | undefined {
  const { points, csv } = value;
  if ((points === undefined) === (csv === undefined)) {
    return refuse(complain, '', 'wants either points or csv');
  }
  const trace = typeof csv === 'string' ? parseTraceCsv(csv) : pairsOf(points);
  if (typeof trace === 'string')
    return refuse(complain, csv === undefined ? 'points' : 'csv', trace);
  const { times } = trace;
  if (times.length === 0) return refuse(complain, '', 'has no points');
  if (times.length > POINTS_MAX) return refuse(complain, '', `has more than ${POINTS_MAX} points`);
  if (times.some((time, index) => index > 0 && time <= (times[index - 1] ?? 0))) {
    return refuse(complain, '', 'has points which are not in ascending order of time');
  }
  return trace;
}

function pairsOf(points: unknown): Pick<PointsDemand, 'times' | 'values'> | string {
  if (!Array.isArray(points)) return 'must be a list of [seconds, value]';
  const times: number[] = [];
  const values: number[] = [];
  for (const [index, point] of points.entries()) {
    const [time, value, ...rest] = Array.isArray(point) ? point : [];
    if (!isNumber(time) || !isNumber(value) || rest.length > 0) {
      return `holds an item that is not [seconds, value]: number ${index + 1}`;
    }
    times.push(time);
    values.push(value);
  }
  return { times, values };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= NUMBER_MAX;
}

function isAmount(value: unknown): value is number {
  return isNumber(value) && value >= 0;
}

function isMapping(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function joined(key: string, path: string): string {
  return path === '' ? key : `${key}.${path}`;
}

function refuse(complain: Complaint, path: string, problem: string): undefined {
  complain(path, problem);
  return undefined;
}
