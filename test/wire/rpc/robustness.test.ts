/** What must not harm the server, sent to `POST /api`: bytes, messages that are none, values that do not fit. */
import '../../helpers/fuzz-seed.ts';
import fc from 'fast-check';
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
const PATH = '/api';
const DATACENTER = 'com.vmware.vcenter.datacenter';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const PASSWORD = {
  schemeId: 'com.vmware.vapi.std.security.user_pass',
  userName: 'administrator@vsphere.local',
  password: 'VMware1!',
};

const server = serverForThisFile();
let sessionId = '';
let witness: Witness;
beforeAll(async () => {
  sessionId = await logIn();
  witness = new Witness(server);
});
afterEach(async () => {
  expect(witness.changes.splice(0)).toEqual([]);
  expectUnpolluted();
  expect(await outcome(message({ operationId: 'list', input: list() }))).toHaveProperty('output');
});

interface Answer {
  readonly output?: unknown;
  readonly error?: string;
  /** Of JSON-RPC itself. */
  readonly code?: number;
}

function list(filter: object | null = null) {
  return { STRUCTURE: { 'operation-input': { filter: { OPTIONAL: filter } } } };
}

interface Invocation {
  readonly operationId: unknown;
  readonly input?: unknown;
  readonly serviceId?: unknown;
  readonly security?: object;
}

function message({
  operationId,
  input = {},
  serviceId = DATACENTER,
  security,
}: Invocation): string {
  const scheme = { schemeId: 'com.vmware.vapi.std.security.session_id', sessionId };
  const params = { serviceId, operationId, input, ctx: { securityCtx: security ?? scheme } };
  return JSON.stringify({ jsonrpc: '2.0', id: '1', method: 'invoke', params });
}

/** Sends a body; demands that it gets an answer of JSON-RPC. */
async function outcome(body: string | Buffer): Promise<Answer> {
  const { status, text } = await ask(server, { path: PATH, headers: JSON_TYPE, body });
  expect(status).toBe(200);
  const answer = JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as {
    readonly result?: { readonly output?: unknown; readonly error?: { readonly ERROR: object } };
    readonly error?: { readonly code: number };
  };
  if (answer.error) return { code: answer.error.code };
  const [id] = Object.keys(answer.result?.error?.ERROR ?? {});
  return id === undefined
    ? { output: answer.result?.output }
    : { error: id.replace('com.vmware.vapi.std.errors.', '') };
}

async function logIn(): Promise<string> {
  const serviceId = 'com.vmware.cis.session';
  const input = { STRUCTURE: { 'operation-input': {} } };
  const { output } = await outcome(
    message({ serviceId, operationId: 'create', input, security: PASSWORD }),
  );
  return (output as { SECRET: string }).SECRET;
}

describe('POST /api stands', () => {
  it.each(httpOffences(PATH).filter(([what]) => what !== 'a path of 20 KB'))(
    '%s',
    async (_what, bytes, statuses) => {
      const { status, answers } = await raw(server, bytes(), { hangsUp: statuses.includes(0) });

      expect(statuses).toContain(status);
      expect(answers).toBeLessThanOrEqual(1);
    },
  );

  it.each(BAD_JSON)('a body %s', async (_what, body) => {
    expect((await outcome(body)).code).toBe(-32_700);
  });

  it.each([
    ['nothing', ''],
    ['a list', '[]'],
    ['a list of messages', `[${'{"jsonrpc":"2.0"},'.repeat(50)}{}]`],
    ['no version', '{"id":"1","method":"invoke","params":{}}'],
    ['another version', '{"jsonrpc":"1.0","id":"1","method":"invoke","params":{}}'],
    ['no id', '{"jsonrpc":"2.0","method":"invoke","params":{}}'],
    ['an object for an id', '{"jsonrpc":"2.0","id":{},"method":"invoke","params":{}}'],
    ['another method', '{"jsonrpc":"2.0","id":"1","method":"__proto__","params":{}}'],
    ['no parameters', '{"jsonrpc":"2.0","id":"1","method":"invoke"}'],
    ['parameters in a list', '{"jsonrpc":"2.0","id":"1","method":"invoke","params":[]}'],
    ['a number for a service', message({ serviceId: 7, operationId: 'list' })],
    ['an object for an operation', message({ operationId: {} })],
  ])('%s for a message', async (_what, body) => {
    expect((await outcome(body)).code).toBeLessThan(-32_000);
  });

  it.each([
    ['none', null],
    ['a text', 'x'],
    ['a list', []],
    ['no structure', {}],
    ['another structure', { STRUCTURE: { other: {} } }],
    ['two structures', { STRUCTURE: { 'operation-input': {}, other: {} } }],
    ['an unwrapped optional', { STRUCTURE: { 'operation-input': { filter: null } } }],
    ['a member nobody knows', { STRUCTURE: { 'operation-input': { colour: 'red' } } }],
    ['a text for a structure', list({ x: 1 })],
    ['numbers for texts', filterOf({ names: { OPTIONAL: [1, 2] } })],
    ['a text for a set', filterOf({ names: { OPTIONAL: 'x' } })],
    ['an optional in an optional', filterOf({ names: { OPTIONAL: { OPTIONAL: [] } } })],
  ])('an input that is %s', async (_what, input) => {
    const { error } = await outcome(message({ operationId: 'list', input }));

    expect(['invalid_argument', 'unexpected_input']).toContain(error);
  });

  it.each(['9007199254740993', '1e300', '0.5', '"5"', 'null', '{}'])(
    '%s for an integer',
    async (delay) => {
      const serviceId = 'com.vmware.appliance.shutdown';
      const input = { STRUCTURE: { 'operation-input': { delay: 'HERE', reason: '' } } };
      const body = message({ serviceId, operationId: 'reboot', input }).replace('"HERE"', delay);

      expect((await outcome(body)).error).toBe('invalid_argument');
    },
  );

  it.each(WORDS)('%s as a service, an operation, a member, a structure', async (word) => {
    const inner = `{"${word}":{"polluted":1}}`;
    const odd = (text: string) => text.replace('"HERE"', inner);

    expect(await outcome(message({ serviceId: word, operationId: word }))).toEqual({
      error: 'operation_not_found',
    });
    expect(await outcome(message({ operationId: word }))).toEqual({ error: 'operation_not_found' });
    for (const input of [
      'HERE',
      { STRUCTURE: 'HERE' },
      { STRUCTURE: { 'operation-input': 'HERE' } },
    ]) {
      const { error } = await outcome(odd(message({ operationId: 'list', input })));
      expect(['invalid_argument', 'unexpected_input']).toContain(error);
    }
  });

  it.each([
    ['no scheme', {}],
    ['a scheme there is not', { schemeId: 'x' }],
    ['a scheme that is no text', { schemeId: {} }],
    [
      'a session there is not',
      { schemeId: 'com.vmware.vapi.std.security.session_id', sessionId: 'x' },
    ],
    [
      'a session that is no text',
      { schemeId: 'com.vmware.vapi.std.security.session_id', sessionId: 7 },
    ],
    ['an unknown user', { ...PASSWORD, userName: '__proto__' }],
    ['a wrong password', { ...PASSWORD, password: 'wrong' }],
    ['no password', { ...PASSWORD, password: undefined }],
    [
      'a token that is none',
      { schemeId: 'com.vmware.vapi.std.security.saml_bearer_token', samlToken: '<x' },
    ],
  ])('who calls with %s', async (_what, security) => {
    const answer = await outcome(message({ operationId: 'list', input: list(), security }));

    expect(answer).toEqual({ error: 'unauthenticated' });
  });

  it.each([
    ['another service', { 'vapi-service': 'x', 'vapi-operation': 'list' }],
    ['a service alone', { 'vapi-service': DATACENTER }],
  ])('headers that name %s', async (_what, headers) => {
    const body = message({ operationId: 'list', input: list() });
    const { text } = await ask(server, { path: PATH, headers: { ...JSON_TYPE, ...headers }, body });

    expect(text).toContain('-31001');
  });

  it('an id of a message that would end a header', async () => {
    const body = message({ operationId: 'list', input: list() }).replace(
      '"1"',
      '"a\\r\\nX-Evil: 1"',
    );
    const { text, status } = await ask(server, { path: PATH, headers: JSON_TYPE, body });

    expect(status).toBe(200);
    expect(text).not.toMatch(/^X-Evil/m);
  });

  it('a second request hidden in the body of the first', async () => {
    const hidden = requestBytes({ path: PATH, headers: JSON_TYPE, body: '{}' }).toString('latin1');
    const { answers } = await ask(server, { path: PATH, headers: JSON_TYPE, body: `{}${hidden}` });

    expect(answers).toBe(1);
  });
});

describe('a slow client of POST /api', () => {
  const bytes = () =>
    requestBytes({
      ...{ path: PATH, headers: JSON_TYPE },
      body: message({ operationId: 'list', input: list() }),
    });

  it('keeps nobody waiting, and is answered when it is done', async () => {
    let finish: (value: unknown) => void = () => undefined;
    const rest = new Promise((resolve) => {
      finish = resolve;
    });
    const slow = halves(server, bytes(), rest);

    expect(await outcome(message({ operationId: 'list', input: list() }))).toHaveProperty('output');
    finish(undefined);

    expect(await slow).toMatchObject({ status: 200 });
  });

  it('that hangs up, before or during the answer, harms nobody', async () => {
    await raw(server, bytes().subarray(0, -5), { hangsUp: true });
    await Promise.all(Array.from({ length: 20 }, () => hangUp(server, bytes())));

    expect(server.logged).toEqual([]);
  });
});

describe('a session of POST /api', () => {
  it('is new with each login, whatever the client sends along', async () => {
    const chosen = 'f'.repeat(40);
    const security = { ...PASSWORD, sessionId: chosen };
    const serviceId = 'com.vmware.cis.session';
    const input = { STRUCTURE: { 'operation-input': {} } };
    const ids = new Set<string>();
    for (let count = 0; count < 50; count++) ids.add(await logIn());
    const { output } = await outcome(
      message({ serviceId, operationId: 'create', input, security }),
    );
    ids.add((output as { SECRET: string }).SECRET);

    expect(ids.size).toBe(51);
    expect(ids).not.toContain(chosen);
  });
});

describe('any message', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const texts = fc.oneof(
    fc
      .record({ operationId: fc.constantFrom('list', 'get', 'hello', 'x'), input: json })
      .map(message),
    json.map((value) => JSON.stringify(value)),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.uint8Array({ maxLength: 80 }).map((each) => Buffer.from(each)),
  );

  it('gets an answer that is no defect', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (body) => {
        const { error, code } = await outcome(body);
        expect(error).not.toBe('internal_server_error');
        expect(code).not.toBe(-31_000);
      }),
      { numRuns: FUZZ_RUNS },
    );
  }, 60_000);
});

function filterOf(members: object) {
  return list({ STRUCTURE: { 'com.vmware.vcenter.datacenter.filter_spec': members } });
}
