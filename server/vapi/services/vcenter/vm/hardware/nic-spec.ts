/**
 * New network cards, and where cards are plugged in: `VM.create` and the cards' own service plan them here.
 */
import { PCI_KEY } from '../../../../../inventory/templates/vm-devices.ts';
import { build } from '../../../../../vmodl/build.ts';
import type {
  VirtualDevice,
  VirtualDeviceBackingInfo,
} from '../../../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../../../vmodl/reference.ts';
import { member } from '../../../../../vmodl/value.ts';
import type {
  VcenterVmHardwareEthernetBackingSpec,
  VcenterVmHardwareEthernetBackingType,
  VcenterVmHardwareEthernetCreateSpec,
  VcenterVmHardwareEthernetEmulationType,
} from '../../../../generated/types.ts';
import { objectOf } from '../../../../objects.ts';
import type { VapiContext } from '../../../../service.ts';
import { pciSlot } from './adapter-spec.ts';
import { newConnection } from './connection.ts';
import type { DevicePlan } from './device-plan.ts';
import { wrongArgument } from './refusals.ts';

const CARDS = {
  E1000: 'VirtualE1000',
  E1000E: 'VirtualE1000e',
  PCNET32: 'VirtualPCNet32',
  VMXNET: 'VirtualVmxnet',
  VMXNET2: 'VirtualVmxnet2',
  VMXNET3: 'VirtualVmxnet3',
} as const satisfies Record<VcenterVmHardwareEthernetEmulationType, string>;

const BACKING_TYPES: Readonly<Record<string, VcenterVmHardwareEthernetBackingType>> = {
  Network: 'STANDARD_PORTGROUP',
  DistributedVirtualPortgroup: 'DISTRIBUTED_PORTGROUP',
  OpaqueNetwork: 'OPAQUE_NETWORK',
};

/** A card without a backing is plugged into the first network the host has. */
export function planNic(
  plan: DevicePlan,
  spec: VcenterVmHardwareEthernetCreateSpec = {},
): VirtualDevice {
  const type = spec.type ? CARDS[spec.type] : recommendedCard(plan);
  const backing = spec.backing ? nicBacking(spec.backing, plan.context) : anyBacking(plan);
  const upt =
    type === 'VirtualVmxnet3' ? { uptv2Enabled: spec.upt_v2_compatibility_enabled ?? false } : {};
  return plan.add((key) =>
    build(type, {
      key,
      controllerKey: PCI_KEY,
      slotInfo: pciSlot(spec.pci_slot_number),
      backing,
      addressType: (spec.mac_type ?? 'GENERATED').toLowerCase(),
      macAddress: spec.mac_address,
      wakeOnLanEnabled: spec.wake_on_lan_enabled ?? false,
      uptCompatibilityEnabled: spec.upt_compatibility_enabled ?? false,
      ...upt,
      connectable: newConnection(spec),
    }),
  );
}

function recommendedCard({ guest }: DevicePlan) {
  return Object.values(CARDS).find((type) => type === guest.recommendedEthernetCard) ?? CARDS.E1000;
}

/** Throws not_found for an unknown network, invalid_argument for one of another type. */
export function nicBacking(
  spec: VcenterVmHardwareEthernetBackingSpec,
  context: VapiContext,
): VirtualDeviceBackingInfo {
  if (spec.type === 'HOST_DEVICE') {
    throw wrongArgument('backing.type', 'HOST_DEVICE cannot be asked for.');
  }
  const network = objectOf(context, 'Network', spec.network ?? '');
  if (BACKING_TYPES[network.type] !== spec.type) {
    throw wrongArgument('backing.type', `network '${network.value}' is no ${spec.type}.`);
  }
  return backingOn(network, spec.distributed_port, context);
}

function anyBacking({ host, context }: DevicePlan): VirtualDeviceBackingInfo {
  const [network] = host ? (context.inventory.read(host, 'network') ?? []) : [];
  if (!network) throw wrongArgument('backing', 'the host has no network.');
  return backingOn(network, undefined, context);
}

function backingOn(
  network: Ref<'DistributedVirtualPortgroup' | 'Network' | 'OpaqueNetwork'>,
  portKey: string | undefined,
  { inventory }: VapiContext,
): VirtualDeviceBackingInfo {
  if (network.type === 'DistributedVirtualPortgroup') {
    const owner = inventory.readPath(network, 'config.distributedVirtualSwitch');
    const uuid = isReference(owner) ? inventory.read(owner, 'uuid') : undefined;
    return build('VirtualEthernetCardDistributedVirtualPortBackingInfo', {
      port: build('DistributedVirtualSwitchPortConnection', {
        switchUuid: String(uuid),
        portgroupKey: network.value,
        portKey,
      }),
    });
  }
  if (network.type === 'OpaqueNetwork') {
    const summary = inventory.read(network as Ref<'OpaqueNetwork'>, 'summary');
    return build('VirtualEthernetCardOpaqueNetworkBackingInfo', {
      opaqueNetworkId: String(member(summary, 'opaqueNetworkId')),
      opaqueNetworkType: String(member(summary, 'opaqueNetworkType')),
    });
  }
  return build('VirtualEthernetCardNetworkBackingInfo', {
    deviceName: String(inventory.read(network, 'name')),
    network: network as Ref<'Network'>,
  });
}
