/** `com.vmware.vcenter.datastore`. */
import type { Ref } from '../../../vmodl/reference.ts';
import type { VcenterDatastoreType } from '../../generated/types.ts';
import { objectOf, refuseTooMany, visibleObjects } from '../../objects.ts';
import { type VapiContext, vapiService } from '../../service.ts';
import { fits, fitsPlace, nameOf } from './filters.ts';

const LIST_MAX = 2500;

/** By the type that vim25 shows in `summary`. */
const TYPES: Readonly<Record<string, VcenterDatastoreType>> = {
  VMFS: 'VMFS',
  NFS: 'NFS',
  NFS41: 'NFS41',
  CIFS: 'CIFS',
  vsan: 'VSAN',
  VFFS: 'VFFS',
  VVOL: 'VVOL',
};

export const datastore = vapiService('com.vmware.vcenter.datastore', {
  get({ datastore: id }, context) {
    const { inventory } = context;
    const self = objectOf(context, 'Datastore', id);
    const { accessible, freeSpace, multipleHostAccess } = inventory.read(self, 'summary');
    const { perFileThinProvisioningSupported } = inventory.read(self, 'capability');
    return {
      ...{ name: nameOf(inventory, self), type: typeOf(context, self), accessible },
      free_space: accessible ? Number(freeSpace) : undefined,
      multiple_host_access: multipleHostAccess ?? false,
      thin_provisioning_supported: perFileThinProvisioningSupported,
    };
  },

  /** Capacity and free space of one that nobody reaches are not known. */
  list({ filter = {} }, context) {
    const { inventory } = context;
    const found = visibleObjects(context, 'Datastore').filter(
      (one) =>
        fits(filter.datastores, one.value) &&
        fits(filter.types, typeOf(context, one)) &&
        fitsPlace(inventory, one, filter),
    );
    refuseTooMany(found.length, LIST_MAX);
    return found.map((one) => {
      const { accessible, freeSpace, capacity } = inventory.read(one, 'summary');
      const sizes = accessible
        ? { free_space: Number(freeSpace), capacity: Number(capacity) }
        : undefined;
      const [name, type] = [nameOf(inventory, one), typeOf(context, one)];
      return { datastore: one.value, name, type, ...sizes };
    });
  },
});

function typeOf({ inventory }: VapiContext, self: Ref<'Datastore'>): VcenterDatastoreType {
  return TYPES[inventory.read(self, 'summary').type] ?? 'VMFS';
}
