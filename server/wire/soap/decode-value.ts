/**
 * Elements of a request → values, by the vocabulary.
 *
 * A data object is one sequence: its members come in the order of the schema, base type first, the
 * items of an array one after another. `xsi:type` may name a subtype of what is declared.
 */
import type { Catalog, PropertyDef, TypeUse } from '../../vmodl/catalog.ts';
import { managedObjectNotFound } from '../../vmodl/fault.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { arrayTypeName } from '../../vmodl/type-names.ts';
import { box } from '../../vmodl/value.ts';
import { readPrimitive } from '../codec/read-primitive.ts';
import type { Shape, Shapes } from '../codec/shapes.ts';
import { describeError, type Frame, RequestError } from './request-error.ts';
import type { XmlElement } from './xml.ts';
import { isNil, type TypeName, typeNameOf } from './xsi-type.ts';

/** What a reference calls itself where any value may stand; pyvmomi says the second. */
const REFERENCE_NAMES: readonly string[] = ['ManagedObjectReference', 'ManagedObject'];

type Members = Record<string, unknown>;

/** A data object or reference being read; `index` is where it starts. */
interface OpenObject {
  readonly what: string;
  readonly index: number;
}

function frameOf(open: PropertyDef | OpenObject): Frame {
  if ('what' in open) return { text: open.what, index: open.index };
  const type = open.array ? arrayTypeName(open.type) : open.type;
  return { text: `property "${open.name}" of static type ${type}` };
}

/** One request being read. */
export class Reading {
  secret = false;
  private readonly shapes: Shapes;
  private readonly catalog: Catalog;
  private readonly source: string;
  private readonly rank: number;
  private readonly outer: readonly Frame[];
  /** What is being parsed within the call, outermost first. */
  private readonly inner: (PropertyDef | OpenObject)[] = [];

  constructor(shapes: Shapes, source: string, rank: number, frames: readonly Frame[]) {
    this.shapes = shapes;
    this.catalog = shapes.catalog;
    this.source = source;
    this.rank = rank;
    this.outer = frames;
  }

  readonly fail = (offence: string): never => {
    const frames = [...this.inner.map(frameOf).toReversed(), ...this.outer];
    throw new RequestError(describeError(this.source, offence, frames));
  };

  parameters(call: XmlElement, parameters: readonly PropertyDef[]): Members {
    const shape = this.shapes.ofParameters(parameters, this.rank);
    const args: Members = {};
    this.members(call, shape, args);
    for (const each of shape.members) {
      if (each.required && args[each.name] === undefined && !each.array) {
        throw new RequestError(`Required parameter ${each.name} is missing`, 'ClientFaultCode');
      }
    }
    return args;
  }

  /** Reads the children of an element into `into`, in the order of the shape. */
  private members(element: XmlElement, shape: Shape, into: Members): void {
    if (element.text.trim() !== '') this.fail(`Unexpected text in element "${element.tag}"`);
    let place = -1;
    for (const child of element.children) {
      place = this.nextPlace(child, shape, place);
      const member = shape.members[place] as PropertyDef;
      if (member.secret) this.secret = true;
      const value = this.property(child, member);
      if (!member.array) {
        if (value !== undefined) into[member.name] = value;
        continue;
      }
      into[member.name] ??= [];
      (into[member.name] as unknown[]).push(value);
    }
    this.completeArrays(shape, into);
  }

  /** Only later members may follow a member, or the next item of the same array. */
  private nextPlace(child: XmlElement, shape: Shape, place: number): number {
    const next = this.placeOf(child, shape);
    const isItem = next === place && shape.members[next]?.array === true;
    return next > place || isItem ? next : this.fail(`Unexpected element tag "${child.tag}" seen`);
  }

  private placeOf(child: XmlElement, shape: Shape): number {
    const ours = child.namespace === 'urn:vim25' || child.namespace === '';
    return ours ? (shape.places.get(child.name) ?? -1) : -1;
  }

  /** An array without items is no element at all, so a required one is empty when absent. */
  private completeArrays(shape: Shape, into: Members): void {
    for (const each of shape.members) {
      if (!each.array) continue;
      const items = into[each.name];
      if (items !== undefined) Object.freeze(items);
      else if (each.required) into[each.name] = EMPTY;
    }
  }

  private property(child: XmlElement, member: PropertyDef): unknown {
    this.inner.push(member);
    const value = this.value(child, member, !member.required && !member.array);
    this.inner.pop();
    return value;
  }

  /** @param mayBeUnset whether an element without content may stand for no value */
  private value(element: XmlElement, use: TypeUse, mayBeUnset: boolean): unknown {
    if (isNil(element)) {
      return mayBeUnset ? undefined : this.fail(`Element "${element.tag}" must not be nil`);
    }
    const type = typeNameOf(element, this.fail);
    switch (use.kind) {
      case 'data':
        return this.dataValue(element, use.type, type, mayBeUnset);
      case 'reference':
        return this.referenceValue(element, type, use.target ?? 'ManagedObject');
      case 'enum':
        this.checkScalarType(type, use.type, false);
        return this.enumValue(element, use.type);
      case 'primitive':
        if (use.type === 'anyType') return this.anyValue(element, type);
        this.checkScalarType(type, use.type, true);
        return this.primitiveValue(element, use.type);
    }
  }

  private dataValue(
    element: XmlElement,
    declared: string,
    given: TypeName | undefined,
    mayBeUnset: boolean,
  ): unknown {
    const type = given === undefined ? declared : this.knownData(given);
    if (type !== declared && !this.catalog.isA(type, declared)) {
      this.fail(`Type ${type} is not a subtype of ${declared}`);
    }
    return this.data(element, type, mayBeUnset);
  }

  private knownData(given: TypeName): string {
    const type = given.builtIn ? undefined : this.catalog.data(given.name);
    if (!type || type.rank > this.rank) return this.fail(`Unknown type ${given.written}`);
    return type.name;
  }

  private data(element: XmlElement, type: string, mayBeUnset: boolean): unknown {
    const shape = this.shapes.ofData(type, this.rank);
    const what = `serialized DataObject of type ${this.catalog.data(type)?.vmodlName}`;
    this.inner.push({ what, index: element.index });
    const made: Members = { _typeName: type };
    this.members(element, shape, made);
    for (const each of shape.members) {
      if (!each.required || each.array || made[each.name] !== undefined) continue;
      if (mayBeUnset && element.children.length === 0) {
        this.inner.pop();
        return undefined;
      }
      this.fail(`Required property ${each.name} is missing from data object of type ${type}`);
    }
    this.inner.pop();
    return Object.freeze(made);
  }

  private referenceValue(element: XmlElement, given: TypeName | undefined, target: string): Ref {
    if (given !== undefined && (given.builtIn || !REFERENCE_NAMES.includes(given.name))) {
      this.fail(`Type ${given.written} is not a ManagedObjectReference`);
    }
    this.leaf(element);
    const type = element.attributes.find((each) => each.name === 'type' && each.namespace === '');
    const managed = type && this.catalog.managed(type.value.trim());
    if (!managed) {
      const written = type
        ? `attribute "type" with value "${type.value}"`
        : 'absent attribute "type"';
      const targetName = this.catalog.managed(target)?.vmodlName ?? target;
      const what = `MoRef for ManagedObject of type ${targetName}`;
      this.inner.push({ what, index: element.index });
      return this.fail(`Error processing ${written}`);
    }
    const found = reference(managed.name, element.text.trim());
    if (!this.catalog.isA(managed.name, target) && !this.catalog.isA(target, managed.name)) {
      throw managedObjectNotFound(found, managed.vmodlName, found.value);
    }
    return found;
  }

  private enumValue(element: XmlElement, type: string): string {
    const text = this.leaf(element).trim();
    if (!this.catalog.enum(type)?.values.includes(text)) {
      this.fail(`Invalid value "${text}" for enumeration ${type}`);
    }
    return text;
  }

  private primitiveValue(element: XmlElement, type: string): unknown {
    const text = this.leaf(element);
    const value = readPrimitive(type, text);
    return value ?? this.fail(`Cannot parse value "${text.slice(0, 80)}" as type ${type}`);
  }

  private leaf(element: XmlElement): string {
    const child = element.children[0];
    if (child) this.fail(`Unexpected element tag "${child.tag}" seen`);
    return element.text;
  }

  private checkScalarType(given: TypeName | undefined, declared: string, builtIn: boolean): void {
    if (given === undefined) return;
    const fits = given.builtIn === builtIn && isBuiltInSubtype(given.name, declared);
    if (!fits) this.fail(`Type ${given.written} is not a subtype of ${declared}`);
  }

  private anyValue(element: XmlElement, given: TypeName | undefined): unknown {
    if (given === undefined) return box('string', this.leaf(element));
    const use = this.catalog.typeUse(given.name);
    if (!use || given.builtIn !== (use.kind === 'primitive' && !use.array)) {
      return this.fail(`Unknown type ${given.written}`);
    }
    if (use.array) return this.anyArray(element, given.name, use);
    switch (use.kind) {
      case 'data':
        return this.data(element, this.knownData(given), false);
      case 'reference':
        return this.referenceValue(element, given, 'ManagedObject');
      case 'enum':
        return box(use.type, this.enumValue(element, use.type));
      case 'primitive':
        if (use.type === 'anyType') return box('string', this.leaf(element));
        return box(use.type, this.primitiveValue(element, use.type));
    }
  }

  private anyArray(element: XmlElement, name: string, use: TypeUse): unknown {
    const itemUse: TypeUse = { ...use, array: false };
    const items = element.children.map((child) => {
      if (child.name !== use.type) this.fail(`Unexpected element tag "${child.tag}" seen`);
      return this.value(child, itemUse, false);
    });
    return box(name, items);
  }
}

const EMPTY: readonly unknown[] = Object.freeze([]);

const BUILT_IN_BASES: Readonly<Record<string, string>> = {
  byte: 'short',
  short: 'int',
  int: 'long',
};

function isBuiltInSubtype(given: string, declared: string): boolean {
  let each: string | undefined = given;
  while (each !== undefined && each !== declared) each = BUILT_IN_BASES[each];
  return each === declared;
}
