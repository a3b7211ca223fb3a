import { data } from '../../../server/vmodl/value.ts';
import { UNEVEN } from './drs-story.ts';
import { DrsWorld, FIVE_MINUTES } from './drs-world.ts';

const MINUTE = 60_000;

const passes = (world: DrsWorld) => Number(world.summary.usageSummary?.statsGenNumber);

/** Five minutes old, its hosts even. */
function evenWorld(): DrsWorld {
  const world = new DrsWorld({
    hosts: [
      { name: 'h1', vms: { A: 1000, B: 1000 } },
      { name: 'h2', vms: { C: 1000, D: 1000 } },
    ],
    off: { off1: 'h1', off2: 'h1', off3: 'h1' },
  });
  world.clock.advance(FIVE_MINUTES + MINUTE);
  return world;
}

describe('A pass because of a VM', () => {
  it.each(['PowerOffVM_Task', 'SuspendVM_Task'])('follows %s', (method) => {
    const world = evenWorld();
    const before = passes(world);

    world.run(world.vm('A'), method, {}, MINUTE);

    expect(passes(world)).toBe(before + 1);
    expect(world.errors).toEqual([]);
  });

  it('follows a VM that is powered on, and moves neither it nor others', () => {
    const world = evenWorld();
    const before = passes(world);

    world.call(world.vm('off1'), 'PowerOnVM_Task');
    world.clock.advance(15_000);

    expect(world.powerStateOf('off1')).toBe('poweredOn');
    expect(passes(world)).toBe(before + 1);
    expect(world.tasksOf('Drm.ExecuteVMotionLRO')).toEqual([]);
  });

  it('follows a VM that is unregistered', () => {
    const world = evenWorld();
    const before = passes(world);

    world.call(world.vm('off1'), 'UnregisterVM');
    world.clock.advance(1);

    expect(passes(world)).toBe(before + 1);
  });

  it('is one for many VMs within a sample', () => {
    const world = evenWorld();
    const before = passes(world);

    for (const name of ['off1', 'off2', 'off3']) {
      world.call(world.vm(name), 'UnregisterVM');
      world.clock.advance(1000);
    }
    expect(passes(world)).toBe(before + 1);
    world.clock.advance(20_000);

    expect(passes(world)).toBe(before + 2);
  });
});

describe('A pass that breaks off', () => {
  /** With a forecast that nobody can read. */
  const broken = () => {
    const world = new DrsWorld({ hosts: UNEVEN, predictive: true });
    const seen = world.eventCount;
    world.assign(world.vm('A'), '_forecast', data('_Forecast', { cpu: 'much' }));
    world.clock.advance(2 * FIVE_MINUTES);
    return { world, seen };
  };

  it('is told once', () => {
    const { world, seen } = broken();

    expect(world.eventTypes(seen)).toEqual(['DrsInvocationFailedEvent']);
    expect(world.errors.length).toBeGreaterThan(1);
  });

  it('is recovered from', () => {
    const { world, seen } = broken();

    world.assign(world.vm('A'), '_forecast', undefined);
    world.refresh();

    expect(world.eventTypes(seen).slice(0, 2)).toEqual([
      'DrsInvocationFailedEvent',
      'DrsRecoveredFromFailureEvent',
    ]);
  });

  it('is an error for who asked for it', () => {
    const { world } = broken();

    expect(() => world.refresh()).toThrow();
  });
});

describe('What a pass leaves', () => {
  it('tells what VMs are entitled to', () => {
    const world = evenWorld();

    world.refresh();

    const { entitlements } = world.services.drs.lastPass(world.cluster)?.plan ?? {};
    const cpuMhz = [...(entitlements?.values() ?? [])].reduce((sum, one) => sum + one.cpuMhz, 0);
    expect(world.summary.usageSummary?.cpuEntitledMhz).toBe(Math.round(cpuMhz));
    expect(Math.round(cpuMhz / 100)).toBe(40);
  });

  it('shows faults when they are read, and sends no updates of them', () => {
    const world = evenWorld();
    const stored = world.read(world.cluster, 'drsFault');
    const own = data('ClusterDrsVmConfigInfo', { key: world.vm('A'), enabled: false });
    const config = world.read(world.cluster, 'configurationEx');
    world.assign(
      world.cluster,
      'configurationEx',
      data('ClusterConfigInfoEx', { ...config, drsVmConfig: [own] }),
    );

    world.call(world.host('h1'), 'EnterMaintenanceMode_Task', { timeout: 0 });
    world.clock.advance(MINUTE);

    expect(world.drsFaults).toMatchObject([{ reason: 'hostMaint' }]);
    expect(world.read(world.cluster, 'drsFault')).toBe(stored);
  });
});
