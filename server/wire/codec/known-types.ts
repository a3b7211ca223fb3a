/**
 * What one version of the API knows: what it does not know is shown to its clients as something
 * it does. Encoders build on it, whatever they write.
 */
import type { Catalog, PropertyDef } from '../../vmodl/catalog.ts';
import { mismatch } from './scalars.ts';

export class KnownTypes {
  readonly catalog: Catalog;
  readonly rank: number;

  constructor(catalog: Catalog, rank: number) {
    this.catalog = catalog;
    this.rank = rank;
  }

  /** The type as this version knows it: itself or its nearest known ancestor. */
  knownType(type: string): string {
    const known = this.catalog.typeAt(type, this.rank);
    if (known === undefined) throw new Error(`An answer holds an unknown type ${type}.`);
    return known;
  }

  /** What a value of that type is shown as where the declared type is expected. */
  shownType(type: string, declared: string): string {
    const shown = type === declared ? declared : this.knownType(type);
    if (this.catalog.isA(shown, declared)) return shown;
    throw new Error(`An answer holds a ${type} where ${declared} belongs.`);
  }

  /** The type of a reference. Types of other services are in no table and stay. */
  knownReferenceType(type: string): string {
    return this.catalog.typeAt(type, this.rank) ?? type;
  }

  /** Does this version know the enum? */
  knowsEnum(type: string): boolean {
    return this.catalog.typeAt(type, this.rank) !== undefined;
  }

  /** What to say for each value of an enum; undefined: leave it out. */
  enumTexts(type: string, optional: boolean): (value: unknown) => string | undefined {
    const values = this.catalog.enum(type)?.valuesAt(this.rank) ?? [];
    const known = new Set(values);
    const substitute = optional ? undefined : (values.find(isUnknown) ?? values[0]);
    return (value) => {
      if (typeof value !== 'string') return mismatch(type, value);
      return known.has(value) ? value : substitute;
    };
  }

  /** Members of a data type which this version knows, in the order of the schema. */
  properties(type: string): readonly PropertyDef[] {
    const properties = this.catalog.data(type)?.properties ?? [];
    return properties.filter((each) => each.rank <= this.rank);
  }
}

function isUnknown(value: string): boolean {
  return /^(?:unknown|other)$/i.test(value) || value.endsWith('Unknown');
}
