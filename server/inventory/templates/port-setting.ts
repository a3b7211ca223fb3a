/**
 * The settings of a port on a distributed switch with a vCenter's defaults.
 */
import { build } from '../../vmodl/build.ts';
import type {
  VMwareDVSPortSetting,
  VmwareDistributedVirtualSwitchVlanSpec,
} from '../../vmodl/generated/data.ts';
import type { Shelf } from './shelf.ts';

const TRUNK_LAST = 4094;
const NOT_INHERITED = { inherited: false } as const;

function bool(value: boolean) {
  return build('BoolPolicy', { ...NOT_INHERITED, value });
}

function vlanSpec(vlan: number | 'trunk'): VmwareDistributedVirtualSwitchVlanSpec {
  return vlan === 'trunk'
    ? build('VmwareDistributedVirtualSwitchTrunkVlanSpec', {
        ...NOT_INHERITED,
        vlanId: [build('NumericRange', { start: 0, end: TRUNK_LAST })],
      })
    : build('VmwareDistributedVirtualSwitchVlanIdSpec', { ...NOT_INHERITED, vlanId: vlan });
}

export function portSetting(
  vlan: number | 'trunk',
  uplinks: readonly string[],
  shelf: Shelf,
): VMwareDVSPortSetting {
  const shaping = build('DVSTrafficShapingPolicy', {
    ...NOT_INHERITED,
    enabled: bool(false),
    averageBandwidth: build('LongPolicy', { ...NOT_INHERITED, value: 100_000_000 }),
    peakBandwidth: build('LongPolicy', { ...NOT_INHERITED, value: 100_000_000 }),
    burstSize: build('LongPolicy', { ...NOT_INHERITED, value: 104_857_600 }),
  });
  return shelf.keep(`dvs:port:${vlan}:${uplinks.length}`, () =>
    build('VMwareDVSPortSetting', {
      blocked: bool(false),
      vmDirectPathGen2Allowed: bool(false),
      inShapingPolicy: shaping,
      outShapingPolicy: shaping,
      vendorSpecificConfig: build('DVSVendorSpecificConfig', { ...NOT_INHERITED, keyValue: [] }),
      networkResourcePoolKey: build('StringPolicy', { ...NOT_INHERITED, value: '-1' }),
      filterPolicy: build('DvsFilterPolicy', { ...NOT_INHERITED, filterConfig: [] }),
      vlan: vlanSpec(vlan),
      qosTag: build('IntPolicy', { ...NOT_INHERITED, value: -1 }),
      uplinkTeamingPolicy: teaming(uplinks),
      securityPolicy: build('DVSSecurityPolicy', {
        ...NOT_INHERITED,
        allowPromiscuous: bool(false),
        macChanges: bool(false),
        forgedTransmits: bool(false),
      }),
      ipfixEnabled: bool(false),
      txUplink: bool(false),
      lacpPolicy: build('VMwareUplinkLacpPolicy', {
        ...NOT_INHERITED,
        enable: bool(false),
        mode: build('StringPolicy', { ...NOT_INHERITED, value: 'passive' }),
      }),
      macManagementPolicy: build('DVSMacManagementPolicy', {
        ...NOT_INHERITED,
        allowPromiscuous: false,
        macChanges: false,
        forgedTransmits: false,
        macLearningPolicy: build('DVSMacLearningPolicy', {
          ...NOT_INHERITED,
          enabled: false,
          allowUnicastFlooding: true,
          limit: 4096,
          limitPolicy: 'DROP',
        }),
      }),
    }),
  );
}

function teaming(uplinks: readonly string[]) {
  const text = (value: string) => build('StringPolicy', { ...NOT_INHERITED, value });
  return build('VmwareUplinkPortTeamingPolicy', {
    ...NOT_INHERITED,
    policy: text('loadbalance_srcid'),
    reversePolicy: bool(true),
    notifySwitches: bool(true),
    rollingOrder: bool(false),
    failureCriteria: build('DVSFailureCriteria', {
      ...NOT_INHERITED,
      checkSpeed: text('minimum'),
      speed: build('IntPolicy', { ...NOT_INHERITED, value: 10 }),
      checkDuplex: bool(false),
      fullDuplex: bool(false),
      checkErrorPercent: bool(false),
      percentage: build('IntPolicy', { ...NOT_INHERITED, value: 0 }),
      checkBeacon: bool(false),
    }),
    uplinkPortOrder: build('VMwareUplinkPortOrderPolicy', {
      ...NOT_INHERITED,
      activeUplinkPort: uplinks,
      standbyUplinkPort: [],
    }),
  });
}
