/**
 * What is told of a datastore on its way into maintenance, and back.
 */
import type { Change } from '../../../inventory/change.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { extendedTexts } from '../../events/event-messages.ts';
import type { Context } from '../../method.ts';

const PREFIX = 'com.vmware.vc.sdrs.';

/** `id` without its prefix: `DatastoreEnteredMaintenanceModeEvent`. */
export function maintenanceEvent(
  { events, inventory, session }: Context,
  id: string,
  datastore: Ref<'Datastore'>,
  chainId: number,
): Change {
  const eventTypeId = `${PREFIX}${id}`;
  return events.change({
    type: 'EventEx',
    about: datastore,
    userName: session?.userName,
    chainId,
    members: {
      eventTypeId,
      severity: extendedTexts()[eventTypeId]?.[0] ?? 'info',
      objectId: datastore.value,
      objectType: datastore.type,
      objectName: inventory.read(datastore, 'name'),
    },
  });
}
