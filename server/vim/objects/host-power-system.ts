/**
 * HostPowerSystem: power policies of a host's processors.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { HostPowerPolicy } from '../../vmodl/generated/data.ts';
import { demandHostOf, fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

/** The policies of ESXi, by key. */
const POLICIES: readonly (readonly [key: number, shortName: string])[] = [
  [1, 'static'],
  [2, 'dynamic'],
  [3, 'low'],
  [4, 'custom'],
];
const BALANCED = 2;

export const hostPowerSystem = objectType({
  type: 'HostPowerSystem',
  methods: {
    ConfigurePowerPolicy: (self, { key }, context) => {
      const { inventory } = context;
      const policy = inventory
        .read(self, 'capability')
        .availablePolicy.find((available) => available.key === key);
      if (!policy) throw invalidArgument('key');

      const info = build('PowerSystemInfo', { currentPolicy: policy });
      const host = demandHostOf(inventory, self);
      inventory.apply([assign(host, 'config.powerSystemInfo', info)], causeOf(context));
    },
  },
  derivations: [
    fromConfig('HostPowerSystem', 'capability', 'powerSystemCapability', () =>
      build('PowerSystemCapability', { availablePolicy: POLICIES.map(([key]) => policyOf(key)) }),
    ),
    fromConfig('HostPowerSystem', 'info', 'powerSystemInfo', () =>
      build('PowerSystemInfo', { currentPolicy: policyOf(BALANCED) }),
    ),
  ],
});

/** Names are keys of the host's own message catalog. */
function policyOf(key: number): HostPowerPolicy {
  const shortName = POLICIES.find((policy) => policy[0] === key)?.[1] ?? '';
  return build('HostPowerPolicy', {
    key,
    name: `PowerPolicy.${shortName}.name`,
    shortName,
    description: `PowerPolicy.${shortName}.description`,
  });
}
