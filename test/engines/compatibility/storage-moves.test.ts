/** Moves that take files along: what the hosts' products, snapshots and disks have against them. */
import type { DiskFacts, MoveFacts } from '../../../server/engines/compatibility/facts.ts';
import { faultsOf, findings, misfits } from './findings.ts';
import * as given from './given.ts';

const OFF = { powerState: 'poweredOff' } as const;
const SUSPENDED = { powerState: 'suspended' } as const;
const TARGET = { ...given.SHARED, ref: given.LOCAL_172.ref, name: 'DS2', freeMb: 51_200 };
const SEES_BOTH = {
  mounts: [given.SHARED, TARGET].map(({ ref }) => ({
    datastore: ref,
    accessible: true,
    readOnly: false,
  })),
};
const HOME = { path: '[DS1] web/web.vmx', datastore: given.SHARED };
const SNAPSHOT = { name: 'before', datastores: [given.SHARED.ref] };

/** All files of the VM go to DS2, unless its disk stays. */
function moving(changes: Parameters<typeof given.vm>[0] = {}, disk: Partial<DiskFacts> = {}) {
  return given.vm({
    home: { ...HOME, target: TARGET, sizeMb: 1 },
    disks: [given.disk(given.SHARED, { target: TARGET, sizeMb: 40_960, ...disk })],
    ...changes,
  });
}

/** Within one host. */
function storageOnly(changes: given.MoveChanges): MoveFacts {
  const host = given.host(172, { ...SEES_BOTH, ...changes.destination });
  return { ...given.move(changes), source: host, destination: host };
}

/** To another host. */
function both(changes: given.MoveChanges): MoveFacts {
  return given.move({
    ...changes,
    source: { ...SEES_BOTH, ...changes.source },
    destination: { ...SEES_BOTH, ...changes.destination },
  });
}

const CASES: readonly (readonly [string, MoveFacts, readonly string[]])[] = [
  ['a running VM within its host', storageOnly({ vm: moving() }), []],
  ['a running VM to another host', both({ vm: moving() }), []],
  ['one that is off', both({ vm: moving(OFF) }), []],

  // What the products can do.
  [
    'a host without Storage vMotion',
    storageOnly({ vm: moving(), destination: given.lacking('storageVmotion') }),
    ['hostTests error StorageVMotionNotSupported'],
  ],
  [
    'a host without Storage vMotion, powered off',
    storageOnly({ vm: moving(OFF), destination: given.lacking('storageVmotion') }),
    [],
  ],
  [
    'a host that cannot change both at once',
    both({ vm: moving(), source: given.lacking('vmotionWithStorageVmotion') }),
    ['hostTests error FullStorageVMotionNotSupported'],
  ],
  [
    'a host that cannot change both at once, but need not',
    storageOnly({ vm: moving(), destination: given.lacking('vmotionWithStorageVmotion') }),
    [],
  ],
  [
    'disks without their home, where that is not known',
    storageOnly({ vm: moving({ home: HOME }), destination: given.lacking('disksWithoutHome') }),
    ['hostTests error IndependentDiskVMotionNotSupported'],
  ],
  [
    'a suspended VM, where they may not move',
    both({ vm: moving(SUSPENDED), destination: given.lacking('suspendedRelocate') }),
    ['hostTests error SuspendedRelocateNotSupported'],
  ],
  [
    'a raw disk mapping apart from the home',
    storageOnly({
      vm: moving({ home: HOME }, { isRdm: true }),
      destination: given.lacking('rdmsAwayFromHome'),
    }),
    ['hostTests error NonHomeRDMVMotionNotSupported'],
  ],
  [
    'a raw disk mapping beside the home',
    storageOnly({
      vm: moving({}, { isRdm: true }),
      destination: given.lacking('rdmsAwayFromHome'),
    }),
    [],
  ],
  [
    'a raw disk mapping to a host which hardly knows them',
    both({ vm: moving(OFF, { isRdm: true }), destination: given.lacking('preservesRdms') }),
    ['hostTests warning RDMNotPreserved'],
  ],

  // Disk modes.
  [
    'a running VM with an independent nonpersistent disk',
    storageOnly({ vm: moving({}, { mode: 'independent_nonpersistent' }) }),
    ['hostTests error DisallowedMigrationDeviceAttached'],
  ],
  [
    'that disk, powered off',
    storageOnly({ vm: moving(OFF, { mode: 'independent_nonpersistent' }) }),
    [],
  ],
  [
    'an independent persistent disk',
    storageOnly({ vm: moving({}, { mode: 'independent_persistent' }) }),
    [],
  ],

  // Snapshots.
  ['snapshots', storageOnly({ vm: moving({ snapshots: [SNAPSHOT] }) }), []],
  [
    'snapshots to a host that cannot keep them',
    both({
      vm: moving({ ...OFF, snapshots: [SNAPSHOT] }),
      destination: given.lacking('snapshotRelayout', 'restrictedSnapshotRelocate'),
    }),
    ['datastoreTests error SnapshotMoveNotSupported'],
  ],
  [
    'snapshots of a running VM to an old host',
    storageOnly({
      vm: moving({ snapshots: [SNAPSHOT] }),
      destination: given.lacking('snapshotRelayout'),
    }),
    ['datastoreTests error HotSnapshotMoveNotSupported'],
  ],
  [
    'snapshots with all files together, powered off, to an old host',
    both({
      vm: moving({ ...OFF, snapshots: [SNAPSHOT] }),
      destination: given.lacking('snapshotRelayout'),
    }),
    [],
  ],
  [
    'snapshots of scattered files to an old host',
    both({
      vm: moving({ ...OFF, snapshots: [SNAPSHOT] }, { datastore: TARGET, target: undefined }),
      destination: given.lacking('snapshotRelayout'),
    }),
    ['datastoreTests error SnapshotMoveFromNonHomeNotSupported'],
  ],
  [
    'snapshots whose files would be scattered on an old host',
    both({
      vm: moving({ ...OFF, snapshots: [SNAPSHOT], home: HOME }),
      destination: given.lacking('snapshotRelayout'),
    }),
    ['datastoreTests error SnapshotMoveToNonHomeNotSupported'],
  ],
  [
    'a linked clone to a host without delta disks',
    both({
      vm: moving(OFF, { isDelta: true }),
      destination: given.lacking('snapshotRelayout', 'deltaDisks'),
    }),
    ['datastoreTests error CannotMoveVmWithDeltaDisk'],
  ],
  [
    'a disk whose parent stays out of reach',
    given.move({
      vm: moving(
        {},
        {
          target: given.SHARED,
          staying: [{ path: '[local-172] base/base.vmdk', datastore: given.LOCAL_172 }],
        },
      ),
      destination: { mounts: [{ datastore: given.SHARED.ref, accessible: true, readOnly: false }] },
    }),
    ['datastoreTests error CannotAccessVmDisk', 'datastoreTests error InaccessibleDatastore'],
  ],

  // Room, counted once for all that arrives.
  [
    'more than the datastore has left',
    storageOnly({ vm: moving({}, { sizeMb: 51_200 }) }),
    ['datastoreTests error NoDiskSpace'],
  ],
  ['just what it has left', storageOnly({ vm: moving({}, { sizeMb: 51_199 }) }), []],

  // Maintenance.
  [
    'a host in maintenance, powered off',
    storageOnly({ vm: moving(OFF), destination: { inMaintenance: true } }),
    ['hostTests error MaintenanceModeFileMove'],
  ],
  [
    'a host on its way into maintenance',
    storageOnly({ vm: moving(), destination: { enteringMaintenance: true } }),
    ['hostTests error InvalidHostState'],
  ],
  [
    'a source in maintenance',
    both({ vm: moving(OFF), source: { inMaintenance: true } }),
    ['hostTests error MaintenanceModeFileMove'],
  ],

  // What only another host would have to bring.
  [
    'a host without vMotion, an old processor, a rule',
    storageOnly({
      vm: moving({ hardwareVersion: 99, vcpuCount: 4096 }),
      destination: {
        evcMode: 'intel-merom',
        vmotion: { ...given.host(1).vmotion, configured: false },
        isFailoverHost: true,
        haHasErrors: true,
      },
      rest: {
        hostRules: [{ mandatory: true, kind: 'antiAffinity', hosts: [given.host(172).ref] }],
      },
    }),
    [],
  ],
  [
    'a pass-through device, within the host',
    storageOnly({
      vm: moving({
        devices: [
          {
            label: 'PCI device 0',
            connected: true,
            startConnected: true,
            backing: { kind: 'passthrough', name: '0000:3b:00.0' },
          },
        ],
      }),
    }),
    ['sourceTests error DisallowedMigrationDeviceAttached'],
  ],
  [
    'a shared bus',
    storageOnly({ vm: moving({ sharedBuses: ['SCSI controller 1'] }) }),
    ['sourceTests error DisallowedMigrationDeviceAttached'],
  ],
  [
    'a shared bus, powered off',
    storageOnly({ vm: moving({ ...OFF, sharedBuses: ['SCSI controller 1'] }) }),
    [],
  ],
];

describe('a move of files', () => {
  it.each(CASES)('%s', (_name, move, expected) => {
    expect(findings(move)).toEqual(expected);
    expect(misfits(move)).toEqual([]);
  });

  it('is refused for want of room with the first file that goes there', () => {
    const [fault] = faultsOf(storageOnly({ vm: moving({}, { sizeMb: 51_200 }) }));

    expect(fault).toEqual({
      name: 'NoDiskSpace',
      detail: { file: '[DS2] web/web.vmdk', datastore: 'DS2' },
      message: "Insufficient disk space on datastore 'DS2'.",
    });
  });

  it('names each of the hosts which cannot do it', () => {
    const lacking = given.lacking('storageVmotion');
    const faults = faultsOf(both({ vm: moving(), source: lacking, destination: lacking }));

    expect(faults.map(({ detail }) => detail)).toEqual([
      { atSourceHost: true, failedHostName: 'esx-172', failedHost: given.host(172).ref },
      { atSourceHost: false, failedHostName: 'esx-173', failedHost: given.host(173).ref },
    ]);
  });
});
