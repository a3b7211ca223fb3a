/**
 * A VM as the engines see it: resources, files, devices, network cards.
 */
import type {
  DatastoreFacts,
  DeviceFacts,
  DiskFacts,
  FilePlace,
  NetworkFacts,
  NicFacts,
  SnapshotFacts,
  VmFacts,
} from '../../engines/compatibility/facts.ts';
import type { VmResources } from '../../engines/resources/reservations.ts';
import type { MemoryFacts } from '../../engines/vmotion/precopy.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type {
  VirtualDevice,
  VirtualMachineConfigInfo,
  VirtualMachineSnapshotTree,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isReference } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { member } from '../../vmodl/value.ts';

type Vm = Ref<'VirtualMachine'>;

/** What a guest does to its memory when its profile does not say. Ours: a mildly busy server. */
const DEFAULT_DIRTY_SHARE_PER_SECOND = 0.005;
const DEFAULT_WORKING_SET_SHARE = 0.25;

export function vmFacts(inventory: Inventory, vm: Vm, activeTask?: Ref): VmFacts {
  const config = inventory.read(vm, 'config');
  const runtime = inventory.read(vm, 'runtime');
  const devices = config?.hardware.device ?? [];
  return {
    ...vmResources(inventory, vm),
    ref: vm,
    name: inventory.read(vm, 'name'),
    powerState: runtime.powerState,
    connectionState: runtime.connectionState,
    activeTask,
    hardwareVersion: Number(/\d+/.exec(config?.version ?? '')?.[0] ?? 0),
    requiredEvcMode: runtime.minRequiredEVCModeKey,
    cpuAffinity: config?.cpuAffinity?.affinitySet,
    memoryAffinity: config?.memoryAffinity?.affinitySet,
    toolsInstallerMounted: runtime.toolsInstallerMounted,
    toolsInstalled: toolsInstalled(inventory, vm),
    heartbeat: inventory.read(vm, 'guestHeartbeatStatus'),
    home: homeOf(inventory, vm, config),
    disks: devices.filter(isDisk).map((disk) => diskFacts(inventory, vm, disk)),
    devices: devices.flatMap(removableFacts),
    nics: devices.filter(isEthernetCard).map((card) => nicFacts(inventory, vm, card)),
    snapshots: snapshotFacts(inventory, vm),
  };
}

export function vmResources(inventory: Inventory, vm: Vm): VmResources {
  const config = inventory.read(vm, 'config');
  return {
    vcpuCount: config?.hardware.numCPU ?? 1,
    memoryMb: config?.hardware.memoryMB ?? 0,
    cpuReservationMhz: Number(config?.cpuAllocation?.reservation ?? 0),
    memoryReservationMb: Number(config?.memoryAllocation?.reservation ?? 0),
  };
}

/** Memory to copy in a vMotion; the VM's profile says how its guest writes to it. */
export function memoryFacts(inventory: Inventory, vm: Vm): MemoryFacts {
  const { memoryMb } = vmResources(inventory, vm);
  const profile = inventory.read(vm as Ref, '_profile');
  const of = (name: string, otherwise: number) => Number(member(profile, name) ?? otherwise);
  return {
    memoryMb: Math.min(memoryMb, of('grantedMemoryMb', memoryMb)),
    dirtyRateMbPerSecond: of('dirtyRateMbPerSecond', memoryMb * DEFAULT_DIRTY_SHARE_PER_SECOND),
    workingSetMb: of('workingSetMb', memoryMb * DEFAULT_WORKING_SET_SHARE),
  };
}

export function isDisk(device: VirtualDevice): boolean {
  return device._typeName === 'VirtualDisk';
}

/** Every Ethernet card hangs on a network backing; no other device does. */
function isEthernetCard(device: VirtualDevice): boolean {
  return member(device, 'macAddress') !== undefined || member(device, 'addressType') !== undefined;
}

function toolsInstalled(inventory: Inventory, vm: Vm): boolean {
  const status = inventory.read(vm, 'guest')?.toolsVersionStatus2;
  return status !== undefined && status !== 'guestToolsNotInstalled';
}

function homeOf(
  inventory: Inventory,
  vm: Vm,
  config: VirtualMachineConfigInfo | undefined,
): FilePlace {
  const path = config?.files.vmPathName ?? '';
  return { path, datastore: datastoreNamed(inventory, vm, path) };
}

function diskFacts(inventory: Inventory, vm: Vm, disk: VirtualDevice): DiskFacts {
  const path = String(member(disk.backing, 'fileName') ?? '');
  const ref = member(disk.backing, 'datastore');
  return {
    label: labelOf(disk),
    path,
    datastore: isReference(ref)
      ? datastoreFacts(inventory, ref as Ref<'Datastore'>)
      : datastoreNamed(inventory, vm, path),
  };
}

/** The datastore a path `[name] folder/file` lies on: one of the VM's own. */
function datastoreNamed(inventory: Inventory, vm: Vm, path: string): DatastoreFacts {
  const name = /^\[([^\]]*)\]/.exec(path)?.[1] ?? '';
  const datastores = inventory.read(vm, 'datastore') ?? [];
  const ref = datastores.find((one) => inventory.read(one, 'name') === name) ?? datastores[0];
  if (!ref) throw new Error(`${vm.value} lies on no datastore`);
  return datastoreFacts(inventory, ref);
}

function datastoreFacts(inventory: Inventory, ref: Ref<'Datastore'>): DatastoreFacts {
  const summary = inventory.read(ref, 'summary');
  return {
    ref,
    name: inventory.read(ref, 'name'),
    freeMb: Number(summary.freeSpace) / BYTES_PER_MB,
    inMaintenance: (summary.maintenanceMode ?? 'normal') !== 'normal',
  };
}

function nicFacts(inventory: Inventory, vm: Vm, card: VirtualDevice): NicFacts {
  return {
    label: labelOf(card),
    connected: card.connectable?.connected ?? false,
    network: networkFacts(inventory, vm, card),
  };
}

function networkFacts(inventory: Inventory, vm: Vm, card: VirtualDevice): NetworkFacts | undefined {
  const portgroupKey = member(member(card.backing, 'port'), 'portgroupKey');
  const ref = member(card.backing, 'network');
  const name = member(card.backing, 'deviceName');
  const networks = inventory.read(vm, 'network') ?? [];
  const found = isReference(ref)
    ? ref
    : networks.find((network) =>
        portgroupKey === undefined
          ? inventory.read(network, 'name') === name
          : network.value === portgroupKey,
      );
  if (!found || !inventory.has(found)) return undefined;
  const distributedSwitch = inventory.readPath(found, 'config.distributedVirtualSwitch');
  return {
    ref: found,
    name: String(inventory.read(found as Ref, 'name')),
    distributedSwitch: isReference(distributedSwitch) ? distributedSwitch : undefined,
  };
}

/** Drives and ports; disks, cards and controllers are told elsewhere or move by themselves. */
function removableFacts(device: VirtualDevice): DeviceFacts[] {
  const backing = backingOf(device);
  if (!backing || isDisk(device) || isEthernetCard(device)) return [];
  return [{ label: labelOf(device), connected: device.connectable?.connected ?? false, backing }];
}

function backingOf(device: VirtualDevice): DeviceFacts['backing'] | undefined {
  const kind = device.backing?._typeName ?? '';
  if (kind.includes('RemoteDevice') || kind.includes('Client') || kind.includes('RemoteUSB')) {
    return { kind: 'client', name: String(member(device.backing, 'deviceName') ?? '') };
  }
  if (device._typeName === 'VirtualPCIPassthrough') {
    return { kind: 'passthrough', name: String(member(device.backing, 'deviceName') ?? '') };
  }
  const file = member(device.backing, 'fileName');
  const datastore = member(device.backing, 'datastore');
  if (file !== undefined) {
    return {
      kind: 'file',
      name: String(file),
      datastore: isReference(datastore) ? datastore : undefined,
    };
  }
  const name = member(device.backing, 'deviceName');
  return name === undefined ? undefined : { kind: 'hostDevice', name: String(name) };
}

function snapshotFacts(inventory: Inventory, vm: Vm): SnapshotFacts[] {
  const trees = inventory.read(vm, 'snapshot')?.rootSnapshotList ?? [];
  const datastores = inventory.read(vm, 'datastore') ?? [];
  const flatten = (tree: VirtualMachineSnapshotTree): SnapshotFacts[] => [
    { name: tree.name, datastores },
    ...(tree.childSnapshotList ?? []).flatMap(flatten),
  ];
  return trees.flatMap(flatten);
}

function labelOf(device: VirtualDevice): string {
  return device.deviceInfo?.label ?? `device ${device.key}`;
}
