/** `com.vmware.vcenter.inventory.*`: the types of objects that are named by their ids. */
import { objectOf } from '../../objects.ts';
import { type VapiContext, vapiService } from '../../service.ts';

export const inventoryDatastore = vapiService('com.vmware.vcenter.inventory.datastore', {
  find: ({ datastores }, context) => typesOf(context, 'Datastore', datastores),
});

export const inventoryNetwork = vapiService('com.vmware.vcenter.inventory.network', {
  find: ({ networks }, context) => typesOf(context, 'Network', networks),
});

/** Throws not_found for an id of which there is nothing the caller sees. */
function typesOf(context: VapiContext, type: 'Datastore' | 'Network', ids: readonly string[]) {
  return Object.fromEntries(
    ids.map((id) => [id, { type: objectOf(context, type, id).type }] as const),
  );
}
