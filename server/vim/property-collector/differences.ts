/**
 * What changed within a value, path by path: the news of a filter that asked for partial updates.
 *
 * Members are compared by the vocabulary. Items of arrays are told apart by their keys (`key`, or the
 * id of a reference): then those gone are removed and those new are added. Where items have no keys,
 * or their order is new, the array is sent as a whole.
 */
import type { Catalog, TypeUse } from '../../vmodl/catalog.ts';
import type { PropertyChange } from '../../vmodl/generated/data.ts';
import { isReference } from '../../vmodl/reference.ts';
import { type DataObject, isBoxed, isDataObject, member } from '../../vmodl/value.ts';
import { shownEqual } from './shown-equal.ts';
import { assignment, itemOf, type TypedPath, toAny } from './typed-path.ts';

/** The same place in three trees: as last told, as it is, and as it is shown to the reader. */
interface Place {
  readonly name: string;
  readonly use: TypeUse;
  readonly before: unknown;
  readonly after: unknown;
  /** `after` with what depends on time and reader. */
  readonly shown: unknown;
}

export class Differences {
  readonly #catalog: Catalog;
  readonly #rank: number;

  constructor(catalog: Catalog, rank: number) {
    this.#catalog = catalog;
    this.#rank = rank;
  }

  /** Changes which lead from `before` to `shown`, as far as `before` and `after` differ. */
  between(path: TypedPath, before: unknown, after: unknown, shown: unknown): PropertyChange[] {
    const changes: PropertyChange[] = [];
    this.#compare({ name: path.text, use: path.use, before, after, shown }, changes);
    return changes;
  }

  #compare(place: Place, changes: PropertyChange[]): void {
    const { before, after } = place;
    if (before === after) return;
    if (isDataObject(before) && isDataObject(after) && this.#hasSameMembers(before, after)) {
      this.#compareMembers(place, before, changes);
    } else if (Array.isArray(before) && Array.isArray(after)) {
      this.#compareItems(place, before, after, changes);
    } else if (!shownEqual(before, after)) {
      changes.push(assignment(place.name, place.use, place.shown));
    }
  }

  /** Faults change as a whole; so do references and boxed values. */
  #hasSameMembers(before: DataObject, after: DataObject): boolean {
    const type = after._typeName;
    if (before._typeName !== type || isReference(after) || isBoxed(after)) return false;
    if (type === 'LocalizedMethodFault' || this.#catalog.isA(type, 'MethodFault')) return false;
    return this.#catalog.data(type) !== undefined;
  }

  #compareMembers(place: Place, before: DataObject, changes: PropertyChange[]): void {
    for (const property of this.#catalog.data(before._typeName)?.properties ?? []) {
      if (property.rank > this.#rank) continue;
      const { name } = property;
      const inner = {
        name: `${place.name}.${name}`,
        use: property,
        before: member(before, name),
        after: member(place.after, name),
        shown: member(place.shown, name),
      };
      this.#compare(inner, changes);
    }
  }

  #compareItems(
    place: Place,
    before: readonly unknown[],
    after: readonly unknown[],
    changes: PropertyChange[],
  ): void {
    const old = keyed(before);
    const now = keyed(after);
    const shown = Array.isArray(place.shown) ? keyed(place.shown) : now;
    if (!old || !now || !shown || !isReachable(old, now)) {
      if (!shownEqual(before, after)) changes.push(assignment(place.name, place.use, place.shown));
      return;
    }
    const use = itemOf(place.use);
    for (const key of old.keys()) {
      const name = `${place.name}[${key}]`;
      if (!now.has(key)) changes.push({ _typeName: 'PropertyChange', name, op: 'remove' });
    }
    for (const [key, item] of now) {
      const name = `${place.name}[${key}]`;
      const seen = shown.get(key) ?? item;
      if (!old.has(key)) {
        const val = toAny(use, seen);
        changes.push({ _typeName: 'PropertyChange', name, op: 'add', val });
      } else {
        this.#compare({ name, use, before: old.get(key), after: item, shown: seen }, changes);
      }
    }
  }
}

/** Items by key as it stands in a path; undefined when they cannot be told apart that way. */
function keyed(items: readonly unknown[]): Map<string, unknown> | undefined {
  const found = new Map<string, unknown>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined || found.has(key)) return undefined;
    found.set(key, item);
  }
  return found;
}

function keyOf(item: unknown): string | undefined {
  const key = isReference(item) ? item.value : member(item, 'key');
  if (typeof key === 'number' || typeof key === 'bigint') return String(key);
  const text = isReference(key) ? key.value : key;
  return typeof text === 'string' && !text.includes('"') ? `"${text}"` : undefined;
}

/** Does removing what is gone and appending what is new lead from one order to the other? */
function isReachable(
  old: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
): boolean {
  const kept = [...old.keys()].filter((key) => now.has(key));
  const keys = now.keys();
  return kept.every((key) => keys.next().value === key);
}
