import { type RestClient, restLogin, restServerForThisFile } from '../../helpers/rest-client.ts';

/** One more than vCenter lists. */
const SEED = `
name: many
description: more VMs than a list holds
generate: { clusters: 1, hosts: 8, vms: 4001, pools: 0, datastores: 2, vmCpus: 1, vmMemoryMb: 64, hostMemoryGb: 768 }
`;

const server = restServerForThisFile({ seed: 'many.yaml', seedText: SEED });
let client: RestClient;
beforeAll(async () => {
  client = await restLogin(server);
});

describe('A list of more virtual machines than vCenter lists', () => {
  it('is refused at /api, with its own error', async () => {
    expect(await client.send('GET', '/api/vcenter/vm')).toMatchObject({
      status: 400,
      body: {
        error_type: 'UNABLE_TO_ALLOCATE_RESOURCE',
        messages: [{ id: expect.stringMatching(/too_many_matches$/) }],
      },
    });
  });

  it('is refused at /rest, in the older envelope', async () => {
    expect(await client.send('GET', '/rest/vcenter/vm')).toMatchObject({
      status: 400,
      body: { type: 'com.vmware.vapi.std.errors.unable_to_allocate_resource' },
    });
  });

  it('is had by whoever asks for fewer', async () => {
    const hosts = [server.running.services.inventory.ofType('HostSystem')[0]?.value ?? ''];
    expect((await client.get<unknown[]>('/api/vcenter/vm', { hosts })).length).toBeGreaterThan(100);
  });
});
