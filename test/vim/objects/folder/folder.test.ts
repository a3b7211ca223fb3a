/** Folder: what is made in it, what is moved into it. */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
beforeEach(() => {
  lab = new Vcenter();
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const folder = (name: string) => lab.named('Folder', name);
const move = (into: Ref, ...list: readonly Ref[]) => lab.run(into, 'MoveIntoFolder_Task', { list });
const spec = (members: object = {}) => data('ClusterConfigSpecEx', members);

describe('Folder.CreateFolder', () => {
  it('makes a folder of the same kind', () => {
    const made = lab.call(folder('vm'), 'CreateFolder', { name: 'a/b' });

    expect(lab.read(made, 'name')).toBe('a%2fb');
    expect(lab.read(made, 'childType')).toEqual(['Folder', 'VirtualMachine', 'VirtualApp']);
    expect(lab.read(folder('vm'), 'childEntity')).toContainEqual(made);
    expect(made.value).toMatch(/^group-v\d+$/);
  });

  it('refuses a name that is taken or none', () => {
    const made = lab.call(folder('vm'), 'CreateFolder', { name: 'f' });
    const create = (name: string) => () => lab.call(folder('vm'), 'CreateFolder', { name });

    expect(faultOf(create('f'))).toMatchObject({
      name: 'DuplicateName',
      detail: { name: 'f', object: made },
    });
    expect(faultOf(create('')).name).toBe('InvalidName');
  });
});

describe('Folder.CreateDatacenter', () => {
  it('makes a datacenter with its four folders', () => {
    const since = lab.eventCount;

    const made = lab.call(folder('Datacenters'), 'CreateDatacenter', { name: 'DC2' });

    for (const kind of ['vm', 'host', 'datastore', 'network']) {
      const inner = lab.read(made, `${kind}Folder`);
      expect(lab.read(inner, 'name')).toBe(kind);
      expect(lab.read(inner, 'parent')).toEqual(made);
    }
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'DatacenterCreatedEvent',
        datacenter: { name: 'DC2', datacenter: made },
        parent: { name: 'Datacenters' },
      },
    ]);
  });

  it('is not for folders of VMs', () => {
    const create = () => lab.call(folder('vm'), 'CreateDatacenter', { name: 'x' });

    expect(faultOf(create).name).toBe('NotSupported');
  });
});

describe('Folder.CreateClusterEx', () => {
  it("makes an empty cluster with vCenter's defaults under what is asked", () => {
    const since = lab.eventCount;

    const made = lab.call(folder('host'), 'CreateClusterEx', {
      name: 'C2',
      spec: spec({ drsConfig: data('ClusterDrsConfigInfo', { enabled: true }) }),
    });

    expect(lab.read(made, 'configurationEx.drsConfig')).toMatchObject({
      enabled: true,
      defaultVmBehavior: 'fullyAutomated',
      vmotionRate: 3,
    });
    expect(lab.read(made, 'configurationEx.dasConfig.enabled')).toBe(false);
    const pool = lab.read(made, 'resourcePool');
    expect(lab.read(pool, 'owner')).toEqual(made);
    expect(lab.read(made, 'summary')).toMatchObject({ numHosts: 0, totalCpu: 0 });
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'ClusterCreatedEvent',
        computeResource: { name: 'C2' },
        datacenter: { name: 'Datacenter' },
        parent: { name: 'host' },
      },
    ]);
  });

  it('refuses settings for hosts and VMs it cannot have yet', () => {
    const vm = [lab.first('VirtualMachine')];
    const info = data('ClusterVmGroup', { name: 'web', vm });
    const group = data('ClusterGroupSpec', { operation: 'add', info });
    const create = () =>
      lab.call(folder('host'), 'CreateClusterEx', {
        name: 'x',
        spec: spec({ groupSpec: [group] }),
      });

    expect(faultOf(create)).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'spec.groupSpec[0].info.vm' },
    });
  });

  it('can be undone', () => {
    const before = lab.inventory.size;
    const made = lab.call(folder('host'), 'CreateClusterEx', { name: 'C2', spec: spec() });

    lab.run(made, 'Destroy_Task');

    // The destroying task is what is left.
    expect(lab.inventory.size).toBe(before + 1);
  });
});

describe('Folder.CreateStoragePod', () => {
  it('makes a datastore cluster which takes datastores', () => {
    const pod = lab.call(folder('datastore'), 'CreateStoragePod', { name: 'pod' });
    const datastore = lab.named('Datastore', 'SharedDS');

    move(pod, datastore);

    expect(lab.read(pod, 'childEntity')).toEqual([datastore]);
    expect(lab.read(pod, 'summary.capacity')).toBe(lab.read(datastore, 'summary.capacity'));
    lab.run(pod, 'Destroy_Task');
    expect(lab.read(datastore, 'parent')).toEqual(folder('datastore'));
  });
});

describe('Folder.MoveIntoFolder_Task', () => {
  it('moves VMs and folders', () => {
    const outer = lab.call(folder('vm'), 'CreateFolder', { name: 'outer' });
    const inner = lab.call(folder('vm'), 'CreateFolder', { name: 'inner' });
    const vm = lab.named('VirtualMachine', 'web-01');

    move(outer, inner, vm);

    expect(lab.read(outer, 'childEntity')).toEqual([inner, vm]);
    expect(lab.read(folder('vm'), 'childEntity')).not.toContainEqual(vm);
  });

  it('refuses what a folder cannot take at once', () => {
    const into = (ref: Ref, one: Ref) => () =>
      lab.call(ref, 'MoveIntoFolder_Task', { list: [one] });

    for (const [ref, one] of [
      [folder('host'), lab.named('VirtualMachine', 'web-01')],
      [folder('vm'), lab.named('Datastore', 'SharedDS')],
      [folder('vm'), lab.named('ResourcePool', 'Resources')],
      [folder('Datacenters'), folder('vm')],
    ] as const) {
      expect(faultOf(into(ref, one)).name).toBe('NotSupported');
    }
  });

  it('never puts a folder into itself', () => {
    const outer = lab.call(folder('vm'), 'CreateFolder', { name: 'outer' });
    const inner = lab.call(outer, 'CreateFolder', { name: 'inner' });

    expect(faultOf(() => move(inner, outer))).toMatchObject({
      name: 'InvalidFolder',
      detail: { target: outer },
    });
  });

  it('stops at the first that cannot move; those before it have moved', () => {
    const target = lab.call(folder('vm'), 'CreateFolder', { name: 'target' });
    const first = lab.call(folder('vm'), 'CreateFolder', { name: 'first' });
    lab.call(target, 'CreateFolder', { name: 'taken' });
    const second = lab.call(folder('vm'), 'CreateFolder', { name: 'taken' });

    expect(faultOf(() => move(target, first, second)).name).toBe('DuplicateName');
    expect(lab.read(first, 'parent')).toEqual(target);
    expect(lab.read(second, 'parent')).toEqual(folder('vm'));
  });

  it('makes a standalone host of a host in maintenance', () => {
    const host = lab.named('HostSystem', '172.16.0.173');
    const vm = lab.named('VirtualMachine', 'db-01');

    expect(faultOf(() => move(folder('host'), host)).name).toBe('InvalidState');
    lab.run(host, 'EnterMaintenanceMode_Task', { timeout: 0 });
    move(folder('host'), host);

    const owner = lab.read(host, 'parent');
    expect(owner.type).toBe('ComputeResource');
    expect(lab.read(owner, 'name')).toBe('172.16.0.173');
    expect(lab.read(owner, 'host')).toEqual([host]);
    expect(lab.read(vm, 'resourcePool')).toEqual(lab.read(owner, 'resourcePool'));
    expect(lab.read(lab.named('ClusterComputeResource', 'Cluster'), 'summary.numHosts')).toBe(1);
  });
});
