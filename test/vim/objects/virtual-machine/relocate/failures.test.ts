/**
 * Moves that end early: called off in each phase, or left without host, datastore, folder or VM. Whatever
 * happens before the VM resumes leaves everything as it was.
 */
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import { faultOf } from '../../../../helpers/vcenter.ts';
import { faultIn, MoveWorld } from './move-world.ts';

const to = (world: MoveWorld) => ({
  vmotion: { host: world.host('H173') },
  storageVmotion: { datastore: world.datastore('DS3') },
  xvmotion: { host: world.host('H173'), datastore: world.datastore('DS3') },
});
type Kind = keyof ReturnType<typeof to>;
const KINDS: readonly Kind[] = ['vmotion', 'storageVmotion', 'xvmotion'];

function phaseOf(world: MoveWorld, task: Ref<'Task'>): string | undefined {
  return world.services.migrations.insight(task.value)?.phase;
}

/** Lets time pass until the move has come to a phase. */
function passUntil(world: MoveWorld, task: Ref<'Task'>, phase: string): void {
  for (let steps = 0; phaseOf(world, task) !== phase; steps += 1) {
    if (steps > 50_000) throw new Error(`${phase} does not come`);
    world.clock.advance(20);
  }
}

describe.each<[Kind, readonly string[]]>([
  ['vmotion', ['validate', 'prepareDestination', 'connect', 'traceGuest', 'precopy']],
  ['storageVmotion', ['copy']],
  ['xvmotion', ['copy', 'precopy']],
])('A %s that is called off', (kind, phases) => {
  it.each(phases)('leaves everything as it was in phase %s', (phase) => {
    const world = new MoveWorld();
    const before = world.footprint();
    const task = world.relocate('held', to(world)[kind]);
    passUntil(world, task, phase);
    world.clock.advance(10);

    world.call(task, 'CancelTask');

    expect(world.taskInfo(task)).toMatchObject({
      state: 'error',
      cancelled: true,
      cancelable: false,
      error: { fault: { _typeName: 'RequestCanceled' } },
    });
    expect(world.footprint()).toEqual(before);
    world.clock.advance(300_000);
    expect(world.hostOf('held')).toBe('H172');
    expect(world.datastoresOf('held')).toEqual(['DS1']);
    expect(world.errors).toEqual([]);
  });

  it('cannot be called off once the switchover has begun', () => {
    const world = new MoveWorld();
    const task = world.relocate('held', to(world)[kind]);
    passUntil(world, task, 'switchover');

    const fault = faultOf(() => world.call(task, 'CancelTask'));

    expect(fault.name).toBe('NotSupported');
    expect(world.ended(task).state).toBe('success');
  });
});

describe('A cold move that is called off', () => {
  it.each(['off', 'asleep'])('gives back the room its files had been given (%s)', (vm) => {
    const world = new MoveWorld();
    const before = world.footprint();
    const free = world.read(world.datastore('DS3'), 'summary.freeSpace');
    const task = world.relocate(vm, { datastore: world.datastore('DS3') });
    world.clock.advance(1_500);
    expect(world.read(world.datastore('DS3'), 'summary.freeSpace')).toBeLessThan(free);

    world.call(task, 'CancelTask');

    expect(world.footprint()).toEqual(before);
  });
});

describe('While a VM is on its way', () => {
  it('both hosts hold its reservation, both datastores its files', () => {
    const world = new MoveWorld();
    const free = (name: string) => Number(world.read(world.datastore(name), 'summary.freeSpace'));
    const before = [free('DS1'), free('DS3')];

    const task = world.relocate('held', to(world).xvmotion);
    passUntil(world, task, 'precopy');

    expect(world.read(world.host('H173'), '_incoming')).toEqual([world.vm('held')]);
    expect(world.read(world.host('H172'), 'vm')).toContain(world.vm('held'));
    expect(free('DS1')).toBe(before[0]);
    expect(free('DS3')).toBeLessThan(Number(before[1]) - 12 * 2 ** 30);
  });

  it('nothing else may be done to it, and clients are told so', () => {
    const world = new MoveWorld();
    const vm = world.vm('hot');
    world.relocate('hot', to(world).vmotion);
    world.clock.advance(1_000);
    const since = world.eventCount;

    expect(world.read(vm, 'disabledMethod')).toEqual(
      expect.arrayContaining([
        'MigrateVM_Task',
        'RelocateVM_Task',
        'PowerOffVM_Task',
        'ResetVM_Task',
      ]),
    );
    for (const method of ['PowerOffVM_Task', 'SuspendVM_Task', 'ResetVM_Task', 'PowerOnVM_Task']) {
      const task = world.call(vm, method) as Ref<'Task'>;
      world.clock.advance(1);
      expect(faultIn(world.taskInfo(task))).toBe('TaskInProgress');
    }
    expect(world.eventTypes(since).some((type) => /Stopping|Resetting|Starting/.test(type))).toBe(
      false,
    );
    world.clock.advance(60_000);
    expect(world.hostOf('hot')).toBe('H173');
    expect(world.read(vm, 'disabledMethod')).not.toContain('RelocateVM_Task');
  });

  it('another move is refused, and the first goes on holding what it holds', () => {
    const world = new MoveWorld();
    const first = world.relocate('held', to(world).vmotion);
    world.clock.advance(2_000);

    const second = world.relocate('held', to(world).storageVmotion);

    expect(faultIn(world.ended(second))).toBe('TaskInProgress');
    expect(world.read(world.host('H173'), '_incoming')).toEqual([world.vm('held')]);
    expect(world.ended(first).state).toBe('success');
    expect(world.datastoresOf('held')).toEqual(['DS1']);
  });
});

describe('A VM that is taken to another pool while it moves', () => {
  it('stays in that pool', () => {
    const world = new MoveWorld();
    const task = world.relocate('hot', to(world).vmotion);
    passUntil(world, task, 'precopy');

    world.call(world.pool('gold'), 'MoveIntoResourcePool', { list: [world.vm('hot')] });

    expect(world.ended(task).state).toBe('success');
    expect(world.read(world.vm('hot'), 'resourcePool')).toBe(world.pool('gold'));
  });
});

describe('A move that loses what it needs', () => {
  it.each(KINDS)('fails at once when its host is disconnected (%s)', (kind) => {
    const world = new MoveWorld();
    const task = world.relocate('hot', to(world)[kind]);
    passUntil(world, task, kind === 'vmotion' ? 'precopy' : 'copy');

    world.assign(
      world.host(kind === 'storageVmotion' ? 'H172' : 'H173'),
      'runtime.connectionState',
      'disconnected',
    );
    world.clock.advance(1);

    expect(faultIn(world.taskInfo(task))).toBe('InvalidHostConnectionState');
    expect([world.hostOf('hot'), ...world.datastoresOf('hot')]).toEqual(['H172', 'DS1']);
    expect(world.read(world.vm('hot'), '_migration')).toBeUndefined();
  });

  it('fails when its destination goes into maintenance', () => {
    const world = new MoveWorld();
    const task = world.relocate('hot', to(world).vmotion);
    passUntil(world, task, 'precopy');

    const maintenance = world.call(world.host('H173'), 'EnterMaintenanceMode_Task', {
      timeout: 0,
    }) as Ref<'Task'>;
    world.clock.advance(5_000);

    expect(faultIn(world.taskInfo(task))).toBe('InvalidHostState');
    expect(world.hostOf('hot')).toBe('H172');
    expect(world.taskInfo(maintenance).state).toBe('success');
  });

  it('fails when the datastore it copies to is no longer mounted', () => {
    const world = new MoveWorld();
    const target = world.datastore('DS3');
    const task = world.relocate('hot', { datastore: target });
    passUntil(world, task, 'copy');

    const mounts = world.read(target, 'host');
    world.inventory.apply([
      {
        op: 'assign',
        ref: target,
        path: 'host',
        value: mounts.filter(({ key }: { key: Ref }) => key.value !== world.host('H172').value),
      },
    ]);
    world.clock.advance(1);

    expect(faultIn(world.taskInfo(task))).toBe('InaccessibleDatastore');
    expect(world.datastoresOf('hot')).toEqual(['DS1']);
  });

  it('fails when the guest shuts down meanwhile', () => {
    const world = new MoveWorld();
    world.call(world.vm('hot'), 'ShutdownGuest');
    const task = world.relocate('hot', to(world).storageVmotion);

    expect(faultIn(world.ended(task))).toBe('InvalidPowerState');
    expect(world.read(world.vm('hot'), 'runtime.powerState')).toBe('poweredOff');
    expect(world.datastoresOf('hot')).toEqual(['DS1']);
  });
});

describe('A move that was refused', () => {
  it('for lack of room copies nothing', () => {
    const world = new MoveWorld();
    const before = world.footprint();
    const since = world.eventCount;

    const info = world.moved('big', { datastore: world.datastore('DS2') });

    expect(faultIn(info)).toBe('NoDiskSpace');
    expect(world.footprint()).toEqual(before);
    expect(world.eventsOf('big', since).map(({ _typeName }) => _typeName)).toEqual([
      'TaskEvent',
      'VmRelocateFailedEvent',
    ]);
  });

  it('for files the other host cannot reach names them, and says so in its event', () => {
    const world = new MoveWorld();
    const since = world.eventCount;

    const info = world.moved('local', { host: world.host('H173') });

    expect(['CannotAccessVmDisk', 'CannotAccessVmConfig']).toContain(faultIn(info));
    expect(world.eventsOf('local', since)[1]).toMatchObject({
      _typeName: 'VmFailedMigrateEvent',
      destHost: { name: 'H173' },
      destDatastore: { name: 'L172' },
      reason: { fault: { _typeName: faultIn(info) } },
    });
  });

  it('for a name that its new folder knows already', () => {
    const world = new MoveWorld();
    const folder = world.named('Folder', 'test');
    world.moved('off', { folder });
    world.assign(world.vm('off'), 'config.name', 'hot');
    const [hot] = world.inventory
      .ofType('VirtualMachine')
      .filter((vm) => world.read(vm, 'config.name') === 'hot');
    const task = world.call(hot as Ref, 'RelocateVM_Task', {
      spec: { _typeName: 'VirtualMachineRelocateSpec', folder, host: world.host('H173') },
    });

    expect(faultIn(world.ended(task))).toBe('DuplicateName');
  });
});

describe('A datastore that files are on their way to', () => {
  it('cannot be destroyed', () => {
    const world = new MoveWorld();
    const task = world.relocate('held', to(world).storageVmotion);
    passUntil(world, task, 'copy');
    const destroyed = () => world.call(world.datastore('DS3'), 'DestroyDatastore');
    expect(faultOf(destroyed).name).toBe('ResourceInUse');
    expect(world.ended(task).state).toBe('success');
  });
});
