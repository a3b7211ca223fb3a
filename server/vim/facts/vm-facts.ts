/**
 * A VM as the engines see it: resources, files, devices, network cards.
 */
import type { DeviceFacts, SnapshotFacts, VmFacts } from '../../engines/compatibility/facts.ts';
import type { VmResources } from '../../engines/resources/reservations.ts';
import type { MemoryFacts } from '../../engines/vmotion/precopy.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { VirtualDevice, VirtualMachineSnapshotTree } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isReference } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import type { FileMove } from '../migrations/move.ts';
import { FileFacts } from './file-facts.ts';
import { isEthernetCard, nicFacts } from './network-facts.ts';

type Vm = Ref<'VirtualMachine'>;

/** What a guest does to its memory when its profile does not say. Ours: a mildly busy server. */
const DEFAULT_DIRTY_SHARE_PER_SECOND = 0.005;
const DEFAULT_WORKING_SET_SHARE = 0.25;

export interface VmFactsOptions {
  /** Another task that works on the VM already. */
  readonly activeTask?: Ref | undefined;
  /** Files that go elsewhere. */
  readonly files?: readonly FileMove[] | undefined;
  /** Ethernet cards as they will be, by device key. */
  readonly cards?: readonly VirtualDevice[] | undefined;
  /** Hosts that may know the cards' networks by name: the VM's own unless given. */
  readonly hosts?: readonly Ref<'HostSystem'>[] | undefined;
}

/** The VM as it is, with what the options change of it. */
export function vmFacts(inventory: Inventory, vm: Vm, options: VmFactsOptions = {}): VmFacts {
  const config = inventory.read(vm, 'config');
  const runtime = inventory.read(vm, 'runtime');
  const devices = config?.hardware.device ?? [];
  const storage = new FileFacts(inventory, vm, options.files);
  const hosts = options.hosts ?? (runtime.host ? [runtime.host] : []);
  const after = new Map((options.cards ?? []).map((card) => [card.key, card]));
  return {
    ...vmResources(inventory, vm),
    ref: vm,
    name: inventory.read(vm, 'name'),
    powerState: runtime.powerState,
    connectionState: runtime.connectionState,
    activeTask: options.activeTask,
    hardwareVersion: Number(/\d+/.exec(config?.version ?? '')?.[0] ?? 0),
    requiredEvcMode: runtime.minRequiredEVCModeKey,
    cpuAffinity: config?.cpuAffinity?.affinitySet,
    memoryAffinity: config?.memoryAffinity?.affinitySet,
    encryptedVmotion: encryptedVmotion(config?.migrateEncryption),
    sharedBuses: sharedBuses(devices),
    toolsInstallerMounted: runtime.toolsInstallerMounted,
    toolsInstalled: toolsInstalled(inventory, vm),
    heartbeat: inventory.read(vm, 'guestHeartbeatStatus'),
    home: storage.home(),
    disks: devices.filter(isDisk).map((disk) => storage.disk(disk, labelOf(disk))),
    devices: devices.flatMap(removableFacts),
    nics: devices
      .filter(isEthernetCard)
      .map((card) => nicFacts(inventory, card, after.get(card.key) ?? card, hosts)),
    snapshots: snapshotFacts(inventory, vm),
  };
}

function encryptedVmotion(mode: string | undefined): VmFacts['encryptedVmotion'] {
  return mode === 'required' || mode === 'disabled' ? mode : 'opportunistic';
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

function toolsInstalled(inventory: Inventory, vm: Vm): boolean {
  const status = inventory.read(vm, 'guest')?.toolsVersionStatus2;
  return status !== undefined && status !== 'guestToolsNotInstalled';
}

/** Controllers whose bus other VMs may share. */
function sharedBuses(devices: readonly VirtualDevice[]): string[] {
  return devices
    .filter((device) => (member(device, 'sharedBus') ?? 'noSharing') !== 'noSharing')
    .map(labelOf);
}

/** Devices that are part of the host whatever they hang on: nothing can take them along. */
const PASSTHROUGH_TYPES: readonly string[] = ['VirtualPCIPassthrough', 'VirtualSriovEthernetCard'];
/** Named after a device of the host, yet any host will do. */
const FREE_TYPES: readonly string[] = ['VirtualPointingDevice', 'VirtualSoundCard'];

/** Drives and ports; disks, cards and controllers are told elsewhere or move by themselves. */
function removableFacts(device: VirtualDevice): DeviceFacts[] {
  const backing = backingOf(device);
  if (!backing || isDisk(device) || FREE_TYPES.includes(device._typeName)) return [];
  if (isEthernetCard(device) && backing.kind !== 'passthrough') return [];
  return [
    {
      label: labelOf(device),
      connected: device.connectable?.connected ?? false,
      startConnected: device.connectable?.startConnected ?? false,
      backing,
    },
  ];
}

function backingOf(device: VirtualDevice): DeviceFacts['backing'] | undefined {
  const kind = device.backing?._typeName ?? '';
  const name = String(member(device.backing, 'deviceName') ?? '');
  if (PASSTHROUGH_TYPES.includes(device._typeName)) return { kind: 'passthrough', name };
  // A client's drive; USB devices of another host stay in reach of all.
  if (/RemoteDevice|RemoteClient|Client/.test(kind)) return { kind: 'client', name };
  const file = member(device.backing, 'fileName');
  if (typeof file === 'string' && file !== '') {
    const datastore = member(device.backing, 'datastore');
    return {
      kind: 'file',
      name: file,
      datastore: isReference(datastore) ? datastore : undefined,
    };
  }
  const anyDrive = name === '' || member(device.backing, 'useAutoDetect') === true;
  return anyDrive || kind.includes('RemoteHost') ? undefined : { kind: 'hostDevice', name };
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
