/**
 * Power operations of a VM: on, off, suspend, reset.
 *
 * A VM which is in the wrong state makes the task fail, as in vCenter; a template is refused at once.
 * Powering on is admitted by the host first, then by the pool chain.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { VirtualMachineRuntimeInfo } from '../../../vmodl/generated/data.ts';
import type { VirtualMachinePowerState } from '../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { data, member } from '../../../vmodl/value.ts';
import { automaticPlace } from '../../drs/automatic-place.ts';
import type { PlaceWait } from '../../drs/place-wait.ts';
import { admitVm } from '../../facts/admission.ts';
import type { Context, MethodTable } from '../../method.ts';
import { countOperation } from '../../operation-counts.ts';
import type { TaskDescription } from '../../tasks/tasks.ts';
import { demandFileRoom } from './file-room.ts';
import { guestStopped, startGuest } from './guest-state.ts';
import { warningCleared } from './migration-warning.ts';
import { replugged } from './plugs.ts';

export type Vm = Ref<'VirtualMachine'>;

/** How long each takes on an idle host, ms of virtual time. Ours. */
const POWER_ON_MS = 800;
const POWER_OFF_MS = 500;
const SUSPEND_MS = 2_000;
const RESET_MS = 300;

export const powerMethods: MethodTable<'VirtualMachine'> = {
  PowerOnVM_Task(self, args, context) {
    refuseTemplate(self, context);
    const host = args.host && chosenHost(self, args.host, context);
    const place = host ? undefined : () => automaticPlace(context, self);
    return startPowerOn(self, context, { name: 'PowerOnVM_Task', host, place });
  },

  PowerOffVM_Task(self, _args, context) {
    refuseTemplate(self, context);
    return context.tasks.start(context, {
      entity: self,
      name: 'PowerOffVM_Task',
      durationMs: POWER_OFF_MS,
      begin: (task) => {
        refuseMigrating(self, context);
        return [event(context, 'VmStoppingEvent', self, task.chainId)];
      },
      finish: (task) => {
        demandState(self, context, ['poweredOn', 'suspended'], 'poweredOff');
        return {
          changes: [
            ...poweredOff(self, context),
            event(context, 'VmPoweredOffEvent', self, task.chainId),
            ...countOperation(context, self, 'numPoweroff'),
          ],
        };
      },
      failed: (fault, task) => [
        event(context, 'VmFailedToPowerOffEvent', self, task.chainId, {
          reason: fault.toLocalizedMethodFault(),
        }),
      ],
    });
  },

  SuspendVM_Task(self, _args, context) {
    refuseTemplate(self, context);
    return suspend(self, context, 'SuspendVM_Task');
  },

  ResetVM_Task(self, _args, context) {
    refuseTemplate(self, context);
    return context.tasks.start(context, {
      entity: self,
      name: 'ResetVM_Task',
      durationMs: RESET_MS,
      begin: (task) => {
        refuseMigrating(self, context);
        return [event(context, 'VmResettingEvent', self, task.chainId)];
      },
      finish: () => {
        demandState(self, context, ['poweredOn'], 'poweredOn');
        startGuest(self, context);
        return {
          changes: [
            assign(self, 'runtime.bootTime', context.clock.iso()),
            ...guestStopped(self, context),
            ...warningCleared(context, self),
            ...countOperation(context, self, 'numReset'),
          ],
        };
      },
      failed: (fault, task) => [
        event(context, 'VmFailedToResetEvent', self, task.chainId, {
          reason: fault.toLocalizedMethodFault(),
        }),
      ],
    });
  },
};

/**
 * Powers a VM on: on that host, on the one that DRS names when the task begins, or on the one it is
 * registered on.
 */
export function startPowerOn(
  self: Vm,
  context: Context,
  how: Pick<TaskDescription, 'name' | 'descriptionId' | 'parentTaskKey' | 'reason'> & {
    readonly host?: Ref<'HostSystem'> | undefined;
    /** Throws the fault for which there is no place. */
    readonly place?: (() => Ref<'HostSystem'> | PlaceWait | undefined) | undefined;
  },
): Ref<'Task'> {
  const { host, place, ...description } = how;
  let placed: Ref<'HostSystem'> | undefined;
  let wait: PlaceWait | undefined;
  const settle = (on: Ref<'HostSystem'>) => {
    placed = on;
    context.drs.starts(self, on);
  };
  return context.tasks.start(context, {
    ...description,
    entity: self,
    durationMs: POWER_ON_MS,
    begin: (task) => {
      refuseMigrating(self, context);
      const found = place?.();
      if (found && 'begin' in found) wait = found;
      else if (found) settle(found);
      return [event(context, 'VmStartingEvent', self, task.chainId)];
    },
    waits: (go) => {
      if (!wait) return go();
      wait.begin((outcome) => {
        if (outcome instanceof VimFault) return go(outcome);
        settle(outcome);
        go();
      });
    },
    finish: (task) => {
      demandState(self, context, ['poweredOff', 'suspended'], 'poweredOn');
      const on = placed ?? host ?? context.inventory.read(self, 'runtime').host;
      if (!on) throw new VimFault('InvalidState');
      admitVm(context.inventory, self, context.inventory.demand(on));
      startGuest(self, context);
      context.drs.started(self);
      return {
        changes: [
          ...poweredOn(self, on, context),
          event(context, placed ? 'DrsVmPoweredOnEvent' : 'VmPoweredOnEvent', self, task.chainId),
          ...countOperation(context, on, 'numPoweron'),
        ],
      };
    },
    failed: (fault, task) => {
      context.drs.started(self);
      return [
        event(context, 'VmFailedToPowerOnEvent', self, task.chainId, {
          reason: fault.toLocalizedMethodFault(),
        }),
      ];
    },
  });
}

/** Suspends a running VM; a guest's own standby ends here too. */
export function suspend(self: Vm, context: Context, name: string): Ref<'Task'> {
  return context.tasks.start(context, {
    entity: self,
    name,
    descriptionId: 'VirtualMachine.suspend',
    durationMs: SUSPEND_MS,
    begin: (task) => {
      refuseMigrating(self, context);
      return [event(context, 'VmSuspendingEvent', self, task.chainId)];
    },
    finish: (task) => {
      demandState(self, context, ['poweredOn'], 'suspended');
      const runtime = context.inventory.read(self, 'runtime');
      demandFileRoom(self, { runtime: { ...runtime, powerState: 'suspended' } }, context);
      return {
        changes: [
          ...runtimeChanges(self, context, {
            powerState: 'suspended',
            suspendTime: context.clock.iso(),
            bootTime: undefined,
          }),
          ...guestStopped(self, context),
          event(context, 'VmSuspendedEvent', self, task.chainId),
          ...countOperation(context, self, 'numSuspend'),
        ],
      };
    },
    failed: (fault, task) => [
      event(context, 'VmFailedToSuspendEvent', self, task.chainId, {
        reason: fault.toLocalizedMethodFault(),
      }),
    ],
  });
}

export function poweredOff(self: Vm, context: Context): Change[] {
  return [
    ...runtimeChanges(self, context, {
      powerState: 'poweredOff',
      cleanPowerOff: true,
      toolsInstallerMounted: false,
      bootTime: undefined,
      suspendTime: undefined,
      suspendInterval: 0,
    }),
    ...replugged(self, false, context),
    ...guestStopped(self, context),
    ...warningCleared(context, self),
  ];
}

/** Running there from now on; `admitVm` has agreed. */
export function poweredOn(self: Vm, host: Ref<'HostSystem'>, context: Context): Change[] {
  return [
    ...runtimeChanges(self, context, {
      host,
      powerState: 'poweredOn',
      bootTime: context.clock.iso(),
      suspendTime: undefined,
      cleanPowerOff: false,
    }),
    ...replugged(self, true, context),
  ];
}

/** One assignment of `runtime` with some members replaced; undefined unsets a member. */
function runtimeChanges(
  self: Vm,
  context: Context,
  members: Partial<VirtualMachineRuntimeInfo>,
): Change[] {
  const runtime = context.inventory.read(self, 'runtime');
  return [assign(self, 'runtime', data(runtime._typeName, { ...runtime, ...members }))];
}

/** The state a VM must be in, else the task fails with InvalidPowerState. */
export function demandState(
  self: Vm,
  context: Context,
  allowed: readonly VirtualMachinePowerState[],
  requestedState: VirtualMachinePowerState,
): void {
  const { powerState: existingState, connectionState } = context.inventory.read(self, 'runtime');
  if (connectionState !== 'connected') throw new VimFault('InvalidState');
  refuseMigrating(self, context);
  if (allowed.includes(existingState)) return;
  throw new VimFault('InvalidPowerState', { requestedState, existingState });
}

/** Throws TaskInProgress while the VM is on its way to another host or datastore. */
function refuseMigrating(self: Vm, { inventory }: Context): void {
  const migration = inventory.read(self as Ref, '_migration');
  if (migration) throw new VimFault('TaskInProgress', { task: member(migration, 'task') });
}

export function refuseTemplate(self: Vm, context: Context): void {
  if (context.inventory.read(self, 'config')?.template) throw new VimFault('NotSupported');
}

/** A host named for power-on must be one of the VM's compute resource. */
function chosenHost(self: Vm, host: Ref<'HostSystem'>, context: Context): Ref<'HostSystem'> {
  const { inventory } = context;
  const wanted = inventory.demand(host);
  const current = inventory.read(self, 'runtime').host;
  if (current && inventory.read(wanted, 'parent') !== inventory.read(current, 'parent')) {
    throw invalidArgument('host');
  }
  return wanted;
}

export function event(
  context: Context,
  type: string,
  about: Vm,
  chainId: number,
  members: Readonly<Record<string, unknown>> = {},
): Change {
  const template = context.inventory.read(about, 'config')?.template ?? false;
  return context.events.change({
    type,
    about,
    chainId,
    members: { template, ...members },
    userName: context.session?.userName,
  });
}
