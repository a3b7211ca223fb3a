/**
 * Values of the inventory as JSON text and back, without loss.
 *
 * JSON knows neither long integers nor infinities, and would write a reference or a value shared by
 * a thousand machines in full each time. They are written as objects with one key which no value of
 * the inventory has, since all of those carry `_typeName`:
 * `{"$n":"9007199254740993"}` a bigint, `{"$f":"NaN"}` a number beyond JSON,
 * `{"$r":["HostSystem","host-9"]}` a reference, `{"$v":17}` entry 17 of a table of shared values.
 */
import { isReference, type Ref, reference } from '../../vmodl/reference.ts';

/** Gives the table index of a value which is written once, elsewhere. */
export type SharedIndex = (value: object) => number | undefined;

/** What to hand to JSON.stringify: the value itself where nothing in it is special. */
export function pack(value: unknown, sharedIndex?: SharedIndex): unknown {
  if (typeof value !== 'object' || value === null) return packPrimitive(value);
  const index = sharedIndex?.(value);
  return index === undefined ? packContainer(value, sharedIndex) : { $v: index };
}

/** As `pack`, for a value which is about to enter the table itself. */
export function packContainer(value: object, sharedIndex?: SharedIndex): unknown {
  if (isReference(value)) return { $r: [value.type, value.value] };
  return Array.isArray(value) ? packArray(value, sharedIndex) : packObject(value, sharedIndex);
}

function packPrimitive(value: unknown): unknown {
  if (typeof value === 'bigint') return { $n: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $f: String(value) };
  return value;
}

function packArray(value: readonly unknown[], sharedIndex?: SharedIndex): readonly unknown[] {
  let copy: unknown[] | undefined;
  value.forEach((item, index) => {
    const packed = pack(item, sharedIndex);
    if (packed === item) return;
    copy ??= value.slice();
    copy[index] = packed;
  });
  return copy ?? value;
}

function packObject(value: object, sharedIndex?: SharedIndex): object {
  let copy: Record<string, unknown> | undefined;
  for (const [name, item] of Object.entries(value)) {
    const packed = pack(item, sharedIndex);
    if (packed === item) continue;
    copy ??= { ...value };
    copy[name] = packed;
  }
  return copy ?? value;
}

/** Turns parsed JSON back into frozen values; one per store, so that equal references are one object. */
export class Unpacker {
  readonly #table: unknown[] = [];
  readonly #references = new Map<string, Ref>();

  /** Appends an entry to the table of shared values. */
  share(value: unknown): void {
    this.#table.push(value);
  }

  reference(type: string, id: string): Ref {
    const known = this.#references.get(id);
    if (known?.type === type) return known;
    const made = reference(type, id);
    this.#references.set(id, made);
    return made;
  }

  /** Takes what JSON.parse made (and may change it), gives the frozen value. Throws when it is none. */
  unpack(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return this.#unpackMembers(value);
    if (!Object.hasOwn(value, '_typeName')) {
      const special = this.#special(value);
      if (special !== undefined) return special;
    }
    return this.#unpackMembers(value);
  }

  #unpackMembers(container: object): object {
    for (const [name, item] of Object.entries(container)) {
      if (typeof item !== 'object' || item === null) continue;
      const unpacked = this.unpack(item);
      if (unpacked !== item) Reflect.set(container, name, unpacked);
    }
    return Object.freeze(container);
  }

  #special(value: object): unknown {
    const { $n, $f, $r, $v } = value as Record<string, unknown>;
    if (typeof $v === 'number') return this.#sharedAt($v);
    if (Array.isArray($r)) return this.reference(String($r[0]), String($r[1]));
    if (typeof $n === 'string') return BigInt($n);
    return typeof $f === 'string' ? Number($f) : undefined;
  }

  #sharedAt(index: number): unknown {
    if (index in this.#table) return this.#table[index];
    throw new Error(`shared value ${index} is missing`);
  }
}
