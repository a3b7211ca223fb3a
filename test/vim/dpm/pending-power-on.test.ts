/** A VM that is powered on where only a host in standby has a place for it. */
import type { ClusterPowerOnVmResult } from '../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { DrsWorld } from '../drs/drs-world.ts';

const MINUTE = 60_000;
/** Of the 10,000 MHz that a host has for VMs. */
const MOST_MHZ = 6_000;

let world: DrsWorld;
beforeEach(() => {
  world = new DrsWorld({
    hosts: ['h1', 'h2', 'h3'].map((name) => ({ name, vms: {} })),
    off: { web: 'h1', db: 'h1', mail: 'h1' },
  });
  for (const vm of ['web', 'db', 'mail']) {
    world.assign(world.vm(vm), 'config.hardware.numCPU', 4);
    reserve(vm, MOST_MHZ);
  }
  sleep('h2', 'h3');
});
afterEach(() => {
  expect(world.errors).toEqual([]);
  world.loop.stop();
  world.stop();
});

/** MHz of CPU, or MB of memory. */
function reserve(vm: string, reservation: number, of: 'cpu' | 'memory' = 'cpu'): void {
  const allocation = data('ResourceAllocationInfo', {
    reservation,
    limit: -1,
    expandableReservation: false,
    shares: data('SharesInfo', { level: 'normal', shares: 2000 }),
  });
  world.assign(world.vm(vm), `config.${of}Allocation`, allocation);
}

function dpm(members: object): void {
  world.reconfigure({ dpmConfig: data('ClusterDpmConfigInfo', { enabled: true, ...members }) });
}
function sleep(...names: readonly string[]): void {
  for (const name of names) {
    world.run(world.host(name), 'PowerDownHostToStandBy_Task', { timeoutSec: 0 }, 2 * MINUTE);
    expect(powerOf(name)).toBe('standBy');
  }
}
const powerOf = (host: string) => world.read(world.host(host), 'runtime.powerState');
const powerOn = (vm: string) => world.call(world.vm(vm), 'PowerOnVM_Task') as Ref<'Task'>;
const errorOf = (task: Ref<'Task'>) => world.taskInfo(task).error?.fault;
const hostOfVms = (...vms: readonly string[]) => vms.map((vm) => world.hostOf(vm));

describe('A VM for which vSphere HA has not enough left while hosts sleep', () => {
  /** Half of the cluster is kept: with one host on, nothing may start; with two, one VM of 6000 MHz may. */
  const keepHalf = () =>
    world.reconfigure({
      dasConfig: data('ClusterDasConfigInfo', {
        enabled: true,
        admissionControlEnabled: true,
        admissionControlPolicy: data('ClusterFailoverResourcesAdmissionControlPolicy', {
          cpuFailoverResourcesPercent: 50,
          memoryFailoverResourcesPercent: 10,
          autoComputePercentages: false,
        }),
      }),
    });

  it('runs once DPM has woken one', () => {
    keepHalf();
    dpm({ hostPowerActionRate: 3 });
    sleepAgain();

    const task = powerOn('web');
    world.clock.advance(MINUTE);
    expect(world.taskInfo(task).state).toBe('running');
    world.clock.advance(4 * MINUTE);

    expect(world.taskInfo(task).error).toBeUndefined();
    expect(world.powerStateOf('web')).toBe('poweredOn');
  });

  it('is recommended a host to wake where DPM only recommends', () => {
    keepHalf();
    dpm({ defaultDpmBehavior: 'manual' });
    sleepAgain();

    const { recommendations } = world.run(
      world.first('Datacenter'),
      'PowerOnMultiVM_Task',
      { vm: [world.vm('web')] },
      5_000,
    ) as ClusterPowerOnVmResult;
    expect(recommendations?.map(({ reason }) => reason)).toEqual([
      'unreservedCapacity',
      'powerOnVm',
    ]);
    const key = recommendations?.at(-1)?.key;
    world.call(world.cluster, 'ApplyRecommendation', { key });
    world.clock.advance(5 * MINUTE);

    expect(world.powerStateOf('web')).toBe('poweredOn');
  });

  /** HA keeps one host more on; here they all sleep but one. */
  function sleepAgain(): void {
    for (const name of ['h2', 'h3']) {
      world.assign(world.host(name), 'runtime.powerState', 'standBy');
      world.assign(world.host(name), 'runtime.standbyMode', 'in');
      world.assign(world.host(name), 'runtime.connectionState', 'notResponding');
    }
  }
});

describe('A VM for which no host that is awake has a place', () => {
  it('runs on a host that DPM wakes for it', () => {
    dpm({ hostPowerActionRate: 3 });
    const first = powerOn('web');
    world.clock.advance(5_000);
    expect(world.taskInfo(first).state).toBe('success');
    const since = world.eventCount;

    const second = powerOn('db');
    world.clock.advance(MINUTE);
    expect(world.taskInfo(second).state).toBe('running');
    expect(world.eventTypes(since)).toEqual(['VmStartingEvent', 'DrsExitingStandbyModeEvent']);
    world.clock.advance(3 * MINUTE);

    expect(world.taskInfo(second).state).toBe('success');
    expect(world.hostOf('db')).toBe('h2');
    expect(world.powerStateOf('db')).toBe('poweredOn');
    expect(world.eventTypes(since).slice(2)).toEqual([
      'DrsExitedStandbyModeEvent',
      'DrsVmPoweredOnEvent',
    ]);
    expect(powerOf('h3')).toBe('standBy');
    expect(world.services.drs.pending.size).toBe(0);
  });

  it('has a host of its own when several wait', () => {
    dpm({ hostPowerActionRate: 3 });
    const vm = ['web', 'db', 'mail'].map((name) => world.vm(name));

    const { attempted, notAttempted } = world.run(
      world.first('Datacenter'),
      'PowerOnMultiVM_Task',
      { vm },
      MINUTE,
    ) as ClusterPowerOnVmResult;
    expect(attempted).toHaveLength(3);
    expect(notAttempted ?? []).toEqual([]);
    world.clock.advance(4 * MINUTE);

    expect(hostOfVms('web', 'db', 'mail').sort()).toEqual(['h1', 'h2', 'h3']);
    expect(['web', 'db', 'mail'].map((name) => world.powerStateOf(name))).toEqual(
      Array(3).fill('poweredOn'),
    );
  });

  it('fails when no host in standby has enough CPU', () => {
    dpm({ hostPowerActionRate: 3 });
    reserve('db', 20_000);

    const task = powerOn('db');
    world.clock.advance(5_000);

    expect(errorOf(task)).toMatchObject({
      _typeName: 'InsufficientStandbyCpuResource',
      available: 10_000,
      requested: 20_000,
    });
    expect(powerOf('h2')).toBe('standBy');
  });

  it('fails when no host in standby has enough memory', () => {
    dpm({ hostPowerActionRate: 3 });
    reserve('db', 100_000, 'memory');

    const task = powerOn('db');
    world.clock.advance(5_000);

    const fault = errorOf(task) as unknown as { available: number; requested: number };
    expect(fault).toMatchObject({ _typeName: 'InsufficientStandbyMemoryResource' });
    expect(fault.requested).toBeGreaterThan(fault.available);
  });

  it.each([
    ['DPM is off', { enabled: false }],
    ['DPM only recommends', { defaultDpmBehavior: 'manual' }],
  ])('fails for want of reservations when %s', (_, members) => {
    dpm(members);
    powerOn('web');
    world.clock.advance(5_000);

    const task = powerOn('db');
    world.clock.advance(10 * MINUTE);

    expect(errorOf(task)?._typeName).toBe('NoCompatibleHost');
    expect(powerOf('h2')).toBe('standBy');
  });

  describe('where DPM only recommends', () => {
    const powerOnMany = (...names: readonly string[]) =>
      world.run(
        world.first('Datacenter'),
        'PowerOnMultiVM_Task',
        { vm: names.map((name) => world.vm(name)) },
        5_000,
      ) as ClusterPowerOnVmResult;

    it('is recommended a host once the user has woken it', () => {
      dpm({ defaultDpmBehavior: 'manual' });
      powerOnMany('web');

      const { attempted, recommendations } = powerOnMany('db');

      expect(attempted ?? []).toEqual([]);
      expect(recommendations).toMatchObject([
        {
          reason: 'unreservedCapacity',
          target: world.cluster,
          action: [{ type: 'HostPowerV1', operationType: 'powerOn', target: world.host('h2') }],
        },
        {
          reason: 'powerOnVm',
          target: world.vm('db'),
          prerequisite: [recommendations?.[0]?.key],
          action: [{ type: 'VmPowerV1', targetHost: world.host('h2') }],
        },
      ]);
      world.clock.advance(10 * MINUTE);
      expect(world.recommendations.map(({ reason }) => reason)).toEqual([
        'unreservedCapacity',
        'powerOnVm',
      ]);
      expect(powerOf('h2')).toBe('standBy');
    });

    it('starts there after the user has applied both, one after the other', () => {
      dpm({ defaultDpmBehavior: 'manual' });
      powerOnMany('web');
      const [host, place] = powerOnMany('db').recommendations ?? [];

      world.call(world.cluster, 'ApplyRecommendation', { key: host?.key });
      world.clock.advance(5 * MINUTE);
      expect(powerOf('h2')).toBe('poweredOn');
      world.call(world.cluster, 'ApplyRecommendation', { key: place?.key });
      world.clock.advance(5_000);

      expect(world.hostOf('db')).toBe('h2');
      expect(world.powerStateOf('db')).toBe('poweredOn');
      expect(world.recommendations).toEqual([]);
    });

    it('starts there after the user has applied the second, which needs the first', () => {
      dpm({ defaultDpmBehavior: 'manual' });
      powerOnMany('web');
      const [, place] = powerOnMany('db').recommendations ?? [];

      world.call(world.cluster, 'ApplyRecommendation', { key: place?.key });
      expect(world.recommendations).toEqual([]);
      world.clock.advance(5 * MINUTE);

      expect(world.hostOf('db')).toBe('h2');
      expect(world.powerStateOf('db')).toBe('poweredOn');
    });

    it('takes the host with it when the user drops the VM', () => {
      dpm({ defaultDpmBehavior: 'manual' });
      powerOnMany('web');
      const [, place] = powerOnMany('db').recommendations ?? [];

      world.call(world.cluster, 'CancelRecommendation', { key: place?.key });

      expect(world.recommendations).toEqual([]);
    });
  });

  it('gives up when no host wakes within ten minutes', () => {
    dpm({ hostPowerActionRate: 3 });
    powerOn('web');
    world.clock.advance(5_000);
    for (const name of ['h2', 'h3']) world.assign(world.host(name), '_failed', true);

    const task = powerOn('db');
    world.clock.advance(11 * MINUTE);

    expect(errorOf(task)?._typeName).toBe('Timedout');
    expect(world.services.drs.pending.size).toBe(0);
  });
});
