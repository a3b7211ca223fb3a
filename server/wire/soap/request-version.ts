/**
 * Which version of the API a request speaks, by its SOAPAction. Every request tells anew.
 *
 *     "urn:vim25/6.5"     pyVmomi, .NET, suds, JAX-WS
 *     urn:vim25/8.0.3.0   govmomi, rbvmomi
 *     vim25               fence_vmware_soap, which then calls methods of 4.1: the newest
 *     (none), urn:vim25   libvirt; the id from before versions had ids: 2.5u2
 */
import type { Catalog } from '../../vmodl/catalog.ts';
import { Recent } from '../codec/recent.ts';
import { compareNumbers, numbersOf } from '../codec/versions.ts';
import { BEFORE_METHOD, describeError, RequestError } from './request-error.ts';

const LEGACY_VERSION = '2.5u2';
const ACTION = /^"?\s*(urn:[\w-]+)(?:\/([^"\s]*))?\s*"?$/;
const ACTIONS_KEPT = 64;

export class RequestVersions {
  private readonly catalog: Catalog;
  private readonly newest: number;
  private readonly strict: boolean;
  private readonly known = new Recent<number>(ACTIONS_KEPT);

  /** @param newest rank of the newest version served */
  constructor(catalog: Catalog, newest: number, strict: boolean) {
    this.catalog = catalog;
    this.newest = newest;
    this.strict = strict;
  }

  /** Throws RequestError (VersionMismatchFaultCode) when strict and the version is not served. */
  rankOf(soapAction: string | undefined): number {
    const action = soapAction ?? '';
    const known = this.known.get(action);
    if (known !== undefined) return known;
    const rank = this.read(action.trim());
    this.known.set(action, rank);
    return rank;
  }

  private read(action: string): number {
    if (action === '' || action === '""') return this.legacyRank();
    const [, namespace, version] = ACTION.exec(action) ?? [];
    if (namespace === undefined) return this.newest;
    if (version === undefined || version === '') return this.legacyRank();
    const rank = this.catalog.rankOf(version);
    if (rank !== undefined && rank <= this.newest) return rank;
    if (this.strict) {
      const offence = `Unsupported version URI "${namespace}/${version}"`;
      throw new RequestError(
        describeError('', offence, [BEFORE_METHOD]),
        'VersionMismatchFaultCode',
      );
    }
    return this.nearest(version);
  }

  private legacyRank(): number {
    return Math.min(this.catalog.rankOf(LEGACY_VERSION) ?? 0, this.newest);
  }

  /** Newest version which is not newer than the one asked for: `7.0` gets 7.0.0.0. */
  private nearest(version: string): number {
    const asked = numbersOf(version);
    if (asked.length === 0) return this.newest;
    for (let rank = this.newest; rank > 0; rank--) {
      const served = numbersOf(this.catalog.versions[rank] ?? '');
      if (compareNumbers(served, asked) <= 0) return rank;
    }
    return 0;
  }
}
