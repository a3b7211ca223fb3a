/**
 * The door of the control plane, `/_mock`.
 *
 * What waits for the server to come up asks again and again, so health, ready and info are answered
 * right here. Everything else goes through Express and openapi.yaml, which are loaded with the first
 * such request: a server nobody steers never pays for them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ControlPlane, type ControlPlaneOptions } from '../../control/control-plane.ts';
import type { Logger } from '../../log.ts';
import { type AccessPolicy, refusalOf } from './access.ts';
import { OPERATIONS } from './operations.ts';

export interface ControlDoorOptions extends ControlPlaneOptions {
  readonly access: AccessPolicy;
  readonly log: Logger;
}

export interface ControlDoor {
  /** Answers a request below `/_mock`; false when it is none. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const PREFIX = /^\/_mock(?=[/?]|$)/;
const AT_ONCE: Readonly<Record<string, string>> = {
  '/_mock/health': 'getHealth',
  '/_mock/ready': 'getReady',
  '/_mock/info': 'getInfo',
};
/** They tell no more than that a server is here: probes need no token. */
const OPEN: ReadonlySet<string> = new Set(['getHealth', 'getReady']);

export function createControlDoor(options: ControlDoorOptions): ControlDoor {
  const { access, log } = options;
  const control = new ControlPlane(options);
  let app: Promise<Handler> | undefined;

  return {
    handle(request, response) {
      const { url = '', method } = request;
      if (!PREFIX.test(url)) return false;
      const path = url.split('?', 1)[0] ?? '';
      const operation = method === 'GET' || method === 'HEAD' ? AT_ONCE[path] : undefined;
      const open = operation !== undefined && OPEN.has(operation);
      const refusal = refusalOf(request, access, { open });
      if (refusal) {
        const { status, code, message } = refusal;
        answer(response, status, { error: { code, message } });
        return true;
      }
      if (operation !== undefined) {
        answerAtOnce(operation, control, request, response);
        return true;
      }
      app ??= import('./express-app.ts').then(({ createControlApp }) =>
        createControlApp(control, log),
      );
      app.then(
        (handler) => handler(request, response),
        (err) => {
          log.error('the control plane cannot be loaded', { err });
          answer(response, 500, { error: { code: 'INTERNAL', message: 'see the log' } });
        },
      );
      return true;
    },
  };
}

function answerAtOnce(
  operation: string,
  control: ControlPlane,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.resume();
  const answered = OPERATIONS[operation]?.(control, { params: {}, query: {}, body: undefined });
  if (!answered || answered instanceof Promise) throw new Error(`${operation} takes its time`);
  answer(response, answered.status, answered.body);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(`${JSON.stringify(body)}\n`);
}
