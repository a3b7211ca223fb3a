/** `com.vmware.vcenter.inventory.*`: the types of objects that are named by their ids. */
import { visibleObjects } from '../../objects.ts';
import { type VapiContext, vapiService } from '../../service.ts';

export const inventoryDatastore = vapiService('com.vmware.vcenter.inventory.datastore', {
  find: ({ datastores }, context) => typesOf(context, 'Datastore', datastores),
});

export const inventoryNetwork = vapiService('com.vmware.vcenter.inventory.network', {
  find: ({ networks }, context) => typesOf(context, 'Network', networks),
});

/** Ids of which there is nothing, or nothing the caller sees, are left out. */
function typesOf(context: VapiContext, type: 'Datastore' | 'Network', ids: readonly string[]) {
  const known = new Map(visibleObjects(context, type).map((one) => [one.value, one]));
  return Object.fromEntries(
    ids.flatMap((id) => {
      const found = known.get(id);
      return found ? [[id, { type: found.type }] as const] : [];
    }),
  );
}
