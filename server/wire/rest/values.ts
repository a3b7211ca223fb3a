/**
 * Values of the vAPI as JSON of the two styles. They differ in maps alone: an object at `/api`, a list of
 * entries at `/rest`.
 */
import type { VapiModel, VapiType } from '../../vapi/model.ts';
import { TypedValue } from '../../vapi/typed-value.ts';

type Members = Readonly<Record<string, unknown>>;
type Turn = (value: unknown, type: VapiType) => unknown;

/** A checked value of the older style as the operations know it. */
export function fromEntries(model: VapiModel, value: unknown, type: VapiType): unknown {
  return turned(model, value, type, (entries, { value: element }) => {
    const pairs = (entries as readonly { readonly key: unknown; readonly value: unknown }[]).map(
      (entry) => [String(entry.key), fromEntries(model, entry.value, element)] as const,
    );
    return Object.fromEntries(pairs);
  });
}

/** A value as the older style has it. */
export function toEntries(model: VapiModel, value: unknown, type: VapiType): unknown {
  return turned(model, value, type, (map, { value: element }) =>
    Object.entries(map as Members).map(([key, each]) => ({
      key,
      value: toEntries(model, each, element),
    })),
  );
}

/** The value with its maps turned, wherever they are. */
function turned(
  model: VapiModel,
  value: unknown,
  type: VapiType,
  turnMap: (value: unknown, type: Extract<VapiType, { kind: 'map' }>) => unknown,
): unknown {
  const turn: Turn = (each, itsType) => turned(model, each, itsType, turnMap);
  if (value === undefined || value === null) return value;
  switch (type.kind) {
    case 'optional':
      return turn(value, type.element);
    case 'list':
    case 'set':
      return (value as readonly unknown[]).map((each) => turn(each, type.element));
    case 'map':
      return turnMap(value, type);
    case 'structure':
      return turnedMembers(value as Members, model.demandStructure(type.id).fields, turn);
    case 'plain':
      return value instanceof TypedValue ? turn(value.value, value.type) : value;
    case 'enumeration':
      return value;
  }
}

function turnedMembers(value: Members, fields: ReadonlyMap<string, VapiType>, turn: Turn): Members {
  const members: Record<string, unknown> = {};
  for (const [name, type] of fields) {
    if (value[name] !== undefined) members[name] = turn(value[name], type);
  }
  return members;
}
