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
import { AT_ONCE, DOCS_PATH, OPEN } from './addresses.ts';
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

export function createControlDoor(options: ControlDoorOptions): ControlDoor {
  const { access, log } = options;
  const control = new ControlPlane(options);
  let app: Promise<Handler> | undefined;

  /** Loaded with the first request that needs it. */
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
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
  };

  return {
    handle(request, response) {
      const { url = '', method } = request;
      if (!PREFIX.test(url)) return false;
      const path = url.split('?', 1)[0] ?? '';
      const reads = method === 'GET' || method === 'HEAD';
      const refusal = refusalOf(request, access, { open: reads && OPEN.has(path) });
      const operation = reads ? AT_ONCE[path] : undefined;
      if (refusal) {
        const { status, code, message } = refusal;
        answer(response, status, { error: { code, message } });
      } else if (operation !== undefined) {
        answerAtOnce(operation, control, request, response);
      } else if (reads && path === DOCS_PATH) {
        answerDocs(response, log);
      } else {
        pass(request, response);
      }
      return true;
    },
  };
}

/** Loaded when somebody reads it. */
function answerDocs(response: ServerResponse, log: Logger): void {
  import('./docs-page.ts')
    .then(async ({ docsPage, DOCS_HEADERS }) => {
      const page = await docsPage();
      response.writeHead(200, { ...DOCS_HEADERS }).end(page);
    })
    .catch((err: unknown) => {
      log.error('the documents cannot be shown', { err });
      answer(response, 500, { error: { code: 'INTERNAL', message: 'see the log' } });
    });
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
