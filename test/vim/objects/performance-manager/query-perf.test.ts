import type {
  PerfCompositeMetric,
  PerfEntityMetric,
  PerfMetricIntSeries,
} from '../../../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { PERFORMANCE_MANAGER, StatisticsWorld } from '../../../helpers/statistics-world.ts';
import { complaints } from '../../../helpers/value-check.ts';
import { faultOf } from '../../../helpers/vcenter.ts';

const HOUR = 3_600_000;

describe('PerformanceManager.QueryPerf', () => {
  const world = new StatisticsWorld();
  world.clock.advance(2 * HOUR + 7_000);
  afterAll(() => world.stop());
  const wave = world.named('VirtualMachine', 'wave');
  const off = world.named('VirtualMachine', 'off');
  const esx1 = world.named('HostSystem', 'esx1');
  const cluster = world.first('ClusterComputeResource');
  const ds1 = world.named('Datastore', 'ds1');
  const USAGE = 'cpu.usagemhz.average';

  it('gives the last hour in steps of 20 seconds unless told otherwise', () => {
    const { times, values } = world.series(wave, USAGE);

    expect([times.length, values.length]).toEqual([180, 180]);
    expect([times[0], times[1], times.at(-1)]).toEqual([
      '2026-01-01T01:00:20Z',
      '2026-01-01T01:00:40Z',
      '2026-01-01T02:00:00Z',
    ]);
  });

  it('gives clusters, pools and datastores in steps of five minutes', async () => {
    const prod = world.named('ResourcePool', 'prod');
    const specs = [
      world.spec(cluster, [USAGE]),
      world.spec(prod, [USAGE]),
      world.spec(ds1, ['disk.used.latest']),
    ];

    const metrics = await world.long(...specs);

    expect(
      metrics.map(({ sampleInfo }) => [sampleInfo?.length, sampleInfo?.at(-1)?.timestamp]),
    ).toEqual([1, 2, 3].map(() => [288, '2026-01-01T02:00:00Z']));
  });

  it('lets others have their turn while it works out a day, and answers as if it had not', async () => {
    const day = world.spec(cluster, [USAGE]);
    const lastHour = { intervalId: 300, startTime: '2026-01-01T01:00:00Z' };

    const [metric] = await world.long(day);

    expect(world.turns).toBeGreaterThan(0);
    expect(seriesOf(metric)[0]?.value?.slice(-12)).toEqual(world.values(cluster, USAGE, lastHour));
  });

  it.each<[story: string, asked: object, times: readonly string[]]>([
    [
      'leaves out the sample at the start and gives that at the end',
      { startTime: '2026-01-01T01:30:00Z', endTime: '2026-01-01T01:31:00Z' },
      ['01:30:20', '01:30:40', '01:31:00'],
    ],
    ['gives the latest so many', { maxSample: 2 }, ['01:59:40', '02:00:00']],
    [
      'gives the latest so many before the end',
      { endTime: '2026-01-01T01:30:10Z', maxSample: 2 },
      ['01:29:40', '01:30:00'],
    ],
    [
      'takes no notice of a number of samples for historical figures, as vCenter',
      { intervalId: 1800, startTime: '2026-01-01T00:30:00Z', maxSample: 1 },
      ['01:00:00', '01:30:00', '02:00:00'],
    ],
    ['knows nothing of the future', { startTime: '2026-01-01T02:00:00Z' }, []],
    ['knows nothing of real time more than an hour ago', { endTime: '2026-01-01T01:00:00Z' }, []],
  ])('%s', (_story, asked, times) => {
    expect(world.series(wave, USAGE, asked).times).toEqual(
      times.map((time) => `2026-01-01T${time}Z`),
    );
  });

  it('gives the same as CSV', () => {
    const counters = [USAGE, 'mem.active.average', 'cpu.ready.summation'];
    const asked = { instance: '*', maxSample: 20 };

    const [normal] = world.query(world.spec(wave, counters, asked));
    const [csv] = world.queryCsv(world.spec(wave, counters, { ...asked, format: 'csv' }));

    expect(csv?._typeName).toBe('PerfEntityMetricCSV');
    expect(csv?.sampleInfoCSV).toBe(
      normal?.sampleInfo?.map(({ interval, timestamp }) => `${interval},${timestamp}`).join(','),
    );
    expect(csv?.value?.map(({ id, value }) => [id, value])).toEqual(
      seriesOf(normal).map(({ id, value }) => [id, value?.join(',')]),
    );
  });

  it('gives every instance for *, one for its name, the whole for none', () => {
    const instances = (instance: string) =>
      seriesOf(world.query(world.spec(wave, [USAGE], { instance, maxSample: 1 }))[0]).map(
        ({ id }) => id.instance,
      );

    expect(instances('*')).toEqual(['', '0', '1']);
    expect(instances('1')).toEqual(['1']);
    expect(instances('')).toEqual(['']);
    expect(world.query(world.spec(wave, [USAGE], { instance: '7' }))).toEqual([]);
  });

  it('gives all metrics there are when none is named', () => {
    const available = world.call(PERFORMANCE_MANAGER, 'QueryAvailablePerfMetric', {
      entity: wave,
      intervalId: 20,
    });
    const [metric] = world.query(data('PerfQuerySpec', { entity: wave, maxSample: 1 }));

    expect(seriesOf(metric).map(({ id }) => id)).toEqual(available);
  });

  it('keeps what the collection level keeps', () => {
    expect(world.values(wave, 'mem.active.average', { intervalId: 20, maxSample: 1 })).toHaveLength(
      1,
    );
    expect(world.values(wave, 'mem.active.average', { intervalId: 300 })).toEqual([]);
  });

  it('has nothing of a VM that does not run, nor of a folder', () => {
    const folder = world.first('Folder');

    expect(world.query(world.spec(off, [USAGE]))).toEqual([]);
    expect(world.query(world.spec(folder, [USAGE]))).toEqual([]);
    expect(world.query(world.spec(off, [USAGE]), world.spec(wave, [USAGE]))).toHaveLength(1);
  });

  it('gives percent in hundredths', () => {
    const [mhz] = world.values(esx1, USAGE, { maxSample: 1 });
    const [percent] = world.values(esx1, 'cpu.usage.average', { maxSample: 1 });

    expect(percent).toBe(Math.round(((mhz ?? 0) * 10_000) / 8000));
  });

  it.each<[story: string, spec: object, fault: object]>([
    ['an interval nobody keeps', { intervalId: 60 }, { invalidProperty: 'querySpec.interval' }],
    ['a format nobody knows', { format: 'xml' }, { invalidProperty: 'querySpec.format' }],
    ['a negative number of samples', { maxSample: -1 }, { invalidProperty: 'querySpec.maxSample' }],
    [
      'an end before the start',
      { startTime: '2026-01-01T01:30:00Z', endTime: '2026-01-01T01:00:00Z' },
      { invalidProperty: 'querySpec.startTime, querySpec.endTime' },
    ],
    [
      'an unknown counter',
      { metricId: [data('PerfMetricId', { counterId: 99_999, instance: '' })] },
      { invalidProperty: 'querySpec.metricId' },
    ],
  ])('refuses %s', (_story, spec, detail) => {
    const ask = () => world.query({ ...world.spec(wave, [USAGE]), ...spec });

    expect(faultOf(ask)).toMatchObject({ name: 'InvalidArgument', detail });
  });

  it('refuses real time of what has none, and entities which are not there or no entities', () => {
    const ask = (entity: Ref, asked = {}) =>
      faultOf(() => world.query(world.spec(entity, [USAGE], asked)));

    expect(ask(cluster, { intervalId: 20 }).detail).toMatchObject({
      invalidProperty: 'querySpec.interval',
    });
    expect(ask(reference('VirtualMachine', 'vm-9999')).name).toBe('ManagedObjectNotFound');
    expect(ask(PERFORMANCE_MANAGER).detail).toMatchObject({ invalidProperty: 'querySpec.entity' });
  });

  it('refuses more historical metrics at once than the setting allows, and no number in real time', async () => {
    const specs = (intervalId: number) =>
      Array.from({ length: 257 }, () =>
        world.spec(esx1, [USAGE], { intervalId, startTime: '2026-01-01T01:55:00Z' }),
      );

    expect(faultOf(() => world.query(...specs(300)))).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'querySpec.size' },
    });
    expect(await world.long(...specs(20))).toHaveLength(257);
  });

  it('answers in values of the vocabulary', () => {
    const [normal] = world.query(world.spec(esx1, [USAGE, 'mem.usage.average'], { instance: '*' }));
    const [csv] = world.queryCsv(world.spec(wave, [USAGE], { format: 'csv' }));

    for (const value of [normal, csv]) {
      const type = value?._typeName ?? '';
      expect(complaints(world.catalog, { type, kind: 'data', array: false }, value)).toEqual([]);
    }
  });

  it('counts operations of clusters and datacenters', () => {
    const vmotions = (entity: Ref) =>
      world.values(entity, 'vmop.numPoweroff.latest', { startTime: '2026-01-01T01:55:00Z' }).at(-1);
    const before = vmotions(cluster);
    world.run(world.named('VirtualMachine', 'noisy'), 'PowerOffVM_Task', {}, 1000);
    world.clock.advance(HOUR / 6);

    expect(before).toBe(0);
    expect([vmotions(cluster), vmotions(world.first('Datacenter'))]).toEqual([1, 1]);
  });
});

describe('PerformanceManager.QueryPerfComposite', () => {
  const world = new StatisticsWorld();
  afterAll(() => world.stop());
  const esx1 = world.named('HostSystem', 'esx1');
  const compose = (spec: object): PerfCompositeMetric =>
    world.call(PERFORMANCE_MANAGER, 'QueryPerfComposite', { querySpec: spec });

  it('gives a host with the VMs on it', () => {
    const { entity, childEntity } = compose(world.spec(esx1, ['cpu.usagemhz.average']));
    const last = (metric: unknown) =>
      Number(seriesOf(metric as PerfEntityMetric)[0]?.value?.at(-1) ?? 0);

    expect(entity?.entity).toEqual(esx1);
    expect(childEntity?.map((each) => world.read(each.entity, 'name'))).toEqual(['steady', 'wave']);
    expect(last(entity)).toBe((childEntity ?? []).reduce((sum, each) => sum + last(each), 0));
  });

  it('wants metrics, a host, and no number of samples', () => {
    const spec = world.spec(esx1, ['cpu.usagemhz.average']);
    const refused = (wrong: object) => faultOf(() => compose(wrong)).detail;

    expect(refused(data('PerfQuerySpec', { entity: esx1 }))).toMatchObject({
      invalidProperty: 'querySpec.metricId',
    });
    expect(refused({ ...spec, maxSample: 1 })).toMatchObject({
      invalidProperty: 'querySpec.maxSample',
    });
    expect(refused({ ...spec, entity: world.first('ClusterComputeResource') })).toMatchObject({
      invalidProperty: 'querySpec.entity',
    });
  });
});

function seriesOf(metric: PerfEntityMetric | undefined): readonly PerfMetricIntSeries[] {
  return (metric?.value ?? []) as readonly PerfMetricIntSeries[];
}
