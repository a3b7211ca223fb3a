/** Hosts, datacenters and resource pools come, go and change alike, whichever door is asked. */
import { thumbprintOfHost } from '../../../server/vim/objects/host-system/connect-spec.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import { element, type ObjectId, refElement } from '../../helpers/soap-client.ts';
import { type Deed, describeDeeds, type Lab, labOf } from './same-deed.ts';

const server = serverForThisFile({ time: { kind: 'instant' } });
const IDLE = '172.16.0.173';
const NEW_HOST = 'esx-99.example';
const ROOT: ObjectId = { type: 'Folder', value: 'group-d1' };

const host = (lab: Lab, name: string) => lab.named('HostSystem', name);
const hostFolder = (lab: Lab) => lab.named('Folder', 'host');
const rootPool = (lab: Lab) => lab.named('ResourcePool', 'Resources');
const child = (lab: Lab) => lab.named('ResourcePool', 'child');
const allocation = (reservation: number) =>
  `<reservation>${reservation}</reservation><expandableReservation>true</expandableReservation><limit>-1</limit><shares><shares>0</shares><level>normal</level></shares>`;
const config = (cpu: number) =>
  `<cpuAllocation>${allocation(cpu)}</cpuAllocation><memoryAllocation>${allocation(0)}</memoryAllocation>`;
const createChild = (lab: Lab) =>
  lab.soap.call(
    'CreateResourcePool',
    rootPool(lab),
    `${element('name', 'child')}<spec>${config(0)}</spec>`,
  );
const addHost = (lab: Lab) =>
  lab.carryOut(
    'AddStandaloneHost_Task',
    hostFolder(lab),
    `<spec>${element('hostName', NEW_HOST)}${element('sslThumbprint', thumbprintOfHost(NEW_HOST))}${element('userName', 'root')}${element('password', 'secret')}${element('force', true)}</spec>${element('addConnected', true)}`,
  );

const DEEDS: readonly Deed[] = [
  {
    what: 'a host is disconnected',
    watched: (lab) => [host(lab, IDLE), 'runtime.connectionState'],
    rest: (lab) =>
      lab.rest.post(`/api/vcenter/host/${host(lab, IDLE).value}`, undefined, {
        action: 'disconnect',
      }),
    soap: (lab) => lab.carryOut('DisconnectHost_Task', host(lab, IDLE)),
  },
  {
    what: 'a host is connected',
    before: (lab) => lab.carryOut('DisconnectHost_Task', host(lab, IDLE)),
    watched: (lab) => [host(lab, IDLE), 'runtime.connectionState'],
    rest: (lab) =>
      lab.rest.post(`/api/vcenter/host/${host(lab, IDLE).value}`, undefined, { action: 'connect' }),
    soap: (lab) => lab.carryOut('ReconnectHost_Task', host(lab, IDLE)),
  },
  {
    what: 'a host is added',
    watched: (lab) => [hostFolder(lab), 'childEntity'],
    rest: (lab) =>
      lab.rest.post('/api/vcenter/host', {
        ...{ hostname: NEW_HOST, user_name: 'root', password: 'secret', force_add: true },
        ...{ thumbprint_verification: 'NONE', folder: hostFolder(lab).value },
      }),
    soap: addHost,
  },
  {
    what: 'a host is removed',
    before: addHost,
    watched: (lab) => [hostFolder(lab), 'childEntity'],
    rest: (lab) => lab.rest.delete(`/api/vcenter/host/${host(lab, NEW_HOST).value}`),
    soap: (lab) => lab.carryOut('Destroy_Task', lab.named('ComputeResource', NEW_HOST)),
  },
  {
    what: 'a datacenter is made',
    watched: () => [ROOT, 'childEntity'],
    rest: (lab) => lab.rest.post('/api/vcenter/datacenter', { name: 'second', folder: ROOT.value }),
    soap: (lab) => lab.soap.call('CreateDatacenter', ROOT, element('name', 'second')),
  },
  {
    what: 'a datacenter is deleted',
    before: (lab) => lab.soap.call('CreateDatacenter', ROOT, element('name', 'second')),
    watched: () => [ROOT, 'childEntity'],
    rest: (lab) =>
      lab.rest.delete(`/api/vcenter/datacenter/${lab.named('Datacenter', 'second').value}`),
    soap: (lab) => lab.carryOut('Destroy_Task', lab.named('Datacenter', 'second')),
  },
  {
    what: 'a resource pool is made',
    watched: (lab) => [rootPool(lab), 'resourcePool'],
    rest: (lab) =>
      lab.rest.post('/api/vcenter/resource-pool', { name: 'child', parent: rootPool(lab).value }),
    soap: createChild,
  },
  {
    what: 'a resource pool is given a reservation',
    before: createChild,
    watched: (lab) => [child(lab), 'config.cpuAllocation.reservation'],
    rest: (lab) =>
      lab.rest.patch(`/api/vcenter/resource-pool/${child(lab).value}`, {
        cpu_allocation: { reservation: 1000 },
      }),
    soap: (lab) => lab.soap.call('UpdateConfig', child(lab), `<config>${config(1000)}</config>`),
  },
  {
    what: 'a resource pool is renamed',
    before: createChild,
    watched: (lab) => [child(lab), 'name'],
    rest: (lab) =>
      lab.rest.patch(`/api/vcenter/resource-pool/${child(lab).value}`, { name: 'other' }),
    soap: (lab) => lab.soap.call('UpdateConfig', child(lab), element('name', 'other')),
  },
  {
    what: 'a resource pool is deleted',
    before: createChild,
    watched: (lab) => [rootPool(lab), 'resourcePool'],
    rest: (lab) => lab.rest.delete(`/api/vcenter/resource-pool/${child(lab).value}`),
    soap: (lab) => lab.carryOut('Destroy_Task', child(lab)),
  },
];

describe('at REST and at SOAP alike', () => {
  describeDeeds(server, DEEDS);
});

describe('what only SOAP can do is seen at every other door', () => {
  const list = async (lab: Lab, kind: string) => {
    const outputs = await Promise.all(
      (['api', 'rest', 'rpc'] as const).map((face) =>
        lab.vapi.demand<readonly { readonly name: string }[]>(
          face,
          `com.vmware.vcenter.${kind} list`,
        ),
      ),
    );
    return outputs.map((rows) => rows.map(({ name }) => name));
  };

  it.each([
    ['cluster', 'CreateClusterEx', `${element('name', 'fresh')}<spec></spec>`],
    ['folder', 'CreateFolder', element('name', 'fresh')],
  ])('a new %s', async (kind, method, args) => {
    const lab = await labOf(server);
    await server.reset();

    await lab.soap.call(method, hostFolder(lab), args);

    for (const names of await list(lab, kind)) expect(names).toContain('fresh');
  });

  it.each([
    ['VM', 'VirtualMachine', 'db-01'],
    ['host', 'ClusterComputeResource', 'Cluster'],
    ['datastore', 'Datastore', 'SharedDS'],
    ['datacenter', 'Datacenter', 'Datacenter'],
    ['cluster', 'ClusterComputeResource', 'Cluster'],
  ])('a new name, in the list of each %s', async (kind, type, name) => {
    const lab = await labOf(server);
    await server.reset();
    const before = await list(lab, kind);

    await lab.carryOut('Rename_Task', lab.named(type, name), element('newName', 'renamed'));

    const renamed = before.map((names) => names.map((each) => (each === name ? 'renamed' : each)));
    expect(await list(lab, kind)).toEqual(renamed);
  });

  it('a VM that moves into another folder or pool', async () => {
    const lab = await labOf(server);
    await server.reset();
    await createChild(lab);
    await lab.soap.call('CreateFolder', lab.named('Folder', 'vm'), element('name', 'inner'));
    const vm = lab.vm('db-01');

    await lab.soap.call('MoveIntoResourcePool', child(lab), refElement('list', vm));
    await lab.carryOut('MoveIntoFolder_Task', lab.named('Folder', 'inner'), refElement('list', vm));

    const filters = {
      resource_pools: [child(lab).value],
      folders: [lab.named('Folder', 'inner').value],
    };
    for (const face of ['api', 'rest', 'rpc'] as const) {
      expect(
        await lab.vapi.demand(face, 'com.vmware.vcenter.VM list', { filter: filters }),
      ).toMatchObject([{ vm: vm.value }]);
    }
  });
});
