/**
 * HostDateTimeSystem: clock, time zone and time servers of a host. All hosts tell the server's time.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { HostDateTimeInfo, HostDateTimeSystemTimeZone } from '../../vmodl/generated/data.ts';
import { demandHostOf, fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

const HOUR_SECONDS = 3600;

/** Name and seconds east of Greenwich; hosts themselves stay on UTC. */
const TIME_ZONES: readonly (readonly [key: string, gmtOffset: number])[] = [
  ['Africa/Cairo', 2 * HOUR_SECONDS],
  ['America/Chicago', -6 * HOUR_SECONDS],
  ['America/Los_Angeles', -8 * HOUR_SECONDS],
  ['America/New_York', -5 * HOUR_SECONDS],
  ['America/Sao_Paulo', -3 * HOUR_SECONDS],
  ['Asia/Kolkata', 5.5 * HOUR_SECONDS],
  ['Asia/Seoul', 9 * HOUR_SECONDS],
  ['Asia/Shanghai', 8 * HOUR_SECONDS],
  ['Asia/Singapore', 8 * HOUR_SECONDS],
  ['Asia/Tokyo', 9 * HOUR_SECONDS],
  ['Australia/Sydney', 10 * HOUR_SECONDS],
  ['Europe/Berlin', HOUR_SECONDS],
  ['Europe/London', 0],
  ['Europe/Moscow', 3 * HOUR_SECONDS],
  ['Europe/Paris', HOUR_SECONDS],
  ['UTC', 0],
];

export const hostDateTimeSystem = objectType({
  type: 'HostDateTimeSystem',
  methods: {
    QueryAvailableTimeZones: () => TIME_ZONES.map(([key]) => timeZone(key)),

    QueryDateTime: (_self, _args, { clock }) => clock.iso(),

    UpdateDateTimeConfig: (self, { config }, context) => {
      const { inventory } = context;
      const zone = config.timeZone;
      if (zone !== undefined && !TIME_ZONES.some(([key]) => key === zone)) {
        throw invalidArgument('config.timeZone');
      }

      const { _typeName, ...before } = inventory.read(self, 'dateTimeInfo');
      const after = build('HostDateTimeInfo', {
        ...before,
        timeZone: zone === undefined ? before.timeZone : timeZone(zone),
        ntpConfig: config.ntpConfig ?? before.ntpConfig,
        ptpConfig: config.ptpConfig ?? before.ptpConfig,
        systemClockProtocol: config.protocol ?? before.systemClockProtocol,
        enabled: config.enabled ?? before.enabled,
        disableEvents: config.disableEvents ?? before.disableEvents,
        disableFallback: config.disableFallback ?? before.disableFallback,
      });
      const host = demandHostOf(inventory, self);
      inventory.apply([assign(host, 'config.dateTimeInfo', after)], causeOf(context));
    },

    /** What is configured is known here at all times. */
    RefreshDateTimeSystem: () => {},
  },
  derivations: [fromConfig('HostDateTimeSystem', 'dateTimeInfo', 'dateTimeInfo', atUtc)],
});

function atUtc(): HostDateTimeInfo {
  return build('HostDateTimeInfo', { timeZone: timeZone('UTC') });
}

function timeZone(key: string): HostDateTimeSystemTimeZone {
  const gmtOffset = TIME_ZONES.find(([name]) => name === key)?.[1] ?? 0;
  return build('HostDateTimeSystemTimeZone', { key, name: key, description: key, gmtOffset });
}
