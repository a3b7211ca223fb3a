/**
 * `resourcePoolTests`: a VM that runs, or shall, needs its reservations on the destination host and, when
 * it comes to another pool, there too; a VM to be powered on also needs room for its swap file, which
 * belongs to `datastoreTests`.
 */
import type { FaultVerdict } from '../plan.ts';
import { hostVerdict, poolVerdict } from '../resources/reservations.ts';
import { swapVerdict } from '../resources/swap.ts';
import type { MoveFacts } from './facts.ts';
import type { Finding } from './issue.ts';

export function checkHostResources({ vm, destination }: MoveFacts): readonly Finding[] {
  return hostVerdict(vm, destination.resources).map(asError);
}

export function checkPoolResources({ vm, poolChain }: MoveFacts): readonly Finding[] {
  return poolChain ? poolVerdict(vm, poolChain).map(asError) : [];
}

export function checkSwap({ vm, swap }: MoveFacts): readonly Finding[] {
  return swap ? swapVerdict(vm, swap).map(asError) : [];
}

function asError(fault: FaultVerdict): Finding {
  return { severity: 'error', fault };
}
