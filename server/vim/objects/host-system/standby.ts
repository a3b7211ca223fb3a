/**
 * Standby: a host that is switched off to save power, and woken when it is needed.
 *
 * Going down, it waits like a host that enters maintenance mode until nothing runs on it; meanwhile its internal
 * property `_enteringStandby` is true. Asleep, it does not answer, yet vCenter knows why; VMs which do not
 * run stay registered with it. `_wakeFailed` is true after it did not wake up.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { HostRuntimeInfo } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { data } from '../../../vmodl/value.ts';
import type { Context, MethodTable } from '../../method.ts';
import { type Host, hostEvent } from './host-event.ts';
import { hasFailed } from './host-failure-state.ts';
import { type Evacuation, evacuateIdleVms } from './idle-evacuation.ts';
import { type Leave, LeavingHost, noLongerEnteringStandby } from './leaving-host.ts';
import { updateIpmi } from './standby-ipmi.ts';
import { wakeProblem } from './standby-wake.ts';

/** From the last VM gone to no more heartbeats, and from the wake-up call to the first one. Ours. */
const SHUT_DOWN_MS = 60_000;
const BOOT_MS = 180_000;
const MS_PER_S = 1_000;

/** What a host's task is called when DPM sends it to sleep. */
export const ENTER_STANDBY = 'Drm.EnterStandbyLRO';

export interface PowerWish {
  /** Not positive: no limit. */
  readonly timeoutSec: number;
  /** DPM wants it: events and the task say so. */
  readonly byDpm?: boolean | undefined;
}

export const standbyMethods: MethodTable<'HostSystem'> = {
  PowerDownHostToStandBy_Task: (self, args, context) => startStandby(self, args, context),
  PowerUpHostFromStandBy_Task: (self, args, context) => startWaking(self, args, context),
  UpdateIpmi: (self, { ipmiInfo }, context) => updateIpmi(self, ipmiInfo, context),
};

/** Sends a host to sleep once its VMs have left. Throws NotSupported for one that cannot. */
export function startStandby(
  self: Host,
  wish: PowerWish & { readonly evacuatePoweredOffVms?: boolean | undefined },
  context: Context,
): Ref<'Task'> {
  demandStandbySupport(self, context);
  const task = context.tasks.create(context, {
    entity: self,
    ...(wish.byDpm ? { descriptionId: ENTER_STANDBY } : { name: 'PowerDownHostToStandBy_Task' }),
    cancelable: true,
  });
  const leaving = new LeavingHost(self, context, task, leaveOf(self, wish, context));
  task.cancelable(() => leaving.cancel());
  context.clock.after(0, () => leaving.begin(wish.timeoutSec * MS_PER_S));
  return task.ref;
}

/** Wakes a host up. Throws NotSupported for one that cannot be in standby. */
export function startWaking(self: Host, wish: PowerWish, context: Context): Ref<'Task'> {
  demandStandbySupport(self, context);
  const patienceMs = wish.timeoutSec > 0 ? wish.timeoutSec * MS_PER_S : Number.POSITIVE_INFINITY;
  let begun = false;
  return context.tasks.start(context, {
    entity: self,
    ...(wish.byDpm
      ? { descriptionId: 'Drm.ExitStandbyLRO' }
      : { name: 'PowerUpHostFromStandBy_Task' }),
    durationMs: Math.min(BOOT_MS, patienceMs),
    begin: (task) => {
      const { powerState, standbyMode } = context.inventory.read(self, 'runtime');
      if (powerState !== 'standBy' || standbyMode === 'exiting') throw new VimFault('InvalidState');
      begun = true;
      return [
        assign(self, 'runtime.standbyMode', 'exiting'),
        standbyEvent('ExitingStandbyModeEvent', self, wish, task.chainId, context),
      ];
    },
    finish: (task) => {
      if (!context.inventory.has(self)) throw new VimFault('ManagedObjectNotFound', { obj: self });
      const problem = wakeProblem(context.inventory, self);
      if (problem) throw problem;
      if (patienceMs < BOOT_MS) throw new VimFault('Timedout');
      if (hasFailed(context.inventory, self)) throw new VimFault('HostPowerOpFailed');
      return {
        changes: [
          ...awake(self, context),
          standbyEvent('ExitedStandbyModeEvent', self, wish, task.chainId, context),
        ],
      };
    },
    failed: (_fault, task) => {
      if (!begun || !context.inventory.has(self)) return [];
      return [
        assign(self, 'runtime.standbyMode', 'in'),
        assign(self, '_wakeFailed', true),
        standbyEvent('ExitStandbyModeFailedEvent', self, wish, task.chainId, context),
      ];
    },
  });
}

function leaveOf(
  host: Host,
  wish: PowerWish & { readonly evacuatePoweredOffVms?: boolean | undefined },
  context: Context,
): Leave {
  const { inventory } = context;
  let evacuation: Evacuation | undefined;
  return {
    events: {
      begun: eventType('EnteringStandbyModeEvent', wish),
      done: eventType('EnteredStandbyModeEvent', wish),
    },
    changeOverMs: SHUT_DOWN_MS,
    mustLeave: (vm) => evacuation?.mustLeave(vm) ?? false,
    refusal: () => {
      const { connectionState, powerState } = inventory.read(host, 'runtime');
      const isUp = connectionState === 'connected' && powerState === 'poweredOn';
      return isUp ? wakeProblem(inventory, host) : new VimFault('InvalidState');
    },
    begun: () => [
      assign(host, '_enteringStandby', true),
      assign(host, 'runtime.standbyMode', 'entering'),
    ],
    begin: () => {
      if (wish.evacuatePoweredOffVms) evacuation = evacuateIdleVms(host, context);
    },
    done: () => [
      assign(host, '_enteringStandby', undefined),
      ...runtimeChanges(host, context, {
        powerState: 'standBy',
        standbyMode: 'in',
        connectionState: 'notResponding',
        bootTime: undefined,
      }),
    ],
    undone: () => noLongerEnteringStandby(host),
  };
}

/** The host has booted: it answers, and runs nothing yet. */
function awake(host: Host, context: Context): Change[] {
  return [
    assign(host, '_wakeFailed', undefined),
    ...runtimeChanges(host, context, {
      powerState: 'poweredOn',
      standbyMode: 'none',
      connectionState: 'connected',
      bootTime: context.clock.iso(),
    }),
  ];
}

/** One assignment of `runtime` with some members replaced; undefined unsets a member. */
export function runtimeChanges(
  host: Host,
  { inventory }: Pick<Context, 'inventory'>,
  members: Partial<HostRuntimeInfo>,
): Change[] {
  const runtime = inventory.read(host, 'runtime');
  return [assign(host, 'runtime', data(runtime._typeName, { ...runtime, ...members }))];
}

function demandStandbySupport(host: Host, { inventory }: Context): void {
  if (!inventory.read(host, 'capability')?.standbySupported) throw new VimFault('NotSupported');
}

function standbyEvent(
  type: string,
  host: Host,
  wish: PowerWish,
  chainId: number,
  context: Context,
): Change {
  return hostEvent(context, eventType(type, wish), host, chainId);
}

function eventType(type: string, { byDpm }: PowerWish): string {
  return byDpm ? `Drs${type}` : type;
}
