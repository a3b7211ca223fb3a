import { VapiDispatch } from '../../server/vapi/dispatch.ts';
import { VapiError } from '../../server/vapi/error.ts';
import type { CisTaskInfo } from '../../server/vapi/generated/types.ts';
import { loadVapiModel } from '../../server/vapi/model.ts';
import { objectOf } from '../../server/vapi/objects.ts';
import { type ServiceTable, vapiService } from '../../server/vapi/service.ts';
import { tasks } from '../../server/vapi/services/cis/tasks.ts';
import { createDispatch } from '../../server/vim/dispatch.ts';
import { Vcenter } from '../helpers/vcenter.ts';

const model = loadVapiModel();
const POWER = 'com.vmware.vcenter.vm.power';

const power = vapiService(POWER, {
  get: () => ({ state: 'POWERED_ON' as const }),

  async start({ vm }, context) {
    await context.carryOut(objectOf(context, 'VirtualMachine', vm), 'PowerOnVM_Task', {});
  },

  async stop({ vm }, context) {
    const message = { id: 'mine', default_message: 'Mine.', args: [] };
    const self = objectOf(context, 'VirtualMachine', vm);
    await context.carryOut(
      self,
      'PowerOffVM_Task',
      {},
      { faults: { InvalidPowerState: { message } } },
    );
  },

  suspend: () => undefined,

  reset() {
    throw new Error('a defect');
  },
});

function given(tables: readonly ServiceTable[] = [power, tasks]) {
  const vcenter = new Vcenter();
  const { services } = vcenter;
  const errors: unknown[] = [];
  const missing: string[] = [];
  const vapi = new VapiDispatch({
    ...{ services, model, tables },
    dispatch: createDispatch({ services }),
    rank: vcenter.catalog.newestRank,
    onError: (error) => errors.push(error),
    onMissing: (service, name) => missing.push(`${service}.${name}`),
  });
  const invoke = (
    name: string,
    input: Record<string, unknown> = {},
    { service = POWER, asTask = false, session = vcenter.administrator.session } = {},
  ) => {
    const operation = vapi.find(service, name);
    if (!operation) throw new Error(`${name} is not written`);
    return vapi.invoke({ operation, input, asTask }, { ...vcenter.administrator, session });
  };
  const vm = vcenter.inventory
    .ofType('VirtualMachine')
    .find((ref) => vcenter.inventory.readPath(ref, 'runtime.powerState') === 'poweredOff');
  if (!vm) throw new Error('the lab has no VM that is off');
  return { vcenter, vapi, invoke, errors, missing, vm: vm.value };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe('an operation of the vAPI', () => {
  it('answers once the task it carries out has ended', async () => {
    const { vcenter, invoke, vm } = given();
    let answered = false;

    const answer = invoke('start', { vm }).then(() => {
      answered = true;
    });
    await settled();

    expect(answered).toBe(false);
    vcenter.clock.advance(60_000);
    await answer;
    expect(
      vcenter.inventory.readPath(vcenter.inventory.find(vm) as never, 'runtime.powerState'),
    ).toBe('poweredOn');
  });

  it('tells the fault of a task as an error which it declares', async () => {
    const { vcenter, invoke, vm } = given();

    const answer = invoke('stop', { vm });
    answer.catch(() => undefined);
    await settled();
    vcenter.clock.advance(60_000);

    await expect(answer).rejects.toMatchObject({
      name: 'already_in_desired_state',
      messages: [{ id: 'mine' }, { id: 'vmsg.InvalidPowerState.summary' }],
    });
  });

  it('does not find an object that is not there', async () => {
    const { invoke } = given();

    await expect(invoke('start', { vm: 'vm-0' })).rejects.toMatchObject({
      name: 'not_found',
      messages: [
        {
          id: 'com.vmware.api.vcenter.vm.not_found',
          default_message: "Virtual machine with identifier 'vm-0' does not exist.",
          args: ['vm-0'],
        },
      ],
    });
  });

  it('demands a session', async () => {
    const { vapi, vcenter } = given();
    const operation = vapi.find(POWER, 'get');
    if (!operation) throw new Error('not written');
    const nobody = { ...vcenter.administrator, session: undefined };

    const answer = vapi.invoke({ operation, input: {}, asTask: false }, nobody);

    await expect(answer).rejects.toMatchObject({ name: 'unauthenticated' });
  });

  it('that fails by a defect is an internal server error, and logged', async () => {
    const { invoke, errors, vm } = given();

    await expect(invoke('reset', { vm })).rejects.toBeInstanceOf(VapiError);

    expect(errors).toEqual([new Error('a defect')]);
  });

  it('that nobody wrote is counted', () => {
    const { vapi, missing } = given();

    expect(vapi.find('com.vmware.vcenter.VM', 'clone')).toBeUndefined();
    expect(vapi.find('com.vmware.content.library', 'list')).toBeUndefined();
    expect(vapi.find('com.vmware.nothing', 'list')).toBeUndefined();

    expect(missing).toEqual(['com.vmware.vcenter.VM.clone', 'com.vmware.content.library.list']);
  });
});

describe('an operation called as a task', () => {
  const look = (invoke: ReturnType<typeof given>['invoke'], task: unknown) =>
    invoke('get', { task }, { service: 'com.vmware.cis.tasks' }) as Promise<CisTaskInfo>;

  it('answers the task it starts, and is told in the end', async () => {
    const { vcenter, invoke, vm } = given();

    const id = await invoke('start', { vm }, { asTask: true });

    expect(id).toMatch(/^task-\d+$/);
    expect(await look(invoke, id)).toMatchObject({
      service: POWER,
      operation: 'start',
      status: 'PENDING',
      target: { type: 'VirtualMachine', id: vm },
      user: 'Administrator@VSPHERE.LOCAL',
    });
    vcenter.clock.advance(60_000);
    await settled();
    expect(await look(invoke, id)).toMatchObject({ status: 'SUCCEEDED', result: undefined });
  });

  it('keeps the error of a failure', async () => {
    const { vcenter, invoke, vm } = given();

    const id = await invoke('stop', { vm }, { asTask: true });
    vcenter.clock.advance(60_000);
    await settled();

    expect(await look(invoke, id)).toMatchObject({
      status: 'FAILED',
      error: { error_type: 'ALREADY_IN_DESIRED_STATE' },
    });
  });

  it('has a task of its own where it starts none', async () => {
    const { vcenter, invoke, vm } = given();

    const id = await invoke('suspend', { vm }, { asTask: true });

    expect(await look(invoke, id)).toMatchObject({ status: 'SUCCEEDED', operation: 'suspend' });
    expect(vcenter.services.tasks.history().at(-1)?.key).toBe(id);
  });

  it('that fails before there is a task fails at once', async () => {
    const { invoke } = given();

    await expect(invoke('start', { vm: 'vm-0' }, { asTask: true })).rejects.toMatchObject({
      name: 'not_found',
    });
  });

  it('is listed with those of its caller', async () => {
    const { invoke, vm } = given();
    const id = String(await invoke('suspend', { vm }, { asTask: true }));

    const list = await invoke('list', {}, { service: 'com.vmware.cis.tasks' });
    const others = await invoke(
      'list',
      { filter_spec: { status: ['RUNNING'] } },
      { service: 'com.vmware.cis.tasks' },
    );

    expect(Object.keys(list as object)).toEqual([id]);
    expect(others).toEqual({});
  });
});
