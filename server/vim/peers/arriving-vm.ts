/**
 * A VM of another vCenter as it will be here: its files named for their datastores, its cards on the
 * networks of its new host, its drives without the images left behind.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { capacityBytesOf, isVirtualDisk } from '../../inventory/templates/vm-files.ts';
import { build } from '../../vmodl/build.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type {
  VirtualDevice,
  VirtualDeviceBackingInfo,
  VirtualMachineConfigInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isReference } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { isEthernetCard } from '../facts/network-facts.ts';
import type { Host } from '../migrations/move.ts';
import { networkNamed } from '../objects/virtual-machine/devices/network-card.ts';
import { chainAfter, filesOfDisk, linked } from '../objects/virtual-machine/relocate/disk-chain.ts';
import { FileNames } from '../objects/virtual-machine/relocate/file-names.ts';
import {
  homeMoved,
  urlPairs,
  withDisks,
} from '../objects/virtual-machine/relocate/moved-config.ts';
import type { PeerTarget } from './protocol.ts';

/** All Ethernet cards on networks of the host. Throws InvalidArgument, CannotAccessNetwork. */
export function arrivingCards(
  inventory: Inventory,
  devices: readonly VirtualDevice[],
  { deviceChange }: PeerTarget,
  host: Host,
): readonly VirtualDevice[] {
  const wishes = new Map(deviceChange.map(({ device }) => [device.key, device.backing]));
  return devices.filter(isEthernetCard).map((card) => {
    const wished = wishes.get(card.key) ?? sameName(card.backing);
    const network = wished && networkNamed(wished, host, inventory);
    return network ? { ...card, backing: plugged(wished, network, inventory) } : unplugged(card);
  });
}

/** Without a wish a card looks for a network of the name it is used to. */
function sameName(backing: VirtualDeviceBackingInfo | undefined) {
  const deviceName = member(backing, 'deviceName');
  if (typeof deviceName !== 'string' || deviceName === '') return undefined;
  return build('VirtualEthernetCardNetworkBackingInfo', { deviceName, useAutoDetect: false });
}

function plugged(
  wished: VirtualDeviceBackingInfo,
  network: Ref,
  inventory: Inventory,
): VirtualDeviceBackingInfo {
  if (wished._typeName !== 'VirtualEthernetCardNetworkBackingInfo') return wished;
  return build('VirtualEthernetCardNetworkBackingInfo', {
    deviceName: String(inventory.read(network, 'name')),
    useAutoDetect: false,
    network: network as Ref<'Network'>,
    inPassthroughMode: false,
  });
}

/** A card whose network nobody here knows: the checks say what that means. */
function unplugged(card: VirtualDevice): VirtualDevice {
  const deviceName = String(member(card.backing, 'deviceName') ?? '');
  return {
    ...card,
    backing: build('VirtualEthernetCardNetworkBackingInfo', { deviceName, useAutoDetect: false }),
  };
}

/** The configuration with everything of the other vCenter replaced; names are those free at this moment. */
export function arrivingConfig(
  inventory: Inventory,
  config: VirtualMachineConfigInfo,
  target: PeerTarget,
  cards: readonly VirtualDevice[],
): VirtualMachineConfigInfo {
  const { datastore } = target;
  const names = new FileNames(inventory, { name: config.name }, []);
  const own = new Map(target.disks.map((disk) => [disk.key, disk]));
  const withFiles = withDisks(config, (disk) => {
    if (!isVirtualDisk(disk)) return disk;
    const wish = own.get(disk.key);
    const to = wish?.datastore ?? datastore;
    const capacity = capacityBytesOf(disk);
    const links = chainAfter(filesOfDisk(disk), capacity, { to, format: wish?.format });
    const named = names.ofDisk(links, to, capacity);
    const backing = linked(links, (link) => named.get(link) ?? link.after.fileName);
    return backing ? { ...disk, backing } : disk;
  });
  const byKey = new Map(cards.map((card) => [card.key, card]));
  const device = (withFiles.hardware.device ?? []).map(
    (one) => byKey.get(one.key) ?? withoutImage(one),
  );
  const home = homeMoved(
    { ...withFiles, hardware: { ...withFiles.hardware, device } },
    names.vmxPath(datastore),
    names.directory(datastore),
  );
  return { ...home, datastoreUrl: urlPairs(inventory, home, datastore) };
}

/** A drive lets go of an image that lies on a datastore of the other vCenter. */
function withoutImage(device: VirtualDevice): VirtualDevice {
  const datastore = member(device.backing, 'datastore');
  if (isVirtualDisk(device) || !isReference(datastore)) return device;
  const backing =
    device._typeName === 'VirtualFloppy'
      ? build('VirtualFloppyRemoteDeviceBackingInfo', { deviceName: '' })
      : build('VirtualCdromRemotePassthroughBackingInfo', { deviceName: '', exclusive: false });
  return { ...device, backing };
}

/** The fault for a VM that cannot be taken whatever its destination; undefined for all others. */
export function unfitForTravel(hasSnapshots: boolean): VimFault | undefined {
  if (!hasSnapshots) return undefined;
  const text = 'Virtual machines with snapshots cannot go to another vCenter Server of this kind.';
  return new VimFault('NotSupported', {}, text);
}
