/** `com.vmware.appliance.system`: version, time, uptime, disks, FIPS. */

import { SERVICE_INSTANCE } from '../../../vim/service/service-content.ts';
import type { AboutInfo } from '../../../vmodl/generated/data.ts';
import { vapiService } from '../../service.ts';
import {
  applianceOf,
  demandAdministrator,
  invalid,
  message,
  setAppliance,
} from './appliance-store.ts';
import { bootMs, installedMs } from './boot.ts';

const TYPE = 'vCenter Server with an embedded Platform Services Controller';
const UTC = 'UTC';

/** The disks of an appliance, in their order, and what lies on each. */
const PARTITIONS: readonly (readonly [name: string, text: string])[] = [
  ['root', 'Boot and root'],
  ['lifecycle', 'Lifecycle Manager, staged updates'],
  ['swap', 'Swap'],
  ['core', 'Core dumps'],
  ['log', 'Logs'],
  ['db', 'Database'],
  ['dblog', 'Logs of the database'],
  ['seat', 'Statistics, events, alarms and tasks'],
  ['netdump', 'Core dumps of hosts'],
  ['autodeploy', 'Auto Deploy'],
  ['imagebuilder', 'Image Builder'],
  ['updatemgr', 'Update Manager'],
  ['archive', 'Archive of the database'],
  ['vtsdb', 'Database of time series'],
  ['vtsdblog', 'Logs of the database of time series'],
];

export const version = vapiService('com.vmware.appliance.system.version', {
  /** As `about` has it; an appliance that has not been patched has no summary and date of a patch. */
  get(_input, context) {
    const about = context.inventory.readPath(SERVICE_INSTANCE, 'content.about') as AboutInfo;
    return {
      version: `${about.version}.${about.patchLevel ?? '00000'}`,
      product: about.name,
      build: about.build,
      type: TYPE,
      summary: '',
      releasedate: '',
      install_time: context.clock.iso(installedMs(context)),
    };
  },
});

export const uptime = vapiService('com.vmware.appliance.system.uptime', {
  /** Seconds. */
  get: (_input, context) => Math.round(context.clock.now() - bootMs(context)) / 1000,
});

export const time = vapiService('com.vmware.appliance.system.time', {
  /** `Wed 11-23-2022`, `08:30:07 PM`, in the time zone that is set. */
  get(_input, { inventory, clock }) {
    const ms = clock.now();
    const zone = applianceOf(inventory).timeZone ?? UTC;
    const part = partsOf(ms, zone);
    return {
      seconds_since_epoch: ms / 1000,
      date: `${part('weekday')} ${part('month')}-${part('day')}-${part('year')}`,
      time: `${part('hour')}:${part('minute')}:${part('second')} ${part('dayPeriod')}`,
      timezone: part('timeZoneName'),
    };
  },
});

export const timeZone = vapiService('com.vmware.appliance.system.time.timezone', {
  get: (_input, { inventory }) => applianceOf(inventory).timeZone ?? UTC,

  set({ name }, context) {
    if (!isTimeZone(name)) {
      throw invalid('timezone.invalid', `There is no time zone '${name}'.`, [name]);
    }
    setAppliance(context, { timeZone: name });
  },
});

export const storage = vapiService('com.vmware.appliance.system.storage', {
  list: () =>
    PARTITIONS.map(([partition, text], index) => ({
      disk: String(index + 1),
      partition,
      description: message(`storage.${partition}`, text),
    })),

  /** Partitions grow with their disks, and these have not grown. */
  resize: (_input, context) => demandAdministrator(context),

  resize_ex(_input, context) {
    demandAdministrator(context);
    return {};
  },
});

export const globalFips = vapiService('com.vmware.appliance.system.security.global_fips', {
  get: (_input, { inventory }) => ({ enabled: applianceOf(inventory).fips ?? false }),

  /** A change makes the appliance start anew at once. */
  update({ spec: { enabled } }, context) {
    const before = applianceOf(context.inventory).fips ?? false;
    const isSame = enabled === undefined || enabled === before;
    if (isSame) demandAdministrator(context);
    else setAppliance(context, { fips: enabled, bootMs: context.clock.now() });
  },
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

type Part = Intl.DateTimeFormatPartTypes;

function partsOf(ms: number, zone: string): (type: Part) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: true },
    ...{ timeZone: zone, timeZoneName: 'short' },
  });
  const parts = format.formatToParts(ms);
  return (type) => parts.find((part) => part.type === type)?.value ?? '';
}
