/**
 * Has a host failed? Its internal property `_failed` says so: no power, until a test says otherwise.
 */
import type { Inventory } from '../../../inventory/inventory.ts';
import type { Ref } from '../../../vmodl/reference.ts';

export function hasFailed(inventory: Inventory, host: Ref<'HostSystem'>): boolean {
  return inventory.read(host as Ref, '_failed') === true;
}
