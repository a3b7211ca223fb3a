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
import { BYTES_PER_KB } from '../../vmodl/units.ts';
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

/**
 * A disk's file with what it holds. Internal: `_allocatedBytes`, how much of a thin or delta disk is
 * written (a thick one takes its capacity), and `_ofOther`.
 */
export interface SizedBacking extends VirtualDiskFlatVer2BackingInfo {
  readonly _allocatedBytes?: number | undefined;
  /** The file is another VM's: that of a linked clone's parent. */
  readonly _ofOther?: boolean | undefined;
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
function diskUnit(index: number): number {
  return index < SCSI_OWN_UNIT ? index : index + 1;
}

export function diskBacking(plan: DiskPlan, shelf: Shelf): SizedBacking {
  const { provisioning, mode = 'persistent', allocatedBytes, datastore, parent } = plan;
  const key = `backing:${datastore.value}:${provisioning}:${mode}:${allocatedBytes}`;
  const alike = shelf.keep(key, () => alikeBacking(plan));
  const made = {
    ...alike,
    fileName: plan.fileName,
    uuid: plan.uuid,
    contentId: plan.uuid.replaceAll('-', '').toLowerCase(),
  };
  if (!parent) return Object.freeze(made);
  return freezeDeep({ ...made, parent, deltaDiskFormat: 'redoLogFormat' });
}

function alikeBacking(plan: DiskPlan): SizedBacking {
  return {
    _typeName: 'VirtualDiskFlatVer2BackingInfo',
    fileName: '',
    datastore: plan.datastore,
    backingObjectId: '',
    diskMode: plan.mode ?? 'persistent',
    split: false,
    writeThrough: false,
    thinProvisioned: plan.provisioning === 'thin',
    eagerlyScrub: plan.provisioning === 'eager',
    uuid: '',
    contentId: '',
    digestEnabled: false,
    sharing: 'sharingNone',
    _allocatedBytes: plan.allocatedBytes,
  };
}

export function disk(index: number, plan: DiskPlan, shelf: Shelf): VirtualDisk {
  const alike = shelf.keep(`disk:${index}:${plan.capacityBytes}`, () => alikeDisk(index, plan));
  return Object.freeze({ ...alike, backing: diskBacking(plan, shelf) });
}

/**
 * `41,943,040 KB`, the summary of a disk. Not by toLocaleString: loading the locale data would be a
 * quarter of the server's start.
 */
export function capacityText(capacityInKB: number): string {
  return `${String(capacityInKB).replace(/\B(?=(\d{3})+$)/g, ',')} KB`;
}

function alikeDisk(index: number, { capacityBytes }: DiskPlan): VirtualDisk {
  const capacityInKB = capacityBytes / BYTES_PER_KB;
  return {
    _typeName: 'VirtualDisk',
    key: DISK_KEY + index,
    deviceInfo: describe(`Hard disk ${index + 1}`, capacityText(capacityInKB)),
    backing: build('VirtualDeviceBackingInfo', {}),
    controllerKey: SCSI_KEY,
    unitNumber: diskUnit(index),
    capacityInKB,
    capacityInBytes: capacityBytes,
    shares: shares('normal', NORMAL_SHARES.disk),
    storageIOAllocation: build('StorageIOAllocationInfo', {
      limit: -1,
      shares: shares('normal', NORMAL_SHARES.disk),
      reservation: 0,
    }),
    nativeUnmanagedLinkedClone: false,
  };
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
  /** When the VM is next powered on. */
  readonly startsConnected: boolean;
}

export function ethernetCard(index: number, plan: CardPlan, shelf: Shelf): VirtualDevice {
  const { type, network, addressType, connected, startsConnected } = plan;
  const key = `card:${index}:${type}:${network.ref.value}:${addressType}:${connected}:${startsConnected}`;
  const alike = shelf.keep(key, () => alikeCard(index, plan));
  return Object.freeze({ ...alike, macAddress: plan.mac });
}

function alikeCard(index: number, plan: CardPlan) {
  const { network } = plan;
  return {
    _typeName: CARD_TYPES[plan.type],
    key: ETHERNET_KEY + index,
    deviceInfo: describe(`Network adapter ${index + 1}`, cardSummary(network)),
    backing: cardBacking(network),
    connectable: connectable(plan.connected, true, plan.startsConnected),
    controllerKey: PCI_KEY,
    unitNumber: FIRST_ETHERNET_UNIT + index,
    addressType: plan.addressType,
    macAddress: plan.mac,
    wakeOnLanEnabled: true,
    resourceAllocation: build('VirtualEthernetCardResourceAllocation', {
      reservation: 0,
      share: shares('normal', NORMAL_SHARES.network),
      limit: -1,
    }),
    uptCompatibilityEnabled: plan.type === 'vmxnet3',
  };
}

function cardSummary(network: CardNetwork): string {
  return network.kind === 'distributed' ? `DVSwitch: ${network.switchUuid}` : network.name;
}

/** How a card is plugged into a network. Ports are handed out when the VM runs. */
function cardBacking(network: CardNetwork): VirtualDeviceBackingInfo {
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
