/** `com.vmware.vcenter.datacenter`. */
import { ROOT_FOLDER } from '../../../vim/service/service-content.ts';
import { VapiError } from '../../error.ts';
import { objectOf, refuseTooMany, visibleObjects } from '../../objects.ts';
import { vapiService } from '../../service.ts';
import { fits, fitsPlace, nameOf } from './filters.ts';

const LIST_MAX = 1000;

export const datacenter = vapiService('com.vmware.vcenter.datacenter', {
  /** Without a folder: in the root folder. */
  async create({ spec: { name, folder } }, context) {
    const parent = folder === undefined ? ROOT_FOLDER : objectOf(context, 'Folder', folder);
    const made = await context.call(parent, 'CreateDatacenter', { name });
    return made.value;
  },

  /** One that holds something goes only by force. */
  async delete({ datacenter: id, force }, context) {
    const { inventory } = context;
    const self = objectOf(context, 'Datacenter', id);
    const folders = [
      inventory.read(self, 'vmFolder'),
      inventory.read(self, 'hostFolder'),
      inventory.read(self, 'datastoreFolder'),
      inventory.read(self, 'networkFolder'),
    ];
    const isEmpty = folders.every(
      (one) => one === undefined || (inventory.read(one, 'childEntity') ?? []).length === 0,
    );
    if (!(isEmpty || force)) {
      throw new VapiError('resource_in_use', {
        id: 'com.vmware.api.vcenter.datacenter.not_empty',
        default_message: `Datacenter '${id}' is not empty.`,
        args: [id],
      });
    }
    await context.carryOut(self, 'Destroy_Task', {});
  },

  list({ filter = {} }, context) {
    const { inventory } = context;
    const found = visibleObjects(context, 'Datacenter').filter(
      (one) =>
        fits(filter.datacenters, one.value) &&
        fitsPlace(inventory, one, { names: filter.names, folders: filter.folders }),
    );
    refuseTooMany(found.length, LIST_MAX);
    return found.map((one) => ({ datacenter: one.value, name: nameOf(inventory, one) }));
  },

  get({ datacenter: id }, context) {
    const { inventory } = context;
    const self = objectOf(context, 'Datacenter', id);
    return {
      name: nameOf(inventory, self),
      datastore_folder: inventory.read(self, 'datastoreFolder').value,
      host_folder: inventory.read(self, 'hostFolder').value,
      network_folder: inventory.read(self, 'networkFolder').value,
      vm_folder: inventory.read(self, 'vmFolder').value,
    };
  },
});
