/** The same mistake gets the matching fault or error at every door. */
import { type Doors, openDoors } from '../../helpers/doors.ts';
import { JsonFault } from '../../helpers/json-client.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import { element, type ObjectId, refElement, SoapFault } from '../../helpers/soap-client.ts';
import { FACES, type Input } from '../../helpers/vapi-faces.ts';

const server = serverForThisFile({ time: { kind: 'instant' }, judgeAnswers: true });
const ROOT: ObjectId = { type: 'Folder', value: 'group-d1' };
const GONE: ObjectId = { type: 'VirtualMachine', value: 'vm-9999' };
const vm = (name: string) => server.named('VirtualMachine', name);
const host = (name: string) => server.named('HostSystem', name);
const pool = () => server.named('ResourcePool', 'Resources');

interface Mistake {
  readonly what: string;
  readonly method: string;
  readonly self: () => ObjectId;
  readonly args?: () => string;
  readonly fault: string;
  readonly operation: string;
  readonly input: () => Input;
  readonly error: string;
}

const power = (
  what: string,
  method: string,
  action: string,
  name: string,
  error: string,
): Mistake => ({
  ...{ what, method, error, fault: 'InvalidPowerState' },
  self: () => vm(name),
  operation: `com.vmware.vcenter.vm.power ${action}`,
  input: () => ({ vm: vm(name).value }),
});

const MISTAKES: readonly Mistake[] = [
  {
    what: 'a VM that is not there',
    ...{ method: 'PowerOnVM_Task', fault: 'ManagedObjectNotFound', error: 'NOT_FOUND' },
    self: () => GONE,
    operation: 'com.vmware.vcenter.vm.power start',
    input: () => ({ vm: GONE.value }),
  },
  power('powering on what runs', 'PowerOnVM_Task', 'start', 'web-01', 'ALREADY_IN_DESIRED_STATE'),
  power('powering off what is off', 'PowerOffVM_Task', 'stop', 'db-01', 'ALREADY_IN_DESIRED_STATE'),
  power(
    'suspending what is off',
    'SuspendVM_Task',
    'suspend',
    'db-01',
    'NOT_ALLOWED_IN_CURRENT_STATE',
  ),
  power('resetting what is off', 'ResetVM_Task', 'reset', 'db-01', 'NOT_ALLOWED_IN_CURRENT_STATE'),
  {
    what: 'deleting a VM that runs',
    ...{ method: 'Destroy_Task', fault: 'InvalidPowerState' },
    self: () => vm('web-01'),
    operation: 'com.vmware.vcenter.VM delete',
    input: () => ({ vm: vm('web-01').value }),
    error: 'NOT_ALLOWED_IN_CURRENT_STATE',
  },
  {
    what: 'unregistering a VM that runs',
    ...{ method: 'UnregisterVM', fault: 'InvalidPowerState' },
    self: () => vm('web-01'),
    operation: 'com.vmware.vcenter.VM unregister',
    input: () => ({ vm: vm('web-01').value }),
    error: 'NOT_ALLOWED_IN_CURRENT_STATE',
  },
  {
    what: 'adding processors to a running VM',
    ...{ method: 'ReconfigVM_Task', fault: 'CpuHotPlugNotSupported' },
    self: () => vm('web-01'),
    args: () => `<spec>${element('numCPUs', 2)}</spec>`,
    operation: 'com.vmware.vcenter.vm.hardware.cpu update',
    input: () => ({ vm: vm('web-01').value, spec: { count: 2 } }),
    error: 'NOT_ALLOWED_IN_CURRENT_STATE',
  },
  {
    what: 'a second datacenter of a name',
    ...{ method: 'CreateDatacenter', fault: 'DuplicateName', error: 'ALREADY_EXISTS' },
    self: () => ROOT,
    args: () => element('name', 'Datacenter'),
    operation: 'com.vmware.vcenter.datacenter create',
    input: () => ({ spec: { name: 'Datacenter', folder: ROOT.value } }),
  },
  {
    what: 'a clone of a name that is taken',
    ...{ method: 'CloneVM_Task', fault: 'DuplicateName', error: 'ALREADY_EXISTS' },
    self: () => vm('db-01'),
    args: () =>
      `${refElement('folder', server.named('Folder', 'vm'))}${element('name', 'web-01')}<spec><location>${refElement('pool', pool())}</location>${element('template', false)}${element('powerOn', false)}</spec>`,
    operation: 'com.vmware.vcenter.VM clone',
    input: () => ({ spec: { source: vm('db-01').value, name: 'web-01' } }),
  },
  {
    what: 'the end of a root resource pool',
    ...{ method: 'Destroy_Task', fault: 'InvalidType', error: 'INVALID_ARGUMENT' },
    self: pool,
    operation: 'com.vmware.vcenter.resource_pool delete',
    input: () => ({ resource_pool: pool().value }),
  },
  {
    what: 'connecting a host that is connected',
    ...{ method: 'ReconnectHost_Task', fault: 'InvalidState', error: 'ALREADY_IN_DESIRED_STATE' },
    self: () => host('172.16.0.173'),
    operation: 'com.vmware.vcenter.host connect',
    input: () => ({ host: host('172.16.0.173').value }),
  },
  {
    what: 'shutting down a guest that does not run',
    ...{ method: 'ShutdownGuest', fault: 'InvalidPowerState' },
    self: () => vm('db-01'),
    operation: 'com.vmware.vcenter.vm.guest.power shutdown',
    input: () => ({ vm: vm('db-01').value }),
    error: 'ALREADY_IN_DESIRED_STATE',
  },
];

/** The fault of the call, or of the task that it started. */
async function soapFault(
  { soap }: Doors,
  { method, self, args }: Mistake,
): Promise<string | undefined> {
  try {
    const answer = await soap.call(method, self(), args?.());
    return await taskFault(soap, answer.textAt('returnval'));
  } catch (error) {
    if (error instanceof SoapFault) return error.name;
    throw error;
  }
}

async function jsonFault(
  { json, soap }: Doors,
  { method, self }: Mistake,
): Promise<string | undefined> {
  try {
    const task = (await json.call(method, self())) as ObjectId | undefined;
    return await taskFault(soap, task?.value);
  } catch (error) {
    if (error instanceof JsonFault) return error.name;
    throw error;
  }
}

async function taskFault(
  soap: Doors['soap'],
  task: string | undefined,
): Promise<string | undefined> {
  for (;;) {
    const info = await soap.taskInfo({ type: 'Task', value: task ?? '' });
    if (info.textAt('state') === 'success') return undefined;
    if (info.textAt('state') === 'error') return info.at('error/fault')?.type;
  }
}

describe('at every door', () => {
  let doors: Doors;
  beforeAll(async () => {
    doors = await openDoors(server);
  });
  beforeEach(() => server.reset());

  it.each(MISTAKES.map((mistake) => [mistake.what, mistake] as const))(
    '%s is refused by the matching name',
    async (_what, mistake) => {
      expect(await soapFault(doors, mistake)).toBe(mistake.fault);
      if (!mistake.args) expect(await jsonFault(doors, mistake)).toBe(mistake.fault);
      for (const face of FACES) {
        expect(await doors.vapi.call(face, mistake.operation, mistake.input())).toMatchObject({
          error: mistake.error,
        });
      }
    },
  );
});
