/**
 * Datacenter.PowerOnMultiVM_Task: several VMs are powered on, each on the host it is registered on, each by
 * a task of its own under the task of the call.
 *
 * What stands against a single VM does not stop the others: it is listed in `notAttempted`.
 */
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  ClusterAttemptedVmInfo,
  ClusterNotAttemptedVmInfo,
  LocalizedMethodFault,
  OptionValue,
} from '../../../vmodl/generated/data.ts';
import { isBoxed } from '../../../vmodl/value.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import type { Context, MethodTable } from '../../method.ts';
import { datacenterOf } from '../../place.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { demandState, refuseTemplate, startPowerOn, type Vm } from '../virtual-machine/power.ts';

/** Choosing hosts takes no time where there is no choice. Ours. */
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
      finish: (task) => ({ changes: [], result: powerOnEach([...new Set(vms)], context, task) }),
    });
  },
};

/** Throws InvalidArgument for options and values that do not exist. */
function demandOption({ key, value }: OptionValue): void {
  const given = String(isBoxed(value) ? value._value : value);
  if (!OPTIONS[key]?.includes(given)) throw invalidArgument('option');
}

/** A VM in a vApp has no folder; its host tells where it is. */
function hostOrFolder(vm: Vm, { inventory }: Context) {
  return inventory.read(vm, 'runtime').host ?? vm;
}

function powerOnEach(vms: readonly Vm[], context: Context, task: RunningTask) {
  const attempted: ClusterAttemptedVmInfo[] = [];
  const notAttempted: ClusterNotAttemptedVmInfo[] = [];
  for (const vm of vms) {
    const fault = obstacle(vm, context);
    if (fault) {
      notAttempted.push(build('ClusterNotAttemptedVmInfo', { vm, fault }));
      continue;
    }
    const started = startPowerOn(vm, context, {
      name: 'PowerOnVM_Task',
      parentTaskKey: task.key,
    });
    attempted.push(build('ClusterAttemptedVmInfo', { vm, task: started }));
  }
  return build('ClusterPowerOnVmResult', { attempted, notAttempted, recommendations: [] });
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
