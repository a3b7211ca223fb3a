import { perfCounters } from '../../../../server/vim/catalogues/perf-counters.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { reference } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { Vcenter } from '../../../helpers/vcenter.ts';

const MANAGER = reference('PerformanceManager', 'PerfMgr');
const fault = (name: string) => expect.objectContaining({ name });

/** Keys of a recorded vCenter Server which the engines rely on. */
const KNOWN_KEYS: Readonly<Record<string, number>> = {
  'cpu.usage.average': 2,
  'cpu.usagemhz.average': 6,
  'cpu.ready.summation': 12,
  'mem.usage.average': 24,
  'mem.active.average': 33,
  'mem.consumed.average': 98,
  'net.usage.average': 143,
  'sys.uptime.latest': 155,
  'power.power.average': 157,
  'virtualDisk.totalReadLatency.average': 175,
  'datastore.numberReadAveraged.average': 178,
  'vmop.numVMotion.latest': 273,
  'clusterServices.effectivecpu.average': 276,
  'clusterServices.failover.latest': 280,
  'disk.used.latest': 281,
  'datastore.datastoreVMObservedLatency.latest': 359,
  'cpu.demand.average': 398,
  'cpu.readiness.average': 404,
  'mem.activewrite.average': 417,
};

describe('the counter catalogue', () => {
  it.each(Object.entries(KNOWN_KEYS))('gives %s the key %i', (fullName, key) => {
    expect(perfCounters().find((counter) => counter.key === key)?.fullName).toBe(fullName);
  });

  it('has every key and every name once', () => {
    const keys = new Set(perfCounters().map(({ key }) => key));
    const names = new Set(perfCounters().map(({ fullName }) => fullName));

    expect(keys.size).toBe(perfCounters().length);
    expect(names.size).toBe(perfCounters().length);
    expect(perfCounters().length).toBeGreaterThan(300);
  });
});

describe('PerformanceManager', () => {
  const vcenter = new Vcenter({ counts: { host: 1, standaloneHost: 0, vm: 1 } });
  afterAll(() => vcenter.stop());
  const call = (method: string, args: object) => vcenter.call(MANAGER, method, args);
  const available = (entity: Ref, intervalId?: number): string[] =>
    call('QueryAvailablePerfMetric', { entity, intervalId }).map(
      ({ counterId, instance }: { counterId: number; instance: string }) =>
        `${perfCounters().find(({ key }) => key === counterId)?.fullName} ${instance}`,
    );

  it('keeps a day, a week, a month and a year', () => {
    const intervals = vcenter.inventory.read(MANAGER, 'historicalInterval') ?? [];

    expect(intervals.map(({ samplingPeriod, length }) => [samplingPeriod, length])).toEqual([
      [300, 86_400],
      [1800, 604_800],
      [7200, 2_592_000],
      [86_400, 31_536_000],
    ]);
  });

  it('says who has figures of the last hour', () => {
    const summary = (entity: Ref) => call('QueryPerfProviderSummary', { entity });

    expect(summary(vcenter.first('HostSystem'))).toMatchObject({
      currentSupported: true,
      summarySupported: true,
      refreshRate: 20,
    });
    expect(summary(vcenter.first('ClusterComputeResource'))).toMatchObject({
      currentSupported: false,
      summarySupported: true,
    });
    expect(() => summary(MANAGER)).toThrow(fault('InvalidArgument'));
  });

  it('lists the devices of a host and of a machine as instances', () => {
    const host = available(vcenter.first('HostSystem'), 20);
    const vm = available(vcenter.first('VirtualMachine'), 20);

    expect(host).toEqual(
      expect.arrayContaining([
        'cpu.usage.average ',
        'cpu.usage.average 0',
        'net.usage.average vmnic0',
      ]),
    );
    expect(vm).toEqual(
      expect.arrayContaining([
        'cpu.ready.summation 0',
        'mem.active.average ',
        'net.usage.average 4000',
        'virtualDisk.numberReadAveraged.average scsi0:0',
      ]),
    );
  });

  it('keeps what the collection level keeps, and no real time for clusters', () => {
    const vm = vcenter.first('VirtualMachine');
    const cluster = vcenter.first('ClusterComputeResource');

    expect(available(vm, 300)).toContain('cpu.usage.average ');
    expect(available(vm, 300)).not.toContain('mem.active.average ');
    expect(available(cluster, 20)).toEqual([]);
    expect(available(cluster, 300)).toContain('vmop.numVMotion.latest ');
  });

  it('gives counters by key and by level', () => {
    expect(call('QueryPerfCounter', { counterId: [6, 2] })).toMatchObject([
      { key: 6, nameInfo: { key: 'usagemhz' }, groupInfo: { key: 'cpu' } },
      { key: 2, rollupType: 'average', unitInfo: { key: 'percent' } },
    ]);
    expect(() => call('QueryPerfCounter', { counterId: [99_999] })).toThrow(
      fault('InvalidArgument'),
    );
    expect(call('QueryPerfCounterByLevel', { level: 4 })).toHaveLength(perfCounters().length);
    expect(() => call('QueryPerfCounterByLevel', { level: 5 })).toThrow(fault('InvalidArgument'));
  });

  describe('an interval that is changed', () => {
    const DAY = 86_400;
    const now = (key: number) =>
      vcenter.inventory.read(MANAGER, 'historicalInterval')?.find((one) => one.key === key);
    const change = (key: number, wish: object = {}) =>
      call('UpdatePerfInterval', { interval: data('PerfInterval', { ...now(key), ...wish }) });

    it('does not collect more than a finer one', () => {
      expect(() => change(2, { level: 2 })).toThrow(fault('InvalidArgument'));
      change(1, { level: 2 });
      change(2, { level: 2 });
      expect(now(2)?.level).toBe(2);
    });

    it('keeps its name', () => {
      change(1, { name: 'changed' });
      expect(now(1)?.name).toBe('Past day');
    });

    it('is every minute at the finest', () => {
      change(1, { samplingPeriod: 60 });
      expect(now(1)?.samplingPeriod).toBe(60);
      change(1, { samplingPeriod: 300 });
    });

    it('is kept longer than a finer one, and shorter than a coarser one', () => {
      change(1, { length: 5 * DAY });
      expect(now(1)?.length).toBe(5 * DAY);
      expect(() => change(1, { length: 7 * DAY })).toThrow(fault('InvalidArgument'));
      expect(() => change(2, { length: 5 * DAY })).toThrow(fault('InvalidArgument'));
      change(1, { length: DAY });
    });

    it.each<[string, number, object]>([
      ['a period of a coarser one', 2, { samplingPeriod: 60 }],
      ['a period that is none', 1, { samplingPeriod: 90 }],
      ['a length with a broken period', 1, { length: DAY + 1 }],
      ['a level that is none', 1, { level: 5 }],
      ['a coarser one without the finer', 1, { enabled: false }],
      ['an interval that is none', 1, { key: 9 }],
    ])('cannot have %s', (_, key, wish) => {
      expect(() => change(key, wish)).toThrow(fault('InvalidArgument'));
    });

    it('is one of four: none is added, none removed', () => {
      const intervalId = data('PerfInterval', {
        ...{ key: 5, name: 'Past hour', samplingPeriod: 60, length: 3_600, enabled: true },
      });

      expect(() => call('CreatePerfInterval', { intervalId })).toThrow(fault('NotSupported'));
      expect(() => call('RemovePerfInterval', { samplePeriod: 300 })).toThrow(
        fault('NotSupported'),
      );
    });
  });

  it('scores how well VMs and clusters are served', () => {
    const vm = vcenter.first('VirtualMachine');
    const cluster = vcenter.first('ClusterComputeResource');

    expect(available(vm, 300)).toContain('clusterServices.vmDrsScore.latest ');
    expect(available(cluster, 300)).toEqual(
      expect.arrayContaining([
        'clusterServices.clusterDrsScore.latest ',
        'clusterServices.effectivecpu.average ',
        'clusterServices.effectivemem.average ',
        'clusterServices.failover.latest ',
      ]),
    );
  });
});
