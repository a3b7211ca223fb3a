import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data, isDataObject } from '../../../server/vmodl/value.ts';
import { RequestDecoder } from '../../../server/wire/json/decode.ts';
import { Encoder } from '../../../server/wire/json/encode.ts';
import { Arbitraries } from '../soap/arbitrary-values.ts';

const catalog = loadCatalog();
const encoder = new Encoder(catalog);
const VERSIONS = ['7.0.0.0', '8.0.3.0', '9.1.1.0'];
const RUNS = 300;

describe('what is written', () => {
  it.each(VERSIONS)('is read back the same, for release %s', (version) => {
    const rank = catalog.rankOf(version) ?? 0;
    const arbitraries = new Arbitraries(catalog, rank);
    const types = catalog.dataNames().filter((each) => (catalog.data(each)?.rank ?? 0) <= rank);
    const value = fc
      .constantFrom(...types)
      .chain((type) => arbitraries.object(type))
      .map(standingAlone);

    fc.assert(
      fc.property(fc.noShrink(value), (given) => {
        expect(readBack(given, rank, false)).toEqual(given);
      }),
      { numRuns: RUNS },
    );
  });

  it('names every type that a server must be told', () => {
    const rank = catalog.newestRank;
    const value = new Arbitraries(catalog, rank)
      .value({ type: 'VirtualMachineConfigSpec', kind: 'data', array: false })
      .map(standingAlone);

    fc.assert(
      fc.property(fc.noShrink(value), (given) => {
        expect(readBack(given, rank, true)).toEqual(given);
      }),
      { numRuns: 50 },
    );
  });

  it('is JSON that any reader understands', () => {
    const rank = catalog.newestRank;
    const value = new Arbitraries(catalog, rank).value({
      type: 'VirtualMachineConfigInfo',
      kind: 'data',
      array: false,
    });

    fc.assert(
      fc.property(fc.noShrink(value), (given) => {
        expect(JSON.parse(encoder.at(rank).any(given))).toMatchObject({
          _typeName: 'VirtualMachineConfigInfo',
        });
      }),
      { numRuns: 50 },
    );
  });
});

/** A fault inside data comes with its text. */
function standingAlone(value: unknown): unknown {
  if (!isDataObject(value) || !catalog.isA(value._typeName, 'MethodFault')) return value;
  return data('LocalizedMethodFault', { fault: value, localizedMessage: 'text' });
}

/** Writes the value into a slot of any type and reads it from there. */
function readBack(given: unknown, rank: number, demandTypeNames: boolean): unknown {
  const method = catalog.method('UpdateOptions');
  if (!method) throw new Error('there is no UpdateOptions');
  const written = encoder.at(rank).any(given);
  const option = `{"_typeName":"OptionValue","key":"k","value":${written}}`;
  const body = Buffer.from(`{"changedValue":[${option}]}`);
  const target = { ref: reference('OptionManager', 's'), method, rank };
  const { args } = new RequestDecoder(catalog, demandTypeNames).decode(body, target);
  return (args['changedValue'] as readonly { value: unknown }[])[0]?.value;
}
