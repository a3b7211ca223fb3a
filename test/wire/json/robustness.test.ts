/**
 * What must not harm the server, sent to its door of VI JSON, beyond what `route.test.ts` and `server.test.ts`
 * tell of bodies, methods and sessions.
 */
import '../../helpers/fuzz-seed.ts';
import fc from 'fast-check';
import { JsonClient } from '../../helpers/json-client.ts';
import { serverForThisFile } from '../../helpers/server.ts';
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

const FUZZ_RUNS = 300;
const BASE = '/sdk/vim25/9.1.0.0';
const CREATE = `${BASE}/Folder/group-d1/CreateFolder`;
const NAME = `${BASE}/Folder/group-d1/name`;
const JSON_TYPE = { 'Content-Type': 'application/json' };

const server = serverForThisFile();
let session: Record<string, string>;
let witness: Witness;
beforeAll(async () => {
  const client = await new JsonClient(server.running.url).login();
  session = { 'vmware-api-session-id': client.session ?? '' };
  witness = new Witness(server);
});
afterEach(async () => {
  expect(witness.changes.splice(0)).toEqual([]);
  expectUnpolluted();
  expect(await get(NAME)).toMatchObject({ status: 200 });
});

function post(path: string, body: string | Buffer) {
  return ask(server, { path, headers: { ...session, ...JSON_TYPE }, body });
}

function get(path: string) {
  return ask(server, { method: 'GET', path, headers: session });
}

describe('VI JSON stands', () => {
  it.each(httpOffences(CREATE))('%s', async (_what, bytes, statuses) => {
    const { status, answers } = await raw(server, bytes(), { hangsUp: statuses.includes(0) });

    // Without a session a body that can be read is a fault of its own, status 500.
    expect([...statuses, 500]).toContain(status);
    expect(answers).toBeLessThanOrEqual(1);
  });

  it.each(BAD_JSON)('a body %s', async (_what, body) => {
    expect(await post(CREATE, body)).toMatchObject({
      status: 500,
      text: expect.stringContaining('InvalidRequest'),
    });
  });

  it.each(WORDS)('%s as a type, an id, a method, a member, a name of a type', async (word) => {
    for (const path of [`${BASE}/${word}/x/CreateFolder`, `${BASE}/Folder/group-d1/${word}`]) {
      expect(await post(path, '{}')).toMatchObject({ status: 404 });
    }
    expect(await get(`${BASE}/Folder/${word}/name`)).toMatchObject({ status: 500 });
    for (const body of [
      `{"name":"x","${word}":{"polluted":1}}`,
      `{"name":{"_typeName":"${word}","_value":"x"}}`,
    ]) {
      expect((await post(CREATE, body)).text).toContain('InvalidRequest');
    }
  });

  it.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/Folder/..%2f..%2fetc%2fpasswd/name',
    '/Folder/%00/name',
    '/Folder/%ff/name',
    '/Folder/%c0%af/name',
    '/Folder/%/name',
    '/Folder//name',
    '//Folder/group-d1/name',
    `/Folder/${'a'.repeat(10_000)}/name`,
    '/Folder/group-d1/name%0d%0aX-Evil:%201',
  ])('the path %s', async (path) => {
    const { status, text } = await get(`${BASE}${path}`);

    expect([400, 404, 414, 500]).toContain(status);
    expect(text).not.toContain('SystemError');
    expect(text).not.toMatch(/root:|^X-Evil/m);
  });

  it.each(['?', '?a=b&__proto__=1', `?${'a=b&'.repeat(2000)}`, '?%zz=%ff'])(
    'the query %s, which means nothing',
    async (query) => {
      expect([200, 400, 404]).toContain((await get(`${NAME}${query}`)).status);
    },
  );

  it('a page of another site, which gets no leave to read', async () => {
    const headers = { ...session, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    const { text } = await ask(server, { method: 'GET', path: NAME, headers });

    expect(text).not.toMatch(/^access-control-/im);
  });

  it('the wish to become a web socket, which it does not', async () => {
    const headers = { ...session, Connection: 'Upgrade, close', Upgrade: 'websocket' };

    expect((await ask(server, { method: 'GET', path: NAME, headers })).status).not.toBe(101);
  });

  it('a second request hidden in the body of the first', async () => {
    const hidden = requestBytes({ path: CREATE, headers: session, body: '{"name":"x"}' });

    expect(await post(CREATE, `{"name":7}${hidden.toString('latin1')}`)).toMatchObject({
      ...{ answers: 1, status: 500 },
    });
  });
});

describe('a slow client of VI JSON', () => {
  const bytes = () =>
    requestBytes({ path: CREATE, headers: { ...session, ...JSON_TYPE }, body: '{"name":7}' });

  it('keeps nobody waiting, and is answered when it is done', async () => {
    let finish: (value: unknown) => void = () => undefined;
    const rest = new Promise((resolve) => {
      finish = resolve;
    });
    const slow = halves(server, bytes(), rest);

    expect(await get(NAME)).toMatchObject({ status: 200 });
    finish(undefined);

    expect(await slow).toMatchObject({ status: 500 });
  });

  it('that hangs up, before or during the answer, harms nobody', async () => {
    await raw(server, bytes().subarray(0, -5), { hangsUp: true });
    await Promise.all(Array.from({ length: 20 }, () => hangUp(server, bytes())));

    expect(server.logged).toEqual([]);
  });
});

describe('any request of VI JSON', () => {
  const part = fc.oneof(
    fc.constantFrom('Folder', 'group-d1', 'name', 'CreateFolder', 'VirtualMachine', '..'),
    fc.webSegment({ size: 'small' }),
  );
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD'),
    parts: fc.array(part, { minLength: 1, maxLength: 5 }),
    body: fc.oneof(fc.json({ maxDepth: 4 }), fc.string({ maxLength: 60 })),
  });

  it('gets an answer that is no defect', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ method, parts, body }) => {
        const path = [BASE, ...parts].join('/');
        const { status, text } = await ask(server, { method, path, headers: session, body });
        expect(status).toBeGreaterThanOrEqual(200);
        expect(text).not.toContain('SystemError');
      }),
      { numRuns: FUZZ_RUNS },
    );
  }, 60_000);
});
