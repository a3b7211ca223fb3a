/**
 * `deviceChange` of a RelocateSpec: the networks that a VM's cards are plugged into where it goes.
 *
 * Only a card's network can be changed on the way; of disks policy and cache may be named, which mean
 * nothing here. Whether the destination has the network is for the checks to say.
 */
import { describe } from '../../../../inventory/templates/vm-devices.ts';
import { build } from '../../../../vmodl/build.ts';
import type {
  VirtualDevice,
  VirtualDeviceBackingInfo,
  VirtualDeviceConfigSpec,
} from '../../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../../vmodl/reference.ts';
import { deepEqual, member } from '../../../../vmodl/value.ts';
import type { Context } from '../../../method.ts';
import type { Host } from '../../../migrations/move.ts';
import { type DeviceChange, deviceFault, invalidOperation } from '../devices/device-work.ts';
import type { Vm } from '../power.ts';

/**
 * All Ethernet cards with the edits made; undefined when they change nothing. Throws
 * InvalidDeviceOperation, InvalidDeviceSpec, InvalidDeviceBacking and ManagedObjectNotFound.
 */
export function cardsAfter(
  vm: Vm,
  entries: readonly VirtualDeviceConfigSpec[],
  hosts: readonly Host[],
  context: Context,
): readonly VirtualDevice[] | undefined {
  const { inventory, catalog } = context;
  const devices = inventory.read(vm, 'config')?.hardware.device ?? [];
  const isCard = ({ _typeName }: VirtualDevice) => catalog.isA(_typeName, 'VirtualEthernetCard');
  const before = devices.filter(isCard);
  const after = new Map(before.map((card) => [card.key, card]));
  for (const [index, spec] of entries.entries()) {
    const change: DeviceChange = { index, spec, device: spec.device };
    const device = devices.find(({ key }) => key === spec.device.key);
    demandEdit(change, device, context);
    const card = after.get(spec.device.key);
    if (card) after.set(card.key, replugged(card, change, hosts, context));
  }
  const changed = before.some((card) => after.get(card.key) !== card);
  return changed ? [...after.values()] : undefined;
}

/** Throws unless the entry edits a card or a disk that the VM has. */
function demandEdit(
  change: DeviceChange,
  device: VirtualDevice | undefined,
  { catalog }: Context,
): void {
  const { spec, index } = change;
  if (spec.operation === undefined) throw deviceFault('InvalidDeviceSpec', index, 'operation');
  if (spec.operation !== 'edit' || spec.fileOperation !== undefined) throw invalidOperation(change);
  if (!device) throw deviceFault('InvalidDeviceSpec', index, 'device.key');
  const kind = ['VirtualEthernetCard', 'VirtualDisk'].find((one) =>
    catalog.isA(device._typeName, one),
  );
  if (!kind) throw invalidOperation(change);
  if (!catalog.isA(change.device._typeName, kind)) {
    throw deviceFault('InvalidDeviceSpec', index, 'device.key');
  }
}

/** The card on the network that the entry names; the card itself when that is where it is. */
function replugged(
  card: VirtualDevice,
  change: DeviceChange,
  hosts: readonly Host[],
  context: Context,
): VirtualDevice {
  const { backing } = change.device;
  if (!backing || deepEqual(backing, card.backing)) return card;
  const network = networkOf(backing, hosts, context);
  const { backing: kept, summary } = backingKept(backing, network, change, context);
  if (deepEqual(kept, card.backing)) return card;
  return {
    ...card,
    backing: kept,
    deviceInfo: describe(card.deviceInfo?.label ?? '', summary),
  };
}

/** The network a backing means, as the hosts in question know it; undefined when they do not. */
function networkOf(
  backing: VirtualDeviceBackingInfo,
  hosts: readonly Host[],
  { inventory }: Context,
): Ref | undefined {
  const direct = member(backing, 'network');
  if (isReference(direct)) return inventory.demand(direct);
  const key =
    member(member(backing, 'port'), 'portgroupKey') ??
    member(backing, 'opaqueNetworkId') ??
    member(backing, 'deviceName');
  for (const host of hosts) {
    const known = member(inventory.read(host as Ref, '_networkKeys'), String(key));
    if (isReference(known) && inventory.has(known)) return known;
  }
  const portgroup = inventory.ref('DistributedVirtualPortgroup', String(key));
  return inventory.has(portgroup) ? portgroup : undefined;
}

function backingKept(
  backing: VirtualDeviceBackingInfo,
  network: Ref | undefined,
  { index }: DeviceChange,
  { inventory }: Context,
): { readonly backing: VirtualDeviceBackingInfo; readonly summary: string } {
  const name = network ? String(inventory.read(network, 'name')) : undefined;
  switch (backing._typeName) {
    case 'VirtualEthernetCardNetworkBackingInfo': {
      const deviceName = name ?? String(member(backing, 'deviceName') ?? '');
      if (deviceName === '') throw deviceFault('InvalidDeviceBacking', index, 'device.backing');
      return {
        summary: deviceName,
        backing: build('VirtualEthernetCardNetworkBackingInfo', {
          deviceName,
          useAutoDetect: false,
          network: network as Ref<'Network'> | undefined,
          inPassthroughMode: false,
        }),
      };
    }
    case 'VirtualEthernetCardDistributedVirtualPortBackingInfo': {
      const owner = network && inventory.readPath(network, 'config.distributedVirtualSwitch');
      const uuid = isReference(owner) ? inventory.read(owner, 'uuid') : undefined;
      if (network && member(member(backing, 'port'), 'switchUuid') !== uuid) {
        throw deviceFault('InvalidDeviceBacking', index, 'device.backing.port.switchUuid');
      }
      return { summary: `DVSwitch: ${String(uuid)}`, backing };
    }
    case 'VirtualEthernetCardOpaqueNetworkBackingInfo':
      return { summary: name ?? '', backing };
    default:
      throw deviceFault('InvalidDeviceBacking', index, 'device.backing');
  }
}
