/**
 * Networks as the checks see them: those a VM's cards are plugged into, before and after a move, and how
 * a host's port groups treat their ports.
 */
import type {
  NetworkFacts,
  NetworkPolicyFacts,
  NicFacts,
  SwitchFacts,
} from '../../engines/compatibility/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { HostConfigInfo, VirtualDevice } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isReference } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';

type Host = Ref<'HostSystem'>;

/** Every Ethernet card hangs on a network backing; no other device does. */
export function isEthernetCard(device: VirtualDevice): boolean {
  return member(device, 'macAddress') !== undefined || member(device, 'addressType') !== undefined;
}

/** `after` is the card as it will be; `hosts` are those which may know its networks by name. */
export function nicFacts(
  inventory: Inventory,
  card: VirtualDevice,
  after: VirtualDevice,
  hosts: readonly Host[],
): NicFacts {
  return {
    label: after.deviceInfo?.label ?? `device ${after.key}`,
    connected: after.connectable?.connected ?? false,
    startConnected: after.connectable?.startConnected ?? false,
    reservationMbits: Number(member(member(after, 'resourceAllocation'), 'reservation') ?? 0),
    from: networkFacts(inventory, card, hosts),
    network: networkFacts(inventory, after, hosts),
    wanted: wantedBy(after.backing),
  };
}

/** A backing names a standard network, or has the key of a distributed port group. */
function wantedBy(backing: unknown): string | undefined {
  const name = member(backing, 'deviceName') ?? member(member(backing, 'port'), 'portgroupKey');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function networkFacts(
  inventory: Inventory,
  { backing }: VirtualDevice,
  hosts: readonly Host[],
): NetworkFacts | undefined {
  const ref = networkOf(inventory, backing, hosts);
  if (!ref) return undefined;
  const owner = inventory.readPath(ref, 'config.distributedVirtualSwitch');
  const distributedSwitch = isReference(owner) ? switchFacts(inventory, owner) : undefined;
  const capability = ref.type === 'OpaqueNetwork' ? inventory.readPath(ref, 'capability') : {};
  return {
    ref,
    name: String(inventory.read(ref, 'name')),
    kind: kindOf(ref, distributedSwitch),
    distributedSwitch,
    takesReservations:
      distributedSwitch === undefined
        ? member(capability, 'networkReservationSupported') === true
        : inventory.readPath(distributedSwitch.ref, 'config.networkResourceManagementEnabled') ===
          true,
  };
}

function kindOf(ref: Ref, distributedSwitch: SwitchFacts | undefined): NetworkFacts['kind'] {
  if (distributedSwitch) return 'distributed';
  return ref.type === 'OpaqueNetwork' ? 'opaque' : 'standard';
}

function networkOf(inventory: Inventory, backing: unknown, hosts: readonly Host[]) {
  const direct = member(backing, 'network');
  if (isReference(direct)) return inventory.has(direct) ? (direct as Ref) : undefined;
  const key =
    member(member(backing, 'port'), 'portgroupKey') ??
    member(backing, 'opaqueNetworkId') ??
    member(backing, 'deviceName');
  if (key === undefined) return undefined;
  for (const host of hosts) {
    const known = member(inventory.read(host as Ref, '_networkKeys'), String(key));
    if (isReference(known) && inventory.has(known)) return known as Ref;
  }
  const portgroup: Ref = inventory.ref('DistributedVirtualPortgroup', String(key));
  return inventory.has(portgroup) ? portgroup : undefined;
}

function switchFacts(inventory: Inventory, ref: Ref): SwitchFacts {
  const product = inventory.readPath(ref, 'config.productInfo');
  return {
    ref,
    vendor: String(member(product, 'vendor') ?? ''),
    version: String(member(product, 'version') ?? ''),
  };
}

/** How the standard port groups of a host treat their ports; unset members are as ESXi has them. */
export function networkPolicies(config: HostConfigInfo | undefined): NetworkPolicyFacts[] {
  return (config?.network?.portgroup ?? []).map(({ spec, computedPolicy }) => {
    const { security, offloadPolicy } = computedPolicy;
    return {
      network: spec.name,
      allowPromiscuous: security?.allowPromiscuous ?? false,
      macChanges: security?.macChanges ?? false,
      forgedTransmits: security?.forgedTransmits ?? false,
      checksumOffload: offloadPolicy?.csumOffload ?? true,
      segmentationOffload: offloadPolicy?.tcpSegmentation ?? true,
      zeroCopy: offloadPolicy?.zeroCopyXmit ?? true,
    };
  });
}
