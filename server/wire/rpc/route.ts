/**
 * The door of the vAPI over JSON-RPC 2.0, `POST /api`: the Automation SDKs of Python, Java and .NET speak it.
 *
 * What it needs is loaded with the first request.
 */
import { type LazyDoor, lazyDoor } from '../http/lazy-door.ts';
import type { RpcDoorOptions, RpcHandler } from './door-parts.ts';

const PATH = /^\/api\/?(?:\?|$)/;

export function createRpcDoor(options: RpcDoorOptions): LazyDoor {
  return lazyDoor({
    isMine: ({ method, url = '' }) => method === 'POST' && PATH.test(url),
    load: () => load(options),
    log: options.log,
  });
}

async function load(options: RpcDoorOptions): Promise<RpcHandler> {
  const [vapi, { createRpcHandler }] = await Promise.all([options.vapi(), import('./handler.ts')]);
  return createRpcHandler({ ...options, vapi });
}
