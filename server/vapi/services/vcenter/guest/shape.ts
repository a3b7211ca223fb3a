/** Is a value that came as text what a type of the vAPI says? Checked before it is worked with. */
import type { VapiModel, VapiType } from '../../../model.ts';

const PLAIN: Readonly<Record<string, string>> = {
  integer: 'number',
  double: 'number',
  boolean: 'boolean',
};

/** The path of the first member that is not as its type says; undefined when all are. */
export function misshapen(
  model: VapiModel,
  type: VapiType,
  value: unknown,
  at = '',
): string | undefined {
  switch (type.kind) {
    case 'optional':
      return value === undefined || value === null
        ? undefined
        : misshapen(model, type.element, value, at);
    case 'list':
    case 'set':
      if (!Array.isArray(value)) return at;
      return first(
        value.map((one, index) => misshapen(model, type.element, one, `${at}[${index}]`)),
      );
    case 'map':
      if (!isObject(value)) return at;
      return first(
        Object.entries(value).map(([key, one]) =>
          misshapen(model, type.value, one, `${at}.${key}`),
        ),
      );
    case 'structure':
      if (!isObject(value)) return at;
      return first(
        [...model.demandStructure(type.id).fields].map(([name, field]) =>
          misshapen(model, field, value[name], at === '' ? name : `${at}.${name}`),
        ),
      );
    case 'enumeration':
      return model.enumeration(type.id)?.includes(String(value)) ? undefined : at;
    case 'plain':
      return typeof value === (PLAIN[type.name] ?? 'string') ? undefined : at;
  }
}

function first(found: readonly (string | undefined)[]): string | undefined {
  return found.find((one) => one !== undefined);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
