/**
 * Network cards of a VM: added, plugged elsewhere, taken out.
 */
import { assignedMac } from '../../../../inventory/seed/identity.ts';
import { NORMAL_SHARES, shares } from '../../../../inventory/templates/allocation.ts';
import {
  describe,
  ETHERNET_KEY,
  FIRST_ETHERNET_UNIT,
  PCI_KEY,
} from '../../../../inventory/templates/vm-devices.ts';
import { build } from '../../../../vmodl/build.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type {
  VirtualDevice,
  VirtualDeviceBackingInfo,
  VirtualEthernetCard,
} from '../../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../../vmodl/reference.ts';
import { data, member } from '../../../../vmodl/value.ts';
import {
  type DeviceChange,
  type DeviceWork,
  demandOff,
  deviceFault,
  invalidOperation,
  plug,
} from './device-work.ts';

const CARDS_MAX = 10;
/** Addresses for cards added later start beyond those that inventories are made with. */
const LATER_ADDRESSES = 0x20_00_00;
const MAC = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i;
/** Cards that need a physical function of the host, or are no card by themselves. */
const NOT_FOR_US = new Set(['VirtualEthernetCard', 'VirtualSriovEthernetCard']);

export function addCard(change: DeviceChange, work: DeviceWork): void {
  const wish = change.device as VirtualEthernetCard;
  if (NOT_FOR_US.has(wish._typeName)) throw invalidOperation(change);
  const cards = work.devices.filter((one) => work.isA(one, 'VirtualEthernetCard'));
  if (cards.length >= CARDS_MAX) throw new VimFault('TooManyDevices');
  const { backing, summary } = plugged(change, work);
  const units = work.unitsOn(PCI_KEY);
  let unitNumber = FIRST_ETHERNET_UNIT;
  while (units.has(unitNumber)) unitNumber += 1;
  const card: VirtualEthernetCard = {
    ...wish,
    key: work.freeKey(ETHERNET_KEY),
    deviceInfo: describe(work.freeLabel('Network adapter'), summary),
    backing,
    connectable: plug(wish.connectable, undefined, work.running),
    controllerKey: PCI_KEY,
    unitNumber,
    ...addressOf(change, undefined, work),
    wakeOnLanEnabled: wish.wakeOnLanEnabled ?? true,
    resourceAllocation:
      wish.resourceAllocation ??
      build('VirtualEthernetCardResourceAllocation', {
        reservation: 0,
        share: shares('normal', NORMAL_SHARES.network),
        limit: -1,
      }),
    uptCompatibilityEnabled: wish.uptCompatibilityEnabled ?? wish._typeName === 'VirtualVmxnet3',
  };
  work.add(card, wish.key);
}

export function editCard(change: DeviceChange, before: VirtualDevice, work: DeviceWork): void {
  const card = before as VirtualEthernetCard;
  const wish = change.device as VirtualEthernetCard;
  const generic = wish._typeName === 'VirtualEthernetCard';
  if (!generic && wish._typeName !== card._typeName)
    throw deviceFault('InvalidDeviceSpec', change.index, 'device');
  const moved = wish.backing ? plugged(change, work) : undefined;
  const label = card.deviceInfo?.label ?? '';
  const edited = data(card._typeName, {
    ...card,
    ...(moved ? { backing: moved.backing, deviceInfo: describe(label, moved.summary) } : {}),
    connectable: plug(wish.connectable, card.connectable, work.running),
    ...addressOf(change, card, work),
    wakeOnLanEnabled: wish.wakeOnLanEnabled ?? card.wakeOnLanEnabled,
    resourceAllocation: wish.resourceAllocation ?? card.resourceAllocation,
    uptCompatibilityEnabled: wish.uptCompatibilityEnabled ?? card.uptCompatibilityEnabled,
    uptv2Enabled: uptv2Of(wish, card, work),
    externalId: wish.externalId ?? card.externalId,
  });
  work.replace(edited as VirtualDevice);
}

/** Only VMXNET3 cards have it; it changes while the VM is off. */
function uptv2Of(
  wish: VirtualEthernetCard,
  card: VirtualEthernetCard,
  work: DeviceWork,
): boolean | undefined {
  const before = member(card, 'uptv2Enabled') === true;
  const asked = member(wish, 'uptv2Enabled');
  if (asked !== undefined && (asked === true) !== before) demandOff(work);
  const kept = asked ?? member(card, 'uptv2Enabled');
  return kept === undefined ? undefined : kept === true;
}

/** The network that a backing names, for the right to use it; undefined when there is none such. */
export function networkNamed(
  backing: VirtualDeviceBackingInfo | undefined,
  host: Ref<'HostSystem'> | undefined,
  inventory: DeviceWork['context']['inventory'],
): Ref | undefined {
  const direct = member(backing, 'network');
  const known = host && inventory.read(host as Ref, '_networkKeys');
  const key =
    member(member(backing, 'port'), 'portgroupKey') ??
    member(backing, 'opaqueNetworkId') ??
    member(backing, 'deviceName');
  const named = isReference(direct) ? direct : member(known, String(key));
  if (!isReference(named) || !inventory.has(named)) return undefined;
  const offered = host ? (inventory.read(host, 'network') ?? []) : [];
  return offered.find(({ value }) => value === named.value);
}

/** The backing as it is kept, and what the card's description says. Throws InvalidDeviceBacking. */
function plugged(
  { device, index }: DeviceChange,
  work: DeviceWork,
): { readonly backing: VirtualDeviceBackingInfo; readonly summary: string } {
  const { inventory } = work.context;
  const { backing } = device;
  const network = networkNamed(backing, work.host, inventory);
  if (!backing || !network) throw deviceFault('InvalidDeviceBacking', index, 'device.backing');
  const name = String(inventory.read(network, 'name'));
  switch (backing._typeName) {
    case 'VirtualEthernetCardNetworkBackingInfo':
      return {
        summary: name,
        backing: build('VirtualEthernetCardNetworkBackingInfo', {
          deviceName: name,
          useAutoDetect: false,
          network: network as Ref<'Network'>,
          inPassthroughMode: false,
        }),
      };
    case 'VirtualEthernetCardDistributedVirtualPortBackingInfo': {
      const owner = inventory.readPath(network, 'config.distributedVirtualSwitch');
      const uuid = isReference(owner) ? inventory.read(owner, 'uuid') : undefined;
      if (member(member(backing, 'port'), 'switchUuid') !== uuid) {
        throw deviceFault('InvalidDeviceBacking', index, 'device.backing.port.switchUuid');
      }
      return { summary: `DVSwitch: ${String(uuid)}`, backing };
    }
    case 'VirtualEthernetCardOpaqueNetworkBackingInfo':
      return { summary: name, backing };
    default:
      throw deviceFault('InvalidDeviceBacking', index, 'device.backing');
  }
}

/** Address and how it came about: the caller's own, the one there was, or a new one. */
function addressOf(
  { device, index }: DeviceChange,
  before: VirtualEthernetCard | undefined,
  work: DeviceWork,
): { readonly addressType: string; readonly macAddress: string } {
  const { macAddress: mac, addressType: type } = device as VirtualEthernetCard;
  if (mac !== undefined && mac !== '' && !MAC.test(mac)) {
    throw deviceFault('InvalidDeviceSpec', index, 'device.macAddress');
  }
  const wanted =
    mac === undefined || mac === '' ? undefined : mac.toLowerCase().replaceAll('-', ':');
  if (wanted !== undefined && wanted !== before?.macAddress && type !== 'generated') {
    return { addressType: type === 'assigned' ? 'assigned' : 'manual', macAddress: wanted };
  }
  if (
    before?.macAddress &&
    (type === undefined || type === before.addressType || wanted !== undefined)
  ) {
    return { addressType: before.addressType ?? 'assigned', macAddress: before.macAddress };
  }
  if (type === 'manual') throw deviceFault('InvalidDeviceSpec', index, 'device.macAddress');
  return { addressType: 'assigned', macAddress: nextMac(work.context.inventory) };
}

/** An address that no card has had yet. */
export function nextMac(inventory: DeviceWork['context']['inventory']): string {
  return assignedMac(LATER_ADDRESSES + inventory.counter('mac'));
}
