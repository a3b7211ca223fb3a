import { RestClient, restLogin, restServerForThisFile } from '../../../helpers/rest-client.ts';
import { READER_SEED, told } from './appliance.ts';

const server = restServerForThisFile({ seed: 'appliance.yaml', seedText: READER_SEED });
let client: RestClient;
beforeAll(async () => {
  client = await restLogin(server);
});
beforeEach(() => server.reset());

describe('appliance/access', () => {
  it.each(['consolecli', 'dcui', 'ssh'])('by %s is opened and closed', async (way) => {
    await client.put(`/api/appliance/access/${way}`, { enabled: false });
    expect(await told(client, `access/${way}`)).toBe(false);

    await client.put(`/rest/appliance/access/${way}`, { enabled: true });
    expect(await told(client, `access/${way}`)).toBe(true);
  });

  it('by shell is open for as long as was said', async () => {
    await client.put('/api/appliance/access/shell', { enabled: true, timeout: 600 });
    server.advance(181_000);
    expect(await told(client, 'access/shell')).toEqual({ enabled: true, timeout: 419 });

    server.advance(420_000);
    expect(await told(client, 'access/shell')).toEqual({ enabled: false, timeout: 0 });
  });

  it('by shell is closed, also by a restart of the appliance', async () => {
    const open = () => client.put('/api/appliance/access/shell', { enabled: true, timeout: 600 });
    await open();
    await client.put('/rest/appliance/access/shell', { config: { enabled: false, timeout: 600 } });
    expect(await told(client, 'access/shell')).toMatchObject({ enabled: false });

    await open();
    server.advance(1000);
    await client.post('/rest/appliance/shutdown/reboot', { delay: 0, reason: '' });
    expect(await told(client, 'access/shell')).toMatchObject({ enabled: false });
  });

  it('by shell is refused for longer than a day', async () => {
    const reply = await client.send('PUT', '/api/appliance/access/shell', {
      body: { enabled: true, timeout: 86_401 },
    });

    expect(reply).toMatchObject({ status: 500, body: { error_type: 'ERROR' } });
  });
});

describe('appliance/local-accounts', () => {
  const FOOBAR = { password: 'Foobar56^$7', full_name: 'Foobar', roles: ['operator'] };
  const create = (name: string, config: object = FOOBAR) =>
    client.send('POST', `/api/appliance/local-accounts/${name}`, { body: config });

  it('has root, whose password is for ninety days', async () => {
    expect(await told(client, 'local-accounts')).toEqual(['root']);
    expect(await told(client, 'local-accounts/root')).toEqual({
      ...{ fullname: 'root', roles: ['superAdmin'], enabled: true, has_password: true },
      last_password_change: '2026-01-01T00:00:00Z',
      password_expires_at: '2026-04-01T00:00:00Z',
      min_days_between_password_change: 0,
      max_days_between_password_change: 90,
      warn_days_before_password_expiration: 7,
    });
  });

  it('makes, changes and deletes accounts', async () => {
    expect(await create('foobar')).toMatchObject({ status: 204 });
    expect(await told(client, 'local-accounts')).toEqual(['root', 'foobar']);

    await client.patch('/api/appliance/local-accounts/foobar', { email: 'foo@bar.example' });
    expect(await told(client, 'local-accounts/foobar')).toMatchObject({
      ...{ fullname: 'Foobar', email: 'foo@bar.example', roles: ['operator'] },
    });

    await client.put('/api/appliance/local-accounts/foobar', { ...FOOBAR, enabled: false });
    expect(await told(client, 'local-accounts/foobar')).not.toHaveProperty('email');
    expect(await told(client, 'local-accounts/foobar')).toMatchObject({ enabled: false });

    await client.delete('/api/appliance/local-accounts/foobar');
    expect(await told(client, 'local-accounts')).toEqual(['root']);
  });

  it('does not keep passwords', async () => {
    await create('foobar');

    expect(JSON.stringify(server.inventory.takeSnapshot())).not.toContain(FOOBAR.password);
    const kept = server.inventory
      .ofType('ServiceInstance')
      .map((one) => JSON.stringify(server.inventory.readPath(one, '_appliance')));
    expect(kept.join()).toContain('foobar');
    expect(kept.join()).not.toContain(FOOBAR.password);
  });

  it('has passwords expire as was said', async () => {
    await create('never', { ...FOOBAR, password_expires: false });
    await create('soon', {
      ...{ ...FOOBAR, max_days_between_password_change: 10 },
      ...{ inactive_after_password_expiration: true, days_after_password_expiration: 5 },
    });

    expect(await told(client, 'local-accounts/never')).not.toHaveProperty('password_expires_at');
    expect(await told(client, 'local-accounts/soon')).toMatchObject({
      password_expires_at: '2026-01-11T00:00:00Z',
      inactive_at: '2026-01-16T00:00:00Z',
    });
  });

  it('gives new accounts what the policy says', async () => {
    await client.put('/api/appliance/local-accounts/global-policy', { max_days: 30 });
    await create('foobar');

    expect(await told(client, 'local-accounts/global-policy')).toEqual({
      ...{ min_days: 0, max_days: 30, warn_days: 7 },
    });
    expect(await told(client, 'local-accounts/foobar')).toMatchObject({
      max_days_between_password_change: 30,
    });
  });

  it.each([
    ['a name that is none', () => create('no%20name'), 400, 'INVALID_ARGUMENT'],
    ['a name that is taken', () => create('root'), 400, 'ALREADY_EXISTS'],
    ['an unknown role', () => create('a', { ...FOOBAR, roles: ['king'] }), 400, 'INVALID_ARGUMENT'],
    [
      'an unknown account',
      () => client.send('GET', '/api/appliance/local-accounts/who'),
      404,
      'NOT_FOUND',
    ],
    [
      'root to be deleted',
      () => client.send('DELETE', '/api/appliance/local-accounts/root'),
      500,
      'ERROR',
    ],
    [
      'a policy out of range',
      () =>
        client.send('PUT', '/api/appliance/local-accounts/global-policy', {
          body: { max_days: -7 },
        }),
      400,
      'INVALID_ARGUMENT',
    ],
  ])('refuses %s', async (_what, ask, status, error_type) => {
    expect(await ask()).toMatchObject({ status, body: { error_type } });
  });
});

describe('services of the appliance', () => {
  const FAMILIES = ['/api/appliance/vmon/service', '/api/vcenter/services'];

  it('are listed by both names, and by the older URLs', async () => {
    const listed = await told<Record<string, object>>(client, 'vmon/service');

    expect(listed['vpxd']).toEqual({
      ...{ name_key: 'cis.vpxd.ServiceName', description_key: 'cis.vpxd.ServiceDescription' },
      ...{ startup_type: 'AUTOMATIC', state: 'STARTED', health: 'HEALTHY', health_messages: [] },
    });
    expect(listed['vcha']).toMatchObject({ startup_type: 'DISABLED', state: 'STOPPED' });
    expect(await client.get('/api/vcenter/services')).toEqual(listed);
    expect(await client.get('/rest/vcenter/services/vpxd')).toEqual({ value: listed['vpxd'] });
  });

  it.each(FAMILIES)('at %s are stopped, started and restarted', async (family) => {
    const act = (action: string) => client.post(`${family}/vsphere-ui`, undefined, { action });
    await act('stop');
    expect(await client.get(`${family}/vsphere-ui`)).toMatchObject({ state: 'STOPPED' });
    expect(await client.get(`${family}/vsphere-ui`)).not.toHaveProperty('health');

    await act('start');
    expect(await client.get(`${family}/vsphere-ui`)).toMatchObject({ state: 'STARTED' });

    await act('stop');
    await act('restart');
    expect(await client.get(`${family}/vsphere-ui`)).toMatchObject({ state: 'STARTED' });
  });

  it.each(FAMILIES)('at %s start as their startup type says', async (family) => {
    await client.patch(`${family}/netdumper`, { startup_type: 'AUTOMATIC' });
    expect(await client.get(`${family}/netdumper`)).toMatchObject({ state: 'STOPPED' });

    server.advance(1000);
    await client.post('/rest/appliance/shutdown/reboot', { delay: 0, reason: '' });
    expect(await client.get(`${family}/netdumper`)).toMatchObject({ state: 'STARTED' });
  });

  it.each(FAMILIES)('at %s do not start while they are disabled', async (family) => {
    const reply = await client.send('POST', `${family}/vcha`, { query: { action: 'start' } });

    expect(reply).toMatchObject({
      status: 400,
      body: { error_type: 'NOT_ALLOWED_IN_CURRENT_STATE' },
    });
  });

  it('of the operating system are listed, stopped, started and restarted', async () => {
    expect(await told(client, 'services')).toMatchObject({
      sshd: { description: 'OpenSSH Daemon', state: 'STARTED' },
    });
    await client.post('/rest/appliance/services/sshd/stop');
    expect(await told(client, 'services/sshd')).toMatchObject({ state: 'STOPPED' });

    await client.post('/api/appliance/services/sshd', undefined, { action: 'start' });
    await client.post('/rest/appliance/services/sshd/restart');
    expect(await told(client, 'services/sshd')).toMatchObject({ state: 'STARTED' });
  });

  it.each(['/api/appliance/services', ...FAMILIES])('at %s must be known', async (family) => {
    expect(await client.send('GET', `${family}/nothing`)).toMatchObject({
      status: 404,
      body: { error_type: 'NOT_FOUND' },
    });
  });
});

describe('the type of the deployment', () => {
  const PATH = '/api/vcenter/system-config/deployment-type';

  it('is vCenter with all it needs, and stays', async () => {
    const change = (type: string) =>
      client.send('POST', PATH, { query: { action: 'reconfigure' }, body: { type } });

    expect(await client.get(PATH)).toEqual({ type: 'VCSA_EMBEDDED' });
    expect(await change('VCSA_EMBEDDED')).toMatchObject({
      status: 400,
      body: { error_type: 'NOT_ALLOWED_IN_CURRENT_STATE' },
    });
    expect(await change('PSC_EXTERNAL')).toMatchObject({ body: { error_type: 'UNSUPPORTED' } });
  });
});

describe('whoever asks the appliance', () => {
  it('must be logged in', async () => {
    const reply = await new RestClient(server.running.url).send('GET', '/api/appliance/shutdown');

    expect(reply).toMatchObject({ status: 401, body: { error_type: 'UNAUTHENTICATED' } });
  });

  it('may look, and needs a right to change anything', async () => {
    const reader = await restLogin(server, 'reader@vsphere.local', 'Reader1!');
    const put = (path: string, body: object) =>
      reader.send('PUT', `/api/appliance/${path}`, { body });

    expect(await reader.get('/api/appliance/health/system')).toBe('green');
    for (const reply of [
      await put('access/ssh', { enabled: true }),
      await put('ntp', { servers: [] }),
      await put('timesync', { mode: 'NTP' }),
      await reader.send('POST', '/api/appliance/shutdown', { query: { action: 'cancel' } }),
      await reader.send('POST', '/api/vcenter/services/vpxd', { query: { action: 'stop' } }),
    ]) {
      expect(reply).toMatchObject({ status: 403, body: { error_type: 'UNAUTHORIZED' } });
    }
  });
});

describe('what the appliance was set to', () => {
  it('is gone with a reset, and back with a snapshot', async () => {
    await client.put('/api/appliance/ntp', { servers: ['time.example'] });
    const kept = server.inventory.takeSnapshot();
    await server.reset();
    expect(await told(client, 'ntp')).toEqual([]);

    server.inventory.restore(kept);
    expect(await told(client, 'ntp')).toEqual(['time.example']);
  });
});
