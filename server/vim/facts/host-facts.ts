/**
 * A host as the engines see it: state, capacity, mounts, and its end of the vMotion network.
 */
import type { HostFacts, MountFacts, VmotionFacts } from '../../engines/compatibility/facts.ts';
import { availableCapacity, defaultReserve } from '../../engines/resources/capacity.ts';
import type { HostResources } from '../../engines/resources/reservations.ts';
import { reservationNeed } from '../../engines/resources/reservations.ts';
import type { HostLoadFacts } from '../../engines/vmotion/admission.ts';
import type { VmotionLink } from '../../engines/vmotion/link.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { VmknicService } from '../../inventory/templates/vmknics.ts';
import type { HostConfigInfo, HostVirtualNic, PhysicalNic } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isFailoverHost } from './failover-facts.ts';
import { hardwareVersionMax, hostAbilities, releaseOf } from './host-abilities.ts';
import { hostHardware } from './host-hardware.ts';
import { networkPolicies } from './network-facts.ts';
import { vmResources } from './vm-facts.ts';

type Host = Ref<'HostSystem'>;
type Vm = Ref<'VirtualMachine'>;

/** ESXi 7.0 U2 spreads vMotion over several streams by itself. */
const SCALES_STREAMS_SINCE = 7.02;

/** `without` is the VM in question: its own reservations do not count against it. */
export function hostFacts(inventory: Inventory, host: Host, without?: Vm): HostFacts {
  const runtime = inventory.read(host, 'runtime');
  const summary = inventory.read(host, 'summary');
  const config = inventory.read(host, 'config');
  const computeResource = inventory.read(host, 'parent');
  if (!computeResource) throw new Error(`${host.value} has no compute resource`);
  return {
    ref: host,
    name: inventory.read(host, 'name'),
    computeResource,
    connectionState: runtime.connectionState,
    inMaintenance: runtime.inMaintenanceMode,
    enteringMaintenance: inventory.read(host as Ref, '_enteringMaintenance') === true,
    // Also on its way there, and back.
    standby: runtime.powerState === 'standBy' || (runtime.standbyMode ?? 'none') !== 'none',
    logicalCpuCount: inventory.read(host, 'hardware')?.cpuInfo.numCpuThreads ?? 1,
    hardwareVersionMax: hardwareVersionMax(config),
    evcMode: summary.currentEVCModeKey ?? summary.maxEVCModeKey,
    vmotion: vmotionFacts(inventory, host),
    mounts: mountFacts(inventory, host),
    abilities: hostAbilities(inventory, host),
    networks: inventory.read(host, 'network') ?? [],
    networkPolicies: networkPolicies(config),
    deviceNames: deviceNames(config),
    // Summed over all VMs there, and of a source nobody asks.
    get resources() {
      return hostResources(inventory, host, without);
    },
    isFailoverHost: isFailoverHost(inventory, host),
    haHasErrors: HA_ERRORS.includes(runtime.dasHostState?.state ?? ''),
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

/** What the host can send and receive of VM memory. */
export function vmotionLink(inventory: Inventory, host: Host): VmotionLink {
  const { configured, uplinkGbps } = vmotionFacts(inventory, host);
  const config = inventory.read(host, 'config');
  return {
    uplinkGbps,
    vmotionVmkCount: configured ? selectedVnics(config).length : 0,
    scalesStreams: releaseOf(config) >= SCALES_STREAMS_SINCE,
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

/** Uplinks, Gb/s, for the disks of VMs that do not run: those of provisioning, or else of management. */
export function provisioningUplinkGbps(inventory: Inventory, host: Host): readonly number[] {
  const config = inventory.read(host, 'config');
  const provisioning = selectedFor(config, 'vSphereProvisioning');
  const used = provisioning.length > 0 ? provisioning : selectedFor(config, 'management');
  return uplinks(config, used);
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
  const single = config?.vmotion?.netConfig?.selectedVnic;
  return selectedFor(config, 'vmotion', single === undefined ? [] : [single]);
}

/** VMkernel adapters selected for a kind of traffic; `otherwise` when nothing is told of it. */
function selectedFor(
  config: HostConfigInfo | undefined,
  service: VmknicService,
  otherwise: readonly string[] = [],
): readonly HostVirtualNic[] {
  const net = config?.virtualNicManagerInfo?.netConfig?.find((one) => one.nicType === service);
  const selected = net?.selectedVnic ?? otherwise;
  return (config?.network?.vnic ?? []).filter((vnic) =>
    selected.some((key) => key === vnic.key || key === vnic.device || key.endsWith(`.${vnic.key}`)),
  );
}

/** Rates of the physical adapters, Gb/s, behind the switches of some VMkernel adapters; down ones left out. */
function uplinks(
  config: HostConfigInfo | undefined,
  vnics: readonly HostVirtualNic[],
): readonly number[] {
  return adapters(config, vnics)
    .map((pnic) => (pnic.linkSpeed?.speedMb ?? 0) / 1000)
    .filter((gbps) => gbps > 0);
}

/** The physical adapters of the host's vMotion network; undefined when it has none. */
export function vmotionAdapters(
  inventory: Inventory,
  host: Host,
): readonly PhysicalNic[] | undefined {
  const config = inventory.read(host, 'config');
  const vnics = selectedVnics(config);
  return vnics.length > 0 ? adapters(config, vnics) : undefined;
}

/** Physical adapters behind the switches of some VMkernel adapters. */
function adapters(
  config: HostConfigInfo | undefined,
  vnics: readonly HostVirtualNic[],
): readonly PhysicalNic[] {
  const network = config?.network;
  const keys = new Set<string>();
  for (const vnic of vnics) {
    const group = network?.portgroup?.find((one) => one.spec.name === vnic.portgroup);
    const standard = network?.vswitch?.find((one) => one.name === group?.spec.vswitchName);
    const uuid = vnic.spec.distributedVirtualPort?.switchUuid;
    const proxy = network?.proxySwitch?.find((one) => one.dvsUuid === uuid);
    for (const key of standard?.pnic ?? proxy?.pnic ?? []) keys.add(key);
  }
  return (network?.pnic ?? []).filter((pnic) => keys.has(pnic.key ?? '') || keys.has(pnic.device));
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

/** States of a host's HA agent in which it protects nobody. */
const HA_ERRORS: readonly string[] = [
  'initializationError',
  'uninitializationError',
  'fdmUnreachable',
  'hostDown',
];

/** Drives of the host that a VM may be connected to, under both of their names. */
function deviceNames(config: HostConfigInfo | undefined): string[] {
  return (config?.storageDevice?.scsiLun ?? [])
    .filter(({ lunType }) => lunType === 'cdrom')
    .flatMap((lun) => [lun.deviceName, lun.deviceName.slice(lun.deviceName.lastIndexOf('/') + 1)]);
}
