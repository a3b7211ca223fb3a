/** Neutral values → values as JSON-RPC writes them, by their types. */
import type { VapiError } from '../../vapi/error.ts';
import type { VapiErrorValue } from '../../vapi/generated/types.ts';
import type { VapiModel, VapiType } from '../../vapi/model.ts';
import type { PlainType } from '../../vapi/type.ts';
import { TypedValue } from '../../vapi/typed-value.ts';

type Members = Readonly<Record<string, unknown>>;

const ERRORS = 'com.vmware.vapi.std.errors';
const MESSAGE = 'com.vmware.vapi.std.localizable_message';

export class Encoder {
  readonly #model: VapiModel;

  constructor(model: VapiModel) {
    this.#model = model;
  }

  value(value: unknown, type: VapiType): unknown {
    switch (type.kind) {
      case 'plain':
        return this.#plain(value, type.name);
      case 'optional':
        return { OPTIONAL: value === undefined ? null : this.value(value, type.element) };
      case 'list':
      case 'set':
        return (value as readonly unknown[]).map((each) => this.value(each, type.element));
      case 'map':
        return Object.entries(value as Members).map(([key, each]) => ({
          STRUCTURE: { 'map-entry': { key, value: this.value(each, type.value) } },
        }));
      case 'enumeration':
        return value;
      case 'structure':
        return this.#structure(value as Members, type.id);
    }
  }

  error(error: VapiError): unknown {
    const { messages, data, errorType } = error;
    return this.#errorValue({
      error_type: errorType,
      messages: messages.map(({ id, default_message, args = [] }) => ({
        id,
        default_message,
        args,
      })),
      data,
    });
  }

  #structure(value: Members, id: string): unknown {
    const fields: Record<string, unknown> = {};
    for (const [name, type] of this.#model.demandStructure(id).fields) {
      const member = value[name];
      if (member === undefined && type.kind !== 'optional') {
        throw new Error(`${id} lacks its member ${name}`);
      }
      fields[name] = this.value(member, type);
    }
    return { STRUCTURE: { [id]: fields } };
  }

  #plain(value: unknown, name: PlainType): unknown {
    switch (name) {
      case 'void':
        return null;
      case 'secret':
        return { SECRET: value };
      case 'blob':
        return { BINARY: value };
      case 'anyerror':
        return this.#errorValue(value as VapiErrorValue);
      case 'opaque':
        return value instanceof TypedValue ? this.value(value.value, value.type) : untyped(value);
      case 'dynamicstruct':
        return untyped(value);
      default:
        return value;
    }
  }

  #errorValue({ error_type = 'ERROR', messages, data }: VapiErrorValue): unknown {
    const fields = {
      messages: messages.map((each) => this.#structure({ ...each }, MESSAGE)),
      data: { OPTIONAL: data === undefined ? null : untyped(data) },
      error_type: { OPTIONAL: error_type },
    };
    return { ERROR: { [`${ERRORS}.${error_type.toLowerCase()}`]: fields } };
  }
}

/** A value of no declared type: objects are structures without a name of their own. */
function untyped(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(untyped);
  if (typeof value !== 'object') return value;
  const fields = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => [name, untyped(member)] as const);
  return { STRUCTURE: { 'vmware.vapi.dynamic_struct': Object.fromEntries(fields) } };
}
