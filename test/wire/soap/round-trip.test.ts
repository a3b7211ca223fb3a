import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data, isDataObject } from '../../../server/vmodl/value.ts';
import { RequestDecoder } from '../../../server/wire/soap/decode.ts';
import { Encoder } from '../../../server/wire/soap/encode.ts';
import { ResultEncoder } from '../../../server/wire/soap/encode-result.ts';
import { validateAnswers } from '../../helpers/xsd-oracle.ts';
import { Arbitraries } from './arbitrary-values.ts';
import { envelope } from './requests.ts';

const catalog = loadCatalog();
const decoder = new RequestDecoder(catalog);
const encoder = new Encoder(catalog);
const VERSIONS = ['4.0', '5.5', '6.7', '8.0.3.0', '9.1.1.0'];
const TYPES_PER_RUN = 60;

/** Methods with results whose schemas cover much of the vocabulary. */
const METHODS = [
  'RetrieveServiceContent',
  'QueryConfigOption',
  'QueryTargetCapabilities',
  'RecommendDatastores',
  'RecommendHostsForVm',
  'QueryPerf',
  'QueryEvents',
  'RetrieveAllPermissions',
  'QueryDvsCompatibleHostSpec',
  'PlaceVm',
  'QueryAvailablePerfMetric',
  'RetrieveProperties',
  'QueryHostConnectionInfo',
  'FetchDVPorts',
  'QueryIORMConfigOption',
  'GetAlarmState',
  'QueryConfigTarget',
];

describe('what is written', () => {
  it.each(VERSIONS)('is read back the same, for version %s', (version) => {
    const rank = catalog.rankOf(version) ?? 0;
    const arbitraries = new Arbitraries(catalog, rank);
    const types = catalog.dataNames().filter((each) => (catalog.data(each)?.rank ?? 0) <= rank);
    const value = fc
      .constantFrom(...types)
      .chain((type) => arbitraries.object(type))
      .map(standingAlone);
    fc.assert(
      fc.property(fc.noShrink(value), (given) => {
        expect(readBack(given, rank)).toEqual(given);
      }),
      { numRuns: TYPES_PER_RUN * 5 },
    );
  });

  it('is valid against the schemas of its version', () => {
    const answers = VERSIONS.flatMap((version) => answersOf(version));

    expect(validateAnswers(answers)).toEqual([]);
  });

  it('of newer types is valid for older clients too', () => {
    const newest = new Arbitraries(catalog, catalog.newestRank);
    const answers = ['6.7', '7.0.3.0'].flatMap((version) =>
      fc
        .sample(newest.value(use('VirtualMachineConfigInfo')), 20)
        .map((value) => ({ version, xml: fetched(value, version) })),
    );

    expect(validateAnswers(answers)).toEqual([]);
  });
});

/** A fault never stands alone inside data. */
function standingAlone(value: unknown): unknown {
  if (!isDataObject(value) || !catalog.isA(value._typeName, 'MethodFault')) return value;
  return data('LocalizedMethodFault', { fault: value, localizedMessage: 'text' });
}

function use(type: string) {
  return { type, kind: 'data', array: false } as const;
}

function answersOf(version: string) {
  const rank = catalog.rankOf(version) ?? 0;
  const arbitraries = new Arbitraries(catalog, rank);
  const results = new ResultEncoder(catalog);
  const known = METHODS.flatMap((name) => catalog.method(name) ?? []).filter(
    (each) => each.rank <= rank,
  );
  return known.flatMap((method) => {
    if (!method.result) return [];
    return fc.sample(arbitraries.value(method.result), 6).map((value) => {
      const call = { ref: reference('Folder', 'f'), method: method.name, args: {}, rank };
      const made = results.encode(call, value);
      const xml = typeof made === 'string' ? made : [...{ [Symbol.iterator]: () => made }].join('');
      return { version, xml };
    });
  });
}

/** The value as a property, in an answer the schemas know. */
function fetched(value: unknown, version: string): string {
  const rank = catalog.rankOf(version) ?? 0;
  const content = {
    _typeName: 'ObjectContent',
    obj: reference('VirtualMachine', 'vm-1'),
    propSet: [{ _typeName: 'DynamicProperty', name: 'config', val: value }],
  };
  const call = {
    ref: reference('PropertyCollector', 'p'),
    method: 'RetrieveProperties',
    args: {},
    rank,
  };
  return String(new ResultEncoder(catalog).encode(call, [content]));
}

/** Writes the value into a slot of any type and reads it from there. */
function readBack(given: unknown, rank: number): unknown {
  const written = encoder.at(rank).anys.slot('value')(given);
  const source = envelope(
    '<UpdateOptions xmlns="urn:vim25"><_this type="OptionManager">s</_this>' +
      `<changedValue><key>k</key>${written}</changedValue></UpdateOptions>`,
  );
  const options = decoder.decode(source, rank).call.args['changedValue'];
  return (options as readonly { value: unknown }[])[0]?.value;
}
