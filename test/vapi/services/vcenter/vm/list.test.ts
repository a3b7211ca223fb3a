import { type Ref, reference } from '../../../../../server/vmodl/reference.ts';
import {
  RestClient,
  type RestProblem,
  restLogin,
  restServerForThisFile,
} from '../../../../helpers/rest-client.ts';

const server = restServerForThisFile({ time: { kind: 'instant' } });
let client: RestClient;
beforeAll(async () => {
  client = await restLogin(server);
});

interface Summary {
  readonly vm: string;
  readonly name: string;
  readonly power_state: string;
}

const ALL = ['Migration_Test', 'db-01', 'local-only', 'web-01', 'win2022-dc'];

function datacenter(): Ref {
  const { value } = server.named('Datacenter', 'Datacenter');
  return reference('Datacenter', value);
}

function id(type: string, name: string): string {
  return server.named(type, name).value;
}

async function names(query: Record<string, string | readonly string[]>): Promise<string[]> {
  const found = await client.get<Summary[]>('/api/vcenter/vm', query);
  return found.map(({ name }) => name).sort();
}

describe('com.vmware.vcenter.VM.list', () => {
  it('shows name, power and size of every VM, over both doors', async () => {
    const all = await client.get<Summary[]>('/api/vcenter/vm');

    expect(all.map(({ name }) => name).sort()).toEqual(ALL);
    expect(all.find(({ name }) => name === 'db-01')).toEqual({
      vm: id('VirtualMachine', 'db-01'),
      name: 'db-01',
      power_state: 'POWERED_OFF',
      cpu_count: 2,
      memory_size_MiB: 4096,
    });
    expect(await client.get('/rest/vcenter/vm')).toEqual({ value: all });
  });

  it('takes several values of a filter as any of them, several filters as all of them', async () => {
    expect(await names({ names: ['web-01', 'db-01', 'nobody'] })).toEqual(['db-01', 'web-01']);
    expect(await names({ names: ['web-01', 'db-01'], power_states: ['POWERED_ON'] })).toEqual([
      'web-01',
    ]);
    expect(await names({ power_states: ['POWERED_OFF', 'SUSPENDED'] })).toEqual(['db-01']);
    expect(await names({ vms: [id('VirtualMachine', 'web-01'), 'vm-0'] })).toEqual(['web-01']);
  });

  it('knows the place of each', async () => {
    expect(await names({ datacenters: [id('Datacenter', 'Datacenter')] })).toEqual(ALL);
    expect(await names({ clusters: [id('ClusterComputeResource', 'Cluster')] })).toEqual(ALL);
    expect(await names({ hosts: [id('HostSystem', '172.16.0.173')] })).toEqual(['db-01']);
    expect(await names({ resource_pools: [id('ResourcePool', 'Resources')] })).toEqual(ALL);
    const folder = server.inventory.readPath(datacenter(), 'vmFolder');
    expect(await names({ folders: [(folder as { value: string }).value] })).toEqual(ALL);
    for (const filter of ['datacenters', 'clusters', 'hosts', 'resource_pools', 'folders']) {
      expect(await names({ [filter]: ['nobody-1'] })).toEqual([]);
    }
  });

  it('takes filters of the older door by name and by number', async () => {
    const value = [expect.objectContaining({ name: 'web-01' })];

    expect(await client.get('/rest/vcenter/vm', { 'filter.names': 'web-01' })).toEqual({ value });
    expect(await client.get('/rest/vcenter/vm', { 'filter.names.1': 'web-01' })).toEqual({ value });
  });

  it('leaves templates out', async () => {
    const soap = await server.loggedIn();
    const db = server.named('VirtualMachine', 'db-01');
    await soap.call('MarkAsTemplate', db);

    expect(await names({})).toEqual(ALL.filter((name) => name !== 'db-01'));

    await server.reset();
    expect(await names({})).toEqual(ALL);
  });

  it('is for those who are logged in', async () => {
    const nobody = new RestClient(server.running.url);

    expect(await nobody.send('GET', '/api/vcenter/vm')).toMatchObject({
      status: 401,
      body: { error_type: 'UNAUTHENTICATED' },
    });
  });

  it('refuses words that are no power state', async () => {
    const reply = client.get('/api/vcenter/vm', { power_states: ['ON'] });

    await expect(reply).rejects.toMatchObject({ status: 400 } satisfies Partial<RestProblem>);
  });
});
