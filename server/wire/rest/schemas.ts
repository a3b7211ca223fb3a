/**
 * Types of the vAPI as JSON schemas of an OpenAPI document, in both styles.
 */
import type { VapiModel, VapiType } from '../../vapi/model.ts';
import { bare, isOptional, type Style } from './style.ts';

export type Schema = Readonly<Record<string, unknown>>;

const PLAIN: Readonly<Record<string, Schema>> = {
  string: { type: 'string' },
  integer: { type: 'integer', format: 'int64' },
  double: { type: 'number' },
  boolean: { type: 'boolean' },
  blob: { type: 'string', format: 'byte' },
  datetime: { type: 'string', format: 'date-time' },
  uri: { type: 'string', format: 'uri' },
  secret: { type: 'string', format: 'password' },
  id: { type: 'string' },
  opaque: {},
  void: {},
  anyerror: { $ref: '#/components/schemas/vapi.Error' },
  dynamicstruct: { type: 'object', additionalProperties: true },
};

const PREFIX = 'com.vmware.';

/** Makes schemas, and keeps those of structures and enumerations by name for `components`. */
export class Schemas {
  readonly #model: VapiModel;
  readonly #made = new Map<string, Schema>();
  /** Is there a map somewhere in the structure? Then it looks different in the older style. */
  readonly #hasMap = new Map<string, boolean>();

  constructor(model: VapiModel) {
    this.#model = model;
  }

  /** Named schemas that were referred to, sorted by name. */
  components(): Readonly<Record<string, Schema>> {
    return Object.fromEntries(
      [...this.#made].toSorted(([left], [right]) => (left < right ? -1 : 1)),
    );
  }

  of(type: VapiType, style: Style): Schema {
    switch (type.kind) {
      case 'plain':
        return PLAIN[type.name] ?? {};
      case 'optional':
        return this.of(type.element, style);
      case 'list':
        return { type: 'array', items: this.of(type.element, style) };
      case 'set':
        return { type: 'array', items: this.of(type.element, style) };
      case 'map':
        return this.#map(type, style);
      case 'enumeration':
        return this.#named(nameOf(type.id), () => ({
          type: 'string',
          enum: this.#model.enumeration(type.id),
        }));
      case 'structure':
        return this.structure(type.id, style);
    }
  }

  structure(id: string, style: Style): Schema {
    const older = style === 'rest' && this.#holdsMap(id);
    return this.#named(`${nameOf(id)}${older ? '_entries' : ''}`, () =>
      this.object(this.#model.demandStructure(id).fields, style),
    );
  }

  /** An object with these members and no others. */
  object(fields: Iterable<readonly [string, VapiType]>, style: Style): Schema {
    const members = [...fields];
    const required = members.filter(([, type]) => !isOptional(type)).map(([name]) => name);
    return {
      type: 'object',
      ...(required.length > 0 ? { required } : {}),
      additionalProperties: false,
      properties: Object.fromEntries(members.map(([name, type]) => [name, this.of(type, style)])),
    };
  }

  #map(type: Extract<VapiType, { kind: 'map' }>, style: Style): Schema {
    const value = this.of(type.value, style);
    if (style === 'api') return { type: 'object', additionalProperties: value };
    return {
      type: 'array',
      items: {
        type: 'object',
        required: ['key', 'value'],
        additionalProperties: false,
        properties: { key: this.of(type.key, style), value },
      },
    };
  }

  #named(name: string, make: () => Schema): Schema {
    if (!this.#made.has(name)) {
      // Structures may hold themselves.
      this.#made.set(name, {});
      this.#made.set(name, make());
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  #holdsMap(id: string): boolean {
    const known = this.#hasMap.get(id);
    if (known !== undefined) return known;
    this.#hasMap.set(id, false);
    const holds = [...this.#model.demandStructure(id).fields.values()].some((type) =>
      this.#isMapLike(type),
    );
    this.#hasMap.set(id, holds);
    return holds;
  }

  #isMapLike(type: VapiType): boolean {
    const plain = bare(type);
    if (plain.kind === 'map') return true;
    if (plain.kind === 'list' || plain.kind === 'set') return this.#isMapLike(plain.element);
    return plain.kind === 'structure' && this.#holdsMap(plain.id);
  }
}

/** `com.vmware.vcenter.VM.summary` → `vcenter.VM.summary` */
export function nameOf(id: string): string {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : id;
}
