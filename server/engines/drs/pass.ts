/**
 * One invocation of DRS, from the facts of a cluster to its recommendations.
 *
 * In this order: what each VM is entitled to, what must be done (hosts that are leaving, rules, reservations),
 * what soft rules ask for, what makes the cluster more even, and, if wanted, VM counts. Each step sees the cluster as the steps before
 * it would leave it. Order: "VMware Distributed Resource Management" (VMware Technical Journal 2012).
 */
import { Balancer } from './balance.ts';
import { ClusterLoad } from './cluster-load.ts';
import { Corrections } from './corrections.ts';
import { balanceCounts } from './count-balance.ts';
import { entitlementSteps } from './entitlement.ts';
import type { Amount, DrsFacts, DrsFault, DrsPlan, DrsRecommendation } from './facts.ts';
import { targetImbalance } from './imbalance.ts';
import { RuleBook } from './rules.ts';
import { balanceByScore } from './score.ts';

/** A pass in one go. */
export function drsPass(facts: DrsFacts): DrsPlan {
  const steps = drsSteps(facts);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** A pass that rests every few milliseconds of work, for a server that has other things to do. */
export function* drsSteps(facts: DrsFacts): Generator<void, DrsPlan> {
  const { level, model, options, pools, vms } = facts;
  const entitled = yield* entitlementSteps({ capacity: clusterCapacity(facts), pools, vms });
  yield;
  const load = new ClusterLoad(facts, entitled);
  const rules = new RuleBook(facts.rules);
  const before = load.picture();
  const imbalanceBefore = load.imbalance();
  yield;
  const recommendations: DrsRecommendation[] = [];
  const faults: DrsFault[] = [];
  new Corrections(load, rules, options, { recommendations, faults }).run();
  yield;
  const balancer = new Balancer(load, rules, facts);
  if (model === 'score') yield* balanceByScore(load, rules, facts, recommendations);
  else yield* balancer.run(recommendations);
  if (options.balancesVmCounts) yield* balanceCounts(load, rules, facts, recommendations);
  return {
    recommendations: recommendations.filter(({ priority }) => priority <= level),
    faults,
    before,
    after: load.picture(),
    imbalanceBefore,
    imbalanceAfter: load.imbalance(),
    targetImbalance: targetImbalance(level, load.hostCount, options.targetScale),
    entitlements: entitled,
    considered: balancer.considered,
  };
}

/** What there is for VMs: of hosts that have some, also those that are leaving. */
function clusterCapacity({ hosts }: DrsFacts): Amount {
  const present = hosts.filter(({ state }) => state !== 'absent');
  return {
    cpuMhz: present.reduce((sum, { capacity }) => sum + capacity.cpuMhz, 0),
    memoryMb: present.reduce((sum, { capacity }) => sum + capacity.memoryMb, 0),
  };
}
