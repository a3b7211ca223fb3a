/**
 * The door of the vAPI over REST, `/api` and `/rest`.
 *
 * What it needs (the services, Express, the validator) is loaded with the first request: a server that
 * nobody asks this way never pays for it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VapiDispatch } from '../../vapi/dispatch.ts';
import type { Sessions } from '../../vim/sessions/sessions.ts';
import { answerPlain } from '../http/answer.ts';
import { hasSeveralHosts } from '../http/refusals.ts';
import type { SignedContent } from '../tokens/signed-request.ts';
import type { RestHandler } from './handler.ts';

export interface RestDoorOptions {
  readonly vapi: () => Promise<VapiDispatch>;
  readonly sessions: Sessions;
  /** Whom the token in a request's `SIGN` header names; undefined for a bad one. */
  readonly userOfRequest: (header: string, content: SignedContent) => string | undefined;
  readonly secureCookie: boolean;
  /** Hold answers against the OpenAPI document, too; for tests. */
  readonly judgeAnswers?: boolean | undefined;
  readonly log: { error(details: object, message: string): void };
}

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
