import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MethodCall } from '../../../server/vim/method.ts';
import type { MethodDef } from '../../../server/vmodl/catalog.ts';
import { VimFault } from '../../../server/vmodl/fault.ts';
import { Encoder } from '../../../server/wire/soap/encode.ts';
import { RequestCache } from '../../../server/wire/soap/request-cache.ts';
import { RequestError } from '../../../server/wire/soap/request-error.ts';
import { mutated, requestOf } from './arbitrary-requests.ts';
import { Arbitraries } from './arbitrary-values.ts';
import { offenceOf } from './conformance.ts';
import { catalog, TestDoor } from './door.ts';
import { envelope } from './requests.ts';

const RANK = catalog.newestRank;
const RUNS = 10_000;
const HTTP_RUNS = 300;
const encoder = new Encoder(catalog).at(RANK);
const arbitraries = new Arbitraries(catalog, RANK);
const methods = catalog.methodNames().map((name) => catalog.method(name) as MethodDef);

/** A valid call of any method with random arguments, as XML. */
const validRequest = requestOf(
  { catalog, encoder, arbitraries },
  methods,
  ({ owner }) => fc.constant({ type: owner, id: 'id' }),
  5,
);
const mutatedRequest = mutated(validRequest);

describe('any request', () => {
  it('which is well-formed becomes a valid call or a fault', () => {
    let calls = 0;
    const cache = new RequestCache(catalog);
    fc.assert(
      fc.property(fc.noShrink(validRequest), (request) => {
        const decoded = decode(cache, request);
        if (!decoded) return;
        calls += 1;
        expect(offenceOf(catalog, decoded)).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
    // Calls without their required arguments are faults.
    expect(calls).toBeGreaterThan(RUNS / 4);
  });

  it('however mutated, becomes a valid call or a fault', () => {
    const cache = new RequestCache(catalog);
    fc.assert(
      fc.property(fc.noShrink(mutatedRequest), (request) => {
        const decoded = decode(cache, request);
        if (decoded) expect(offenceOf(catalog, decoded)).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });

  it('gets an answer over HTTP, be it bytes of no kind', async () => {
    const door = await new TestDoor().open();
    const bytes = fc.oneof(
      mutatedRequest.map((each) => Buffer.from(each)),
      fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)),
      fc.string({ unit: 'binary', maxLength: 200 }).map((each) => Buffer.from(envelope(each))),
    );

    for (const body of fc.sample(bytes, HTTP_RUNS)) {
      const { status } = await door.ask({ headers: { SOAPAction: 'vim25' }, body });
      expect([200, 500]).toContain(status);
    }
    await door.close();

    expect(door.logged).toEqual([]);
    for (const each of door.calls) expect(offenceOf(catalog, each)).toBeUndefined();
  }, 60_000);

  it('leaves prototypes alone', () => {
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

/** The call, or undefined for a fault meant for the client. Anything else thrown is a defect. */
function decode(cache: RequestCache, request: string): MethodCall | undefined {
  try {
    return cache.decode(Buffer.from(request), RANK).call;
  } catch (error) {
    if (error instanceof RequestError || error instanceof VimFault) return undefined;
    throw error;
  }
}
