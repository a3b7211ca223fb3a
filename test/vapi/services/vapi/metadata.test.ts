import { restLogin, restServerForThisFile } from '../../../helpers/rest-client.ts';

const server = restServerForThisFile();
const INTROSPECTION = '/api/vapi/std/introspection';
const METAMODEL = '/api/vapi/metadata/metamodel';

describe('introspection', () => {
  it('lists the services that are here, and their operations', async () => {
    const client = await restLogin(server);

    const services = await client.get<string[]>(`${INTROSPECTION}/service`);
    const session = await client.get(`${INTROSPECTION}/service/com.vmware.cis.session`);

    expect(services).toContain('com.vmware.vcenter.VM');
    expect(session).toEqual({ operations: ['create', 'delete', 'get'] });
  });

  it('spells out what an operation takes and gives', async () => {
    const client = await restLogin(server);

    const definition = await client.get(`${INTROSPECTION}/operation`, {
      service_id: 'com.vmware.vcenter.datacenter',
      operation_id: 'get',
    });

    expect(definition).toMatchObject({
      input_definition: {
        type: 'STRUCTURE',
        name: 'operation-input',
        fields: { datacenter: { type: 'STRING' } },
      },
      output_definition: {
        name: 'com.vmware.vcenter.datacenter.info',
        fields: { name: { type: 'STRING' } },
      },
      error_definitions: expect.arrayContaining([
        expect.objectContaining({ type: 'ERROR', name: 'com.vmware.vapi.std.errors.not_found' }),
      ]),
    });
  });

  it('describes every operation of every service', async () => {
    const client = await restLogin(server);
    const services = await client.get<string[]>(`${INTROSPECTION}/service`);

    for (const service_id of services) {
      const names = await client.get<string[]>(`${INTROSPECTION}/operation`, { service_id });
      for (const operation_id of names) {
        await client.get(`${INTROSPECTION}/operation`, { service_id, operation_id });
      }
    }
  });

  it('does not find a service that is not here', async () => {
    const client = await restLogin(server);

    const reply = await client.send('GET', `${INTROSPECTION}/service/com.vmware.content.library`);

    expect(reply).toMatchObject({ status: 404, body: { error_type: 'NOT_FOUND' } });
  });
});

describe('the metamodel', () => {
  it('is one component with a fingerprint', async () => {
    const client = await restLogin(server);

    const [id] = await client.get<string[]>(`${METAMODEL}/component`);
    const { info, fingerprint } = await client.get<{
      info: { packages: Record<string, { services: object }> };
      fingerprint: string;
    }>(`${METAMODEL}/component/${id}`);

    expect(Object.keys(info.packages['com.vmware.vcenter']?.services ?? {})).toContain(
      'com.vmware.vcenter.VM',
    );
    expect(fingerprint).toMatch(/^[0-9a-f]{40}$/);
  });

  it('tells of structures and enumerations by id', async () => {
    const client = await restLogin(server);

    const structure = await client.get(`${METAMODEL}/structure/com.vmware.vcenter.VM.summary`);
    const enumeration = await client.get<{ values: { value: string }[] }>(
      `${METAMODEL}/enumeration/com.vmware.vcenter.vm.power.state`,
    );

    expect(structure).toMatchObject({
      type: 'STRUCTURE',
      fields: expect.arrayContaining([
        expect.objectContaining({
          name: 'power_state',
          type: {
            category: 'USER_DEFINED',
            user_defined_type: {
              resource_type: 'com.vmware.vapi.enumeration',
              resource_id: 'com.vmware.vcenter.vm.power.state',
            },
          },
        }),
      ]),
    });
    expect(enumeration.values.map(({ value }) => value)).toEqual([
      'POWERED_OFF',
      'POWERED_ON',
      'SUSPENDED',
    ]);
  });
});
