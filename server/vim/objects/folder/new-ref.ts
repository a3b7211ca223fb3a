/**
 * Ids of objects that clients make.
 */
import { type Ref, reference } from '../../../vmodl/reference.ts';
import type { Context } from '../../method.ts';

/** A reference for a new object: `group-v1031`, `resgroup-1032`. */
export function newRef<T extends string>(
  type: T,
  prefix: string,
  { inventory }: Pick<Context, 'inventory'>,
): Ref<T> {
  return reference(type, `${prefix}${inventory.counter('object')}`);
}
