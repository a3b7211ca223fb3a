/** `com.vmware.appliance.shutdown`: see `boot.ts` for what becomes of a plan. */
import { data } from '../../../vmodl/value.ts';
import { type VapiContext, vapiService } from '../../service.ts';
import { applianceError, type Shutdown, setAppliance } from './appliance-store.ts';
import { bootMs, plannedShutdown } from './boot.ts';

const MINUTE_MS = 60_000;
/** A year: beyond it lies a mistake. */
const DELAY_MAX_MINUTES = 527_040;

export const shutdown = vapiService('com.vmware.appliance.shutdown', {
  get(_input, context) {
    const planned = plannedShutdown(context);
    if (!planned) return { action: '', reason: '' };
    const { action, reason, dueMs } = planned;
    return { action, reason, shutdown_time: context.clock.iso(dueMs) };
  },

  poweroff: (input, context) => plan('poweroff', input, context),

  reboot: (input, context) => plan('reboot', input, context),

  /** What is done cannot be cancelled; that nothing is planned is no mistake. */
  cancel: (_input, context) => {
    const restarted = bootMs(context);
    setAppliance(context, { shutdown: undefined, bootMs: restarted });
  },
});

/** The later of two plans replaces the one before. */
function plan(
  action: Shutdown['action'],
  { delay, reason }: { readonly delay: number; readonly reason: string },
  context: VapiContext,
): void {
  if (delay < 0 || delay > DELAY_MAX_MINUTES) {
    throw applianceError(
      'shutdown.delay.invalid',
      `A delay of ${delay} minutes is out of range: 0 … ${DELAY_MAX_MINUTES}.`,
      [String(delay)],
    );
  }
  setAppliance(context, {
    bootMs: bootMs(context),
    shutdown: data<Shutdown>('_ApplianceShutdown', {
      ...{ action, reason },
      dueMs: context.clock.now() + delay * MINUTE_MS,
    }),
  });
}
