/**
 * What must not harm the server, sent to its REST doors: bytes, bodies, paths, queries. Answers are those of
 * vCenter where it is known to refuse; nothing is a defect of ours, and nothing changes.
 */
import fc from 'fast-check';
import '../../helpers/fuzz-seed.ts';
import { type RestClient, restLogin, restServerForThisFile } from '../../helpers/rest-client.ts';
import {
  ask,
  BAD_JSON,
  expectUnpolluted,
  halves,
  hangUp,
  httpOffences,
  raw,
  requestBytes,
  Witness,
  WORDS,
} from '../bad-requests.ts';

const server = restServerForThisFile();
let client: RestClient;
let witness: Witness;
let session: Record<string, string>;
beforeAll(async () => {
  client = await restLogin(server);
  session = { 'vmware-api-session-id': client.token ?? '' };
  witness = new Witness(server);
});
afterEach(async () => {
  expect(witness.changes.splice(0)).toEqual([]);
  expectUnpolluted();
  expect(await client.send('GET', '/api/session')).toMatchObject({ status: 200 });
});

const FAMILIES = ['/api', '/rest'] as const;
const FUZZ_RUNS = 300;
const DATACENTER = '/vcenter/datacenter';
const JSON_TYPE = { 'Content-Type': 'application/json' };

function post(path: string, body: string | Buffer, headers: Record<string, string> = {}) {
  return ask(server, { path, headers: { ...session, ...JSON_TYPE, ...headers }, body });
}

function get(path: string) {
  return ask(server, { method: 'GET', path, headers: session });
}

describe.each(FAMILIES)('%s stands', (family) => {
  it.each(httpOffences(`${family}${DATACENTER}`))('%s', async (_what, bytes, statuses) => {
    const plain = bytes().toString('latin1');
    const named = plain.replace('\r\n', `\r\nvmware-api-session-id: ${client.token}\r\n`);

    const { status, answers } = await raw(server, Buffer.from(named, 'latin1'), {
      hangsUp: statuses.includes(0),
    });

    expect(statuses).toContain(status);
    expect(answers).toBeLessThanOrEqual(1);
  });

  it.each(BAD_JSON)('a body %s', async (_what, body) => {
    expect(await post(`${family}${DATACENTER}`, body)).toMatchObject({
      status: 400,
      text: expect.stringContaining('INVALID_ARGUMENT'),
    });
  });

  it.each([
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a number beyond all', '{"name":1e999}'],
    ['a number where a text is wanted', '{"name":7}'],
    ['an object where a text is wanted', '{"name":{"a":1}}'],
    ['null where something must be', '{"name":null}'],
    ['nothing', ''],
  ])('%s for a body', async (_what, body) => {
    expect(await post(`${family}${DATACENTER}`, body)).toMatchObject({ status: 400 });
  });

  it.each([
    ['2^53 + 1', '9007199254740993'],
    ['2^64', '18446744073709551616'],
    ['1e999', '1e999'],
    ['a half', '0.5'],
    ['a text', '"5"'],
  ])('%s where an integer is wanted', async (_what, delay) => {
    const path = family === '/api' ? 'shutdown?action=reboot' : 'shutdown/reboot';

    const reply = await post(`${family}/appliance/${path}`, `{"delay":${delay},"reason":""}`);

    expect(reply.status).toBe(400);
  });

  it.each(WORDS)('a member called %s', async (word) => {
    const inner = `{"polluted":1,"${word}":{"polluted":1}}`;
    const spec = family === '/api' ? `"name":7,` : '';
    const bodies = [`{"${word}":${inner}}`, `{${spec}"spec":${inner},"${word}":${inner}}`];

    for (const body of bodies) {
      expect(await post(`${family}${DATACENTER}`, body)).toMatchObject({ status: 400 });
    }
  });

  it.each([
    ['a null byte', '%00'],
    ['no UTF-8', '%ff'],
    ['overlong UTF-8', '%c0%af'],
    ['half a sign', '%e2%82'],
    ['half an escape', '%4'],
    ['no escape', '%zz'],
    ['an encoded slash', 'a%2fb'],
    ['an encoded backslash', 'a%5cb'],
    ['two escapes in one', '%252e%252e'],
    ['a member of every object', '__proto__'],
    ['10 KB', 'a'.repeat(10_000)],
    ['a percent sign alone', '%'],
    ['a line', 'a%0d%0aX-Evil:%201'],
    ['markup', '%3Cimg%20src=x%20onerror=alert(1)%3E'],
  ])('%s for an id', async (_what, id) => {
    const reply = await get(`${family}/vcenter/datacenter/${id}`);

    expect([400, 404, 414]).toContain(reply.status);
    expect(reply.text).not.toMatch(/^X-Evil/im);
    expect(reply.text).toMatch(/^content-type: application\/json/im);
  });

  it.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/.%2e/package.json',
    '/vcenter/..;/..;/etc/passwd',
    '//etc/passwd',
    '/vcenter//datacenter',
    '/./vcenter/datacenter',
    '/vcenter/vm/../datacenter',
    '/openapi.yaml%00.html',
  ])('a path that climbs: %s', async (path) => {
    const { status, text } = await get(`${family}${path}`);

    expect([400, 404]).toContain(status);
    expect(text).not.toContain('root:');
  });

  it.each([
    ['a name nobody knows', 'colour=red'],
    ['a member of every object', '__proto__=x'],
    ['a path into one', '__proto__[polluted]=1&constructor[prototype][polluted]=1'],
    ['the other family’s spelling', family === '/api' ? 'filter.names=x' : 'names=x'],
  ])('%s in the query', async (_what, query) => {
    expect(await get(`${family}${DATACENTER}?${query}`)).toMatchObject({ status: 400 });
  });

  it.each([
    ['bad escapes', (name: string) => `${name}=%&${name}=%zz&${name}=%ff`],
    ['a name 500 times', (name: string) => `${name}=a&`.repeat(500)],
    ['9 KB', (name: string) => `${name}=${'a'.repeat(9000)}`],
    ['nothing but signs', () => '&&&===&&'],
    ['2,000 empty ones', () => '&'.repeat(2000)],
  ])('%s in the query, which find nothing', async (_what, query) => {
    const name = family === '/api' ? 'names' : 'filter.names';

    const { status } = await get(`${family}${DATACENTER}?${query(name)}`);

    expect([200, 400]).toContain(status);
  });

  it.each(['TRACE', 'PUT', 'PATCH', 'PROPFIND', 'OPTIONS', 'HEAD'])(
    'the method %s',
    async (method) => {
      const path = `${family}${DATACENTER}`;
      const { status, text } = await ask(server, { method, path, headers: session });

      expect([404, 405]).toContain(status);
      expect(text).not.toContain(client.token);
    },
  );

  it('CONNECT, which is hung up on', async () => {
    const { status } = await ask(server, { method: 'CONNECT', path: 'evil.example:443' });

    expect([0, 400, 404, 405]).toContain(status);
  });

  it('a page of another site, which gets no leave to read', async () => {
    const headers = { ...session, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    const { text } = await ask(server, { method: 'GET', path: `${family}${DATACENTER}`, headers });

    expect(text).not.toMatch(/^access-control-/im);
  });

  it('the wish to become a web socket, which it does not', async () => {
    const upgrade = {
      ...{ ...session, Connection: 'Upgrade, close', Upgrade: 'websocket' },
      ...{ 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13' },
    };
    const path = `${family}${DATACENTER}`;

    const { status } = await ask(server, { method: 'GET', path, headers: upgrade });

    expect(status).not.toBe(101);
  });

  it('a second request hidden in the body of the first', async () => {
    const hidden = requestBytes({ method: 'DELETE', path: `${family}/session`, headers: session });
    const body = `{"name":7}${hidden.toString('latin1')}`;

    const { answers, status } = await post(`${family}${DATACENTER}`, body);

    expect({ answers, status }).toEqual({ answers: 1, status: 400 });
  });
});

describe('names with reserved signs in the query', () => {
  const NAME = 'VM Network (1)';
  const spellings = [
    ...['VM+Network+(1)', 'VM%20Network%20(1)', 'VM%20Network%20%281%29'],
    // What HTTP lets pass though no URL has it.
    '[a]{b}|^`"<c>\\',
  ];

  it.each(spellings)('are understood as %s', async (spelt) => {
    expect(await get(`/api/vcenter/network?names=${spelt}`)).toMatchObject({ status: 200 });
    const old = await get(`/rest/vcenter/network?filter.names.1=${spelt}&filter.names.2=x`);
    expect(old).toMatchObject({ status: 200 });
  });

  it.each([NAME, 'it\'s [a] {b} 100% ;,:@/?!*~|\\^`"<>$', 'a&b=c+d#e', 'ä 🙂', '../..', '%2f'])(
    'find the folder that is called %s',
    async (name) => {
      const soap = await server.loggedIn();
      const xml = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      // The names of objects hold these three escaped.
      const kept = name.replaceAll('%', '%25').replaceAll('/', '%2f').replaceAll('\\', '%5c');
      const root = { type: 'Folder', value: 'group-d1' };
      const folder = await soap.call('CreateFolder', root, `<name>${xml}</name>`);
      witness.changes.length = 0;

      const found = await client.get<{ folder: string }[]>('/api/vcenter/folder', {
        names: [kept],
      });
      const asSent = await client.get<{ folder: string }[]>('/api/vcenter/folder', {
        names: [name],
      });

      const ids = [...found, ...asSent].map((each) => each.folder);
      expect(ids).toContain(folder.textAt('returnval'));
      await server.reset();
      witness.changes.length = 0;
    },
  );
});

describe('a slow client', () => {
  it('keeps nobody waiting, and is answered when it is done', async () => {
    const bytes = requestBytes({
      path: `/api${DATACENTER}`,
      headers: { ...session, ...JSON_TYPE },
      body: '{"name":7}',
    });
    let finish: (value: unknown) => void = () => undefined;
    const rest = new Promise((resolve) => {
      finish = resolve;
    });
    const slow = halves(server, bytes, rest);

    expect(await get(`/api${DATACENTER}`)).toMatchObject({ status: 200 });
    finish(undefined);

    expect(await slow).toMatchObject({ status: 400 });
  });

  it('that hangs up in the middle of its body is owed nothing', async () => {
    const bytes = requestBytes({
      path: `/api${DATACENTER}`,
      headers: { ...session, ...JSON_TYPE, 'Content-Length': '1000' },
      body: '{"name":"half',
    });

    const { status } = await raw(server, bytes, { hangsUp: true });

    expect([0, 400]).toContain(status);
  });

  it('that hangs up during the answer harms nobody', async () => {
    const before = server.logged.length;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        hangUp(server, requestBytes({ method: 'GET', path: '/api/vcenter/vm', headers: session })),
      ),
    );

    expect(server.logged).toHaveLength(before);
  });
});

describe('a session', () => {
  it.each(FAMILIES)('at %s is never one that the client chose', async (family) => {
    const chosen = 'f'.repeat(40);
    const path = family === '/api' ? '/api/session' : '/rest/com/vmware/cis/session';
    const basic = Buffer.from('administrator@vsphere.local:VMware1!').toString('base64');
    const headers = {
      ...{ Authorization: `Basic ${basic}`, 'vmware-api-session-id': chosen },
      Cookie: `vmware-api-session-id=${chosen}`,
    };

    const { status, text } = await ask(server, { path, headers });

    expect([200, 201]).toContain(status);
    expect(text).not.toContain(chosen);
    const nobody = { 'vmware-api-session-id': chosen };
    expect(
      await ask(server, { method: 'GET', path: '/api/session', headers: nobody }),
    ).toMatchObject({
      status: 401,
    });
  });

  it('is told apart from all others', async () => {
    const tokens = new Set<string | undefined>();
    for (let count = 0; count < 100; count++) tokens.add((await restLogin(server)).token);

    expect(tokens.size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{32,}$/);
  });

  it.each([
    ['no base64', 'Basic %%%'],
    ['no colon', `Basic ${Buffer.from('nobody').toString('base64')}`],
    ['nobody', `Basic ${Buffer.from(':').toString('base64')}`],
    ['another scheme', 'Bearer x'],
    ['8 KB', `Basic ${'QUJD'.repeat(2000)}`],
    ['a member of every object', `Basic ${Buffer.from('__proto__:x').toString('base64')}`],
  ])('is not opened by %s', async (_what, Authorization) => {
    expect(await ask(server, { path: '/api/session', headers: { Authorization } })).toMatchObject({
      status: 401,
    });
  });

  it('is not locked by wrong passwords unless that is asked for', async () => {
    for (let count = 0; count < 6; count++) {
      await expect(restLogin(server, undefined, 'wrong')).rejects.toThrow('401');
    }

    await expect(restLogin(server)).resolves.toBeDefined();
  });
});

describe('any request', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'vcenter',
      'vm',
      'datacenter',
      'cis',
      'tagging',
      'tag',
      'session',
      'appliance',
      '..',
    ),
    fc.webSegment({ size: 'small' }),
  );
  const request = fc.record({
    family: fc.constantFrom(...FAMILIES),
    method: fc.constantFrom('GET', 'HEAD', 'PUT', 'PATCH'),
    parts: fc.array(part, { maxLength: 6 }),
    query: fc.webQueryParameters({ size: 'small' }),
    body: fc.oneof(fc.json({ maxDepth: 4 }), fc.string({ maxLength: 60 })),
  });

  it('gets an answer that is no defect', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ family, method, parts, query, body }) => {
        const path = [family, ...parts].join('/');
        const { status } = await ask(server, {
          ...{ method, path: query === '' ? path : `${path}?${query}` },
          ...{ headers: { ...session, ...JSON_TYPE }, body },
        });
        expect(status).toBeGreaterThanOrEqual(200);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: FUZZ_RUNS },
    );
    witness.changes.length = 0;
  }, 60_000);
});
