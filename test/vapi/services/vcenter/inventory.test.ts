import { type RestClient, restLogin, restServerForThisFile } from '../../../helpers/rest-client.ts';

const server = restServerForThisFile({ time: { kind: 'instant' } });
let client: RestClient;
beforeAll(async () => {
  client = await restLogin(server);
});

/** The first object of a type. */
function first(type: string): string {
  const [one] = server.running.services.inventory.ofType(type);
  return one?.value ?? '';
}

function named(type: string): readonly string[] {
  const { inventory } = server.running.services;
  return inventory.ofType(type).map((ref) => String(inventory.read(ref, 'name')));
}

interface Named {
  readonly name: string;
}

describe('Lists of the inventory', () => {
  it.each([
    ['datacenter', 'Datacenter'],
    ['cluster', 'ClusterComputeResource'],
    ['host', 'HostSystem'],
    ['datastore', 'Datastore'],
    ['network', 'Network'],
    ['folder', 'Folder'],
    ['resource-pool', 'ResourcePool'],
  ])('%s: all of them over both doors, those of a name, none of another', async (path, type) => {
    const names = named(type);
    const all = await client.get<Named[]>(`/api/vcenter/${path}`);
    expect(all.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(await client.get(`/rest/vcenter/${path}`)).toEqual({ value: all });

    const [name = ''] = names;
    const some = await client.get<Named[]>(`/api/vcenter/${path}`, { names: [name] });
    expect(new Set(some.map((one) => one.name))).toEqual(new Set([name]));
    expect(await client.get(`/rest/vcenter/${path}`, { 'filter.names.1': name })).toEqual({
      value: some,
    });
    expect(await client.get(`/api/vcenter/${path}`, { names: ['nobody'] })).toEqual([]);
  });

  it.each([
    ['host', { clusters: ['domain-c0'] }, 0],
    ['host', { standalone: true }, 0],
    ['host', { standalone: false }, 2],
    ['host', { connection_states: ['CONNECTED'] }, 2],
    ['host', { connection_states: ['DISCONNECTED', 'NOT_RESPONDING'] }, 0],
    ['datastore', { types: ['NFS'] }, 0],
    ['folder', { type: 'DATACENTER' }, 1],
  ] as const)('%s by %j: %d', async (path, query, count) => {
    expect(await client.get<unknown[]>(`/api/vcenter/${path}`, query)).toHaveLength(count);
  });

  it('of what is below a datacenter', async () => {
    const datacenters = [first('Datacenter')];
    for (const path of ['cluster', 'host', 'datastore', 'network', 'resource-pool']) {
      const all = await client.get<unknown[]>(`/api/vcenter/${path}`);
      expect(await client.get(`/api/vcenter/${path}`, { datacenters })).toEqual(all);
      expect(await client.get(`/api/vcenter/${path}`, { datacenters: ['datacenter-0'] })).toEqual(
        [],
      );
    }
  });

  it('know nothing of words that are not theirs', async () => {
    const reply = await client.send('GET', '/api/vcenter/host', {
      query: { connection_states: ['ASLEEP'] },
    });
    expect(reply.status).toBe(400);
  });
});

describe('/api/vcenter/datacenter', () => {
  it('makes one, shows its folders, and takes it away', async () => {
    const id = await client.post<string>('/api/vcenter/datacenter', {
      name: 'New',
      folder: first('Folder'),
    });
    const info = await client.get<Record<string, string>>(`/api/vcenter/datacenter/${id}`);
    expect(info).toMatchObject({ name: 'New', vm_folder: expect.stringMatching(/^group-v/) });
    expect(named('Datacenter')).toContain('New');

    await client.delete(`/api/vcenter/datacenter/${id}`);
    expect(named('Datacenter')).not.toContain('New');
  });

  it.each([
    ['a name that is taken', () => ({ name: named('Datacenter')[0] ?? '' }), 400, 'ALREADY_EXISTS'],
    ['a folder that is not there', () => ({ name: 'X', folder: 'group-d0' }), 404, 'NOT_FOUND'],
  ])('refuses %s', async (_case, body, status, error_type) => {
    const reply = await client.send('POST', '/api/vcenter/datacenter', { body: body() });
    expect(reply).toMatchObject({ status, body: { error_type } });
  });

  it('does not take away what holds something, unless by force', async () => {
    const reply = await client.send('DELETE', `/api/vcenter/datacenter/${first('Datacenter')}`);
    expect(reply).toMatchObject({ status: 400, body: { error_type: 'RESOURCE_IN_USE' } });
  });
});

describe('/api/vcenter/resource-pool', () => {
  it('makes one, changes it, and takes it away', async () => {
    const id = await client.post<string>('/api/vcenter/resource-pool', {
      ...{ name: 'silver', parent: first('ResourcePool') },
      cpu_allocation: { reservation: 100, shares: { level: 'HIGH' } },
    });
    const unlimited = { limit: -1, expandable_reservation: true };
    expect(await client.get(`/api/vcenter/resource-pool/${id}`)).toEqual({
      ...{ name: 'silver', resource_pools: [] },
      cpu_allocation: { ...unlimited, reservation: 100, shares: { level: 'HIGH' } },
      memory_allocation: { ...unlimited, reservation: 0, shares: { level: 'NORMAL' } },
    });

    await client.patch(`/api/vcenter/resource-pool/${id}`, {
      name: 'gold',
      memory_allocation: { shares: { level: 'CUSTOM', shares: 1234 } },
    });
    expect(await client.get(`/api/vcenter/resource-pool/${id}`)).toMatchObject({
      name: 'gold',
      cpu_allocation: { reservation: 100 },
      memory_allocation: { shares: { level: 'CUSTOM', shares: 1234 } },
    });

    await client.delete(`/api/vcenter/resource-pool/${id}`);
    expect(await client.send('GET', `/api/vcenter/resource-pool/${id}`)).toMatchObject({
      status: 404,
    });
  });
});

describe('/api/vcenter/host', () => {
  it('disconnects a host and connects it again, once each', async () => {
    const id = first('HostSystem');
    const state = async () =>
      (await client.get<{ connection_state: string }[]>('/api/vcenter/host', { hosts: [id] }))[0];
    const send = (action: string) =>
      client.send('POST', `/api/vcenter/host/${id}`, { query: { action } });
    expect((await send('connect')).status).toBe(400);
    expect((await send('disconnect')).status).toBeLessThan(300);
    expect(await state()).toMatchObject({ connection_state: 'DISCONNECTED' });
    expect((await send('connect')).status).toBeLessThan(300);
    expect(await state()).toMatchObject({
      connection_state: 'CONNECTED',
      power_state: 'POWERED_ON',
    });
  });

  it('does not know a host that is not there', async () => {
    expect(await client.send('DELETE', '/api/vcenter/host/host-0')).toMatchObject({
      status: 404,
      body: { messages: [{ id: 'com.vmware.api.vcenter.host.not_found' }] },
    });
  });
});

describe('Single objects', () => {
  it('show a cluster with its pool, a datastore with its room', async () => {
    const cluster = await client.get(`/api/vcenter/cluster/${first('ClusterComputeResource')}`);
    expect(cluster).toMatchObject({ resource_pool: expect.stringMatching(/^resgroup-/) });
    const datastore = await client.get(`/api/vcenter/datastore/${first('Datastore')}`);
    expect(datastore).toMatchObject({
      type: 'VMFS',
      accessible: true,
      free_space: expect.any(Number),
    });
  });

  it('say of ids what they are', async () => {
    const id = first('Datastore');
    expect(await client.get('/api/vcenter/inventory/datastore', { datastores: [id] })).toEqual({
      [id]: { type: 'Datastore' },
    });
    const reply = await client.send('GET', '/api/vcenter/inventory/datastore', {
      query: { datastores: [id, 'datastore-0'] },
    });
    expect(reply.status).toBe(404);
  });

  it('know of no storage policies', async () => {
    expect(await client.get('/api/vcenter/storage/policies')).toEqual([]);
  });
});

describe('Callers', () => {
  it('are asked who they are once the path is known', async () => {
    const { RestClient } = await import('../../../helpers/rest-client.ts');
    const nobody = new RestClient(server.running.url);
    expect((await nobody.send('GET', '/api/vcenter/host')).status).toBe(401);
    expect((await nobody.send('GET', '/api/vcenter/nothing')).status).toBe(404);
  });
});
