/**
 * Where an object stands in the inventory tree.
 */
import type { Inventory } from '../inventory/inventory.ts';
import type { Ref } from '../vmodl/reference.ts';
import { isReference } from '../vmodl/reference.ts';

/** Far deeper than any tree; a circle of parents ends here. */
const DEPTH_MAX = 256;

/** The nearest object of a type at or above an object; undefined when there is none. */
export function nearest<T extends string>(
  inventory: Inventory,
  from: Ref,
  type: T,
): Ref<T> | undefined {
  let at: Ref | undefined = from;
  for (let depth = 0; at && depth < DEPTH_MAX; depth += 1) {
    if (inventory.has({ ...at, type })) return inventory.ref(at.type, at.value) as Ref as Ref<T>;
    const parent: unknown = inventory.read(at, 'parent');
    at = isReference(parent) ? parent : undefined;
  }
  return undefined;
}

export function datacenterOf(inventory: Inventory, from: Ref): Ref<'Datacenter'> | undefined {
  return nearest(inventory, from, 'Datacenter');
}
