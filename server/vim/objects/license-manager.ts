/**
 * LicenseManager: licence keys, and the evaluation that runs from the day of installation.
 */

import { isoTime } from '../../clock/clock.ts';
import { assign, type Change } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { KeyValue, LicenseManagerLicenseInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { box } from '../../vmodl/value.ts';
import {
  describeLicense,
  EVALUATION_DAYS,
  EVALUATION_KEY,
  isLicenseKey,
  numberProperty,
  textProperty,
  undecodable,
} from '../catalogues/licenses.ts';
import { type Context, objectType } from '../method.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { causeOf } from '../sessions/caller.ts';

type Self = Ref<'LicenseManager'>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const licenseManager = objectType({
  type: 'LicenseManager',
  methods: {
    AddLicense: (self, { licenseKey, labels }, context) => {
      if (!isLicenseKey(licenseKey)) return undecodable(licenseKey);
      const known = licenses(context, self);
      const old = known.find((license) => license.licenseKey === licenseKey);
      if (old) return relabel(context, self, old, merge(old.labels, labels));

      const added = describeLicense(licenseKey, labels);
      const event = licenseEvent(context, 'com.vmware.license.AddLicenseEvent', licenseKey);
      store(context, self, [...known, added], [event]);
      return added;
    },

    UpdateLicense: (self, { licenseKey, labels }, context) => {
      const license = demandLicense(context, self, licenseKey);
      return relabel(context, self, license, labels ?? []);
    },

    RemoveLicense: (self, { licenseKey }, context) => {
      const license = demandLicense(context, self, licenseKey);
      if ((license.used ?? 0) > 0) throw invalidArgument('licenseKey');
      const rest = licenses(context, self).filter((each) => each !== license);
      const event = licenseEvent(context, 'com.vmware.license.RemoveLicenseEvent', licenseKey);
      store(context, self, rest, [event]);
    },

    DecodeLicense: (_self, { licenseKey }) =>
      isLicenseKey(licenseKey) ? describeLicense(licenseKey) : undecodable(licenseKey),

    UpdateLicenseLabel: (self, { licenseKey, labelKey, labelValue }, context) => {
      const license = demandLicense(context, self, licenseKey);
      const label = build('KeyValue', { key: labelKey, value: labelValue });
      relabel(context, self, license, merge(license.labels, [label]));
    },

    RemoveLicenseLabel: (self, { licenseKey, labelKey }, context) => {
      const license = demandLicense(context, self, licenseKey);
      const rest = (license.labels ?? []).filter(({ key }) => key !== labelKey);
      relabel(context, self, license, rest);
    },

    QueryLicenseUsage: (self, _args, { inventory, clock }) =>
      build('LicenseUsageInfo', {
        source: source(inventory.read(self as Ref, '_installedAt'), clock.now()),
        sourceAvailable: true,
      }),
  },
  derivations: [constant('sourceAvailable', true), constant('licensedEdition', '')],
  lives: [
    {
      type: 'LicenseManager',
      property: 'source',
      show: (_base, { self, read, nowMs }) => source(read(self, '_installedAt'), nowMs),
    },
    {
      type: 'LicenseManager',
      property: 'evaluation',
      show: (_base, { self, read, nowMs }) => evaluation(read(self, '_installedAt'), nowMs),
    },
  ],
});

function constant(property: string, value: string | boolean) {
  return { type: 'LicenseManager', property, reads: [], derive: () => value };
}

function endsAtMs(installedAt: unknown): number {
  return Date.parse(String(installedAt)) + EVALUATION_DAYS * DAY_MS;
}

function remainingMs(installedAt: unknown, nowMs: number): number {
  return Math.max(0, endsAtMs(installedAt) - nowMs);
}

function source(installedAt: unknown, nowMs: number) {
  return build('EvaluationLicenseSource', {
    remainingHours: Math.floor(remainingMs(installedAt, nowMs) / HOUR_MS),
  });
}

function evaluation(installedAt: unknown, nowMs: number) {
  const left = remainingMs(installedAt, nowMs);
  return build('LicenseManagerEvaluationInfo', {
    properties: [
      textProperty(
        'feature',
        build('KeyValue', { key: 'serialuri:2', value: 'Remote virtual Serial Port Concentrator' }),
      ),
      numberProperty('expirationHours', Math.floor(left / HOUR_MS)),
      numberProperty('expirationMinutes', Math.floor(left / MINUTE_MS)),
      textProperty('expirationDate', box('dateTime', isoTime(endsAtMs(installedAt)))),
    ],
  });
}

function licenses({ inventory }: Context, self: Self): readonly LicenseManagerLicenseInfo[] {
  return inventory.read(self, 'licenses');
}

function demandLicense(context: Context, self: Self, licenseKey: string) {
  const license = licenses(context, self).find((each) => each.licenseKey === licenseKey);
  if (!license || licenseKey === EVALUATION_KEY) throw invalidArgument('licenseKey');
  return license;
}

function relabel(
  context: Context,
  self: Self,
  license: LicenseManagerLicenseInfo,
  labels: readonly KeyValue[],
): LicenseManagerLicenseInfo {
  const { _typeName, ...members } = license;
  const changed = build('LicenseManagerLicenseInfo', {
    ...members,
    labels: labels.length > 0 ? labels : undefined,
  });
  store(
    context,
    self,
    licenses(context, self).map((each) => (each === license ? changed : each)),
  );
  return changed;
}

function merge(
  labels: readonly KeyValue[] = [],
  added: readonly KeyValue[] = [],
): readonly KeyValue[] {
  return [...new Map([...labels, ...added].map((label) => [label.key, label])).values()];
}

function store(
  context: Context,
  self: Self,
  all: readonly LicenseManagerLicenseInfo[],
  events: readonly Change[] = [],
): void {
  context.inventory.apply([assign(self, 'licenses', all), ...events], causeOf(context));
}

function licenseEvent({ events, session }: Context, eventTypeId: string, licenseKey: string) {
  return events.change({
    type: 'EventEx',
    about: ROOT_FOLDER,
    userName: session.userName,
    members: {
      eventTypeId,
      severity: 'info',
      arguments: [build('KeyAnyValue', { key: 'licenseKey', value: licenseKey })],
    },
  });
}
