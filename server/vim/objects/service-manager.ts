/**
 * ServiceManager: services which other products registered with this server; none have.
 */
import { objectType } from '../method.ts';

export const serviceManager = objectType({
  type: 'ServiceManager',
  methods: {
    QueryServiceList: (self, { serviceName, location }, { inventory }) =>
      (inventory.read(self, 'service') ?? []).filter(
        (service) =>
          (serviceName === undefined || service.serviceName === serviceName) &&
          (location === undefined || location.every((each) => service.location?.includes(each))),
      ),
  },
  derivations: [{ type: 'ServiceManager', property: 'service', reads: [], derive: () => [] }],
});
