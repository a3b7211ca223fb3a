import { DEFAULT_AUTHORIZATION } from '../../../server/vim/authorization/authorization-data.ts';
import type { Conversation } from '../../../server/vim/method.ts';
import type { TaskInfo } from '../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { SmallVcenter, TASK_MANAGER, VM } from '../../helpers/small-vcenter.ts';

let vcenter: SmallVcenter;
let caller: Conversation;
beforeEach(() => {
  vcenter = new SmallVcenter({
    authorization: {
      ...DEFAULT_AUTHORIZATION,
      users: [
        ...DEFAULT_AUTHORIZATION.users,
        { name: 'viewer', domain: 'vsphere.local', password: 'secret' },
      ],
      permissions: [
        ...DEFAULT_AUTHORIZATION.permissions,
        { principal: 'VSPHERE.LOCAL\\viewer', roleId: -2, propagate: true },
      ],
    },
  });
  caller = vcenter.loggedIn();
});
afterEach(() => vcenter.stop());

const info = (ref: Ref): TaskInfo => vcenter.inventory.read(ref, 'info') as unknown as TaskInfo;
const fault = (name: string) => expect.objectContaining({ name });

describe('Task.CancelTask', () => {
  const start = (cancelable: boolean) =>
    vcenter.tasks.start(vcenter.context(caller), {
      entity: VM,
      name: 'Rename_Task',
      durationMs: 5000,
      cancelable,
      finish: () => ({ changes: [] }),
    });

  it.each([0, 1000])('ends a cancelable task after %d ms in RequestCanceled', (afterMs) => {
    const ref = start(true);
    expect(info(ref).cancelable).toBe(true);
    vcenter.clock.advance(afterMs);

    vcenter.call(caller, ref, 'CancelTask');
    vcenter.clock.advance(10_000);

    expect(info(ref)).toMatchObject({
      state: 'error',
      cancelled: true,
      cancelable: false,
      error: {
        fault: { _typeName: 'RequestCanceled' },
        localizedMessage: 'The task was canceled by a user.',
      },
    });
  });

  it('faults with NotSupported when the task is not cancelable', () => {
    const ref = start(false);

    expect(() => vcenter.call(caller, ref, 'CancelTask')).toThrow(fault('NotSupported'));
  });

  it('faults with InvalidState once the task has ended', () => {
    const ref = start(true);
    vcenter.clock.advance(5000);

    expect(() => vcenter.call(caller, ref, 'CancelTask')).toThrow(fault('InvalidState'));
  });

  it('faults with InvalidState when it is cancelled already', () => {
    const task = vcenter.tasks.create(vcenter.context(caller), { entity: VM, name: 'Rename_Task' });
    task.cancelable(() => {});
    vcenter.call(caller, task.ref, 'CancelTask');

    expect(() => vcenter.call(caller, task.ref, 'CancelTask')).toThrow(fault('InvalidState'));
    expect(info(task.ref)).toMatchObject({ state: 'queued', cancelled: true });
  });

  it("needs Global.CancelTask for somebody else's task", () => {
    const ref = start(true);
    const viewer = vcenter.loggedIn('viewer@vsphere.local', 'secret');

    expect(() => vcenter.call(viewer, ref, 'CancelTask')).toThrow(
      expect.objectContaining({
        name: 'NoPermission',
        detail: expect.objectContaining({ privilegeId: 'Global.CancelTask' }),
      }),
    );
  });
});

describe('A task of an extension', () => {
  const create = (cancelable = true): Ref =>
    vcenter.call(caller, TASK_MANAGER, 'CreateTask', {
      obj: VM,
      taskTypeId: 'VirtualMachine.clone',
      cancelable,
      activationId: 'call-7',
    }).task;

  it('begins queued, and its TaskInfo is the answer', () => {
    const answer = vcenter.call(caller, TASK_MANAGER, 'CreateTask', {
      obj: VM,
      taskTypeId: 'VirtualMachine.clone',
      initiatedBy: 'backup',
      cancelable: true,
      activationId: 'call-7',
    });

    expect(answer).toMatchObject({
      _typeName: 'TaskInfo',
      state: 'queued',
      entity: VM,
      descriptionId: 'VirtualMachine.clone',
      cancelable: true,
      activationId: 'call-7',
      reason: { userName: 'backup' },
    });
  });

  it('of a type nobody declared is a fault', () => {
    const args = { obj: VM, taskTypeId: 'com.acme.none', cancelable: false };

    expect(() => vcenter.call(caller, TASK_MANAGER, 'CreateTask', args)).toThrow(
      expect.objectContaining({ name: 'InvalidArgument', detail: { invalidProperty: 'taskType' } }),
    );
  });

  it('goes the way its owner says', () => {
    const ref = create();

    vcenter.call(caller, ref, 'SetTaskState', { state: 'running' });
    vcenter.call(caller, ref, 'UpdateProgress', { percentDone: 30 });
    vcenter.call(caller, ref, 'UpdateProgress', { percentDone: 31 });
    expect(info(ref)).toMatchObject({ state: 'running', progress: 31 });
    const description = data('LocalizableMessage', { key: 'com.acme.copying', message: 'Copying' });
    vcenter.call(caller, ref, 'SetTaskDescription', { description });
    vcenter.call(caller, ref, 'SetTaskState', { state: 'success', result: VM });

    expect(info(ref)).toMatchObject({ state: 'success', progress: 100, result: VM, description });
    expect(() => vcenter.call(caller, ref, 'UpdateProgress', { percentDone: 40 })).toThrow(
      fault('InvalidState'),
    );
    expect(() => vcenter.call(caller, ref, 'SetTaskState', { state: 'error' })).toThrow(
      fault('InvalidState'),
    );
  });

  it('may fail with a fault of its own', () => {
    const ref = create();
    const given = data('LocalizedMethodFault', {
      fault: data('FileFault', { file: '[ds] a.vmdk' }),
      localizedMessage: 'no good',
    });

    vcenter.call(caller, ref, 'SetTaskState', { state: 'error', fault: given });

    expect(info(ref)).toMatchObject({ state: 'error', error: given });
  });

  it('refuses progress out of bounds or before it runs, and going back', () => {
    const ref = create();

    expect(() => vcenter.call(caller, ref, 'UpdateProgress', { percentDone: 101 })).toThrow(
      fault('OutOfBounds'),
    );
    expect(() => vcenter.call(caller, ref, 'UpdateProgress', { percentDone: 1 })).toThrow(
      fault('InvalidState'),
    );
    vcenter.call(caller, ref, 'SetTaskState', { state: 'running' });
    expect(() => vcenter.call(caller, ref, 'SetTaskState', { state: 'queued' })).toThrow(
      fault('InvalidState'),
    );
  });

  it('shows that somebody wishes it cancelled, and leaves the end to its owner', () => {
    const ref = create();

    vcenter.call(caller, ref, 'CancelTask');

    expect(info(ref)).toMatchObject({ state: 'queued', cancelled: true });
  });
});

describe('TaskManager', () => {
  it('describes every task it may show', () => {
    const description = vcenter.inventory.show(TASK_MANAGER, 'description') as unknown as {
      methodInfo: { key: string; label: string }[];
    };
    const labels = new Map(description.methodInfo.map(({ key, label }) => [key, label]));

    expect(labels.get('VirtualMachine.powerOn')).toBe('Power On virtual machine');
    expect(labels.get('Drm.ExecuteVMotionLRO')).toBe('Migrate virtual machine');
    expect(labels.get('VirtualMachine.destroy')).toBe('Delete virtual machine');
    expect(labels.get('vm.check.ProvisioningChecker.checkRelocate')).toBe('Check relocate');
    expect(vcenter.inventory.show(TASK_MANAGER, 'maxCollector')).toBe(32);
  });
});
