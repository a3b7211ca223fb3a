/**
 * What the makers of a seed's objects share: the changes so far, ids, shared values, the time.
 */
import type { Ref } from '../../vmodl/reference.ts';
import { reference } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import type { Change } from '../change.ts';
import { Shelf } from '../templates/shelf.ts';
import type { Seed } from './seed.ts';

const DEFAULT_CLOCK = '2026-01-01T00:00:00Z';
const DAY_MS = 86_400_000;
/** Hosts have been up for a month, VMs for a week. Ours. */
const HOST_UP_DAYS = 30;
const VM_UP_DAYS = 7;

export function startOf(seed: Seed): string {
  return seed.clock ?? DEFAULT_CLOCK;
}

export class World {
  readonly seed: Seed;
  readonly shelf = new Shelf();
  readonly changes: Change[] = [];
  /** ISO times. */
  readonly now: string;
  readonly hostsBootedAt: string;
  readonly vmsBootedAt: string;
  readonly createdAt: string;
  readonly #names = new Set<string>();
  readonly #paths = new Map<string, Ref>();
  readonly #keepsPaths: boolean;
  #id = 0;
  #hosts = 0;
  #cards = 0;

  constructor(seed: Seed) {
    this.seed = seed;
    // Numbers that the seed gives out itself are not given out again.
    for (const id of seed.ids?.values() ?? []) {
      this.#id = Math.max(this.#id, Number(/\d+$/.exec(id)?.[0] ?? 0));
    }
    // Only permissions are asked for by path; large seeds have none.
    this.#keepsPaths = (seed.permissions?.length ?? 0) > 0;
    const nowMs = Date.parse(startOf(seed));
    this.now = isoOf(nowMs);
    this.hostsBootedAt = isoOf(nowMs - HOST_UP_DAYS * DAY_MS);
    this.vmsBootedAt = isoOf(nowMs - VM_UP_DAYS * DAY_MS);
    this.createdAt = this.hostsBootedAt;
  }

  /** All objects that have been given references, by inventory path; the root folder is ''. */
  paths(): ReadonlyMap<string, Ref> {
    return this.#paths;
  }

  /** A reference with the id the seed knows for the path, or the next one: `group-v3`. */
  ref<T extends string>(type: T, prefix: string, path: string): Ref<T> {
    this.#id += 1;
    const ref = reference(type, this.seed.ids?.get(path) ?? `${prefix}${this.#id}`);
    if (this.#keepsPaths) this.#paths.set(path, ref);
    return ref;
  }

  create(ref: Ref, properties: Readonly<Record<string, Value>>): void {
    this.changes.push({ op: 'create', ref, properties });
  }

  /** Number of the next host, from 1: what its addresses are made of. */
  nextHostNumber(): number {
    this.#hosts += 1;
    return this.#hosts;
  }

  nextCardNumber(): number {
    this.#cards += 1;
    return this.#cards;
  }

  /** A name to make an identity of: the name itself, or told apart by the place if it was used. */
  uniqueName(name: string, place: string): string {
    const chosen = this.#names.has(name) ? `${place}/${name}` : name;
    this.#names.add(chosen);
    return chosen;
  }
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
