import { checkCompatibility } from '../../../server/engines/compatibility/compatibility.ts';
import type {
  DeviceFacts,
  MoveFacts,
  NetworkFacts,
} from '../../../server/engines/compatibility/facts.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { faultsOf, findings, misfits } from './findings.ts';
import * as given from './given.ts';

const OFF = { powerState: 'poweredOff' } as const;
const CD_ISO: DeviceFacts = {
  label: 'CD/DVD drive 1',
  connected: true,
  startConnected: true,
  backing: {
    kind: 'file',
    name: '[local-172] iso/linux.iso',
    datastore: given.LOCAL_172.ref,
  },
};
const CD_DRIVE: DeviceFacts = {
  ...CD_ISO,
  backing: { kind: 'hostDevice', name: '/vmfs/devices/cdrom/mpx.vmhba0' },
};
const DVS = reference('VmwareDistributedVirtualSwitch', 'dvs-1');
const DVS_PORTGROUP: NetworkFacts = {
  ref: reference('DistributedVirtualPortgroup', 'dvportgroup-1'),
  name: 'dvpg',
  kind: 'distributed',
  distributedSwitch: { ref: DVS, vendor: 'VMware, Inc.', version: '8.0.3' },
  takesReservations: true,
};
const RULE = data('ClusterAntiAffinityRuleSpec', {
  key: 1,
  name: 'apart',
  vm: [reference('VirtualMachine', 'vm-1'), reference('VirtualMachine', 'vm-2')],
});

const nic = (network: NetworkFacts, connected = true) => given.nic(network, { connected });
const vmotion = (changes: Partial<MoveFacts['source']['vmotion']>) => ({
  vmotion: { ...given.host(1).vmotion, ...changes },
});
const there = given.host(173).ref;
const elsewhere = given.host(174).ref;
const pool = (unreservedCpuMhz: number) => ({
  ref: reference('ResourcePool', 'resgroup-1'),
  unreservedCpuMhz,
  unreservedMemoryMb: 100_000,
  cpuExpandable: false,
  memoryExpandable: false,
});

/** What, in which group, as what severity; empty expectations mean that nothing is found. */
const CASES: readonly (readonly [string, given.MoveChanges, readonly string[]])[] = [
  ['a fitting host', {}, []],
  ['a fitting host, powered off', { vm: given.vm(OFF) }, []],

  // sourceTests
  [
    'a VM some task works on',
    { vm: given.vm({ activeTask: reference('Task', 'task-1') }) },
    ['sourceTests error TaskInProgress'],
  ],
  [
    'an orphaned VM',
    { vm: given.vm({ connectionState: 'orphaned' }) },
    ['sourceTests error InvalidState'],
  ],
  [
    'a VM with the Tools installer mounted',
    { vm: given.vm({ toolsInstallerMounted: true }) },
    ['sourceTests error ToolsInstallationInProgress'],
  ],
  [
    'a running VM tied to CPUs and NUMA nodes',
    { vm: given.vm({ cpuAffinity: [0], memoryAffinity: [1] }) },
    ['sourceTests error AffinityConfigured'],
  ],
  ['a powered-off VM tied to CPUs', { vm: given.vm({ ...OFF, cpuAffinity: [0] }) }, []],
  [
    'a running VM with a pass-through device',
    {
      vm: given.vm({
        devices: [
          {
            label: 'PCI device 0',
            connected: true,
            startConnected: true,
            backing: { kind: 'passthrough', name: '0000:3b:00.0' },
          },
        ],
      }),
    },
    ['sourceTests error DisallowedMigrationDeviceAttached'],
  ],
  [
    'a guest that does not answer',
    { vm: given.vm({ heartbeat: 'red' }) },
    ['sourceTests warning NoGuestHeartbeat'],
  ],
  ['a guest without Tools', { vm: given.vm({ heartbeat: 'gray', toolsInstalled: false }) }, []],

  // hostTests: state
  [
    'S-VM-5: a host in maintenance',
    { destination: { inMaintenance: true } },
    ['hostTests error InvalidHostState'],
  ],
  [
    'a host entering maintenance',
    { destination: { enteringMaintenance: true } },
    ['hostTests error InvalidHostState'],
  ],
  ['a host in standby', { destination: { standby: true } }, ['hostTests error InvalidHostState']],
  [
    'S-VM-5: a disconnected host',
    { destination: { connectionState: 'disconnected' } },
    ['hostTests error InvalidHostConnectionState'],
  ],
  [
    'a source that does not respond',
    { source: { connectionState: 'notResponding' } },
    ['hostTests error HostNotConnected'],
  ],
  ['a source in maintenance', { source: { inMaintenance: true } }, []],
  [
    'a source in maintenance which files must leave',
    {
      source: { inMaintenance: true },
      vm: given.onLocalDisk({
        home: { path: '[local-172] web/web.vmx', datastore: given.LOCAL_172, target: given.SHARED },
        disks: [given.disk(given.LOCAL_172, { target: given.SHARED })],
      }),
    },
    ['hostTests error MaintenanceModeFileMove'],
  ],
  [
    'virtual hardware newer than the host',
    { destination: { hardwareVersionMax: 17 } },
    ['hostTests error VirtualHardwareVersionNotSupported'],
  ],

  // hostTests: vMotion
  [
    'no vMotion adapter at either end',
    { source: vmotion({ configured: false }), destination: vmotion({ configured: false }) },
    ['hostTests error VMotionNotConfigured', 'hostTests error VMotionNotConfigured'],
  ],
  [
    'no vMotion adapter, powered off',
    { vm: given.vm(OFF), source: vmotion({ configured: false }) },
    [],
  ],
  [
    'a host which knows no vMotion',
    { destination: vmotion({ supported: false }) },
    ['hostTests error VMotionNotSupported'],
  ],
  [
    'a host without licence for it',
    { destination: vmotion({ licensed: false }) },
    ['hostTests error VMotionNotLicensed'],
  ],
  [
    'a vMotion link which is down',
    { destination: vmotion({ uplinkGbps: [] }) },
    ['hostTests error VMotionLinkDown'],
  ],
  [
    'a vMotion link below a gigabit',
    { source: vmotion({ uplinkGbps: [0.1] }) },
    ['hostTests warning VMotionLinkCapacityLow'],
  ],
  [
    'vMotion networks of different names',
    { destination: vmotion({ network: 'vMotion-2' }) },
    ['hostTests warning MismatchedVMotionNetworkNames'],
  ],

  // hostTests: devices, snapshots
  [
    'a connected ISO on a datastore only the source has',
    { vm: given.vm({ devices: [CD_ISO] }) },
    ['hostTests error CannotAccessVmDevice'],
  ],
  [
    'a disconnected one',
    { vm: given.vm({ devices: [{ ...CD_ISO, connected: false }] }) },
    ['hostTests warning CannotAccessVmDevice'],
  ],
  [
    'a connected drive of the host',
    {
      vm: given.vm({ devices: [CD_DRIVE] }),
      destination: { deviceNames: [CD_DRIVE.backing.name] },
    },
    ['hostTests error CannotAccessVmDevice'],
  ],
  [
    'a disconnected drive of a name both hosts have',
    {
      vm: given.vm({ devices: [{ ...CD_DRIVE, connected: false }] }),
      destination: { deviceNames: [CD_DRIVE.backing.name] },
    },
    [],
  ],
  [
    'a connected drive of a client',
    {
      vm: given.vm({
        devices: [{ ...CD_ISO, backing: { kind: 'client', name: 'Remote device' } }],
      }),
      destination: given.lacking('remoteDeviceVmotion'),
    },
    ['hostTests error RemoteDeviceNotSupported'],
  ],
  [
    'a snapshot with files on a datastore only the source has',
    { vm: given.vm({ snapshots: [{ name: 'before', datastores: [given.LOCAL_172.ref] }] }) },
    ['hostTests warning SnapshotRevertIssue'],
  ],

  // hostTests: rules, HA
  [
    'S-VM-9: a host where a VM runs it shall be kept apart from',
    { rest: { vmRules: [{ rule: RULE, kind: 'antiAffinity', otherHosts: [there] }] } },
    ['hostTests warning RuleViolation'],
  ],
  [
    'a host away from a VM it shall be kept with',
    { rest: { vmRules: [{ rule: RULE, kind: 'affinity', otherHosts: [there, elsewhere] }] } },
    ['hostTests warning RuleViolation'],
  ],
  [
    'a host which keeps every rule',
    {
      rest: {
        vmRules: [
          { rule: RULE, kind: 'affinity', otherHosts: [there] },
          { rule: RULE, kind: 'antiAffinity', otherHosts: [elsewhere] },
        ],
        hostRules: [
          { mandatory: true, kind: 'affinity', hosts: [there] },
          { mandatory: true, kind: 'antiAffinity', hosts: [elsewhere] },
          { mandatory: false, kind: 'antiAffinity', hosts: [there] },
        ],
      },
    },
    [],
  ],
  [
    'a host outside of its mandatory host group',
    { rest: { hostRules: [{ mandatory: true, kind: 'affinity', hosts: [elsewhere] }] } },
    ['hostTests error VmHostAffinityRuleViolation'],
  ],
  [
    'a host of a group it must not run on',
    { rest: { hostRules: [{ mandatory: true, kind: 'antiAffinity', hosts: [there] }] } },
    ['hostTests error VmHostAffinityRuleViolation'],
  ],
  [
    'a failover host',
    { destination: { isFailoverHost: true } },
    ['hostTests error DisallowedOperationOnFailoverHost'],
  ],
  [
    'a host with a broken HA agent',
    { destination: { haHasErrors: true } },
    ['hostTests warning HAErrorsAtDest'],
  ],

  // hostTests: CPU, resources
  [
    'fewer CPUs than the VM has',
    { vm: given.vm({ vcpuCount: 64 }) },
    ['hostTests error NotEnoughLogicalCpus'],
  ],
  [
    'an older processor',
    { destination: { evcMode: 'intel-nehalem' } },
    ['hostTests error FeatureRequirementsNotMet'],
  ],
  [
    'a processor of the other vendor, suspended',
    { vm: given.vm({ powerState: 'suspended' }), destination: { evcMode: 'amd-zen4' } },
    ['hostTests error FeatureRequirementsNotMet'],
  ],
  [
    'an older processor, powered off',
    { vm: given.vm(OFF), destination: { evcMode: 'intel-merom' } },
    [],
  ],
  [
    'a host without room for the reservation',
    { vm: given.vm({ memoryReservationMb: 65_536, memoryMb: 65_536 }) },
    ['resourcePoolTests error InsufficientHostMemoryCapacityFault'],
  ],

  // resourcePoolTests
  [
    'a pool without room for the reservation',
    { vm: given.vm({ cpuReservationMhz: 1500 }), rest: { poolChain: [pool(1000)] } },
    ['resourcePoolTests error InsufficientCpuResourcesFault'],
  ],
  [
    'a pool with room',
    { vm: given.vm({ cpuReservationMhz: 1500 }), rest: { poolChain: [pool(1500)] } },
    [],
  ],

  // datastoreTests
  [
    'S-VM-2: a VM on a disk only the source has',
    { vm: given.onLocalDisk() },
    ['datastoreTests error CannotAccessVmDisk', 'datastoreTests error CannotAccessVmConfig'],
  ],
  [
    'S-VM-2: that VM, its files going along',
    {
      vm: given.onLocalDisk({
        home: { path: '[local-172] web/web.vmx', datastore: given.LOCAL_172, target: given.SHARED },
        disks: [given.disk(given.LOCAL_172, { target: given.SHARED, sizeMb: 40_960 })],
      }),
    },
    [],
  ],
  [
    'a datastore mounted but not accessible',
    {
      destination: {
        mounts: [{ datastore: given.SHARED.ref, accessible: false, readOnly: false }],
      },
    },
    ['datastoreTests error CannotAccessVmDisk', 'datastoreTests error CannotAccessVmConfig'],
  ],
  [
    'a target datastore which is too small',
    {
      vm: given.onLocalDisk({
        home: {
          path: '[local-172] web/web.vmx',
          datastore: given.LOCAL_172,
          target: given.SHARED,
          sizeMb: 1,
        },
        disks: [given.disk(given.LOCAL_172, { target: given.SHARED, sizeMb: 512_000 })],
      }),
    },
    ['datastoreTests error NoDiskSpace'],
  ],
  [
    'a target datastore which is read-only there',
    {
      vm: given.vm({ disks: [given.disk(given.LOCAL_172, { target: given.SHARED })] }),
      destination: { mounts: [{ datastore: given.SHARED.ref, accessible: true, readOnly: true }] },
    },
    ['datastoreTests error DatastoreNotWritableOnHost'],
  ],
  [
    'a target datastore in maintenance',
    {
      vm: given.vm({
        disks: [given.disk(given.SHARED, { target: { ...given.SHARED, inMaintenance: true } })],
      }),
    },
    ['datastoreTests error InvalidDatastoreState'],
  ],
  [
    'a target datastore which is not there',
    { vm: given.vm({ disks: [given.disk(given.SHARED, { target: given.LOCAL_172 })] }) },
    ['datastoreTests error InaccessibleDatastore'],
  ],

  // networkTests
  [
    'S-VM-3: a connected card on a network only the source has',
    { vm: given.vm({ nics: [nic(given.NET_172)] }) },
    ['networkTests error CannotAccessNetwork'],
  ],
  [
    'S-VM-3: that card, not connected',
    { vm: given.vm({ nics: [nic(given.NET_172, false)] }) },
    ['networkTests warning CannotAccessNetwork'],
  ],
  [
    'a disconnected card on a distributed switch the host is no member of',
    { vm: given.vm({ nics: [nic(DVS_PORTGROUP, false)] }) },
    ['networkTests error CannotAccessNetwork'],
  ],
  [
    'a distributed switch both are members of',
    {
      vm: given.vm({ nics: [nic(DVS_PORTGROUP)] }),
      destination: { networks: [DVS_PORTGROUP.ref] },
    },
    [],
  ],
  [
    'another datacenter',
    { rest: { changesDatacenter: true } },
    ['networkTests warning NetworksMayNotBeTheSame'],
  ],
];

describe('checkCompatibility', () => {
  it.each(CASES)('%s', (_name, changes, expected) => {
    expect(findings(given.move(changes))).toEqual(expected);
  });

  it('runs the groups named and no others', () => {
    const move = given.move({ vm: given.onLocalDisk(), destination: { inMaintenance: true } });

    const { errors } = checkCompatibility(move, ['datastoreTests']);

    expect(errors.map((issue) => issue.testType)).toEqual(['datastoreTests', 'datastoreTests']);
    expect(checkCompatibility(move, ['networkTests'])).toEqual({ errors: [], warnings: [] });
  });

  it('gives equal answers to equal facts', () => {
    const facts = () => given.move({ vm: given.onLocalDisk({ heartbeat: 'red' }) });

    expect(checkCompatibility(facts())).toEqual(checkCompatibility(facts()));
  });
});

describe('the faults', () => {
  it('name the disk, its file and why it cannot be reached', () => {
    const [disk, config] = faultsOf(given.move({ vm: given.onLocalDisk() }));

    expect(disk).toMatchObject({
      detail: {
        device: 'Hard disk 1',
        backing: '[local-172] web/web.vmdk',
        connected: true,
        fault: {
          _typeName: 'LocalizedMethodFault',
          fault: { _typeName: 'CannotAccessFile', file: '[local-172] web/web.vmdk' },
        },
      },
      message:
        "Virtual disk 'Hard disk 1' is not accessible on the host: Unable to access file [local-172] web/web.vmdk",
    });
    expect(config).toMatchObject({
      detail: {
        reason: { fault: { _typeName: 'CannotAccessFile', file: '[local-172] web/web.vmx' } },
      },
      message:
        'Unable to access the virtual machine configuration: Unable to access file [local-172] web/web.vmx',
    });
  });

  it('name the network card and its network', () => {
    const [fault] = faultsOf(given.move({ vm: given.vm({ nics: [nic(given.NET_172)] }) }));

    expect(fault).toEqual({
      name: 'CannotAccessNetwork',
      detail: {
        device: 'Network adapter 1',
        backing: 'Net172',
        connected: true,
        network: given.NET_172.ref,
      },
      message:
        "Currently connected network interface 'Network adapter 1' uses network 'Net172', which is not accessible.",
    });
  });

  it('name the host which has no vMotion adapter', () => {
    const [fault] = faultsOf(given.move({ destination: vmotion({ configured: false }) }));

    expect(fault).toMatchObject({
      detail: { atSourceHost: false, failedHost: 'esx-173', failedHostEntity: there },
      message:
        "The vMotion interface is not configured (or is misconfigured) on the destination host 'esx-173'.",
    });
  });

  it('name the CPU features that are missing', () => {
    const [fault] = faultsOf(given.move({ destination: { evcMode: 'intel-sandybridge' } }));

    expect(fault?.detail['featureRequirement']).toMatchObject([
      { key: 'cpuid.F16C', value: 'Bool:Min:1' },
      { key: 'cpuid.AVX2', value: 'Bool:Min:1' },
    ]);
  });

  it('are known to the vocabulary, with every member they need and none besides', () => {
    expect(CASES.flatMap(([, changes]) => misfits(given.move(changes)))).toEqual([]);
  });
});
