import {
  type RestClient,
  restLogin,
  restServerForThisFile,
} from '../../../../helpers/rest-client.ts';

const server = restServerForThisFile({ time: { kind: 'instant' } });
let client: RestClient;
beforeAll(async () => {
  client = await restLogin(server);
});
beforeEach(() => server.reset());

function vm(name: string): string {
  return server.named('VirtualMachine', name).value;
}

const ask = (name: string, what: string, door = '/api') =>
  client.get(`${door}/vcenter/vm/${vm(name)}/${what}`);

const GUEST = [
  'guest/identity',
  'guest/networking',
  'guest/networking/interfaces',
  'guest/networking/routes',
  'guest/local-filesystem',
];

describe('com.vmware.vcenter.vm.guest', () => {
  it('knows the system, as both doors say', async () => {
    const identity = {
      name: 'DEBIAN_12_64',
      family: 'LINUX',
      full_name: {
        id: 'vmsg.guestos.debian12_64Guest.label',
        default_message: 'Debian GNU/Linux 12 (64-bit)',
        args: [],
      },
      host_name: expect.stringContaining('web-01'),
      ip_address: '172.16.0.51',
    };

    expect(await ask('web-01', 'guest/identity')).toEqual(identity);
    expect(await ask('web-01', 'guest/identity', '/rest')).toEqual({ value: identity });
    expect(await ask('win2022-dc', 'guest/identity')).toMatchObject({
      name: 'WINDOWS_SERVER_2021',
      family: 'WINDOWS',
    });
  });

  it('knows names, addresses and routes', async () => {
    expect(await ask('web-01', 'guest/networking')).toMatchObject({
      dns_values: { host_name: expect.stringContaining('web-01'), domain_name: 'lab.example' },
      dns: { ip_addresses: ['172.16.0.10'] },
    });
    expect(await ask('web-01', 'guest/networking/interfaces')).toMatchObject([
      {
        mac_address: expect.stringMatching(/^00:50:56:/),
        nic: '4000',
        ip: {
          ip_addresses: [{ ip_address: '172.16.0.51', prefix_length: 24, state: 'PREFERRED' }],
        },
      },
    ]);
    expect(await ask('web-01', 'guest/networking/routes')).toContainEqual({
      network: '0.0.0.0',
      prefix_length: 0,
      gateway_address: '172.16.0.1',
      interface_index: 0,
    });
  });

  it('knows its file systems', async () => {
    expect(await ask('web-01', 'guest/local-filesystem')).toMatchObject({
      '/': { capacity: 20 * 2 ** 30, filesystem: 'ext4' },
    });
    expect(await ask('web-01', 'guest/local-filesystem', '/rest')).toMatchObject({
      value: [{ key: '/', value: { filesystem: 'ext4' } }],
    });
  });

  it.each(GUEST)('%s: unknown while tools do not run', async (what) => {
    expect(await client.send('GET', `/api/vcenter/vm/${vm('db-01')}/${what}`)).toMatchObject({
      status: 503,
      body: {
        error_type: 'SERVICE_UNAVAILABLE',
        messages: [{ id: 'com.vmware.api.vcenter.vm.guest.tools_not_running' }],
      },
    });
  });

  it.each([
    ['web-01', true],
    ['db-01', false],
  ])('%s: operations in the guest can be asked for: %p', async (name, guest_operations_ready) => {
    expect(await ask(name, 'guest/operations')).toEqual({
      guest_operations_ready,
      interactive_guest_operations_ready: false,
    });
  });
});

describe('com.vmware.vcenter.vm.tools', () => {
  it('tells release, state and policy', async () => {
    expect(await ask('web-01', 'tools')).toMatchObject({
      auto_update_supported: expect.any(Boolean),
      upgrade_policy: 'MANUAL',
      run_state: 'RUNNING',
      version_number: 12416,
      version: '12416',
    });
    expect(await ask('db-01', 'tools')).toMatchObject({ run_state: 'NOT_RUNNING' });
  });

  it('changes the policy', async () => {
    const path = `/api/vcenter/vm/${vm('web-01')}/tools`;

    await client.patch(path, { upgrade_policy: 'UPGRADE_AT_POWER_CYCLE' });

    expect(await client.get(path)).toMatchObject({ upgrade_policy: 'UPGRADE_AT_POWER_CYCLE' });
    const soap = await server.loggedIn();
    const self = server.named('VirtualMachine', 'web-01');
    expect(await soap.textOf(self, 'config.tools.toolsUpgradePolicy')).toBe('upgradeAtPowerCycle');
  });

  it.each([
    ['web-01', 400, 'ALREADY_IN_DESIRED_STATE'],
    ['db-01', 400, 'NOT_ALLOWED_IN_CURRENT_STATE'],
  ])('%s: has nothing to upgrade: %d %s', async (name, status, error_type) => {
    const query = { action: 'upgrade' };

    expect(
      await client.send('POST', `/api/vcenter/vm/${vm(name)}/tools`, { query, body: {} }),
    ).toMatchObject({ status, body: { error_type } });
  });
});

describe('com.vmware.vcenter.vm.tools.installer', () => {
  const act = (name: string, action: string) =>
    client.send('POST', `/api/vcenter/vm/${vm(name)}/tools/installer`, { query: { action } });

  it('connects to a drive and leaves it', async () => {
    await client.post(`/api/vcenter/vm/${vm('web-01')}/hardware/cdrom`, {
      type: 'SATA',
      backing: { type: 'CLIENT_DEVICE' },
    });
    expect(await ask('web-01', 'tools/installer')).toEqual({ is_connected: false });

    expect(await act('web-01', 'connect')).toMatchObject({ status: 204 });
    expect(await ask('web-01', 'tools/installer')).toEqual({ is_connected: true });
    expect(await act('web-01', 'connect')).toMatchObject({
      body: { error_type: 'ALREADY_IN_DESIRED_STATE' },
    });

    expect(await act('web-01', 'disconnect')).toMatchObject({ status: 204 });
    expect(await ask('web-01', 'tools/installer')).toEqual({ is_connected: false });
  });

  it.each(['connect', 'disconnect'])('cannot %s while the VM is off', async (action) => {
    expect(await act('db-01', action)).toMatchObject({
      status: 400,
      body: { error_type: 'NOT_ALLOWED_IN_CURRENT_STATE' },
    });
  });
});

describe('com.vmware.vcenter.vm.console.tickets', () => {
  const tickets = (name: string, type: string) =>
    client.send('POST', `/api/vcenter/vm/${vm(name)}/console/tickets`, { body: { type } });

  it.each([
    ['WEBMKS', /^wss:\/\/172\.16\.0\.172:443\/ticket\/[0-9a-f]{16}$/],
    ['VMRC', /^vmrc:\/\/clone:[^@]+@[^/]+\/\?moid=vm-\d+$/],
  ])('%s: an address', async (type, ticket) => {
    expect(await tickets('web-01', type)).toMatchObject({
      status: 201,
      body: { ticket: expect.stringMatching(ticket) },
    });
  });

  it('are for VMs that run', async () => {
    expect(await tickets('db-01', 'WEBMKS')).toMatchObject({
      status: 400,
      body: {
        error_type: 'NOT_ALLOWED_IN_CURRENT_STATE',
        messages: [
          { id: 'com.vmware.api.vcenter.vm.console.tickets.not_allowed_in_current_state' },
          { id: 'vmsg.InvalidPowerState.summary' },
        ],
      },
    });
  });
});

describe('Policies and libraries of a VM', () => {
  it('there are none', async () => {
    expect(await ask('web-01', 'library-item')).toEqual({});
    expect(await ask('web-01', 'storage/policy')).toEqual({ disks: {} });
    expect(
      await client.send('GET', `/api/vcenter/vm/${vm('web-01')}/compute/policies/gold`),
    ).toMatchObject({ status: 404 });
    expect(
      await client.send('PATCH', `/api/vcenter/vm/${vm('web-01')}/storage/policy`, {
        body: { vm_home: { type: 'USE_SPECIFIED_POLICY', policy: 'gold' } },
      }),
    ).toMatchObject({ status: 400, body: { error_type: 'INVALID_ARGUMENT' } });
    expect(
      await client.send('PATCH', `/api/vcenter/vm/${vm('web-01')}/storage/policy`, {
        body: { vm_home: { type: 'USE_DEFAULT_POLICY' } },
      }),
    ).toMatchObject({ status: 204 });
  });
});
