/**
 * A client of a property collector: keeps a copy of what it was told, as real clients do, by nothing
 * but the update sets.
 */
import { follow, parsePath, rewrite } from '../../server/inventory/property-path.ts';
import type {
  ObjectContent,
  ObjectUpdate,
  PropertyChange,
  UpdateSet,
} from '../../server/vmodl/generated/data.ts';
import { isBoxed, type Value } from '../../server/vmodl/value.ts';

/** Values by path. */
export type Seen = Record<string, unknown>;

export class WatchingClient {
  /** What is known of each object, by filter. */
  readonly filters = new Map<string, Map<string, Seen>>();
  version = '';
  readonly #asked = new Map<string, ReadonlySet<string>>();

  /** Notes which paths a filter was asked for; top-level properties need no mention. */
  asks(filterId: string, paths: readonly string[]): void {
    this.#asked.set(filterId, new Set(paths));
  }

  apply(set: UpdateSet): void {
    if (this.version === '') this.filters.clear();
    this.version = set.version;
    for (const { filter, objectSet } of set.filterSet ?? []) {
      const objects = this.filters.get(filter.value) ?? new Map<string, Seen>();
      this.filters.set(filter.value, objects);
      const asked = this.#asked.get(filter.value) ?? new Set();
      for (const update of objectSet ?? []) applyUpdate(objects, update, asked);
    }
  }

  known(filterId: string): Record<string, Seen> {
    return Object.fromEntries(this.filters.get(filterId) ?? []);
  }
}

/** A fresh read in the form in which a client keeps what it knows. */
export function asSeen(contents: readonly ObjectContent[]): Record<string, Seen> {
  return Object.fromEntries(
    contents.map(({ obj, propSet }) => [
      obj.value,
      Object.fromEntries((propSet ?? []).map(({ name, val }) => [name, bare(val)])),
    ]),
  );
}

function applyUpdate(
  objects: Map<string, Seen>,
  { kind, obj, changeSet }: ObjectUpdate,
  asked: ReadonlySet<string>,
): void {
  const seen = objects.get(obj.value);
  if ((kind === 'enter') === (seen !== undefined)) throw new Error(`${kind} of ${obj.value}?`);
  if (kind === 'leave') {
    objects.delete(obj.value);
    return;
  }
  const known = seen ?? {};
  objects.set(obj.value, known);
  for (const change of changeSet ?? []) {
    if (asked.has(change.name) || !/[.[]/.test(change.name)) applyWhole(known, change);
    if (kind === 'modify') applyWithin(known, change);
  }
}

function applyWhole(seen: Seen, { name, val }: PropertyChange): void {
  if (val === undefined) delete seen[name];
  else seen[name] = bare(val);
}

/** Changes the values of all paths which the name leads on from. */
function applyWithin(seen: Seen, { name, op, val }: PropertyChange): void {
  if (op === 'indirectRemove') return;
  for (const holder of Object.keys(seen)) {
    if (!name.startsWith(`${holder}.`) && !name.startsWith(`${holder}[`)) continue;
    const steps = parsePath(name)?.steps.slice(parsePath(holder)?.steps.length) ?? [];
    if (val === undefined && follow(seen[holder], steps) === undefined) continue;
    seen[holder] = rewrite(seen[holder], steps, () => bare(val) as Value | undefined);
  }
}

function bare(value: unknown): unknown {
  return isBoxed(value) ? value._value : value;
}
