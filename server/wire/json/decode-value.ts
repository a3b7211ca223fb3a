/**
 * Members of a request → values, by the vocabulary.
 *
 * `_typeName` may stand anywhere in an object and may name a subtype of what is declared; without it
 * an object is of the declared type. `null` is unset. Where any value may stand, each tells its type:
 * objects by `_typeName`, everything else in a box `{"_typeName":"int","_value":5}`.
 */
import type { Catalog, PropertyDef, TypeUse } from '../../vmodl/catalog.ts';
import { managedObjectNotFound, VimFault } from '../../vmodl/fault.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { box } from '../../vmodl/value.ts';
import { typeOfNumber } from '../codec/scalars.ts';
import type { Shape, Shapes } from '../codec/shapes.ts';
import type { Json, JsonArray, JsonObject } from './parse.ts';
import { bytesOf, readScalar } from './read-scalar.ts';
import { readTypeName } from './type-names.ts';

type Members = Record<string, unknown>;

const TYPE_NAME = '_typeName';
const VALUE = '_value';
const FAULT_TEXT = 'faultstring';
const LOCALIZED_FAULT = 'LocalizedMethodFault';
const FAULT = 'MethodFault';
const REFERENCE = 'ManagedObjectReference';
const REFERENCE_MEMBERS: ReadonlySet<string> = new Set([TYPE_NAME, 'type', 'value', 'serverGuid']);

const SHOWN_MAX = 80;

export interface ReadingOptions {
  readonly rank: number;
  /** What is being read, for error texts: `parameters of method powerOn`. */
  readonly what: string;
  /**
   * Real servers take an object without `_typeName` for a reference, whatever is declared. With
   * this, so do we; else the declared type stands in.
   */
  readonly demandTypeNames: boolean;
}

/** One request being read. Everything throws VimFault. */
export class Reading {
  private readonly shapes: Shapes;
  private readonly catalog: Catalog;
  private readonly options: ReadingOptions;
  /** Names and places of what is being read within the request, outermost first. */
  private readonly path: (string | number)[] = [];

  constructor(shapes: Shapes, options: ReadingOptions) {
    this.shapes = shapes;
    this.catalog = shapes.catalog;
    this.options = options;
  }

  /** @param ignored members which are no parameters */
  parameters(
    object: JsonObject,
    parameters: readonly PropertyDef[],
    ignored: ReadonlySet<string>,
  ): Members {
    const shape = this.shapes.ofParameters(parameters, this.options.rank);
    const args: Members = {};
    this.members(object, shape, args, (name) => ignored.has(name));
    for (const each of shape.members) {
      if (each.required && args[each.name] === undefined) {
        throw new VimFault('InvalidRequest', {}, `Required parameter ${each.name} is missing`);
      }
    }
    return args;
  }

  readonly fail = (offence: string): never => {
    const where = this.path.map((each) => (typeof each === 'number' ? `[${each}]` : `.${each}`));
    const place = where.length === 0 ? '' : `\n\nwhile parsing "${where.join('').slice(1)}"`;
    const text = `${offence}${place}\n\nwhile parsing ${this.options.what}`;
    throw new VimFault('InvalidRequest', {}, text);
  };

  private members(
    object: JsonObject,
    shape: Shape,
    into: Members,
    isIgnored: (name: string) => boolean,
  ): void {
    for (const [name, value] of object) {
      const member = shape.members[shape.places.get(name) ?? -1];
      if (!member) {
        if (!isIgnored(name)) {
          this.fail(`Unexpected property "${name.slice(0, SHOWN_MAX)}" seen`);
        }
      } else if (value !== null) {
        into[name] = this.within(name, () => this.slot(value, member));
      }
    }
    for (const { name, array, required } of shape.members) {
      if (array && required) into[name] ??= EMPTY;
    }
  }

  private within<Result>(place: string | number, read: () => Result): Result {
    this.path.push(place);
    const result = read();
    this.path.pop();
    return result;
  }

  private slot(value: Json, use: TypeUse): unknown {
    return use.array ? this.items(value, use) : this.value(value, use);
  }

  private items(value: Json, use: TypeUse): readonly unknown[] {
    if (typeof value === 'string' && use.type === 'byte')
      return bytesOf(value) ?? this.fail(SPOILT);
    if (!Array.isArray(value)) return this.fail(`An array is expected, not ${shown(value)}`);
    const items = (value as JsonArray).map((item, place) =>
      this.within(place, () => this.value(item, use)),
    );
    return Object.freeze(items);
  }

  private value(value: Json, use: TypeUse): unknown {
    switch (use.kind) {
      case 'data':
        if (use.type === LOCALIZED_FAULT) return this.localizedFault(this.object(value));
        return this.dataValue(this.object(value), use.type);
      case 'reference':
        return this.referenceValue(this.object(value), use.target ?? 'ManagedObject');
      case 'enum':
        return this.enumValue(value, use.type);
      case 'primitive':
        return use.type === 'anyType' ? this.anyValue(value) : this.primitive(value, use.type);
    }
  }

  private object(value: Json): JsonObject {
    return value instanceof Map ? value : this.fail(`An object is expected, not ${shown(value)}`);
  }

  private typeName(object: JsonObject): string | undefined {
    const given = object.get(TYPE_NAME);
    if (given === undefined || typeof given === 'string') return given;
    return this.fail(`A type name is expected, not ${shown(given)}`);
  }

  private dataValue(object: JsonObject, declared: string): unknown {
    const given = this.typeName(object);
    if (given === undefined && this.options.demandTypeNames) return this.strayMember(object);
    const type = given === undefined ? declared : this.knownData(given);
    if (type !== declared && !this.catalog.isA(type, declared)) {
      this.fail(`Type ${type} is not a subtype of ${declared}`);
    }
    return this.data(object, type);
  }

  private knownData(given: string): string {
    const type = this.catalog.data(given);
    if (type && type.rank <= this.options.rank) return type.name;
    return this.fail(`Unknown type ${given.slice(0, SHOWN_MAX)}`);
  }

  private data(object: JsonObject, type: string): unknown {
    const shape = this.shapes.ofData(type, this.options.rank);
    const made: Members = { _typeName: type };
    const isFault = this.catalog.isA(type, FAULT);
    this.members(
      object,
      shape,
      made,
      (name) => name === TYPE_NAME || (isFault && name === FAULT_TEXT),
    );
    for (const each of shape.members) {
      if (each.required && made[each.name] === undefined) {
        this.fail(`Required property ${each.name} is missing from data object of type ${type}`);
      }
    }
    return Object.freeze(made);
  }

  /** A bare fault with its text beside its members, or in the frame that SOAP puts around it. */
  private localizedFault(object: JsonObject): unknown {
    const given = this.typeName(object);
    if (given === LOCALIZED_FAULT || (given === undefined && object.has('fault'))) {
      return this.data(object, LOCALIZED_FAULT);
    }
    const fault = this.dataValue(object, FAULT);
    const text = object.get(FAULT_TEXT) ?? undefined;
    return Object.freeze({
      _typeName: LOCALIZED_FAULT,
      fault,
      ...(text === undefined ? {} : { localizedMessage: this.primitive(text, 'string') }),
    });
  }

  private referenceValue(object: JsonObject, target: string): Ref {
    const given = this.typeName(object) ?? REFERENCE;
    if (given !== REFERENCE) this.fail(`Type ${given} is not a ManagedObjectReference`);
    for (const name of object.keys()) {
      if (!REFERENCE_MEMBERS.has(name)) this.strayMember(object);
    }
    const type = object.get('type');
    const value = object.get('value');
    if (typeof type !== 'string' || typeof value !== 'string') {
      return this.fail('A ManagedObjectReference needs a type and a value');
    }
    const managed = this.catalog.managed(type);
    if (!managed) return this.fail(`Unknown type ${type.slice(0, SHOWN_MAX)}`);
    const found = reference(managed.name, value);
    if (!this.catalog.isA(managed.name, target) && !this.catalog.isA(target, managed.name)) {
      throw managedObjectNotFound(found, managed.vmodlName, found.value);
    }
    return found;
  }

  /** The words of a real server for a reference with members it has not. */
  private strayMember(object: JsonObject): never {
    const stray = [...object.keys()].find((name) => !REFERENCE_MEMBERS.has(name));
    if (stray === undefined) return this.fail('Unexpected ManagedObjectReference seen');
    const text = `Invalid MoRef field: ${stray.slice(0, SHOWN_MAX)}`;
    throw new VimFault('InvalidArgument', {}, text);
  }

  private enumValue(value: Json, type: string): string {
    if (typeof value === 'string' && this.catalog.enum(type)?.values.includes(value)) return value;
    return this.fail(`Invalid value ${shown(value)} for enumeration ${type}`);
  }

  private primitive(value: Json, type: string): string | number | bigint | boolean {
    return readScalar(type, value) ?? this.fail(`Cannot parse ${shown(value)} as type ${type}`);
  }

  private anyValue(value: Json): unknown {
    if (value instanceof Map) return this.anyObject(value);
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return box(typeof value, this.primitive(value, typeof value));
      case 'number':
      case 'bigint': {
        const type = typeOfNumber(value);
        return box(type, this.primitive(value, type));
      }
      default:
        return this.fail(`A value with its type is expected, not ${shown(value)}`);
    }
  }

  private anyObject(object: JsonObject): unknown {
    const given = this.typeName(object);
    if (given === undefined || given === REFERENCE) {
      return this.referenceValue(object, 'ManagedObject');
    }
    if (!object.has(VALUE)) return this.anyData(object, given);
    for (const name of object.keys()) {
      if (name !== TYPE_NAME && name !== VALUE) this.fail(`Unexpected property "${name}" seen`);
    }
    const use = this.catalog.typeUse(readTypeName(given));
    if (!use || !this.isKnown(use)) return this.fail(`Unknown type ${given.slice(0, SHOWN_MAX)}`);
    if (!use.array && (use.kind === 'data' || use.kind === 'reference')) {
      return this.fail(`Type ${given} has no ${VALUE}`);
    }
    const read = this.within(VALUE, () => this.slot(object.get(VALUE) ?? null, use));
    if (use.array) return box(readTypeName(given), read);
    return use.type === 'anyType' ? read : box(use.type, read);
  }

  private isKnown({ kind, type }: TypeUse): boolean {
    if (kind === 'primitive' || kind === 'reference') return true;
    return this.catalog.typeAt(type, this.options.rank) === type;
  }

  private anyData(object: JsonObject, type: string): unknown {
    const isFault = this.catalog.isA(type, FAULT);
    if (isFault && object.has(FAULT_TEXT)) return this.localizedFault(object);
    return this.data(object, this.knownData(type));
  }
}

const EMPTY: readonly unknown[] = Object.freeze([]);
const SPOILT = 'Cannot parse the text as base64Binary';

function shown(value: Json): string {
  if (value instanceof Map) return 'an object';
  if (Array.isArray(value)) return 'an array';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.slice(0, SHOWN_MAX);
}
