/**
 * May this VM go to that host? The five groups of checks vCenter runs before a migration, and which
 * `CheckRelocate_Task`, `CheckMigrate_Task` and their kin run without one.
 *
 * An error says that the move would fail or break the guest's continuity, a warning that it risks
 * performance or a connection. A move is executed when there is no error. The same groups answer
 * whether a VM could run, be powered on or be cloned there; which checks count is a matter of purpose.
 */
import type { FaultVerdict } from '../plan.ts';
import { checkCpu } from './check-cpu.ts';
import { checkDevices } from './check-devices.ts';
import { checkFeatures } from './check-features.ts';
import { checkFailover, checkFailoverHost, checkHaAgent } from './check-ha.ts';
import { checkDestinationState, checkHardware, checkHostStates } from './check-host.ts';
import { checkNetwork } from './check-network.ts';
import { checkHostResources, checkPoolResources, checkSwap } from './check-resources.ts';
import { checkRules } from './check-rules.ts';
import { checkChains, checkCopiedSnapshots, checkReverts } from './check-snapshots.ts';
import { checkPowerState, checkSource, checkVmState } from './check-source.ts';
import { checkStorage } from './check-storage.ts';
import { checkVmotion } from './check-vmotion.ts';
import type { MoveFacts, Purpose } from './facts.ts';
import { changesHost, isHotMove, isRunning } from './facts.ts';
import type { CheckTestType, Finding } from './issue.ts';

export interface Issue {
  readonly testType: CheckTestType;
  readonly fault: FaultVerdict;
}

export interface Compatibility {
  readonly errors: readonly Issue[];
  readonly warnings: readonly Issue[];
}

/** In the order they are run and reported. */
export const CHECK_TEST_TYPES: readonly CheckTestType[] = Object.freeze([
  'sourceTests',
  'hostTests',
  'resourcePoolTests',
  'datastoreTests',
  'networkTests',
]);

type Check = (move: MoveFacts) => readonly Finding[];
type Checks = Readonly<Record<CheckTestType, readonly Check[]>>;

const MIGRATE: Checks = {
  sourceTests: [checkSource],
  hostTests: [
    checkHostStates,
    where(changesHost, checkHardware),
    where(isHotMove, checkVmotion),
    checkDevices,
    checkReverts,
    checkFeatures,
    where(changesHost, checkRules),
    where(isHotMove, checkFailoverHost),
    checkHaAgent,
    where(changesHost, checkCpu),
  ],
  resourcePoolTests: [
    where(isHotMove, checkHostResources),
    where(isRunning, checkPoolResources),
    where(isHotMove, checkFailover),
  ],
  datastoreTests: [checkStorage, checkChains],
  networkTests: [checkNetwork],
};

/** The destination must be able to run the VM; where it runs now does not count. */
const RUN: Checks = {
  sourceTests: [checkVmState],
  hostTests: [
    checkDestinationState,
    checkHardware,
    checkDevices,
    checkRules,
    checkFailoverHost,
    checkCpu,
  ],
  resourcePoolTests: [checkHostResources, checkPoolResources],
  datastoreTests: [checkStorage],
  networkTests: [checkNetwork],
};

const POWER_ON: Checks = {
  ...RUN,
  sourceTests: [checkVmState, checkPowerState],
  resourcePoolTests: [...RUN.resourcePoolTests, checkFailover],
  datastoreTests: [...RUN.datastoreTests, checkSwap],
};

const CLONE: Checks = {
  sourceTests: [checkVmState],
  hostTests: [checkDestinationState, checkHardware, checkDevices],
  resourcePoolTests: [],
  datastoreTests: [checkStorage, checkCopiedSnapshots],
  networkTests: [checkNetwork],
};

const CHECKS: Readonly<Record<Purpose, Checks>> = {
  migrate: MIGRATE,
  run: RUN,
  powerOn: POWER_ON,
  clone: CLONE,
  cloneAndPowerOn: {
    ...RUN,
    resourcePoolTests: POWER_ON.resourcePoolTests,
    datastoreTests: CLONE.datastoreTests,
  },
};

/** Runs the groups named, all five unless told; errors and warnings in the order of the groups. */
export function checkCompatibility(
  move: MoveFacts,
  testTypes: readonly CheckTestType[] = CHECK_TEST_TYPES,
): Compatibility {
  const checks = CHECKS[move.purpose ?? 'migrate'];
  const errors: Issue[] = [];
  const warnings: Issue[] = [];
  for (const testType of CHECK_TEST_TYPES.filter((type) => testTypes.includes(type))) {
    for (const { severity, fault } of checks[testType].flatMap((check) => check(move))) {
      (severity === 'error' ? errors : warnings).push({ testType, fault });
    }
  }
  return { errors, warnings };
}

function where(condition: (move: MoveFacts) => boolean, check: Check): Check {
  return (move) => (condition(move) ? check(move) : []);
}
