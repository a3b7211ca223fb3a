/**
 * The door of the vAPI over REST, `/api` and `/rest`.
 *
 * What it needs (the services, Express, the validator) is loaded with the first request.
 */
import { type LazyDoor, lazyDoor } from '../http/lazy-door.ts';
import type { RestDoorOptions, RestHandler } from './door-parts.ts';

const PREFIX = /^\/(?:api|rest)(?=[/?]|$)/;

export function createRestDoor(options: RestDoorOptions): LazyDoor {
  return lazyDoor({
    isMine: ({ url = '' }) => PREFIX.test(url),
    load: () => load(options),
    log: options.log,
  });
}

async function load(options: RestDoorOptions): Promise<RestHandler> {
  const [vapi, { createRestHandler }] = await Promise.all([options.vapi(), import('./handler.ts')]);
  return createRestHandler({ ...options, vapi });
}
