/**
 * The door of the vAPI over REST, `/api` and `/rest`.
 *
 * What it needs (the services, Express, the validator) is loaded with the first request: a server that
 * nobody asks this way never pays for it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerPlain } from '../http/answer.ts';
import { hasSeveralHosts } from '../http/refusals.ts';
import type { RestDoorOptions, RestHandler } from './door-parts.ts';

export interface RestDoor {
  /** False: not my path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const PREFIX = /^\/(?:api|rest)(?=[/?]|$)/;

export function createRestDoor(options: RestDoorOptions): RestDoor {
  let loading: Promise<RestHandler> | undefined;
  return {
    handle(request, response) {
      if (!PREFIX.test(request.url ?? '')) return false;
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

async function load(options: RestDoorOptions): Promise<RestHandler> {
  const [vapi, { createRestHandler }] = await Promise.all([options.vapi(), import('./handler.ts')]);
  return createRestHandler({ ...options, vapi });
}
