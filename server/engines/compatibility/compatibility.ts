/**
 * May this VM go to that host? The five groups of checks vCenter runs before a migration, and which
 * `CheckRelocate_Task`, `CheckMigrate_Task` and their kin run without one.
 *
 * An error says that the move would fail or break the guest's continuity, a warning that it risks
 * performance or a connection. A move is executed when there is no error.
 */
import type { FaultVerdict } from '../plan.ts';
import { checkCpu } from './check-cpu.ts';
import { checkHost } from './check-host.ts';
import { checkNetwork } from './check-network.ts';
import { checkHostResources, checkPoolResources } from './check-resources.ts';
import { checkSource } from './check-source.ts';
import { checkStorage } from './check-storage.ts';
import type { MoveFacts } from './facts.ts';
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
const CHECK_TEST_TYPES: readonly CheckTestType[] = Object.freeze([
  'sourceTests',
  'hostTests',
  'resourcePoolTests',
  'datastoreTests',
  'networkTests',
]);

const CHECKS: Readonly<
  Record<CheckTestType, readonly ((move: MoveFacts) => readonly Finding[])[]>
> = {
  sourceTests: [checkSource],
  hostTests: [checkHost, checkCpu, checkHostResources],
  resourcePoolTests: [checkPoolResources],
  datastoreTests: [checkStorage],
  networkTests: [checkNetwork],
};

/** Runs the groups named, all five unless told; errors and warnings in the order of the groups. */
export function checkCompatibility(
  move: MoveFacts,
  testTypes: readonly CheckTestType[] = CHECK_TEST_TYPES,
): Compatibility {
  const errors: Issue[] = [];
  const warnings: Issue[] = [];
  for (const testType of CHECK_TEST_TYPES.filter((type) => testTypes.includes(type))) {
    for (const { severity, fault } of CHECKS[testType].flatMap((check) => check(move))) {
      (severity === 'error' ? errors : warnings).push({ testType, fault });
    }
  }
  return { errors, warnings };
}
