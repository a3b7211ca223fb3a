/**
 * The kinds of devices that the vAPI has services for: which of a VM's devices are of a kind, and which
 * one an identifier means. An identifier is the device's key.
 */
import type { VirtualDevice } from '../../../../../vmodl/generated/data.ts';

const CARDS: ReadonlySet<string> = new Set([
  'VirtualE1000',
  'VirtualE1000e',
  'VirtualPCNet32',
  'VirtualVmxnet',
  'VirtualVmxnet2',
  'VirtualVmxnet3',
  'VirtualVmxnet3Vrdma',
  'VirtualSriovEthernetCard',
]);
const SCSI: ReadonlySet<string> = new Set([
  'ParaVirtualSCSIController',
  'VirtualBusLogicController',
  'VirtualLsiLogicController',
  'VirtualLsiLogicSASController',
]);

export const KINDS = {
  disk: new Set(['VirtualDisk']),
  nic: CARDS,
  cdrom: new Set(['VirtualCdrom']),
  floppy: new Set(['VirtualFloppy']),
  serial: new Set(['VirtualSerialPort']),
  parallel: new Set(['VirtualParallelPort']),
  scsi: SCSI,
  sata: new Set(['VirtualAHCIController', 'VirtualSATAController']),
  nvme: new Set(['VirtualNVMEController']),
} as const satisfies Record<string, ReadonlySet<string>>;

export type DeviceKind = keyof typeof KINDS;

/** The devices of a kind, by identifier, in the order of the VM. */
export function devicesOfKind(
  devices: readonly VirtualDevice[],
  kind: DeviceKind,
): readonly (readonly [id: string, device: VirtualDevice])[] {
  const types: ReadonlySet<string> = KINDS[kind];
  return devices
    .filter(({ _typeName }) => types.has(_typeName))
    .map((device) => [String(device.key), device]);
}
