/**
 * `com.vmware.appliance.health`: how the appliance fares. It has what it needs, so all is green but for
 * what somebody did: a database that was stopped.
 */
import { type VapiContext, vapiService } from '../../service.ts';
import { applianceNotFound, message } from './appliance-store.ts';
import { bootMs } from './boot.ts';
import { isServiceRunning } from './monitored.ts';

/** How often health is looked at. */
const CHECK_MS = 60_000;
const DATABASE = 'vmware-vpostgres';
const ITEMS: ReadonlySet<string> = new Set([
  ...['applmgmt', 'database', 'database-storage', 'databasestorage', 'load', 'mem'],
  ...['software-packages', 'softwarepackages', 'storage', 'swap', 'system'],
]);
const GREEN = { get: () => 'green' as const };

export const health = vapiService('com.vmware.appliance.health', {
  messages({ item }, context) {
    if (!ITEMS.has(item)) throw applianceNotFound('item of health', item);
    if (item !== 'database' || isServiceRunning(context, DATABASE)) return [];
    return [{ id: '1', time: context.clock.iso(lastCheckMs(context)), message: stopped() }];
  },
});

export const healthApplmgmt = vapiService('com.vmware.appliance.health.applmgmt', GREEN);
export const healthLoad = vapiService('com.vmware.appliance.health.load', GREEN);
export const healthMem = vapiService('com.vmware.appliance.health.mem', GREEN);
export const healthStorage = vapiService('com.vmware.appliance.health.storage', GREEN);
export const healthSwap = vapiService('com.vmware.appliance.health.swap', GREEN);
/** There are no patches to be had. */
export const healthSoftwarePackages = vapiService(
  'com.vmware.appliance.health.softwarepackages',
  GREEN,
);

export const healthDatabase = vapiService('com.vmware.appliance.health.database', {
  get(_input, context) {
    if (isServiceRunning(context, DATABASE)) return { status: 'HEALTHY' as const, messages: [] };
    const message = stopped();
    return {
      status: 'UNHEALTHY' as const,
      messages: [{ severity: 'ERROR' as const, message }],
    };
  },
});

export const healthDatabaseStorage = vapiService('com.vmware.appliance.health.databasestorage', {
  /** Nobody knows it of a database that does not answer. */
  get: (_input, context) => (isServiceRunning(context, DATABASE) ? 'green' : 'gray'),
});

export const healthSystem = vapiService('com.vmware.appliance.health.system', {
  /** The worst of all. */
  get: (_input, context) => (isServiceRunning(context, DATABASE) ? 'green' : 'red'),

  lastcheck: (_input, context) => context.clock.iso(lastCheckMs(context)),
});

function lastCheckMs(context: VapiContext): number {
  const start = bootMs(context);
  return start + Math.floor((context.clock.now() - start) / CHECK_MS) * CHECK_MS;
}

function stopped() {
  return message('health.database.stopped', `Service ${DATABASE} is stopped.`, [DATABASE]);
}
