/**
 * ReconfigVM_Task: settings, sizes, allocations and devices of a VM, all of them or none.
 *
 * Numbers and names that make no sense, and rights the caller lacks, are refused at once. What the state
 * of the VM, its host, pools and datastores has against it ends the task in error.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type {
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
} from '../../../vmodl/generated/data.ts';
import { deepEqual, member } from '../../../vmodl/value.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { demandFreeName, entityName } from '../../entity-names.ts';
import { hardwareVersionMax } from '../../facts/host-abilities.ts';
import type { Context, MethodTable } from '../../method.ts';
import { countOperation } from '../../operation-counts.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { bootOptionsAfter } from './boot-order.ts';
import { changesInWords } from './config-changes.ts';
import { nextVersion } from './config-version.ts';
import { demandDeviceRights, withDevices } from './devices/reconfigure-devices.ts';
import { event, type Vm } from './power.ts';
import { demandRoom, runtimeSizes } from './reconfigure-resources.ts';
import {
  changesNeedingOff,
  refuseUnknown,
  rightsFor,
  withSettings,
} from './reconfigure-settings.ts';
import { demandPluggable, demandSaneSizes, withSizes } from './reconfigure-size.ts';
import { upgradePlanAfter } from './upgrade-plan.ts';

type Spec = VirtualMachineConfigSpec;
type Config = VirtualMachineConfigInfo;

/** How long it takes, ms of virtual time. Ours. */
const RECONFIGURE_MS = 300;

export const reconfigureMethods: MethodTable<'VirtualMachine'> = {
  ReconfigVM_Task(self, { spec }, context) {
    const config = configOf(self, context);
    refuseUnknown(spec, config);
    demandSaneSizes(spec, config);
    const name = spec.name === undefined ? undefined : entityName(spec.name, self);
    for (const right of rightsFor(spec)) demandPrivilege(context, right, self);
    demandDeviceRights(self, spec, context);
    return context.tasks.start(context, {
      entity: self,
      name: 'ReconfigVM_Task',
      durationMs: RECONFIGURE_MS,
      finish: (task) => ({ changes: reconfigured(self, { ...spec, name }, context, task) }),
    });
  },
};

function configOf(self: Vm, { inventory }: Context): Config {
  const config = inventory.read(self, 'config');
  if (!config) throw new VimFault('InvalidState');
  return config;
}

function reconfigured(
  self: Vm,
  spec: Spec,
  context: Context,
  task: RunningTask,
): readonly Change[] {
  const { inventory } = context;
  const before = configOf(self, context);
  demandReady(self, spec, before, context);
  const device = withDevices(self, spec, before, context);
  const plain = withSettings(spec, before);
  const sized = withSizes(spec, plain);
  const name = spec.name ?? before.name;
  const after: Config = {
    ...sized,
    name,
    hardware: { ...sized.hardware, device: device.devices },
    bootOptions: bootOptionsAfter(spec, sized.bootOptions, device),
    scheduledHardwareUpgradeInfo: upgradePlanAfter(spec, before, newestVersion(self, context)),
    ...nextVersion(context),
  };
  if (name !== before.name) {
    const parent = inventory.read(self, 'parent');
    if (parent) demandFreeName(context, { type: self.type, parent, name, self });
  }
  if (!deepEqual(sizesOf(before), sizesOf(after))) demandRoom(self, after, context);
  const named = name === before.name ? [] : [renamed(self, before.name, name, context, task)];
  return [
    assign(self, 'config', after),
    ...runtimeSizes(self, after, context),
    ...device.changes,
    ...named,
    event(context, 'VmReconfiguredEvent', self, task.chainId, {
      configSpec: spec,
      configChanges: changesInWords('config', before, after),
    }),
    ...countOperation(context, self, 'numReconfigure'),
  ];
}

/** Of virtual hardware that the VM's host runs. */
function newestVersion(self: Vm, { inventory }: Context): number {
  const { host } = inventory.read(self, 'runtime');
  return hardwareVersionMax(host && inventory.read(host, 'config'));
}

function renamed(
  self: Vm,
  oldName: string,
  newName: string,
  context: Context,
  task: RunningTask,
): Change {
  return event(context, 'VmRenamedEvent', self, task.chainId, { oldName, newName });
}

/** Throws what stands against any change of the VM now. */
function demandReady(self: Vm, spec: Spec, config: Config, { inventory }: Context): void {
  const { connectionState, powerState: existingState } = inventory.read(self, 'runtime');
  if (connectionState !== 'connected') throw new VimFault('InvalidState');
  const migration = inventory.read(self, '_migration');
  if (migration) throw new VimFault('TaskInProgress', { task: member(migration, 'task') });
  if (spec.changeVersion !== undefined && spec.changeVersion !== config.changeVersion) {
    throw new VimFault('ConcurrentAccess');
  }
  if (existingState !== 'poweredOff' && changesNeedingOff(spec, config)) {
    throw new VimFault('InvalidPowerState', { requestedState: 'poweredOff', existingState });
  }
  demandPluggable(spec, config, existingState);
}

function sizesOf({ hardware, cpuAllocation, memoryAllocation }: Config): unknown {
  return [hardware.numCPU, hardware.memoryMB, cpuAllocation, memoryAllocation];
}
