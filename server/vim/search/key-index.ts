/**
 * Finds managed objects by something they hold, such as a UUID, without looking at all of them.
 *
 * Built when first asked; from then on commits only note which objects changed, and the next
 * question brings them up to date.
 */
import type { Commit } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';

export interface KeyRule {
  /** Objects of this type and its subtypes. */
  readonly type: string;
  /** Top-level properties the keys are read from. */
  readonly properties: readonly string[];
  keysOf(ref: Ref): readonly string[];
}

export class KeyIndex {
  readonly #inventory: Inventory;
  readonly #rule: KeyRule;
  readonly #isOfType: (type: string) => boolean;
  readonly #byKey = new Map<string, Map<string, Ref>>();
  readonly #keys = new Map<string, readonly string[]>();
  readonly #dirty = new Map<string, Ref>();
  #built = false;

  constructor(inventory: Inventory, rule: KeyRule, isOfType: (type: string) => boolean) {
    this.#inventory = inventory;
    this.#rule = rule;
    this.#isOfType = isOfType;
  }

  /** The objects with that key, in order of arrival. */
  find(key: string): Ref[] {
    this.#refresh();
    return [...(this.#byKey.get(key)?.values() ?? [])];
  }

  hear(commit: Commit): void {
    if (!this.#built) return;
    for (const ref of commit.destroyed) this.#dirty.set(ref.value, ref);
    for (const ref of commit.created) {
      if (this.#isOfType(ref.type)) this.#dirty.set(ref.value, ref);
    }
    for (const [ref, properties] of commit.changed) {
      const reads = this.#rule.properties.some((property) => properties.has(property));
      if (reads && this.#isOfType(ref.type)) this.#dirty.set(ref.value, ref);
    }
  }

  #refresh(): void {
    if (!this.#built) {
      this.#built = true;
      for (const ref of this.#inventory.ofType(this.#rule.type)) this.#enter(ref);
    }
    for (const ref of this.#dirty.values()) {
      this.#leave(ref);
      if (this.#inventory.find(ref.value)) this.#enter(ref);
    }
    this.#dirty.clear();
  }

  #enter(ref: Ref): void {
    const keys = this.#rule.keysOf(ref);
    if (keys.length === 0) return;
    this.#keys.set(ref.value, keys);
    for (const key of keys) {
      const refs = this.#byKey.get(key);
      if (refs) refs.set(ref.value, ref);
      else this.#byKey.set(key, new Map([[ref.value, ref]]));
    }
  }

  #leave(ref: Ref): void {
    for (const key of this.#keys.get(ref.value) ?? []) {
      const refs = this.#byKey.get(key);
      refs?.delete(ref.value);
      if (refs?.size === 0) this.#byKey.delete(key);
    }
    this.#keys.delete(ref.value);
  }
}
