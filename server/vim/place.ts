/**
 * Where an object stands in the inventory tree.
 */
import type { Inventory } from '../inventory/inventory.ts';
import type { Ref } from '../vmodl/reference.ts';
import { isReference } from '../vmodl/reference.ts';

/** Far deeper than any tree; a circle of parents ends here. */
const DEPTH_MAX = 256;

/** The object and what lies above it, nearest first; nothing for one that is gone. */
export function lineage(inventory: Inventory, from: Ref): readonly Ref[] {
  const line: Ref[] = [];
  let at: unknown = from;
  while (isReference(at) && inventory.has(at) && line.length < DEPTH_MAX) {
    line.push(at);
    at = inventory.read(at, 'parent');
  }
  return line;
}

/** The nearest object of a type at or above an object; undefined when there is none. */
function nearest<T extends string>(inventory: Inventory, from: Ref, type: T): Ref<T> | undefined {
  for (const at of lineage(inventory, from)) {
    if (inventory.has({ ...at, type })) return inventory.ref(at.type, at.value) as Ref as Ref<T>;
  }
  return undefined;
}

export function datacenterOf(inventory: Inventory, from: Ref): Ref<'Datacenter'> | undefined {
  return nearest(inventory, from, 'Datacenter');
}
