/**
 * The control plane's calls as openapi.yaml describes them: Express carries, the validator checks
 * requests and answers, the operationId names the function.
 */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Request, type Response } from 'express';
import { middleware as validator } from 'express-openapi-validator';
import { parse } from 'yaml';
import { ControlError, type ControlProblem } from '../../control/control-error.ts';
import type { ControlPlane } from '../../control/control-plane.ts';
import type { Logger } from '../../log.ts';
import { packageFile } from '../../vmodl/package-file.ts';
import { withoutVapi } from '../rest/openapi-marks.ts';
import { DOCS_PATH } from './addresses.ts';
import { OPERATIONS } from './operations.ts';

const STATUS: Readonly<Record<ControlProblem, number>> = {
  invalid: 400,
  'not found': 404,
  conflict: 409,
};
const CODES: Readonly<Record<number, string>> = {
  400: 'INVALID',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

interface OpenApiDocument {
  readonly openapi: `3.0.${string}`;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId?: string }>>>>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export async function createControlApp(control: ControlPlane, log: Logger): Promise<Handler> {
  const apiSpec = await readControlApi();
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '64kb' }));
  app.use(
    validator({
      apiSpec,
      validateApiSpec: false,
      validateRequests: { allowUnknownQueryParameters: false },
      validateResponses: true,
      fileUploader: false,
      $refParser: { mode: 'dereference' },
      operationHandlers: {
        basePath: '/',
        resolver: (_basePath, { openApiRoute, method }) => {
          const operationId = apiSpec.paths[openApiRoute]?.[method.toLowerCase()]?.operationId;
          return handlerOf(operationId ?? '', control);
        },
      },
    }),
  );
  app.use(errorAnswer(log));
  return app;
}

/** Paths of the control plane only: setting up a path costs time and memory. */
async function readControlApi(): Promise<OpenApiDocument> {
  const text = await readFile(packageFile('openapi.yaml'), 'utf8');
  const whole = parse(withoutVapi(text)) as OpenApiDocument;
  const paths = Object.entries(whole.paths).filter(
    ([path]) => path.startsWith('/_mock/') && path !== DOCS_PATH,
  );
  return { ...whole, paths: Object.fromEntries(paths) };
}

function handlerOf(operationId: string, control: ControlPlane) {
  const operation = OPERATIONS[operationId];
  if (!operation) throw new Error(`openapi.yaml names ${operationId}, which nobody wrote`);
  return async (request: Request, response: Response) => {
    const params = request.params as Readonly<Record<string, string>>;
    const { query, body: sent } = request;
    const { status, body } = await operation(control, { params, query, body: sent });
    response.status(status).set('cache-control', 'no-store');
    if (body === undefined) response.end();
    else response.json(withoutUnset(body));
  };
}

/** As it will be on the wire: the validator takes a member that is undefined for one that is there. */
function withoutUnset(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body));
}

function errorAnswer(log: Logger): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status >= 500) log.error('a control call failed', { err: error });
    const message = status >= 500 ? 'see the log' : String(error.message);
    response.status(status).json({ error: { code: CODES[status] ?? 'INTERNAL', message } });
  };
}

function statusOf(error: unknown): number {
  if (error instanceof ControlError) return STATUS[error.problem];
  const status = (error as { readonly status?: unknown }).status;
  return typeof status === 'number' ? status : 500;
}
