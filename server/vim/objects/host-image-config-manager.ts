/**
 * HostImageConfigManager: the image a host runs.
 */
import { build } from '../../vmodl/build.ts';
import { demandHostOf } from '../host-managers.ts';
import { objectType } from '../method.ts';

const PROFILE_VENDOR = 'VMware, Inc.';
const ACCEPTANCE_LEVEL = 'partner';

export const hostImageConfigManager = objectType({
  type: 'HostImageConfigManager',
  methods: {
    HostImageConfigGetAcceptance: () => ACCEPTANCE_LEVEL,

    HostImageConfigGetProfile: (self, _args, { inventory }) => {
      const product = inventory.read(demandHostOf(inventory, self), 'config')?.product;
      return build('HostImageProfileSummary', {
        name: `ESXi-${product?.version ?? ''}-${product?.build ?? ''}-standard`,
        vendor: PROFILE_VENDOR,
      });
    },
  },
});
