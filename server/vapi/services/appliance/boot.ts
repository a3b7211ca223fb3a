/**
 * Since when the appliance runs, and what is planned to end that.
 *
 * A planned reboot or power-off never ends the server. When it is due on the virtual clock it has been
 * done, as a client sees it that comes back afterwards: nothing is planned any more, the uptime counts from
 * then, services are as their startup types say, the shell is closed. A power-off is done and undone at
 * once, for there is nobody who would switch the machine on. Sessions stay.
 */
import type { Ref } from '../../../vmodl/reference.ts';
import { reference } from '../../../vmodl/reference.ts';
import type { VapiContext } from '../../service.ts';
import { applianceOf, type Shutdown } from './appliance-store.ts';

type Reader = Pick<VapiContext, 'inventory' | 'clock'>;

const LICENSES: Ref = reference('LicenseManager', 'LicenseManager');

/** When the server was set up, virtual ms. */
export function installedMs({ inventory }: Reader): number {
  return Date.parse(String(inventory.read(LICENSES, '_installedAt')));
}

/** When the appliance started for the last time, virtual ms. */
export function bootMs(context: Reader): number {
  const { shutdown, bootMs: restarted } = applianceOf(context.inventory);
  const now = context.clock.now();
  const starts = [installedMs(context), restarted, shutdown?.dueMs];
  return Math.max(...starts.filter((ms): ms is number => ms !== undefined && ms <= now));
}

/** The shutdown that is planned and not yet due. */
export function plannedShutdown({ inventory, clock }: Reader): Shutdown | undefined {
  const { shutdown } = applianceOf(inventory);
  return shutdown && shutdown.dueMs > clock.now() ? shutdown : undefined;
}
