import { type RestClient, restLogin, restServerForThisFile } from '../../../helpers/rest-client.ts';
import { told } from './appliance.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START = '2026-01-01T00:00:00Z';

const server = restServerForThisFile({ apiVersion: '8.0.3.0' });
let client: RestClient;
// Time passes here, and sessions with it.
beforeEach(async () => {
  await server.reset();
  client = await restLogin(server);
});

const now = () => server.clock.now();
const uptime = () => told<number>(client, 'system/uptime');

describe('appliance/health', () => {
  it.each([
    'applmgmt',
    'database-storage',
    'load',
    'mem',
    'software-packages',
    'storage',
    'swap',
    'system',
  ])('of %s is green, without messages', async (item) => {
    expect(await told(client, `health/${item}`)).toBe('green');
    expect(await told(client, `health/${item}/messages`)).toEqual([]);
  });

  it('knows the database to be healthy until it is stopped', async () => {
    expect(await told(client, 'health/database')).toEqual({ status: 'HEALTHY', messages: [] });

    await client.post('/api/appliance/vmon/service/vmware-vpostgres', undefined, {
      action: 'stop',
    });

    expect(await told(client, 'health/database')).toMatchObject({
      status: 'UNHEALTHY',
      messages: [{ severity: 'ERROR' }],
    });
    expect(await told(client, 'health/database-storage')).toBe('gray');
    expect(await told(client, 'health/system')).toBe('red');
    expect(await told(client, 'health/database/messages')).toHaveLength(1);
  });

  it('was looked at within the last minute', async () => {
    server.advance(10.5 * MINUTE_MS);

    const last = Date.parse(await told<string>(client, 'health/system/lastcheck'));

    expect(now() - last).toBeGreaterThanOrEqual(0);
    expect(now() - last).toBeLessThan(MINUTE_MS);
  });

  it('has no messages of what it does not know', async () => {
    expect(await client.send('GET', '/api/appliance/health/humour/messages')).toMatchObject({
      status: 404,
      body: { error_type: 'NOT_FOUND' },
    });
  });
});

describe('appliance/system', () => {
  it('tells the version that the About box has', async () => {
    const soap = await server.loggedIn('8.0.3.0');
    const si = { type: 'ServiceInstance', value: 'ServiceInstance' };
    const about = (member: string) => soap.textOf(si, `content.about.${member}`);

    expect(await told(client, 'system/version')).toEqual({
      version: '8.0.3.00000',
      product: await about('name'),
      build: await about('build'),
      type: 'vCenter Server with an embedded Platform Services Controller',
      ...{ summary: '', releasedate: '' },
      install_time: START,
    });
    expect(await about('version')).toBe('8.0.3');
  });

  it('counts its uptime by the virtual clock', async () => {
    const before = await uptime();

    server.advance(DAY_MS);
    client = await restLogin(server);

    expect((await uptime()) - before).toBe(86_400);
  });

  it('tells the time', async () => {
    expect(await told(client, 'system/time')).toEqual({
      seconds_since_epoch: now() / 1000,
      date: expect.stringMatching(/^[A-Z][a-z]{2} \d\d-\d\d-2026$/),
      time: expect.stringMatching(/^\d\d:\d\d:\d\d [AP]M$/),
      timezone: 'UTC',
    });
  });

  it('tells it in the time zone that is set', async () => {
    await client.put('/api/appliance/system/time/timezone', { name: 'Asia/Kolkata' });

    expect(await told(client, 'system/time/timezone')).toBe('Asia/Kolkata');
    expect(await told(client, 'system/time')).toMatchObject({ timezone: 'GMT+5:30' });
  });

  it('refuses a time zone there is not', async () => {
    const reply = await client.send('PUT', '/api/appliance/system/time/timezone', {
      body: { name: 'Mars/Olympus' },
    });

    expect(reply).toMatchObject({ status: 400, body: { error_type: 'INVALID_ARGUMENT' } });
  });

  it('lists its disks, which have not grown', async () => {
    expect(await told(client, 'system/storage')).toContainEqual({
      ...{ disk: '6', partition: 'db' },
      description: expect.objectContaining({ default_message: 'Database' }),
    });
    const grow = (action: string) =>
      client.send('POST', '/api/appliance/system/storage', { query: { action } });

    expect(await grow('resize')).toMatchObject({ status: 204 });
    expect(await grow('resize-ex')).toMatchObject({ status: 200, body: {} });
    expect(await client.send('POST', '/rest/appliance/system/storage/resize')).toMatchObject({
      status: 200,
    });
  });

  it('starts anew when FIPS is switched on', async () => {
    server.advance(MINUTE_MS);
    await client.put('/api/appliance/system/global-fips', { enabled: true });

    expect(await told(client, 'system/global-fips')).toEqual({ enabled: true });
    expect(await uptime()).toBe(0);
  });
});

describe('appliance/shutdown', () => {
  const NOTHING = { action: '', reason: '' };
  const plan = (action: string, delay = 10) =>
    client.post('/api/appliance/shutdown', { delay, reason: 'a test' }, { action });

  it.each(['reboot', 'poweroff'])('shows the %s that is planned', async (action) => {
    await plan(action);

    expect(await told(client, 'shutdown')).toEqual({
      ...{ action, reason: 'a test' },
      shutdown_time: server.clock.iso(now() + 10 * MINUTE_MS),
    });
  });

  it.each(['reboot', 'poweroff'])('has done the %s when it was due', async (action) => {
    await plan(action);
    await client.post('/api/appliance/services/sshd', undefined, { action: 'stop' });

    server.advance(11 * MINUTE_MS);

    expect(await told(client, 'shutdown')).toEqual(NOTHING);
    expect(await uptime()).toBe(60);
    expect(await told(client, 'services/sshd')).toMatchObject({ state: 'STARTED' });
  });

  it('happens at once without a delay', async () => {
    server.advance(MINUTE_MS);
    await plan('reboot', 0);

    expect(await told(client, 'shutdown')).toEqual(NOTHING);
    expect(await uptime()).toBe(0);
  });

  it('is cancelled, and the appliance runs on', async () => {
    const before = await uptime();
    await plan('reboot');
    await client.post('/api/appliance/shutdown', undefined, { action: 'cancel' });

    server.advance(20 * MINUTE_MS);

    expect(await told(client, 'shutdown')).toEqual(NOTHING);
    expect((await uptime()) - before).toBe(1200);
  });

  it('is planned and cancelled by the older URLs, too', async () => {
    await client.post('/rest/appliance/shutdown/reboot', { delay: 5, reason: 'old' });
    expect(await told(client, 'shutdown')).toMatchObject({ action: 'reboot', reason: 'old' });

    await client.post('/rest/appliance/shutdown/cancel');
    expect(await told(client, 'shutdown')).toEqual(NOTHING);
  });

  it('keeps when the appliance started if another one is planned', async () => {
    await plan('reboot', 1);
    server.advance(2 * MINUTE_MS);
    await plan('reboot', 60);

    expect(await uptime()).toBe(60);
  });

  it('is refused with a delay below nought', async () => {
    const reply = await client.send('POST', '/api/appliance/shutdown', {
      query: { action: 'reboot' },
      body: { delay: -1, reason: '' },
    });

    expect(reply).toMatchObject({ status: 500, body: { error_type: 'ERROR' } });
  });
});
