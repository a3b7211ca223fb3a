/**
 * StorageQueryManager: which hosts see a disk.
 */
import { objectType } from '../method.ts';

export const storageQueryManager = objectType({
  type: 'StorageQueryManager',
  methods: {
    QueryHostsWithAttachedLun: (_self, { lunUuid }, { inventory }) =>
      inventory.ofType('HostSystem').filter((host) => {
        const luns = inventory.read(host, 'config')?.storageDevice?.scsiLun ?? [];
        return luns.some(({ uuid }) => uuid === lunUuid);
      }),
  },
});
