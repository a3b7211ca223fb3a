/**
 * What is answered of one object: the values of some paths, and which of them the reader may not see.
 *
 * These objects live for one answer and there are many of them, so they are plain and not frozen;
 * the values in them are the inventory's own.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type {
  DynamicProperty,
  MissingProperty,
  ObjectContent,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Caller, silentFault } from './caller.ts';
import { type TypedPath, toAny, valueAt } from './typed-path.ts';

/** Reads paths of objects on behalf of one caller. */
export class ContentReader {
  readonly #inventory: Inventory;
  readonly #caller: Caller;
  readonly #unrestricted: boolean;

  constructor(inventory: Inventory, caller: Caller) {
    this.#inventory = inventory;
    this.#caller = caller;
    this.#unrestricted = caller.unrestricted;
  }

  /** The value a path shows him; undefined when unset. */
  shown(ref: Ref, path: TypedPath): unknown {
    return valueAt(path, this.#inventory.show(ref, path.property, this.#caller.viewer));
  }

  mayRead(ref: Ref, path: TypedPath): boolean {
    return this.#unrestricted || this.#caller.mayRead(path.privilege, ref);
  }

  missing(ref: Ref, path: TypedPath): MissingProperty {
    const fault = silentFault(this.#caller.refusal(path.privilege, ref));
    return { _typeName: 'MissingProperty', path: path.text, fault };
  }

  content(ref: Ref, paths: readonly TypedPath[]): ObjectContent {
    const propSet: DynamicProperty[] = [];
    const missingSet: MissingProperty[] = [];
    for (const path of paths) {
      if (!this.mayRead(ref, path)) {
        missingSet.push(this.missing(ref, path));
        continue;
      }
      const value = this.shown(ref, path);
      if (value === undefined) continue;
      propSet.push({
        _typeName: 'DynamicProperty',
        name: path.text,
        val: toAny(path.use, value),
      });
    }
    const content: ObjectContent = { _typeName: 'ObjectContent', obj: ref, propSet };
    return missingSet.length === 0 ? content : { ...content, missingSet };
  }
}
