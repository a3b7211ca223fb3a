import { describe, expect, it } from '@jest/globals';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { VimFault } from '../../../server/vmodl/fault.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import { box, data } from '../../../server/vmodl/value.ts';
import { positionOf } from '../../../server/wire/codec/position.ts';
import { Encoder } from '../../../server/wire/soap/encode.ts';
import { encodeFault } from '../../../server/wire/soap/encode-fault.ts';
import { ResultEncoder } from '../../../server/wire/soap/encode-result.ts';

const catalog = loadCatalog();
const encoder = new Encoder(catalog);
const vm = reference('VirtualMachine', 'vm-1');

function at(version?: string) {
  return encoder.at(version === undefined ? catalog.newestRank : (catalog.rankOf(version) ?? 0));
}

/** A value in a slot of type anyType, without its name. */
function any(value: unknown, version?: string): string {
  return at(version).anys.slot('val')(value);
}

/** A data object in a slot of its own type. */
function object(value: { _typeName: string }, version?: string): string {
  const use = { type: value._typeName, kind: 'data', array: false } as const;
  return at(version).element('o', use)(value);
}

function answer(method: string, value: unknown, ref: Ref = vm): string {
  const made = new ResultEncoder(catalog).encode(
    { ref, method, args: {}, rank: catalog.newestRank },
    value,
  );
  return typeof made === 'string' ? made : [...{ [Symbol.iterator]: () => made }].join('');
}

describe('encoding an answer', () => {
  it('frames it as vCenter does, byte for byte', () => {
    expect(answer('CurrentTime', '2026-01-01T00:00:00Z')).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"',
        ' xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"',
        ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"',
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
        '<soapenv:Body>',
        '<CurrentTimeResponse xmlns="urn:vim25"><returnval>2026-01-01T00:00:00Z</returnval></CurrentTimeResponse>',
        '</soapenv:Body>',
        '</soapenv:Envelope>',
      ].join('\n'),
    );
  });

  it('answers a method without result by an empty element', () => {
    expect(answer('Logout', undefined)).toContain(
      '\n<LogoutResponse xmlns="urn:vim25"></LogoutResponse>\n',
    );
  });

  it('answers null by an empty element', () => {
    expect(answer('RetrievePropertiesEx', undefined)).toContain(
      '<RetrievePropertiesExResponse xmlns="urn:vim25"></RetrievePropertiesExResponse>',
    );
  });

  it('repeats returnval for the items of a list', () => {
    expect(answer('FindAllByDnsName', [vm, reference('HostSystem', 'host-1')])).toContain(
      '<returnval type="VirtualMachine">vm-1</returnval><returnval type="HostSystem">host-1</returnval>',
    );
  });

  it.each([
    [
      'a string',
      { type: 'string', kind: 'primitive', array: false },
      'DC0',
      '<returnval xsi:type="xsd:string">DC0</returnval>',
    ],
    [
      'a reference',
      { type: 'ManagedObjectReference', kind: 'reference', array: false },
      reference('Folder', 'group-d1'),
      '<returnval type="Folder" xsi:type="ManagedObjectReference">group-d1</returnval>',
    ],
    [
      'a data object',
      { type: 'AboutInfo', kind: 'data', array: false },
      data('AboutInfo', { name: 'n' }),
      '<returnval xsi:type="AboutInfo"><name>n</name></returnval>',
    ],
    [
      'an enum',
      { type: 'ManagedEntityStatus', kind: 'enum', array: false },
      'green',
      '<returnval xsi:type="ManagedEntityStatus">green</returnval>',
    ],
    [
      'a list',
      { type: 'ManagedObjectReference', kind: 'reference', array: true },
      [vm],
      '<returnval xsi:type="ArrayOfManagedObjectReference"><ManagedObjectReference type="VirtualMachine" xsi:type="ManagedObjectReference">vm-1</ManagedObjectReference></returnval>',
    ],
    [
      'an empty list',
      { type: 'Tag', kind: 'data', array: true },
      [],
      '<returnval xsi:type="ArrayOfTag"></returnval>',
    ],
    ['nothing', { type: 'Tag', kind: 'data', array: true }, undefined, ''],
  ] as const)('answers Fetch of %s by one returnval', (_what, type, value, expected) => {
    expect(answer('Fetch', { type, value })).toContain(
      `<FetchResponse xmlns="urn:vim25">${expected}</FetchResponse>`,
    );
  });

  it('is the same in pieces as in one', () => {
    const objects = Array.from({ length: 100 }, (_each, place) =>
      data('ObjectContent', {
        obj: reference('VirtualMachine', `vm-${place}`),
        propSet: [data('DynamicProperty', { name: 'name', val: `VM ${place}` })],
      }),
    );
    const result = data('RetrieveResult', { token: 't', objects });
    const inOne = at().element('returnval', { type: 'RetrieveResult', kind: 'data', array: false })(
      result,
    );
    const encoder = new ResultEncoder(catalog);

    const made = encoder.encode(
      { ref: vm, method: 'RetrievePropertiesEx', args: {}, rank: catalog.newestRank },
      result,
    );

    expect(typeof made).not.toBe('string');
    expect(answer('RetrievePropertiesEx', result)).toContain(inOne);
    expect(answer('RetrieveProperties', objects)).toContain(
      `<returnval><obj type="VirtualMachine">vm-99</obj>`,
    );
  });

  it('comes in pieces when lists stand in lists, as in update sets', () => {
    const objectSet = Array.from({ length: 40 }, () =>
      data('ObjectUpdate', { kind: 'enter', obj: vm }),
    );
    const update = data('UpdateSet', {
      version: '1',
      filterSet: [
        data('PropertyFilterUpdate', { filter: reference('PropertyFilter', 'f'), objectSet }),
      ],
      truncated: false,
    });
    const inOne = at().element('returnval', { type: 'UpdateSet', kind: 'data', array: false })(
      update,
    );

    expect(answer('WaitForUpdatesEx', update)).toContain(`>${inOne}</WaitForUpdatesExResponse>`);
  });

  it.each([
    ['a number for a string', data('AboutInfo', { name: 5 })],
    ['a string for a list', data('ObjectContent', { propSet: 'x' })],
    ['a fraction for an int', data('VirtualHardware', { numCPU: 1.5 })],
    ['too much for an int', data('VirtualHardware', { numCPU: 2 ** 31 })],
    ['another type', data('VirtualMachineConfigInfo', { hardware: data('AboutInfo', {}) })],
    ['an unknown type', data('VirtualMachineConfigInfo', { hardware: data('NoSuchType', {}) })],
    ['a bare list in a slot of any type', data('OptionValue', { key: 'k', value: [1] })],
    ['a date which is none', data('UserSession', { loginTime: 'now' })],
  ])('is refused as a defect of ours when it holds %s', (_what, value) => {
    expect(() => object(value)).toThrow(/^An answer holds/);
  });
});

describe('encoding data objects', () => {
  it('writes members in the order of the schema, base type first', () => {
    const disk = data('VirtualDisk', { capacityInKB: 1024, unitNumber: 0, key: 2000 });

    expect(object(disk)).toBe(
      '<o><key>2000</key><unitNumber>0</unitNumber><capacityInKB>1024</capacityInKB></o>',
    );
  });

  it('names the type where it differs from the declared one, and only there', () => {
    const spec = data('VirtualDeviceConfigSpec', {
      device: data('VirtualDisk', { key: 1, backing: data('VirtualDeviceBackingInfo', {}) }),
    });

    expect(object(spec)).toBe(
      '<o><device xsi:type="VirtualDisk"><key>1</key><backing></backing></device></o>',
    );
  });

  it('writes lists as repeated elements, empty ones not at all', () => {
    const content = data('HostConfigInfo', {
      certificate: [-1, 0, 127],
      host: vm,
      activeDiagnosticPartition: undefined,
      virtualNicManagerInfo: undefined,
      featureVersion: [],
    });

    expect(object(content)).toBe(
      '<o><host type="VirtualMachine">vm-1</host><certificate>-1</certificate><certificate>0</certificate><certificate>127</certificate></o>',
    );
  });

  it('keeps members of our own to itself', () => {
    expect(object(data('AboutInfo', { name: 'n', _secret: 's', __proto: 1 }))).toBe(
      '<o><name>n</name></o>',
    );
  });

  it('wraps faults inside data with their text', () => {
    const error = new VimFault('InvalidState').toLocalizedMethodFault();

    expect(object(data('MissingProperty', { path: 'p', fault: error }))).toBe(
      '<o><path>p</path><fault><fault xsi:type="InvalidState"></fault><localizedMessage>The operation is not allowed in the current state.</localizedMessage></fault></o>',
    );
  });

  it.each([
    ['2023-12-14T06:53:33.763524Z', '2023-12-14T06:53:33.763524Z'],
    ['2023-12-14T06:53:51.154550Z', '2023-12-14T06:53:51.15455Z'],
    ['2023-12-14T06:53:51.123456789Z', '2023-12-14T06:53:51.123456Z'],
    ['2023-12-14T06:53:51.000Z', '2023-12-14T06:53:51Z'],
    ['2023-12-14T06:53:51Z', '2023-12-14T06:53:51Z'],
  ])('writes the moment %s as %s', (held, written) => {
    expect(object(data('UserSession', { loginTime: held }))).toBe(
      `<o><loginTime>${written}</loginTime></o>`,
    );
  });

  it('writes longs beyond 2^53 in full', () => {
    expect(
      object(data('VirtualMachineConfigSpec', { npivNodeWorldWideName: [2882303761521312769n] })),
    ).toContain('>2882303761521312769<');
  });

  it.each([
    ['a & b < c > d', 'a &amp; b &lt; c &gt; d'],
    ['"quotes" and \'apostrophes\'', '"quotes" and \'apostrophes\''],
    ['line\nfeed\ttab', 'line\nfeed\ttab'],
    ['carriage\rreturn', 'carriage&#13;return'],
    ['nul \u0000 bell \u0007', 'nul \uFFFD bell \uFFFD'],
    ['half \uD83D pair', 'half \uFFFD pair'],
    ['whole 😀 pair', 'whole 😀 pair'],
    ['\uFFFE\uFFFF', '\uFFFD\uFFFD'],
    ['%2f %5c %25', '%2f %5c %25'],
  ])('writes the text %j as %j', (held, written) => {
    expect(object(data('AboutInfo', { name: held }))).toBe(`<o><name>${written}</name></o>`);
  });
});

describe('encoding values in slots of any type', () => {
  it.each([
    ['text', '<val xsi:type="xsd:string">text</val>'],
    [true, '<val xsi:type="xsd:boolean">true</val>'],
    [5, '<val xsi:type="xsd:int">5</val>'],
    [2 ** 31, '<val xsi:type="xsd:long">2147483648</val>'],
    [1.5, '<val xsi:type="xsd:double">1.5</val>'],
    [2n ** 60n, '<val xsi:type="xsd:long">1152921504606846976</val>'],
    [box('long', 5), '<val xsi:type="xsd:long">5</val>'],
    [box('PropertyPath', 'a.b'), '<val xsi:type="xsd:string">a.b</val>'],
    [
      box('dateTime', '2026-01-01T00:00:00Z'),
      '<val xsi:type="xsd:dateTime">2026-01-01T00:00:00Z</val>',
    ],
    [box('base64Binary', 'AAE='), '<val xsi:type="xsd:base64Binary">AAE=</val>'],
    [
      box('VirtualMachinePowerState', 'poweredOn'),
      '<val xsi:type="VirtualMachinePowerState">poweredOn</val>',
    ],
    [
      reference('Folder', 'group-v3'),
      '<val type="Folder" xsi:type="ManagedObjectReference">group-v3</val>',
    ],
    [
      data('KeyValue', { key: 'a', value: 'b' }),
      '<val xsi:type="KeyValue"><key>a</key><value>b</value></val>',
    ],
    [
      box('ArrayOfString', ['a']),
      '<val xsi:type="ArrayOfString"><string xsi:type="xsd:string">a</string></val>',
    ],
    [box('ArrayOfInt', [1]), '<val xsi:type="ArrayOfInt"><int xsi:type="xsd:int">1</int></val>'],
    [
      box('ArrayOfByte', [-1]),
      '<val xsi:type="ArrayOfByte"><byte xsi:type="xsd:byte">-1</byte></val>',
    ],
    [
      box('ArrayOfAnyType', [1, 'a']),
      '<val xsi:type="ArrayOfAnyType"><anyType xsi:type="xsd:int">1</anyType><anyType xsi:type="xsd:string">a</anyType></val>',
    ],
    [
      box('ArrayOfManagedObjectReference', [vm]),
      '<val xsi:type="ArrayOfManagedObjectReference"><ManagedObjectReference type="VirtualMachine" xsi:type="ManagedObjectReference">vm-1</ManagedObjectReference></val>',
    ],
    [
      box('ArrayOfManagedObjectReference', []),
      '<val xsi:type="ArrayOfManagedObjectReference"></val>',
    ],
    [
      box('ArrayOfVirtualDevice', [data('VirtualDisk', { key: 1 })]),
      '<val xsi:type="ArrayOfVirtualDevice"><VirtualDevice xsi:type="VirtualDisk"><key>1</key></VirtualDevice></val>',
    ],
    [
      box('ArrayOfAlarmState', [data('AlarmState', { key: 'k' })]),
      '<val xsi:type="ArrayOfAlarmState"><AlarmState xsi:type="AlarmState"><key>k</key></AlarmState></val>',
    ],
    [
      new VimFault('InvalidState').toLocalizedMethodFault(),
      '<val xsi:type="LocalizedMethodFault"><fault xsi:type="InvalidState"></fault><localizedMessage>The operation is not allowed in the current state.</localizedMessage></val>',
    ],
    [
      new VimFault('InvalidState').toDataObject(),
      '<val xsi:type="LocalizedMethodFault"><fault xsi:type="InvalidState"></fault><localizedMessage></localizedMessage></val>',
    ],
  ])('writes %j', (value, written) => {
    expect(any(value)).toBe(written);
  });
});

describe('encoding for an older version', () => {
  it('leaves out members which came later', () => {
    const about = data('AboutInfo', { name: 'n', patchLevel: '1' });

    expect(object(about)).toContain('<patchLevel>');
    expect(object(about, '6.7')).toBe('<o><name>n</name></o>');
  });

  it('shows types which came later as their nearest ancestor', () => {
    const device = data('VirtualDeviceConfigSpec', {
      device: data('VirtualNVMEController', { key: 1, busNumber: 0, sharedBus: 'noSharing' }),
    });

    expect(object(device, '6.7')).toContain('xsi:type="VirtualNVMEController"');
    expect(object(device, '5.5')).toBe(
      '<o><device xsi:type="VirtualController"><key>1</key><busNumber>0</busNumber></device></o>',
    );
    expect(any(box('ArrayOfVirtualNVMEController', []), '5.5')).toBe(
      '<val xsi:type="ArrayOfVirtualController"></val>',
    );
  });

  it('points at the nearest known type of object', () => {
    expect(any(reference('VmwareDistributedVirtualSwitch', 'dvs-1'), '2.5')).toContain(
      'type="ManagedEntity"',
    );
  });

  it('keeps references of other services', () => {
    expect(any(reference('LookupServiceInstance', 'ServiceInstance'))).toContain(
      'type="LookupServiceInstance"',
    );
  });

  it('never writes a value an enum does not have', () => {
    const connectee = data('VirtualMachineRuntimeInfo', {
      powerState: 'hibernating',
      connectionState: 'connected',
    });

    expect(object(connectee)).toMatch(
      /<powerState>(?:poweredOff|poweredOn|suspended)<\/powerState>/,
    );
    expect(object(data('VirtualMachineGuestSummary', { toolsStatus: 'newStatus' }))).toBe(
      '<o></o>',
    );
    expect(any(box('ManagedEntityStatus', 'gray'))).toBe(
      '<val xsi:type="ManagedEntityStatus">gray</val>',
    );
    expect(any(box('VirtualMachineAppHeartbeatStatusType', 'x'), '4.0')).toContain('xsd:string');
  });
});

describe('encoding a value again', () => {
  it('gives the same text each time, and each version its own', () => {
    const about = data('AboutInfo', { name: 'n'.repeat(300), patchLevel: '1' });
    const old = any(about, '6.7');
    const current = any(about);

    for (let time = 0; time < 4; time++) {
      expect(any(about, '6.7')).toBe(old);
      expect(any(about)).toBe(current);
    }
    expect(current).not.toBe(old);
  });

  it('does not remember values which may change', () => {
    const about = { _typeName: 'AboutInfo', name: 'n'.repeat(300) };

    any(about);
    any(about);
    about.name = 'm'.repeat(300);

    expect(any(about)).toContain('mmm');
  });
});

describe('encoding faults', () => {
  it('writes what vCenter writes for a failed login, byte for byte', () => {
    const written = encodeFault(at(), new VimFault('InvalidLogin'));

    expect(written.slice(written.indexOf('<soapenv:Body>'))).toBe(
      [
        '<soapenv:Body>',
        '<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>Cannot complete login due to an incorrect user name or password.</faultstring><detail><InvalidLoginFault xmlns="urn:vim25" xsi:type="InvalidLogin"></InvalidLoginFault></detail></soapenv:Fault>',
        '</soapenv:Body>',
        '</soapenv:Envelope>',
      ].join('\n'),
    );
  });

  it('writes the members in order', () => {
    const fault = new VimFault('NoPermission', { privilegeId: 'System.View', object: vm });

    expect(encodeFault(at(), fault)).toContain(
      '<NoPermissionFault xmlns="urn:vim25" xsi:type="NoPermission"><object type="VirtualMachine">vm-1</object><privilegeId>System.View</privilegeId></NoPermissionFault>',
    );
  });

  it('names the nearest ancestor a client knows', () => {
    expect(
      encodeFault(at('4.0'), new VimFault('VmMonitorIncompatibleForFaultTolerance')),
    ).toContain('<VimFaultFault xmlns="urn:vim25" xsi:type="VimFault">');
  });
});

describe('positions', () => {
  it('count lines from 1 and columns from 0', () => {
    expect(positionOf('ab\ncd', 0)).toEqual({ line: 1, column: 0 });
    expect(positionOf('ab\ncd', 4)).toEqual({ line: 2, column: 1 });
  });
});
