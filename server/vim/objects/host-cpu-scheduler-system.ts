/**
 * HostCpuSchedulerSystem: hyperthreading and the CPU scheduler of a host. The relation of all host
 * managers to their host is declared here, with the first of them.
 */
import { fromConfig, HOST_MANAGER_RELATION } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostCpuSchedulerSystem = objectType({
  type: 'HostCpuSchedulerSystem',
  methods: {},
  relations: [HOST_MANAGER_RELATION],
  derivations: [
    fromConfig('HostCpuSchedulerSystem', 'cpuSchedulerInfo', 'cpuScheduler'),
    fromConfig('HostCpuSchedulerSystem', 'hyperthreadInfo', 'hyperThread'),
  ],
});
