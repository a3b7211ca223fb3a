/**
 * Sessions of the whole server: who is let in, by what, for how long, and how many.
 */
import { serverForThisFile } from '../helpers/server.ts';
import {
  COLLECTOR,
  element,
  envelope,
  type Reply,
  SERVICE_INSTANCE,
  SESSION_MANAGER,
  SoapFault,
} from '../helpers/soap-client.ts';

const server = serverForThisFile();
const SECRET = /^[0-9a-f]{40}$/;
const HALF_AN_HOUR_MS = 1_800_000;
/** vCenter's own. */
const SESSIONS_MAX = 2_000;

function loginBody(userName: string, password: string): string {
  return envelope(
    `<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this>${element('userName', userName)}${element('password', password)}</Login>`,
  );
}

const login = (headers: Record<string, string> = {}): Promise<Reply> =>
  server.client().post(loginBody('administrator@vsphere.local', 'VMware1!'), headers);

async function mayRead(secret: string | undefined): Promise<string> {
  const client = server.client();
  client.secret = secret;
  try {
    await client.call('CurrentTime', SERVICE_INSTANCE);
    return 'yes';
  } catch (error) {
    if (error instanceof SoapFault) return error.name;
    throw error;
  }
}

describe('A login', () => {
  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const [cookie = ''] = (await login()).headers['set-cookie'] ?? [];

    expect(cookie).toMatch(/^vmware_soap_session="[0-9a-f]{40}"; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('gives a secret of its own, not the one a client brings along', async () => {
    const chosen = 'f'.repeat(40);

    const reply = await login({ Cookie: `vmware_soap_session="${chosen}"` });

    expect(reply.headers['set-cookie']?.[0]).not.toContain(chosen);
    expect(await mayRead(chosen)).toBe('NotAuthenticated');
  });

  it('does not tell a wrong name from a wrong password', async () => {
    const [name, password] = [
      await server.client().post(loginBody('nobody@vsphere.local', 'VMware1!')),
      await server.client().post(loginBody('administrator@vsphere.local', 'wrong')),
    ];

    expect(name.status).toBe(500);
    expect(name.text).toBe(password.text);
    expect(name.text).toContain('xsi:type="InvalidLogin"');
  });

  it('still works after many that failed: nobody is locked out unless asked for', async () => {
    for (let count = 0; count < 8; count++) {
      await server.client().post(loginBody('administrator@vsphere.local', 'wrong'));
    }

    expect((await login()).status).toBe(200);
  });
});

describe('A session', () => {
  it('is known by its cookie alone, until it ends', async () => {
    const client = await server.loggedIn();
    const { secret } = client;

    expect(secret).toMatch(SECRET);
    expect(await mayRead(secret)).toBe('yes');
    expect(await mayRead(undefined)).toBe('NotAuthenticated');
    expect(await mayRead(client.sessionKey)).toBe('NotAuthenticated');
    expect(await mayRead('0'.repeat(40))).toBe('NotAuthenticated');

    await client.call('Logout', SESSION_MANAGER);
    expect(await mayRead(secret)).toBe('NotAuthenticated');
  });

  it('ends after half an hour without a call', async () => {
    const [idle, busy] = [await server.loggedIn(), await server.loggedIn()];

    for (let count = 0; count < 3; count++) {
      server.advance(HALF_AN_HOUR_MS / 2 + 1_000);
      await busy.call('CurrentTime', SERVICE_INSTANCE);
    }

    expect(await mayRead(idle.secret)).toBe('NotAuthenticated');
    expect(await mayRead(busy.secret)).toBe('yes');
  });

  it('does not show its views, filters and collectors to another', async () => {
    const [owner, other] = [await server.loggedIn(), await server.loggedIn()];
    const made = await owner.call('CreatePropertyCollector', COLLECTOR);
    const own = { type: 'PropertyCollector', value: made.textAt('returnval') ?? '' };

    const fault = await other.faultOf('DestroyPropertyCollector', own);

    expect(fault.name).toBe('ManagedObjectNotFound');
    await owner.call('DestroyPropertyCollector', own);
  });

  it('takes what it made with it when it ends', async () => {
    const before = server.inventory.size;
    const client = await server.loggedIn();
    await client.call('CreatePropertyCollector', COLLECTOR);

    await client.call('Logout', SESSION_MANAGER);

    expect(server.inventory.size).toBe(before);
  });
});

describe('Thousands of sessions', () => {
  it('have different secrets, and the oldest idle ones make room', async () => {
    const secrets = new Set<string>();
    const first = await server.loggedIn();
    for (let count = 0; count < SESSIONS_MAX + 500; count++) {
      const client = server.client();
      const { headers } = await client.post(loginBody('administrator@vsphere.local', 'VMware1!'));
      client.close();
      const secret = /"([0-9a-f]+)"/.exec(headers['set-cookie']?.[0] ?? '')?.[1];
      if (secret !== undefined) secrets.add(secret);
    }

    expect(secrets.size).toBe(SESSIONS_MAX + 500);
    for (const secret of secrets) expect(secret).toMatch(SECRET);
    expect(server.services.sessions.all().length).toBeLessThanOrEqual(SESSIONS_MAX);
    expect(await mayRead(first.secret)).toBe('NotAuthenticated');
    expect(await mayRead([...secrets].at(-1))).toBe('yes');
  }, 60_000);
});
