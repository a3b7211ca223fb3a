/**
 * Unions of the vAPI: structures of which a member tells which other members belong there. The vendor's
 * runtime refuses those where one is missing or one too many, before an operation is asked.
 */
import { VapiError } from './error.ts';
import type { UnionMember, VapiModel, VapiStructure, VapiType } from './model.ts';

type Members = Readonly<Record<string, unknown>>;

/** Throws invalid_argument for the first union, however deep, that does not hold. */
export function demandUnions(
  model: VapiModel,
  types: ReadonlyMap<string, VapiType>,
  input: Members,
): void {
  for (const [name, type] of types) {
    if (input[name] !== undefined) demandIn(model, type, input[name]);
  }
}

function demandIn(model: VapiModel, type: VapiType, value: unknown): void {
  switch (type.kind) {
    case 'optional':
      if (value !== undefined) demandIn(model, type.element, value);
      return;
    case 'list':
    case 'set':
      for (const each of value as readonly unknown[]) demandIn(model, type.element, each);
      return;
    case 'map':
      for (const each of Object.values(value as Members)) demandIn(model, type.value, each);
      return;
    case 'structure': {
      const structure = model.structure(type.id);
      if (structure) demandStructure(model, structure, value as Members);
      return;
    }
    default:
  }
}

function demandStructure(model: VapiModel, structure: VapiStructure, value: Members): void {
  for (const [tag, cases] of Object.entries(structure.unions)) {
    const chosen = typeof value[tag] === 'string' ? (cases[value[tag]] ?? []) : [];
    demandCase(structure, chosen, cases, value);
  }
  demandUnions(model, structure.fields, value);
}

function demandCase(
  { id }: VapiStructure,
  chosen: readonly UnionMember[],
  cases: Readonly<Record<string, readonly UnionMember[]>>,
  value: Members,
): void {
  const missing = chosen.find(([name, required]) => required && value[name] === undefined);
  if (missing) throw wrong('missing', id, missing[0], `is missing a field: '${missing[0]}'.`);
  const allowed = new Set(chosen.map(([name]) => name));
  const extra = Object.values(cases)
    .flat()
    .find(([name]) => !allowed.has(name) && value[name] !== undefined);
  if (extra) throw wrong('extra', id, extra[0], `has an unexpected field: '${extra[0]}'.`);
}

function wrong(what: 'missing' | 'extra', id: string, field: string, words: string): VapiError {
  return new VapiError('invalid_argument', {
    id: `vapi.data.structure.union.${what}`,
    default_message: `Structure '${id}' ${words}`,
    args: [id, field],
  });
}
