import { serverForThisFile } from '../../helpers/server.ts';

const server = serverForThisFile();

const SESSION = 'com.vmware.cis.session';
const DATACENTER = 'com.vmware.vcenter.datacenter';
const PASSWORD = {
  schemeId: 'com.vmware.vapi.std.security.user_pass',
  userName: 'administrator@vsphere.local',
  password: 'VMware1!',
};

interface Answer {
  readonly status: number;
  readonly error: string | null;
  readonly body: {
    readonly id?: unknown;
    readonly result?: { readonly output?: unknown; readonly error?: { readonly ERROR: object } };
    readonly error?: { readonly code: number };
  };
}

async function post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${server.running.url}/api`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return {
    status: response.status,
    error: response.headers.get('vapi-error'),
    body: (await response.json()) as Answer['body'],
  };
}

interface Call {
  readonly fields?: object;
  readonly security?: object | undefined;
  readonly headers?: Record<string, string>;
}

function invoke(
  serviceId: string,
  operationId: string,
  { fields = {}, security, headers }: Call = {},
) {
  const input = { STRUCTURE: { 'operation-input': fields } };
  const ctx = { appCtx: { opId: 'op-1' }, ...(security ? { securityCtx: security } : {}) };
  const params = { serviceId, operationId, input, ctx };
  return post(JSON.stringify({ jsonrpc: '2.0', id: '7', method: 'invoke', params }), headers);
}

async function loggedIn(): Promise<{ schemeId: string; sessionId: string }> {
  const { body } = await invoke(SESSION, 'create', { security: PASSWORD });
  const output = body.result?.output as { SECRET: string } | undefined;
  const sessionId = output?.SECRET ?? '';
  return { schemeId: 'com.vmware.vapi.std.security.session_id', sessionId };
}

/** Short name and messages' ids of an answer's error. */
function errorOf({ body }: Answer) {
  const [[id = '', fields] = []] = Object.entries(body.result?.error?.ERROR ?? {});
  const { messages, error_type } = fields as {
    messages: { STRUCTURE: Record<string, { id: string }> }[];
    error_type: { OPTIONAL: string };
  };
  const ids = messages.map(({ STRUCTURE }) => Object.values(STRUCTURE)[0]?.id);
  return { name: id.split('.').at(-1), ids, type: error_type.OPTIONAL };
}

describe('a session over JSON-RPC', () => {
  it('is opened with name and password, its token a secret', async () => {
    const answer = await invoke(SESSION, 'create', { security: PASSWORD });

    expect(answer).toMatchObject({
      status: 200,
      error: null,
      body: { jsonrpc: '2.0', id: '7', result: { output: { SECRET: expect.any(String) } } },
    });
  });

  it('is told of by its members', async () => {
    const { body } = await invoke(SESSION, 'get', { security: await loggedIn() });

    expect(body.result?.output).toEqual({
      STRUCTURE: {
        'com.vmware.cis.session.info': {
          user: 'administrator@VSPHERE.LOCAL',
          created_time: expect.any(String),
          last_accessed_time: expect.any(String),
        },
      },
    });
  });

  it('ends with delete, which answers nothing', async () => {
    const security = await loggedIn();

    const { body } = await invoke(SESSION, 'delete', { security });

    expect(body.result).toEqual({ output: null });
    expect(errorOf(await invoke(SESSION, 'get', { security })).name).toBe('unauthenticated');
  });

  it('may be that of REST, named by a header', async () => {
    const { sessionId } = await loggedIn();

    const { body } = await invoke(SESSION, 'get', {
      headers: { 'vmware-api-session-id': sessionId },
    });

    expect(body.result?.output).toBeDefined();
  });

  it('is not left behind by a call with name and password', async () => {
    const before = server.services.sessions.all().length;

    await invoke(DATACENTER, 'list', {
      fields: { filter: { OPTIONAL: null } },
      security: PASSWORD,
    });

    expect(server.services.sessions.all()).toHaveLength(before);
  });

  it.each([
    ['a wrong password', { ...PASSWORD, password: 'wrong' }],
    [
      'a token which is none',
      { schemeId: 'com.vmware.vapi.std.security.saml_bearer_token', samlToken: '<a/>' },
    ],
    ['nothing', undefined],
  ])('is refused for %s', async (_what, security) => {
    const answer = await invoke(SESSION, 'create', { security });

    expect(answer.status).toBe(200);
    expect(answer.error).toBe('com.vmware.vapi.std.errors.unauthenticated');
    expect(errorOf(answer)).toEqual({
      name: 'unauthenticated',
      ids: ['com.vmware.vapi.endpoint.method.authentication.required'],
      type: 'UNAUTHENTICATED',
    });
  });
});

describe('an operation over JSON-RPC', () => {
  it('takes optional members wrapped and lists structures by name', async () => {
    const names = ['nobody', 'nobody'];
    const filter = {
      OPTIONAL: {
        STRUCTURE: { 'com.vmware.vcenter.datacenter.filter_spec': { names: { OPTIONAL: names } } },
      },
    };
    const security = await loggedIn();

    const none = await invoke(DATACENTER, 'list', { fields: { filter }, security });
    const all = await invoke(DATACENTER, 'list', {
      fields: { filter: { OPTIONAL: null } },
      security,
    });

    expect(none.body.result).toEqual({ output: [] });
    expect(all.body.result?.output).toEqual([
      {
        STRUCTURE: {
          'com.vmware.vcenter.datacenter.summary': {
            datacenter: expect.stringMatching(/^datacenter-/),
            name: expect.any(String),
          },
        },
      },
    ]);
  });

  it.each([
    ['a bare optional', { filter: {} }, 'invalid_argument', 'vapi.data.validate.mismatch'],
    [
      'a member nobody knows',
      { colour: 'red' },
      'unexpected_input',
      'vapi.data.structure.field.unexpected',
    ],
    [
      'another structure',
      { filter: { OPTIONAL: { STRUCTURE: { other: {} } } } },
      'invalid_argument',
      'vapi.data.structure.name.mismatch',
    ],
  ])('refuses %s', async (_what, fields, name, id) => {
    const answer = await invoke(DATACENTER, 'list', { fields, security: await loggedIn() });

    expect(errorOf(answer)).toMatchObject({ name, ids: [id] });
  });

  it('misses a member which must be there', async () => {
    const answer = await invoke(DATACENTER, 'get', { security: await loggedIn() });

    expect(errorOf(answer).ids).toEqual(['vapi.data.structure.field.missing']);
  });

  it('tells what it does not find', async () => {
    const answer = await invoke(DATACENTER, 'get', {
      fields: { datacenter: 'datacenter-0' },
      security: await loggedIn(),
    });

    expect(answer.error).toBe('com.vmware.vapi.std.errors.not_found');
    expect(answer.body.result?.error?.ERROR).toEqual({
      'com.vmware.vapi.std.errors.not_found': {
        messages: [
          {
            STRUCTURE: {
              'com.vmware.vapi.std.localizable_message': {
                id: 'com.vmware.api.vcenter.datacenter.not_found',
                default_message: "Datacenter with identifier 'datacenter-0' does not exist.",
                args: ['datacenter-0'],
                localized: { OPTIONAL: null },
                params: { OPTIONAL: null },
              },
            },
          },
        ],
        data: { OPTIONAL: null },
        error_type: { OPTIONAL: 'NOT_FOUND' },
      },
    });
  });

  it.each([
    ['a service', 'com.vmware.nothing', 'list', 'vapi.method.input.invalid.interface'],
    ['an operation', DATACENTER, 'paint', 'vapi.method.input.invalid.method'],
    ['a task form', DATACENTER, 'list$task', 'vapi.method.input.invalid.method'],
  ])('does not know %s that is not there, whoever asks', async (_what, service, name, id) => {
    expect(errorOf(await invoke(service, name))).toMatchObject({
      name: 'operation_not_found',
      ids: [id],
    });
  });
});

describe('a JSON-RPC message', () => {
  const params = { serviceId: SESSION, operationId: 'get' };

  it.each([
    ['no JSON', '{', -32700],
    ['deep beyond reason', '['.repeat(100_000), -32700],
    ['with a repeated name', '{"id":"1","id":"2"}', -32700],
    ['a batch', '[]', -32600],
    ['without a version', '{"id":"1","method":"invoke"}', -32600],
    ['without an id', '{"jsonrpc":"2.0","method":"invoke"}', -32600],
    ['of another method', '{"jsonrpc":"2.0","id":"1","method":"run"}', -32601],
    ['without parameters', '{"jsonrpc":"2.0","id":"1","method":"invoke"}', -32602],
  ])('%s is error %3$d', async (_what, body, code) => {
    const answer = await post(body);

    expect(answer).toMatchObject({ status: 200, body: { error: { code } } });
  });

  it.each([
    ['service', { 'vapi-service': 'other', 'vapi-operation': 'get' }],
    ['operation', { 'vapi-service': SESSION, 'vapi-operation': 'other' }],
    ['service alone', { 'vapi-service': SESSION }],
  ])('whose headers name another %s is error -31001', async (_what, headers) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: '1', method: 'invoke', params });

    expect((await post(body, headers as Record<string, string>)).body.error?.code).toBe(-31001);
  });

  it('of another media type is 415', async () => {
    const response = await fetch(`${server.running.url}/api`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });

    expect(response.status).toBe(415);
  });
});
