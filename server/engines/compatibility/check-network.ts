/**
 * `networkTests`: every network card must find its network on the destination.
 *
 * A card that is not connected loses nothing, so a missing standard network is a warning then; a
 * distributed switch the host is no member of can hold no port for the card and is always an error.
 */
import { sameReference } from '../../vmodl/reference.ts';
import type { MoveFacts, NicFacts } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, warning } from './issue.ts';

export function checkNetwork(move: MoveFacts): readonly Finding[] {
  return [...move.vm.nics.flatMap((nic) => nicFindings(nic, move)), ...nameFindings(move)];
}

function nicFindings(nic: NicFacts, { vm, destination }: MoveFacts): readonly Finding[] {
  const { network } = nic;
  if (network && destination.networks.some((ref) => sameReference(ref, network.ref))) return [];

  const connected = nic.connected && vm.powerState === 'poweredOn';
  const isError = connected || network?.distributedSwitch !== undefined;
  const backing = network?.name ?? '';
  const detail = { device: nic.label, backing, connected, network: network?.ref };
  const card = connected ? 'Currently connected network interface' : 'Network interface';
  const message = `${card} '${nic.label}' uses network '${backing}', which is not accessible.`;
  return [(isError ? error : warning)('CannotAccessNetwork', detail, message)];
}

/** In another datacenter a network of the same name need not be the same wire. */
function nameFindings({ vm, changesDatacenter }: MoveFacts): readonly Finding[] {
  if (!changesDatacenter || vm.nics.length === 0) return [];
  const name = vm.nics.find((nic) => nic.network)?.network?.name;
  const message =
    'The networks of the destination may not be the same as those of the source, although their names are.';
  return [warning('NetworksMayNotBeTheSame', { name }, message)];
}
