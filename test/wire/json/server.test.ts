/**
 * The whole server spoken to in VI JSON: the same as in SOAP, object by object; sessions that are good
 * at both doors; waiting for updates.
 */
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { Shapes } from '../../../server/wire/codec/shapes.ts';
import { Reading } from '../../../server/wire/json/decode-value.ts';
import { type JsonArray, type JsonObject, parseJson } from '../../../server/wire/json/parse.ts';
import { RequestDecoder } from '../../../server/wire/soap/decode.ts';
import { JsonClient, JsonFault, LOGIN } from '../../helpers/json-client.ts';
import { NEWEST, serverForThisFile } from '../../helpers/server.ts';
import {
  COLLECTOR,
  envelope,
  filterSpec,
  type ObjectId,
  objectSpec,
  refElement,
  SERVICE_INSTANCE,
  SESSION_MANAGER,
  type SoapClient,
} from '../../helpers/soap-client.ts';

const server = serverForThisFile();
const catalog = loadCatalog();
const rank = catalog.rankOf(NEWEST) ?? 0;
const ROOT = { type: 'Folder', value: 'group-d1' };
const DATACENTER = { type: 'Datacenter', value: 'datacenter-2' };
/** They tell how often somebody has called. */
const RESTLESS: ReadonlySet<string> = new Set(['sessionList', 'currentSession']);
const clients: JsonClient[] = [];

function jsonClient(release = NEWEST): JsonClient {
  const made = new JsonClient(server.running.url, release);
  clients.push(made);
  return made;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

function everyObject(): readonly ObjectId[] {
  const found = new Map<string, ObjectId>();
  for (const type of catalog.managedNames()) {
    for (const ref of server.inventory.ofType(type)) found.set(ref.value, ref);
  }
  return [...found.values()].filter(({ value }) => !value.startsWith('session['));
}

/** An option whose value may be anything, as both doors read it. */
const method = catalog.method('UpdateOptions');
const soapDecoder = new RequestDecoder(catalog);
const shapes = new Shapes(catalog);

function readSoap(val: string): unknown {
  const value = val.replace(/^<val/, '<value').replace(/<\/val>$/, '</value>');
  const body = `<UpdateOptions xmlns="urn:vim25">${refElement('_this', { type: 'OptionManager', value: 'o' })}<changedValue><key>k</key>${value}</changedValue></UpdateOptions>`;
  return soapDecoder.decode(envelope(body), rank).call.args['changedValue'];
}

function readJson(val: JsonObject): unknown {
  const option: JsonObject = new Map<string, JsonObject | string>([
    ['key', 'k'],
    ['value', val],
  ]);
  const reading = new Reading(shapes, { rank, what: 'a value', demandTypeNames: false });
  const parameters = new Map([['changedValue', [option]]]);
  return reading.parameters(parameters, method?.parameters ?? [], new Set())['changedValue'];
}

async function allOverSoap(client: SoapClient, object: ObjectId): Promise<Map<string, string>> {
  const spec = `<specSet>${filterSpec(object.type, [], [objectSpec(object)])}</specSet>`;
  const body = `<RetrieveProperties xmlns="urn:vim25">${refElement('_this', COLLECTOR)}${spec}</RetrieveProperties>`;
  const { text } = await client.post(envelope(body));
  const [, ...sets] = text.split('<propSet>');
  return new Map(
    sets.map((set) => {
      const name = /<name>([^<]*)<\/name>/.exec(set)?.[1] ?? '';
      return [name, set.slice(set.indexOf('<val'), set.lastIndexOf('</val>') + '</val>'.length)];
    }),
  );
}

async function allOverJson(client: JsonClient, object: ObjectId): Promise<Map<string, JsonObject>> {
  const specSet = [
    { propSet: [{ type: object.type, all: true }], objectSet: [{ obj: { ...object } }] },
  ];
  const path = client.path(COLLECTOR, 'RetrieveProperties');
  const { text } = await client.ask({ path, body: JSON.stringify({ specSet }) });
  const [content] = parseJson(text) as JsonArray as readonly JsonObject[];
  const sets = (content?.get('propSet') ?? []) as JsonArray as readonly JsonObject[];
  return new Map(sets.map((set) => [String(set.get('name')), set.get('val') as JsonObject]));
}

describe('Every readable property of every object', () => {
  it('is the same over VI JSON and over SOAP', async () => {
    const soap = await server.loggedIn();
    const json = await jsonClient().login();
    let compared = 0;

    for (const object of everyObject()) {
      const { type, value } = object;
      const theirs = await allOverSoap(soap, { type, value });
      const ours = await allOverJson(json, { type, value });
      expect([...ours.keys()]).toEqual([...theirs.keys()]);
      for (const [name, val] of ours) {
        if (RESTLESS.has(name)) continue;
        expect([value, name, readJson(val)]).toEqual([
          value,
          name,
          readSoap(theirs.get(name) ?? ''),
        ]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  it('is what GET answers', async () => {
    const json = await jsonClient().login();

    expect(await json.get(ROOT, 'name')).toBe('Datacenters');
    expect(await json.get(ROOT, 'parent')).toBeUndefined();
    expect(await json.get(ROOT, 'childEntity')).toEqual([
      { type: 'Datacenter', value: 'datacenter-2' },
    ]);
    expect(await json.get(SERVICE_INSTANCE, 'content')).toMatchObject({
      _typeName: 'ServiceContent',
      about: { _typeName: 'AboutInfo', apiType: 'VirtualCenter' },
    });
  });
});

describe('The release in the address', () => {
  it('shapes the answer', async () => {
    const old = await jsonClient('7.0.0.0').get(SERVICE_INSTANCE, 'content');
    const young = await jsonClient(NEWEST).get(SERVICE_INSTANCE, 'content');

    expect(old).not.toHaveProperty('about.patchLevel');
    expect(Object.keys(young as object).length).toBeGreaterThan(Object.keys(old as object).length);
  });

  it('is agreed upon first', async () => {
    const hello = await jsonClient().ask({
      path: '/api/vcenter/system?action=hello',
      body: JSON.stringify({ api_releases: ['10.0.0.0', '8.0.3.0', '8.0.2.0'] }),
    });

    expect(hello).toMatchObject({ status: 200, text: '{"api_release":"8.0.3.0"}' });
  });
});

describe('A session', () => {
  it('is demanded for all but what anybody may read', async () => {
    const json = jsonClient();

    await expect(json.get(SERVICE_INSTANCE, 'content')).resolves.toBeDefined();
    await expect(json.call('CurrentTime', SERVICE_INSTANCE)).rejects.toMatchObject({
      name: 'NotAuthenticated',
      body: {
        _typeName: 'NotAuthenticated',
        object: { type: 'Folder', value: 'group-d1' },
        privilegeId: 'System.View',
        faultstring: 'The session is not authenticated.',
      },
    });
  });

  it('begun over VI JSON is good over SOAP, until Logout', async () => {
    const json = await jsonClient().login();
    const soap = server.client();
    soap.secret = json.session;

    await expect(soap.call('CurrentTime', SERVICE_INSTANCE)).resolves.toBeDefined();
    await json.call('Logout', SESSION_MANAGER);
    await expect(soap.call('CurrentTime', SERVICE_INSTANCE)).rejects.toMatchObject({
      name: 'NotAuthenticated',
    });
    await expect(json.call('CurrentTime', SERVICE_INSTANCE)).rejects.toBeInstanceOf(JsonFault);
  });

  it('begun over SOAP is good over VI JSON', async () => {
    const soap = await server.loggedIn();
    const json = jsonClient();
    json.session = soap.secret;

    expect(await json.call('CurrentTime', SERVICE_INSTANCE)).toMatch(/Z$/);
  });

  it('has a new secret at each login, whatever the client sends', async () => {
    const json = jsonClient();
    json.session = 'f'.repeat(40);
    const path = json.path(SESSION_MANAGER, 'Login');

    const reply = await json.ask({ path, body: JSON.stringify(LOGIN) });

    expect(reply.status).toBe(200);
    expect(reply.headers['vmware-api-session-id']).toMatch(/^[0-9a-f]{40}$/);
    expect(reply.headers['vmware-api-session-id']).not.toBe('f'.repeat(40));
  });

  it('refuses a wrong user and a wrong password alike', async () => {
    const texts = await Promise.all(
      [
        { ...LOGIN, password: 'no' },
        { ...LOGIN, userName: 'nobody' },
      ].map(async (args) => {
        const json = jsonClient();
        const { status, text, headers } = await json.ask({
          path: json.path(SESSION_MANAGER, 'Login'),
          body: JSON.stringify(args),
        });
        expect(headers).not.toHaveProperty('vmware-api-session-id');
        return `${status} ${text}`;
      }),
    );

    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain('500 {"_typeName":"InvalidLogin"');
  });
});

describe('An object', () => {
  it('must be of the type in the address', async () => {
    const json = await jsonClient().login();

    await expect(json.get({ type: 'HostSystem', value: 'group-d1' }, 'name')).rejects.toMatchObject(
      {
        name: 'ManagedObjectNotFound',
      },
    );
  });

  it.each(['vm-0', '__proto__', 'constructor', 'x'.repeat(200), 'a/b', '\u0000'])(
    'which is not there is ManagedObjectNotFound: %s',
    async (value) => {
      const json = await jsonClient().login();

      await expect(json.get({ type: 'VirtualMachine', value }, 'name')).rejects.toMatchObject({
        name: 'ManagedObjectNotFound',
      });
    },
  );
});

describe('A task that fails', () => {
  it('tells its fault without a frame', async () => {
    const json = await jsonClient().login();
    const { type, value } = server.named('VirtualMachine', 'web-01');

    const task = (await json.call('PowerOnVM_Task', { type, value })) as ObjectId;
    server.advance(60_000);

    const powerState = await json.get({ type, value }, 'runtime');
    expect(powerState).toHaveProperty('powerState', 'poweredOn');
    expect(await json.get(task, 'info')).toMatchObject({
      _typeName: 'TaskInfo',
      state: 'error',
      error: {
        _typeName: 'InvalidPowerState',
        faultstring: expect.stringContaining('current state'),
        requestedState: 'poweredOn',
      },
    });
  });
});

describe('Waiting for updates', () => {
  const options = { _typeName: 'WaitOptions' };

  async function watchName(json: JsonClient): Promise<ObjectId> {
    const collector = (await json.call('CreatePropertyCollector', COLLECTOR)) as ObjectId;
    const obj = { _typeName: 'ManagedObjectReference', ...DATACENTER };
    const spec = {
      _typeName: 'PropertyFilterSpec',
      propSet: [{ _typeName: 'PropertySpec', type: 'Datacenter', pathSet: ['name'] }],
      objectSet: [{ _typeName: 'ObjectSpec', obj }],
    };
    await json.call('CreateFilter', collector, { spec, partialUpdates: false });
    return collector;
  }

  it('wakes when something changes', async () => {
    const json = await jsonClient().login();
    const actor = await jsonClient().login();
    const collector = await watchName(json);
    const first = await json.call('WaitForUpdatesEx', collector, { version: '', options });
    expect(first).toMatchObject({ _typeName: 'UpdateSet', version: '1' });

    const second = json.call('WaitForUpdatesEx', collector, { version: '1', options });
    const made = await actor.call('CreateFolder', ROOT, { name: 'noise' });
    await actor.call('Rename_Task', made as ObjectId, { newName: 'more noise' });
    await actor.call('Rename_Task', DATACENTER, { newName: 'Elsewhere' });
    server.advance(1_000);

    expect(await second).toMatchObject({
      filterSet: [
        {
          objectSet: [
            {
              obj: DATACENTER,
              changeSet: [{ name: 'name', val: { _typeName: 'string', _value: 'Elsewhere' } }],
            },
          ],
        },
      ],
    });
    await server.reset();
  });

  it('ends when the client hangs up', async () => {
    const json = await jsonClient().login();
    const collector = await watchName(json);
    await json.call('WaitForUpdatesEx', collector, { version: '', options });
    const abort = new AbortController();

    const path = json.path(collector, 'WaitForUpdatesEx');
    const body = JSON.stringify({ version: '1', options });
    const waiting = json.ask({ path, body, signal: abort.signal });
    await json.call('CurrentTime', SERVICE_INSTANCE);
    abort.abort();
    await expect(waiting).rejects.toThrow();

    // The place in the queue is free again: the next call on the collector is answered.
    const again = await json.call('WaitForUpdatesEx', collector, {
      version: '1',
      options: { ...options, maxWaitSeconds: 0 },
    });
    expect(again).toBeUndefined();
  });
});
