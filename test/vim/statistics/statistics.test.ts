import { SeededRandom } from '../../../server/clock/random.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { StatisticsWorld } from '../../helpers/statistics-world.ts';

const MINUTE = 60_000;

function given() {
  const world = new StatisticsWorld();
  const vm = (name: string) => world.named('VirtualMachine', name);
  const host = (name: string) => world.named('HostSystem', name);
  const move = (name: string, to: string) =>
    world.assign(vm(name), 'runtime.host', host(to) as never);
  return { world, vm, host, move };
}

/** Figures which are sums of those of VMs, of each kind of entity that has them. */
const SUMMED: Readonly<Record<string, readonly string[]>> = {
  HostSystem: [
    ...['cpu.usagemhz.average', 'cpu.demand.average', 'cpu.ready.summation', 'mem.active.average'],
    ...['mem.consumed.vms.average', 'mem.overhead.average', 'mem.activewrite.average'],
    ...['disk.read.average', 'net.received.average', 'net.transmitted.average'],
  ],
};

describe('a sample', () => {
  it('counts for the host on which the VM ran', () => {
    const { world, vm, host, move } = given();
    world.clock.advance(10 * MINUTE);
    move('steady', 'esx2');
    world.clock.advance(10 * MINUTE);

    const own = world.values(vm('steady'), 'cpu.usagemhz.average', { maxSample: 60 });
    const share = (name: string) => {
      const all = world.values(host(name), 'cpu.usagemhz.average', { maxSample: 60 });
      const other = world.values(vm(name === 'esx1' ? 'wave' : 'noisy'), 'cpu.usagemhz.average', {
        maxSample: 60,
      });
      return all.map((value, index) => value - (other[index] ?? 0));
    };

    expect(own).toEqual(Array.from({ length: 60 }, () => 400));
    expect(share('esx1')).toEqual(own.map((value, index) => (index < 29 ? value : 0)));
    expect(share('esx2')).toEqual(own.map((value, index) => (index < 29 ? 0 : value)));
    world.stop();
  });

  it('is not looked up among spans that differ in nothing but what disks hold', () => {
    const { world, vm, move } = given();
    const { statistics } = world.services;
    const device = 'config.hardware.device';
    const disks = world.read(vm('wave'), device) as readonly { backing?: object }[];
    world.assign(
      vm('wave'),
      device,
      disks.map((disk) =>
        disk.backing ? { ...disk, backing: { ...disk.backing, _allocatedBytes: 1 } } : disk,
      ) as never,
    );
    expect(statistics.vmPasts(vm('wave').value)).toEqual([]);

    move('wave', 'esx2');
    expect(statistics.vmPasts(vm('wave').value)).toHaveLength(1);
    world.stop();
  });

  it('is none while the VM is off, and counts for its host as long as it ran', () => {
    const { world, vm, host } = given();
    world.clock.advance(10 * MINUTE);
    world.run(vm('steady'), 'PowerOffVM_Task', {}, 5 * MINUTE);

    const { values, times } = world.series(vm('steady'), 'cpu.usagemhz.average', {
      startTime: '2026-01-01T00:05:00Z',
    });
    const rest = world.values(host('esx1'), 'cpu.usagemhz.average', { maxSample: 1 });

    expect(values.length).toBeGreaterThanOrEqual(14);
    expect(values.length).toBeLessThanOrEqual(16);
    expect(times.at(-1)?.localeCompare('2026-01-01T00:10:30Z')).toBe(-1);
    expect(rest).toEqual(world.values(vm('wave'), 'cpu.usagemhz.average', { maxSample: 1 }));
    world.stop();
  });

  it('counts for its host still when the VM is gone', () => {
    const { world, vm, host } = given();
    world.clock.advance(5 * MINUTE);
    const before = world.values(host('esx2'), 'cpu.usagemhz.average', { maxSample: 10 });
    world.run(vm('noisy'), 'PowerOffVM_Task', {}, 1000);
    world.run(vm('noisy'), 'Destroy_Task', {}, 1000);

    const after = world.values(host('esx2'), 'cpu.usagemhz.average', {
      endTime: '2026-01-01T00:05:00Z',
      maxSample: 10,
    });

    expect(before.some((value) => value > 0)).toBe(true);
    expect(after).toEqual(before);
    world.stop();
  });

  it('is none of a host that is away, nor of its VMs', () => {
    const { world, vm, host } = given();
    world.clock.advance(5 * MINUTE);
    world.assign(host('esx1'), 'runtime.connectionState', 'notResponding');
    world.clock.advance(5 * MINUTE);

    const ends = ([vm('wave'), host('esx1')] as Ref[]).map((each) =>
      world.series(each, 'cpu.usage.average').times.at(-1),
    );

    expect(ends).toEqual(['2026-01-01T00:04:40Z', '2026-01-01T00:04:40Z']);
    world.stop();
  });

  it('keeps what it was when the guest is given something else to do', () => {
    const { world, vm } = given();
    world.clock.advance(10 * MINUTE);
    const before = world.values(vm('wave'), 'cpu.usagemhz.average', { maxSample: 30 });
    world.demand(vm('wave'), { cpuMhz: { kind: 'constant', value: 123 } });
    world.clock.advance(MINUTE);

    const after = world.values(vm('wave'), 'cpu.usagemhz.average', { maxSample: 33 });

    // What was asked at the very moment of the change is that of the new function.
    expect(after.slice(0, 29)).toEqual(before.slice(0, 29));
    expect(after.slice(29)).toEqual([123, 123, 123, 123]);
    world.stop();
  });

  it('was there before the server started, since the VM was', () => {
    const { world, vm } = given();

    const count = (name: string, intervalId: number) =>
      world.values(vm(name), 'cpu.usagemhz.average', { intervalId }).length;
    expect([count('steady', 300), count('steady', 86_400), count('off', 300)]).toEqual([288, 7, 0]);
    world.stop();
  });

  it('is the same in every server of the same seed, and in whatever order it is asked', () => {
    const [one, other] = [given(), given()];
    for (const { world } of [one, other]) world.clock.advance(20 * MINUTE);
    const asked = (each: ReturnType<typeof given>, name: string) =>
      each.world.values(each.vm(name), 'cpu.usagemhz.average');

    const forwards = ['wave', 'noisy'].map((name) => asked(one, name));
    const backwards = ['noisy', 'wave'].map((name) => asked(other, name)).toReversed();

    expect(backwards).toEqual(forwards);
    for (const { world } of [one, other]) world.stop();
  });
});

describe('the figures of hosts, clusters, pools and datastores', () => {
  /** An hour in which VMs move, stop, start and change their mind. */
  function eventful(seed: number) {
    const all = given();
    const { world, vm } = all;
    const random = new SeededRandom(seed);
    const either = (one: string, other: string) => (random.int(0, 1) === 0 ? one : other);
    const acts: readonly ((name: string) => void)[] = [
      (name) => all.move(name, either('esx1', 'esx2')),
      (name) => {
        const mean = random.int(0, 4000);
        world.demand(vm(name), { cpuMhz: { kind: 'noise', mean, spread: mean / 3 } });
      },
      (name) => togglePower(world, vm(name)),
      (name) => {
        const value = world.named('ResourcePool', either('web', 'test'));
        world.inventory.apply([{ op: 'assign', ref: vm(name), path: 'resourcePool', value }]);
      },
    ];
    for (let round = 0; round < 25; round++) {
      const name = ['steady', 'wave', 'noisy'][random.int(0, 2)] ?? '';
      acts[random.int(0, 3)]?.(name);
      world.clock.advance(random.int(1, 140) * 1000);
    }
    return all;
  }

  function togglePower(world: StatisticsWorld, vm: Ref): void {
    const runtime = world.read(vm, 'runtime');
    const on = runtime.powerState === 'poweredOn';
    const { bootTime, ...rest } = runtime;
    const value = on
      ? data('VirtualMachineRuntimeInfo', { ...rest, powerState: 'poweredOff' })
      : data('VirtualMachineRuntimeInfo', {
          ...runtime,
          powerState: 'poweredOn',
          bootTime: world.clock.iso(),
        });
    world.inventory.apply([{ op: 'assign', ref: vm, path: 'runtime', value }]);
  }

  /** Each sample's value by time. */
  const byTime = (world: StatisticsWorld, entity: Ref, counter: string, instance = '') => {
    const { times, values } = world.series(entity, counter, { instance });
    return new Map(times.map((time, index) => [time, values[index] ?? 0]));
  };

  const summed = (maps: readonly ReadonlyMap<string, number>[], times: Iterable<string>) =>
    [...times].map((time) => maps.reduce((sum, each) => sum + (each.get(time) ?? 0), 0));

  it.each([1, 2, 3, 4])('are the sums of their parts at every sample (story %i)', (seed) => {
    const { world } = eventful(seed);
    const vms = world.inventory.ofType('VirtualMachine');
    const hosts = world.inventory.ofType('HostSystem');

    for (const counter of SUMMED['HostSystem'] ?? []) {
      const ofVm = counter === 'mem.consumed.vms.average' ? 'mem.consumed.average' : counter;
      const ofVms = vms.map((vm) => byTime(world, vm, ofVm));
      const ofHosts = hosts.map((host) => byTime(world, host, counter));
      const times = ofHosts[0]?.keys() ?? [];
      expect([counter, summed(ofHosts, times)]).toEqual([
        counter,
        summed(ofVms, ofHosts[0]?.keys() ?? []),
      ]);
    }
    world.stop();
  });

  it.each([5, 6])('are the sums of their parts when rolled up (story %i)', (seed) => {
    const { world } = eventful(seed);
    const cluster = world.first('ClusterComputeResource');
    const mean = (entity: Ref) =>
      world.values(entity, 'cpu.usagemhz.average', {
        intervalId: 300,
        startTime: '2026-01-01T00:00:00Z',
      });
    const hosts = world.inventory.ofType('HostSystem').map(mean);

    const root = world.named('ResourcePool', 'Resources');

    mean(cluster).forEach((value, index) => {
      const parts = hosts.reduce((sum, each) => sum + (each[index] ?? 0), 0);
      expect(Math.abs(value - parts)).toBeLessThanOrEqual(1);
    });
    expect(mean(root)).toEqual(mean(cluster));
    world.stop();
  });

  it('are the means and sums of the samples in an interval', () => {
    const { world, vm } = given();
    world.clock.advance(20 * MINUTE);
    const window = { startTime: '2026-01-01T00:05:00Z', endTime: '2026-01-01T00:10:00Z' };

    const samples = world.values(vm('wave'), 'cpu.usagemhz.average', window);
    const [mean] = world.values(vm('wave'), 'cpu.usagemhz.average', { ...window, intervalId: 300 });

    expect(samples).toHaveLength(15);
    expect(mean).toBe(Math.round(samples.reduce((sum, one) => sum + one, 0) / 15));
    world.stop();
  });

  it('divide what a VM reads among its disks and datastores to the last operation', () => {
    const { world, vm } = given();
    world.clock.advance(2 * MINUTE);
    const values = (counter: string, instance: string) =>
      world.values(vm('wave'), counter, { maxSample: 6, instance });
    const disk = (name: string) => values('virtualDisk.numberReadAveraged.average', name);
    const total = disk('scsi0:0').map((value, index) => value + (disk('scsi0:1')[index] ?? 0));

    // A burst of a minute, then quiet; 101 does not divide by two.
    expect(total).toEqual([101, 101, 10, 10, 10, 10]);
    expect(disk('scsi0:0')).toEqual([51, 51, 5, 5, 5, 5]);
    world.stop();
  });
});

describe('contention', () => {
  it('shows as ready time of the VMs and of their host, and in nobody on a host that suffices', () => {
    const { world, vm, host } = given();
    world.demand(vm('steady'), { cpuPercent: { kind: 'constant', value: 100 } });
    world.demand(vm('wave'), { cpuPercent: { kind: 'constant', value: 100 } });
    world.clock.advance(5 * MINUTE);
    const last = (entity: Ref, counter: string) =>
      world.values(entity, counter, { maxSample: 1 })[0];

    // Four cores of 2000 MHz, 500 MHz kept by the host; two VMs that want 4000 MHz each.
    expect(last(vm('wave'), 'cpu.usagemhz.average')).toBe(3750);
    expect(last(vm('wave'), 'cpu.demand.average')).toBe(4000);
    expect(last(vm('wave'), 'cpu.ready.summation')).toBe(2500);
    expect(last(vm('wave'), 'cpu.readiness.average')).toBe(625);
    expect(last(host('esx1'), 'cpu.ready.summation')).toBe(5000);
    expect(last(vm('noisy'), 'cpu.ready.summation')).toBe(0);
    expect(
      world.values(vm('wave'), 'cpu.ready.summation', {
        intervalId: 300,
        startTime: '2026-01-01T00:00:00Z',
      }),
    ).toEqual([15 * 2500]);
    world.stop();
  });

  it('shows in quickStats as in the statistics', () => {
    const { world, vm, host } = given();
    world.demand(vm('steady'), { cpuPercent: { kind: 'constant', value: 100 } });
    world.clock.advance(7 * MINUTE + 13_000);
    const last = (entity: Ref, counter: string) =>
      world.values(entity, counter, { maxSample: 1 })[0];
    const quickStats = (entity: Ref) =>
      (world.inventory.show(entity, 'summary') as unknown as { quickStats: Record<string, number> })
        .quickStats;

    for (const name of ['steady', 'wave', 'noisy']) {
      expect(quickStats(vm(name))).toMatchObject({
        overallCpuUsage: last(vm(name), 'cpu.usagemhz.average'),
        overallCpuDemand: last(vm(name), 'cpu.demand.average'),
        guestMemoryUsage: Math.round((last(vm(name), 'mem.active.average') ?? 0) / 1024),
      });
    }
    for (const name of ['esx1', 'esx2']) {
      expect(quickStats(host(name))).toMatchObject({
        overallCpuUsage: last(host(name), 'cpu.usagemhz.average'),
        overallMemoryUsage: Math.round((last(host(name), 'mem.consumed.average') ?? 0) / 1024),
      });
    }
    world.stop();
  });
});
