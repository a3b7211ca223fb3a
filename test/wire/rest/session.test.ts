import supertest from 'supertest';
import { RestClient, restLogin, restServerForThisFile } from '../../helpers/rest-client.ts';

const USER = 'administrator@vsphere.local';
const PASSWORD = 'VMware1!';
const REQUIRED = {
  error_type: 'UNAUTHENTICATED',
  messages: [
    {
      args: [],
      default_message: 'Authentication required.',
      id: 'com.vmware.vapi.endpoint.method.authentication.required',
    },
  ],
};

const server = restServerForThisFile();
const http = () => supertest(server.running.url);

describe('a session over REST', () => {
  it('is opened at /api with status 201 and the bare token', async () => {
    const reply = await http().post('/api/session').auth(USER, PASSWORD);

    expect(reply.status).toBe(201);
    expect(reply.body).toMatch(/^[0-9a-f]{40}$/);
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  it('is opened at /rest with status 200, a wrapped token and a cookie', async () => {
    const reply = await http().post('/rest/com/vmware/cis/session').auth(USER, PASSWORD);

    expect(reply.status).toBe(200);
    const { value } = reply.body as { value: string };
    expect(reply.headers['set-cookie']).toEqual([
      `vmware-api-session-id=${value}; Path=/rest; HttpOnly; SameSite=Lax`,
    ]);
  });

  it('comes without a cookie where the client wants a header', async () => {
    const reply = await http()
      .post('/rest/com/vmware/cis/session')
      .auth(USER, PASSWORD)
      .set('vmware-use-header-authn', 'true');

    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(reply.headers['vmware-api-session-id']).toBe((reply.body as { value: string }).value);
  });

  it('is opened by a form without fields, as fence agents send it', async () => {
    const reply = await http()
      .post('/rest/com/vmware/cis/session')
      .auth(USER, PASSWORD)
      .type('form')
      .send('');

    expect(reply.status).toBe(200);
  });

  it.each([
    ['a wrong password', [USER, 'wrong']],
    ['an unknown user', ['nobody', PASSWORD]],
  ] as const)('is refused for %s', async (_what, [user, password]) => {
    const reply = await http().post('/api/session').auth(user, password);

    expect(reply.status).toBe(401);
    expect(reply.body).toEqual(REQUIRED);
  });

  it('says who it is', async () => {
    const client = await restLogin(server);

    const info = await client.get<{ user: string; created_time: string }>('/api/session');

    expect(info.user).toBe('administrator@VSPHERE.LOCAL');
    expect(Date.parse(info.created_time)).not.toBeNaN();
  });

  it('is asked for at /rest by an action, and wrapped', async () => {
    const { token = '' } = await restLogin(server);

    const reply = await http()
      .post('/rest/com/vmware/cis/session?~action=get')
      .set('cookie', `vmware-api-session-id=${token}`);

    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ value: { user: 'administrator@VSPHERE.LOCAL' } });
  });

  it.each([
    ['/api/session', 204],
    ['/rest/com/vmware/cis/session', 200],
  ])('ends with DELETE %s', async (path, status) => {
    const client = await restLogin(server);

    const reply = await client.send('DELETE', path);

    expect(reply).toMatchObject({ status, body: undefined });
    expect(await client.send('GET', '/api/session')).toMatchObject({ status: 401 });
  });

  it('is good for SOAP, and ends with a logout there', async () => {
    const client = await restLogin(server);
    const soap = server.client();
    soap.secret = client.token;

    await soap.call('Logout', { type: 'SessionManager', value: 'SessionManager' });

    expect(await client.send('GET', '/api/session')).toMatchObject({ status: 401, body: REQUIRED });
  });

  it('ends when idle for half an hour', async () => {
    const client = await restLogin(server);

    server.advance(31 * 60_000);

    expect(await client.send('GET', '/api/session')).toMatchObject({ status: 401 });
  });

  it('is not needed by who sends name and password with the call', async () => {
    const before = server.services.sessions.all().length;

    const reply = await http().get('/api/session').auth(USER, PASSWORD);

    expect(reply.status).toBe(200);
    expect(server.services.sessions.all()).toHaveLength(before);
  });
});

describe('a request over REST', () => {
  it('for an unknown path is 404 before anybody asks who calls', async () => {
    const nobody = new RestClient(server.running.url);

    expect(await nobody.send('GET', '/api/vcenter/nothing')).toMatchObject({
      status: 404,
      body: { error_type: 'NOT_FOUND', messages: [{ id: 'com.vmware.vapi.rest.httpNotFound' }] },
    });
    expect(await nobody.send('GET', '/rest/vcenter/nothing')).toMatchObject({
      status: 404,
      body: {
        name: 'com.vmware.vapi.rest.httpNotFound',
        localizableMessages: [{ defaultMessage: 'Not found.' }],
        majorErrorCode: 404,
      },
    });
  });

  it('with another method is 405 and says which', async () => {
    const reply = await new RestClient(server.running.url).send('PUT', '/api/session');

    expect(reply.status).toBe(405);
    expect(reply.headers['allow']).toBe('POST, DELETE, GET');
  });

  it('with a name in the query that nobody knows is 400', async () => {
    const client = await restLogin(server);

    expect(await client.send('GET', '/api/session', { query: { colour: 'red' } })).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_ARGUMENT' },
    });
  });

  it.each([
    ['%', '%'],
    ['a null byte', '%00'],
    ['bad UTF-8', '%ff'],
    ['many elements', 'a/'.repeat(4000)],
    ['empty elements', '/vcenter//vm'],
    ['an encoded slash', 'session%2f'],
  ])('with %s in its path is 404', async (_what, path) => {
    const reply = await new RestClient(server.running.url).send('GET', `/api/${path}`);

    expect(reply.status).toBe(404);
  });

  it('carries its id back', async () => {
    const client = await restLogin(server);

    const { headers } = await client.send('GET', '/api/session', {
      headers: { 'x-request-id': 'my-7' },
    });

    expect(headers['x-request-id']).toBe('my-7');
  });
});
