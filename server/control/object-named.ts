/** The one object that a caller means by an id or a name. */
import type { Inventory } from '../inventory/inventory.ts';
import type { Kinds } from '../vmodl/generated/references.ts';
import { type Ref, reference } from '../vmodl/reference.ts';
import { ControlError } from './control-error.ts';

/** `words`: what people call such an object. Throws ControlError where there is none, or several of that name. */
export function objectNamed<T extends keyof Kinds & string>(
  inventory: Inventory,
  { type, words }: { readonly type: T; readonly words: string },
  text: string,
): Ref<T> {
  const byId: Ref = reference(type, text);
  if (inventory.has(byId)) return inventory.demand(byId) as Ref<T>;
  const found = inventory.ofType(type).filter((one) => inventory.read(one as Ref, 'name') === text);
  const [first] = found;
  if (first && found.length === 1) return first;
  throw first
    ? new ControlError('conflict', `${found.length} ${words}s are called "${text}"`)
    : new ControlError('not found', `there is no ${words} "${text}"`);
}
