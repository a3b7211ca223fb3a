import { data } from '../../../server/vmodl/value.ts';
import { faultOf } from '../../helpers/vcenter.ts';
import { UNEVEN } from './drs-story.ts';
import { DrsWorld, FIVE_MINUTES } from './drs-world.ts';

const MIGRATE = 'Drm.ExecuteVMotionLRO';

describe('A fully automated cluster', () => {
  it('moves the VM that helps most five minutes after its hosts became uneven', () => {
    const world = new DrsWorld({ hosts: UNEVEN });
    const seen = world.eventCount;

    world.clock.advance(FIVE_MINUTES);
    const before = world.summary;
    world.clock.advance(30_000);

    expect(before).toMatchObject({ currentBalance: 300, targetBalance: 141 });
    expect(world.hostOf('A')).toBe('h2');
    expect(world.recommendations).toEqual([]);
    expect(world.tasksOf(MIGRATE)).toMatchObject([
      { state: 'success', reason: { _typeName: 'TaskReasonSystem' } },
    ]);
    expect(world.tasksOf(MIGRATE)[0]?.name).toBeUndefined();
    expect(world.eventTypes(seen)).toEqual(['VmBeingHotMigratedEvent', 'DrsVmMigratedEvent']);
    expect(world.errors).toEqual([]);
  });

  it('remembers what it did, and finds itself even at the next look', () => {
    const world = new DrsWorld({ hosts: UNEVEN });

    world.clock.advance(2 * FIVE_MINUTES + 1000);

    const { cluster, summary } = world;
    expect(world.read(cluster, 'migrationHistory')).toHaveLength(1);
    expect(world.read(cluster, 'migrationHistory')[0]).toMatchObject({
      vm: world.vm('A'),
      source: world.host('h1'),
      destination: world.host('h2'),
    });
    expect(world.read(cluster, 'actionHistory')).toHaveLength(1);
    expect(summary.currentBalance).toBe(0);
    expect(summary.numVmotions).toBe(1);
    expect(summary.usageSummary?.statsGenNumber).toBe(2);
  });

  it('does not move a VM twice which is on its way already', () => {
    const world = new DrsWorld({ hosts: UNEVEN });
    world.clock.advance(FIVE_MINUTES);

    world.refresh();
    world.refresh();
    world.clock.advance(30_000);

    expect(world.tasksOf(MIGRATE)).toHaveLength(1);
    expect(world.errors).toEqual([]);
  });

  it('lets a burst of a minute pass', () => {
    const world = new DrsWorld({
      hosts: [
        { name: 'h1', vms: { A: 600, B: 500, C: 300 } },
        { name: 'h2', vms: { D: 200 } },
      ],
    });
    world.clock.advance(FIVE_MINUTES - 60_000);

    world.ask('A', (100 * 3000) / 4200);
    world.clock.advance(60_000);

    expect(world.tasksOf(MIGRATE)).toEqual([]);
    expect(world.summary.usageSummary?.statsGenNumber).toBe(1);
  });

  it('moves nothing at the most conservative threshold', () => {
    const world = new DrsWorld({ hosts: UNEVEN, vmotionRate: 5 });

    world.clock.advance(4 * FIVE_MINUTES);

    expect(world.tasksOf(MIGRATE)).toEqual([]);
    expect(world.recommendations).toEqual([]);
    expect(world.summary.currentBalance).toBe(300);
  });

  it('leaves a VM alone for which DRS is off', () => {
    const world = new DrsWorld({ hosts: UNEVEN });
    const config = world.read(world.cluster, 'configurationEx');
    const own = data('ClusterDrsVmConfigInfo', { key: world.vm('A'), enabled: false });
    world.assign(
      world.cluster,
      'configurationEx',
      data('ClusterConfigInfoEx', { ...config, drsVmConfig: [own] }),
    );

    world.clock.advance(FIVE_MINUTES + 60_000);

    expect(world.hostOf('A')).toBe('h1');
    expect(world.hostOf('B')).toBe('h2');
  });
});

describe('A partially automated cluster', () => {
  it('recommends and waits', () => {
    const world = new DrsWorld({ hosts: UNEVEN, behavior: 'partiallyAutomated' });

    world.clock.advance(FIVE_MINUTES + 60_000);

    expect(world.tasksOf(MIGRATE)).toEqual([]);
    expect(world.recommendations).toMatchObject([
      {
        type: 'V1',
        rating: 4,
        reason: 'fairnessCpuAvg',
        target: world.cluster,
        action: [
          {
            _typeName: 'ClusterMigrationAction',
            type: 'MigrationV1',
            target: world.vm('A'),
            drsMigration: { cpuLoad: 3000, sourceCpuLoad: 7000, destinationCpuLoad: 1000 },
          },
        ],
      },
    ]);
    expect(world.read(world.cluster, 'drsRecommendation')).toMatchObject([
      { key: world.recommendations[0]?.key, migrationList: [{ vm: world.vm('A') }] },
    ]);
  });

  it('moves the VM when its recommendation is applied, once', () => {
    const world = new DrsWorld({ hosts: UNEVEN, behavior: 'partiallyAutomated' });
    world.clock.advance(FIVE_MINUTES);
    const key = world.recommendations[0]?.key;

    world.call(world.cluster, 'ApplyRecommendation', { key });
    world.clock.advance(30_000);

    expect(world.hostOf('A')).toBe('h2');
    expect(world.recommendations).toEqual([]);
    expect(world.tasksOf(MIGRATE)).toMatchObject([
      { state: 'success', reason: { _typeName: 'TaskReasonUser' } },
    ]);
    expect(world.read(world.cluster, 'actionHistory')).toHaveLength(1);
    expect(world.read(world.cluster, 'migrationHistory')).toEqual([]);
    expect(faultOf(() => world.call(world.cluster, 'ApplyRecommendation', { key }))).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'key' },
    });
  });

  it('forgets a recommendation at the next look', () => {
    const world = new DrsWorld({ hosts: UNEVEN, behavior: 'partiallyAutomated' });
    world.clock.advance(FIVE_MINUTES);
    const [old] = world.recommendations;

    world.refresh();

    expect(world.recommendations).toHaveLength(1);
    expect(world.recommendations[0]?.key).not.toBe(old?.key);
    expect(
      faultOf(() => world.call(world.cluster, 'ApplyRecommendation', { key: old?.key })).name,
    ).toBe('InvalidArgument');
  });
});

describe('A cluster without DRS', () => {
  it('is never looked at', () => {
    const world = new DrsWorld({ hosts: UNEVEN, enabled: false });
    const { seq } = world.inventory;

    world.clock.advance(4 * FIVE_MINUTES);
    world.refresh();

    expect(world.inventory.seq).toBe(seq);
  });

  it('forgets what DRS had to say', () => {
    const world = new DrsWorld({ hosts: UNEVEN, behavior: 'partiallyAutomated' });
    world.clock.advance(FIVE_MINUTES);

    world.assign(world.cluster, 'configurationEx.drsConfig.enabled', false);
    world.clock.advance(1);

    expect(world.recommendations).toEqual([]);
    expect(world.summary.currentBalance).toBeUndefined();
  });
});
