/**
 * Requests, and where asked for answers, held against the OpenAPI document: Express carries,
 * express-openapi-validator judges. The only file that knows them here.
 *
 * A validator is made for an operation and a style when the first call comes, of that operation's part of
 * the document: made of more, first calls would wait for what they do not need. Inside, the operation has a
 * path of its own (`/clone`, `/get/vm-1`), since some share a URL and differ by `action` alone.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { middleware as openApiValidator } from 'express-openapi-validator';
import type { VapiModel, VapiOperation } from '../../vapi/model.ts';
import { Documents, ERROR_RESPONSES, ERROR_SCHEMAS } from './document.ts';
import type { RestAnswer } from './errors.ts';
import type { Received } from './input.ts';
import type { Match } from './router.ts';
import { placeholders, type Style } from './style.ts';

export interface ValidatorOptions {
  readonly model: VapiModel;
  /** Are answers judged, too? One that does not fit becomes status 500. */
  readonly judgeAnswers: boolean;
  readonly onInvalidAnswer: (error: unknown) => void;
}

/** What the request brings besides its path. */
export interface Brought {
  readonly query: readonly (readonly [string, string])[];
  readonly body: unknown;
}

/** A request that does not fit: its HTTP status and what is wrong. */
export class Misfit extends Error {
  readonly status: number;
  readonly texts: readonly string[];

  constructor(status: number, texts: readonly string[]) {
    super(texts.join('; '));
    this.status = status;
    this.texts = texts;
  }
}

/** Answers, judged where asked for. */
export type Send = (answer: RestAnswer) => void;

interface Carried extends IncomingMessage {
  body?: unknown;
  accept?: (received: Received, response: ServerResponse) => void;
  refuse?: (error: unknown) => void;
}

const JSON_TYPE = 'application/json';

export class Validators {
  readonly #options: ValidatorOptions;
  readonly #apps = new Map<string, Express>();

  constructor(options: ValidatorOptions) {
    this.#options = options;
  }

  /** Resolves to what was received, values in the query made what they should be. Rejects with Misfit. */
  check(
    request: IncomingMessage,
    response: ServerResponse,
    { match, style, brought }: { match: Match; style: Style; brought: Brought },
  ): Promise<Received> {
    const app = this.#appOf(match.operation, style);
    const carried: Carried = request;
    carried.url = addressOf(match, brought);
    carried.body = brought.body;
    if (brought.body === undefined) delete carried.headers['content-type'];
    else carried.headers['content-type'] ??= JSON_TYPE;
    return new Promise((accept, refuse) => {
      carried.accept = accept;
      carried.refuse = refuse;
      app(carried as never, response as never, refuse);
    });
  }

  #appOf(operation: VapiOperation, style: Style): Express {
    const key = `${style} ${operation.service} ${operation.name}`;
    const app = this.#apps.get(key) ?? this.#createApp(operation, style);
    this.#apps.set(key, app);
    return app;
  }

  #createApp(operation: VapiOperation, style: Style): Express {
    const app = express();
    app.disable('x-powered-by').disable('etag');
    app.use(
      openApiValidator({
        // A document made by us; its type would have to be spelled out part by part.
        apiSpec: this.#documentOf(operation, style) as never,
        validateApiSpec: false,
        validateRequests: { allowUnknownQueryParameters: false },
        validateResponses: this.#options.judgeAnswers,
        validateSecurity: false,
        fileUploader: false,
      }),
    );
    app.use((request, response) => {
      const carried: Carried = request;
      carried.accept?.({ query: request.query, body: carried.body }, response);
    });
    app.use(this.#misfit());
    return app;
  }

  #misfit(): ErrorRequestHandler {
    return (error, request, response, _next) => {
      const misfit = misfitOf(error);
      if (misfit) {
        (request as Carried).refuse?.(misfit);
        return;
      }
      this.#options.onInvalidAnswer(error);
      if (!response.headersSent) response.writeHead(500).end();
    };
  }

  #documentOf({ service, name }: VapiOperation, style: Style) {
    const { model, judgeAnswers } = this.#options;
    const documents = new Documents(model, { answers: judgeAnswers });
    const paths: Record<string, Record<string, object>> = {};
    for (const each of documents.operationsOf(service, style)) {
      if (each.operation.name !== name) continue;
      const inner = placeholders(each.route).map((name) => `/{${name}}`);
      paths[`/${each.operation.name}${inner.join('')}`] = {
        [each.route.method.toLowerCase()]: documents.describe(each),
      };
    }
    return {
      openapi: '3.0.3' as const,
      info: { title: service, version: '1' },
      paths,
      components: {
        schemas: { ...(judgeAnswers ? ERROR_SCHEMAS : {}), ...documents.schemas.components() },
        responses: judgeAnswers ? ERROR_RESPONSES : {},
      },
    };
  }
}

function addressOf({ operation, route, path }: Match, { query }: Brought): string {
  const values = placeholders(route).map((name) => `/${encodeURIComponent(path[name] ?? '')}`);
  const search = new URLSearchParams(query.map((pair): [string, string] => [...pair])).toString();
  return `/${operation.name}${values.join('')}${search === '' ? '' : `?${search}`}`;
}

/** Errors of requests have a status below 500; others are about our own answers. */
function misfitOf(error: unknown): Misfit | undefined {
  const { status, errors, message } = error as {
    readonly status?: unknown;
    readonly errors?: readonly { readonly path?: string; readonly message?: string }[];
    readonly message?: string;
  };
  if (typeof status !== 'number' || status >= 500) return undefined;
  const texts = (errors ?? []).map(({ path = '', message: text = '' }) =>
    [path.replace(/^\/(query|body|params)\/?/, '').replaceAll('/', '.'), text]
      .filter((part) => part !== '')
      .join(' '),
  );
  return new Misfit(status, texts.length > 0 ? texts : [message ?? 'The request does not fit.']);
}
