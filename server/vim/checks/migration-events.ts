/**
 * ValidateMigration: what speaks against a migration, as events which are answered and never posted.
 *
 * What concerns the VM alone is told once, what concerns a host for every host in question, and what
 * concerns resources with the pool too.
 */
import type { Issue } from '../../engines/compatibility/compatibility.ts';
import type { CheckTestType } from '../../engines/compatibility/issue.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { Event } from '../../vmodl/generated/data.ts';
import type { VirtualMachinePowerState } from '../../vmodl/generated/enums.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { eventArgument } from '../events/event-arguments.ts';
import type { Context } from '../method.ts';
import type { Host, Move, Pool } from '../migrations/move.ts';
import { checkMove, migrationMoves } from './migration-checks.ts';
import { testTypesOf } from './test-types.ts';

export interface Validation {
  readonly vm: readonly Ref<'VirtualMachine'>[];
  readonly state?: VirtualMachinePowerState | undefined;
  readonly testType?: readonly string[] | undefined;
  readonly pool?: Pool | undefined;
  readonly host?: Host | undefined;
}

/** Throws what MigrateVM_Task throws for its arguments, and NoActiveHostInCluster. */
export function migrationEvents(asked: Validation, context: Context): readonly Event[] {
  const tests = testTypesOf(asked.testType);
  if (asked.vm.length === 0) throw invalidArgument('vm');
  return asked.vm.flatMap((one) => {
    const vm = context.inventory.demand(one);
    const { host, pool, state } = asked;
    const moves = migrationMoves({ vm, host, pool, state }, context);
    return moves.flatMap((move, index) => {
      // Nothing of the source depends on where the VM goes.
      const groups = index === 0 ? tests : tests.filter((type) => type !== 'sourceTests');
      const { errors, warnings } = checkMove(move, groups, context);
      return [
        ...errors.map((issue) => issueEvent(issue, 'Error', move, context)),
        ...warnings.map((issue) => issueEvent(issue, 'Warning', move, context)),
      ];
    });
  });
}

const FAMILIES: Readonly<Record<CheckTestType, '' | 'Host' | 'Resource'>> = {
  sourceTests: '',
  hostTests: 'Host',
  resourcePoolTests: 'Resource',
  datastoreTests: 'Host',
  networkTests: 'Host',
};

function issueEvent(
  { testType, fault }: Issue,
  severity: 'Error' | 'Warning',
  { vm, destination, pool }: Move,
  context: Context,
): Event {
  const family = FAMILIES[testType];
  const { event } = context.events.change({
    type: `Migration${family}${severity}Event`,
    about: vm,
    userName: context.session.userName,
    members: {
      fault: new VimFault(fault.name, fault.detail, fault.message).toLocalizedMethodFault(),
      ...(family === '' ? {} : { dstHost: eventArgument(context, destination) }),
      ...(family === 'Resource' ? { dstPool: eventArgument(context, pool) } : {}),
    },
  });
  return event as Event;
}
