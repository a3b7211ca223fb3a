/**
 * Disks, CD-ROM drives and network cards of a VM.
 */
import { build } from '../../vmodl/build.ts';
import type {
  DataTypes,
  VirtualDevice,
  VirtualDeviceBackingInfo,
  VirtualDisk,
  VirtualDiskFlatVer2BackingInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { NORMAL_SHARES, shares } from './allocation.ts';
import type { Shelf } from './shelf.ts';
import {
  connectable,
  DISK_KEY,
  describe,
  ETHERNET_KEY,
  FIRST_ETHERNET_UNIT,
  IDE_CDROM_KEY,
  IDE_KEY,
  PCI_KEY,
  SATA_CDROM_KEY,
  SATA_KEY,
  SCSI_KEY,
  SCSI_OWN_UNIT,
} from './vm-devices.ts';

const BYTES_PER_KB = 1024;

/**
 * A disk's file with what it holds. `_allocatedBytes` is internal: how much of a thin or delta disk
 * is written; a thick one takes its capacity.
 */
export interface SizedBacking extends VirtualDiskFlatVer2BackingInfo {
  readonly _allocatedBytes?: number | undefined;
  readonly parent?: SizedBacking | undefined;
}

export interface DiskPlan {
  readonly capacityBytes: number;
  readonly provisioning: 'thin' | 'thick' | 'eager';
  /** Written bytes of a thin disk. */
  readonly allocatedBytes: number;
  /** `[datastore] folder/file.vmdk` */
  readonly fileName: string;
  readonly datastore: Ref<'Datastore'>;
  readonly uuid: string;
  readonly mode?: string | undefined;
  /** The backing this one is a delta of. */
  readonly parent?: SizedBacking | undefined;
}

/** Unit of the n-th disk on its controller; unit 7 is the controller's own. */
export function diskUnit(index: number): number {
  return index < SCSI_OWN_UNIT ? index : index + 1;
}

export function diskBacking(plan: DiskPlan): SizedBacking {
  const thin = plan.provisioning === 'thin';
  const own: SizedBacking = {
    _typeName: 'VirtualDiskFlatVer2BackingInfo',
    fileName: plan.fileName,
    datastore: plan.datastore,
    backingObjectId: '',
    diskMode: plan.mode ?? 'persistent',
    split: false,
    writeThrough: false,
    thinProvisioned: thin,
    eagerlyScrub: plan.provisioning === 'eager',
    uuid: plan.uuid,
    contentId: plan.uuid.replaceAll('-', '').toLowerCase(),
    digestEnabled: false,
    sharing: 'sharingNone',
    _allocatedBytes: plan.allocatedBytes,
  };
  if (!plan.parent) return freezeDeep(own);
  return freezeDeep({ ...own, parent: plan.parent, deltaDiskFormat: 'redoLogFormat' });
}

export function disk(index: number, plan: DiskPlan, shelf: Shelf): VirtualDisk {
  const capacityInKB = plan.capacityBytes / BYTES_PER_KB;
  const made: VirtualDisk = {
    _typeName: 'VirtualDisk',
    key: DISK_KEY + index,
    deviceInfo: shelf.keep(`disk:${index}:${capacityInKB}`, () =>
      describe(`Hard disk ${index + 1}`, `${capacityInKB.toLocaleString('en-US')} KB`),
    ),
    backing: diskBacking(plan),
    controllerKey: SCSI_KEY,
    unitNumber: diskUnit(index),
    capacityInKB,
    capacityInBytes: plan.capacityBytes,
    shares: shelf.keep('disk:shares', () => shares('normal', NORMAL_SHARES.disk)),
    storageIOAllocation: shelf.keep('disk:io', () =>
      build('StorageIOAllocationInfo', {
        limit: -1,
        shares: shares('normal', NORMAL_SHARES.disk),
        reservation: 0,
      }),
    ),
    nativeUnmanagedLinkedClone: false,
  };
  return freezeDeep(made);
}

export interface IsoPlan {
  readonly fileName: string;
  readonly datastore: Ref<'Datastore'>;
}

/** A CD-ROM drive: with an image, or empty and waiting for a client's drive. */
export function cdrom(bus: 'ide' | 'sata', iso: IsoPlan | undefined, shelf: Shelf): VirtualDevice {
  return shelf.keep(`cdrom:${bus}:${iso?.fileName ?? ''}:${iso?.datastore.value ?? ''}`, () =>
    build('VirtualCdrom', {
      key: bus === 'ide' ? IDE_CDROM_KEY : SATA_CDROM_KEY,
      deviceInfo: describe('CD/DVD drive 1', iso ? `ISO ${iso.fileName}` : 'Remote device'),
      backing: iso
        ? build('VirtualCdromIsoBackingInfo', {
            fileName: iso.fileName,
            datastore: iso.datastore,
            backingObjectId: '',
          })
        : build('VirtualCdromRemotePassthroughBackingInfo', {
            deviceName: '',
            useAutoDetect: false,
            exclusive: false,
          }),
      connectable: connectable(iso !== undefined, true),
      controllerKey: bus === 'ide' ? IDE_KEY : SATA_KEY,
      unitNumber: 0,
    }),
  );
}

export const CARD_TYPES = {
  vmxnet3: 'VirtualVmxnet3',
  vmxnet2: 'VirtualVmxnet2',
  e1000: 'VirtualE1000',
  e1000e: 'VirtualE1000e',
  pcnet32: 'VirtualPCNet32',
  sriov: 'VirtualSriovEthernetCard',
} as const satisfies Record<string, keyof DataTypes>;

export type CardType = keyof typeof CARD_TYPES;

/** A network as a card may be plugged in. */
export type CardNetwork =
  | { readonly kind: 'standard'; readonly name: string; readonly ref: Ref<'Network'> }
  | {
      readonly kind: 'distributed';
      readonly name: string;
      readonly ref: Ref<'DistributedVirtualPortgroup'>;
      readonly switchUuid: string;
    }
  | { readonly kind: 'opaque'; readonly name: string; readonly ref: Ref; readonly id: string };

export interface CardPlan {
  readonly type: CardType;
  readonly network: CardNetwork;
  readonly mac: string;
  readonly addressType: 'assigned' | 'manual' | 'generated';
  readonly connected: boolean;
}

export function ethernetCard(index: number, plan: CardPlan, shelf: Shelf): VirtualDevice {
  const { network } = plan;
  const key = network.ref.value;
  return freezeDeep({
    _typeName: CARD_TYPES[plan.type],
    key: ETHERNET_KEY + index,
    deviceInfo: shelf.keep(`card:${index}:${key}`, () =>
      describe(`Network adapter ${index + 1}`, cardSummary(network)),
    ),
    backing: shelf.keep(`cardBacking:${key}`, () => cardBacking(network)),
    connectable: shelf.keep(`cardPlug:${plan.connected}`, () => connectable(plan.connected, true)),
    controllerKey: PCI_KEY,
    unitNumber: FIRST_ETHERNET_UNIT + index,
    addressType: plan.addressType,
    macAddress: plan.mac,
    wakeOnLanEnabled: true,
    resourceAllocation: shelf.keep('card:allocation', () =>
      build('VirtualEthernetCardResourceAllocation', {
        reservation: 0,
        share: shares('normal', NORMAL_SHARES.network),
        limit: -1,
      }),
    ),
    uptCompatibilityEnabled: plan.type === 'vmxnet3',
  });
}

function cardSummary(network: CardNetwork): string {
  return network.kind === 'distributed' ? `DVSwitch: ${network.switchUuid}` : network.name;
}

/** How a card is plugged into a network. Ports are handed out when the VM runs. */
export function cardBacking(network: CardNetwork): VirtualDeviceBackingInfo {
  switch (network.kind) {
    case 'standard':
      return build('VirtualEthernetCardNetworkBackingInfo', {
        deviceName: network.name,
        useAutoDetect: false,
        network: network.ref,
        inPassthroughMode: false,
      });
    case 'distributed':
      return build('VirtualEthernetCardDistributedVirtualPortBackingInfo', {
        port: build('DistributedVirtualSwitchPortConnection', {
          switchUuid: network.switchUuid,
          portgroupKey: network.ref.value,
        }),
      });
    case 'opaque':
      return build('VirtualEthernetCardOpaqueNetworkBackingInfo', {
        opaqueNetworkId: network.id,
        opaqueNetworkType: 'nsx.LogicalSwitch',
      });
  }
}
