/** What is asked of a destination that shall run, power on or take a copy of a VM. */
import {
  asCopy,
  asInService,
  asRunning,
} from '../../../server/engines/compatibility/assumptions.ts';
import type { Purpose } from '../../../server/engines/compatibility/facts.ts';
import { vmotionCompatibility } from '../../../server/engines/compatibility/vmotion-compatibility.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { findings, misfits } from './findings.ts';
import * as given from './given.ts';

const OFF = { powerState: 'poweredOff' } as const;
const FULL = {
  policy: { kind: 'percentage', cpuPercent: 50, memoryPercent: 50 },
  hosts: [{ cpuMhz: 100, memoryMb: 4096 }],
  running: [],
} as const;
const SWAP = { file: '[DS1] web/web.vswp', datastore: 'DS1', freeMb: 4095 };
const pool = (unreservedCpuMhz: number) => ({
  ref: reference('ResourcePool', 'resgroup-1'),
  unreservedCpuMhz,
  unreservedMemoryMb: 100_000,
  cpuExpandable: false,
  memoryExpandable: false,
});

function asked(purpose: Purpose, changes: given.MoveChanges) {
  return given.move({ ...changes, rest: { ...changes.rest, purpose } });
}

const CASES: readonly (readonly [string, Purpose, given.MoveChanges, readonly string[]])[] = [
  ['a fitting host', 'run', {}, []],
  ['a source that does not respond', 'run', { source: { connectionState: 'notResponding' } }, []],
  [
    'a host in maintenance',
    'run',
    { destination: { inMaintenance: true } },
    ['hostTests error InvalidHostState'],
  ],
  [
    'a host without vMotion',
    'run',
    { destination: { vmotion: { ...given.host(1).vmotion, configured: false } } },
    [],
  ],
  [
    'a host that cannot reach the disks',
    'run',
    { vm: given.onLocalDisk() },
    ['datastoreTests error CannotAccessVmDisk', 'datastoreTests error CannotAccessVmConfig'],
  ],
  [
    'a host without the network',
    'run',
    { vm: given.vm({ nics: [given.nic(given.NET_172)] }) },
    ['networkTests error CannotAccessNetwork'],
  ],
  [
    'a pool without room',
    'run',
    { vm: given.vm({ cpuReservationMhz: 1500 }), rest: { poolChain: [pool(1000)] } },
    ['resourcePoolTests error InsufficientCpuResourcesFault'],
  ],
  [
    'a failover host',
    'run',
    { destination: { isFailoverHost: true } },
    ['hostTests error DisallowedOperationOnFailoverHost'],
  ],
  ['what HA keeps free', 'run', { rest: { failover: FULL } }, []],

  [
    'what HA keeps free',
    'powerOn',
    { vm: given.vm({ cpuReservationMhz: 60 }), rest: { failover: FULL } },
    ['resourcePoolTests error InsufficientFailoverResourcesFault'],
  ],
  [
    'no room for the swap file',
    'powerOn',
    { rest: { swap: SWAP } },
    ['datastoreTests error NoDiskSpace'],
  ],
  [
    'memory which is all reserved, and needs no swap file',
    'powerOn',
    { vm: given.vm({ memoryReservationMb: 4096 }), rest: { swap: { ...SWAP, freeMb: 0 } } },
    [],
  ],
  [
    'a VM that runs already',
    'powerOn',
    { rest: { runsAlready: true } },
    ['sourceTests error InvalidPowerState'],
  ],

  [
    'a VM with snapshots',
    'clone',
    { vm: given.vm({ ...OFF, snapshots: [{ name: 'before', datastores: [given.SHARED.ref] }] }) },
    ['datastoreTests warning SnapshotCloneNotSupported'],
  ],
  [
    'a datastore without room for the copy',
    'clone',
    {
      vm: given.vm({
        ...OFF,
        disks: [given.disk(given.SHARED, { target: given.SHARED, sizeMb: 512_001 })],
      }),
    },
    ['datastoreTests error NoDiskSpace'],
  ],
  [
    'a pool without room, for a copy that stays off',
    'clone',
    { vm: given.vm({ ...OFF, cpuReservationMhz: 1500 }), rest: { poolChain: [pool(1000)] } },
    [],
  ],
  [
    'a pool without room, for a copy that powers on',
    'cloneAndPowerOn',
    { vm: given.vm({ cpuReservationMhz: 1500 }), rest: { poolChain: [pool(1000)] } },
    ['resourcePoolTests error InsufficientCpuResourcesFault'],
  ],

  [
    'another cluster whose HA keeps its capacity free',
    'migrate',
    { vm: given.vm({ cpuReservationMhz: 60 }), rest: { failover: FULL } },
    ['resourcePoolTests error InsufficientFailoverResourcesFault'],
  ],
  [
    'another cluster whose HA keeps its capacity free, powered off',
    'migrate',
    { vm: given.vm({ ...OFF, cpuReservationMhz: 60 }), rest: { failover: FULL } },
    [],
  ],
];

describe('a destination', () => {
  it.each(CASES)('%s, for: %s', (_name, purpose, changes, expected) => {
    const facts = asked(purpose, changes);

    expect(findings(facts)).toEqual(expected);
    expect(misfits(facts)).toEqual([]);
  });
});

describe('a VM assumed to run', () => {
  it('has plugged in what starts connected, and seen no processor yet', () => {
    const off = given.vm({
      ...OFF,
      requiredEvcMode: 'intel-haswell',
      nics: [
        given.nic(given.VM_NETWORK, { connected: false }),
        given.nic(given.NET_172, { connected: false, startConnected: false }),
      ],
    });

    const running = asRunning(off);

    expect(running.powerState).toBe('poweredOn');
    expect(running.requiredEvcMode).toBeUndefined();
    expect(running.nics.map(({ connected }) => connected)).toEqual([true, false]);
  });

  it('keeps the processor it was suspended with', () => {
    expect(asRunning(given.vm({ powerState: 'suspended' })).requiredEvcMode).toBe('intel-haswell');
  });

  it('is itself when it runs', () => {
    const vm = given.vm();

    expect(asRunning(vm)).toBe(vm);
  });
});

describe('a copy', () => {
  it('is off, with nothing plugged in, and nobody works on it', () => {
    const copy = asCopy(given.vm({ activeTask: reference('Task', 'task-1') }));

    expect(copy.powerState).toBe('poweredOff');
    expect(copy.activeTask).toBeUndefined();
    expect(copy.nics.map(({ connected }) => connected)).toEqual([false]);
  });
});

describe('a host assumed to be in service', () => {
  it('is connected, awake and out of maintenance', () => {
    const host = given.host(173, {
      connectionState: 'notResponding',
      inMaintenance: true,
      enteringMaintenance: true,
      standby: true,
    });

    expect(findings({ ...given.move(), destination: asInService(host) })).toEqual([]);
  });
});

describe('vmotionCompatibility', () => {
  it('tells processor and software apart', () => {
    const older = { evcMode: 'intel-merom' };
    const unplugged = { vmotion: { ...given.host(1).vmotion, configured: false } };

    expect(vmotionCompatibility(given.move())).toEqual(['cpu', 'software']);
    expect(vmotionCompatibility(given.move({ destination: older }))).toEqual(['software']);
    expect(vmotionCompatibility(given.move({ destination: unplugged }))).toEqual(['cpu']);
    expect(vmotionCompatibility(given.move({ destination: { ...older, ...unplugged } }))).toEqual(
      [],
    );
  });
});
