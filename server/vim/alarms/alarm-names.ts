/**
 * Names of alarms: they are unique over the whole server.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { NAME_LENGTH_MAX } from '../entity-names.ts';

/**
 * Throws InvalidName for an empty or endless name, DuplicateName for one that another alarm has.
 * `self` is the alarm that is being renamed, if any.
 */
export function demandAlarmName(
  inventory: Inventory,
  entity: Ref,
  name: string,
  self?: Ref<'Alarm'>,
): void {
  if (name.trim() === '' || name.length > NAME_LENGTH_MAX) {
    throw new VimFault('InvalidName', { name, entity });
  }
  const other = inventory
    .ofType('Alarm')
    .find((alarm) => alarm.value !== self?.value && inventory.read(alarm, 'info').name === name);
  if (other) throw new VimFault('DuplicateName', { name, object: other });
}
