/**
 * A host as the engines see it: state, capacity, mounts, and its end of the vMotion network.
 */
import type { HostFacts, MountFacts, VmotionFacts } from '../../engines/compatibility/facts.ts';
import {
  availableCapacity,
  defaultReserve,
  type HostHardware,
} from '../../engines/resources/capacity.ts';
import type { HostResources } from '../../engines/resources/reservations.ts';
import { reservationNeed } from '../../engines/resources/reservations.ts';
import type { HostLoadFacts } from '../../engines/vmotion/admission.ts';
import type { VmotionLink } from '../../engines/vmotion/link.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { HostConfigInfo, HostVirtualNic } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { vmResources } from './vm-facts.ts';

type Host = Ref<'HostSystem'>;
type Vm = Ref<'VirtualMachine'>;

/** `without` is the VM in question: its own reservations do not count against it. */
export function hostFacts(inventory: Inventory, host: Host, without?: Vm): HostFacts {
  const runtime = inventory.read(host, 'runtime');
  const summary = inventory.read(host, 'summary');
  const computeResource = inventory.read(host, 'parent');
  if (!computeResource) throw new Error(`${host.value} has no compute resource`);
  return {
    ref: host,
    name: inventory.read(host, 'name'),
    computeResource,
    connectionState: runtime.connectionState,
    inMaintenance: runtime.inMaintenanceMode,
    enteringMaintenance: inventory.read(host as Ref, '_enteringMaintenance') === true,
    standby: runtime.powerState === 'standBy' || (runtime.standbyMode ?? 'none') === 'in',
    logicalCpuCount: inventory.read(host, 'hardware')?.cpuInfo.numCpuThreads ?? 1,
    hardwareVersionMax: hardwareVersionMax(inventory.read(host, 'config')),
    evcMode: summary.currentEVCModeKey ?? summary.maxEVCModeKey,
    vmotion: vmotionFacts(inventory, host),
    mounts: mountFacts(inventory, host),
    networks: inventory.read(host, 'network') ?? [],
    deviceNames: [],
    resources: hostResources(inventory, host, without),
    isFailoverHost: false,
    haHasErrors: runtime.dasHostState?.state === 'uninitializationError',
  };
}

export function hostResources(inventory: Inventory, host: Host, without?: Vm): HostResources {
  const hardware = hostHardware(inventory, host);
  const available = availableCapacity(hardware, defaultReserve(hardware));
  let reservedCpuMhz = 0;
  let reservedMemoryMb = 0;
  for (const vm of occupants(inventory, host)) {
    if (vm === without) continue;
    const need = reservationNeed(vmResources(inventory, vm));
    reservedCpuMhz += need.cpuMhz;
    reservedMemoryMb += need.memoryMb;
  }
  return {
    ref: host,
    coreMhz: hardware.coreMhz,
    availableCpuMhz: available.cpuMhz,
    availableMemoryMb: available.memoryMb,
    reservedCpuMhz,
    reservedMemoryMb,
  };
}

function hostHardware(inventory: Inventory, host: Host): HostHardware {
  const { hardware } = inventory.read(host, 'summary');
  return {
    cores: hardware?.numCpuCores ?? 1,
    coreMhz: hardware?.cpuMhz ?? 0,
    memoryMb: Number(hardware?.memorySize ?? 0) / BYTES_PER_MB,
  };
}

/** What the host can send and receive of VM memory. */
export function vmotionLink(inventory: Inventory, host: Host): VmotionLink {
  const { configured, uplinkGbps } = vmotionFacts(inventory, host);
  const config = inventory.read(host, 'config');
  const [major = 0, minor = 0, update = 0] = (config?.product.version ?? '').split('.').map(Number);
  const scales = major > 7 || (major === 7 && (minor > 0 || update >= 2));
  return {
    uplinkGbps,
    vmotionVmkCount: configured ? selectedVnics(config).length : 0,
    scalesStreams: scales,
  };
}

export function hostLoadFacts(inventory: Inventory, host: Host): HostLoadFacts {
  const { uplinkGbps } = vmotionFacts(inventory, host);
  return {
    key: host.value,
    esxMajorVersion: Number.parseInt(inventory.read(host, 'config')?.product.version ?? '8', 10),
    vmotionLineGbps: uplinkGbps.reduce((total, gbps) => total + gbps, 0),
  };
}

function vmotionFacts(inventory: Inventory, host: Host): VmotionFacts {
  const config = inventory.read(host, 'config');
  const vnics = selectedVnics(config);
  return {
    supported: inventory.read(host, 'capability')?.vmotionSupported ?? true,
    licensed: true,
    configured: vnics.length > 0,
    network: vnics[0]?.portgroup,
    uplinkGbps: uplinks(config, vnics),
  };
}

/** VMkernel adapters selected for vMotion; the manager's table is newer than the single choice. */
function selectedVnics(config: HostConfigInfo | undefined): readonly HostVirtualNic[] {
  const net = config?.virtualNicManagerInfo?.netConfig?.find((one) => one.nicType === 'vmotion');
  const single = config?.vmotion?.netConfig?.selectedVnic;
  const selected = net?.selectedVnic ?? (single === undefined ? [] : [single]);
  return (config?.network?.vnic ?? []).filter((vnic) =>
    selected.some((key) => key === vnic.key || key === vnic.device || key.endsWith(`.${vnic.key}`)),
  );
}

/** Rates of the physical adapters, Gb/s, behind the switches of some VMkernel adapters; down ones left out. */
function uplinks(
  config: HostConfigInfo | undefined,
  vnics: readonly HostVirtualNic[],
): readonly number[] {
  const network = config?.network;
  const keys = new Set<string>();
  for (const vnic of vnics) {
    const group = network?.portgroup?.find((one) => one.spec.name === vnic.portgroup);
    const standard = network?.vswitch?.find((one) => one.name === group?.spec.vswitchName);
    const uuid = vnic.spec.distributedVirtualPort?.switchUuid;
    const proxy = network?.proxySwitch?.find((one) => one.dvsUuid === uuid);
    for (const key of standard?.pnic ?? proxy?.pnic ?? []) keys.add(key);
  }
  return (network?.pnic ?? [])
    .filter((pnic) => keys.has(pnic.key ?? '') || keys.has(pnic.device))
    .map((pnic) => (pnic.linkSpeed?.speedMb ?? 0) / 1000)
    .filter((gbps) => gbps > 0);
}

function mountFacts(inventory: Inventory, host: Host): MountFacts[] {
  return (inventory.read(host, 'datastore') ?? []).map((datastore) => {
    const mount = inventory
      .read(datastore, 'host')
      ?.find(({ key }) => key.value === host.value)?.mountInfo;
    return {
      datastore,
      accessible: mount?.accessible ?? true,
      readOnly: mount?.accessMode === 'readOnly',
    };
  });
}

/** VMs that hold reservations here: powered on, or on their way in. */
function occupants(inventory: Inventory, host: Host): readonly Vm[] {
  const running = (inventory.read(host, 'vm') ?? []).filter(
    (vm) => inventory.read(vm, 'runtime').powerState === 'poweredOn',
  );
  const incoming = inventory.read(host as Ref, '_incoming') as readonly Vm[] | undefined;
  return [...running, ...(incoming ?? []).filter((vm) => !running.includes(vm))];
}

/** ESXi releases and the newest virtual hardware they run (KB 2007240). */
const HARDWARE_BY_RELEASE: readonly (readonly [release: number, hardware: number])[] = [
  [8.02, 21],
  [8, 20],
  [7.02, 19],
  [7.01, 18],
  [7, 17],
  [6.7, 14],
  [6.5, 13],
  [6, 11],
  [5.5, 10],
  [5.1, 9],
  [5, 8],
  [4, 7],
];

function hardwareVersionMax(config: HostConfigInfo | undefined): number {
  const [major = 0, minor = 0, update = 0] = (config?.product.version ?? '').split('.').map(Number);
  const release = major + minor / 10 + update / 100;
  return HARDWARE_BY_RELEASE.find(([from]) => release >= from - 1e-9)?.[1] ?? 4;
}
