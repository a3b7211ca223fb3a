/**
 * Addresses of VI JSON: `/sdk/vim25/{release}/{MoType}/{moId}/{member}`, where a member is a method
 * under its wire name or a property.
 *
 * There is an address for every member a type declares or inherits, from the release on that has it.
 */
import type { Catalog, MethodDef, PropertyDef } from '../../vmodl/catalog.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { compareNumbers, numbersOf } from '../codec/versions.ts';

export const ROOT = '/sdk/vim25';
/** The oldest release in an address; the protocol itself is younger. */
const OLDEST_RELEASE = '7.0.0.0';
const RELEASE = /^\d{1,4}(?:\.\d{1,4}){3}$/;

export interface Address {
  readonly ref: Ref;
  readonly member: MethodDef | PropertyDef;
  readonly rank: number;
}

/** Is it the path of this door, whether or not something is there? */
export function isUnderRoot(path: string): boolean {
  return path === ROOT || path.startsWith(`${ROOT}/`);
}

export class Addresses {
  private readonly catalog: Catalog;
  private readonly newest: number;
  private readonly strict: boolean;

  /**
   * @param newest rank of the newest version served
   * @param strict whether releases newer than that have no address; else they get the newest
   */
  constructor(catalog: Catalog, newest: number, strict: boolean) {
    this.catalog = catalog;
    this.newest = newest;
    this.strict = strict;
  }

  /** What a path names; undefined when it names nothing. */
  resolve(path: string): Address | undefined {
    const [release = '', type = '', id = '', name = '', ...rest] = path
      .slice(ROOT.length + 1)
      .split('/');
    const value = decoded(id);
    if (value === undefined || value === '' || rest.length > 0) return undefined;
    const rank = this.rankOf(release);
    const managed = this.catalog.managed(type);
    if (rank === undefined || !managed || managed.rank > rank) return undefined;
    const member = this.method(managed.name, name) ?? managed.property(name);
    if (!member || member.rank > rank) return undefined;
    return { ref: reference(managed.name, value), member, rank };
  }

  private method(type: string, name: string): MethodDef | undefined {
    const method = this.catalog.method(name);
    return method && this.catalog.isA(type, method.owner) ? method : undefined;
  }

  private rankOf(release: string): number | undefined {
    if (!RELEASE.test(release)) return undefined;
    const numbers = numbersOf(release);
    if (compareNumbers(numbers, numbersOf(OLDEST_RELEASE)) < 0) return undefined;
    const rank = this.catalog.rankOf(release);
    if (rank !== undefined && rank <= this.newest) return rank;
    const newest = numbersOf(this.catalog.versions[this.newest] ?? '');
    return !this.strict && compareNumbers(numbers, newest) > 0 ? this.newest : undefined;
  }
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
