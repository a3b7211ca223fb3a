import { storageDrsPass } from '../../../server/engines/storage-drs/pass.ts';
import { datastore, disk, faults, home, moves, pod, vm } from './pod.ts';

const leaving = { state: 'leaving' as const };

describe('a datastore that enters maintenance', () => {
  const disks = [disk('v1', 'A', 100), disk('v2', 'A', 200), disk('t', 'A', 10)];

  it('is emptied, the largest first, to the emptiest', () => {
    const datastores = [
      datastore('A', 1000, 310, leaving),
      datastore('B', 1000, 500),
      datastore('C', 1000, 400),
    ];
    const plan = storageDrsPass(pod(datastores, disks));
    expect(moves(plan)).toEqual([
      ['datastoreMaint', 'v2:2000 A>C'],
      ['datastoreMaint', 'v1:2000 A>B'],
      ['datastoreMaint', 't:2000 A>B'],
    ]);
    expect(plan.recommendations.map(({ priority, rating }) => [priority, rating])).toEqual([
      [1, 5],
      [1, 5],
      [1, 5],
    ]);
    expect(plan.after[0]?.usedBytes).toBe(0);
  });

  it('goes over a threshold, but not over what there is', () => {
    const datastores = [datastore('A', 1000, 310, leaving), datastore('B', 1000, 750)];
    const plan = storageDrsPass(pod(datastores, disks));
    expect(moves(plan)).toEqual([
      ['datastoreMaint', 'v2:2000 A>B'],
      ['datastoreMaint', 't:2000 A>B'],
    ]);
    expect(faults(plan)).toEqual([['datastoreMaint', 'v1', 'InsufficientStorageSpace']]);
  });

  it.each([
    ['template', 'StorageDrsCannotMoveTemplate'],
    ['faultTolerant', 'StorageDrsCannotMoveFTVm'],
    ['relocateDisabled', 'StorageDrsRelocateDisabled'],
    ['mountedCdrom', 'StorageDrsCannotMoveVmWithMountedCDROM'],
    ['manuallyPlaced', 'StorageDrsCannotMoveManuallyPlacedVm'],
    ['manuallyPlacedSwap', 'StorageDrsCannotMoveManuallyPlacedSwapFile'],
    ['userFolder', 'StorageDrsCannotMoveVmInUserFolder'],
    ['noFilesInLayout', 'StorageDrsCannotMoveVmWithNoFilesInLayout'],
    ['unmovableFiles', 'StorageDrsUnableToMoveFiles'],
    ['hmsMoveInProgress', 'StorageDrsHmsMoveInProgress'],
    ['hmsUnreachable', 'StorageDrsHmsUnreachable'],
    ['staleHmsCollection', 'StorageDrsStaleHmsCollection'],
  ] as const)('says who cannot leave: %s', (immovable, name) => {
    const datastores = [datastore('A', 1000, 310, leaving), datastore('B', 1000, 100)];
    const vms = [vm('t', { immovable })];
    const plan = storageDrsPass(pod(datastores, disks, { vms }));
    expect(faults(plan)).toEqual([['datastoreMaint', 't', name]]);
    expect(plan.recommendations).toHaveLength(2);
  });

  it.each([
    ['independentDisk' as const, 'StorageDrsCannotMoveIndependentDisk', {}],
    ['sharedDisk' as const, 'StorageDrsCannotMoveSharedDisk', {}],
    ['multiWriterDisk' as const, 'StorageDrsCannotMoveDiskInMultiWriterMode', {}],
    [
      { kind: 'replicated' as const, nonMovableDiskIds: '2000' },
      'StorageDrsHbrDiskNotMovable',
      { nonMovableDiskIds: '2000' },
    ],
  ])('says which disk cannot: %j', (immovable, name, detail) => {
    const datastores = [datastore('A', 1000, 100, leaving), datastore('B', 1000, 100)];
    const config = { defaultIntraVmAffinity: false };
    const two = [disk('v', 'A', 10, { immovable }), disk('v', 'A', 20, { diskId: 2001 })];
    const plan = storageDrsPass(pod(datastores, two, { config }));
    expect(moves(plan)).toEqual([['datastoreMaint', 'v:2001 A>B']]);
    expect(plan.faults).toMatchObject([{ disks: ['v:2000'], fault: { name, detail } }]);
  });

  it.each([
    ['the virtual machine', vm('v1', { config: { enabled: false } })],
    ['its disk', vm('v1', { config: { diskRules: [{ kind: 'disabled', diskIds: [2000] }] } })],
  ])('leaves alone where Storage DRS is off for %s', (_what, off) => {
    const datastores = [datastore('A', 1000, 100, leaving), datastore('B', 1000, 100)];
    const plan = storageDrsPass(pod(datastores, [disk('v1', 'A', 100)], { vms: [off] }));
    expect(plan.recommendations).toEqual([]);
    expect(faults(plan)).toEqual([['datastoreMaint', 'v1', 'StorageDrsDisabledOnVm']]);
  });

  it('brings what is scattered to its companions', () => {
    const datastores = [
      datastore('A', 1000, 100, leaving),
      datastore('B', 1000, 500),
      datastore('C', 1000, 100),
    ];
    const disks = [disk('v', 'A', 100), disk('v', 'B', 100, { diskId: 2001 })];
    expect(moves(storageDrsPass(pod(datastores, disks)))).toEqual([
      ['datastoreMaint', 'v:2000 A>B'],
    ]);
  });

  it('keeps rules unless told to ignore them', () => {
    const datastores = [datastore('A', 1000, 100, leaving), datastore('B', 1000, 100)];
    const rules = [{ key: 1, name: 'apart', vms: ['v1', 'v2'] }];
    const bound = [disk('v1', 'A', 100), disk('v2', 'B', 100)];
    expect(faults(storageDrsPass(pod(datastores, bound, { rules })))).toEqual([
      ['datastoreMaint', 'v1', 'NoCompatibleDatastore'],
    ]);
    const config = { option: [{ key: 'IgnoreAffinityRulesForMaintenance', value: '1' }] };
    const ignoring = storageDrsPass(pod(datastores, bound, { rules, config }));
    expect(moves(ignoring)[0]).toEqual(['datastoreMaint', 'v1:2000 A>B']);
  });

  it('follows the mode of evacuations', () => {
    const datastores = [datastore('A', 1000, 310, leaving), datastore('B', 1000, 100)];
    const config = { automationOverrides: { vmEvacuationAutomationMode: 'automated' as const } };
    const plan = storageDrsPass(pod(datastores, disks, { config }));
    expect(plan.recommendations.map(({ automatic }) => automatic)).toEqual([true, true, true]);
  });
});

describe('rules', () => {
  const two = [datastore('A', 1000, 300), datastore('B', 1000, 200)];

  it('bring disks together where the least is copied', () => {
    const disks = [disk('v', 'A', 100), disk('v', 'B', 10, { diskId: 2001 }), home('v', 'B', 1)];
    expect(moves(storageDrsPass(pod(two, disks)))).toEqual([
      ['virtualDiskJointAffin', 'v:2001+v:home B>A'],
    ]);
    const loose = vm('v', { config: { intraVmAffinity: false } });
    expect(moves(storageDrsPass(pod(two, disks, { vms: [loose] })))).toEqual([]);
  });

  it('bring disks of a rule together, and leave the others', () => {
    const disks = [
      disk('v', 'A', 100),
      disk('v', 'B', 10, { diskId: 2001 }),
      disk('v', 'B', 10, { diskId: 2002 }),
    ];
    const diskRules = [{ kind: 'affinity' as const, diskIds: [2000, 2001] }];
    const vms = [vm('v', { config: { intraVmAffinity: false, diskRules } })];
    expect(moves(storageDrsPass(pod(two, disks, { vms })))).toEqual([
      ['virtualDiskJointAffin', 'v:2001 B>A'],
    ]);
  });

  it('gather around what cannot move', () => {
    const disks = [
      disk('v', 'A', 100),
      disk('v', 'B', 10, { diskId: 2001, immovable: 'independentDisk' }),
    ];
    expect(moves(storageDrsPass(pod(two, disks)))).toEqual([
      ['virtualDiskJointAffin', 'v:2000 A>B'],
    ]);
  });

  it('part disks, the smaller one moving', () => {
    const disks = [disk('v', 'A', 100), disk('v', 'A', 10, { diskId: 2001 }), home('v', 'A', 1)];
    const diskRules = [{ kind: 'antiAffinity' as const, diskIds: [2000, 2001] }];
    const vms = [vm('v', { config: { diskRules } })];
    const plan = storageDrsPass(pod(two, disks, { vms }));
    expect(moves(plan)).toEqual([['virtualDiskAntiAffin', 'v:2001 A>B']]);
    expect(plan.recommendations[0]).toMatchObject({ rating: 5, automatic: false });
    const alone = storageDrsPass(pod(two.slice(0, 1), disks, { vms }));
    expect(alone.faults.map(({ disks: ids, fault }) => [ids, fault.name])).toEqual([
      [['v:2001'], 'NoCompatibleDatastore'],
      [['v:2000'], 'NoCompatibleDatastore'],
    ]);
  });

  it('part virtual machines, the one with less moving as a whole', () => {
    const rules = [{ key: 1, name: 'apart', vms: ['x', 'y'] }];
    const disks = [disk('x', 'A', 100), disk('y', 'A', 10), home('y', 'A', 1)];
    const config = {
      defaultIntraVmAffinity: false,
      automationOverrides: { ruleEnforcementAutomationMode: 'automated' as const },
    };
    const plan = storageDrsPass(pod(two, disks, { rules, config }));
    expect(moves(plan)).toEqual([['antiAffin', 'y:2000 A>B', 'y:home A>B']]);
    expect(plan.recommendations[0]?.automatic).toBe(true);
  });

  it('bind balancing as well', () => {
    const full = [datastore('A', 1000, 850), datastore('B', 1000, 100)];
    const rules = [{ key: 1, name: 'apart', vms: ['x', 'y'] }];
    const plan = storageDrsPass(pod(full, [disk('x', 'A', 60), disk('y', 'B', 10)], { rules }));
    expect(plan.recommendations).toEqual([]);
    expect(plan.considered.map(({ verdict }) => verdict)).toEqual(['rule']);
  });

  it('tell what must go before, and ask where that is asked for', () => {
    const rules = [{ key: 1, name: 'apart', vms: ['x', 'y'] }];
    const datastores = [
      datastore('A', 100, 90),
      datastore('B', 100, 98),
      datastore('C', 1000, 500, { hosts: new Set(['h2']) }),
    ];
    const disks = [disk('x', 'B', 40), disk('y', 'B', 30), disk('z', 'A', 10)];
    const vms = [vm('y', { host: 'h2' })];
    const config = {
      automationOverrides: { spaceLoadBalanceAutomationMode: 'automated' as const },
    };
    const plan = storageDrsPass(pod(datastores, disks, { rules, vms, config }));
    expect(moves(plan)).toEqual([
      ['antiAffin', 'y:2000 B>C'],
      ['balanceDatastoreSpaceUsage', 'z:2000 A>B'],
    ]);
    expect(
      plan.recommendations.map(({ prerequisites, automatic }) => [prerequisites, automatic]),
    ).toEqual([
      [[], false],
      [[1], false],
    ]);
  });

  it('do not wait for what is not in the way', () => {
    const rules = [{ key: 1, name: 'apart', vms: ['x', 'y'] }];
    const narrow = [datastore('A', 100, 50), datastore('B', 100, 0), datastore('C', 100, 95)];
    const disks = [disk('x', 'A', 30), disk('y', 'A', 20), disk('c', 'C', 30)];
    const plan = storageDrsPass(pod(narrow, disks, { rules }));
    expect(moves(plan)).toEqual([
      ['antiAffin', 'y:2000 A>B'],
      ['balanceDatastoreSpaceUsage', 'c:2000 C>B'],
    ]);
    expect(plan.recommendations.map(({ prerequisites }) => prerequisites)).toEqual([[], []]);
  });

  it.each([
    ['0', 'C'],
    ['1', 'B'],
    ['2', 'B'],
  ])('keep to storage profiles as far as asked: %s', (value, destination) => {
    const datastores = [
      datastore('A', 1000, 850),
      datastore('B', 1000, 500),
      datastore('C', 1000, 100),
    ];
    const profileDatastores = new Set(['A', 'B']);
    const config = { option: [{ key: 'EnforceStorageProfiles', value }] };
    const plan = storageDrsPass(
      pod(datastores, [disk('v', 'A', 60, { profileDatastores })], { config }),
    );
    expect(moves(plan)).toEqual([['balanceDatastoreSpaceUsage', `v:2000 A>${destination}`]]);
  });
});
