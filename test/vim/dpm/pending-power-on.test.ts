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
