/** VMs over REST for somebody who may only look, and for somebody who may not even see. */
import {
  type RestClient,
  restLogin,
  restServerForThisFile,
} from '../../../../helpers/rest-client.ts';

const SEED = `
name: rights
description: Two VMs, somebody who may only look at them, and somebody who sees nothing.
users:
  - { name: reader, password: Reader1! }
  - { name: stranger, password: Stranger1! }
permissions:
  - { entity: /, principal: reader, role: ReadOnly }
  - { entity: /Elsewhere, principal: stranger, role: ReadOnly }
datacenters:
  - name: Elsewhere
  - name: DC
    hosts: [{ name: esx1.example }]
    datastores: [{ name: shelf, capacityGb: 10 }]
    vms:
      - { name: runs, host: esx1.example, datastore: shelf, disks: [{ sizeGb: 1 }] }
      - { name: rests, host: esx1.example, datastore: shelf, power: "off", disks: [{ sizeGb: 1 }] }
`;

const server = restServerForThisFile({
  seed: 'rights.yaml',
  seedText: SEED,
  time: { kind: 'instant' },
});
let reader: RestClient;
let stranger: RestClient;
beforeAll(async () => {
  reader = await restLogin(server, 'reader@vsphere.local', 'Reader1!');
  stranger = await restLogin(server, 'stranger@vsphere.local', 'Stranger1!');
});

const at = (name: string, path = '') =>
  `/api/vcenter/vm/${server.named('VirtualMachine', name).value}${path}`;

describe('Somebody who may only look', () => {
  it('sees all', async () => {
    expect(await reader.get('/api/vcenter/vm')).toHaveLength(2);
    for (const path of ['', '/power', '/tools', '/guest/power', '/tools/installer']) {
      expect(await reader.send('GET', at('runs', path))).toMatchObject({ status: 200 });
    }
  });

  it.each([
    ['DELETE', 'rests', '', {}],
    ['POST', 'rests', '', { action: 'unregister' }],
    ['POST', 'rests', '/power', { action: 'start' }],
    ['POST', 'runs', '/power', { action: 'stop' }],
    ['POST', 'runs', '/power', { action: 'suspend' }],
    ['POST', 'runs', '/power', { action: 'reset' }],
    ['POST', 'runs', '/guest/power', { action: 'shutdown' }],
    ['POST', 'runs', '/tools/installer', { action: 'connect' }],
  ] as const)('%s %s%s %j: may not', async (method, name, path, query) => {
    expect(await reader.send(method, at(name, path), { query })).toMatchObject({
      status: 403,
      body: { error_type: 'UNAUTHORIZED' },
    });
  });

  it('makes no VMs, and copies none', async () => {
    const id = (type: string, name: string) => server.named(type, name).value;
    const placement = {
      folder: id('Folder', 'vm'),
      host: id('HostSystem', 'esx1.example'),
      datastore: id('Datastore', 'shelf'),
    };
    const source = id('VirtualMachine', 'rests');

    for (const [action, body] of [
      [undefined, { guest_OS: 'OTHER_64', name: 'new', placement }],
      ['clone', { source, name: 'new' }],
      [
        'register',
        {
          datastore_path: '[shelf] rests/rests.vmx',
          placement: { ...placement, datastore: undefined },
        },
      ],
    ] as const) {
      const query = action === undefined ? {} : { action };
      expect(await reader.send('POST', '/api/vcenter/vm', { body, query })).toMatchObject({
        status: 403,
      });
    }
  });

  it('gets no console', async () => {
    const body = { type: 'WEBMKS' };

    expect(await reader.send('POST', at('runs', '/console/tickets'), { body })).toMatchObject({
      status: 403,
    });
  });
});

describe('Somebody who may not see', () => {
  it('finds no VMs', async () => {
    expect(await stranger.get('/api/vcenter/vm')).toEqual([]);
    expect(await stranger.send('GET', at('runs'))).toMatchObject({ status: 403 });
  });
});
