/**
 * A door whose handler is loaded with the first request for it: a server that nobody asks this way never
 * pays for it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerPlain } from './answer.ts';
import { hasSeveralHosts } from './refusals.ts';

export interface LazyDoor {
  /** False: not my path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

export interface LazyDoorOptions {
  readonly isMine: (request: IncomingMessage) => boolean;
  readonly load: () => Promise<{
    handle(request: IncomingMessage, response: ServerResponse): void;
  }>;
  readonly log: { error(details: object, message: string): void };
}

export function lazyDoor({ isMine, load, log }: LazyDoorOptions): LazyDoor {
  let loading: ReturnType<typeof load> | undefined;
  return {
    handle(request, response) {
      if (!isMine(request)) return false;
      if (hasSeveralHosts(request)) {
        answerPlain(response, 400, 'One Host header is expected.');
        return true;
      }
      loading ??= load();
      loading.then(
        (handler) => handler.handle(request, response),
        (err) => {
          log.error({ err }, 'The vAPI cannot be loaded.');
          answerPlain(response, 500, 'See the log.');
        },
      );
      return true;
    },
  };
}
