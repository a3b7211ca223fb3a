/**
 * A datastore goes only when no host mounts it and no VM lies on it.
 */
import { type Change, destroy } from '../../../inventory/change.ts';
import { isReference, type Ref } from '../../../vmodl/reference.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import type { MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { inUse, type Removal, removalEvent } from '../managed-entity/removal.ts';

export const destroyDatastoreMethods: MethodTable<'Datastore'> = {
  DestroyDatastore(self, _args, context) {
    const removal = { context, chainId: context.events.nextChainId() };
    context.inventory.apply(datastoreRemoved(self, removal), causeOf(context));
  },
};

/** Throws ResourceInUse while a host mounts it or a VM lies on it. */
export function datastoreRemoved(self: Ref<'Datastore'>, removal: Removal): Change[] {
  const { inventory } = removal.context;
  const used = [...(inventory.read(self, 'host') ?? []), ...(inventory.read(self, 'vm') ?? [])];
  if (used.length > 0) throw inUse(self, removal.context);
  const browser: unknown = inventory.read(self, 'browser');
  return [
    removalEvent(removal, 'DatastoreDestroyedEvent', self, {
      datastore: eventArgument(removal.context, self),
    }),
    ...(isReference(browser) && inventory.has(browser) ? [destroy(browser)] : []),
    destroy(self),
  ];
}
