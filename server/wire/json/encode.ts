/**
 * Values → JSON, as one version of the API knows them.
 *
 * For every (type, version) a writer is composed of closures the first time it is needed, as SOAP's
 * are: one per property, each holding its name ready made. An empty text stands for what is left out.
 * Data objects tell their type first; references where their type is declared tell none; a localized
 * fault is the fault itself with its text as `faultstring`, as recorded from vCenter 8.0.3.
 */
import type { Catalog, PropertyDef, TypeUse } from '../../vmodl/catalog.ts';
import type { VimFault } from '../../vmodl/fault.ts';
import { type Boxed, isBoxed } from '../../vmodl/value.ts';
import { FragmentBudget, type FragmentCache } from '../codec/fragment-cache.ts';
import { KnownTypes } from '../codec/known-types.ts';
import {
  isReferenceLike,
  mismatch,
  typeOfNumber,
  typeOfObject,
  type Write,
} from '../codec/scalars.ts';
import { writtenArrayName, writtenTypeName } from './type-names.ts';
import { quote, scalarWriter } from './write-scalar.ts';

type Members = Readonly<Record<string, unknown>>;

/** A member of a data object and the writer of its value. */
export interface Field {
  readonly property: PropertyDef;
  /** `,"name":` */
  readonly open: string;
  readonly write: Write;
}

/** Characters of text kept per door; nearly all are one byte each. */
const FRAGMENTS_LENGTH_MAX = 64 * 1024 * 1024;

const LOCALIZED_FAULT = 'LocalizedMethodFault';
const REFERENCE = 'ManagedObjectReference';
const NOTHING = '';

/** Writers by version. */
export class Encoder {
  private readonly catalog: Catalog;
  private readonly versions = new Map<number, VersionEncoder>();
  private readonly budget = new FragmentBudget(FRAGMENTS_LENGTH_MAX);

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  /** The encoder for clients of the version with that rank. */
  at(rank: number): VersionEncoder {
    const known = this.versions.get(rank);
    if (known) return known;
    const made = new VersionEncoder(this.catalog, rank, this.budget.openCache());
    this.versions.set(rank, made);
    return made;
  }
}

export class VersionEncoder extends KnownTypes {
  private readonly fragments: FragmentCache;
  private readonly fieldLists = new Map<string, readonly Field[]>();
  private readonly objects = new Map<string, Write>();
  private readonly boxes = new Map<string, Write>();
  private readonly references = new Map<string, string>();

  constructor(catalog: Catalog, rank: number, fragments: FragmentCache) {
    super(catalog, rank);
    this.fragments = fragments;
  }

  /** Writes a value of that declared type. */
  value(use: TypeUse, optional = true): Write {
    const item = this.single(use, optional);
    return use.array ? arrayOf(item, use.type) : item;
  }

  /** Writes one value (or item) of the declared type. */
  single(use: TypeUse, optional = true): Write {
    switch (use.kind) {
      case 'primitive':
        if (use.namesType) return (value) => quote(this.knownReferenceType(String(value)));
        return use.type === 'anyType' ? this.any : scalarWriter(use.type);
      case 'enum':
        return this.enumValue(use.type, optional);
      case 'reference':
        return (value) => this.reference(value, '{');
      case 'data':
        return use.type === LOCALIZED_FAULT
          ? (value) => this.localizedFault(value)
          : this.objectOf(use.type);
    }
  }

  /** Writes a value which tells its type. */
  readonly any: Write = (value) => {
    if (typeof value === 'string') return `{"_typeName":"string","_value":${quote(value)}}`;
    if (typeof value === 'boolean') return `{"_typeName":"boolean","_value":${value}}`;
    if (typeof value !== 'object' || value === null) {
      const type = typeOfNumber(value);
      return `{"_typeName":"${type}","_value":${scalarWriter(type)(value)}}`;
    }
    if (isBoxed(value)) return this.boxed(value);
    return this.anyObject(value, typeOfObject(value, 'a value with its type'));
  };

  /** The body of an answer for a thrown fault. */
  thrown(fault: VimFault): string {
    const type = this.knownType(fault.name);
    const members = this.members(type, fault.detail as Members);
    return `${this.head(type)}${members},"faultstring":${quote(fault.message)}}`;
  }

  /** `{"_typeName":"X"`, for a type this version knows. */
  head(type: string): string {
    return `{"_typeName":"${type}"`;
  }

  /** Members this version knows, in order. */
  fields(type: string): readonly Field[] {
    const known = this.fieldLists.get(type);
    if (known) return known;
    const made = this.properties(type).map((each) => this.field(each));
    this.fieldLists.set(type, made);
    return made;
  }

  /** One member: its name and value with a comma before, or nothing. */
  member(field: Field, value: unknown): string {
    if (value === undefined)
      return field.property.array && field.property.required ? `${field.open}[]` : NOTHING;
    if (Array.isArray(value) && value.length === 0 && !field.property.required) return NOTHING;
    const text = field.write(value);
    return text === NOTHING ? NOTHING : field.open + text;
  }

  /** Types refer to each other in circles, so a property's writer is made when first used. */
  private field(property: PropertyDef): Field {
    let write: Write | undefined;
    return {
      property,
      open: `,"${property.name}":`,
      write: (value) => {
        write ??= this.value(property, !property.required);
        return write(value);
      },
    };
  }

  private members(type: string, object: Members): string {
    let out = '';
    for (const field of this.fields(type)) out += this.member(field, object[field.property.name]);
    return out;
  }

  /** Writes data objects of exactly that type, which this version must know. */
  private object(type: string): Write {
    const known = this.objects.get(type);
    if (known) return known;
    const head = this.head(type);
    const made: Write = (value) => `${head}${this.members(type, value as Members)}}`;
    this.objects.set(type, made);
    return made;
  }

  /** Writes data objects of the declared type or any derived from it. */
  private objectOf(declared: string): Write {
    const derived = new Map<string, Write>();
    return (value) => {
      const type = typeOfObject(value, declared);
      let write = derived.get(type);
      if (write === undefined) {
        write = this.object(this.shownType(type, declared));
        derived.set(type, write);
      }
      return write(value);
    };
  }

  private localizedFault(value: unknown): string {
    const { fault, localizedMessage } = value as Members;
    if (typeOfObject(value, LOCALIZED_FAULT) !== LOCALIZED_FAULT) {
      return mismatch(LOCALIZED_FAULT, value);
    }
    const type = this.knownType(typeOfObject(fault, 'MethodFault'));
    const members = this.members(type, fault as Members);
    const text =
      localizedMessage === undefined ? '' : `,"faultstring":${quote(String(localizedMessage))}`;
    return `${this.head(type)}${members}${text}}`;
  }

  private reference(value: unknown, open: string): string {
    if (!isReferenceLike(value)) return mismatch('a reference', value);
    let type = this.references.get(value.type);
    if (type === undefined) {
      type = `"type":${quote(this.knownReferenceType(value.type))},"value":`;
      this.references.set(value.type, type);
    }
    return `${open}${type}${quote(value.value)}}`;
  }

  private enumValue(type: string, optional: boolean): Write {
    const textOf = this.enumTexts(type, optional);
    return (value) => {
      const text = textOf(value);
      return text === undefined ? NOTHING : `"${text}"`;
    };
  }

  /**
   * Whole properties stand in slots of any type and are read again and again, so their texts are
   * kept; see `FragmentCache`.
   */
  private anyObject(value: object, type: string): string {
    if (type === REFERENCE) return this.reference(value, `{"_typeName":"${REFERENCE}",`);
    const kept = this.fragments.get(value);
    if (kept !== undefined) return kept;
    const text =
      type === LOCALIZED_FAULT
        ? this.localizedFault(value)
        : this.object(this.knownType(type))(value);
    this.fragments.offer(value, text);
    return text;
  }

  private boxed({ _typeName: type, _value: value }: Boxed): string {
    let write = this.boxes.get(type);
    if (write === undefined) {
      write = this.boxOf(type);
      this.boxes.set(type, write);
    }
    return write(value);
  }

  private boxOf(type: string): Write {
    const use = this.catalog.typeUse(type);
    if (!use) throw new Error(`An answer holds a value of unknown type ${type}.`);
    if (!use.array && (use.kind === 'data' || use.type === 'anyType')) return this.any;
    if (!use.array && use.kind === 'reference') {
      return (value) => this.reference(value, `{"_typeName":"${REFERENCE}",`);
    }
    const shown = this.knownElement(use);
    const name = use.array ? writtenArrayName(shown.type) : writtenTypeName(shown.type);
    const write = this.value(shown, false);
    return (value) => `{"_typeName":"${name}","_value":${write(value)}}`;
  }

  /** The array is named after the declared type of its elements, not after what it holds. */
  private knownElement(use: TypeUse): TypeUse {
    if (use.kind === 'data') return { ...use, type: this.knownType(use.type) };
    if (use.kind !== 'enum' || this.knowsEnum(use.type)) return use;
    return { type: 'string', kind: 'primitive', array: use.array };
  }
}

function arrayOf(item: Write, type: string): Write {
  return (value) => {
    if (!Array.isArray(value)) return mismatch(`array of ${type}`, value);
    let out = '';
    for (const each of value) {
      const text = item(each);
      if (text !== NOTHING) out += out === '' ? text : `,${text}`;
    }
    return `[${out}]`;
  };
}
