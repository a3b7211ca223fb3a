/**
 * Network cards as the vAPI shows them.
 */

import type { Inventory } from '../../../../../inventory/inventory.ts';
import { networkNamed } from '../../../../../vim/objects/virtual-machine/devices/network-card.ts';
import type { VirtualDevice, VirtualEthernetCard } from '../../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../../vmodl/reference.ts';
import { member } from '../../../../../vmodl/value.ts';
import type {
  VcenterVmHardwareEthernetBackingInfo,
  VcenterVmHardwareEthernetEmulationType,
  VcenterVmHardwareEthernetInfo,
  VcenterVmHardwareEthernetMacAddressType,
} from '../../../../generated/types.ts';
import { connectionInfo } from './connection.ts';
import { labelOf, pciSlotOf } from './storage-info.ts';

const EMULATIONS: Readonly<Record<string, VcenterVmHardwareEthernetEmulationType>> = {
  VirtualE1000: 'E1000',
  VirtualE1000e: 'E1000E',
  VirtualPCNet32: 'PCNET32',
  VirtualVmxnet: 'VMXNET',
  VirtualVmxnet2: 'VMXNET2',
  VirtualVmxnet3: 'VMXNET3',
  VirtualVmxnet3Vrdma: 'VMXNET3',
};
const MAC_TYPES: Readonly<Record<string, VcenterVmHardwareEthernetMacAddressType>> = {
  manual: 'MANUAL',
  generated: 'GENERATED',
  assigned: 'ASSIGNED',
};

/** `host` is the VM's: networks are known by the names they have there. */
export function nicInfo(
  device: VirtualDevice,
  host: Ref<'HostSystem'> | undefined,
  inventory: Inventory,
): VcenterVmHardwareEthernetInfo {
  const card = device as VirtualEthernetCard;
  const type = EMULATIONS[card._typeName] ?? 'VMXNET3';
  const upt =
    type === 'VMXNET3'
      ? {
          upt_compatibility_enabled: card.uptCompatibilityEnabled ?? false,
          upt_v2_compatibility_enabled: member(card, 'uptv2Enabled') === true,
        }
      : {};
  return {
    label: labelOf(card),
    type,
    ...upt,
    mac_type: MAC_TYPES[card.addressType ?? ''] ?? 'ASSIGNED',
    mac_address: card.macAddress === '' ? undefined : card.macAddress,
    pci_slot_number: pciSlotOf(card),
    wake_on_lan_enabled: card.wakeOnLanEnabled ?? false,
    backing: nicBacking(card, host, inventory),
    ...connectionInfo(card),
  };
}

function nicBacking(
  { backing }: VirtualEthernetCard,
  host: Ref<'HostSystem'> | undefined,
  inventory: Inventory,
): VcenterVmHardwareEthernetBackingInfo {
  const network = networkNamed(backing, host, inventory)?.value;
  const text = (name: string) => String(member(backing, name) ?? '');
  switch (backing?._typeName) {
    case 'VirtualEthernetCardDistributedVirtualPortBackingInfo': {
      const port = member(backing, 'port');
      const cookie = member(port, 'connectionCookie');
      const portKey = member(port, 'portKey');
      return {
        type: 'DISTRIBUTED_PORTGROUP',
        network,
        distributed_switch_uuid: String(member(port, 'switchUuid')),
        distributed_port: portKey === undefined ? undefined : String(portKey),
        connection_cookie: cookie === undefined ? undefined : Number(cookie),
      };
    }
    case 'VirtualEthernetCardOpaqueNetworkBackingInfo':
      return {
        type: 'OPAQUE_NETWORK',
        network,
        opaque_network_type: text('opaqueNetworkType'),
        opaque_network_id: text('opaqueNetworkId'),
      };
    case 'VirtualEthernetCardLegacyNetworkBackingInfo':
      return { type: 'HOST_DEVICE', host_device: text('deviceName') };
    default:
      return { type: 'STANDARD_PORTGROUP', network, network_name: text('deviceName') };
  }
}
