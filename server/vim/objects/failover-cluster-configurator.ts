/**
 * FailoverClusterConfigurator: vCenter High Availability, which is not set up here.
 */
import { build } from '../../vmodl/build.ts';
import { objectType } from '../method.ts';

export const failoverClusterConfigurator = objectType({
  type: 'FailoverClusterConfigurator',
  methods: {
    getVchaConfig: () => build('VchaClusterConfigInfo', { state: 'notConfigured' }),
  },
});
