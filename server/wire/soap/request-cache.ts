/**
 * Bytes of a request → the decoded call, remembering small requests of late: decoding is pure, its
 * results are frozen, and a polling client sends the same bytes again and again.
 *
 * Requests that carry a secret are never kept.
 */
import { isUtf8 } from 'node:buffer';
import type { Catalog } from '../../vmodl/catalog.ts';
import { Recent } from '../codec/recent.ts';
import { type DecodedRequest, RequestDecoder } from './decode.ts';
import { BEFORE_METHOD, describeError, RequestError } from './request-error.ts';

const REQUESTS_KEPT = 512;
const KEPT_BYTES_MAX = 4_096;
const BYTE_ORDER_MARK = '\uFEFF';

export class RequestCache {
  private readonly decoder: RequestDecoder;
  private readonly recent = new Recent<DecodedRequest>(REQUESTS_KEPT);

  constructor(catalog: Catalog) {
    this.decoder = new RequestDecoder(catalog);
  }

  /** Throws what `RequestDecoder.decode` throws, and RequestError for bytes which are no UTF-8. */
  decode(body: Buffer, rank: number): DecodedRequest {
    if (body.length > KEPT_BYTES_MAX) return this.decoder.decode(textOf(body), rank);
    // One byte, one character: a key costs no decoding.
    const key = `${rank} ${body.toString('latin1')}`;
    const known = this.recent.get(key);
    if (known) return known;
    const decoded = this.decoder.decode(textOf(body), rank);
    if (!decoded.secret) this.recent.set(key, decoded);
    return decoded;
  }

  /** As `decode`, for long requests: yields after every slice of work. */
  *decodeSlices(body: Buffer, rank: number): Generator<void, DecodedRequest> {
    return yield* this.decoder.decodeSlices(textOf(body), rank);
  }
}

function textOf(body: Buffer): string {
  if (!isUtf8(body)) {
    throw new RequestError(
      describeError('', 'The request is not encoded in UTF-8', [BEFORE_METHOD]),
    );
  }
  const text = body.toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
}
