import type { Ref } from '../../../server/vmodl/reference.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { StorageIoWorld } from '../../helpers/storage-io-world.ts';
import { faultOf } from '../../helpers/vcenter.ts';

const MANAGER = reference('StorageResourceManager', 'StorageResourceManager');
const METHOD = 'ConfigureDatastoreIORM_Task';

function given() {
  const world = new StorageIoWorld();
  const datastore = world.datastore('D1');
  const iorm = () => world.inventory.read(datastore, 'iormConfiguration');
  const configure = (spec: object, on: Ref = datastore) =>
    world.run(MANAGER, METHOD, { datastore: on, spec: data('StorageIORMConfigSpec', spec) }, 1000);
  return { world, datastore, iorm, configure };
}

describe('ConfigureDatastoreIORM_Task', () => {
  it('changes what it is told and leaves the rest', () => {
    const { world, iorm, configure } = given();
    const before = iorm();

    configure({ enabled: true, congestionThresholdMode: 'manual', congestionThreshold: 17 });

    expect(before).toMatchObject({ enabled: false, congestionThresholdMode: 'automatic' });
    expect(iorm()).toEqual({
      ...before,
      ...{ enabled: true, congestionThresholdMode: 'manual', congestionThreshold: 17 },
    });
    world.stop();
  });

  it('takes a threshold without a mode for one that is meant', () => {
    const { world, iorm, configure } = given();
    configure({ congestionThreshold: 42 });

    expect(iorm()).toMatchObject({ congestionThresholdMode: 'manual', congestionThreshold: 42 });
    world.stop();
  });

  it('finds the threshold itself at a part of the peak throughput', () => {
    const { world, iorm, configure } = given();
    configure({ congestionThresholdMode: 'automatic', percentOfPeakThroughput: 95 });

    // 1 ms at rest: at 95 % of its peak the device takes 1 / 0.05 = 20 ms.
    expect(iorm()).toMatchObject({ congestionThreshold: 20, percentOfPeakThroughput: 95 });
    world.stop();
  });

  it('posts that it was done', () => {
    const { world, datastore, configure } = given();
    configure({ enabled: true });

    const posted = world
      .events()
      .filter((one) => one._typeName === 'DatastoreIORMReconfiguredEvent');
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatchObject({ datastore: { name: 'D1', datastore }, ds: { name: 'D1' } });
    world.stop();
  });

  it.each([
    ['congestionThreshold', 4],
    ['congestionThreshold', 101],
    ['percentOfPeakThroughput', 49],
    ['percentOfPeakThroughput', 101],
    ['congestionThresholdMode', 'sometimes'],
    ['reservableIopsThreshold', -2],
  ])('refuses %s %s', (name, value) => {
    const { world, configure } = given();

    expect(faultOf(() => configure({ [name]: value }))).toEqual({
      name: 'InvalidArgument',
      detail: { invalidProperty: `spec.${name}` },
    });
    world.stop();
  });

  it('fails where a host that mounts it is too old', () => {
    const { world, datastore, configure } = given();
    const host = world.named('HostSystem', 'esx2');
    world.assign(host, 'capability.storageIORMSupported', false as never);

    expect(faultOf(() => configure({ enabled: true }))).toMatchObject({
      name: 'IORMNotSupportedHostOnDatastore',
      detail: { datastore, datastoreName: 'D1', host: [host] },
    });
    world.stop();
  });
});

describe('QueryDatastorePerformanceSummary', () => {
  it('sums up an hour, a day and a week in percentiles', () => {
    const { world, datastore } = given();
    world.clock.advance(3_600_000);

    const summaries = world.call(MANAGER, 'QueryDatastorePerformanceSummary', { datastore });

    expect(summaries.map(({ interval }: { interval: number }) => interval)).toEqual([
      3600, 86_400, 604_800,
    ]);
    const [hour] = summaries;
    const count = hour.percentile.length;
    expect(hour.datastoreReadLatency).toEqual(Array.from({ length: count }, () => 21));
    expect(hour.datastoreVmLatency).toHaveLength(count);
    // 40 outstanding at 21 ms: 1905 operations a second, 7 of 10 reads.
    expect(hour.datastoreReadIops.at(-1)).toBeCloseTo(1333, -1);
    // Above the 10 ms of its automatic threshold all the time, though nobody holds it back.
    expect(hour.siocActivityDuration).toBe(3600);
    world.stop();
  });
});
