/**
 * Moves between clusters, datacenters, pools and networks, and those that leave the VM where it is.
 */
import { type OperationCounter, operationsAt } from '../../../../../server/vim/operation-counts.ts';
import type { DataObject } from '../../../../../server/vmodl/value.ts';
import { faultIn, MoveWorld } from './move-world.ts';

const types = (events: readonly DataObject[]) => events.map(({ _typeName }) => _typeName);

function given() {
  const world = new MoveWorld();
  const since = world.eventCount;
  const counted = (counter: OperationCounter) =>
    operationsAt(world.inventory, world.named('Datacenter', 'DC'), counter, world.clock.now());
  return { world, since, counted, told: (vm: string) => types(world.eventsOf(vm, since)) };
}

describe('A move that leaves the VM where it is', () => {
  it('changes nothing and tells nothing when all is as asked', () => {
    const { world, told } = given();
    const before = world.footprint();
    const folder = world.read(world.vm('hot'), 'parent');

    const asked = {
      host: world.host('H172'),
      datastore: world.datastore('DS1'),
      pool: world.pool('C1'),
      folder,
    };
    const task = world.relocate('hot', asked);

    expect(world.taskInfo(task).state).toBe('success');
    expect(told('hot')).toEqual(['TaskEvent']);
    expect(world.footprint()).toEqual(before);
    expect(world.taskInfo(world.relocate('hot', {})).state).toBe('success');
  });

  it('takes it to another pool', () => {
    const { world, told } = given();

    expect(world.moved('hot', { pool: world.pool('gold') }).state).toBe('success');

    expect(world.read(world.vm('hot'), 'resourcePool')).toBe(world.pool('gold'));
    expect(told('hot')).toEqual(['TaskEvent', 'VmResourcePoolMovedEvent']);
  });

  it('takes it to another folder', () => {
    const { world } = given();
    const folder = world.named('Folder', 'prod');

    expect(world.moved('hot', { folder }).state).toBe('success');

    expect(world.read(world.vm('hot'), 'parent')).toBe(folder);
    expect(world.read(folder, 'childEntity')).toContain(world.vm('hot'));
  });

  it('plugs a card into another network', () => {
    const { world } = given();
    const network = world.named('Network', 'Net172');
    const device = { ...world.read(world.vm('hot'), 'config.hardware.device[4000]') };
    const backing = { _typeName: 'VirtualEthernetCardNetworkBackingInfo', deviceName: 'Net172' };

    const info = world.moved('hot', {
      deviceChange: [{ operation: 'edit', device: { ...device, backing } }],
    });

    expect(faultIn(info)).toBeUndefined();
    expect(world.read(world.vm('hot'), 'network')).toEqual([network]);
    expect(world.read(world.vm('hot'), 'config.hardware.device[4000]')).toMatchObject({
      macAddress: device.macAddress,
      deviceInfo: { label: 'Network adapter 1', summary: 'Net172' },
    });
  });
});

describe('A card whose network the destination lacks', () => {
  it('keeps the VM where it is, unless the move plugs it elsewhere', () => {
    const { world } = given();
    const device = world.read(world.vm('wired'), 'config.hardware.device[4000]');
    const backing = {
      _typeName: 'VirtualEthernetCardNetworkBackingInfo',
      deviceName: 'VM Network',
    };
    const host = world.host('H173');

    const refused = world.moved('wired', { host });
    const moved = world.moved('wired', {
      host,
      deviceChange: [{ operation: 'edit', device: { ...device, backing } }],
    });

    expect(faultIn(refused)).toBe('CannotAccessNetwork');
    expect(moved.state).toBe('success');
    expect(world.read(world.vm('wired'), 'network')).toEqual([
      world.named('Network', 'VM Network'),
    ]);
  });

  it('is told which network it asked for, even if no host has one of that name', () => {
    const { world } = given();
    const device = world.read(world.vm('hot'), 'config.hardware.device[4000]');
    const backing = { _typeName: 'VirtualEthernetCardNetworkBackingInfo', deviceName: 'Nowhere' };

    const refused = world.moved('hot', {
      host: world.host('H173'),
      deviceChange: [{ operation: 'edit', device: { ...device, backing } }],
    });

    expect(refused.error).toMatchObject({
      fault: { _typeName: 'CannotAccessNetwork', device: 'Network adapter 1', backing: 'Nowhere' },
      localizedMessage: expect.stringContaining("uses network 'Nowhere', which is not accessible"),
    });
  });

  it('may go to a port group of a distributed switch', () => {
    const { world } = given();
    const portgroup = world.named('DistributedVirtualPortgroup', 'dv-web');
    const device = world.read(world.vm('wired'), 'config.hardware.device[4000]');
    const switchUuid = world.read(world.named('VmwareDistributedVirtualSwitch', 'dvs'), 'uuid');
    const backing = {
      _typeName: 'VirtualEthernetCardDistributedVirtualPortBackingInfo',
      port: {
        _typeName: 'DistributedVirtualSwitchPortConnection',
        switchUuid,
        portgroupKey: portgroup.value,
      },
    };

    const info = world.moved('wired', {
      host: world.host('H173'),
      deviceChange: [{ operation: 'edit', device: { ...device, backing } }],
    });

    expect(faultIn(info)).toBeUndefined();
    expect(world.read(world.vm('wired'), 'network')).toEqual([portgroup]);
  });
});

describe('A VM that goes to another datacenter', () => {
  it('lies in the VM folder there unless told otherwise', () => {
    const { world } = given();

    const info = world.moved('far', {
      host: world.host('H172'),
      pool: world.pool('C1'),
      datastore: world.datastore('DS1'),
    });

    expect(faultIn(info)).toBeUndefined();
    expect(world.hostOf('far')).toBe('H172');
    expect(world.read(world.vm('far'), 'parent')).toBe(
      world.read(world.named('Datacenter', 'DC'), 'vmFolder'),
    );
  });
});

describe('A pool of a cluster without a host', () => {
  it('lets DRS choose for a VM that runs', () => {
    const { world } = given();

    expect(faultIn(world.moved('hot', { pool: world.pool('C3') }))).toBeUndefined();

    expect(['H191', 'H192']).toContain(world.hostOf('hot'));
  });

  it('fails where the cluster has no host', () => {
    const { world } = given();

    expect(faultIn(world.moved('off', { pool: world.pool('empty') }))).toBe(
      'NoActiveHostInCluster',
    );
  });
});

describe('A VM of a vApp', () => {
  it('stays in it when it goes to another host', () => {
    const { world } = given();
    const vm = world.vm('in-app');

    expect(faultIn(world.moved('in-app', { host: world.host('H173') }))).toBeUndefined();

    expect(world.hostOf('in-app')).toBe('H173');
    expect(world.read(vm, 'resourcePool').type).toBe('VirtualApp');
    expect(world.read(vm, 'parent')).toBeUndefined();
  });

  it('lies in the VM folder when it leaves, in none when it comes back', () => {
    const { world } = given();
    const vm = world.vm('in-app');
    const app = world.read(vm, 'resourcePool');

    world.moved('in-app', { pool: world.pool('C1') });
    expect(world.read(vm, 'parent')).toBe(world.read(world.named('Datacenter', 'DC'), 'vmFolder'));
    world.moved('in-app', { pool: app });
    expect(world.read(vm, 'parent')).toBeUndefined();
    expect(world.read(vm, 'parentVApp')).toBe(app);
  });
});

describe('A VM that goes to another cluster', () => {
  it('is in no rule, group or override of the one it left', () => {
    const { world } = given();
    const cluster = world.named('ClusterComputeResource', 'C1');
    const [left, stays] = [world.vm('hot'), world.vm('held')];
    const reconfigured = world.call(cluster, 'ReconfigureComputeResource_Task', {
      modify: true,
      spec: {
        _typeName: 'ClusterConfigSpecEx',
        groupSpec: [
          {
            _typeName: 'ClusterGroupSpec',
            operation: 'add',
            info: { _typeName: 'ClusterVmGroup', name: 'both', vm: [left, stays] },
          },
        ],
        drsVmConfigSpec: [
          {
            _typeName: 'ClusterDrsVmConfigSpec',
            operation: 'add',
            info: { _typeName: 'ClusterDrsVmConfigInfo', key: left, behavior: 'manual' },
          },
        ],
      },
    });
    expect(world.ended(reconfigured as never).state).toBe('success');

    const moved = world.moved('hot', { host: world.host('H181'), pool: world.pool('C2') });

    expect(moved.state).toBe('success');
    const config = world.read(cluster, 'configurationEx');
    expect(config).toMatchObject({ group: [{ name: 'both', vm: [stays] }] });
    expect(JSON.stringify(config)).not.toContain(left.value);
  });
});
