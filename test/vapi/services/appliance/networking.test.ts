import { type RestClient, restLogin, restServerForThisFile } from '../../../helpers/rest-client.ts';
import { told } from './appliance.ts';

const server = restServerForThisFile();
let client: RestClient;
beforeAll(async () => {
  client = await restLogin(server);
});
beforeEach(() => server.reset());

const BASE = '/api/appliance';
const GENERIC = { status: 500, body: { error_type: 'ERROR' } };

describe('appliance/networking', () => {
  it('tells where the server listens, on one interface', async () => {
    const { interfaces, dns } = await told<{ interfaces: Record<string, object>; dns: object }>(
      client,
      'networking',
    );

    expect(dns).toEqual({ mode: 'STATIC', hostname: '127.0.0.1', servers: [] });
    expect(interfaces['nic0']).toMatchObject({
      ...{ name: 'nic0', status: 'up', mac: expect.stringMatching(/^00:50:56:[0-3]/) },
      ipv4: { mode: 'STATIC', address: '127.0.0.1', prefix: 8 },
      ipv6: { addresses: [{ address: expect.stringMatching(/^fe80::/), prefix: 64 }] },
    });
    expect(await told(client, 'networking/interfaces')).toEqual([interfaces['nic0']]);
    expect(await told(client, 'networking/interfaces/nic0')).toEqual(interfaces['nic0']);
  });

  it('goes without IPv6 where that is switched off', async () => {
    await client.patch(`${BASE}/networking`, { ipv6_enabled: false });

    expect(await told(client, 'networking/interfaces/nic0')).not.toHaveProperty('ipv6');
  });

  it('is asked for anew, and stays as it is', async () => {
    const before = await told(client, 'networking');
    await client.post(`${BASE}/networking`, undefined, { action: 'reset' });

    expect(await told(client, 'networking')).toEqual(before);
  });
});

describe('com.vmware.appliance.networking.change, which is no URL', () => {
  async function change(SSO_password: string) {
    const optional = (value: unknown) => ({ OPTIONAL: value });
    const spec = {
      ...{ hostname: 'new.example', SSO_user: 'administrator@vsphere.local', SSO_password },
      ...{ dns: optional(null), ipv4: optional(null), ipv6: optional(null) },
    };
    const spec_id = 'com.vmware.appliance.networking.change_spec';
    const fields = { spec: { STRUCTURE: { [spec_id]: secret(spec) } } };
    const params = {
      serviceId: 'com.vmware.appliance.networking',
      operationId: 'change$task',
      input: { STRUCTURE: { 'operation-input': fields } },
      ctx: {
        securityCtx: {
          schemeId: 'com.vmware.vapi.std.security.session_id',
          sessionId: client.token,
        },
      },
    };
    const message = { jsonrpc: '2.0', id: '1', method: 'invoke', params };
    const { body } = await client.send('POST', '/api', { body: message });
    return (body as { result: { output?: string; error?: object } }).result;
  }

  const secret = (spec: { readonly SSO_password: string }) => ({
    ...spec,
    SSO_password: { SECRET: spec.SSO_password },
  });

  it('changes all at once, as a task', async () => {
    const { output } = await change('VMware1!');

    expect(await client.get(`/api/cis/tasks/${output}`)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await told(client, 'networking')).toMatchObject({ dns: { hostname: 'new.example' } });
  });

  it('wants a password of the single sign-on', async () => {
    const { error } = await change('wrong');

    expect(error).toHaveProperty(['ERROR', 'com.vmware.vapi.std.errors.invalid_argument']);
    expect(await told(client, 'networking/dns/hostname')).toBe('127.0.0.1');
  });
});

describe('appliance/networking/interfaces', () => {
  const put = (version: string, body: object) =>
    client.send('PUT', `${BASE}/networking/interfaces/nic0/${version}`, { body });

  it('has the IPv4 address that is set', async () => {
    const address = { address: '192.0.2.8', prefix: 24, default_gateway: '192.0.2.1' };
    expect(await put('ipv4', { mode: 'STATIC', ...address })).toMatchObject({ status: 204 });

    expect(await told(client, 'networking/interfaces/nic0/ipv4')).toEqual({
      ...{ configurable: true, mode: 'STATIC', ...address },
    });
  });

  it('keeps its address with DHCP, and has none unconfigured', async () => {
    await put('ipv4', { mode: 'DHCP' });
    expect(await told(client, 'networking/interfaces/nic0/ipv4')).toMatchObject({
      ...{ mode: 'DHCP', address: '127.0.0.1' },
    });

    await put('ipv4', { mode: 'UNCONFIGURED' });
    expect(await told(client, 'networking/interfaces/nic0/ipv4')).toEqual({
      ...{ configurable: true, mode: 'UNCONFIGURED' },
    });
  });

  it('has the IPv6 addresses that are set', async () => {
    const addresses = [{ address: '2001:db8::7', prefix: 64 }];
    await put('ipv6', { dhcp: false, autoconf: false, addresses, default_gateway: 'fe80::1' });

    const { addresses: all, ...others } = await told<{ addresses: object[] }>(
      client,
      'networking/interfaces/nic0/ipv6',
    );

    expect(all.at(-1)).toEqual({ ...addresses[0], origin: 'MANUAL', status: 'PREFERRED' });
    expect(others).toEqual({
      ...{ dhcp: false, autoconf: false, default_gateway: 'fe80::1', configurable: true },
    });
  });

  it.each([
    ['ipv4', { mode: 'STATIC', address: 'here', prefix: 24 }],
    ['ipv4', { mode: 'STATIC', address: '192.0.2.8', prefix: 33 }],
    [
      'ipv6',
      {
        dhcp: false,
        autoconf: true,
        addresses: [{ address: '::g', prefix: 1 }],
        default_gateway: '',
      },
    ],
  ])('refuses %s of %j', async (version, body) => {
    expect(await put(version, body)).toMatchObject(GENERIC);
  });

  it.each(['', '/ipv4', '/ipv6'])('knows no nic1%s', async (version) => {
    const reply = await client.send('GET', `${BASE}/networking/interfaces/nic1${version}`);

    expect(reply).toMatchObject({ status: 404, body: { error_type: 'NOT_FOUND' } });
  });
});

describe('appliance/networking/dns', () => {
  it('has the host name that is set', async () => {
    await client.put(`${BASE}/networking/dns/hostname`, { name: 'vc.example' });

    expect(await told(client, 'networking/dns/hostname')).toBe('vc.example');
    expect(await told(client, 'networking')).toMatchObject({ dns: { hostname: 'vc.example' } });
    expect(
      await client.send('PUT', `${BASE}/networking/dns/hostname`, { body: { name: 'a b' } }),
    ).toMatchObject(GENERIC);
  });

  it.each([
    ['vc.example', 'green', 'success'],
    ['vc.invalid', 'red', 'failure'],
  ])('tests the host name %s', async (name, status, result) => {
    const path = 'networking/dns/hostname';
    const tested = await client.post(`${BASE}/${path}`, { name }, { action: 'test' });

    expect(tested).toMatchObject({ status, messages: [{ result }] });
    expect(await client.post(`/rest/appliance/${path}/test`, { name })).toEqual({ value: tested });
  });

  it('has the servers that are set and added', async () => {
    const path = `${BASE}/networking/dns/servers`;
    await client.put(path, { mode: 'is_static', servers: ['192.0.2.1'] });
    await client.post(path, { server: '192.0.2.2' });

    expect(await told(client, 'networking/dns/servers')).toEqual({
      ...{ mode: 'is_static', servers: ['192.0.2.1', '192.0.2.2'] },
    });
    await client.put(path, { mode: 'dhcp', servers: [] });
    expect(await told(client, 'networking')).toMatchObject({ dns: { mode: 'DHCP', servers: [] } });
    expect(await client.send('POST', path, { body: { server: 'var' } })).toMatchObject(GENERIC);
  });

  it.each([
    [['192.0.2.1'], 'green'],
    [['192.0.2.1', 'var'], 'orange'],
    [['var'], 'red'],
  ])('tests servers %j: %s', async (servers, status) => {
    const path = `${BASE}/networking/dns/servers`;

    expect(await client.post(path, { servers }, { action: 'test' })).toMatchObject({ status });
  });

  it('has the search domains that are set and added', async () => {
    const path = `${BASE}/networking/dns/domains`;
    await client.put(path, { domains: ['lab.example'] });
    await client.post(path, { domain: 'example' });

    expect(await told(client, 'networking/dns/domains')).toEqual(['lab.example', 'example']);
    expect(await client.send('POST', path, { body: { domain: '-' } })).toMatchObject(GENERIC);
  });
});

describe('appliance/networking/firewall/inbound', () => {
  const PATH = 'networking/firewall/inbound';

  it('has the rules that are set, on every interface unless told', async () => {
    const rule = { address: '192.0.2.0', prefix: 24, policy: 'REJECT' };
    await client.put(`${BASE}/${PATH}`, { rules: [rule] });

    expect(await told(client, PATH)).toEqual([{ ...rule, interface_name: '*' }]);
  });

  it('refuses what is no range of addresses', async () => {
    const rules = [{ address: '192.0.2.0', prefix: 64, policy: 'ACCEPT' }];

    expect(await client.send('PUT', `${BASE}/${PATH}`, { body: { rules } })).toMatchObject(GENERIC);
  });
});

describe('appliance/networking/proxy', () => {
  const PATH = `${BASE}/networking/proxy`;
  const CONFIG = { server: 'https://proxy.example', port: 3128, enabled: true };
  const NONE = { server: '', port: -1, enabled: false };

  it('has the proxy that is set for a protocol, without its password', async () => {
    await client.put(`${PATH}/https`, { ...CONFIG, username: 'me', password: 'secret' });

    expect(await told(client, 'networking/proxy')).toEqual({
      ...{ FTP: NONE, HTTP: NONE, HTTPS: { ...CONFIG, username: 'me' } },
    });
    expect(await told(client, 'networking/proxy/HTTPS')).toMatchObject(CONFIG);

    await client.delete(`${PATH}/https`);
    expect(await told(client, 'networking/proxy/https')).toEqual(NONE);
  });

  it.each([
    ['proxy.example', 'SERVER_REACHABLE'],
    ['proxy.invalid', 'SERVER_UNREACHABLE'],
  ])('tests %s', async (proxy, status) => {
    const body = { host: 'www.example', config: { ...CONFIG, server: proxy } };

    expect(await client.post(`${PATH}/http`, body, { action: 'test' })).toMatchObject({ status });
  });

  it.each([
    ['gopher', CONFIG],
    ['http', { ...CONFIG, port: 65_536 }],
    ['http', { ...CONFIG, server: 'a b' }],
  ])('refuses for %s %j', async (protocol, body) => {
    expect(await client.send('PUT', `${PATH}/${protocol}`, { body })).toMatchObject(GENERIC);
  });

  it('is never asked for this machine', async () => {
    await client.put(`${BASE}/networking/noproxy`, { servers: ['example'] });

    expect(await told(client, 'networking/noproxy')).toEqual(['example', 'localhost', '127.0.0.1']);
  });
});

describe('the time sources of the appliance', () => {
  it('are the servers that are set', async () => {
    await client.put(`${BASE}/ntp`, { servers: ['time.example', '192.0.2.3'] });

    expect(await told(client, 'ntp')).toEqual(['time.example', '192.0.2.3']);
    expect(await client.send('PUT', `${BASE}/ntp`, { body: { servers: ['a b'] } })).toMatchObject(
      GENERIC,
    );
  });

  it('are tested', async () => {
    const servers = ['time.example', 'time.invalid'];
    const tested = await client.post(`${BASE}/ntp`, { servers }, { action: 'test' });

    expect(tested).toMatchObject([
      { server: 'time.example', status: 'SERVER_REACHABLE' },
      { server: 'time.invalid', status: 'SERVER_UNREACHABLE' },
    ]);
    expect(await client.post('/rest/appliance/ntp/test', { servers })).toEqual({ value: tested });
  });

  it('are used, or the host is, or nobody', async () => {
    expect(await told(client, 'timesync')).toBe('HOST');
    await client.put(`${BASE}/timesync`, { mode: 'NTP' });
    expect(await told(client, 'timesync')).toBe('NTP');
    expect(await client.send('PUT', `${BASE}/timesync`, { body: { mode: 'SUN' } })).toMatchObject({
      status: 400,
    });
  });
});
