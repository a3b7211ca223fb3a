/**
 * What is told of files that lie where Storage DRS recommended it.
 */
import type { Change } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import type { StoragePlacementAction } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { box } from '../../vmodl/value.ts';
import { eventArgument } from '../events/event-arguments.ts';
import type { Context } from '../method.ts';

const PLACED = 'com.vmware.vc.sdrs.StorageDrsStoragePlacementEvent';

/** One for each datastore. */
export function placementEvents(
  vm: Ref<'VirtualMachine'>,
  actions: readonly StoragePlacementAction[],
  chainId: number,
  context: Context,
): readonly Change[] {
  const { inventory, events, session } = context;
  const datastores = actions.map(({ destination }) => destination as Ref<'Datastore'>);
  return datastores
    .filter((one) => inventory.has(one))
    .map((datastore) => {
      const name = inventory.read(datastore, 'name');
      const members = {
        ...{ eventTypeId: PLACED, severity: 'info' },
        ...{ objectId: vm.value, objectType: vm.type, objectName: inventory.read(vm, 'name') },
        ds: eventArgument(context, datastore),
        arguments: [build('KeyAnyValue', { key: 'ds.name', value: box('string', name) })],
      };
      const userName = session.userName;
      return events.change({ type: 'EventEx', about: vm, members, chainId, userName });
    });
}
