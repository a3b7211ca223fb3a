/**
 * The migrations of a server beside each other: who waits for what, who comes first, what each gets
 * of links and datastores.
 */
import type { Ref } from '../../../server/vmodl/reference.ts';
import { faultIn, MoveWorld } from '../objects/virtual-machine/relocate/move-world.ts';

const SMALL = Array.from({ length: 12 }, (_, index) => `small-${index + 1}`);

/** Twelve small VMs on H172 beside those of the world. */
function given() {
  const world = new MoveWorld(
    {},
    SMALL.map((name) => `      - { name: ${name}, memoryMb: 1024 }`).join('\n'),
  );
  const host = world.host('H173');
  const state = (task: Ref<'Task'>) => world.taskInfo(task).state;
  return {
    world,
    state,
    vmotion: (vm: string, priority = 'defaultPriority') =>
      world.call(world.vm(vm), 'RelocateVM_Task', {
        spec: { _typeName: 'VirtualMachineRelocateSpec', host },
        priority,
      }) as Ref<'Task'>,
    storage: (vm: string, datastore = 'DS3') =>
      world.relocate(vm, { datastore: world.datastore(datastore) }),
    record: (task: Ref<'Task'>) => world.services.migrations.records.find(task.value),
  };
}

const seconds = (info: { startTime?: string | undefined; completeTime?: string | undefined }) =>
  (Date.parse(info.completeTime ?? '') - Date.parse(info.startTime ?? '')) / 1000;

describe('More vMotions than a host takes', () => {
  it('run eight at a time; the others wait in order, those of high priority first', () => {
    const { world, vmotion, state } = given();

    const running = SMALL.slice(0, 8).map((vm) => vmotion(vm));
    const [low, usual, high] = [
      vmotion('small-9', 'lowPriority'),
      vmotion('small-10'),
      vmotion('small-11', 'highPriority'),
    ];
    world.clock.advance(1);
    expect(running.map(state)).toEqual(Array(8).fill('running'));
    expect([low, usual, high].map(state)).toEqual(['queued', 'queued', 'queued']);
    expect(world.taskInfo(low)).toMatchObject({ cancelable: true });
    expect(world.taskInfo(low).startTime).toBeUndefined();

    const [started, ...others] = [high, usual, low].map((task) => {
      world.ended(task);
      return Date.parse(world.taskInfo(task).startTime ?? '');
    });
    expect([started, ...others]).toEqual([started, ...others].toSorted());
  });

  it('do not keep a storage move waiting which needs nothing of theirs', () => {
    const { world, vmotion, state } = given();
    const elsewhere = { host: world.host('H191'), pool: world.pool('C3') };
    world.ended(world.relocate('two-disks', elsewhere));
    for (const vm of SMALL) vmotion(vm);

    const task = world.relocate('two-disks', { datastore: world.datastore('DS3') });

    expect(state(task)).toBe('running');
  });

  it('say what they wait for, and for how long', () => {
    const { world, vmotion, record } = given();
    const tasks = SMALL.slice(0, 9).map((vm) => vmotion(vm));
    const last = tasks[8] as Ref<'Task'>;

    expect(record(last)).toMatchObject({ state: 'queued', waits: [] });
    world.ended(last);

    const { waits = [], waitedMs = 0 } = record(last) ?? {};
    expect(waits.map(({ resource }) => resource)).toContain(`network:${world.host('H172').value}`);
    expect(waitedMs).toBeGreaterThan(1_000);
    expect(record(last)).toMatchObject({
      state: 'success',
      kind: 'vmotion',
      vm: { name: 'small-9' },
    });
  });

  it('are looked at again when their turn comes, and give it to the next if they cannot go', () => {
    const { world, vmotion, state } = given();
    const tasks = SMALL.slice(0, 10).map((vm) => vmotion(vm));
    const [ninth, tenth] = tasks.slice(8) as [Ref<'Task'>, Ref<'Task'>];

    world.run(world.vm('small-9'), 'PowerOffVM_Task', {}, 600);

    expect(state(ninth)).toBe('queued');
    expect(faultIn(world.ended(ninth))).toBe('InvalidPowerState');
    expect(world.ended(tenth).state).toBe('success');
    expect(world.hostOf('small-9')).toBe('H172');
  });
});

describe('Storage moves', () => {
  it('run two per host, the third waits for the host', () => {
    const { world, storage, state, record } = given();

    const tasks = SMALL.slice(0, 3).map((vm) => storage(vm));
    world.clock.advance(10_000);

    expect(tasks.map(state)).toEqual(['running', 'running', 'queued']);
    expect(record(tasks[2] as Ref<'Task'>)?.waits).toEqual([
      { resource: `host:${world.host('H172').value}`, ms: 10_000 },
    ]);
  });

  it('share the datastores: two take twice as long as one', () => {
    const one = given();
    const alone = seconds(one.world.ended(one.storage('hot')));
    const two = given();
    const both = [two.storage('hot'), two.storage('held')];

    const each = both.map((task) => seconds(two.world.ended(task)));

    expect(each[0]).toBeGreaterThan(1.9 * alone);
    expect(each[0]).toBeLessThan(2.4 * alone);
  });
});

describe('vMotions on one link', () => {
  it('of high priority get twice as much', () => {
    const { world, vmotion } = given();
    const tasks = [vmotion('hot', 'highPriority'), vmotion('held')];
    world.clock.advance(1_500);

    const [high, usual] = tasks.map(
      (task) => world.services.migrations.insight(task.value)?.memoryMbPerSecond ?? 0,
    );

    expect((high ?? 0) / (usual ?? 1)).toBeCloseTo(2, 6);
  });

  it('have it to themselves again when the other has ended', () => {
    const { world, vmotion } = given();
    const [first, second] = [vmotion('hot'), vmotion('small-1')];
    const rate = () => world.services.migrations.insight(first.value)?.memoryMbPerSecond ?? 0;
    world.clock.advance(1_500);
    const shared = rate();

    world.ended(second);
    world.clock.advance(1);

    expect(rate()).toBeCloseTo(2 * shared, 6);
  });
});

describe('Reset', () => {
  it('forgets what was under way', () => {
    const { world, vmotion, record } = given();
    const task = vmotion('hot');
    world.clock.advance(2_000);

    world.services.migrations.clear();
    world.clock.advance(60_000);

    expect(world.hostOf('hot')).toBe('H172');
    expect(record(task)).toBeUndefined();
    expect(world.errors).toEqual([]);
  });
});
