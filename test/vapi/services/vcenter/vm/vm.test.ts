import { type Ref, reference } from '../../../../../server/vmodl/reference.ts';
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

interface Document {
  readonly name: string;
  readonly disks: Readonly<Record<string, { readonly backing: { readonly vmdk_file: string } }>>;
}

function datacenter(): Ref {
  const { value } = server.named('Datacenter', 'Datacenter');
  return reference('Datacenter', value);
}

function id(type: string, name: string): string {
  return server.named(type, name).value;
}

const vm = (name: string): string => id('VirtualMachine', name);
const datastore = (name: string): string => id('Datastore', name);
const host = (name: string): string => id('HostSystem', name);

function vmFolder(): string {
  const folder = server.inventory.readPath(datacenter(), 'vmFolder');
  return (folder as { value: string }).value;
}

function place(members: object = {}): object {
  return {
    folder: vmFolder(),
    cluster: id('ClusterComputeResource', 'Cluster'),
    datastore: datastore('SharedDS'),
    ...members,
  };
}

function create(spec: object): Promise<string> {
  return client.post('/api/vcenter/vm', { guest_OS: 'UBUNTU_64', placement: place(), ...spec });
}

function refused(body: object, action?: string) {
  return client.send('POST', '/api/vcenter/vm', { body, query: action ? { action } : {} });
}

const document = (vmId: string): Promise<Document> => client.get(`/api/vcenter/vm/${vmId}`);

function filesOf({ disks }: Document): readonly string[] {
  return Object.values(disks).map(({ backing }) => backing.vmdk_file);
}

describe('com.vmware.vcenter.VM.get', () => {
  it('shows a VM as a document', async () => {
    expect(await client.get(`/api/vcenter/vm/${vm('db-01')}`)).toMatchObject({
      name: 'db-01',
      guest_OS: 'RHEL_9_64',
      power_state: 'POWERED_OFF',
      instant_clone_frozen: false,
      identity: { name: 'db-01', bios_uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      cpu: { count: 2 },
      memory: { size_MiB: 4096 },
      disks: { 2000: { label: 'Hard disk 1' }, 2001: { label: 'Hard disk 2' } },
      nics: { 4000: { backing: { network_name: 'VM Network' } } },
      floppies: {},
    });
  });

  it('has maps as lists of entries at the older door', async () => {
    const { value } = await client.get<{ value: { disks: readonly object[] } }>(
      `/rest/vcenter/vm/${vm('db-01')}`,
    );

    expect(value.disks).toMatchObject([{ key: '2000', value: { type: 'SCSI' } }, { key: '2001' }]);
  });

  it('does not find a VM that is not there', async () => {
    expect(await client.send('GET', '/api/vcenter/vm/vm-0')).toMatchObject({
      status: 404,
      body: { error_type: 'NOT_FOUND' },
    });
  });
});

describe('com.vmware.vcenter.VM.create', () => {
  it('makes what the guest should have where nothing is said', async () => {
    const made = await create({ name: 'fresh' });

    expect(await document(made)).toMatchObject({
      name: 'fresh',
      guest_OS: 'UBUNTU_64',
      power_state: 'POWERED_OFF',
      cpu: { count: 1 },
      memory: { size_MiB: 2048 },
      disks: { 2000: { type: 'SCSI', capacity: 16 * 2 ** 30 } },
      nics: {},
      cdroms: {},
      scsi_adapters: { 1000: { type: 'PVSCSI' } },
    });
    expect(filesOf(await document(made))).toEqual(['[SharedDS] fresh/fresh.vmdk']);
    const soap = await server.loggedIn();
    expect(await soap.textOf({ type: 'VirtualMachine', value: made }, 'name')).toBe('fresh');
  });

  it('takes all of a document', async () => {
    const network = id('Network', 'VM Network');
    const made = await create({
      name: 'whole',
      hardware_version: 'VMX_19',
      placement: place({ cluster: undefined, host: host('172.16.0.173') }),
      boot: { type: 'EFI', delay: 500 },
      cpu: { count: 4, cores_per_socket: 2, hot_add_enabled: true },
      memory: { size_MiB: 512 },
      scsi_adapters: [{ type: 'LSILOGIC' }],
      disks: [{ type: 'SCSI', new_vmdk: { capacity: 2 ** 30 } }, { new_vmdk: { name: 'data' } }],
      nics: [{ type: 'E1000', backing: { type: 'STANDARD_PORTGROUP', network } }],
      cdroms: [
        {
          backing: {
            type: 'ISO_FILE',
            iso_file: '[SharedDS] iso/ubuntu-24.04-live-server-amd64.iso',
          },
        },
      ],
      serial_ports: [{ yield_on_poll: true }],
    });

    expect(await document(made)).toMatchObject({
      hardware: { version: 'VMX_19' },
      boot: { type: 'EFI', delay: 500 },
      cpu: { count: 4, cores_per_socket: 2, hot_add_enabled: true },
      memory: { size_MiB: 512 },
      disks: { 2000: { scsi: { bus: 0, unit: 0 } }, 2001: { scsi: { bus: 0, unit: 1 } } },
      nics: { 4000: { type: 'E1000', backing: { network } } },
      scsi_adapters: { 1000: { type: 'LSILOGIC' } },
    });
    expect(await client.get('/api/vcenter/vm', { hosts: [host('172.16.0.173')] })).toContainEqual(
      expect.objectContaining({ vm: made }),
    );
  });

  it('finds a name of its own for a VM without', async () => {
    const first = await document(await create({}));
    const second = await document(await create({ disks: [] }));

    expect([first.name, second.name]).toEqual(['New Virtual Machine', 'New Virtual Machine 2']);
    expect(filesOf(second)).toEqual([]);
  });

  it('needs a place', async () => {
    const body = { guest_OS: 'UBUNTU_64', name: 'nowhere' };

    expect(await refused(body)).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_ARGUMENT', messages: [{ args: ['placement'] }] },
    });
    for (const [member, name] of [
      ['folder', 'folder'],
      ['cluster', 'resource_pool'],
      ['datastore', 'datastore'],
    ] as const) {
      const placement = place({ [member]: undefined });
      expect(await refused({ ...body, placement })).toMatchObject({
        status: 400,
        body: { messages: [{ args: [`placement.${name}`] }] },
      });
    }
  });

  it('refuses places that are not there, and that do not belong together', async () => {
    const body = { guest_OS: 'UBUNTU_64', name: 'nowhere' };

    expect(await refused({ ...body, placement: place({ folder: 'group-v0' }) })).toMatchObject({
      status: 404,
    });
    expect(
      await refused({ ...body, placement: place({ datastore: 'datastore-0' }) }),
    ).toMatchObject({ status: 404 });
    const hostFolder = server.inventory.readPath(datacenter(), 'hostFolder');
    const folder = (hostFolder as { value: string }).value;
    expect(await refused({ ...body, placement: place({ folder }) })).toMatchObject({
      status: 400,
      body: { messages: [{ id: 'com.vmware.api.vcenter.vm.folder_not_for_vms' }] },
    });
  });

  it('refuses a name that is taken', async () => {
    const body = { guest_OS: 'UBUNTU_64', name: 'web-01', placement: place() };

    expect(await refused(body)).toMatchObject({
      status: 400,
      body: { error_type: 'ALREADY_EXISTS' },
    });
  });

  it('refuses a storage policy', async () => {
    const storage_policy = { policy: 'a gold one' };
    const body = { guest_OS: 'UBUNTU_64', placement: place(), storage_policy };

    expect(await refused(body)).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_ARGUMENT' },
    });
  });
});

describe('com.vmware.vcenter.VM.delete and unregister', () => {
  it('delete a VM with its files', async () => {
    const gone = vm('db-01');

    await client.delete(`/api/vcenter/vm/${gone}`);

    expect(await client.get('/api/vcenter/vm', { vms: [gone] })).toEqual([]);
    const soap = await server.loggedIn();
    const folder = { type: 'Folder', value: vmFolder() };
    expect(await soap.idsOf(folder, 'childEntity')).not.toContain(gone);
  });

  it.each([
    ['DELETE', {}],
    ['POST', { action: 'unregister' }],
  ] as const)('%s %j: not while it runs', async (method, query) => {
    expect(await client.send(method, `/api/vcenter/vm/${vm('web-01')}`, { query })).toMatchObject({
      status: 400,
      body: {
        error_type: 'NOT_ALLOWED_IN_CURRENT_STATE',
        messages: [
          { id: 'com.vmware.api.vcenter.vm.not_powered_off' },
          { id: 'vmsg.InvalidPowerState.summary' },
        ],
      },
    });
  });

  it('leave the files for register to find', async () => {
    await client.post(`/api/vcenter/vm/${vm('db-01')}`, undefined, { action: 'unregister' });

    const path = 'db-01/db-01.vmx';
    const apart = { datastore: datastore('SharedDS'), path };
    const spec = { ...apart, name: 'again', placement: place({ datastore: undefined }) };
    const made = await client.post<string>('/api/vcenter/vm', spec, { action: 'register' });
    expect(await document(made)).toMatchObject({ name: 'again', cpu: { count: 2 } });

    await client.post(`/api/vcenter/vm/${made}`, undefined, { action: 'unregister' });
    const whole = { datastore_path: `[SharedDS] ${path}`, placement: spec.placement };
    expect(await client.post('/api/vcenter/vm', whole, { action: 'register' })).toMatch(/^vm-/);
  });

  it('register nothing that is not there, or told twice', async () => {
    const placement = place({ datastore: undefined });

    expect(
      await refused({ datastore_path: '[SharedDS] no/no.vmx', placement }, 'register'),
    ).toMatchObject({ status: 404 });
    for (const told of [{}, { path: 'x.vmx' }, { datastore_path: '[a] b.vmx', path: 'c' }]) {
      expect(await refused({ ...told, placement }, 'register')).toMatchObject({
        status: 400,
        body: { error_type: 'INVALID_ARGUMENT' },
      });
    }
  });
});

describe('com.vmware.vcenter.VM.clone', () => {
  const clone = (spec: object): Promise<string> =>
    client.post('/api/vcenter/vm', { source: vm('db-01'), ...spec }, { action: 'clone' });

  it('makes a VM like the original, beside it', async () => {
    const made = await clone({ name: 'copy' });

    expect(await document(made)).toMatchObject({ name: 'copy', power_state: 'POWERED_OFF' });
    expect(filesOf(await document(made))).toEqual([
      '[SharedDS] copy/copy.vmdk',
      '[SharedDS] copy/copy_1.vmdk',
    ]);
  });

  it('leaves disks out, sends others elsewhere, and powers on', async () => {
    const made = await clone({
      name: 'copy',
      placement: { host: host('172.16.0.172') },
      disks_to_remove: ['2001'],
      disks_to_update: { 2000: { datastore: datastore('LocalDS-172') } },
      power_on: true,
    });

    expect(await document(made)).toMatchObject({ power_state: 'POWERED_ON' });
    expect(filesOf(await document(made))).toEqual(['[LocalDS-172] copy/copy.vmdk']);
  });

  it('can be asked for as a task', async () => {
    const body = { source: vm('db-01'), name: 'copy' };
    const query = { action: 'clone', 'vmw-task': 'true' };

    const reply = await client.send('POST', '/api/vcenter/vm', { body, query });

    expect(reply).toMatchObject({ status: 202, body: expect.stringMatching(/^task-/) });
  });

  it.each([
    [{ name: 'web-01' }, 400, 'ALREADY_EXISTS'],
    [{ name: 'copy', source: 'vm-0' }, 404, 'NOT_FOUND'],
    [{ name: 'copy', disks_to_remove: ['9'] }, 404, 'NOT_FOUND'],
    [{ name: 'copy', disks_to_update: { 9: {} } }, 404, 'NOT_FOUND'],
    [{ name: 'copy', guest_customization_spec: { name: 'none' } }, 404, 'NOT_FOUND'],
  ])('%j: %d %s', async (spec, status, error_type) => {
    expect(await refused({ source: vm('db-01'), ...spec }, 'clone')).toMatchObject({
      status,
      body: { error_type },
    });
  });
});

describe('com.vmware.vcenter.VM.relocate', () => {
  const relocate = (name: string, body: object) =>
    client.send('POST', `/api/vcenter/vm/${vm(name)}`, { body, query: { action: 'relocate' } });

  it('moves a running VM to another host', async () => {
    const target = host('172.16.0.173');

    expect(await relocate('web-01', { placement: { host: target } })).toMatchObject({
      status: 204,
    });

    const soap = await server.loggedIn();
    expect(await soap.textOf(server.named('VirtualMachine', 'web-01'), 'runtime.host')).toBe(
      target,
    );
  });

  it('moves one disk and leaves the other', async () => {
    const disks = { 2001: { datastore: datastore('LocalDS-173') } };

    expect(await relocate('db-01', { disks })).toMatchObject({ status: 204 });

    expect(filesOf(await document(vm('db-01')))).toEqual([
      '[SharedDS] db-01/db-01.vmdk',
      '[LocalDS-173] db-01/db-01.vmdk',
    ]);
  });

  it('tells why a VM cannot go', async () => {
    const placement = { host: host('172.16.0.173') };

    expect(await relocate('local-only', { placement })).toMatchObject({
      status: 400,
      body: { error_type: 'RESOURCE_INACCESSIBLE' },
    });
    expect(await relocate('local-only', { disks: { 9: {} } })).toMatchObject({ status: 404 });
  });
});

describe('com.vmware.vcenter.VM.instant_clone', () => {
  it('is not supported', async () => {
    const body = { source: vm('web-01'), name: 'fork' };

    expect(await refused(body, 'instant-clone')).toMatchObject({
      status: 400,
      body: { error_type: 'UNSUPPORTED' },
    });
  });
});
