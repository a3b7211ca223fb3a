import { type RestClient, restLogin, restServerForThisFile } from '../../../helpers/rest-client.ts';

const server = restServerForThisFile({ time: { kind: 'instant' } });
let client: RestClient;
beforeAll(async () => {
  client = await restLogin(server);
});
beforeEach(() => server.reset());

const PATH = '/api/vcenter/guest/customization-specs';

const LINUX = {
  name: 'linux',
  description: 'a Linux guest',
  spec: {
    configuration_spec: {
      linux_config: { hostname: { type: 'FIXED', fixed_name: 'custom' }, domain: 'lab.example' },
    },
    global_DNS_settings: { dns_servers: ['172.16.0.10'], dns_suffix_list: ['lab.example'] },
    interfaces: [
      {
        adapter: {
          ipv4: {
            type: 'STATIC',
            ip_address: '172.16.0.99',
            prefix: 22,
            gateways: ['172.16.0.1'],
          },
          ipv6: { type: 'STATIC', ipv6: [{ ip_address: 'fd00::9', prefix: 64 }] },
        },
      },
    ],
  },
};
const WINDOWS = {
  name: 'windows',
  description: '',
  spec: {
    configuration_spec: {
      windows_config: {
        reboot: 'SHUTDOWN',
        sysprep: {
          gui_run_once_commands: ['dir'],
          user_data: {
            computer_name: { type: 'VIRTUAL_MACHINE' },
            full_name: 'Somebody',
            organization: 'Somewhere',
            product_key: '',
          },
          domain: { type: 'WORKGROUP', workgroup: 'WORKGROUP' },
          gui_unattended: { auto_logon: false, auto_logon_count: 0, time_zone: 85 },
        },
      },
    },
    global_DNS_settings: {},
    interfaces: [{ adapter: { ipv4: { type: 'DHCP' }, windows: { net_BIOS_mode: 'USE_DHCP' } } }],
  },
};

const make = (spec: object): Promise<string> => client.post(PATH, spec);

interface Info {
  readonly spec: { readonly fingerprint: string };
}

describe('com.vmware.vcenter.guest.customization_specs', () => {
  it.each([LINUX, WINDOWS])('keeps %j as it was given', async (spec) => {
    expect(await make(spec)).toBe(spec.name);

    expect(await client.get(`${PATH}/${spec.name}`)).toMatchObject({ spec });
  });

  it('lists by name and system', async () => {
    await make(LINUX);
    await make(WINDOWS);
    const names = async (query: Record<string, string>) =>
      (await client.get<{ name: string }[]>(PATH, query)).map(({ name }) => name);

    expect(await names({})).toEqual(['linux', 'windows']);
    expect(await names({ OS_type: 'WINDOWS' })).toEqual(['windows']);
    expect(await names({ names: 'linux' })).toEqual(['linux']);
  });

  it('changes one that nobody has changed since, and deletes it', async () => {
    await make(LINUX);
    const { fingerprint } = (await client.get<Info>(`${PATH}/linux`)).spec;
    const set = (body: object) =>
      client.send('POST', `${PATH}/linux`, { body, query: { action: 'set' } });

    const changed = { ...LINUX, description: 'another', fingerprint };
    expect(await set(changed)).toMatchObject({ status: 204 });
    expect(await set(changed)).toMatchObject({ status: 400 });
    expect(await client.get(`${PATH}/linux`)).toMatchObject({ spec: { description: 'another' } });

    await client.delete(`${PATH}/linux`);
    expect(await client.get(PATH)).toEqual([]);
    expect(await client.send('DELETE', `${PATH}/linux`)).toMatchObject({ status: 404 });
  });

  it('goes out as JSON and comes in again', async () => {
    await make(LINUX);
    const customization_spec = await client.post<string>(
      `${PATH}/linux`,
      { format: 'JSON' },
      {
        action: 'export',
      },
    );

    const spec = await client.post(
      PATH,
      { customization_spec },
      { action: 'import-specification' },
    );

    expect(spec).toEqual(LINUX);
  });

  it.each(['no JSON', '{}', '{"name":"a","description":"b","spec":1}'])(
    'does not take in %j',
    async (customization_spec) => {
      const query = { action: 'import-specification' };

      expect(
        await client.send('POST', PATH, { body: { customization_spec }, query }),
      ).toMatchObject({ status: 400, body: { error_type: 'INVALID_ARGUMENT' } });
    },
  );

  it('refuses names that are taken and guests of two systems', async () => {
    await make(LINUX);
    const both = { ...LINUX.spec.configuration_spec, ...WINDOWS.spec.configuration_spec };
    const two = { ...LINUX, name: 'two', spec: { ...LINUX.spec, configuration_spec: both } };

    expect(await client.send('POST', PATH, { body: LINUX })).toMatchObject({
      body: { error_type: 'ALREADY_EXISTS' },
    });
    expect(await client.send('POST', PATH, { body: two })).toMatchObject({
      body: { error_type: 'INVALID_ARGUMENT' },
    });
  });
});

describe('com.vmware.vcenter.vm.guest.customization', () => {
  const db = () => `/api/vcenter/vm/${server.named('VirtualMachine', 'db-01').value}`;
  const set = (body: object) => client.send('PUT', `${db()}/guest/customization`, { body });

  it('makes the guest over when it runs for the next time', async () => {
    await make(LINUX);
    expect(await client.get(`${db()}/guest/customization`)).toEqual({ status: 'IDLE' });

    expect(await set({ name: 'linux' })).toMatchObject({ status: 204 });
    expect(await client.get(`${db()}/guest/customization`)).toEqual({ status: 'PENDING' });
    expect(await set({ name: 'linux' })).toMatchObject({
      body: { error_type: 'NOT_ALLOWED_IN_CURRENT_STATE' },
    });

    await client.post(`${db()}/power`, undefined, { action: 'start' });
    await booted();
    expect(await client.get(`${db()}/guest/identity`)).toMatchObject({
      host_name: 'custom',
      ip_address: '172.16.0.99',
    });
    expect(await client.get(`${db()}/guest/customization`)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each([
    [{}, 400],
    [{ name: 'none' }, 404],
    [{ spec: { ...LINUX.spec, interfaces: [] } }, 400],
    [{ spec: WINDOWS.spec }, 400],
  ])('refuses %j', async (body, status) => {
    expect(await set(body)).toMatchObject({ status });
  });

  /** Instant time leaps to the guest's boot as soon as nothing else is to be done. */
  async function booted(): Promise<void> {
    for (let turn = 0; turn < 100; turn += 1) {
      const { state } = await client.get<{ state: string }>(`${db()}/guest/power`);
      if (state === 'RUNNING') return;
    }
    throw new Error('the guest does not boot');
  }
});
