/**
 * A VM as people call it: by inventory path, id, or name.
 */
import { type Ref, reference } from '../../vmodl/reference.ts';
import type { Services } from '../method.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';

type Vm = Ref<'VirtualMachine'>;

/** The VM; how many there are of that name when it is not one. */
export function vmNamed(
  { inventory, entityIndex }: Pick<Services, 'inventory' | 'entityIndex'>,
  text: string,
): Vm | number {
  const byId = reference('VirtualMachine', text);
  if (inventory.has(byId)) return inventory.demand(byId);
  if (text.includes('/')) {
    let at: Ref | undefined = inventory.find(ROOT_FOLDER.value);
    for (const name of text.split('/').filter((step) => step !== '')) {
      at = at && entityIndex.child(at, name);
    }
    return at?.type === 'VirtualMachine' ? (at as Vm) : 0;
  }
  const named = inventory
    .ofType('VirtualMachine')
    .filter((vm) => inventory.read(vm, 'name') === text);
  const [first] = named;
  return first && named.length === 1 ? first : named.length;
}
