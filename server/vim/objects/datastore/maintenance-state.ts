/**
 * Is a datastore in maintenance, or on its way there? Nothing new comes to it then.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { DatastoreSummaryMaintenanceModeState } from '../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Services } from '../../method.ts';

type Datastore = Ref<'Datastore'>;
type Mode = DatastoreSummaryMaintenanceModeState;

export function maintenanceMode(inventory: Inventory, datastore: Datastore): Mode {
  const mode: unknown = inventory.read(datastore as Ref, '_maintenanceMode');
  return mode === 'enteringMaintenance' || mode === 'inMaintenance' ? mode : 'normal';
}

/** One in service has none stored. */
export function maintenanceModeSet(datastore: Datastore, mode: Mode): Change {
  return assign(datastore, '_maintenanceMode', mode === 'normal' ? undefined : mode);
}

/** Throws InvalidDatastoreState unless the datastore is in service. */
export function demandInService(inventory: Inventory, datastore: Datastore): void {
  if (maintenanceMode(inventory, datastore) === 'normal') return;
  const datastoreName = inventory.read(datastore, 'name');
  const message = `The operation is not allowed in the current state of the datastore '${datastoreName}': it is in maintenance mode.`;
  throw new VimFault('InvalidDatastoreState', { datastoreName }, message);
}

/** Those that were entering maintenance when the server stopped, or before a reset, do so no longer. */
export function forgetEnteringDatastores({
  inventory,
  tasks,
}: Pick<Services, 'inventory' | 'tasks'>): void {
  const changes = inventory
    .ofType('Datastore')
    .filter((one) => maintenanceMode(inventory, one) === 'enteringMaintenance')
    .filter((one) => tasks.activeOn(one).length === 0)
    .map((one) => maintenanceModeSet(one, 'normal'));
  if (changes.length > 0) inventory.apply(changes);
}
