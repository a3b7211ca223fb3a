import { type RestClient, restLogin, restServerForThisFile } from '../../../helpers/rest-client.ts';

const server = restServerForThisFile();
let client: RestClient;
let count = 0;
beforeAll(async () => {
  client = await restLogin(server);
});

interface CategoryWish {
  readonly cardinality?: 'SINGLE' | 'MULTIPLE';
  readonly types?: readonly string[];
}

function category({ cardinality = 'MULTIPLE', types = [] }: CategoryWish = {}): Promise<string> {
  count += 1;
  return client.post('/api/cis/tagging/category', {
    ...{ name: `category ${count}`, description: 'of a test', cardinality },
    associable_types: types,
  });
}

function tag(category_id: string): Promise<string> {
  count += 1;
  return client.post('/api/cis/tagging/tag', {
    name: `tag ${count}`,
    description: '',
    category_id,
  });
}

function vmId(): { type: string; id: string } {
  const [vm] = server.running.services.inventory.ofType('VirtualMachine');
  return { type: 'VirtualMachine', id: vm?.value ?? '' };
}

describe('/api/cis/tagging', () => {
  it('makes, shows, changes and deletes categories', async () => {
    const id = await category({ cardinality: 'SINGLE', types: ['VirtualMachine'] });
    expect(await client.get(`/api/cis/tagging/category/${id}`)).toMatchObject({
      ...{ id, cardinality: 'SINGLE', associable_types: ['VirtualMachine'], used_by: [] },
    });

    await client.patch(`/api/cis/tagging/category/${id}`, { name: 'Renamed' });
    expect(await client.get(`/api/cis/tagging/category/${id}`)).toMatchObject({ name: 'Renamed' });

    await client.delete(`/api/cis/tagging/category/${id}`);
    expect(await client.get('/api/cis/tagging/category')).not.toContain(id);
    expect(await client.send('GET', `/api/cis/tagging/category/${id}`)).toMatchObject({
      status: 404,
      body: { error_type: 'NOT_FOUND' },
    });
  });

  it('makes, shows, changes and deletes tags', async () => {
    const category_id = await category();
    const id = await tag(category_id);
    await client.patch(`/api/cis/tagging/tag/${id}`, { description: 'told' });

    expect(await client.get(`/api/cis/tagging/tag/${id}`)).toMatchObject({
      ...{ id, category_id, description: 'told' },
    });
    expect(
      await client.post(
        '/api/cis/tagging/tag',
        { category_id },
        { action: 'list-tags-for-category' },
      ),
    ).toEqual([id]);

    await client.delete(`/api/cis/tagging/tag/${id}`);
    expect(await client.get('/api/cis/tagging/tag')).not.toContain(id);
  });

  it('attaches a tag, tells who carries it, and detaches it', async () => {
    const id = await tag(await category());
    const object_id = vmId();
    await client.post(
      `/api/cis/tagging/tag-association/${id}`,
      { object_id },
      { action: 'attach' },
    );

    expect(
      await client.post(`/api/cis/tagging/tag-association/${id}`, undefined, {
        action: 'list-attached-objects',
      }),
    ).toEqual([object_id]);
    expect(
      await client.post(
        '/api/cis/tagging/tag-association',
        { object_id },
        { action: 'list-attached-tags' },
      ),
    ).toContain(id);
    expect(await client.get('/api/vcenter/tagging/associations')).toMatchObject({
      associations: expect.arrayContaining([{ tag: id, object: object_id }]),
      status: 'END_OF_DATA',
    });

    await client.post(
      `/api/cis/tagging/tag-association/${id}`,
      { object_id },
      { action: 'detach' },
    );
    expect(
      await client.post(
        '/api/cis/tagging/tag-association',
        { object_id },
        { action: 'list-attached-tags' },
      ),
    ).not.toContain(id);
  });

  it('does of many what can be done, and says why of the rest', async () => {
    const zone = await category({ cardinality: 'SINGLE' });
    const tag_ids = [await tag(zone), await tag(zone), 'urn:vmomi:InventoryServiceTag:none:GLOBAL'];

    const answer = await client.post<{ success: boolean; error_messages: unknown[] }>(
      '/api/cis/tagging/tag-association',
      { object_id: vmId(), tag_ids },
      { action: 'attach-multiple-tags-to-object' },
    );

    expect(answer.success).toBe(false);
    expect(answer.error_messages).toHaveLength(2);
  });

  it.each([
    ['an object that is not there', { type: 'VirtualMachine', id: 'vm-0' }, 404],
    ['a type that the category is not for', undefined, 400],
  ])('does not attach to %s', async (_case, object_id, status) => {
    const id = await tag(await category({ types: ['HostSystem'] }));
    const reply = await client.send('POST', `/api/cis/tagging/tag-association/${id}`, {
      query: { action: 'attach' },
      body: { object_id: object_id ?? vmId() },
    });
    expect(reply.status).toBe(status);
  });

  it('wants categories of one name once', async () => {
    const id = await category();
    const { name } = await client.get<{ name: string }>(`/api/cis/tagging/category/${id}`);
    const reply = await client.send('POST', '/api/cis/tagging/category', {
      body: { name, description: '', cardinality: 'SINGLE', associable_types: [] },
    });
    expect(reply).toMatchObject({ status: 400, body: { error_type: 'ALREADY_EXISTS' } });
  });
});

describe('/rest/com/vmware/cis/tagging', () => {
  it('speaks of the same tags in the older style', async () => {
    const category_id = await category();
    const made = await client.post<{ value: string }>('/rest/com/vmware/cis/tagging/tag', {
      create_spec: { name: 'legacy', description: '', category_id },
    });
    const id = made.value;

    expect(await client.get(`/rest/com/vmware/cis/tagging/tag/id:${id}`)).toMatchObject({
      value: { id, name: 'legacy', category_id },
    });
    await client.post(
      `/rest/com/vmware/cis/tagging/tag-association/id:${id}`,
      { object_id: vmId() },
      { '~action': 'attach' },
    );
    expect(
      await client.post(`/rest/com/vmware/cis/tagging/tag-association/id:${id}`, undefined, {
        '~action': 'list-attached-objects',
      }),
    ).toEqual({ value: [vmId()] });
    expect(
      await client.post(
        '/rest/com/vmware/cis/tagging/tag-association',
        { tag_ids: [id] },
        { '~action': 'list-attached-objects-on-tags' },
      ),
    ).toEqual({ value: [{ tag_id: id, object_ids: [vmId()] }] });
    await client.delete(`/rest/com/vmware/cis/tagging/tag/id:${id}`);
  });
});
