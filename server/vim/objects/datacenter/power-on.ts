/**
 * Datacenter.PowerOnMultiVM_Task: several VMs are powered on, each by a task of its own under the task of the
 * call. In clusters with DRS, DRS names the hosts, or recommends some and waits; elsewhere each VM starts where
 * it is registered.
 *
 * What stands against a single VM does not stop the others: it is listed in `notAttempted`.
 */
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { LocalizedMethodFault, OptionValue } from '../../../vmodl/generated/data.ts';
import type { DrsBehavior } from '../../../vmodl/generated/enums.ts';
import { isBoxed } from '../../../vmodl/value.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { PowerOnSession } from '../../drs/power-on.ts';
import type { Context, MethodTable } from '../../method.ts';
import { datacenterOf } from '../../place.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { demandState, refuseTemplate, type Vm } from '../virtual-machine/power.ts';

/** How long choosing hosts takes. Ours. */
const PLACE_MS = 100;

/** Options of a power-on session and the values they take. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  OverrideAutomationLevel: ['fullyAutomated', 'partiallyAutomated', 'manual'],
  ReserveResources: ['true', 'false'],
};

export const powerOnMethods: MethodTable<'Datacenter'> = {
  PowerOnMultiVM_Task(self, { vm, option }, context) {
    const { inventory } = context;
    for (const one of option ?? []) demandOption(one);
    const vms = vm.map((ref) => inventory.demand(ref));
    for (const one of vms) {
      if (datacenterOf(inventory, hostOrFolder(one, context)) !== self) throw invalidArgument('vm');
    }
    demandPrivilege(context, 'VirtualMachine.Interact.PowerOn', ...vms);
    return context.tasks.start(context, {
      entity: self,
      name: 'PowerOnMultiVM_Task',
      durationMs: PLACE_MS,
      finish: (task) => powerOnEach([...new Set(vms)], option ?? [], context, task),
    });
  },
};

/** Throws InvalidArgument for options and values that do not exist. */
function demandOption(option: OptionValue): void {
  if (!OPTIONS[option.key]?.includes(textOf(option))) throw invalidArgument('option');
}

/** A VM in a vApp has no folder; its host tells where it is. */
function hostOrFolder(vm: Vm, { inventory }: Context) {
  return inventory.read(vm, 'runtime').host ?? vm;
}

function powerOnEach(
  vms: readonly Vm[],
  option: readonly OptionValue[],
  context: Context,
  task: RunningTask,
) {
  const session = new PowerOnSession(context, {
    behavior: optionValue(option, 'OverrideAutomationLevel') as DrsBehavior | undefined,
    reserves: optionValue(option, 'ReserveResources') === 'true',
    parentTaskKey: task.key,
  });
  for (const vm of vms) {
    const fault = obstacle(vm, context);
    if (fault) session.refuse(vm, fault);
    else session.add(vm);
  }
  const { attempted, notAttempted, recommendations } = session;
  return {
    changes: session.changes(),
    result: build('ClusterPowerOnVmResult', { attempted, notAttempted, recommendations }),
  };
}

function optionValue(options: readonly OptionValue[], key: string): string | undefined {
  const option = options.findLast((one) => one.key === key);
  return option && textOf(option);
}

function textOf({ value }: OptionValue): string {
  return String(isBoxed(value) ? value._value : value);
}

/** Why it makes no sense to begin. */
function obstacle(vm: Vm, context: Context): LocalizedMethodFault | undefined {
  try {
    context.inventory.demand(vm);
    refuseTemplate(vm, context);
    demandState(vm, context, ['poweredOff', 'suspended'], 'poweredOn');
    return undefined;
  } catch (error) {
    if (error instanceof VimFault) return error.toLocalizedMethodFault() as LocalizedMethodFault;
    throw error;
  }
}
