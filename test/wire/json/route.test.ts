import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VimFault } from '../../../server/vmodl/fault.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { BASE, catalog, SESSION, TestDoor } from './door.ts';

const LIMIT = 400_000;
const NOW = `${BASE}/ServiceInstance/ServiceInstance/CurrentTime`;
const FOLDERS = `${BASE}/Folder/group-d1/CreateFolder`;
const STRING = { type: 'string', kind: 'primitive', array: false };

let door: TestDoor;

beforeAll(async () => {
  door = await new TestDoor({ bodyLimitBytes: LIMIT, packForNeighbours: true }).open();
});

afterAll(() => door.close());

beforeEach(() => {
  door.reset();
  door.dispatch = () => '2026-01-01T00:00:00Z';
});

describe('A method', () => {
  it('is called without a body', async () => {
    const reply = await door.ask({ path: NOW });

    expect(reply).toMatchObject({ status: 200, text: '"2026-01-01T00:00:00Z"' });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-cache',
      'content-length': '22',
    });
    expect(door.calls).toEqual([
      {
        ref: reference('ServiceInstance', 'ServiceInstance'),
        method: 'CurrentTime',
        args: {},
        rank: catalog.rankOf('8.0.3.0'),
      },
    ]);
  });

  it('is called with an object of parameters, on an object whose id is escaped', async () => {
    door.dispatch = () => reference('Folder', 'group-1');
    const path = `${BASE}/Folder/session%5B52%5D1/CreateFolder`;

    const reply = await door.ask({ path, body: '{"name":"x"}' });

    expect(reply.text).toBe('{"type":"Folder","value":"group-1"}');
    expect(door.calls[0]).toMatchObject({ ref: { value: 'session[52]1' }, args: { name: 'x' } });
  });

  it('may be asked of a type that inherits it', async () => {
    const path = `${BASE}/VirtualMachine/vm-1/Rename_Task`;

    await door.ask({ path, body: '{"newName":"x"}' });

    expect(door.calls[0]).toMatchObject({ method: 'Rename_Task', ref: { type: 'VirtualMachine' } });
  });

  it('answers 204 for nothing', async () => {
    door.dispatch = () => undefined;

    const path = `${BASE}/SessionManager/SessionManager/Logout`;
    expect(await door.ask({ path })).toMatchObject({ status: 204, text: '' });
  });

  it('is awaited when it promises', async () => {
    door.dispatch = async () => '2026-01-02T00:00:00Z';

    expect((await door.ask({ path: NOW })).text).toBe('"2026-01-02T00:00:00Z"');
  });
});

describe('A property', () => {
  it('is read by GET, and by HEAD without a body', async () => {
    door.dispatch = () => ({ type: STRING, value: 'Datacenters' });
    const path = `${BASE}/Folder/group-d1/name`;

    expect(await door.ask({ method: 'GET', path })).toMatchObject({
      status: 200,
      text: '"Datacenters"',
    });
    expect(await door.ask({ method: 'HEAD', path })).toMatchObject({ status: 200, text: '' });
    expect(door.calls[0]).toMatchObject({ method: 'Fetch', args: { prop: 'name' } });
  });

  it('answers 204 when it is unset, an empty list when it is a list', async () => {
    const path = `${BASE}/Folder/group-d1/parent`;
    door.dispatch = () => ({ type: STRING, value: undefined });
    expect(await door.ask({ method: 'GET', path })).toMatchObject({ status: 204, text: '' });

    door.dispatch = () => ({ type: { ...STRING, array: true }, value: undefined });
    expect(await door.ask({ method: 'GET', path })).toMatchObject({ status: 200, text: '[]' });
  });
});

describe('What is not there', () => {
  it.each([
    '/sdk/vim25',
    '/sdk/vim25/',
    `${BASE}/Folder/group-d1`,
    `${BASE}/Folder/group-d1/name/x`,
    `${BASE}/Folder//CreateFolder`,
    `${BASE}/Nothing/x/CreateFolder`,
    `${BASE}/__proto__/x/constructor`,
    `${BASE}/Folder/group-d1/Nothing`,
    `${BASE}/Folder/group-d1/config.hardware`,
    `${BASE}/Folder/group-d1/PowerOnVM_Task`,
    `${BASE}/ManagedEntity/vm-1/PowerOnVM_Task`,
    `${BASE}/Folder/%ff/CreateFolder`,
    '/sdk/vim25/6.7/Folder/group-d1/CreateFolder',
    '/sdk/vim25/8.0.3/Folder/group-d1/CreateFolder',
    '/sdk/vim25/7.9.9.9/Folder/group-d1/CreateFolder',
    '/sdk/vim25/release/Folder/group-d1/CreateFolder',
  ])('answers 404: %s', async (path) => {
    expect((await door.ask({ path, body: '{}' })).status).toBe(404);
    expect(door.calls).toEqual([]);
  });

  it('is not there yet for an older release', async () => {
    const method = catalog
      .methodNames()
      .map((name) => catalog.method(name))
      .find(
        (each) =>
          each && each.rank > (catalog.rankOf('7.0.0.0') ?? 0) && each.owner === 'VirtualMachine',
      );
    const path = (release: string) => `/sdk/vim25/${release}/VirtualMachine/vm-1/${method?.name}`;

    expect((await door.ask({ path: path('7.0.0.0') })).status).toBe(404);
    expect((await door.ask({ path: path('9.1.1.0') })).status).not.toBe(404);
  });

  it('leaves other paths to other doors', async () => {
    expect((await door.ask({ path: '/sdk' })).status).toBe(418);
    expect((await door.ask({ path: '/sdk/vim25x' })).status).toBe(418);
  });

  it.each([
    ['GET', NOW, 'POST'],
    ['PUT', NOW, 'POST'],
    ['POST', `${BASE}/Folder/group-d1/name`, 'GET, HEAD'],
    ['DELETE', `${BASE}/Folder/group-d1/name`, 'GET, HEAD'],
  ])('answers 405 to %s %s', async (method, path, allow) => {
    const reply = await door.ask({ method, path });

    expect(reply.status).toBe(405);
    expect(reply.headers['allow']).toBe(allow);
  });
});

describe('The release', () => {
  it('newer than the server is answered as the newest, unless it is strict', async () => {
    const rank = catalog.rankOf('8.0.1.0') ?? 0;
    const path = '/sdk/vim25/9.9.0.0/ServiceInstance/ServiceInstance/CurrentTime';
    const lenient = await new TestDoor({ rank }).open();
    const strict = await new TestDoor({ rank, strictVersion: true }).open();
    try {
      lenient.dispatch = () => '2026-01-01T00:00:00Z';
      expect((await lenient.ask({ path })).status).toBe(200);
      expect(lenient.calls[0]?.rank).toBe(rank);
      expect((await strict.ask({ path })).status).toBe(404);
    } finally {
      await lenient.close();
      await strict.close();
    }
  });
});

describe('A session', () => {
  const spellings: [string, Record<string, string>][] = [
    ['the header', { 'vmware-api-session-id': SESSION.secret }],
    ['a cookie of that name', { cookie: `a=b; vmware-api-session-id=${SESSION.secret}` }],
    ['the cookie of SOAP', { cookie: `vmware_soap_session="${SESSION.secret}"` }],
  ];

  it.each(spellings)('is known by %s', async (_how, headers) => {
    door.sessions.set(SESSION.secret, SESSION);

    await door.ask({ path: NOW, headers });

    expect(door.conversations[0]?.session).toBe(SESSION);
  });

  it('is not made up for by a cookie when the header names none', async () => {
    door.sessions.set(SESSION.secret, SESSION);
    const cookie = `vmware_soap_session=${SESSION.secret}`;

    await door.ask({ path: NOW, headers: { cookie, 'vmware-api-session-id': 'stale' } });

    expect(door.conversations[0]?.session).toBeUndefined();
  });

  it('is told by a header, and by the cookie, when a call begins one', async () => {
    door.dispatch = (_call, conversation) => {
      conversation.session = SESSION;
    };

    const { headers } = await door.ask({ path: `${BASE}/SessionManager/SessionManager/Logout` });

    expect(headers['vmware-api-session-id']).toBe(SESSION.secret);
    expect(headers['set-cookie']).toEqual([
      `vmware_soap_session="${SESSION.secret}"; Path=/; HttpOnly; Secure; SameSite=Lax`,
    ]);
  });

  it('is not told again', async () => {
    door.sessions.set(SESSION.secret, SESSION);

    const { headers } = await door.ask({
      path: NOW,
      headers: { 'vmware-api-session-id': SESSION.secret },
    });

    expect(headers).not.toHaveProperty('vmware-api-session-id');
    expect(headers).not.toHaveProperty('set-cookie');
  });
});

describe('A fault', () => {
  it('is answered with status 500 and its text', async () => {
    door.dispatch = () => {
      throw new VimFault('InvalidLogin');
    };

    expect(await door.ask({ path: NOW })).toMatchObject({
      status: 500,
      text: '{"_typeName":"InvalidLogin","faultstring":"Cannot complete login due to an incorrect user name or password."}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('comes late as well', async () => {
    door.dispatch = async () => {
      throw new VimFault('RequestCanceled');
    };

    expect((await door.ask({ path: NOW })).text).toContain('"_typeName":"RequestCanceled"');
  });

  it('is told of a body that is no request', async () => {
    const reply = await door.ask({ path: FOLDERS, body: '{"name":' });

    expect(reply.status).toBe(500);
    expect(JSON.parse(reply.text)).toEqual({
      _typeName: 'InvalidRequest',
      faultstring: expect.stringContaining('at line 1, column 8'),
    });
  });

  it('is SystemError for a defect of ours, which is logged', async () => {
    door.dispatch = () => 5;

    expect((await door.ask({ path: NOW })).text).toContain('"_typeName":"SystemError"');
    expect(door.logged).toEqual(['A call failed by a defect of the server.']);
  });
});

describe('HTTP', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/vnd.x+json',
  ])('takes a body of type %s', async (type) => {
    const reply = await door.ask({
      path: FOLDERS,
      body: '{"name":"x"}',
      headers: { 'content-type': type },
    });

    expect(reply.status).not.toBe(415);
  });

  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a text, as other sites may send', { 'content-type': 'text/plain' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-7' }],
    ['an unknown packing', { 'content-encoding': 'br' }],
  ])('refuses %s', async (_what, headers) => {
    expect((await door.ask({ path: FOLDERS, body: '{"name":"x"}', headers })).status).toBe(415);
    expect(door.calls).toEqual([]);
  });

  it('refuses what is too large, also once unpacked', async () => {
    const body = `{"name":"${'x'.repeat(LIMIT)}"}`;
    const headers = { 'content-encoding': 'gzip' };

    expect((await door.ask({ path: FOLDERS, body })).status).toBe(413);
    expect((await door.ask({ path: FOLDERS, body: gzipSync(body), headers })).status).toBe(413);
  });

  it('takes packed bodies and packs long answers', async () => {
    door.dispatch = () => ({ type: STRING, value: 'x'.repeat(100_000) });
    const reply = await door.ask({
      method: 'GET',
      path: `${BASE}/Folder/group-d1/name`,
      headers: { 'accept-encoding': 'gzip' },
    });

    expect(reply.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(reply.bytes)).toHaveLength(100_002);
    const headers = { 'content-encoding': 'gzip' };
    await door.ask({ path: FOLDERS, body: gzipSync('{"name":"packed"}'), headers });
    expect(door.calls.at(-1)?.args).toEqual({ name: 'packed' });
  });

  it('serves others between slices of a long request and pieces of a long answer', async () => {
    const names = Array.from({ length: 50_000 }, () => 'n');
    const body = JSON.stringify({
      specSet: [{ propSet: [{ type: 'Folder', pathSet: names }], objectSet: [] }],
      options: {},
    });
    const objects = Array.from({ length: 5_000 }, (_, index) =>
      data('ObjectContent', { obj: reference('Folder', `${index}`.repeat(20)) } as never),
    );
    door.dispatch = () => data('RetrieveResult', { objects } as never);

    const path = `${BASE}/PropertyCollector/propertyCollector/RetrievePropertiesEx`;
    const asked = await door.ask({ path, body: `${body}${' '.repeat(100_000)}` });

    expect(JSON.parse(asked.text).objects).toHaveLength(5_000);
    expect(door.ticks).toBeGreaterThan(3);
  });
});
