/**
 * A transaction under way: what the stored state would be after the changes so far. Nothing of it is
 * visible until the inventory commits it.
 */
import type { Catalog } from '../vmodl/catalog.ts';
import type { Ref } from '../vmodl/reference.ts';
import type { DataObject, Value } from '../vmodl/value.ts';
import { freezeDeep } from '../vmodl/value.ts';
import type { Change } from './change.ts';
import { type CompiledSchema, refsOf } from './compiled-schema.ts';
import type { Entry, Stored } from './entry.ts';
import { parsePath, rewrite } from './property-path.ts';

export class Draft {
  /** Stored state of every touched object; undefined where it is destroyed. */
  readonly states = new Map<string, { readonly ref: Ref; stored: Stored | undefined }>();
  readonly events: DataObject[] = [];
  readonly changes: Change[] = [];
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #schema: CompiledSchema;
  readonly #catalog: Catalog;

  constructor(entries: ReadonlyMap<string, Entry>, schema: CompiledSchema, catalog: Catalog) {
    this.#entries = entries;
    this.#schema = schema;
    this.#catalog = catalog;
  }

  add(change: Change): void {
    this.changes.push(change);
    switch (change.op) {
      case 'create':
        this.#create(change.ref, change.properties);
        break;
      case 'destroy':
        this.#destroy(change.ref);
        break;
      case 'post':
        this.events.push(freezeDeep(change.event));
        break;
      case 'assign':
        this.#rewrite(change.ref, change.path, () => change.value);
        break;
      case 'insert':
        this.#rewrite(change.ref, change.path, (old) => appended(old, change.value));
        break;
      case 'remove':
        this.#rewrite(change.ref, change.path, () => undefined);
        break;
    }
  }

  /** Refuses pointers to nothing and the end of what others need. */
  verify(): void {
    for (const { ref, stored } of this.states.values()) {
      if (stored) this.#verifyPointers(ref, stored);
      else this.#verifyUnneeded(ref);
    }
  }

  exists(id: string): boolean {
    const drafted = this.states.get(id);
    return drafted ? drafted.stored !== undefined : this.#entries.has(id);
  }

  #create(ref: Ref, properties: Stored): void {
    if (this.exists(ref.value)) throw new Error(`${ref.value} exists already`);
    if (!this.#catalog.managed(ref.type)) throw new Error(`no managed object type ${ref.type}`);
    for (const value of Object.values(properties)) freezeDeep(value);
    this.states.set(ref.value, { ref, stored: Object.freeze(properties) });
  }

  #destroy(ref: Ref): void {
    // A cascade of this very transaction may have come first, when a journal is replayed for one.
    if (this.states.has(ref.value) && !this.exists(ref.value)) return;
    if (!this.exists(ref.value)) throw new Error(`${ref.value} does not exist`);
    this.states.set(ref.value, { ref, stored: undefined });
    for (const [relation, sources] of this.#entries.get(ref.value)?.sources ?? []) {
      if (relation.onDestroy !== 'cascade') continue;
      for (const source of sources) {
        if (this.exists(source.ref.value) && this.#pointsAt(source.ref, relation.property, ref)) {
          this.add({ op: 'destroy', ref: source.ref });
        }
      }
    }
  }

  #pointsAt(source: Ref, property: string, target: Ref): boolean {
    const entry = this.#entries.get(source.value);
    const stored = this.states.get(source.value)?.stored ?? entry?.stored;
    const relations = this.#schema.of(source.type).outgoing.get(property) ?? [];
    const value = stored?.[property] ?? this.#derived(source, property);
    return relations.some((relation) =>
      refsOf(relation, value).some((pointed) => pointed.value === target.value),
    );
  }

  /** A derived pointer as it will be, if the draft touches its holder; else as it is. */
  #derived(source: Ref, property: string): Value | undefined {
    const derivation = this.#schema.of(source.type).derivations.get(property);
    if (derivation && this.states.has(source.value)) {
      return derivation.derive(source, (ref, name) => this.#peek(ref, name));
    }
    return this.#entries.get(source.value)?.derived.get(property)?.value;
  }

  #peek(ref: Ref, property: string): Value | undefined {
    const drafted = this.states.get(ref.value);
    if (drafted && !drafted.stored) return undefined;
    const entry = this.#entries.get(ref.value);
    const stored = drafted?.stored ?? entry?.stored;
    return stored?.[property] ?? entry?.derived.get(property)?.value;
  }

  #rewrite(ref: Ref, text: string, change: (old: unknown) => Value | undefined): void {
    const path = parsePath(text);
    if (!path) throw new Error(`not a property path: ${text}`);
    const stored = this.#stored(ref);
    const old = stored[path.property];
    const now = rewrite(old, path.steps, change);
    if (now === old) return;
    const next: Record<string, Value> = { ...stored };
    if (now === undefined) delete next[path.property];
    else next[path.property] = freezeDeep(now);
    this.states.set(ref.value, {
      ref: this.#entries.get(ref.value)?.ref ?? ref,
      stored: Object.freeze(next),
    });
  }

  #stored(ref: Ref): Stored {
    const drafted = this.states.get(ref.value);
    const stored = drafted ? drafted.stored : this.#entries.get(ref.value)?.stored;
    if (!stored) throw new Error(`${ref.type} ${ref.value} does not exist`);
    return stored;
  }

  #verifyPointers(ref: Ref, stored: Stored): void {
    for (const [property, relations] of this.#schema.of(ref.type).outgoing) {
      const value = stored[property];
      if (value === undefined || value === this.#entries.get(ref.value)?.stored[property]) continue;
      for (const relation of relations) {
        for (const target of refsOf(relation, value)) {
          if (relation.onDestroy !== 'ignore' && !this.exists(target.value)) {
            throw new Error(
              `${ref.value}.${property} points at ${target.value}, which is not there`,
            );
          }
        }
      }
    }
  }

  #verifyUnneeded(ref: Ref): void {
    for (const [relation, sources] of this.#entries.get(ref.value)?.sources ?? []) {
      if (relation.onDestroy === 'ignore') continue;
      for (const source of sources) {
        if (this.exists(source.ref.value) && this.#pointsAt(source.ref, relation.property, ref)) {
          throw new Error(`${ref.value} is in use: ${source.ref.value}.${relation.property}`);
        }
      }
    }
  }
}

function appended(old: unknown, value: Value): Value {
  return Object.freeze([...(Array.isArray(old) ? old : []), value]) as Value;
}
