import type { TaskInfo } from '../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import type { StoryCluster } from './drs-story.ts';
import { DrsWorld } from './drs-world.ts';

const STORY: StoryCluster = {
  hosts: [
    { name: 'h1', vms: { A: 500, B: 500 } },
    { name: 'h2', vms: { C: 500 } },
    { name: 'h3', vms: {} },
  ],
};
const MIGRATE = 'Drm.ExecuteVMotionLRO';

function enter(world: DrsWorld, name: string): () => TaskInfo {
  const task = world.call(world.host(name), 'EnterMaintenanceMode_Task', {
    timeout: 0,
  }) as Ref<'Task'>;
  return () => world.taskInfo(task);
}

describe('A host that enters maintenance mode', () => {
  it('is emptied at once where DRS acts by itself', () => {
    const world = new DrsWorld(STORY);
    const seen = world.eventCount;
    const task = enter(world, 'h1');

    world.clock.advance(60_000);

    expect(task().state).toBe('success');
    expect(['A', 'B'].map((name) => world.hostOf(name)).includes('h1')).toBe(false);
    expect(world.read(world.host('h1'), 'runtime.inMaintenanceMode')).toBe(true);
    expect(world.tasksOf(MIGRATE)).toHaveLength(2);
    expect(world.eventTypes(seen).filter((type) => type === 'DrsVmMigratedEvent')).toHaveLength(2);
    expect(world.eventTypes(seen).at(-1)).toBe('EnteredMaintenanceModeEvent');
    expect(world.errors).toEqual([]);
  });

  it('waits until its recommendations are applied where DRS is manual', () => {
    const world = new DrsWorld({ ...STORY, behavior: 'manual' });
    const task = enter(world, 'h1');
    world.clock.advance(60_000);
    const { recommendations } = world;

    expect(task().state).toBe('running');
    expect(recommendations).toMatchObject([
      { reason: 'hostMaint', rating: 5 },
      { reason: 'hostMaint', rating: 5 },
    ]);

    for (const { key } of recommendations) {
      world.call(world.cluster, 'ApplyRecommendation', { key });
    }
    world.clock.advance(60_000);

    expect(task().state).toBe('success');
  });

  it('is held up by a VM for which DRS is off, and says so once', () => {
    const world = new DrsWorld(STORY);
    const config = world.read(world.cluster, 'configurationEx');
    const own = data('ClusterDrsVmConfigInfo', { key: world.vm('A'), enabled: false });
    const drsVmConfig = [own];
    world.assign(
      world.cluster,
      'configurationEx',
      data('ClusterConfigInfoEx', { ...config, drsVmConfig }),
    );
    const task = enter(world, 'h1');

    world.clock.advance(20 * 60_000);

    expect(task().state).toBe('running');
    expect(world.hostOf('A')).toBe('h1');
    expect(world.hostOf('B')).not.toBe('h1');
    const told = world
      .events()
      .filter(({ _typeName }) => _typeName === 'NoMaintenanceModeDrsRecommendationForVM');
    expect(told).toMatchObject([{ vm: { vm: world.vm('A') } }]);
    expect(world.drsFaults).toMatchObject([
      {
        reason: 'hostMaint',
        faultsByVm: [{ vm: world.vm('A'), fault: [{ fault: { _typeName: 'DrsDisabledOnVm' } }] }],
      },
    ]);
  });

  it('gets VMs again once it is back', () => {
    const world = new DrsWorld({
      hosts: [
        { name: 'h1', vms: { A: 3000, B: 2500 } },
        { name: 'h2', vms: {} },
      ],
    });
    enter(world, 'h1');
    world.clock.advance(60_000);
    expect(world.hostOf('A')).toBe('h2');

    world.run(world.host('h1'), 'ExitMaintenanceMode_Task', { timeout: 0 });
    world.clock.advance(60_000);

    expect(new Set([world.hostOf('A'), world.hostOf('B')])).toEqual(new Set(['h1', 'h2']));
  });
});
