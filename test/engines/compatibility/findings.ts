/** What the checks find, in words that a table of tests can hold; and whether the vocabulary knows it. */
import { checkCompatibility } from '../../../server/engines/compatibility/compatibility.ts';
import type { MoveFacts } from '../../../server/engines/compatibility/facts.ts';
import type { FaultVerdict } from '../../../server/engines/plan.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { isReference } from '../../../server/vmodl/reference.ts';
import type { DataObject } from '../../../server/vmodl/value.ts';
import { isDataObject, member } from '../../../server/vmodl/value.ts';

const CATALOG = loadCatalog();

/** `hostTests error InvalidHostState`: errors first, in the order of the groups. */
export function findings(move: MoveFacts): string[] {
  const { errors, warnings } = checkCompatibility(move);
  return [
    ...errors.map(({ testType, fault }) => `${testType} error ${fault.name}`),
    ...warnings.map(({ testType, fault }) => `${testType} warning ${fault.name}`),
  ];
}

export function faultsOf(move: MoveFacts): readonly FaultVerdict[] {
  const { errors, warnings } = checkCompatibility(move);
  return [...errors, ...warnings].map((issue) => issue.fault);
}

/** What of the faults the vocabulary does not know or misses, and messages that say nothing. */
export function misfits(move: MoveFacts): string[] {
  return faultsOf(move).flatMap(({ name, detail, message }) => [
    ...misfitsOf(name, detail),
    ...(/\S.*\S/.test(message) ? [] : [`${name} says nothing`]),
  ]);
}

function misfitsOf(typeName: string, members: object): string[] {
  const type = CATALOG.data(typeName);
  if (!type) return [`${typeName} unknown`];

  const present = Object.entries(members).filter(
    ([name, value]) => name !== '_typeName' && value !== undefined,
  );
  const unknown = present.filter(([name]) => !type.property(name));
  const missing = type.properties.filter(
    (property) => !property.optional && member(members, property.name) === undefined,
  );
  const inner = present
    .flatMap(([, value]) => value)
    .filter((value): value is DataObject => isDataObject(value) && !isReference(value));
  return [
    ...unknown.map(([name]) => `${typeName}.${name} unknown`),
    ...missing.map(({ name }) => `${typeName}.${name} missing`),
    ...inner.flatMap((value) => misfitsOf(value._typeName, value)),
  ];
}
