/**
 * What a caller must be allowed to, besides calling the method, before a move is begun.
 */
import type { Ref } from '../../../../vmodl/reference.ts';
import { isReference, sameReference } from '../../../../vmodl/reference.ts';
import { deepEqual, member } from '../../../../vmodl/value.ts';
import { demandPrivilege } from '../../../authorization/demand-privilege.ts';
import type { Context } from '../../../method.ts';
import { networkNamed } from '../devices/network-card.ts';
import type { Relocation } from './resolve.ts';

/** Throws NoPermission for the first right that is missing. */
export function demandMoveRights(relocation: Relocation, context: Context): void {
  const { inventory } = context;
  const { vm, pool, files, folder } = relocation;
  const running = inventory.read(vm, 'runtime').powerState === 'poweredOn';
  demandPrivilege(context, running ? 'Resource.HotMigrate' : 'Resource.ColdMigrate', vm);
  if (!sameReference(inventory.read(vm, 'resourcePool'), pool)) {
    const right = pool.type === 'VirtualApp' ? 'VApp.AssignVM' : 'Resource.AssignVMToPool';
    demandPrivilege(context, right, pool);
  }
  const datastores = new Set((files ?? []).map(({ to }) => to));
  demandPrivilege(context, 'Datastore.AllocateSpace', ...datastores);
  demandPrivilege(context, 'Network.Assign', ...networksChanged(relocation, context));
  if (folder) demandPrivilege(context, 'VirtualMachine.Inventory.Move', vm, folder);
}

/** Networks that cards are plugged into anew; one that nobody knows is for the checks. */
function networksChanged({ vm, cards, candidates }: Relocation, { inventory }: Context): Ref[] {
  const before = inventory.read(vm, 'config')?.hardware.device ?? [];
  const changed = (cards ?? []).filter(
    (card) => !deepEqual(card.backing, before.find(({ key }) => key === card.key)?.backing),
  );
  return changed.flatMap(({ backing }) => {
    const direct = member(backing, 'network');
    if (isReference(direct)) return inventory.has(direct) ? [direct] : [];
    return networkNamed(backing, candidates[0], inventory) ?? [];
  });
}
