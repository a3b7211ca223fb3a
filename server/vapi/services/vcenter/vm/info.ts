/** `com.vmware.vcenter.VM.get`: a VM as a document, its devices by identifier. */
import type { VirtualDevice, VirtualMachineConfigInfo } from '../../../../vmodl/generated/data.ts';
import { VapiError } from '../../../error.ts';
import type { VcenterVMInfo } from '../../../generated/types.ts';
import { objectOf } from '../../../objects.ts';
import type { VapiContext } from '../../../service.ts';
import { guestOsOf } from './guest-os.ts';
import { type DeviceKind, devicesOfKind } from './hardware/kinds.ts';
import { nicInfo } from './hardware/nic-info.ts';
import { parallelInfo, serialInfo } from './hardware/port-info.ts';
import {
  bootDevicesInfo,
  bootInfo,
  cpuInfo,
  hardwareInfo,
  memoryInfo,
} from './hardware/settings-info.ts';
import {
  cdromInfo,
  diskInfo,
  floppyInfo,
  nvmeInfo,
  sataInfo,
  scsiInfo,
} from './hardware/storage-info.ts';
import { powerStateOf } from './list.ts';

/** Throws not_found, and resource_inaccessible for a VM whose configuration nobody knows. */
export function vmInfo(vm: string, context: VapiContext): VcenterVMInfo {
  const { inventory } = context;
  const self = objectOf(context, 'VirtualMachine', vm);
  const config = inventory.read(self, 'config');
  if (!config) throw unknownConfig(vm);
  const { powerState, host, instantCloneFrozen } = inventory.read(self, 'runtime');
  const { name, uuid: bios_uuid, instanceUuid: instance_uuid = '' } = config;
  return {
    guest_OS: guestOsOf(config.guestId, context),
    name,
    identity: { name, bios_uuid, instance_uuid },
    power_state: powerStateOf(inventory, self),
    instant_clone_frozen: instantCloneFrozen ?? false,
    hardware: hardwareInfo(config),
    boot: bootInfo(config),
    boot_devices: bootDevicesInfo(config),
    cpu: cpuInfo(config),
    memory: memoryInfo(config, powerState),
    nics: shown(config, 'nic', (device) => nicInfo(device, host, inventory)),
    ...drivesOf(config),
    ...portsOf(config),
  };
}

function drivesOf(config: VirtualMachineConfigInfo) {
  const devices = config.hardware.device ?? [];
  return {
    disks: shown(config, 'disk', (device) => diskInfo(device, devices)),
    cdroms: shown(config, 'cdrom', (device) => cdromInfo(device, devices)),
    floppies: shown(config, 'floppy', floppyInfo),
    sata_adapters: shown(config, 'sata', sataInfo),
    scsi_adapters: shown(config, 'scsi', scsiInfo),
    nvme_adapters: shown(config, 'nvme', nvmeInfo),
  };
}

function portsOf(config: VirtualMachineConfigInfo) {
  return {
    parallel_ports: shown(config, 'parallel', parallelInfo),
    serial_ports: shown(config, 'serial', serialInfo),
  };
}

function shown<T>(
  { hardware }: VirtualMachineConfigInfo,
  kind: DeviceKind,
  show: (device: VirtualDevice) => T,
): Readonly<Record<string, T>> {
  const found = devicesOfKind(hardware.device ?? [], kind);
  return Object.fromEntries(found.map(([id, device]) => [id, show(device)]));
}

function unknownConfig(vm: string): VapiError {
  return new VapiError('resource_inaccessible', {
    id: 'com.vmware.api.vcenter.vm.configuration_inaccessible',
    default_message: `The configuration of virtual machine with identifier '${vm}' is not accessible.`,
    args: [vm],
  });
}
