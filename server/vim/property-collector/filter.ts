/**
 * A property filter at work: what the client was told of each object, and what has changed since.
 *
 * For a client who is away nothing is queued. The filter remembers which properties of which objects
 * may have changed, and compares when it is asked: two changes become one update, and a change that
 * was undone becomes none.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { managedObjectNotFound } from '../../vmodl/fault.ts';
import type {
  MissingObject,
  MissingProperty,
  ObjectUpdate,
  PropertyChange,
  PropertyFilterUpdate,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Caller } from './caller.ts';
import { Differences } from './differences.ts';
import type { FilterPlan } from './filter-plan.ts';
import { ContentReader } from './object-content.ts';
import { Pending } from './pending.ts';
import { Selection, type SelectionWatcher } from './selection.ts';
import { shownEqual } from './shown-equal.ts';
import { assignment, hasHolder, type TypedPath, valueAt } from './typed-path.ts';

export interface FilterParts {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly ref: Ref<'PropertyFilter'>;
  readonly plan: FilterPlan;
  readonly caller: Caller;
  readonly partialUpdates: boolean;
}

/** What the client knows of an object: a value for each path, by identity. */
interface Told {
  readonly ref: Ref;
  readonly values: unknown[];
}

interface News {
  readonly changeSet: PropertyChange[];
  readonly missingSet: MissingProperty[];
}

/** Stands for the value of a property which the caller may not read. */
const DENIED = Symbol('denied');

export class Filter implements SelectionWatcher {
  readonly ref: Ref<'PropertyFilter'>;
  readonly plan: FilterPlan;
  readonly #catalog: Catalog;
  readonly #inventory: Inventory;
  readonly #caller: Caller;
  readonly #partialUpdates: boolean;
  readonly #differences: Differences;
  readonly #selection: Selection;
  readonly #told = new Map<string, Told>();
  readonly #toldMissing = new Set<string>();
  readonly #entered = new Pending<Ref>();
  readonly #left = new Pending<Ref>();
  /** Properties that may have changed of what was told. */
  readonly #changed = new Pending<Set<string>>();
  #reader: ContentReader;
  /** An update made to know whether there is one more. */
  #ahead: ObjectUpdate | undefined;

  /** Throws ManagedObjectNotFound when an object to start from does not exist. */
  constructor(parts: FilterParts) {
    this.ref = parts.ref;
    this.plan = parts.plan;
    this.#catalog = parts.catalog;
    this.#inventory = parts.inventory;
    this.#caller = parts.caller;
    this.#partialUpdates = parts.partialUpdates;
    this.#differences = new Differences(parts.catalog, parts.plan.rank);
    this.#reader = new ContentReader(parts.inventory, parts.caller);
    this.#selection = new Selection(parts.inventory, parts.plan, parts.caller, this);
    const [missing] = this.#selection.missing;
    if (missing && !parts.plan.reportMissing) throw notFound(parts.catalog, missing);
  }

  /** Notes that a property of an object changed or may have. Does it concern the filter? */
  noteChange(ref: Ref, property: string): boolean {
    const walked = this.#selection.noteChange(ref, property);
    if (!this.#told.has(ref.value)) return walked;
    const changed = this.#changed.get(ref.value);
    if (changed) changed.add(property);
    else this.#changed.set(ref.value, new Set([property]));
    return true;
  }

  /** Notes that an object was created or destroyed; or both, when the server was reset. */
  noteExistence(ref: Ref): boolean {
    if (this.#told.has(ref.value)) this.#noteAll(ref);
    return this.#selection.noteExistence(ref);
  }

  /** Notes that rights changed: everything may show or hide. */
  noteRights(): boolean {
    this.#selection.noteRights();
    for (const { ref } of this.#told.values()) this.#noteAll(ref);
    return true;
  }

  /** Notes that objects moved, and inherit other rights now. Does it matter to this caller? */
  noteInheritance(): boolean {
    return !this.#caller.unrestricted && this.noteRights();
  }

  #noteAll(ref: Ref): void {
    this.#changed.set(ref.value, new Set(this.plan.concerns(ref.type)));
  }

  joined(ref: Ref): void {
    if (this.#told.has(ref.value)) this.#left.delete(ref.value);
    else this.#entered.set(ref.value, ref);
  }

  parted(ref: Ref): void {
    if (this.#told.has(ref.value)) this.#left.set(ref.value, ref);
    else this.#entered.delete(ref.value);
  }

  /** Forgets what was told: the next updates are the full state. */
  restart(): void {
    this.#selection.refresh();
    this.#told.clear();
    this.#toldMissing.clear();
    this.#left.clear();
    this.#changed.clear();
    this.#entered.clear();
    this.#ahead = undefined;
    for (const ref of this.#selection.members()) this.#entered.set(ref.value, ref);
  }

  /** The next updates, at most `limit` objects; undefined when there is no news. */
  take(limit: number): PropertyFilterUpdate | undefined {
    this.#selection.refresh();
    this.#reader = new ContentReader(this.#inventory, this.#caller);
    const missingSet = this.#missingObjects();
    const objectSet: ObjectUpdate[] = [];
    while (objectSet.length < limit) {
      const update = this.#next();
      if (!update) break;
      objectSet.push(update);
    }
    if (objectSet.length === 0 && missingSet.length === 0) return undefined;
    const update = { _typeName: 'PropertyFilterUpdate', filter: this.ref, objectSet };
    return missingSet.length === 0 ? update : { ...update, missingSet };
  }

  /** Is there more to tell than was taken? Call after `take`. */
  hasMore(): boolean {
    this.#ahead ??= this.#next();
    return this.#ahead !== undefined;
  }

  #missingObjects(): MissingObject[] {
    if (!this.plan.reportMissing) return [];
    const news = this.#selection.missing.filter((ref) => !this.#toldMissing.has(ref.value));
    for (const ref of news) this.#toldMissing.add(ref.value);
    return news.map((obj) => {
      const fault = notFound(this.#catalog, obj).toLocalizedMethodFault();
      return { _typeName: 'MissingObject', obj, fault } as MissingObject;
    });
  }

  #next(): ObjectUpdate | undefined {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead ?? this.#nextLeave() ?? this.#nextEnter() ?? this.#nextModify();
  }

  #nextLeave(): ObjectUpdate | undefined {
    const [id, obj] = this.#left.shift() ?? [];
    if (id === undefined || !obj) return undefined;
    this.#told.delete(id);
    this.#changed.delete(id);
    return { _typeName: 'ObjectUpdate', kind: 'leave', obj };
  }

  #nextEnter(): ObjectUpdate | undefined {
    const [id, obj] = this.#entered.shift() ?? [];
    if (id === undefined || !obj) return undefined;
    const news: News = { changeSet: [], missingSet: [] };
    const values = (this.plan.pathsOf(obj.type) ?? []).map((path) => this.#enter(obj, path, news));
    this.#told.set(id, { ref: obj, values });
    return objectUpdate('enter', obj, news);
  }

  /** Tells of a path for the first time; returns what is to be remembered. */
  #enter(ref: Ref, path: TypedPath, news: News): unknown {
    if (!this.#reader.mayRead(ref, path)) {
      news.missingSet.push(this.#reader.missing(ref, path));
      return DENIED;
    }
    const base = valueAt(path, this.#inventory.read(ref, path.property));
    const shown = this.#shown(ref, path, base);
    if (shown !== undefined) news.changeSet.push(assignment(path.text, path.use, shown));
    return base;
  }

  #nextModify(): ObjectUpdate | undefined {
    for (let next = this.#changed.shift(); next; next = this.#changed.shift()) {
      const [id, properties] = next;
      const told = this.#told.get(id);
      const update = told && this.#compare(told, properties);
      if (update) return update;
    }
    return undefined;
  }

  /** The update for an object of which some properties may have changed; undefined when none did. */
  #compare(told: Told, properties: ReadonlySet<string>): ObjectUpdate | undefined {
    const news: News = { changeSet: [], missingSet: [] };
    const paths = this.plan.pathsOf(told.ref.type) ?? [];
    for (const [index, path] of paths.entries()) {
      if (properties.has(path.property)) this.#modify(told, index, path, news);
    }
    const isNews = news.changeSet.length + news.missingSet.length > 0;
    return isNews ? objectUpdate('modify', told.ref, news) : undefined;
  }

  #modify({ ref, values }: Told, index: number, path: TypedPath, news: News): void {
    const before = values[index];
    if (!this.#reader.mayRead(ref, path)) {
      values[index] = DENIED;
      if (before !== DENIED) news.missingSet.push(this.#reader.missing(ref, path));
      return;
    }
    const top = this.#inventory.read(ref, path.property);
    const after = valueAt(path, top);
    values[index] = after;
    if (before === after || (before !== DENIED && shownEqual(before, after))) return;
    if (before !== DENIED && this.#partialUpdates) {
      news.changeSet.push(...this.#partialChanges(ref, path, before, top));
    } else {
      news.changeSet.push(assignment(path.text, path.use, this.#shown(ref, path, after)));
    }
  }

  #partialChanges(ref: Ref, path: TypedPath, before: unknown, top: unknown): PropertyChange[] {
    const after = valueAt(path, top);
    if (after === undefined && path.steps.length > 0 && !hasHolder(path, top)) {
      return [{ _typeName: 'PropertyChange', name: path.text, op: 'indirectRemove' }];
    }
    return this.#differences.between(path, before, after, this.#shown(ref, path, after));
  }

  #shown(ref: Ref, path: TypedPath, base: unknown): unknown {
    return this.#inventory.isLive(ref.type, path.property) ? this.#reader.shown(ref, path) : base;
  }
}

function objectUpdate(kind: 'enter' | 'modify', obj: Ref, news: News): ObjectUpdate {
  const { changeSet, missingSet } = news;
  const update: ObjectUpdate = { _typeName: 'ObjectUpdate', kind, obj, changeSet };
  return missingSet.length === 0 ? update : { ...update, missingSet };
}

export function notFound(catalog: Catalog, ref: Ref) {
  return managedObjectNotFound(ref, catalog.managed(ref.type)?.vmodlName ?? ref.type, ref.value);
}
