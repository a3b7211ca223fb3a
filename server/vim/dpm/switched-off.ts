/**
 * DPM was switched off, by itself or with DRS: nobody would wake the hosts that sleep, so all of them are
 * woken, and those that DPM is just sending to standby stay. A host in maintenance is its owner's business.
 * Source: vSphere Resource Management.
 */
import { member } from '../../vmodl/value.ts';
import { systemContext } from '../drs/system-context.ts';
import { hasDpm } from '../facts/dpm-settings.ts';
import type { Cluster } from '../facts/drs-settings.ts';
import type { Services } from '../method.ts';
import { ENTER_STANDBY, startWaking } from '../objects/host-system/standby.ts';
import type { RunningTask } from '../tasks/tasks.ts';
import { WAKE_SECONDS } from './patience.ts';

/** Is DPM on, by a cluster's `configurationEx`? */
export function isPowerManaged(configurationEx: unknown): boolean {
  const enabled = (name: string) => member(member(configurationEx, name), 'enabled') === true;
  return enabled('drsConfig') && enabled('dpmConfigInfo');
}

/** Starts what brings a cluster's hosts back; nothing when DPM is on again, or the cluster is gone. */
export function wakeHosts(services: Services, cluster: Cluster): void {
  const { inventory } = services;
  if (!inventory.has(cluster) || hasDpm(inventory, cluster)) return;
  const context = systemContext(services, cluster);
  for (const host of inventory.read(cluster, 'host') ?? []) {
    for (const task of services.tasks.activeOn(host)) stopStandby(services, task);
    const { powerState, standbyMode, inMaintenanceMode } = inventory.read(host, 'runtime');
    const sleeps = powerState === 'standBy' && standbyMode !== 'exiting' && !inMaintenanceMode;
    if (sleeps && inventory.read(host, 'capability')?.standbySupported) {
      startWaking(host, { timeoutSec: WAKE_SECONDS, byDpm: true }, context);
    }
  }
}

function stopStandby({ inventory, tasks }: Services, { ref, ended }: RunningTask): void {
  if (ended || inventory.read(ref, 'info').descriptionId !== ENTER_STANDBY) return;
  tasks.cancel(ref);
}
