/** Datacenter.PowerOnMultiVM_Task, and templates, which never power on. */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
let datacenter: Ref<'Datacenter'>;
let vm: Ref<'VirtualMachine'>;
beforeEach(() => {
  lab = new Vcenter();
  datacenter = lab.named('Datacenter', 'Datacenter');
  vm = lab.named('VirtualMachine', 'db-01');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

describe('Datacenter.PowerOnMultiVM_Task', () => {
  it('starts a task per VM and says which make no sense to start', () => {
    const running = lab.named('VirtualMachine', 'web-01');

    const result = lab.run(datacenter, 'PowerOnMultiVM_Task', { vm: [vm, running] });

    expect(result.attempted).toMatchObject([{ vm }]);
    expect(result.notAttempted).toMatchObject([
      { vm: running, fault: { fault: { _typeName: 'InvalidPowerState' } } },
    ]);
    const info = lab.taskInfo(result.attempted[0].task);
    expect(info).toMatchObject({
      descriptionId: 'Drm.ExecuteVmPowerOnLRO',
      entity: vm,
      state: 'success',
    });
    expect(lab.read(info.parentTaskKey ? vm : running, 'runtime.powerState')).toBe('poweredOn');
  });

  it('refuses unknown options and VMs of elsewhere', () => {
    const option = [data('OptionValue', { key: 'Wrong', value: true })];
    const elsewhere = lab.call(lab.named('Folder', 'Datacenters'), 'CreateDatacenter', {
      name: 'x',
    });

    const strange = () => lab.call(datacenter, 'PowerOnMultiVM_Task', { vm: [vm], option });
    const foreign = () => lab.call(elsewhere, 'PowerOnMultiVM_Task', { vm: [vm] });

    expect(faultOf(strange)).toMatchObject({ detail: { invalidProperty: 'option' } });
    expect(faultOf(foreign)).toMatchObject({ detail: { invalidProperty: 'vm' } });
  });
});

describe('a template', () => {
  it('is made of a VM that is off, and made a VM again', () => {
    const pool = lab.named('ResourcePool', 'Resources');

    lab.call(vm, 'MarkAsTemplate');

    expect(lab.read(vm, 'summary.config.template')).toBe(true);
    expect(lab.read(vm, 'resourcePool')).toBeUndefined();
    expect(lab.read(pool, 'vm')).not.toContainEqual(vm);
    expect(faultOf(() => lab.call(vm, 'PowerOnVM_Task')).name).toBe('NotSupported');
    const multi = lab.run(datacenter, 'PowerOnMultiVM_Task', { vm: [vm] });
    expect(multi.notAttempted[0].fault.fault._typeName).toBe('NotSupported');

    lab.call(vm, 'MarkAsVirtualMachine', { pool });

    expect(lab.read(vm, 'config.template')).toBe(false);
    expect(lab.read(vm, 'resourcePool')).toEqual(pool);
  });

  it('is not made of a running VM', () => {
    const running = lab.named('VirtualMachine', 'web-01');

    expect(faultOf(() => lab.call(running, 'MarkAsTemplate')).name).toBe('InvalidPowerState');
  });

  it('goes only to hosts which reach its files', () => {
    const local = lab.named('VirtualMachine', 'local-only');
    lab.run(local, 'PowerOffVM_Task');
    lab.call(local, 'MarkAsTemplate');
    const pool = lab.named('ResourcePool', 'Resources');
    const host = lab.named('HostSystem', '172.16.0.173');

    const attempt = () => lab.call(local, 'MarkAsVirtualMachine', { pool, host });

    expect(faultOf(attempt).name).toBe('InvalidDatastore');
  });
});

describe('devices of a VM', () => {
  it('are connected while it runs', () => {
    const running = lab.named('VirtualMachine', 'web-01');
    const plug = () => lab.read(running, 'config.hardware.device[4000].connectable.connected');

    lab.run(running, 'PowerOffVM_Task');
    expect(plug()).toBe(false);

    lab.run(running, 'PowerOnVM_Task');
    expect(plug()).toBe(true);
  });
});

describe('small things of a VM', () => {
  it('answer no question that was not asked', () => {
    const answer = () => lab.call(vm, 'AnswerVM', { questionId: '0', answerChoice: '1' });

    expect(faultOf(answer).name).toBe('InvalidArgument');
    lab.call(vm, 'RefreshStorageInfo');
  });

  it('size the screen of a running guest', () => {
    const running = lab.named('VirtualMachine', 'web-01');

    lab.call(running, 'SetScreenResolution', { width: 1024, height: 768 });

    expect(lab.read(running, 'guest.screen')).toMatchObject({ width: 1024, height: 768 });
    const ofStopped = () => lab.call(vm, 'SetScreenResolution', { width: 1, height: 1 });
    expect(faultOf(ofStopped).name).toBe('InvalidState');
  });
});
