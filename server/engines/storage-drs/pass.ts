/**
 * One invocation of Storage DRS, from the facts of a datastore cluster to its recommendations.
 *
 * In this order: what must be done (datastores that enter maintenance, rules), what datastores have too
 * much of, what they are too slow for. Each step sees the cluster as the steps before it would leave it, and
 * no disk moves twice.
 */
import { Corrections } from './corrections.ts';
import type { StorageFacts } from './facts.ts';
import { Findings } from './findings.ts';
import { ioBalancingDisabled } from './immovable.ts';
import { IoBalancer } from './io-balance.ts';
import { IopsBalancer } from './iops-balance.ts';
import { PodLoad } from './pod-load.ts';
import { SpaceBalancer } from './space-balance.ts';
import type { StorageDrsPlan } from './storage-plan.ts';

/** A pass in one go. */
export function storageDrsPass(facts: StorageFacts): StorageDrsPlan {
  const steps = storageDrsSteps(facts);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * A pass that rests every few milliseconds of work, for a server that has other things to do. Where Storage
 * DRS is switched off nothing is recommended.
 */
export function* storageDrsSteps(facts: StorageFacts): Generator<void, StorageDrsPlan> {
  const { config, rules } = facts;
  const load = yield* PodLoad.steps(facts);
  const findings = new Findings(load, config);
  const before = load.picture();
  const ioFairnessBefore = load.fairness();
  yield;
  if (config.enabled) {
    yield* new Corrections(load, rules, findings).run();
    yield;
    yield* new SpaceBalancer(load, config.spaceLoadBalanceConfig, findings).run();
    yield;
    if (config.ioLoadBalanceEnabled && facts.scope === 'all') {
      yield* balanceIo(facts, load, findings);
    }
  }
  const { recommendations, faults } = findings;
  return {
    ...{ recommendations, faults, before, ioFairnessBefore },
    considered: findings.considered(),
    after: load.picture(),
    ioFairnessAfter: load.fairness(),
  };
}

function* balanceIo(facts: StorageFacts, load: PodLoad, findings: Findings): Generator<void> {
  const { ioLoadBalanceConfig } = facts.config;
  if (facts.ioBalancingDisabledInternally) {
    findings.faults.push({
      reason: 'iolbDisabledInternal',
      disks: [],
      fault: ioBalancingDisabled(),
    });
    return;
  }
  new IopsBalancer(load, ioLoadBalanceConfig, findings).run();
  yield;
  yield* new IoBalancer(load, ioLoadBalanceConfig, findings).run();
}
