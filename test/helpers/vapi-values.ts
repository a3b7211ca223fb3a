/**
 * Values of the vAPI as its faces write them, made and read by types alone: what tests hold the doors
 * against, written a second time on purpose.
 */
import type { VapiModel, VapiType } from '../../server/vapi/model.ts';

type Members = Readonly<Record<string, unknown>>;
type Fields = ReadonlyMap<string, VapiType>;

/** A neutral value as JSON-RPC wants it. */
export function tagged(model: VapiModel, value: unknown, type: VapiType): unknown {
  switch (type.kind) {
    case 'optional':
      return { OPTIONAL: value === undefined ? null : tagged(model, value, type.element) };
    case 'list':
    case 'set':
      return (value as readonly unknown[]).map((each) => tagged(model, each, type.element));
    case 'map':
      return Object.entries(value as Members).map(([key, each]) => ({
        STRUCTURE: { 'map-entry': { key, value: tagged(model, each, type.value) } },
      }));
    case 'structure':
      return taggedStructure(
        model,
        value as Members,
        type.id,
        model.demandStructure(type.id).fields,
      );
    case 'plain':
      return type.name === 'secret' ? { SECRET: value } : value;
    case 'enumeration':
      return value;
  }
}

export function taggedStructure(
  model: VapiModel,
  value: Members,
  name: string,
  fields: Fields,
): unknown {
  const members = [...fields].map(([field, type]) => [field, tagged(model, value[field], type)]);
  return { STRUCTURE: { [name]: Object.fromEntries(members) } };
}

/** What JSON-RPC answers, without its tags; unset members are absent. */
export function untagged(value: unknown): unknown {
  if (Array.isArray(value))
    return isEntries(value) ? record(value as readonly MapEntry[]) : value.map(untagged);
  if (value === null || typeof value !== 'object') return value ?? undefined;
  const [[tag = '', inner] = []] = Object.entries(value);
  if (tag === 'OPTIONAL') return inner === null ? undefined : untagged(inner);
  if (tag === 'STRUCTURE' || tag === 'ERROR') {
    const members = Object.entries(Object.values(inner as object)[0] as object)
      .map(([name, each]) => [name, untagged(each)] as const)
      .filter(([, each]) => each !== undefined);
    return Object.fromEntries(members);
  }
  return inner;
}

interface MapEntry {
  readonly STRUCTURE: { readonly 'map-entry': { readonly key: string; readonly value: unknown } };
}

function isEntries(list: readonly unknown[]): boolean {
  const first = list[0] as { readonly STRUCTURE?: object } | undefined;
  return first?.STRUCTURE !== undefined && 'map-entry' in first.STRUCTURE;
}

function record(entries: readonly MapEntry[]): Members {
  return Object.fromEntries(
    entries.map(({ STRUCTURE: { 'map-entry': entry } }) => [entry.key, untagged(entry.value)]),
  );
}

/** Maps ⇄ lists of entries, which is all in which `/rest` differs from `/api`. */
export function withMaps(
  model: VapiModel,
  value: unknown,
  type: VapiType,
  turn: (value: unknown) => readonly (readonly [string, unknown])[],
  build: (pairs: readonly (readonly [string, unknown])[]) => unknown,
): unknown {
  const inner = (each: unknown, itsType: VapiType) => withMaps(model, each, itsType, turn, build);
  if (value === undefined || value === null) return value;
  switch (type.kind) {
    case 'optional':
      return inner(value, type.element);
    case 'list':
    case 'set':
      return (value as readonly unknown[]).map((each) => inner(each, type.element));
    case 'map':
      return build(turn(value).map(([key, each]) => [key, inner(each, type.value)] as const));
    case 'structure': {
      const { fields } = model.demandStructure(type.id);
      const members = Object.entries(value).map(([name, each]) => {
        const field = fields.get(name);
        return [name, field ? inner(each, field) : each] as const;
      });
      return Object.fromEntries(members);
    }
    default:
      return value;
  }
}

/** An answer of `/rest` as `/api` has it. */
export function fromLegacy(model: VapiModel, value: unknown, type: VapiType): unknown {
  return withMaps(
    ...([model, value, type] as const),
    (entries) =>
      (entries as readonly { readonly key: string; readonly value: unknown }[]).map(
        (entry) => [entry.key, entry.value] as const,
      ),
    Object.fromEntries,
  );
}

/** A value for `/rest`. */
export function toLegacy(model: VapiModel, value: unknown, type: VapiType): unknown {
  return withMaps(
    ...([model, value, type] as const),
    (map) => Object.entries(map as Members),
    (pairs) => pairs.map(([key, each]) => ({ key, value: each })),
  );
}
