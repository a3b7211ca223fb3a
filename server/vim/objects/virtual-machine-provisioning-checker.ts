/**
 * VirtualMachineProvisioningChecker: would a migration or a clone succeed? Asked without one being made.
 *
 * Each method is a task whose result is a CheckResult for every host in question. Arguments are judged as
 * by the operation itself, and at once.
 */
import { checkCompatibility } from '../../engines/compatibility/compatibility.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { CheckResult } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { checkResult, startCheck } from '../checks/check-task.ts';
import { cloneMoves } from '../checks/clone-checks.ts';
import {
  checkMove,
  migrationMoves,
  relocationMoves,
  vmotionTo,
} from '../checks/migration-checks.ts';
import { testTypesOf } from '../checks/test-types.ts';
import { demandFreeName } from '../entity-names.ts';
import { KnownHosts } from '../facts/migration-facts.ts';
import { assumedVmotionFacts, cloneFacts } from '../facts/placement-facts.ts';
import { type Context, objectType } from '../method.ts';
import type { Move } from '../migrations/move.ts';
import { namedBy } from '../migrations/verdict.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';

export const virtualMachineProvisioningChecker = objectType({
  type: 'VirtualMachineProvisioningChecker',
  methods: {
    CheckRelocate_Task(_self, { vm, spec, testType }, context) {
      const tests = testTypesOf(testType);
      const moves = relocationMoves(context.inventory.demand(vm), spec, context);
      return startMoveChecks('CheckRelocate_Task', moves, context, (move) =>
        checkMove(move, tests, context),
      );
    },

    CheckMigrate_Task(_self, { vm, host, pool, state, testType }, context) {
      const tests = testTypesOf(testType);
      const question = { vm: context.inventory.demand(vm), host, pool, state };
      const moves = migrationMoves(question, context);
      return startMoveChecks('CheckMigrate_Task', moves, context, (move) =>
        checkMove(move, tests, context),
      );
    },

    CheckClone_Task(_self, { vm, folder, name, spec, testType }, context) {
      const { inventory } = context;
      const tests = testTypesOf(testType);
      const parent = inventory.demand(folder);
      if (!inventory.read(parent, 'childType')?.includes('VirtualMachine')) {
        throw invalidArgument('folder');
      }
      if (spec.snapshot) inventory.demand(spec.snapshot);
      const moves = cloneMoves(inventory.demand(vm), spec, context);
      demandFreeName(context, { type: 'VirtualMachine', parent, name });
      return startMoveChecks('CheckClone_Task', moves, context, (move) =>
        checkCompatibility(cloneFacts(inventory, move, { powerOn: spec.powerOn }), tests),
      );
    },

    /** Every VM with every host, as if all VMs ran and all hosts were in service. */
    QueryVMotionCompatibilityEx_Task(_self, { vm, host }, context) {
      const { inventory } = context;
      if (vm.length === 0) throw invalidArgument('vm');
      if (host.length === 0) throw invalidArgument('host');
      const vms = vm.map((one) => inventory.demand(one));
      const hosts = host.map((one) => inventory.demand(one));
      const [only, ...others] = vms;
      return startCheck(
        {
          name: 'QueryVMotionCompatibilityEx_Task',
          entity: only && others.length === 0 ? only : ROOT_FOLDER,
          about: [...vms, ...hosts],
          check: () => {
            const known = new KnownHosts(inventory);
            return vms.flatMap((one): CheckResult[] =>
              hosts.map((destination) => {
                const move = vmotionTo(one, destination, context);
                const facts = assumedVmotionFacts(inventory, move, known);
                return checkResult(one, destination, checkCompatibility(facts));
              }),
            );
          },
        },
        context,
      );
    },
  },
});

function startMoveChecks(
  name: string,
  moves: readonly Move[],
  context: Context,
  check: (move: Move) => ReturnType<typeof checkCompatibility>,
): Ref<'Task'> {
  const [first] = moves;
  if (!first) throw new VimFault('InvalidState');
  return startCheck(
    {
      name,
      entity: first.vm,
      about: moves.flatMap(namedBy),
      check: () => moves.map((move) => checkResult(move.vm, move.destination, check(move))),
    },
    context,
  );
}
