/** ManagedEntity.Destroy_Task and the ways to unregister, by kind of entity. */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
beforeEach(() => {
  lab = new Vcenter();
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const destroy = (ref: Ref) => lab.run(ref, 'Destroy_Task');
const has = (ref: Ref) => lab.inventory.has(ref);

describe('destroying a VM', () => {
  it('deletes it with its files', () => {
    const vm = lab.named('VirtualMachine', 'db-01');
    const datastore = lab.named('Datastore', 'SharedDS');
    const free = lab.read(datastore, 'summary.freeSpace');
    const since = lab.eventCount;

    destroy(vm);

    expect(has(vm)).toBe(false);
    expect(lab.read(datastore, 'summary.freeSpace')).toBeGreaterThan(free);
    expect(lab.events(since)).toMatchObject([
      { _typeName: 'VmRemovedEvent', vm: { name: 'db-01' } },
    ]);
    expect(lab.read(lab.named('HostSystem', '172.16.0.173'), 'vm')).toEqual([]);
  });

  it('fails with InvalidPowerState while it runs', () => {
    const vm = lab.named('VirtualMachine', 'web-01');

    expect(faultOf(() => destroy(vm))).toMatchObject({
      name: 'InvalidPowerState',
      detail: { requestedState: 'poweredOff', existingState: 'poweredOn' },
    });
    expect(has(vm)).toBe(true);
  });

  it('takes it out of rules and overrides of its cluster', () => {
    const vm = lab.named('VirtualMachine', 'db-01');
    const other = lab.named('VirtualMachine', 'web-01');
    const cluster = lab.named('ClusterComputeResource', 'Cluster');
    const config = lab.inventory.read(cluster, 'configurationEx') as object;
    lab.inventory.apply([
      {
        op: 'assign',
        ref: cluster,
        path: 'configurationEx',
        value: {
          ...config,
          group: [{ _typeName: 'ClusterVmGroup', name: 'g', vm: [vm, other] }],
          drsVmConfig: [{ _typeName: 'ClusterDrsVmConfigInfo', key: vm, enabled: false }],
        } as never,
      },
    ]);

    destroy(vm);

    expect(lab.read(cluster, 'configurationEx.group')[0].vm).toEqual([other]);
    expect(lab.read(cluster, 'configurationEx.drsVmConfig')).toEqual([]);
  });
});

describe('VirtualMachine.UnregisterVM', () => {
  it('leaves the files where they are', () => {
    const vm = lab.named('VirtualMachine', 'db-01');
    const datastore = lab.named('Datastore', 'SharedDS');
    const free = lab.read(datastore, 'summary.freeSpace');

    lab.call(vm, 'UnregisterVM');

    expect(has(vm)).toBe(false);
    expect(lab.read(datastore, 'summary.freeSpace')).toBe(free);
    const paths = lab.read(datastore, '_listing').map((one: { path: string }) => one.path);
    expect(paths).toEqual(expect.arrayContaining(['db-01/db-01.vmx', 'db-01/db-01-flat.vmdk']));
  });

  it('refuses a running VM', () => {
    const vm = lab.named('VirtualMachine', 'web-01');

    expect(faultOf(() => lab.call(vm, 'UnregisterVM')).name).toBe('InvalidPowerState');
  });
});

describe('removing a host', () => {
  it('asks for maintenance mode or a cut connection', () => {
    const host = lab.named('HostSystem', '172.16.0.173');

    expect(faultOf(() => destroy(host)).name).toBe('InvalidState');
  });

  it('unregisters its VMs and takes along what is its alone', () => {
    const host = lab.named('HostSystem', '172.16.0.172');
    const local = lab.named('Datastore', 'LocalDS-172');
    const shared = lab.named('Datastore', 'SharedDS');
    const vm = lab.named('VirtualMachine', 'web-01');
    const network = lab.read(host, 'configManager.networkSystem');
    const free = lab.read(shared, 'summary.freeSpace');
    lab.run(host, 'DisconnectHost_Task');
    const since = lab.eventCount;

    destroy(host);

    for (const ref of [host, local, vm, network]) expect(has(ref)).toBe(false);
    expect(has(shared)).toBe(true);
    expect(lab.read(shared, 'host')).toHaveLength(1);
    expect(lab.read(shared, 'summary.freeSpace')).toBe(free);
    expect(lab.eventTypes(since)).toContain('HostRemovedEvent');
    expect(lab.read(lab.named('ClusterComputeResource', 'Cluster'), 'summary.numHosts')).toBe(1);
  });

  it('is not for a standalone host, which goes with its compute resource', () => {
    lab.stop();
    lab = new Vcenter({ seed: 'dc0' });
    const owner = lab.named('ComputeResource', 'DC0_H0');
    const [host] = lab.read(owner, 'host') as Ref[];
    if (!host) throw new Error('no host');
    const vms = lab.read(host, 'vm') as Ref[];

    expect(faultOf(() => lab.call(host, 'Destroy_Task')).name).toBe('NotSupported');
    destroy(owner);

    for (const ref of [owner, host, ...vms]) expect(has(ref)).toBe(false);
    for (const one of lab.inventory.ofType('DistributedVirtualSwitch')) {
      expect(lab.read(one, 'summary.hostMember')).not.toContainEqual(host);
    }
  });
});

describe('destroying containers', () => {
  it('takes a cluster with its hosts, pools and VMs', () => {
    const cluster = lab.named('ClusterComputeResource', 'Cluster');
    const since = lab.eventCount;

    destroy(cluster);

    for (const type of ['HostSystem', 'ResourcePool', 'VirtualMachine', 'Datastore', 'Network']) {
      expect([type, lab.inventory.ofType(type)]).toEqual([type, []]);
    }
    expect(lab.eventTypes(since)).toContain('ClusterDestroyedEvent');
  });

  it('takes a datacenter with all that is in it', () => {
    lab.stop();
    lab = new Vcenter({ seed: 'dc0' });

    destroy(lab.named('Datacenter', 'DC0'));

    const left = lab.inventory.ofType('ManagedEntity').map(({ value }) => value);
    expect(left).toEqual(['group-d1']);
    expect(lab.inventory.ofType('EnvironmentBrowser')).toEqual([]);
    expect(lab.inventory.ofType('HostDatastoreBrowser')).toEqual([]);
  });

  it('deletes the VMs of a folder, up to the first that cannot go', () => {
    const folder = lab.call(lab.named('Folder', 'vm'), 'CreateFolder', { name: 'f' });
    const off = lab.named('VirtualMachine', 'db-01');
    const on = lab.named('VirtualMachine', 'web-01');
    lab.run(folder, 'MoveIntoFolder_Task', { list: [off] });
    lab.run(folder, 'MoveIntoFolder_Task', { list: [on] });

    expect(faultOf(() => destroy(folder)).name).toBe('InvalidPowerState');
    expect([has(off), has(on), has(folder)]).toEqual([false, true, true]);

    lab.run(on, 'PowerOffVM_Task');
    destroy(folder);
    expect([has(on), has(folder)]).toEqual([false, false]);
  });

  it('unregisters the VMs of a folder when asked to', () => {
    const folder = lab.call(lab.named('Folder', 'vm'), 'CreateFolder', { name: 'f' });
    const vm = lab.named('VirtualMachine', 'db-01');
    lab.run(folder, 'MoveIntoFolder_Task', { list: [vm] });

    lab.run(folder, 'UnregisterAndDestroy_Task');

    expect([has(vm), has(folder)]).toEqual([false, false]);
    const listing = lab.read(lab.named('Datastore', 'SharedDS'), '_listing');
    expect(listing.some((one: { path: string }) => one.path === 'db-01/db-01.vmx')).toBe(true);
  });

  it('spares the folders of a datacenter and folders of networks and datastores in use', () => {
    const datastores = lab.named('Folder', 'datastore');
    const inner = lab.call(datastores, 'CreateFolder', { name: 'f' });
    lab.run(inner, 'MoveIntoFolder_Task', { list: [lab.named('Datastore', 'SharedDS')] });

    expect(faultOf(() => lab.call(datastores, 'Destroy_Task')).name).toBe('NotSupported');
    expect(faultOf(() => destroy(inner)).name).toBe('ResourceInUse');
  });

  it('refuses root pools with InvalidType', () => {
    const root = lab.named('ResourcePool', 'Resources');

    expect(faultOf(() => lab.call(root, 'Destroy_Task')).name).toBe('InvalidType');
  });
});

describe('destroying networks and datastores', () => {
  it('is refused while they are used', () => {
    const datastore = lab.named('Datastore', 'SharedDS');
    const network = lab.named('Network', 'VM Network');

    expect(faultOf(() => lab.call(datastore, 'DestroyDatastore')).name).toBe('ResourceInUse');
    expect(faultOf(() => destroy(network)).name).toBe('ResourceInUse');
  });

  it('keeps a distributed port group with VMs, and lets an empty switch go', () => {
    lab.stop();
    lab = new Vcenter({ seed: 'dc0' });
    const portgroup = lab.named('DistributedVirtualPortgroup', 'DC0_DVPG0');
    const [one] = lab.inventory.ofType('DistributedVirtualSwitch');
    if (!one) throw new Error('no switch');
    const uplinks = lab.inventory
      .ofType('DistributedVirtualPortgroup')
      .find((ref) => ref !== portgroup);

    expect(faultOf(() => destroy(portgroup)).name).toBe('ResourceInUse');
    expect(faultOf(() => destroy(one)).name).toBe('ResourceInUse');
    expect(uplinks && faultOf(() => destroy(uplinks)).name).toBe('NotSupported');

    for (const vm of lab.inventory.ofType('VirtualMachine')) {
      lab.run(vm, 'PowerOffVM_Task');
      destroy(vm);
    }
    destroy(one);
    expect(lab.inventory.ofType('DistributedVirtualPortgroup')).toEqual([]);
  });
});
