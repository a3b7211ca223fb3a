/** `com.vmware.vcenter.folder`. */
import type { Inventory } from '../../../inventory/inventory.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { VcenterFolderType } from '../../generated/types.ts';
import { refuseTooMany, visibleObjects } from '../../objects.ts';
import { vapiService } from '../../service.ts';
import { datacenterOf, fits, nameOf } from './filters.ts';

const LIST_MAX = 1000;

/** What a folder is for, by a type it may hold. */
const TYPES: readonly (readonly [string, VcenterFolderType])[] = [
  ['Datacenter', 'DATACENTER'],
  ['VirtualMachine', 'VIRTUAL_MACHINE'],
  ['ComputeResource', 'HOST'],
  ['Datastore', 'DATASTORE'],
  ['Network', 'NETWORK'],
];

export const folder = vapiService('com.vmware.vcenter.folder', {
  list({ filter = {} }, context) {
    const { inventory } = context;
    const found = visibleObjects(context, 'Folder').filter(
      (one) =>
        one.type === 'Folder' &&
        fits(filter.folders, one.value) &&
        fits(filter.names, nameOf(inventory, one)) &&
        fits(filter.type && [filter.type], typeOf(inventory, one)) &&
        fits(filter.parent_folders, inventory.read(one, 'parent')?.value) &&
        fits(filter.datacenters, datacenterOf(inventory, one)),
    );
    refuseTooMany(found.length, LIST_MAX);
    return found.map((one) => ({
      folder: one.value,
      name: nameOf(inventory, one),
      type: typeOf(inventory, one),
    }));
  },
});

function typeOf(inventory: Inventory, self: Ref<'Folder'>): VcenterFolderType {
  const held = inventory.read(self, 'childType') ?? [];
  return TYPES.find(([type]) => held.includes(type))?.[1] ?? 'DATACENTER';
}
