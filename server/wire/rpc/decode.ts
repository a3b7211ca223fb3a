/**
 * Values as JSON-RPC writes them → neutral values, by their types. Optional members come wrapped
 * (`{"OPTIONAL":null}`), structures with their name, maps as lists of `map-entry`.
 */
import { VapiError } from '../../vapi/error.ts';
import type { VapiModel, VapiType } from '../../vapi/model.ts';
import type { PlainType } from '../../vapi/type.ts';
import type { Json, JsonObject } from '../json/parse.ts';
import { objectOf } from './message.ts';

type Members = Record<string, unknown>;

/** A structure with its name, as it is written. */
interface Named {
  readonly name: string;
  readonly fields: JsonObject;
}

export class Decoder {
  readonly #model: VapiModel;

  constructor(model: VapiModel) {
    this.#model = model;
  }

  /** Throws invalid_argument, or unexpected_input for members nobody knows. */
  input(json: Json, fields: ReadonlyMap<string, VapiType>): Members {
    const { name, fields: given } = namedStructure(json, 'operation-input');
    return this.#members(given, fields, name);
  }

  #members(given: JsonObject, fields: ReadonlyMap<string, VapiType>, name: string): Members {
    for (const field of given.keys()) {
      if (!fields.has(field)) throw unexpectedField(field, name);
    }
    const members: Members = {};
    for (const [field, type] of fields) {
      const json = given.get(field);
      if (json === undefined) {
        if (type.kind !== 'optional') throw missingField(field, name);
        continue;
      }
      const value = this.#value(json, type);
      if (value !== undefined) members[field] = value;
    }
    return members;
  }

  #value(json: Json, type: VapiType): unknown {
    switch (type.kind) {
      case 'plain':
        return plainValue(json, type.name);
      case 'optional':
        return this.#optional(json, type.element);
      case 'list':
        return listOf(json).map((each) => this.#value(each, type.element));
      case 'set':
        return [...new Set(listOf(json).map((each) => this.#value(each, type.element)))];
      case 'map':
        return Object.fromEntries(listOf(json).map((each) => this.#entry(each, type)));
      case 'enumeration':
        return this.#enumeration(json, type.id);
      case 'structure': {
        const { fields } = namedStructure(json, type.id);
        return this.#members(fields, this.#model.demandStructure(type.id).fields, type.id);
      }
    }
  }

  #optional(json: Json, element: VapiType): unknown {
    const object = objectOf(json);
    const wrapped = object?.get('OPTIONAL');
    if (object?.size !== 1 || wrapped === undefined) throw mismatch('OPTIONAL', json);
    return wrapped === null ? undefined : this.#value(wrapped, element);
  }

  #entry(json: Json, type: Extract<VapiType, { kind: 'map' }>): readonly [string, unknown] {
    const { fields } = namedStructure(json, 'map-entry');
    const [key, value] = [fields.get('key'), fields.get('value')];
    if (key === undefined) throw missingField('key', 'map-entry');
    if (value === undefined) throw missingField('value', 'map-entry');
    return [String(this.#value(key, type.key)), this.#value(value, type.value)];
  }

  #enumeration(json: Json, id: string): string {
    const value = typeof json === 'string' ? json : undefined;
    if (value !== undefined && this.#model.enumeration(id)?.includes(value)) return value;
    throw mismatch(id, json);
  }
}

function plainValue(json: Json, name: PlainType): unknown {
  switch (name) {
    case 'boolean':
      if (typeof json === 'boolean') return json;
      throw mismatch('BOOLEAN', json);
    case 'integer':
      if (Number.isSafeInteger(json)) return json;
      throw mismatch('INTEGER', json);
    case 'double':
      if (typeof json === 'number') return json;
      throw mismatch('DOUBLE', json);
    case 'secret':
      return wrappedText(json, 'SECRET');
    case 'blob':
      return wrappedText(json, 'BINARY');
    case 'void':
      return undefined;
    case 'opaque':
    case 'anyerror':
    case 'dynamicstruct':
      return untyped(json);
    default:
      if (typeof json === 'string') return json;
      throw mismatch('STRING', json);
  }
}

function wrappedText(json: Json, tag: string): string {
  const text = objectOf(json)?.get(tag);
  if (typeof text === 'string') return text;
  throw mismatch(tag, json);
}

/** A value whose type nobody tells: wrappings are taken off. */
function untyped(json: Json): unknown {
  if (typeof json === 'bigint') return Number(json);
  if (json === null || typeof json !== 'object') return json;
  if (!(json instanceof Map)) return listOf(json).map(untyped);
  const [tag, inner] = [...json][0] ?? [];
  if (tag === 'OPTIONAL') return inner === null ? undefined : untyped(inner ?? null);
  if (tag === 'SECRET' || tag === 'BINARY') return inner;
  const fields = objectOf([...(objectOf(inner)?.values() ?? [])][0]) ?? new Map<string, Json>();
  return Object.fromEntries([...fields].map(([name, value]) => [name, untyped(value)]));
}

function listOf(json: Json): readonly Json[] {
  if (Array.isArray(json)) return json as readonly Json[];
  throw mismatch('LIST', json);
}

/** `{"STRUCTURE":{"name":{…}}}` */
function namedStructure(json: Json, expected: string): Named {
  const structure = objectOf(objectOf(json)?.get('STRUCTURE'));
  const [name, fields] = [...(structure ?? [])][0] ?? [];
  const members = objectOf(fields);
  if (structure?.size !== 1 || name === undefined || !members) throw mismatch(expected, json);
  if (name === expected) return { name, fields: members };
  throw invalid(
    'vapi.data.structure.name.mismatch',
    `Name mismatch for structure. Expected ${expected}, but got ${name}`,
    [expected, name],
  );
}

function missingField(field: string, structure: string): VapiError {
  const text = `Structure '${structure}' is missing a field '${field}'`;
  return invalid('vapi.data.structure.field.missing', text, [structure, field]);
}

function unexpectedField(field: string, structure: string): VapiError {
  return new VapiError('unexpected_input', {
    id: 'vapi.data.structure.field.unexpected',
    default_message: `Found unexpected field '${field}' in structure '${structure}'`,
    args: [field, structure],
  });
}

function mismatch(expected: string, json: Json): VapiError {
  const got = kindOf(json);
  const text = `Type mismatch, expected an object of type ${expected}, but got ${got}`;
  return invalid('vapi.data.validate.mismatch', text, [expected, got]);
}

function kindOf(json: Json): string {
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'LIST';
  if (json instanceof Map) return [...json.keys()][0] ?? 'an empty object';
  return (typeof json).toUpperCase();
}

function invalid(id: string, text: string, args: readonly string[]): VapiError {
  return new VapiError('invalid_argument', { id, default_message: text, args });
}
