import type {
  ClusterInitialPlacementAction,
  ClusterPowerOnVmResult,
} from '../../../server/vmodl/generated/data.ts';
import { data } from '../../../server/vmodl/value.ts';
import { faultOf } from '../../helpers/vcenter.ts';
import type { StoryCluster } from './drs-story.ts';
import { DrsWorld } from './drs-world.ts';

const POWER_ON = 'Drm.ExecuteVmPowerOnLRO';

/** The second host is the emptier one; the VM is registered on the first. */
const STORY: StoryCluster = {
  hosts: [
    { name: 'h1', vms: { A: 2000, B: 2000 } },
    { name: 'h2', vms: { C: 500 } },
  ],
  off: { off1: 'h1', off2: 'h1' },
};

function powerOn(world: DrsWorld, names: readonly string[], option: object = {}) {
  const options = Object.entries(option).map(([key, value]) => data('OptionValue', { key, value }));
  const vm = names.map((name) => world.vm(name));
  const datacenter = world.first('Datacenter');
  return world.run(
    datacenter,
    'PowerOnMultiVM_Task',
    { vm, option: options },
    5_000,
  ) as ClusterPowerOnVmResult;
}

function hostsOf(world: DrsWorld, { recommendations }: ClusterPowerOnVmResult): string[] {
  return (recommendations ?? []).map(({ action }) => {
    const [placement] = (action ?? []) as readonly ClusterInitialPlacementAction[];
    return placement ? world.inventory.read(placement.targetHost, 'name') : '';
  });
}

describe('PowerOnMultiVM_Task where a VM fits nowhere unless others move', () => {
  /** Each host keeps 7000 of its 10,000 MHz: a large VM fits only when a small one has moved. */
  const crowded = (behavior: string) => {
    const world = new DrsWorld({
      behavior,
      hosts: [
        { name: 'h1', vms: { A: 100, a: 100 } },
        { name: 'h2', vms: { B: 100, b: 100 } },
      ],
      off: { off1: 'h1' },
    });
    const reserve = (name: string, reservation: number) =>
      world.assign(
        world.vm(name),
        'config.cpuAllocation',
        data('ResourceAllocationInfo', {
          ...{ reservation, limit: -1, expandableReservation: false },
          shares: data('SharesInfo', { level: 'normal', shares: 2000 }),
        }),
      );
    for (const name of ['A', 'B']) reserve(name, 5_000);
    for (const name of ['a', 'b']) reserve(name, 2_000);
    reserve('off1', 4_000);
    world.clock.advance(60_000);
    return world;
  };

  it('moves them and starts it, where DRS may do both by itself', () => {
    const world = crowded('fullyAutomated');
    const seen = world.eventCount;

    const { attempted, recommendations } = powerOn(world, ['off1']);
    world.clock.advance(60_000);

    expect(recommendations ?? []).toEqual([]);
    expect(attempted).toMatchObject([{ vm: world.vm('off1') }]);
    expect(world.powerStateOf('off1')).toBe('poweredOn');
    expect(world.eventTypes(seen)).toEqual(
      expect.arrayContaining(['DrsVmMigratedEvent', 'DrsVmPoweredOnEvent']),
    );
    expect(world.inventory.read(world.cluster, 'migrationHistory')).toHaveLength(1);
  });

  it('recommends the moves first, where the user decides', () => {
    const world = crowded('manual');

    const { recommendations } = powerOn(world, ['off1']);

    expect(recommendations).toMatchObject([
      { reason: 'reservationCpu', action: [{ type: 'MigrationV1' }] },
      { reason: 'powerOnVm', prerequisite: [recommendations?.[0]?.key] },
    ]);
    expect(world.powerStateOf('off1')).toBe('poweredOff');

    const key = recommendations?.[1]?.key;
    world.call(world.cluster, 'ApplyRecommendation', { key });
    world.clock.advance(60_000);

    expect(world.powerStateOf('off1')).toBe('poweredOn');
  });
});

describe('PowerOnMultiVM_Task in a fully automated cluster', () => {
  it('starts the VM on the emptier host, by a task of DRS', () => {
    const world = new DrsWorld(STORY);
    const seen = world.eventCount;

    const { attempted, recommendations } = powerOn(world, ['off1']);

    expect(recommendations).toEqual([]);
    expect(attempted).toMatchObject([{ vm: world.vm('off1') }]);
    expect(world.hostOf('off1')).toBe('h2');
    expect(world.powerStateOf('off1')).toBe('poweredOn');
    expect(world.tasksOf(POWER_ON)).toMatchObject([{ state: 'success' }]);
    expect(world.eventTypes(seen)).toEqual(['VmStartingEvent', 'DrsVmPoweredOnEvent']);
  });

  it('has the first VM in mind when it places the second', () => {
    const world = new DrsWorld({
      hosts: [
        { name: 'h1', vms: { A: 600 } },
        { name: 'h2', vms: { B: 500 } },
      ],
      off: { off1: 'h1', off2: 'h1' },
    });

    powerOn(world, ['off1', 'off2']);

    expect([world.hostOf('off1'), world.hostOf('off2')]).toEqual(['h2', 'h1']);
  });

  it('has a VM in mind that another call is just starting', () => {
    const world = new DrsWorld({
      hosts: [
        { name: 'h1', vms: { A: 600 } },
        { name: 'h2', vms: { B: 500 } },
      ],
      off: { off1: 'h1', off2: 'h1' },
    });

    world.call(world.vm('off1'), 'PowerOnVM_Task');
    world.call(world.vm('off2'), 'PowerOnVM_Task');
    world.clock.advance(5_000);

    expect([world.hostOf('off1'), world.hostOf('off2')]).toEqual(['h2', 'h1']);
    expect(world.services.drs.starting.size).toBe(0);
  });

  it('recommends only, when the caller overrides the level', () => {
    const world = new DrsWorld(STORY);

    const result = powerOn(world, ['off1'], { OverrideAutomationLevel: 'manual' });

    expect(hostsOf(world, result)).toEqual(['h2', 'h1']);
    expect(world.powerStateOf('off1')).toBe('poweredOff');
  });
});

describe('PowerOnMultiVM_Task in a manual cluster', () => {
  const manual: StoryCluster = { ...STORY, behavior: 'manual' };

  it('recommends every host, best first, and starts nothing', () => {
    const world = new DrsWorld(manual);

    const result = powerOn(world, ['off1']);

    expect(result.attempted).toEqual([]);
    expect(result.recommendations).toMatchObject([
      { reason: 'powerOnVm', rating: 5, type: 'V1', target: world.vm('off1') },
      { reason: 'powerOnVm', rating: 1, type: 'V1', target: world.vm('off1') },
    ]);
    expect(hostsOf(world, result)).toEqual(['h2', 'h1']);
    expect(world.recommendations).toEqual(result.recommendations);
    expect(world.powerStateOf('off1')).toBe('poweredOff');
  });

  it('starts the VM on the host that is applied, and takes its siblings back', () => {
    const world = new DrsWorld(manual);
    const { recommendations = [] } = powerOn(world, ['off1']);
    const [best, other] = recommendations.map(({ key }) => key);
    const seen = world.eventCount;

    world.call(world.cluster, 'ApplyRecommendation', { key: other });
    world.clock.advance(5_000);

    expect(world.hostOf('off1')).toBe('h1');
    expect(world.powerStateOf('off1')).toBe('poweredOn');
    expect(world.eventTypes(seen)).toEqual(['VmStartingEvent', 'DrsVmPoweredOnEvent']);
    expect(world.recommendations).toEqual([]);
    for (const key of [best, other]) {
      expect(faultOf(() => world.call(world.cluster, 'ApplyRecommendation', { key })).name).toBe(
        'InvalidArgument',
      );
    }
  });

  it('keeps its recommendations through a pass, until one is cancelled', () => {
    const world = new DrsWorld(manual);
    const { recommendations = [] } = powerOn(world, ['off1']);
    const [first, second] = recommendations.map(({ key }) => key);

    world.refresh();
    world.call(world.cluster, 'CancelRecommendation', { key: first });

    expect(world.recommendations.filter(({ reason }) => reason === 'powerOnVm')).toMatchObject([
      { key: second },
    ]);
  });

  it('recommends one host for each VM when resources are to be reserved', () => {
    const world = new DrsWorld({
      ...manual,
      hosts: [
        { name: 'h1', vms: { A: 600 } },
        { name: 'h2', vms: { B: 500 } },
      ],
    });

    const result = powerOn(world, ['off1', 'off2'], { ReserveResources: 'true' });

    expect(hostsOf(world, result)).toEqual(['h2', 'h1']);
  });

  it('replaces what it recommended before for the same VM', () => {
    const world = new DrsWorld(manual);
    powerOn(world, ['off1', 'off2']);

    const { recommendations } = powerOn(world, ['off1']);

    expect(recommendations).toHaveLength(2);
    expect(world.recommendations).toHaveLength(4);
  });

  it('starts a VM on its own host when it is powered on by itself', () => {
    const world = new DrsWorld(manual);
    const seen = world.eventCount;

    world.run(world.vm('off1'), 'PowerOnVM_Task', {}, 5_000);

    expect(world.hostOf('off1')).toBe('h1');
    expect(world.eventTypes(seen)).toEqual(['VmStartingEvent', 'VmPoweredOnEvent']);
  });
});

describe('A VM that no host can take', () => {
  it('is not attempted', () => {
    const world = new DrsWorld(STORY);
    for (const host of ['h1', 'h2']) {
      world.assign(world.host(host), 'runtime.inMaintenanceMode', true);
    }

    const { attempted, notAttempted } = powerOn(world, ['off1']);

    expect(attempted).toEqual([]);
    expect(notAttempted).toMatchObject([
      {
        vm: world.vm('off1'),
        fault: { fault: { _typeName: 'NoCompatibleHost', host: { length: 2 } } },
      },
    ]);
  });

  it('lacks what it has reserved', () => {
    const world = new DrsWorld(STORY);
    world.assign(world.vm('off1'), 'config.memoryAllocation.reservation', 80_000);

    const { notAttempted } = powerOn(world, ['off1']);

    expect(notAttempted).toMatchObject([
      { fault: { fault: { _typeName: 'InsufficientHostMemoryCapacityFault' } } },
    ]);
  });
});
