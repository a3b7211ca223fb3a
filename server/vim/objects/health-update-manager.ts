/**
 * HealthUpdateManager: providers which report the health of hosts; none are registered here.
 */
import { VimFault } from '../../vmodl/fault.ts';
import { objectType } from '../method.ts';

export const healthUpdateManager = objectType({
  type: 'HealthUpdateManager',
  methods: {
    QueryProviderList: () => [],
    HasProvider: () => false,
    QueryProviderName: unknown,
    QueryHealthUpdateInfos: unknown,
    QueryMonitoredEntities: unknown,
    HasMonitoredEntity: unknown,
    QueryUnmonitoredHosts: unknown,
    QueryHealthUpdates: unknown,
    QueryFilterList: unknown,
    QueryFilterName: unknown,
    QueryFilterInfoIds: unknown,
    QueryFilterEntities: unknown,
  },
});

/** Every id is one that nobody registered. */
function unknown(): never {
  throw new VimFault('NotFound');
}
