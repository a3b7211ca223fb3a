import { describe, expect, it } from '@jest/globals';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { RequestDecoder } from '../../../server/wire/soap/decode.ts';
import { call, envelope, RETRIEVE_SPELLINGS, SERVICE_CONTENT_SPELLINGS } from './requests.ts';

const catalog = loadCatalog();
const decoder = new RequestDecoder(catalog);
const NEWEST = catalog.newestRank;

function decode(source: string, version?: string) {
  const rank = version === undefined ? NEWEST : (catalog.rankOf(version) ?? NEWEST);
  return decoder.decode(source.replace(/^\uFEFF/, ''), rank);
}

/** The argument of a call that takes a VirtualMachineConfigSpec. */
function reconfigure(spec: string): unknown {
  const source = call('ReconfigVM_Task', 'VirtualMachine', 'vm-1', `<spec>${spec}</spec>`);
  return decode(source).call.args['spec'];
}

/** `value` of an OptionValue, whose declared type is anyType. */
function anyValue(element: string): unknown {
  const source = call(
    'UpdateOptions',
    'OptionManager',
    'VpxSettings',
    `<changedValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><key>k</key>${element}</changedValue>`,
  );
  const [option] = decode(source).call.args['changedValue'] as readonly { value: unknown }[];
  return option?.value;
}

describe('decoding a request', () => {
  it.each(Object.entries(SERVICE_CONTENT_SPELLINGS))('understands %s', (_client, source) => {
    expect(decode(source).call).toEqual({
      ref: {
        _typeName: 'ManagedObjectReference',
        type: 'ServiceInstance',
        value: 'ServiceInstance',
      },
      method: 'RetrieveServiceContent',
      args: {},
      rank: NEWEST,
    });
  });

  it.each(Object.entries(RETRIEVE_SPELLINGS))('understands %s', (_client, source) => {
    expect(decode(source).call.args).toEqual({
      specSet: [
        {
          _typeName: 'PropertyFilterSpec',
          propSet: [{ _typeName: 'PropertySpec', type: 'VirtualMachine', pathSet: ['name'] }],
          objectSet: [
            {
              _typeName: 'ObjectSpec',
              obj: { _typeName: 'ManagedObjectReference', type: 'ContainerView', value: 'v' },
              skip: true,
              selectSet: [{ _typeName: 'TraversalSpec', type: 'ContainerView', path: 'view' }],
            },
          ],
        },
      ],
      options: { _typeName: 'RetrieveOptions' },
    });
  });

  it('reads the operation id of the header', () => {
    expect(decode(SERVICE_CONTENT_SPELLINGS['pyvmomi 6.7 with a header'] ?? '').operationId).toBe(
      'op-1',
    );
  });

  it('gives frozen arguments', () => {
    const spec = reconfigure(
      '<name>n</name><extraConfig><key>k</key><value>v</value></extraConfig>',
    );

    expect(Object.isFrozen(spec)).toBe(true);
    expect(Object.isFrozen((spec as { extraConfig: unknown }).extraConfig)).toBe(true);
  });

  it('takes a password to the letter, as Go and as others escape it', () => {
    const password = 'a"b\'c<&>\n\t';
    const spellings = [
      'a&#34;b&#39;c&lt;&amp;&gt;&#xA;&#x9;',
      'a&quot;b&apos;c&lt;&amp;&gt;&#10;&#9;',
    ];

    const passwords = spellings.map(
      (written) =>
        decode(
          call(
            'Login',
            'SessionManager',
            'SessionManager',
            `<userName>u</userName><password>${written}</password>`,
          ),
        ).call.args['password'],
    );

    expect(passwords).toEqual([password, password]);
  });

  it('marks requests which carry a secret', () => {
    const login = call(
      'Login',
      'SessionManager',
      'SessionManager',
      '<userName>u</userName><password>p</password>',
    );
    const addHost = call(
      'AddHost_Task',
      'ClusterComputeResource',
      'domain-c1',
      '<spec><hostName>h</hostName><password>p</password><force>true</force></spec><asConnected>true</asConnected>',
    );
    const time = call('CurrentTime', 'ServiceInstance', 'ServiceInstance');

    expect([login, addHost, time].map((each) => decode(each).secret)).toEqual([true, true, false]);
  });

  it('reads Fetch, of objects typed more generally than they are', () => {
    const source = call('Fetch', 'ManagedEntity', 'vm-1', '<prop>name</prop>');

    expect(decode(source).call).toMatchObject({
      method: 'Fetch',
      ref: { type: 'ManagedEntity' },
      args: { prop: 'name' },
    });
  });

  it('gives an empty list for a required list without items', () => {
    expect(
      decode(call('RetrieveProperties', 'PropertyCollector', 'propertyCollector')).call.args,
    ).toEqual({ specSet: [] });
  });

  it('leaves an optional object out when it is empty but may not be', () => {
    const source = call(
      'ReconfigVM_Task',
      'VirtualMachine',
      'vm-1',
      '<spec><name>n</name><files/><latencySensitivity/><bootOptions/></spec>',
    );

    expect(decode(source).call.args['spec']).toEqual({
      _typeName: 'VirtualMachineConfigSpec',
      name: 'n',
      files: { _typeName: 'VirtualMachineFileInfo' },
      bootOptions: { _typeName: 'VirtualMachineBootOptions' },
    });
  });
});

describe('decoding values', () => {
  it.each([
    ['int', '<numCPUs> +4 </numCPUs>', 'numCPUs', 4],
    ['long', '<memoryMB>4096</memoryMB>', 'memoryMB', 4096],
    ['boolean', '<memoryHotAddEnabled>1</memoryHotAddEnabled>', 'memoryHotAddEnabled', true],
    ['boolean', '<memoryHotAddEnabled>false</memoryHotAddEnabled>', 'memoryHotAddEnabled', false],
    ['string', '<name> 007 </name>', 'name', ' 007 '],
    ['empty string', '<annotation/>', 'annotation', ''],
    ['base64 names', '<name>__proto__</name>', 'name', '__proto__'],
    [
      'dateTime',
      '<createDate>2023-12-14T06:53:33.763524Z</createDate>',
      'createDate',
      '2023-12-14T06:53:33.763524Z',
    ],
    [
      'dateTime with zone',
      '<createDate>2023-12-14T01:30:00.500+02:00</createDate>',
      'createDate',
      '2023-12-13T23:30:00.5Z',
    ],
    [
      'dateTime with nanoseconds',
      '<createDate>2023-12-14T06:53:33.123456789-00:30</createDate>',
      'createDate',
      '2023-12-14T07:23:33.123456Z',
    ],
    [
      'dateTime without zone',
      '<createDate>0001-01-01T00:00:00</createDate>',
      'createDate',
      '0001-01-01T00:00:00Z',
    ],
  ])('reads %s %s', (_type, written, member, value) => {
    expect(reconfigure(written)).toEqual({
      _typeName: 'VirtualMachineConfigSpec',
      [member]: value,
    });
  });

  it('reads longs beyond 2^53 as bigint', () => {
    expect(
      reconfigure('<npivNodeWorldWideName>2882303761521312769</npivNodeWorldWideName>'),
    ).toMatchObject({
      npivNodeWorldWideName: [2882303761521312769n],
    });
  });

  it.each([
    ['<value xsi:type="xsd:string"> 1 </value>', { _typeName: 'string', _value: ' 1 ' }],
    ['<value>text</value>', { _typeName: 'string', _value: 'text' }],
    ['<value xsi:type="xsd:int">5</value>', { _typeName: 'int', _value: 5 }],
    ['<value xsi:type="xsd:boolean">true</value>', { _typeName: 'boolean', _value: true }],
    [
      '<value xsi:type="VirtualMachinePowerState">poweredOn</value>',
      { _typeName: 'VirtualMachinePowerState', _value: 'poweredOn' },
    ],
    [
      '<value type="Folder" xsi:type="ManagedObjectReference">group-v3</value>',
      { _typeName: 'ManagedObjectReference', type: 'Folder', value: 'group-v3' },
    ],
    [
      '<value type="Folder" xsi:type="ManagedObject">group-v3</value>',
      { _typeName: 'ManagedObjectReference', type: 'Folder', value: 'group-v3' },
    ],
    [
      '<value xsi:type="ArrayOfInt"><int>1</int><int xsi:type="xsd:int">2</int></value>',
      { _typeName: 'ArrayOfInt', _value: [1, 2] },
    ],
    ['<value xsi:type="ArrayOfString"/>', { _typeName: 'ArrayOfString', _value: [] }],
    [
      '<value xsi:type="ArrayOfAnyType"><anyType xsi:type="xsd:int">1</anyType></value>',
      { _typeName: 'ArrayOfAnyType', _value: [{ _typeName: 'int', _value: 1 }] },
    ],
    [
      '<value xsi:type="KeyValue"><key>a</key><value>b</value></value>',
      { _typeName: 'KeyValue', key: 'a', value: 'b' },
    ],
  ])('reads %s in a slot of any type', (written, value) => {
    expect(anyValue(written)).toEqual(value);
  });
});

describe('refusing a request', () => {
  it('tells what it was parsing, from the inside out', () => {
    const source = call(
      'ReconfigVM_Task',
      'VirtualMachine',
      'vm-1',
      '<spec><deviceChange><device><key>1</key><sharing>x</sharing></device></deviceChange></spec>',
    );

    expect(() => decode(source)).toThrow(
      [
        'Unexpected element tag "sharing" seen',
        `while parsing serialized DataObject of type vim.vm.device.VirtualDevice\nat line 1, column ${source.indexOf('<device>')}`,
        'while parsing property "device" of static type VirtualDevice',
        `while parsing serialized DataObject of type vim.vm.device.VirtualDeviceSpec\nat line 1, column ${source.indexOf('<deviceChange>')}`,
        'while parsing property "deviceChange" of static type ArrayOfVirtualDeviceConfigSpec',
        `while parsing serialized DataObject of type vim.vm.ConfigSpec\nat line 1, column ${source.indexOf('<spec>')}`,
        'while parsing property "spec" of static type VirtualMachineConfigSpec',
        `while parsing call information for method ReconfigVM_Task\nat line 1, column ${source.indexOf('<ReconfigVM_Task')}`,
        `while parsing SOAP body\nat line 1, column ${source.indexOf('<Body>')}`,
        'while parsing SOAP envelope\nat line 1, column 0',
        'while parsing HTTP request for method reconfigure\non object of type vim.VirtualMachine\nat line 1, column 0',
      ].join('\n\n'),
    );
  });

  it.each([
    [
      'an unknown method',
      call('Foo', 'Folder', 'f'),
      'Unable to resolve WSDL method name Foo for namespace urn:vim25',
    ],
    [
      'another namespace',
      envelope('<CurrentTime xmlns="urn:other"/>'),
      'Unable to resolve WSDL method name CurrentTime for namespace urn:other',
    ],
    [
      'a prefix bound elsewhere',
      envelope('<e:Login xmlns:e="urn:evil"/>'),
      'Unable to resolve WSDL method name Login for namespace urn:evil',
    ],
    ['an empty body', envelope(''), 'SOAP body is empty'],
    [
      'two methods',
      envelope('<CurrentTime xmlns="urn:vim25"/><Logout xmlns="urn:vim25"/>'),
      'Unexpected element tag "Logout" seen',
    ],
    [
      'no envelope',
      '<CurrentTime xmlns="urn:vim25"/>',
      'Unexpected element tag "CurrentTime" seen',
    ],
    [
      'SOAP 1.2',
      '<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"/>',
      'Unexpected element tag "Envelope" seen',
    ],
    [
      'a method of another type',
      call('PowerOnVM_Task', 'HostSystem', 'host-1'),
      'Method PowerOnVM_Task is not defined on managed object of type vim.HostSystem',
    ],
    [
      'a receiver of unknown type',
      call('CurrentTime', 'Foo', 'x'),
      'Error processing attribute "type" with value "Foo"',
    ],
    [
      'a receiver named after a prototype',
      call('CurrentTime', '__proto__', 'x'),
      'Error processing attribute "type" with value "__proto__"',
    ],
    [
      'a receiver without type',
      envelope('<CurrentTime xmlns="urn:vim25"><_this>ServiceInstance</_this></CurrentTime>'),
      'Error processing absent attribute "type"',
    ],
    [
      'a receiver with another xsi:type',
      envelope(
        '<CurrentTime xmlns="urn:vim25"><_this type="ServiceInstance" xsi:type="VirtualDisk">ServiceInstance</_this></CurrentTime>',
      ),
      'Type VirtualDisk is not a ManagedObjectReference',
    ],
    [
      'an unknown element',
      call('CurrentTime', 'ServiceInstance', 's', '<x/>'),
      'Unexpected element tag "x" seen',
    ],
    [
      'an element of a prototype',
      call('CurrentTime', 'ServiceInstance', 's', '<x:__proto__ xmlns:x="urn:vim25"/>'),
      'Unexpected element tag "x:__proto__" seen',
    ],
    [
      'a repeated scalar',
      call('Login', 'SessionManager', 's', '<userName>a</userName><userName>b</userName>'),
      'Unexpected element tag "userName" seen',
    ],
    [
      'elements out of order',
      call('Login', 'SessionManager', 's', '<password>a</password><userName>b</userName>'),
      'Unexpected element tag "userName" seen',
    ],
    [
      'an element of another namespace',
      call('Login', 'SessionManager', 's', '<userName xmlns="urn:x">a</userName>'),
      'Unexpected element tag "userName" seen',
    ],
    [
      'a missing parameter',
      call('Login', 'SessionManager', 's', '<userName>a</userName>'),
      'Required parameter password is missing',
    ],
    [
      'a missing receiver',
      envelope('<CurrentTime xmlns="urn:vim25"/>'),
      'Required parameter _this is missing',
    ],
    [
      'text among elements',
      call('Login', 'SessionManager', 's', '<userName>a</userName>x<password>b</password>'),
      'Unexpected text in element "Login"',
    ],
    [
      'elements in a text',
      call('Login', 'SessionManager', 's', '<userName><b/></userName>'),
      'Unexpected element tag "b" seen',
    ],
    [
      'nil for a required value',
      call('Login', 'SessionManager', 's', '<userName xsi:nil="true"/>'),
      'must not be nil',
    ],
  ])('refuses %s', (_what, source, offence) => {
    expect(() => decode(source)).toThrow(offence);
  });

  it.each([
    ['<numCPUs>2147483648</numCPUs>', 'Cannot parse value "2147483648" as type int'],
    ['<numCPUs>NaN</numCPUs>', 'Cannot parse value "NaN" as type int'],
    ['<numCPUs>1.0</numCPUs>', 'as type int'],
    ['<numCPUs></numCPUs>', 'Cannot parse value "" as type int'],
    ['<memoryMB>9223372036854775808</memoryMB>', 'as type long'],
    ['<memoryHotAddEnabled>True</memoryHotAddEnabled>', 'as type boolean'],
    ['<createDate>2023-02-30T00:00:00Z</createDate>', 'as type dateTime'],
    ['<createDate>yesterday</createDate>', 'as type dateTime'],
    ['<createDate>9999-12-31T23:59:59-14:00</createDate>', 'as type dateTime'],
    [
      '<powerOpInfo><powerOffType>maybe</powerOffType><bad/></powerOpInfo>',
      'Unexpected element tag "bad" seen',
    ],
    [
      '<deviceChange><operation>burn</operation><device><key>1</key></device></deviceChange>',
      'Invalid value "burn" for enumeration VirtualDeviceConfigSpecOperation',
    ],
    [
      '<deviceChange><device xsi:type="NoSuchDevice"><key>1</key></device></deviceChange>',
      'Unknown type NoSuchDevice',
    ],
    [
      '<deviceChange><device xsi:type="xsd:string">x</device></deviceChange>',
      'Unknown type xsd:string',
    ],
    [
      '<deviceChange><device xsi:type="p:VirtualDisk"><key>1</key></device></deviceChange>',
      'Unknown type p:VirtualDisk',
    ],
    [
      '<deviceChange><device xsi:type="OptionValue"><key>1</key></device></deviceChange>',
      'Type OptionValue is not a subtype of VirtualDevice',
    ],
    [
      '<deviceChange><device></device></deviceChange>',
      'Required property key is missing from data object of type VirtualDevice',
    ],
    ['<name xsi:type="xsd:int">5</name>', 'Type xsd:int is not a subtype of string'],
    ['<name xsi:type="OptionValue">5</name>', 'Type OptionValue is not a subtype of string'],
  ])('refuses the member %s', (written, offence) => {
    expect(() => reconfigure(written)).toThrow(offence);
  });

  it.each([
    ['<value xsi:type="xsd:int">x</value>', 'as type int'],
    ['<value xsi:type="Nothing">x</value>', 'Unknown type Nothing'],
    ['<value xsi:type="string">x</value>', 'Unknown type string'],
    ['<value xsi:type="ArrayOfInt"><long>1</long></value>', 'Unexpected element tag "long" seen'],
    ['<value><key>1</key></value>', 'Unexpected element tag "key" seen'],
  ])('refuses %s in a slot of any type', (written, offence) => {
    expect(() => anyValue(written)).toThrow(offence);
  });

  it('finds no object behind a reference to another kind', () => {
    const source = call(
      'CloneVM_Task',
      'VirtualMachine',
      'vm-1',
      '<folder type="HostSystem">host-1</folder><name>n</name>',
    );

    expect(() => decode(source)).toThrow(
      "The object 'vim.HostSystem:host-1' has already been deleted or has not been completely created",
    );
  });

  it('takes an id of a megabyte for what it is', () => {
    const id = 'x'.repeat(1_000_000);

    expect(decode(call('CurrentTime', 'ServiceInstance', id)).call.ref.value).toBe(id);
  });
});

describe('decoding for an older version', () => {
  it('does not know methods which came later', () => {
    expect(() => decode(RETRIEVE_SPELLINGS['pretty printed'] ?? '', '2.5u2')).toThrow(
      'Unable to resolve WSDL method name RetrievePropertiesEx in vim.version.version3 (vim25/2.5u2)',
    );
  });

  it('does not know members which came later', () => {
    const source = call(
      'ReconfigVM_Task',
      'VirtualMachine',
      'vm-1',
      '<spec><memoryHotAddEnabled>true</memoryHotAddEnabled></spec>',
    );

    expect(decode(source, '4.0').call.args['spec']).toMatchObject({ memoryHotAddEnabled: true });
    expect(() => decode(source, '2.5')).toThrow(
      'Unexpected element tag "memoryHotAddEnabled" seen',
    );
  });

  it('does not know types which came later', () => {
    const source = call(
      'ReconfigVM_Task',
      'VirtualMachine',
      'vm-1',
      '<spec><deviceChange><device xsi:type="VirtualNVMEController"><key>1</key><busNumber>0</busNumber></device></deviceChange></spec>',
    );

    expect(() => decode(source, '6.7')).not.toThrow();
    expect(() => decode(source, '5.5')).toThrow('Unknown type VirtualNVMEController');
  });
});
