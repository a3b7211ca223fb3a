/**
 * `networkTests`: every network card must find its network on the destination, and find it fit for use.
 *
 * A card that is not connected loses nothing, so a missing standard network is a warning then; a
 * distributed switch the host is no member of can hold no port for the card and is always an error.
 * Source: vim25 fault descriptions, vSphere "Networking best practices" (what vMotion crosses).
 */

import { sameReference } from '../../vmodl/reference.ts';
import { deepEqual } from '../../vmodl/value.ts';
import type { HostFacts, MoveFacts, NetworkFacts, NicFacts } from './facts.ts';
import { changesHost, isHotMove, isRunning, migrates } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, warning } from './issue.ts';

export function checkNetwork(move: MoveFacts): readonly Finding[] {
  return [...move.vm.nics.flatMap((nic) => nicFindings(nic, move)), ...nameFindings(move)];
}

function nicFindings(nic: NicFacts, move: MoveFacts): readonly Finding[] {
  const { network } = nic;
  if (network && move.destination.networks.some((ref) => sameReference(ref, network.ref))) {
    return misuses(nic, network, move).map((misuse) => misuseFinding(nic, network, misuse, move));
  }

  const connected = nic.connected && isRunning(move);
  const isError = connected || network?.distributedSwitch !== undefined;
  const backing = network?.name ?? nic.wanted ?? '';
  const detail = { device: nic.label, backing, connected, network: network?.ref };
  const message = `${cardText(connected)} '${nic.label}' uses network '${backing}', which is not accessible.`;
  return [(isError ? error : warning)('CannotAccessNetwork', detail, message)];
}

/** Why a card cannot use a network which is there; `reason` is a `CannotUseNetworkReason`. */
interface Misuse {
  readonly reason: string;
  readonly text: string;
}

function misuses(nic: NicFacts, network: NetworkFacts, move: MoveFacts): readonly Misuse[] {
  return [
    ...(isHotMove(move) && nic.from ? crossings(nic.from, network) : []),
    ...(migrates(move) && changesHost(move) ? policyMisuses(network, move) : []),
    ...(nic.reservationMbits > 0 && !network.takesReservations
      ? [
          {
            reason: 'NetworkReservationNotSupported',
            text: 'the destination network does not support network reservation',
          },
        ]
      : []),
  ];
}

/** What a running VM cannot carry from one switch to another: the state of its port. */
function crossings(from: NetworkFacts, to: NetworkFacts): readonly Misuse[] {
  if (from.kind !== 'standard' && to.kind === 'standard') {
    const text =
      'the type of the destination network is not supported for vMotion based on the source network type';
    return [{ reason: 'VMotionToUnsupportedNetworkType', text }];
  }
  const [left, right] = [from.distributedSwitch, to.distributedSwitch];
  if (!left || !right || sameReference(left.ref, right.ref)) return [];
  if (left.vendor === right.vendor && left.version === right.version) return [];
  const text =
    'the destination distributed switch has a different version or vendor than the source distributed switch';
  return [{ reason: 'MismatchedDvsVersionOrVendor', text }];
}

/** The port groups of one name may be set up differently on the two hosts. */
function policyMisuses(
  network: NetworkFacts,
  { source, destination }: MoveFacts,
): readonly Misuse[] {
  const policyOn = (host: HostFacts) =>
    host.networkPolicies.find((policy) => policy.network === network.name);
  const [before, after] = [policyOn(source), policyOn(destination)];
  if (network.kind !== 'standard' || !before || !after || deepEqual(before, after)) return [];
  const text =
    'the destination network on the destination host is configured for different offload or security policies than the source network on the source host';
  return [{ reason: 'MismatchedNetworkPolicies', text }];
}

function misuseFinding(
  nic: NicFacts,
  network: NetworkFacts,
  { reason, text }: Misuse,
  move: MoveFacts,
): Finding {
  const connected = nic.connected && isRunning(move);
  return (connected ? error : warning)(
    'CannotUseNetwork',
    { device: nic.label, backing: network.name, connected, reason, network: network.ref },
    `${cardText(connected)} '${nic.label}' cannot use network '${network.name}', because "${text}".`,
  );
}

function cardText(connected: boolean): string {
  return connected ? 'Currently connected network interface' : 'Network interface';
}

/** In another datacenter a network of the same name need not be the same wire. */
function nameFindings({ vm, changesDatacenter }: MoveFacts): readonly Finding[] {
  if (!changesDatacenter || vm.nics.length === 0) return [];
  const name = vm.nics.find((nic) => nic.network)?.network?.name;
  const message =
    'The networks of the destination may not be the same as those of the source, although their names are.';
  return [warning('NetworksMayNotBeTheSame', { name }, message)];
}
