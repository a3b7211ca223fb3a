/**
 * Every kind of move: what it changes, what is told of it, what it counts as.
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

describe('A running VM that goes to another host', () => {
  it('keeps its files, is told of by migration events of one chain, and counts as vMotion', () => {
    const { world, since, counted, told } = given();

    const info = world.moved('hot', { host: world.host('H173') });

    expect(info).toMatchObject({ state: 'success', cancelable: false, progress: 100 });
    expect(world.hostOf('hot')).toBe('H173');
    expect(world.datastoresOf('hot')).toEqual(['DS1']);
    expect(told('hot')).toEqual(['TaskEvent', 'VmBeingHotMigratedEvent', 'VmMigratedEvent']);
    const events = world.eventsOf('hot', since);
    expect(new Set(events.map((event) => (event as never)['chainId']))).toEqual(
      new Set([info.eventChainId]),
    );
    expect(events[1]).toMatchObject({
      host: { name: 'H172' },
      destHost: { name: 'H173' },
      destDatacenter: { name: 'DC' },
      destDatastore: { name: 'DS1' },
    });
    expect(events[2]).toMatchObject({
      host: { name: 'H173' },
      sourceHost: { name: 'H172' },
      sourceDatacenter: { name: 'DC' },
      sourceDatastore: { name: 'DS1' },
      fullFormattedMessage:
        'Migration of virtual machine hot from H172, DS1 to H173, DS1 completed',
    });
    expect([counted('numVMotion'), counted('numSVMotion'), counted('numChangeHost')]).toEqual([
      1, 0, 0,
    ]);
    expect(world.read(world.named('ClusterComputeResource', 'C1'), 'summary.numVmotions')).toBe(1);
  });

  it('tells of a change of pool after the migration', () => {
    const { world, since, told } = given();

    world.moved('hot', { host: world.host('H173'), pool: world.pool('gold') });

    expect(told('hot')).toEqual([
      'TaskEvent',
      'VmBeingHotMigratedEvent',
      'VmMigratedEvent',
      'VmResourcePoolMovedEvent',
    ]);
    expect(world.eventsOf('hot', since)[3]).toMatchObject({
      oldParent: { name: 'Resources' },
      newParent: { name: 'gold' },
    });
    expect(world.read(world.vm('hot'), 'resourcePool')).toBe(world.pool('gold'));
  });

  it('takes the speed and the environment of the compute resource it comes to', () => {
    const { world } = given();

    world.moved('hot', { host: world.host('H182'), pool: world.pool('C2') });

    expect(world.read(world.vm('hot'), 'runtime.maxCpuUsage')).toBe(3000);
    expect(world.read(world.vm('hot'), 'environmentBrowser')).toBe(
      world.read(world.named('ClusterComputeResource', 'C2'), 'environmentBrowser'),
    );
    expect(world.read(world.named('ClusterComputeResource', 'C1'), 'summary.numVmotions')).toBe(0);
  });

  it('is encrypted where that is demanded, and says so', () => {
    const { world, since } = given();
    world.assign(world.vm('hot'), 'config.migrateEncryption', 'required');

    world.moved('hot', { host: world.host('H173') });

    expect(world.eventsOf('hot', since)[1]).toMatchObject({
      _typeName: 'EventEx',
      eventTypeId: 'com.vmware.vc.vm.VmHotMigratingWithEncryptionEvent',
      fullFormattedMessage: 'Migrating hot from H172 to H173 with encryption',
    });
  });
});

describe('A running VM whose files go to another datastore', () => {
  it('stays on its host; copying takes what bandwidth and the guest leave, and a stun', () => {
    const { world, counted, told } = given();
    const free = (name: string) => Number(world.read(world.datastore(name), 'summary.freeSpace'));
    const before = [free('DS1'), free('DS3')];

    const info = world.moved('hot', { datastore: world.datastore('DS3') });

    expect(info.state).toBe('success');
    expect(world.hostOf('hot')).toBe('H172');
    expect(world.datastoresOf('hot')).toEqual(['DS3']);
    expect(world.read(world.vm('hot'), 'config.files.vmPathName')).toBe('[DS3] hot/hot.vmx');
    expect(world.read(world.vm('hot'), 'config.hardware.device[2000].backing')).toMatchObject({
      fileName: '[DS3] hot/hot.vmdk',
      datastore: world.datastore('DS3'),
    });
    expect(free('DS1') - Number(before[0])).toBe(Number(before[1]) - free('DS3'));
    expect(told('hot')).toEqual(['TaskEvent', 'VmBeingRelocatedEvent', 'VmRelocatedEvent']);
    expect([counted('numSVMotion'), counted('numVMotion')]).toEqual([1, 0]);
    const seconds = (Date.parse(info.completeTime ?? '') - Date.parse(info.startTime ?? '')) / 1000;
    expect(seconds).toBeGreaterThan(12288 / 140);
    expect(seconds).toBeLessThan(12288 / 140 + 10);
  });

  it('moves one disk alone, so that the VM lies on both', () => {
    const { world, since } = given();

    const info = world.moved('two-disks', {
      disk: [{ diskId: 2001, datastore: world.datastore('DS3') }],
    });

    expect(info.state).toBe('success');
    expect(world.datastoresOf('two-disks').sort()).toEqual(['DS1', 'DS3']);
    expect(world.read(world.vm('two-disks'), 'config.files.vmPathName')).toMatch(/^\[DS1\]/);
    // The event speaks of the home, which stays.
    expect(world.eventsOf('two-disks', since)[1]).toMatchObject({ destDatastore: { name: 'DS1' } });
  });

  it('changes the format of a disk on the way', () => {
    const { world } = given();
    const diskBackingInfo = {
      _typeName: 'VirtualDiskFlatVer2BackingInfo',
      fileName: '',
      diskMode: 'persistent',
      thinProvisioned: true,
    };

    const info = world.moved('two-disks', {
      datastore: world.datastore('DS3'),
      disk: [{ diskId: 2001, datastore: world.datastore('DS3'), diskBackingInfo }],
    });

    expect(info.state).toBe('success');
    expect(
      world.read(world.vm('two-disks'), 'config.hardware.device[2001].backing.thinProvisioned'),
    ).toBe(true);
  });
});

describe('A running VM that changes host and datastore', () => {
  it('is an XvMotion: told as migration, counted apart', () => {
    const { world, counted, told } = given();

    const info = world.moved('local', {
      host: world.host('H173'),
      datastore: world.datastore('DS1'),
    });

    expect(info.state).toBe('success');
    expect(world.hostOf('local')).toBe('H173');
    expect(world.datastoresOf('local')).toEqual(['DS1']);
    expect(told('local')).toEqual(['TaskEvent', 'VmBeingHotMigratedEvent', 'VmMigratedEvent']);
    expect([counted('numXVMotion'), counted('numVMotion'), counted('numSVMotion')]).toEqual([
      1, 0, 0,
    ]);
  });

  it('is one also where both hosts reach both datastores', () => {
    const { world, counted } = given();

    world.moved('hot', { host: world.host('H173'), datastore: world.datastore('DS3') });

    expect([world.hostOf('hot'), ...world.datastoresOf('hot')]).toEqual(['H173', 'DS3']);
    expect(counted('numXVMotion')).toBe(1);
  });
});

describe.each(['off', 'asleep'])('A VM that does not run (%s)', (vm) => {
  it('is registered on another host in seconds', () => {
    const { world, counted, told } = given();

    const info = world.moved(vm, { host: world.host('H173') });

    expect(info.state).toBe('success');
    expect(world.hostOf(vm)).toBe('H173');
    expect(told(vm)).toEqual(['TaskEvent', 'VmBeingMigratedEvent', 'VmMigratedEvent']);
    expect([counted('numChangeHost'), counted('numVMotion')]).toEqual([1, 0]);
  });

  it('has its files copied to another datastore', () => {
    const { world, counted, told } = given();

    const info = world.moved(vm, { datastore: world.datastore('DS3') });

    expect(info.state).toBe('success');
    expect(world.datastoresOf(vm)).toEqual(['DS3']);
    expect(told(vm)).toEqual(['TaskEvent', 'VmBeingRelocatedEvent', 'VmRelocatedEvent']);
    expect(counted('numChangeDS')).toBe(1);
  });

  it('goes to another host and datastore at once', () => {
    const { world, counted, told } = given();

    const info = world.moved(vm, { host: world.host('H173'), datastore: world.datastore('L173') });

    expect(info.state).toBe('success');
    expect([world.hostOf(vm), ...world.datastoresOf(vm)]).toEqual(['H173', 'L173']);
    expect(told(vm)).toEqual(['TaskEvent', 'VmBeingMigratedEvent', 'VmMigratedEvent']);
    expect(counted('numChangeHostDS')).toBe(1);
  });

  it('goes to any host of a cluster, with DRS or without', () => {
    const { world } = given();

    world.moved(vm, { pool: world.pool('C2') });
    expect(['H181', 'H182']).toContain(world.hostOf(vm));
    world.moved(vm, { pool: world.pool('alone') });
    expect(world.hostOf(vm)).toBe('alone');
  });
});

describe('What hosts and VMs say of vMotion', () => {
  const option = (key: string, value: unknown) => ({ _typeName: 'OptionValue', key, value });

  it('counts: a goal for the switchover, and whether guests are slowed down', () => {
    const { world } = given();
    const set = (options: object[]) =>
      world.inventory.apply([
        { op: 'assign', ref: world.host('H172'), path: 'config.option', value: options as never },
      ]);
    const downtime = () => {
      const task = world.relocate('hot', { host: world.host('H173') });
      world.clock.advance(1_000);
      let found: number | undefined;
      while (world.taskInfo(task).state === 'running') {
        found = world.services.migrations.insight(task.value)?.downtimeMs ?? found;
        world.clock.advance(50);
      }
      return found ?? 0;
    };

    const usual = downtime();
    world.moved('hot', { host: world.host('H172') });
    set([option('Migrate.PreCopySwitchoverTimeGoal', { _typeName: 'long', _value: 100 })]);

    expect(downtime()).toBeLessThan(usual - 100);
  });

  it('may be that the VM must not stand still for long', () => {
    const { world } = given();
    world.inventory.apply([
      {
        op: 'insert',
        ref: world.vm('hot'),
        path: 'config.extraConfig',
        value: option('vmotion.maxSwitchoverSeconds', '0.1') as never,
      },
    ]);

    expect(faultIn(world.moved('hot', { host: world.host('H173') }))).toBe('GenericVmConfigFault');
    expect(world.hostOf('hot')).toBe('H172');
  });
});
