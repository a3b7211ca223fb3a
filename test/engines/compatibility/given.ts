/** Builders of facts: a VM on host 172 which may go to host 173 without a word, until a test changes something. */
import type {
  DatastoreFacts,
  DiskFacts,
  HostAbilities,
  HostFacts,
  MoveFacts,
  NetworkFacts,
  NicFacts,
  VmFacts,
} from '../../../server/engines/compatibility/facts.ts';
import { reference } from '../../../server/vmodl/reference.ts';

export const SHARED: DatastoreFacts = {
  ref: reference('Datastore', 'datastore-1'),
  name: 'DS1',
  freeMb: 512_000,
  inMaintenance: false,
};
export const LOCAL_172: DatastoreFacts = {
  ...SHARED,
  ref: reference('Datastore', 'datastore-172'),
  name: 'local-172',
};
export const VM_NETWORK: NetworkFacts = {
  ref: reference('Network', 'network-1'),
  name: 'VM Network',
  kind: 'standard',
  takesReservations: false,
};
export const NET_172: NetworkFacts = {
  ...VM_NETWORK,
  ref: reference('Network', 'network-172'),
  name: 'Net172',
};
/** A host of a current release. */
const ABLE: HostAbilities = {
  storageVmotion: true,
  vmotionWithStorageVmotion: true,
  vmotionAcrossNetwork: true,
  encryptedVmotion: true,
  remoteDeviceVmotion: true,
  suspendedRelocate: true,
  restrictedSnapshotRelocate: true,
  snapshotRelayout: true,
  deltaDisks: true,
  disksWithoutHome: true,
  rdmsAwayFromHome: true,
  preservesRdms: true,
};

/** One that lacks some abilities. */
export function lacking(...abilities: readonly (keyof HostAbilities)[]): Partial<HostFacts> {
  return {
    abilities: { ...ABLE, ...Object.fromEntries(abilities.map((ability) => [ability, false])) },
  };
}

export function host(id: number, changes: Partial<HostFacts> = {}): HostFacts {
  const ref = reference('HostSystem', `host-${id}`);
  return {
    ref,
    name: `esx-${id}`,
    computeResource: reference('ClusterComputeResource', 'domain-c1'),
    connectionState: 'connected',
    inMaintenance: false,
    enteringMaintenance: false,
    standby: false,
    logicalCpuCount: 40,
    hardwareVersionMax: 21,
    evcMode: 'intel-skylake',
    vmotion: {
      supported: true,
      licensed: true,
      configured: true,
      network: 'vMotion',
      uplinkGbps: [10],
    },
    mounts: [{ datastore: SHARED.ref, accessible: true, readOnly: false }],
    abilities: ABLE,
    networks: [VM_NETWORK.ref],
    networkPolicies: [],
    deviceNames: [],
    resources: {
      ref,
      coreMhz: 2500,
      availableCpuMhz: 50_000,
      availableMemoryMb: 65_536,
      reservedCpuMhz: 0,
      reservedMemoryMb: 0,
    },
    isFailoverHost: false,
    haHasErrors: false,
    ...changes,
  };
}

export function disk(datastore: DatastoreFacts, changes: Partial<DiskFacts> = {}): DiskFacts {
  return {
    label: 'Hard disk 1',
    path: `[${datastore.name}] web/web.vmdk`,
    datastore,
    mode: 'persistent',
    isRdm: false,
    isDelta: false,
    staying: [],
    ...changes,
  };
}

/** A card plugged into that network, before and after the move. */
export function nic(network: NetworkFacts | undefined, changes: Partial<NicFacts> = {}): NicFacts {
  return {
    label: 'Network adapter 1',
    connected: true,
    startConnected: true,
    reservationMbits: 0,
    from: network,
    network,
    ...changes,
  };
}

export function vm(changes: Partial<VmFacts> = {}): VmFacts {
  return {
    ref: reference('VirtualMachine', 'vm-1'),
    name: 'web',
    powerState: 'poweredOn',
    connectionState: 'connected',
    hardwareVersion: 19,
    requiredEvcMode: 'intel-haswell',
    vcpuCount: 2,
    memoryMb: 4096,
    cpuReservationMhz: 0,
    memoryReservationMb: 0,
    encryptedVmotion: 'opportunistic',
    sharedBuses: [],
    toolsInstallerMounted: false,
    toolsInstalled: true,
    heartbeat: 'green',
    home: { path: '[DS1] web/web.vmx', datastore: SHARED },
    disks: [disk(SHARED)],
    devices: [],
    nics: [nic(VM_NETWORK)],
    snapshots: [],
    ...changes,
  };
}

export function onLocalDisk(changes: Partial<VmFacts> = {}): VmFacts {
  return vm({
    home: { path: '[local-172] web/web.vmx', datastore: LOCAL_172 },
    disks: [disk(LOCAL_172)],
    ...changes,
  });
}

export interface MoveChanges {
  readonly vm?: VmFacts;
  readonly source?: Partial<HostFacts>;
  readonly destination?: Partial<HostFacts>;
  readonly rest?: Partial<MoveFacts>;
}

export function move(changes: MoveChanges = {}): MoveFacts {
  return {
    vm: changes.vm ?? vm(),
    source: host(172, changes.source),
    destination: host(173, changes.destination),
    changesDatacenter: false,
    vmRules: [],
    hostRules: [],
    ...changes.rest,
  };
}
