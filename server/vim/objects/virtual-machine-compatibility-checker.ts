/**
 * VirtualMachineCompatibilityChecker: could a VM run on a host, or be powered on there now?
 *
 * An error means that a power-on would fail or that the VM would not run as it should; where the VM runs
 * now does not count. Each method is a task whose result is a CheckResult for every host in question.
 */
import { checkCompatibility } from '../../engines/compatibility/compatibility.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { candidates, rootPoolOf } from '../checks/candidates.ts';
import { checkResult, startCheck } from '../checks/check-task.ts';
import { testTypesOf } from '../checks/test-types.ts';
import { runFacts } from '../facts/placement-facts.ts';
import { type Context, objectType } from '../method.ts';
import type { Host, Move, Pool } from '../migrations/move.ts';
import { namedBy } from '../migrations/verdict.ts';

export const virtualMachineCompatibilityChecker = objectType({
  type: 'VirtualMachineCompatibilityChecker',
  methods: {
    /** Without a pool: in the VM's own. */
    CheckCompatibility_Task(_self, { vm, host, pool, testType }, context) {
      const current = context.inventory.read(context.inventory.demand(vm), 'resourcePool');
      if (!host && !pool && !current) throw invalidArgument('host');
      return startRunChecks('CheckCompatibility_Task', {
        ...{ vm, host, pool: pool ?? current, testType, context },
      });
    },

    /** Without a pool: in the host's root pool. */
    CheckPowerOn_Task(_self, { vm, host, pool, testType }, context) {
      if (!host && !pool) throw invalidArgument('host');
      return startRunChecks('CheckPowerOn_Task', { vm, host, pool, testType, context });
    },
  },
});

interface RunQuestion {
  readonly vm: Ref<'VirtualMachine'>;
  readonly host: Host | undefined;
  readonly pool: Pool | undefined;
  readonly testType: readonly string[] | undefined;
  readonly context: Context;
}

function startRunChecks(
  name: 'CheckCompatibility_Task' | 'CheckPowerOn_Task',
  { context, testType, ...question }: RunQuestion,
): Ref<'Task'> {
  const { inventory } = context;
  const tests = testTypesOf(testType);
  const vm = inventory.demand(question.vm);
  const purpose = name === 'CheckPowerOn_Task' ? 'powerOn' : 'run';
  const moves = places(vm, question, context);
  return startCheck(
    {
      name,
      entity: vm,
      about: moves.flatMap(namedBy),
      check: () =>
        moves.map((move) => {
          const facts = runFacts(inventory, move, purpose);
          return checkResult(vm, move.destination, checkCompatibility(facts, tests));
        }),
    },
    context,
  );
}

function places(
  vm: Ref<'VirtualMachine'>,
  asked: { readonly host?: Host | undefined; readonly pool?: Pool | undefined },
  { inventory }: Context,
): readonly Move[] {
  const { host: source } = inventory.read(vm, 'runtime');
  if (!source) throw new VimFault('InvalidState');
  const host = asked.host && inventory.demand(asked.host);
  const pool = asked.pool
    ? (inventory.demand(asked.pool) as Pool)
    : host && rootPoolOf(inventory, host);
  if (!pool) throw invalidArgument('host');
  const names = { host: 'host', pool: 'pool' };
  return candidates(inventory, { pool, host, anyCluster: false }, names).map((destination) => ({
    ...{ vm, source, destination, pool },
  }));
}
