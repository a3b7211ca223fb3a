/**
 * The events of files that were copied, moved or deleted. `targetFile` and `sourceFile` are paths below
 * the root of their datastores.
 */
import type { Change } from '../../inventory/change.ts';
import { eventArgument } from '../events/event-arguments.ts';
import type { Context } from '../method.ts';
import type { FilePlace } from './file-place.ts';

type Circumstances = Pick<Context, 'inventory' | 'catalog' | 'events' | 'session'>;

export function copiedEvent(
  source: FilePlace,
  target: FilePlace,
  at: Circumstances,
  chainId?: number,
): Change {
  return event('DatastoreFileCopiedEvent', target, at, { chainId, ...sourceMembers(source, at) });
}

export function movedEvent(
  source: FilePlace,
  target: FilePlace,
  at: Circumstances,
  chainId?: number,
): Change {
  return event('DatastoreFileMovedEvent', target, at, { chainId, ...sourceMembers(source, at) });
}

export function deletedEvent(place: FilePlace, at: Circumstances, chainId?: number): Change {
  return event('DatastoreFileDeletedEvent', place, at, { chainId });
}

function sourceMembers({ datastore, path }: FilePlace, at: Circumstances) {
  return { sourceDatastore: eventArgument(at, datastore), sourceFile: path };
}

function event(
  type: string,
  place: FilePlace,
  at: Circumstances,
  { chainId, ...members }: { readonly chainId: number | undefined },
): Change {
  return at.events.change({
    type,
    about: place.datastore,
    chainId,
    userName: at.session.userName,
    members: {
      datastore: eventArgument(at, place.datastore),
      targetFile: place.path,
      succeeded: true,
      ...members,
    },
  });
}
