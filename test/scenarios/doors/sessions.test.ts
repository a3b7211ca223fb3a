/** A session is one and the same at every door, from its login to its end. */
import { type Doors, doorsOf, openDoors } from '../../helpers/doors.ts';
import { JsonClient, JsonFault, LOGIN } from '../../helpers/json-client.ts';
import { restLogin } from '../../helpers/rest-client.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import {
  element,
  filterSpec,
  objectSpec,
  SERVICE_INSTANCE,
  SESSION_MANAGER,
  SoapFault,
} from '../../helpers/soap-client.ts';

const server = serverForThisFile({ judgeAnswers: true });
const HALF_AN_HOUR_MS = 1_800_000;
const PASSWORD = {
  schemeId: 'com.vmware.vapi.std.security.user_pass',
  userName: LOGIN.userName,
  password: LOGIN.password,
};

/** The token of a session opened over JSON-RPC. */
async function rpcLogin(): Promise<string> {
  const params = {
    ...{ serviceId: 'com.vmware.cis.session', operationId: 'create' },
    input: { STRUCTURE: { 'operation-input': {} } },
    ctx: { securityCtx: PASSWORD },
  };
  const response = await fetch(`${server.running.url}/api`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: '1', method: 'invoke', params }),
  });
  const { result } = (await response.json()) as { result: { output: { SECRET: string } } };
  return result.output.SECRET;
}

/** How to get a token at each door. */
const LOGINS = {
  SOAP: async () => (await server.loggedIn()).secret,
  'VI JSON': async () => (await new JsonClient(server.running.url).login()).session,
  '/api': async () => (await restLogin(server)).token,
  '/rest': async () => {
    const credentials = Buffer.from(`${LOGIN.userName}:${LOGIN.password}`).toString('base64');
    const response = await fetch(`${server.running.url}/rest/com/vmware/cis/session`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
    });
    return ((await response.json()) as { value: string }).value;
  },
  'JSON-RPC': rpcLogin,
} as const;

function doorsFor(token: string | undefined): Doors {
  const soap = server.client();
  soap.secret = token;
  return doorsOf(server, soap);
}

/** What each door says to the session: `yes`, or how it refuses. */
async function admitted({ soap, json, rest, vapi }: Doors): Promise<object> {
  const refusal = (error: unknown) => {
    if (error instanceof SoapFault || error instanceof JsonFault) return error.name;
    throw error;
  };
  const list = 'com.vmware.vcenter.datacenter list';
  const [legacy, rpc] = [await vapi.call('rest', list), await vapi.call('rpc', list)];
  return {
    SOAP: await soap.call('CurrentTime', SERVICE_INSTANCE).then(() => 'yes', refusal),
    'VI JSON': await json
      .get({ type: 'Folder', value: 'group-d1' }, 'name')
      .then(() => 'yes', refusal),
    '/api': (await rest.send('GET', '/api/session')).status,
    '/rest': 'output' in legacy ? 'yes' : legacy.error,
    'JSON-RPC': 'output' in rpc ? 'yes' : rpc.error,
  };
}

const WELCOME = { SOAP: 'yes', 'VI JSON': 'yes', '/api': 200, '/rest': 'yes', 'JSON-RPC': 'yes' };
const GONE = {
  ...{ SOAP: 'NotAuthenticated', 'VI JSON': 'NotAuthenticated', '/api': 401 },
  ...{ '/rest': 'UNAUTHENTICATED', 'JSON-RPC': 'UNAUTHENTICATED' },
};

async function listedKeys(administrator: Doors): Promise<readonly string[]> {
  const list = (await administrator.soap.read(SESSION_MANAGER, 'sessionList')).get('sessionList');
  return list?.texts('UserSession/key') ?? [];
}

describe.each(Object.entries(LOGINS))('a session opened over %s', (_door, login) => {
  it('is good at every door and listed once', async () => {
    const administrator = await openDoors(server);
    const before = await listedKeys(administrator);

    const doors = doorsFor(await login());

    expect(await admitted(doors)).toEqual(WELCOME);
    const after = await listedKeys(administrator);
    expect(after).toHaveLength(before.length + 1);
    const key = await doors.soap.textOf(SESSION_MANAGER, 'currentSession.key');
    expect(after.filter((each) => !before.includes(each))).toEqual([key]);
  });

  it('tells the same times at every door', async () => {
    const doors = doorsFor(await login());

    const { created_time } = await doors.rest.get<{ created_time: string }>('/api/session');

    const loginTime = await doors.soap.textOf(SESSION_MANAGER, 'currentSession.loginTime');
    expect(Date.parse(created_time)).toBe(Date.parse(loginTime ?? ''));
  });

  it.each([
    ['Logout over SOAP', ({ soap }: Doors) => soap.call('Logout', SESSION_MANAGER)],
    ['Logout over VI JSON', ({ json }: Doors) => json.call('Logout', SESSION_MANAGER)],
    ['DELETE /api/session', ({ rest }: Doors) => rest.delete('/api/session')],
    [
      'DELETE over /rest',
      ({ vapi }: Doors) => vapi.demand('rest', 'com.vmware.cis.session delete'),
    ],
    [
      'delete over JSON-RPC',
      ({ vapi }: Doors) => vapi.demand('rpc', 'com.vmware.cis.session delete'),
    ],
  ])('ends at every door with %s', async (_what, logout) => {
    const administrator = await openDoors(server);
    const before = await listedKeys(administrator);
    const doors = doorsFor(await login());

    await logout(doors);

    expect(await admitted(doors)).toEqual(GONE);
    expect(await listedKeys(administrator)).toEqual(before);
  });

  it('ends at every door when it is terminated', async () => {
    const administrator = await openDoors(server);
    const doors = doorsFor(await login());
    const key = await doors.soap.textOf(SESSION_MANAGER, 'currentSession.key');

    await administrator.soap.call(
      'TerminateSession',
      SESSION_MANAGER,
      element('sessionId', key ?? ''),
    );

    expect(await admitted(doors)).toEqual(GONE);
  });

  it('ends at every door when nobody has used it for half an hour', async () => {
    const doors = doorsFor(await login());

    server.advance(HALF_AN_HOUR_MS + 120_000);

    expect(await admitted(doors)).toEqual(GONE);
  });

  it.each([
    ['SOAP', ({ soap }: Doors) => soap.textOf(SESSION_MANAGER, 'currentSession.key')],
    ['VI JSON', ({ json }: Doors) => json.get({ type: 'Folder', value: 'group-d1' }, 'name')],
    ['/api', ({ rest }: Doors) => rest.get('/api/vcenter/datacenter')],
    ['/rest', ({ vapi }: Doors) => vapi.demand('rest', 'com.vmware.vcenter.datacenter list')],
    ['JSON-RPC', ({ vapi }: Doors) => vapi.demand('rpc', 'com.vmware.vcenter.datacenter list')],
  ])('is kept alive by calls over %s', async (_what, use) => {
    const doors = doorsFor(await login());

    for (let times = 0; times < 3; times += 1) {
      server.advance(HALF_AN_HOUR_MS - 60_000);
      await use(doors);
    }

    expect(await admitted(doors)).toEqual(WELCOME);
  });
});

const COLLECTOR = { type: 'PropertyCollector', value: 'propertyCollector' };

describe('who waits for updates over SOAP', () => {
  /** The fault in which a wait ends when its session does. */
  async function faultOfWait(end: (doors: Doors) => Promise<unknown>): Promise<string> {
    const doors = await openDoors(server);
    const { soap } = doors;
    const spec = filterSpec(
      'Folder',
      ['name'],
      [objectSpec({ type: 'Folder', value: 'group-d1' })],
    );
    const filter = `<spec>${spec}</spec>${element('partialUpdates', false)}`;
    await soap.call('CreateFilter', COLLECTOR, filter);
    const first = await soap.call('WaitForUpdatesEx', COLLECTOR);
    const version = element('version', first.textAt('returnval/version') ?? '');
    const waiting = soap.faultOf('WaitForUpdatesEx', COLLECTOR, version);
    // The wait has a connection of its own, and must be there first.
    for (let turn = 0; turn < 10; turn += 1) await soap.call('CurrentTime', SERVICE_INSTANCE);
    await end(doors);
    return (await waiting).name;
  }

  it('is told alike wherever the session ends', async () => {
    const logout = await faultOfWait(({ soap }) => soap.call('Logout', SESSION_MANAGER));

    expect(await faultOfWait(({ rest }) => rest.delete('/api/session'))).toBe(logout);
    expect(
      await faultOfWait(({ vapi }) => vapi.demand('rpc', 'com.vmware.cis.session delete')),
    ).toBe(logout);
    expect(await faultOfWait(({ json }) => json.call('Logout', SESSION_MANAGER))).toBe(logout);
  });
});
