/**
 * A recommendation from its moves, and what a move for balance is good for.
 */
import type { ClusterLoad, HostState, VmState } from './cluster-load.ts';
import type { DrsMove, DrsReason, DrsRecommendation } from './facts.ts';
import { ratingOf } from './imbalance.ts';

/** Carried out without asking when all of its VMs are fully automated. */
export function recommended(
  reason: DrsReason,
  priority: DrsRecommendation['priority'],
  vms: readonly VmState[],
  moves: readonly DrsMove[],
): DrsRecommendation {
  const automatic = vms.every(({ facts }) => facts.behavior === 'fullyAutomated');
  return { reason, priority, rating: ratingOf(priority), moves, automatic };
}

/** Moves it in the picture; the reason is the resource that gains more by it. */
export function movedForBalance(
  load: ClusterLoad,
  vm: VmState,
  to: HostState,
  priority: DrsRecommendation['priority'],
): DrsRecommendation {
  const before = load.deviations();
  const move = load.move(vm, to);
  const after = load.deviations();
  const gainsCpu = before.cpu - after.cpu >= before.memory - after.memory;
  return recommended(gainsCpu ? 'fairnessCpuAvg' : 'fairnessMemAvg', priority, [vm], [move]);
}
