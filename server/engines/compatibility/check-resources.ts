/**
 * Resource part of the checks: a VM that runs needs its reservations on the destination host
 * (`hostTests`) and, when it changes pools, in the new pool (`resourcePoolTests`).
 *
 * A VM that does not run reserves nothing until it is powered on.
 */
import type { FaultVerdict } from '../plan.ts';
import { hostVerdict, poolVerdict } from '../resources/reservations.ts';
import type { MoveFacts } from './facts.ts';
import { isHotMove } from './facts.ts';
import type { Finding } from './issue.ts';

export function checkHostResources(move: MoveFacts): readonly Finding[] {
  if (!isHotMove(move)) return [];
  return hostVerdict(move.vm, move.destination.resources).map(asError);
}

export function checkPoolResources({ vm, poolChain }: MoveFacts): readonly Finding[] {
  if (vm.powerState !== 'poweredOn' || !poolChain) return [];
  return poolVerdict(vm, poolChain).map(asError);
}

function asError(fault: FaultVerdict): Finding {
  return { severity: 'error', fault };
}
