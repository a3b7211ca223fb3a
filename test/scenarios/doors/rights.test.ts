/** A user sees the same, and may do the same, at every door. */
import { readFileSync } from 'node:fs';
import { builtInPath } from '../../../server/inventory/seed/built-in.ts';
import type { View } from '../../helpers/door-view.ts';
import { type Doors, openDoors } from '../../helpers/doors.ts';
import { JsonFault } from '../../helpers/json-client.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import { element, type ObjectId, refElement, SoapFault } from '../../helpers/soap-client.ts';
import { FACES, type FaceName, type Input, type Outcome } from '../../helpers/vapi-faces.ts';
import { jsonView, soapView } from '../../helpers/vim-views.ts';

const USERS = `
users:
  - { name: looker, password: Looker1! }
  - { name: keeper, password: Keeper1! }
roles:
  - { name: Keeping, label: Keeping, privileges: [VirtualMachine.Interact.PowerOn, VirtualMachine.Config.CPUCount] }
permissions:
  - { entity: /, principal: looker, role: ReadOnly }
  - { entity: /Datacenter/vm/web-01, principal: keeper, role: Keeping }
  - { entity: /Datacenter/vm/db-01, principal: keeper, role: Keeping }
`;
const server = serverForThisFile({
  seed: 'lab.yaml',
  seedText: readFileSync(builtInPath('lab'), 'utf8') + USERS,
  time: { kind: 'instant' },
  judgeAnswers: true,
});
const ROOT: ObjectId = { type: 'Folder', value: 'group-d1' };
/** Type and id of each kind, and something that only who may read it is told. */
const KINDS = {
  VM: ['VirtualMachine', 'vm', 'power'],
  host: ['HostSystem', 'host', 'connection'],
  datastore: ['Datastore', 'datastore', 'capacity'],
  resource_pool: ['ResourcePool', 'resource_pool', 'cpuReservation'],
} as const;

const named = (type: string, name: string) => server.named(type, name);
const vm = (name: string) => named('VirtualMachine', name);
const doorsFor = (user: 'looker' | 'keeper') =>
  openDoors(server, `${user}@vsphere.local`, user === 'looker' ? 'Looker1!' : 'Keeper1!');

beforeEach(() => server.reset());

describe.each(['looker', 'keeper'] as const)('what %s may read', (user) => {
  it.each(Object.entries(KINDS))(
    'is the same list of each %s at every door',
    async (kind, [type, id, detail]) => {
      const doors = await doorsFor(user);
      const idsIn = (view: View) =>
        Object.entries(view)
          .filter(([key, told]) => key.startsWith(`${type} `) && told[detail] !== undefined)
          .map(([key]) => key.split(' ')[1])
          .toSorted();
      const seen = idsIn(await soapView(doors.soap));

      expect(idsIn(await jsonView(doors.json))).toEqual(seen);
      for (const face of FACES) {
        const name = `com.vmware.vcenter.${kind} list`;
        const rows = await doors.vapi.demand<readonly Record<string, string>[]>(face, name);
        expect({ face, ids: rows.map((row) => row[id]).toSorted() }).toEqual({ face, ids: seen });
      }
      if (user === 'looker') expect(seen).toHaveLength(server.inventory.ofType(type).length);
    },
  );
});

describe('a view', () => {
  it('is read by who made it, whatever else he may not read', async () => {
    const { json, soap } = await doorsFor('keeper');
    const made = await soap.call(
      'CreateContainerView',
      { type: 'ViewManager', value: 'ViewManager' },
      `${refElement('container', ROOT)}${element('type', 'VirtualMachine')}${element('recursive', true)}`,
    );
    const view = { type: 'ContainerView', value: made.textAt('returnval') ?? '' };

    expect(await soap.idsOf(view, 'view')).toContain(vm('web-01').value);
    expect(await json.get(view, 'view')).toEqual(
      expect.arrayContaining([expect.objectContaining({ value: vm('web-01').value })]),
    );
  });
});

/** A deed at SOAP, at VI JSON, and its operation. */
interface Deed {
  readonly what: string;
  readonly method: string;
  readonly self: () => ObjectId;
  readonly args?: () => string;
  readonly json?: () => object;
  readonly operation: string;
  readonly input: () => Input;
}

const onVm = (name: string, what: string, method: string, operation: string): Deed => ({
  what: `${what} of ${name}`,
  ...{ method, operation },
  self: () => vm(name),
  input: () => ({ vm: vm(name).value }),
});

const DEEDS: readonly Deed[] = [
  onVm('db-01', 'power-on', 'PowerOnVM_Task', 'com.vmware.vcenter.vm.power start'),
  onVm('web-01', 'power-off', 'PowerOffVM_Task', 'com.vmware.vcenter.vm.power stop'),
  onVm('local-only', 'power-off', 'PowerOffVM_Task', 'com.vmware.vcenter.vm.power stop'),
  onVm('db-01', 'deletion', 'Destroy_Task', 'com.vmware.vcenter.VM delete'),
  onVm('db-01', 'unregistration', 'UnregisterVM', 'com.vmware.vcenter.VM unregister'),
  onVm('web-01', 'shutdown', 'ShutdownGuest', 'com.vmware.vcenter.vm.guest.power shutdown'),
  {
    what: 'two processors more for db-01',
    method: 'ReconfigVM_Task',
    self: () => vm('db-01'),
    args: () => `<spec>${element('numCPUs', 4)}</spec>`,
    json: () => ({ spec: { _typeName: 'VirtualMachineConfigSpec', numCPUs: 4 } }),
    operation: 'com.vmware.vcenter.vm.hardware.cpu update',
    input: () => ({ vm: vm('db-01').value, spec: { count: 4 } }),
  },
  {
    what: 'more memory for db-01',
    method: 'ReconfigVM_Task',
    self: () => vm('db-01'),
    args: () => `<spec>${element('memoryMB', 8192)}</spec>`,
    json: () => ({ spec: { _typeName: 'VirtualMachineConfigSpec', memoryMB: 8192 } }),
    operation: 'com.vmware.vcenter.vm.hardware.memory update',
    input: () => ({ vm: vm('db-01').value, spec: { size_MiB: 8192 } }),
  },
  {
    what: 'a move of web-01',
    method: 'RelocateVM_Task',
    self: () => vm('web-01'),
    args: () => `<spec>${refElement('host', named('HostSystem', '172.16.0.173'))}</spec>`,
    json: () => ({
      spec: {
        _typeName: 'VirtualMachineRelocateSpec',
        host: { _typeName: 'ManagedObjectReference', ...named('HostSystem', '172.16.0.173') },
      },
    }),
    operation: 'com.vmware.vcenter.VM relocate',
    input: () => ({
      vm: vm('web-01').value,
      spec: { placement: { host: named('HostSystem', '172.16.0.173').value } },
    }),
  },
  {
    what: 'a datacenter',
    method: 'CreateDatacenter',
    self: () => ROOT,
    args: () => element('name', 'new'),
    json: () => ({ name: 'new' }),
    operation: 'com.vmware.vcenter.datacenter create',
    input: () => ({ spec: { name: 'new', folder: ROOT.value } }),
  },
  {
    what: 'a disconnected host',
    method: 'DisconnectHost_Task',
    self: () => named('HostSystem', '172.16.0.173'),
    operation: 'com.vmware.vcenter.host disconnect',
    input: () => ({ host: named('HostSystem', '172.16.0.173').value }),
  },
  {
    what: 'the end of a resource pool',
    method: 'Destroy_Task',
    self: () => named('ResourcePool', 'Resources'),
    operation: 'com.vmware.vcenter.resource_pool delete',
    input: () => ({ resource_pool: named('ResourcePool', 'Resources').value }),
  },
];

type Verdict = 'may' | 'may not';

function faultVerdict(name: string): Verdict {
  return name === 'NoPermission' ? 'may not' : 'may';
}

async function soapVerdict({ soap }: Doors, { method, self, args }: Deed): Promise<Verdict> {
  try {
    await soap.call(method, self(), args?.());
    return 'may';
  } catch (error) {
    if (error instanceof SoapFault) return faultVerdict(error.name);
    throw error;
  }
}

async function jsonVerdict({ json }: Doors, { method, self, json: args }: Deed): Promise<Verdict> {
  try {
    await json.call(method, self(), args?.());
    return 'may';
  } catch (error) {
    if (error instanceof JsonFault) return faultVerdict(error.name);
    throw error;
  }
}

function outcomeVerdict(outcome: Outcome): Verdict {
  return 'error' in outcome && outcome.error === 'UNAUTHORIZED' ? 'may not' : 'may';
}

describe.each(['looker', 'keeper'] as const)('what %s may do', (user) => {
  it.each(DEEDS.map((deed) => [deed.what, deed] as const))(
    '%s: is the same at every door',
    async (_what, deed) => {
      const doors = await doorsFor(user);
      const bySoap = await soapVerdict(doors, deed);
      await server.reset();
      const byJson = await jsonVerdict(doors, deed);
      const byFace: Partial<Record<FaceName, Verdict>> = {};
      for (const face of FACES) {
        await server.reset();
        byFace[face] = outcomeVerdict(await doors.vapi.call(face, deed.operation, deed.input()));
      }

      expect({ json: byJson, ...byFace }).toEqual({
        ...{ json: bySoap, api: bySoap, rest: bySoap, rpc: bySoap },
      });
      if (user === 'looker') expect(bySoap).toBe('may not');
    },
  );
});

describe('another user', () => {
  it('sees no task of the vAPI on what is hidden, and may not cancel it', async () => {
    const keeper = await doorsFor('keeper');
    const administrator = await openDoors(server);
    const reply = await administrator.rest.send(
      'POST',
      `/api/vcenter/vm/${vm('local-only').value}/power`,
      { query: { action: 'stop', 'vmw-task': 'true' } },
    );
    const task = String(reply.body);
    const filter_spec = { tasks: [task] };

    for (const face of FACES) {
      const get = await keeper.vapi.call(face, 'com.vmware.cis.tasks get', { task });
      expect(get).toMatchObject({ error: 'UNAUTHORIZED' });
      const cancel = await keeper.vapi.call(face, 'com.vmware.cis.tasks cancel', { task });
      expect(cancel).toMatchObject({ error: 'UNAUTHORIZED' });
      const list = { face, name: 'com.vmware.cis.tasks list', input: { filter_spec } };
      expect(await keeper.vapi.demand(face, list.name, list.input)).toEqual({});
      expect(await administrator.vapi.demand(face, list.name, list.input)).toHaveProperty(task);
    }
  });

  it('sees tags on what it sees alone', async () => {
    const administrator = await openDoors(server);
    const keeper = await doorsFor('keeper');
    const category_id = await administrator.rest.post<string>('/api/cis/tagging/category', {
      ...{ name: 'tier', description: '', cardinality: 'MULTIPLE', associable_types: [] },
    });
    const tag_id = await administrator.rest.post<string>('/api/cis/tagging/tag', {
      ...{ name: 'gold', description: '', category_id },
    });
    for (const name of ['web-01', 'local-only']) {
      await administrator.rest.post(
        `/api/cis/tagging/tag-association/${tag_id}`,
        { object_id: { type: 'VirtualMachine', id: vm(name).value } },
        { action: 'attach' },
      );
    }

    for (const face of FACES) {
      expect(
        await keeper.vapi.demand(
          face,
          'com.vmware.cis.tagging.tag_association list_attached_objects',
          { tag_id },
        ),
      ).toEqual([{ type: 'VirtualMachine', id: vm('web-01').value }]);
    }
  });
});
