/**
 * Storage DRS that balances I/O needs Storage I/O Control on every member: it is switched on with it, and
 * stays on when Storage DRS needs it no more.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { StorageDrsConfigInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { eventArgument } from '../events/event-arguments.ts';
import type { Context } from '../method.ts';

type Datastore = Ref<'Datastore'>;

export function balancesIo({ podConfig }: StorageDrsConfigInfo): boolean {
  return podConfig.enabled && podConfig.ioLoadBalanceEnabled;
}

/** What switches it on where it is off and could be on. */
export function ioControlOn(
  context: Pick<Context, 'catalog' | 'inventory' | 'events'> & Partial<Pick<Context, 'session'>>,
  datastores: readonly Datastore[],
  chainId: number,
): readonly Change[] {
  const { inventory, events, session } = context;
  return datastores
    .filter((datastore) => lacksIoControl(inventory, datastore))
    .flatMap((datastore) => [
      assign(datastore, 'iormConfiguration.enabled', true),
      events.change({
        type: 'DatastoreIORMReconfiguredEvent',
        about: datastore,
        members: { datastore: eventArgument(context, datastore) },
        chainId,
        userName: session?.userName,
      }),
    ]);
}

function lacksIoControl(inventory: Inventory, datastore: Datastore): boolean {
  const supported = inventory.read(datastore, 'capability')?.storageIORMSupported !== false;
  return supported && inventory.read(datastore, 'iormConfiguration')?.enabled === false;
}
