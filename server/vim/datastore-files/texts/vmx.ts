/**
 * A VM's configuration as its .vmx says it: what a VM cannot be without first, then devices, then what
 * somebody has added.
 */
import { datastoreNameOf } from '../../../inventory/templates/vm-files.ts';
import type {
  OptionValue,
  VirtualDevice,
  VirtualMachineConfigInfo,
} from '../../../vmodl/generated/data.ts';
import { member } from '../../../vmodl/value.ts';
import { folderOf } from '../datastore-path.ts';
import { spacedUuid } from '../disk-numbers.ts';
import { setting } from './quoted.ts';

/** Controllers by their type: name of the bus and of the kind. */
const CONTROLLERS: Readonly<Record<string, readonly [bus: string, kind: string | undefined]>> = {
  ParaVirtualSCSIController: ['scsi', 'pvscsi'],
  VirtualLsiLogicController: ['scsi', 'lsilogic'],
  VirtualLsiLogicSASController: ['scsi', 'lsisas1068'],
  VirtualBusLogicController: ['scsi', 'buslogic'],
  VirtualAHCIController: ['sata', undefined],
  VirtualNVMEController: ['nvme', undefined],
  VirtualIDEController: ['ide', undefined],
};
const CARDS: Readonly<Record<string, string>> = {
  VirtualVmxnet3: 'vmxnet3',
  VirtualVmxnet2: 'vmxnet2',
  VirtualE1000: 'e1000',
  VirtualE1000e: 'e1000e',
  VirtualPCNet32: 'vlance',
};
/** Key of the first network card. */
const FIRST_CARD_KEY = 4_000;

export function configLines(config: VirtualMachineConfigInfo): readonly string[] {
  const devices = config.hardware.device ?? [];
  const home = config.files.vmPathName ?? '';
  const own = [
    '.encoding = "UTF-8"',
    setting('config.version', 8),
    setting('virtualHW.version', Number(/\d+$/.exec(config.version)?.[0] ?? 8)),
    setting('displayName', config.name),
    setting('guestOS', config.guestId.replace(/Guest$/, '').replace('_', '-')),
    setting('uuid.bios', spacedUuid(config.uuid)),
    setting('vc.uuid', spacedUuid(config.instanceUuid ?? config.uuid)),
    setting('numvcpus', config.hardware.numCPU),
    setting('cpuid.coresPerSocket', config.hardware.numCoresPerSocket ?? 1),
    setting('memSize', config.hardware.memoryMB),
    setting('firmware', config.firmware ?? 'bios'),
    setting('nvram', `${baseOf(home)}.nvram`),
    ...devices.flatMap((device) => deviceLines(device, devices, home)),
    ...(config.annotation ? [setting('annotation', config.annotation)] : []),
  ];
  const said = new Set(own.map((line) => line.slice(0, line.indexOf(' '))));
  const added = (config.extraConfig ?? []).filter(({ key }) => !said.has(key));
  return [
    ...own,
    ...added.map(({ key, value }: OptionValue) =>
      setting(key.replace(/[^\w.:-]/g, '_'), plain(value)),
    ),
  ];
}

function deviceLines(
  device: VirtualDevice,
  devices: readonly VirtualDevice[],
  home: string,
): readonly string[] {
  const controller = CONTROLLERS[device._typeName];
  if (controller) return controllerLines(device, controller);
  const card = CARDS[device._typeName];
  if (card !== undefined) return cardLines(device, card);
  const slot = slotOf(device, devices);
  const file = member(device.backing, 'fileName');
  if (slot === undefined || typeof file !== 'string') return [];
  const image = device._typeName === 'VirtualCdrom';
  return [
    setting(`${slot}.present`, true),
    setting(`${slot}.deviceType`, image ? 'cdrom-image' : `${slot.replace(/\d.*/, '')}-hardDisk`),
    setting(`${slot}.fileName`, nearby(file, home)),
    ...(image
      ? [setting(`${slot}.startConnected`, device.connectable?.startConnected ?? false)]
      : []),
  ];
}

function controllerLines(
  device: VirtualDevice,
  [bus, kind]: readonly [string, string | undefined],
): readonly string[] {
  const name = `${bus}${Number(member(device, 'busNumber') ?? 0)}`;
  if (bus === 'ide') return [];
  return [
    setting(`${name}.present`, true),
    ...(kind === undefined ? [] : [setting(`${name}.virtualDev`, kind)]),
  ];
}

function cardLines(device: VirtualDevice, kind: string): readonly string[] {
  const name = `ethernet${Math.max(0, device.key - FIRST_CARD_KEY)}`;
  const network = member(device.backing, 'deviceName');
  const port = member(device.backing, 'port');
  const mac = member(device, 'macAddress');
  const type = member(device, 'addressType') === 'manual' ? 'static' : 'vpx';
  return [
    setting(`${name}.present`, true),
    setting(`${name}.virtualDev`, kind),
    ...(typeof network === 'string' ? [setting(`${name}.networkName`, network)] : []),
    ...(port === undefined
      ? []
      : [
          setting(`${name}.dvs.switchId`, String(member(port, 'switchUuid') ?? '')),
          setting(`${name}.dvs.portgroupId`, String(member(port, 'portgroupKey') ?? '')),
        ]),
    setting(`${name}.addressType`, type),
    setting(type === 'static' ? `${name}.address` : `${name}.generatedAddress`, String(mac ?? '')),
  ];
}

/** `scsi0:1` */
function slotOf(device: VirtualDevice, devices: readonly VirtualDevice[]): string | undefined {
  const controller = devices.find(({ key }) => key === device.controllerKey);
  const [bus] = CONTROLLERS[controller?._typeName ?? ''] ?? [];
  if (bus === undefined || !controller || device.unitNumber === undefined) return undefined;
  return `${bus}${Number(member(controller, 'busNumber') ?? 0)}:${device.unitNumber}`;
}

/** A file beside the .vmx by its bare name, others by datastore and path. */
function nearby(file: string, home: string): string {
  const folder = folderOf(home);
  if (folder !== '' && file.startsWith(`${folder}/`)) return file.slice(folder.length + 1);
  const path = file.slice(file.indexOf(']') + 1).trim();
  return `/vmfs/volumes/${datastoreNameOf(file)}/${path}`;
}

function baseOf(home: string): string {
  return home.slice(home.lastIndexOf('/') + 1).replace(/\.vmx$/, '');
}

function plain(value: unknown): string {
  const inner = member(value, '_value') ?? value;
  return typeof inner === 'object' ? '' : String(inner);
}
