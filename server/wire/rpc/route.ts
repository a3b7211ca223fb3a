/**
 * The door of the vAPI over JSON-RPC 2.0, `POST /api`: the Automation SDKs of Python, Java and .NET speak it.
 *
 * What it needs is loaded with the first request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerPlain } from '../http/answer.ts';
import { hasSeveralHosts } from '../http/refusals.ts';
import type { RpcDoorOptions, RpcHandler } from './door-parts.ts';

export interface RpcDoor {
  /** False: not my path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const PATH = /^\/api\/?(?:\?|$)/;

export function createRpcDoor(options: RpcDoorOptions): RpcDoor {
  let loading: Promise<RpcHandler> | undefined;
  return {
    handle(request, response) {
      if (request.method !== 'POST' || !PATH.test(request.url ?? '')) return false;
      if (hasSeveralHosts(request)) {
        answerPlain(response, 400, 'One Host header is expected.');
        return true;
      }
      loading ??= load(options);
      loading.then(
        (handler) => handler.handle(request, response),
        (err) => {
          options.log.error({ err }, 'The vAPI cannot be loaded.');
          answerPlain(response, 500, 'See the log.');
        },
      );
      return true;
    },
  };
}

async function load(options: RpcDoorOptions): Promise<RpcHandler> {
  const [vapi, { createRpcHandler }] = await Promise.all([options.vapi(), import('./handler.ts')]);
  return createRpcHandler({ ...options, vapi });
}
