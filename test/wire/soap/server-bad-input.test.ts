/**
 * What clients send by mistake or out of malice, as the whole server meets it: text kept as it was
 * sent, names that mean something to JavaScript, values and references which do not fit.
 */
import { serverForThisFile } from '../../helpers/server.ts';
import {
  COLLECTOR,
  element,
  envelope,
  SERVICE_INSTANCE,
  SESSION_MANAGER,
  type SoapClient,
} from '../../helpers/soap-client.ts';

const PASSWORD = 'a"b\'c<&>\n\td';
const server = serverForThisFile({ password: PASSWORD });
const ROOT = { type: 'Folder', value: 'group-d1' };
const CUSTOM_FIELDS = { type: 'CustomFieldsManager', value: 'CustomFieldsManager' };
let client: SoapClient;

beforeAll(async () => {
  client = await server.client().login(undefined, PASSWORD);
});

/** Makes a folder under a name given as XML; gives the name that came of it. */
async function folderNamed(xml: string): Promise<string | undefined> {
  const made = await client.call('CreateFolder', ROOT, `<name>${xml}</name>`);
  return client.textOf({ type: 'Folder', value: made.textAt('returnval') ?? '' }, 'name');
}

/** Fault of a body written by hand. */
async function faultOfBody(body: string): Promise<{ status: number; text: string }> {
  const { status, text } = await client.post(envelope(body));
  return { status, text };
}

describe('Text', () => {
  it.each([
    ['as Go writes it', 'a&#34;b&#39;c&lt;&amp;&gt;&#xA;&#x9;d'],
    ['with named entities', 'a&quot;b&apos;c&lt;&amp;&gt;\n\td'],
    ['as CDATA', '<![CDATA[a"b\'c<&>\n\td]]>'],
  ])('of a password is taken %s', async (_how, xml) => {
    const login = server.client();
    const args = `${element('userName', 'administrator@vsphere.local')}<password>${xml}</password>`;

    await expect(login.call('Login', SESSION_MANAGER, args)).resolves.toBeDefined();
  });

  it.each([
    ['007', '007'],
    ['1e3', '1e3'],
    ['0x1F', '0x1F'],
    ['true', 'true'],
    ['-0', '-0'],
    ['1.0', '1.0'],
    [' lead', ' lead'],
    ['<![CDATA[sp]]>lit', 'split'],
    ['cut<!-- here -->off', 'cutoff'],
    ['&#x1F642; &lt;b&gt;', '🙂 <b>'],
    ['a%2fb', 'a%2fb'],
  ])('of a name, %j, is kept as %j', async (xml, name) => {
    expect(await folderNamed(xml)).toBe(name);
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'prototype'])(
    'may be %s: as a name, as a custom field and its value, as a key of a virtual machine',
    async (word) => {
      expect(await folderNamed(word)).toBe(word);

      const vm = server.named('VirtualMachine', 'web-01');
      const field = await client.call('AddCustomFieldDef', CUSTOM_FIELDS, element('name', word));
      const key = field.textAt('returnval/key') ?? '';
      await client.call(
        'SetField',
        CUSTOM_FIELDS,
        `<entity type="VirtualMachine">${vm.value}</entity>${element('key', key)}${element('value', word)}`,
      );
      const values = (await client.read(vm, 'customValue')).get('customValue');
      expect(values?.texts('CustomFieldValue/value')).toContain(word);

      const path = `config.extraConfig["${word}"]`;
      expect((await client.read(vm, path)).size).toBe(0);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );
});

describe('Elements and references called like members of every object', () => {
  it.each([
    '<__proto__ xmlns="urn:vim25"><polluted>1</polluted></__proto__>',
    '<constructor xmlns="urn:vim25"><_this type="Folder">group-d1</_this></constructor>',
    '<CurrentTime xmlns="urn:vim25"><_this type="__proto__">ServiceInstance</_this></CurrentTime>',
    '<CurrentTime xmlns="urn:vim25"><_this type="ServiceInstance">__proto__</_this></CurrentTime>',
    '<CurrentTime xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this><__proto__/></CurrentTime>',
    '<x:__proto__ xmlns:x="urn:vim25"/>',
  ])('are refused: %s', async (body) => {
    const { status, text } = await faultOfBody(body);

    expect(status).toBe(500);
    expect(text).not.toContain('SystemError');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('xsi:type', () => {
  const createFilter = (spec: string) =>
    `<CreateFilter xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this>${spec}<partialUpdates>false</partialUpdates></CreateFilter>`;

  it.each([
    ['unknown', 'NoSuchType'],
    ['not of the slot', 'HostConfigSpec'],
    ['primitive', 'xsd:string'],
    ['of a prefix which is not bound', 'nowhere:PropertyFilterSpec'],
  ])('which is %s is refused', async (_what, type) => {
    const { status, text } = await faultOfBody(createFilter(`<spec xsi:type="${type}"/>`));

    expect(status).toBe(500);
    expect(text).toContain('InvalidRequest');
  });

  it('of another kind on _this is refused', async () => {
    const { status, text } = await faultOfBody(
      '<CurrentTime xmlns="urn:vim25"><_this xsi:type="VirtualMachineConfigSpec" type="ServiceInstance">ServiceInstance</_this></CurrentTime>',
    );

    expect(status).toBe(500);
    expect(text).toContain('InvalidRequest');
  });
});

describe('Values', () => {
  const vm = () => server.named('VirtualMachine', 'web-01');
  it.each([
    [
      'an int beyond 32 bits',
      'QueryMemoryOverhead',
      '<memorySize>1024</memorySize><numVcpus>2147483648</numVcpus>',
    ],
    [
      'a long beyond 64 bits',
      'QueryMemoryOverhead',
      '<memorySize>9223372036854775808</memorySize><numVcpus>1</numVcpus>',
    ],
    ['NaN', 'QueryMemoryOverhead', '<memorySize>NaN</memorySize><numVcpus>1</numVcpus>'],
    [
      'a negative number of CPUs',
      'QueryMemoryOverhead',
      '<memorySize>1024</memorySize><numVcpus>-1</numVcpus>',
    ],
    ['an empty number', 'QueryMemoryOverhead', '<memorySize></memorySize><numVcpus>1</numVcpus>'],
  ])('refuse %s', async (_what, method, args) => {
    const fault = await client.faultOf(method, server.named('HostSystem', '172.16.0.172'), args);

    expect(['InvalidRequest', 'InvalidArgument', 'ClientFaultCode']).toContain(fault.name);
  });

  it('refuse an enum value that does not exist', async () => {
    const fault = await client.faultOf('MigrateVM_Task', vm(), '<priority>urgent</priority>');

    expect(['InvalidRequest', 'ClientFaultCode']).toContain(fault.name);
  });

  it.each(['maybe', 'TRUE', '2', ''])('refuse %j for a boolean', async (text) => {
    const spec =
      '<spec><propSet><type>Folder</type></propSet><objectSet><obj type="Folder">group-d1</obj></objectSet></spec>';
    const fault = await client.faultOf(
      'CreateFilter',
      COLLECTOR,
      spec + element('partialUpdates', text),
    );

    expect(['InvalidRequest', 'ClientFaultCode']).toContain(fault.name);
  });

  it.each(['yesterday', '2026-13-01T00:00:00Z', '2026-01-01', '', '99999999999999'])(
    'refuse %j for a time',
    async (text) => {
      const filter = `<filter><time><beginTime>${text}</beginTime></time></filter>`;
      const fault = await client.faultOf(
        'QueryEvents',
        { type: 'EventManager', value: 'EventManager' },
        filter,
      );

      expect(['InvalidRequest', 'InvalidArgument', 'ClientFaultCode']).toContain(fault.name);
    },
  );
});

describe('References', () => {
  it.each([
    ['of another type', { type: 'HostSystem', value: 'group-d1' }],
    ['to nothing', { type: 'VirtualMachine', value: 'vm-999999' }],
    ['called __proto__', { type: 'VirtualMachine', value: '__proto__' }],
    ['of a megabyte', { type: 'VirtualMachine', value: 'v'.repeat(2 ** 20) }],
    ['that are empty', { type: 'VirtualMachine', value: '' }],
  ])('%s find no object', async (_what, object) => {
    const fault = await client.faultOf('Rename_Task', object, element('newName', 'x'));

    expect(fault.name).toBe('ManagedObjectNotFound');
  });

  it('to an object without the method are refused', async () => {
    const fault = await client.faultOf('PowerOnVM_Task', ROOT);

    expect(fault.name).toBe('InvalidRequest');
  });
});

describe('A property collector', () => {
  const specSet = (rest: string) =>
    `<specSet><propSet><type>Folder</type>${rest}</propSet><objectSet><obj type="Folder">group-d1</obj></objectSet></specSet>`;

  it.each([0, -1, -2_147_483_648])('refuses pages of %d objects', async (size) => {
    const options = `<options>${element('maxObjects', size)}</options>`;
    const fault = await client.faultOf(
      'RetrievePropertiesEx',
      COLLECTOR,
      specSet('<pathSet>name</pathSet>') + options,
    );

    expect(fault.name).toBe('InvalidArgument');
  });

  it('refuses a path of a megabyte', async () => {
    const path = 'a.'.repeat(2 ** 19);
    const fault = await client.faultOf(
      'RetrieveProperties',
      COLLECTOR,
      specSet(element('pathSet', path)),
    );

    expect(fault.name).toBe('InvalidProperty');
  });

  it('takes the same path ten thousand times, and tells it once', async () => {
    const answer = await client.call(
      'RetrieveProperties',
      COLLECTOR,
      specSet('<pathSet>name</pathSet>'.repeat(10_000)),
    );

    expect(answer.texts('returnval/propSet/name')).toEqual(['name']);
  });

  it('walks circles once', async () => {
    const step = (name: string, type: string, path: string) =>
      `<selectSet xsi:type="TraversalSpec"><name>${name}</name><type>${type}</type><path>${path}</path><selectSet><name>down</name></selectSet><selectSet><name>up</name></selectSet></selectSet>`;
    const answer = await client.call(
      'RetrieveProperties',
      COLLECTOR,
      `<specSet><propSet><type>ManagedEntity</type><pathSet>name</pathSet></propSet><objectSet><obj type="Folder">group-d1</obj>${step('down', 'Folder', 'childEntity')}${step('up', 'ManagedEntity', 'parent')}</objectSet></specSet>`,
    );

    const found = answer.texts('returnval/obj');
    expect(new Set(found).size).toBe(found.length);
    expect(found).toContain('group-d1');
  });

  it('bears thousands of filters, and lets go of them', async () => {
    const before = server.inventory.size;
    const made = await client.call('CreatePropertyCollector', COLLECTOR);
    const own = { type: 'PropertyCollector', value: made.textAt('returnval') ?? '' };
    const spec = `<spec><propSet><type>Folder</type><pathSet>name</pathSet></propSet><objectSet><obj type="Folder">group-d1</obj></objectSet></spec>${element('partialUpdates', false)}`;
    for (let count = 0; count < 3_000; count++) await client.call('CreateFilter', own, spec);

    const first = await client.call('WaitForUpdatesEx', own, '<version></version>');
    await client.call('DestroyPropertyCollector', own);

    expect(first.all('returnval/filterSet').length).toBeGreaterThan(0);
    expect(server.inventory.size).toBe(before);
  });

  it('bears a thousand calls that wait, and ends them all', async () => {
    const made = await client.call('CreatePropertyCollector', COLLECTOR);
    const own = { type: 'PropertyCollector', value: made.textAt('returnval') ?? '' };
    const waits = Array.from({ length: 1_000 }, () => client.faultOf('WaitForUpdatesEx', own));
    const settled = Promise.all(waits);
    let ended = false;
    void settled.finally(() => {
      ended = true;
    });

    while (!ended) await client.call('CancelWaitForUpdates', own);

    for (const { name } of await settled) expect(name).toBe('RequestCanceled');
    await client.call('CurrentTime', SERVICE_INSTANCE);
  });
});
