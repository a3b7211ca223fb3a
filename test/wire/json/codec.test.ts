import { describe, expect, it } from '@jest/globals';
import type { MethodCall } from '../../../server/vim/method.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { VimFault } from '../../../server/vmodl/fault.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { box, data } from '../../../server/vmodl/value.ts';
import { RequestDecoder } from '../../../server/wire/json/decode.ts';
import { Encoder } from '../../../server/wire/json/encode.ts';
import { ResultEncoder } from '../../../server/wire/json/encode-result.ts';

const catalog = loadCatalog();
const NEWEST = catalog.newestRank;
const encoder = new Encoder(catalog);
const any = (value: unknown, rank = NEWEST) => encoder.at(rank).any(value);

function rankOf(version: string): number {
  return catalog.rankOf(version) ?? 0;
}

function decode(
  methodName: string,
  body: string | Buffer,
  { rank = NEWEST, demandTypeNames = false } = {},
): MethodCall {
  const method = catalog.method(methodName);
  if (!method) throw new Error(`there is no ${methodName}`);
  const decoder = new RequestDecoder(catalog, demandTypeNames);
  return decoder.decode(Buffer.from(body), { ref: reference('Folder', 'f'), method, rank });
}

function refusal(methodName: string, body: string | Buffer, options = {}): VimFault {
  try {
    decode(methodName, body, options);
  } catch (error) {
    if (error instanceof VimFault) return error;
    throw error;
  }
  throw new Error('it was read');
}

/** The value of an option, read from where any value may stand. */
function option(value: string): unknown {
  const { args } = decode('UpdateOptions', `{"changedValue":[{"key":"k","value":${value}}]}`);
  return (args['changedValue'] as readonly { value: unknown }[])[0]?.value;
}

describe('writing values of any type', () => {
  it.each([
    ['a text', 'DC0', '{"_typeName":"string","_value":"DC0"}'],
    ['a claim', true, '{"_typeName":"boolean","_value":true}'],
    ['a number', 5, '{"_typeName":"int","_value":5}'],
    ['a fraction', 0.5, '{"_typeName":"double","_value":0.5}'],
    ['a long', box('long', 2n ** 60n), '{"_typeName":"long","_value":1152921504606846976}'],
    [
      'an enum',
      box('ManagedEntityStatus', 'green'),
      '{"_typeName":"ManagedEntityStatus","_value":"green"}',
    ],
    ['bytes', box('ArrayOfByte', [1, -1]), '{"_typeName":"ArrayOfByte","_value":[1,-1]}'],
    ['binary data', box('base64Binary', 'AQI='), '{"_typeName":"binary","_value":"AQI="}'],
    ['no number', box('double', Number.NaN), '{"_typeName":"double","_value":"NaN"}'],
    [
      'a moment',
      box('dateTime', '2026-01-01T00:00:00.500Z'),
      '{"_typeName":"dateTime","_value":"2026-01-01T00:00:00.5Z"}',
    ],
    [
      'a list of texts',
      box('ArrayOfString', ['a"', '\n']),
      '{"_typeName":"ArrayOfString","_value":["a\\"","\\n"]}',
    ],
    [
      'a reference',
      reference('Folder', 'group-v3'),
      '{"_typeName":"ManagedObjectReference","type":"Folder","value":"group-v3"}',
    ],
    [
      'references',
      box('ArrayOfManagedObjectReference', [reference('Task', 't')]),
      '{"_typeName":"ArrayOfManagedObjectReference","_value":[{"type":"Task","value":"t"}]}',
    ],
    ['an empty list', box('ArrayOfInt', []), '{"_typeName":"ArrayOfInt","_value":[]}'],
  ])('boxes %s', (_what, value, json) => {
    expect(any(value)).toBe(json);
  });
});

describe('writing data objects', () => {
  it('tells the type first, leaves out what is unset, keeps members of our own', () => {
    const value = { _typeName: 'OptionValue', key: 'k', value: 1, _ours: 'secret' };

    expect(any(value)).toBe(
      '{"_typeName":"OptionValue","key":"k","value":{"_typeName":"int","_value":1}}',
    );
  });

  it('writes required lists even when empty, optional ones not', () => {
    const spec = data('PropertyFilterSpec', { propSet: [], objectSet: undefined } as never);

    expect(any(spec)).toBe('{"_typeName":"PropertyFilterSpec","propSet":[],"objectSet":[]}');
    expect(any(data('PropertySpec', { type: 'Folder', pathSet: [] } as never))).toBe(
      '{"_typeName":"PropertySpec","type":"Folder"}',
    );
  });

  it('writes a fault inside data as the fault itself with its text, as vCenter 8.0.3 does', () => {
    const error = new VimFault('InvalidArgument', { invalidProperty: 'configSpec.guestId' });

    expect(any(error.toLocalizedMethodFault())).toBe(
      '{"_typeName":"InvalidArgument","invalidProperty":"configSpec.guestId",' +
        '"faultstring":"A specified parameter was not correct: configSpec.guestId"}',
    );
  });

  it('writes a thrown fault as recorded from vCenter', () => {
    const fault = new VimFault('NotAuthenticated', {
      object: reference('Folder', 'group-d1'),
      privilegeId: '',
    });

    expect(encoder.at(NEWEST).thrown(fault)).toBe(
      '{"_typeName":"NotAuthenticated","object":{"type":"Folder","value":"group-d1"},' +
        '"privilegeId":"","faultstring":"The session is not authenticated."}',
    );
  });

  it('shows older releases neither newer members nor newer types', () => {
    const about = data('AboutInfo', { name: 'n', patchLevel: '00000', build: '1' } as never);

    expect(any(about, rankOf('9.1.0.0'))).toContain('patchLevel');
    expect(any(about, rankOf('7.0.0.0'))).not.toContain('patchLevel');
  });

  it('is the same the third time, when it is remembered, and for each release', () => {
    const spec = Object.freeze(
      data('VirtualMachineConfigSpec', { name: 'x'.repeat(300), annotation: '<b>' } as never),
    );
    const texts = [any(spec), any(spec), any(spec), any(spec, rankOf('7.0.0.0'))];

    expect(new Set(texts).size).toBe(1);
  });
});

describe('answers', () => {
  const call = (method: string) => ({
    ref: reference('Folder', 'f'),
    method,
    args: {},
    rank: NEWEST,
  });
  const results = new ResultEncoder(catalog);

  it('have no body for nothing, an empty list for no items', () => {
    expect(results.encode(call('Logout'), undefined)).toBeUndefined();
    expect(results.encode(call('FindByUuid'), undefined)).toBeUndefined();
    expect(results.encode(call('RetrieveProperties'), undefined)).toBe('[]');
  });

  it('come in pieces when they are long, and say the same', () => {
    const objects = Array.from({ length: 100 }, (_, index) =>
      data('ObjectContent', {
        obj: reference('Folder', `group-${index}`),
        propSet: [{ _typeName: 'DynamicProperty', name: 'name', val: 'n' }],
      } as never),
    );
    const result = data('RetrieveResult', { objects, token: 't' } as never);
    const made = results.encode(call('RetrievePropertiesEx'), result);

    expect(typeof made).toBe('object');
    const text = [...{ [Symbol.iterator]: () => made as Iterator<string> }].join('');
    expect(JSON.parse(text).objects).toHaveLength(100);
    expect(text).toBe(encoder.at(NEWEST).any(result));
  });
});

describe('reading a request', () => {
  it('takes an object of parameters, or nothing at all', () => {
    expect(decode('CreateFolder', '{"name":"x"}').args).toEqual({ name: 'x' });
    expect(decode('CurrentTime', '').args).toEqual({});
    expect(decode('CurrentTime', '\uFEFF {}').args).toEqual({});
  });

  it('passes over what govmomi sends along', () => {
    const body =
      '{"_typeName":"CreateFolderRequestType","_this":{"type":"Folder","value":"f"},"name":"x"}';

    expect(decode('CreateFolder', body).args).toEqual({ name: 'x' });
  });

  it('finds the type anywhere in an object, and takes null for unset', () => {
    const body =
      '{"spec":{"annotation":null,"deviceChange":[{"device":{"key":1,"_typeName":"VirtualDisk","capacityInKB":1}}]},"pool":{"type":"ResourcePool","value":"p","serverGuid":"g"},"config":{}}';
    const { args } = decode(
      'CreateVM_Task',
      body.replace('"spec"', '"config"').replace(',"config":{}', ''),
    );

    expect(args).toMatchObject({
      config: {
        _typeName: 'VirtualMachineConfigSpec',
        deviceChange: [{ device: { _typeName: 'VirtualDisk', key: 1, capacityInKB: 1 } }],
      },
      pool: { _typeName: 'ManagedObjectReference', type: 'ResourcePool', value: 'p' },
    });
    expect(args['config']).not.toHaveProperty('annotation');
    expect(args['pool']).not.toHaveProperty('serverGuid');
  });

  it.each([
    ['{"_typeName":"long","_value":9223372036854775807}', box('long', 2n ** 63n - 1n)],
    ['{"_value":5,"_typeName":"int"}', box('int', 5)],
    ['{"_typeName":"binary","_value":"AQI="}', box('base64Binary', 'AQI=')],
    ['{"_typeName":"ArrayOfByte","_value":[1,-1]}', box('ArrayOfByte', [1, -1])],
    ['{"_typeName":"ArrayOfByte","_value":"Af8="}', box('ArrayOfByte', [1, -1])],
    ['{"_typeName":"TypeName","_value":"Folder"}', box('string', 'Folder')],
    ['{"type":"Task","value":"t"}', reference('Task', 't')],
    ['"bare"', box('string', 'bare')],
    ['1.5', box('double', 1.5)],
  ])('reads %s where any value may stand', (json, value) => {
    expect(option(json)).toEqual(value);
  });

  it('reads a fault with its text beside its members or in a frame', () => {
    const localized = new VimFault('InvalidState', {}, 'no').toLocalizedMethodFault();

    expect(option('{"_typeName":"InvalidState","faultstring":"no"}')).toEqual(localized);
    expect(
      option(
        '{"_typeName":"LocalizedMethodFault","fault":{"_typeName":"InvalidState"},"localizedMessage":"no"}',
      ),
    ).toEqual(localized);
  });

  it.each([
    [
      'text that is no JSON',
      '{"name"',
      'Unexpected end of the JSON document\n\nwhile parsing JSON document\nat line 1, column 7',
    ],
    ['a repeated parameter', '{"name":"a","name":"b"}', 'Property "name" is repeated'],
    [
      'an unknown parameter',
      '{"name":"a","__proto__":{"x":1}}',
      'Unexpected property "__proto__" seen',
    ],
    ['a missing parameter', '{}', 'Required parameter name is missing'],
    ['null for what is required', '{"name":null}', 'Required parameter name is missing'],
    ['another type', '{"name":5}', 'Cannot parse 5 as type string\n\nwhile parsing "name"'],
    ['a half character', '{"name":"\\ud800"}', 'Cannot parse "\\ud800" as type string'],
    ['a character XML has not', '{"name":"\\u0000"}', 'Cannot parse "\\u0000" as type string'],
    ['no object', '[]', 'The body is not a JSON object'],
  ])('refuses %s', (_what, body, text) => {
    const fault = refusal('CreateFolder', body);

    expect(fault.name).toBe('InvalidRequest');
    expect(fault.message).toContain(text);
  });

  it('refuses bytes which are no UTF-8', () => {
    const fault = refusal('CreateFolder', Buffer.from([0x7b, 0xff, 0x7d]));

    expect(fault.message).toContain('UTF-8');
  });

  it.each([
    ['an unknown type', '{"_typeName":"Nothing"}', 'Unknown type Nothing'],
    [
      'a type that does not fit',
      '{"_typeName":"OptionValue","key":"k"}',
      'Type OptionValue is not a subtype of VirtualMachineConfigSpec',
    ],
    ['a type that is a number', '{"_typeName":5}', 'A type name is expected, not 5'],
    ['a type that is ours alone', '{"_typeName":"constructor"}', 'Unknown type constructor'],
    ['a list for one', '{"name":["a"]}', 'Cannot parse an array as type string'],
    ['one for a list', '{"deviceChange":{}}', 'An array is expected, not an object'],
    [
      'an unknown enum value',
      '{"firmware":"x","cpuHotAddEnabled":"yes"}',
      'Cannot parse "yes" as type boolean',
    ],
    ['a number out of range', '{"numCPUs":2147483648}', 'Cannot parse 2147483648 as type int'],
    ['a fraction of a CPU', '{"numCPUs":1.5}', 'Cannot parse 1.5 as type int'],
    [
      'a long out of range',
      '{"memoryMB":9223372036854775808}',
      'Cannot parse 9223372036854775808 as type long',
    ],
    ['a number in quotes', '{"numCPUs":"1"}', 'Cannot parse "1" as type int'],
    [
      'junk for a moment',
      '{"createDate":"yesterday"}',
      'Cannot parse "yesterday" as type dateTime',
    ],
    ['null in a list', '{"deviceChange":[null]}', 'An object is expected, not null'],
    [
      'a missing member',
      '{"extraConfig":[{"key":"k","value":{"_typeName":"OptionValue"}}]}',
      'Required property key is missing',
    ],
    [
      'a box without what is in it',
      '{"extraConfig":[{"key":"k","value":{"_typeName":"int","_value":null}}]}',
      'Cannot parse null as type int',
    ],
    [
      'a boxed object',
      '{"extraConfig":[{"key":"k","value":{"_typeName":"OptionValue","_value":{}}}]}',
      'Type OptionValue has no _value',
    ],
  ])('refuses a specification with %s', (_what, spec, text) => {
    const body = `{"config":${spec},"pool":{"type":"ResourcePool","value":"p"}}`;

    expect(refusal('CreateVM_Task', body).message).toContain(text);
  });

  it('says of a reference with strange members what vCenter says', () => {
    const fault = refusal('MoveIntoFolder_Task', '{"list":[{"pathSet":["name"]}]}');

    expect(fault).toMatchObject({
      name: 'InvalidArgument',
      message: 'Invalid MoRef field: pathSet',
    });
  });

  it('finds no object behind a reference to another kind', () => {
    const body = '{"config":{},"pool":{"type":"HostSystem","value":"host-1"}}';

    expect(refusal('CreateVM_Task', body).name).toBe('ManagedObjectNotFound');
  });

  it('takes objects without a type for references where types are demanded', () => {
    const body =
      '{"specSet":[{"propSet":[{"type":"Folder","pathSet":["name"]}],"objectSet":[]}],"options":{}}';

    expect(decode('RetrievePropertiesEx', body).args).toHaveProperty('specSet');
    expect(refusal('RetrievePropertiesEx', body, { demandTypeNames: true })).toMatchObject({
      name: 'InvalidArgument',
      message: 'Invalid MoRef field: propSet',
    });
  });

  it('does not know members or types newer than the release', () => {
    const spec = (json: string) => `{"spec":${json}}`;
    const newer = catalog
      .data('VirtualMachineConfigSpec')
      ?.properties.find((each) => each.rank > rankOf('7.0.0.0') && each.type === 'boolean');
    const body = spec(`{"${newer?.name}":true}`);

    expect(decode('ReconfigVM_Task', body).args).toHaveProperty('spec');
    expect(refusal('ReconfigVM_Task', body, { rank: rankOf('7.0.0.0') }).message).toContain(
      `Unexpected property "${newer?.name}" seen`,
    );
  });
});
