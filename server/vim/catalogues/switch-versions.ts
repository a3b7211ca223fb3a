/**
 * Versions of VMware's distributed switch, newest first: which hosts may join them and what they do.
 */

import { SWITCH_VERSIONS } from '../../inventory/templates/switch-features.ts';
import { build } from '../../vmodl/build.ts';
import type {
  DistributedVirtualSwitchHostProductSpec,
  DistributedVirtualSwitchProductSpec,
} from '../../vmodl/generated/data.ts';

/** Versions of ESXi which may join, each written as the oldest that is accepted. */
const HOST_VERSIONS: readonly string[] = [
  '8.0.3+',
  '8.0.0+',
  '7.0.3+',
  '7.0.2+',
  '7.0.0+',
  '6.7.0+',
  '6.5.0+',
];

const SWITCH_VENDOR = 'VMware, Inc.';
/** Class of all switches that forward by ESXi's own means. */
const FORWARDING_CLASS = 'etherswitch';

export function availableSwitchVersions(): readonly DistributedVirtualSwitchProductSpec[] {
  return SWITCH_VERSIONS.map((version) =>
    build('DistributedVirtualSwitchProductSpec', {
      name: 'DVS',
      vendor: SWITCH_VENDOR,
      version,
      forwardingClass: FORWARDING_CLASS,
    }),
  );
}

/** Hosts as old as the switch or newer. */
export function hostSpecsFor(version: string): readonly DistributedVirtualSwitchHostProductSpec[] {
  const index = SWITCH_VERSIONS.indexOf(version);
  return HOST_VERSIONS.slice(0, index + 1).map((hostVersion) =>
    build('DistributedVirtualSwitchHostProductSpec', {
      productLineId: 'embeddedEsx',
      version: hostVersion,
    }),
  );
}
