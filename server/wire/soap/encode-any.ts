/**
 * Values in slots of type anyType: each tells its own type in `xsi:type`, also every item of an
 * `ArrayOf…`, also when item and element type are the same.
 *
 *     <val xsi:type="xsd:string">DC0</val>
 *     <val type="Folder" xsi:type="ManagedObjectReference">group-v3</val>
 *     <val xsi:type="ArrayOfInt"><int xsi:type="xsd:int">1</int></val>
 *
 * Some clients take the first attribute called `type`, hence that order.
 */
import type { TypeUse } from '../../vmodl/catalog.ts';
import { arrayTypeName } from '../../vmodl/type-names.ts';
import { type Boxed, type DataObject, isBoxed } from '../../vmodl/value.ts';
import type { KnownTypes } from '../codec/known-types.ts';
import { isReferenceLike, mismatch, typeOfNumber, type Write } from '../codec/scalars.ts';
import { escapeText } from './text.ts';
import { primitiveWriter } from './write-primitive.ts';

const REFERENCE: TypeUse = {
  type: 'ManagedObjectReference',
  kind: 'reference',
  array: false,
  target: 'ManagedObject',
};

/** Writers of one version; see `VersionEncoder`. */
export interface Elements extends KnownTypes {
  referenceType(type: string): string;
  keptBody(type: string): Write;
  element(name: string, use: TypeUse, optional?: boolean): Write;
}

export class AnyWriters {
  private readonly version: Elements;
  private readonly slots = new Map<string, Write>();
  private readonly boxes = new Map<string, Write>();

  constructor(version: Elements) {
    this.version = version;
  }

  /** An element of declared type anyType. */
  slot(name: string): Write {
    const known = this.slots.get(name);
    if (known) return known;
    const made = this.composeSlot(name);
    this.slots.set(name, made);
    return made;
  }

  /** An element in an anyType slot for a value whose type is known from elsewhere. */
  typed(name: string, use: TypeUse): Write {
    if (use.array) return this.arrayElement(name, use);
    switch (use.kind) {
      case 'primitive':
        return use.type === 'anyType' ? this.slot(name) : primitive(name, use.type);
      case 'enum':
        return this.enumElement(name, use.type);
      case 'reference':
        return this.referenceElement(name);
      case 'data':
        return this.slot(name);
    }
  }

  private composeSlot(name: string): Write {
    const text = primitive(name, 'string');
    const boolean = primitive(name, 'boolean');
    const objects = new Map<string, Write>();
    return (value) => {
      if (typeof value === 'string') return text(value);
      if (typeof value === 'boolean') return boolean(value);
      if (typeof value !== 'object' || value === null) return this.number(name, value);
      if (isBoxed(value)) return this.boxed(name, value);
      const type = (value as Partial<DataObject>)._typeName;
      if (typeof type !== 'string') return mismatch('a value with its type', value);
      let write = objects.get(type);
      if (write === undefined) {
        write = this.objectElement(name, type);
        objects.set(type, write);
      }
      return write(value);
    };
  }

  private boxed(name: string, value: Boxed): string {
    const key = `${name} ${value._typeName}`;
    let write = this.boxes.get(key);
    if (write === undefined) {
      const use = this.version.catalog.typeUse(value._typeName);
      if (!use) throw new Error(`An answer holds a value of unknown type ${value._typeName}.`);
      write = this.typed(name, use);
      this.boxes.set(key, write);
    }
    return write(value._value);
  }

  private number(name: string, value: unknown): string {
    return primitive(name, typeOfNumber(value))(value);
  }

  private objectElement(name: string, type: string): Write {
    if (type === REFERENCE.type) return this.referenceElement(name);
    if (this.version.catalog.isA(type, 'MethodFault')) return this.localizedFault(name);
    const shown = this.version.knownType(type);
    const open = `<${name} xsi:type="${shown}">`;
    const close = `</${name}>`;
    const body = this.version.keptBody(shown);
    return (value) => open + body(value) + close;
  }

  /** A fault never stands alone inside data. */
  private localizedFault(name: string): Write {
    const open = `<${name} xsi:type="LocalizedMethodFault">`;
    const fault = this.version.element('fault', {
      type: 'MethodFault',
      kind: 'data',
      array: false,
    });
    return (value) => `${open}${fault(value)}<localizedMessage></localizedMessage></${name}>`;
  }

  private enumElement(name: string, type: string): Write {
    if (!this.version.knowsEnum(type)) return primitive(name, 'string');
    const textOf = this.version.enumTexts(type, false);
    return (value) => `<${name} xsi:type="${type}">${textOf(value)}</${name}>`;
  }

  private referenceElement(name: string): Write {
    return (value) => {
      if (!isReferenceLike(value)) return mismatch('a reference', value);
      const type = this.version.referenceType(value.type);
      const id = escapeText(value.value);
      return `<${name} ${type} xsi:type="ManagedObjectReference">${id}</${name}>`;
    };
  }

  /** The array is named after the declared type of its elements, not after what it holds. */
  private arrayElement(name: string, use: TypeUse): Write {
    const element = this.knownElement(use);
    const item = this.typed(element.type, element);
    const open = `<${name} xsi:type="${arrayTypeName(element.type)}">`;
    return (value) => {
      if (!Array.isArray(value)) return mismatch(`array of ${use.type}`, value);
      let out = open;
      for (const each of value) out += item(each);
      return `${out}</${name}>`;
    };
  }

  private knownElement(use: TypeUse): TypeUse {
    const element: TypeUse = { ...use, array: false };
    if (use.kind === 'data') return { ...element, type: this.version.knownType(use.type) };
    if (use.kind !== 'enum') return element;
    return this.version.knowsEnum(use.type)
      ? element
      : { type: 'string', kind: 'primitive', array: false };
  }
}

function primitive(name: string, type: string): Write {
  const open = `<${name} xsi:type="xsd:${type}">`;
  const close = `</${name}>`;
  const write = primitiveWriter(type);
  return (value) => open + write(value) + close;
}
