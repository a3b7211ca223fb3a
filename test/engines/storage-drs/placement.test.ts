import type { StorageDatastore } from '../../../server/engines/storage-drs/facts.ts';
import type { PlacementRequest } from '../../../server/engines/storage-drs/newcomers.ts';
import {
  placeStorage,
  type StoragePlacementOutcome,
} from '../../../server/engines/storage-drs/placement.ts';
import { placementScore } from '../../../server/engines/storage-drs/placement-rank.ts';
import { datastore, disk, faults, GB, home, moves, pod, vm } from './pod.ts';

const newVm = (
  disks: PlacementRequest['disks'],
  wish: Partial<PlacementRequest> = {},
): PlacementRequest => ({
  vm: vm('', { name: 'new', host: undefined }),
  disks,
  hosts: new Set(['h1', 'h2']),
  ...wish,
});
const comes = (sizeGb: number, diskId = 2000) => disk('', '', sizeGb, { diskId });
const places = ({ alternatives }: StoragePlacementOutcome) =>
  alternatives.map(({ deeds }) =>
    deeds.map(({ destination, disks }) => `${disks.join('+')}>${destination}`).join(' '),
  );
const destinations = (outcome: StoragePlacementOutcome) =>
  outcome.alternatives.map(({ deeds }) => deeds[0]?.destination);

describe('initial placement', () => {
  const three = [
    datastore('D1', 1000, 600, { latencyMs: 4 }),
    datastore('D2', 500, 200, { latencyMs: 4 }),
    datastore('D3', 800, 620, { latencyMs: 2 }),
  ];

  it('orders datastores by how loaded they would be, too full ones last (GV-PL-1)', () => {
    const outcome = placeStorage(pod(three, []), newVm([comes(40)]));
    expect(destinations(outcome)).toEqual(['D2', 'D1', 'D3']);
    const told = outcome.alternatives.map(({ deeds, score, overThreshold }) => [
      deeds[0]?.spaceUtilAfter,
      Number(score.toFixed(4)),
      overThreshold,
    ]);
    expect(told).toEqual([
      [48, 0.4974, false],
      [64, 0.6667, false],
      [82.5, 0.9284, true],
    ]);
    expect(outcome.alternatives[0]?.deeds[0]).toMatchObject({
      ...{ spaceUtilBefore: 40, spaceDemandBefore: 40, spaceDemandAfter: 48, ioLatencyBefore: 4 },
    });
  });

  it.each([
    [70, 6, 0.726],
    [50, 14, 0.8097],
  ])('scores %d %% and %d ms (GV-PL-2)', (space, latencyMs, score) => {
    expect(placementScore(space / 80, latencyMs / 15)).toBeCloseTo(score, 4);
  });

  it('looks at space first, latency second, without I/O balancing', () => {
    const config = { ioLoadBalanceEnabled: false };
    const datastores = [
      datastore('D1', 1000, 500, { latencyMs: 2 }),
      datastore('D2', 1000, 400, { latencyMs: 14 }),
      datastore('D3', 1000, 400, { latencyMs: 9 }),
    ];
    const outcome = placeStorage(pod(datastores, [], { config }), newVm([comes(10)]));
    expect(destinations(outcome)).toEqual(['D3', 'D2', 'D1']);
  });

  it('counts a part of what thin disks may still write (GV-SP-1)', () => {
    const thin = disk('v1', 'D1', 6, { allocatedBytes: 2 * GB });
    const facts = pod([datastore('D1', 10, 2)], [thin]);
    expect(places(placeStorage(facts, newVm([comes(7)])))).toEqual([':2000>D1']);
    expect(faults(placeStorage(facts, newVm([comes(7.1)])))).toEqual([
      ['storagePlacement', undefined, 'InsufficientStorageSpace'],
    ]);
  });

  it('takes the best of those that are all too full', () => {
    const datastores = [datastore('D1', 1000, 900), datastore('D2', 1000, 850)];
    const outcome = placeStorage(pod(datastores, []), newVm([comes(10)]));
    expect(destinations(outcome)).toEqual(['D2', 'D1']);
    expect(outcome.alternatives.every(({ overThreshold }) => overThreshold)).toBe(true);
  });

  it.each<[string, Partial<StorageDatastore>]>([
    ['enters maintenance', { state: 'leaving' }],
    ['is in maintenance', { state: 'absent' }],
    ['has an array that runs full', { thinPoolAlarm: true }],
    ['is mounted nowhere', { hosts: new Set() }],
  ])('leaves out a datastore that %s', (_what, wish) => {
    const facts = pod([datastore('D1', 1000, 0, wish)], []);
    expect(faults(placeStorage(facts, newVm([comes(10)])))).toEqual([
      ['storagePlacement', undefined, 'NoCompatibleDatastore'],
    ]);
  });

  it('says why a datastore is none', () => {
    const datastores = [
      datastore('D1', 1000, 0, { state: 'absent' }),
      datastore('D2', 1000, 0, { hosts: new Set() }),
      datastore('D3', 100, 95),
      datastore('D4', 1000, 0),
    ];
    const { refused } = placeStorage(pod(datastores, []), newVm([comes(10)]));
    expect(Object.fromEntries(refused)).toEqual({
      D1: 'notAble',
      D2: 'notMounted',
      D3: 'noRoom',
    });
  });

  it('prefers datastores that are mounted everywhere', () => {
    const datastores = [
      datastore('D1', 1000, 0, { hosts: new Set(['h1']) }),
      datastore('D2', 1000, 500),
    ];
    const outcome = placeStorage(pod(datastores, []), newVm([comes(10)]));
    expect(destinations(outcome)).toEqual(['D2', 'D1']);
  });

  it('keeps a virtual machine together, or spreads its disks, largest first', () => {
    const two = [datastore('D1', 1000, 0), datastore('D2', 1000, 100)];
    const disks = [comes(10), comes(40, 2001), home('', '', 1)];
    expect(places(placeStorage(pod(two, []), newVm(disks)))).toEqual([
      ':2000+:2001+:home>D1',
      ':2000+:2001+:home>D2',
    ]);
    const diskRules = [{ kind: 'antiAffinity' as const, diskIds: [2000, 2001] }];
    const apart = vm('', { host: undefined, config: { diskRules } });
    expect(places(placeStorage(pod(two, []), newVm(disks, { vm: apart })))).toEqual([
      ':2001+:home>D1 :2000>D2',
      ':2001>D2 :2000+:home>D1',
    ]);
    const alone = placeStorage(pod([datastore('D1', 1000, 0)], []), newVm(disks, { vm: apart }));
    expect(faults(alone)).toEqual([['storagePlacement', undefined, 'NoCompatibleDatastore']]);
  });

  it('keeps virtual machines apart', () => {
    const two = [datastore('D1', 1000, 100), datastore('D2', 1000, 500)];
    const facts = pod(two, [disk('v1', 'D1', 10)]);
    const request = newVm([comes(10)], { apartFrom: new Set(['v1']) });
    expect(destinations(placeStorage(facts, request))).toEqual(['D2']);
  });

  it('puts a new disk beside those it belongs to', () => {
    const two = [datastore('D1', 1000, 100), datastore('D2', 1000, 500)];
    const facts = pod(two, [disk('v1', 'D2', 10), home('v1', 'D2', 1)]);
    const disks = [disk('v1', '', 10, { diskId: 2001 })];
    expect(destinations(placeStorage(facts, { vm: vm('v1'), disks }))).toEqual(['D2']);
  });

  it('takes a disk where the client wants it', () => {
    const two = [datastore('D1', 1000, 100), datastore('D2', 1000, 500)];
    const disks = [{ ...comes(10), chosen: 'D2' }, comes(20, 2001)];
    expect(places(placeStorage(pod(two, []), newVm(disks)))[0]).toBe(':2001>D1 :2000>D2');
  });

  it('copies nothing where a disk lies already', () => {
    const two = [datastore('D1', 100, 90), datastore('D2', 100, 95)];
    const disks = [disk('v1', 'D1', 50)];
    const outcome = placeStorage(pod(two, disks), { vm: vm('v1'), disks, movesNothing: true });
    expect(destinations(outcome)).toEqual(['D1']);
    expect(outcome.alternatives[0]?.deeds[0]).toMatchObject({ spaceUtilBefore: 90 });
  });

  it('does not give away what was promised', () => {
    const facts = pod([datastore('D1', 100, 50, { leasedBytes: 45 * GB })], []);
    expect(placeStorage(facts, newVm([comes(10)])).alternatives).toEqual([]);
  });
});

describe('making room', () => {
  it('moves the disk that suffices and is the least', () => {
    const two = [datastore('D1', 100, 90), datastore('D2', 100, 75)];
    const disks = [disk('v1', 'D1', 22), disk('v2', 'D1', 15), disk('v3', 'D2', 30)];
    const outcome = placeStorage(pod(two, disks), newVm([comes(25)]));
    const [alternative] = outcome.alternatives;
    expect(destinations(outcome)).toEqual(['D2']);
    expect(alternative?.prerequisites).toEqual([]);
    const larger = placeStorage(pod(two, disks), newVm([comes(32)])).alternatives[0];
    expect(larger?.deeds[0]?.destination).toBe('D1');
    expect(moves({ recommendations: larger?.prerequisites ?? [] })).toEqual([
      ['storagePlacement', 'v1:2000 D1>D2'],
    ]);
    expect(larger?.prerequisites.every(({ automatic }) => !automatic)).toBe(true);
    expect(larger?.deeds[0]).toMatchObject({ spaceUtilBefore: 68, spaceUtilAfter: 100 });
  });

  it('makes room for what must make room', () => {
    const d1 = datastore('D1', 100, 100, { hosts: new Set(['h1', 'h2']) });
    const d2 = datastore('D2', 60, 55, { hosts: new Set(['h2', 'h3']) });
    const d3 = datastore('D3', 40, 10, { hosts: new Set(['h3']) });
    const vms = [vm('a', { host: 'h2' }), vm('b', { host: 'h3' })];
    const disks = [disk('a', 'D1', 30), disk('b', 'D2', 28)];
    const facts = pod([d1, d2, d3], disks, { vms });
    const request = newVm([comes(30)], { hosts: new Set(['h1']) });
    const outcome = placeStorage(facts, request);
    expect(moves({ recommendations: outcome.alternatives[0]?.prerequisites ?? [] })).toEqual([
      ['storagePlacement', 'b:2000 D2>D3'],
      ['storagePlacement', 'a:2000 D1>D2'],
    ]);
    expect(outcome.alternatives[0]?.prerequisites.map((one) => one.prerequisites)).toEqual([
      [],
      [1],
    ]);
    expect(faults(placeStorage(facts, { ...request, movesNothing: true }))).toEqual([
      ['storagePlacement', undefined, 'InsufficientStorageSpace'],
    ]);
  });

  it('does not move what cannot move', () => {
    const two = [datastore('D1', 100, 90), datastore('D2', 100, 75)];
    const disks = [disk('v1', 'D1', 22, { immovable: 'sharedDisk' }), disk('v3', 'D2', 30)];
    expect(faults(placeStorage(pod(two, disks), newVm([comes(32)])))).toEqual([
      ['storagePlacement', undefined, 'InsufficientStorageSpace'],
    ]);
  });

  it('does not move the virtual machine whose disk is placed', () => {
    const two = [datastore('D1', 100, 90), datastore('D2', 100, 75)];
    const facts = pod(two, [disk('v1', 'D1', 22)]);
    const config = { intraVmAffinity: false };
    const disks = [disk('v1', '', 32, { diskId: 2001 })];
    expect(placeStorage(facts, { vm: vm('v1', { config }), disks }).alternatives).toEqual([]);
  });
});
