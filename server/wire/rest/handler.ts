/**
 * A request over REST from URL to answer: first whether there is such an operation, then who calls, then
 * whether the request fits, and then the operation.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { VapiError } from '../../vapi/error.ts';
import type { Session } from '../../vim/sessions/sessions.ts';
import { Exchange } from '../http/exchange.ts';
import { type BodyError, readBody } from '../http/request-body.ts';
import { SESSION_HEADER, sessionOfRequest } from '../http/session-header.ts';
import { signHeader } from '../tokens/signed-request.ts';
import { basicCredentials, logIn, logInByToken } from './credentials.ts';
import type { RestHandler, RestHandlerOptions } from './door-parts.ts';
import { errorAnswer, invalidRequest, problemAnswer, type RestAnswer } from './errors.ts';
import { gatherInput } from './input.ts';
import { readJson } from './plain-json.ts';
import { plainQuery } from './query.ts';
import { type Match, Router } from './router.ts';
import { isVoid, STYLES, type Style, successStatus } from './style.ts';
import { Misfit, Validators } from './validator.ts';
import { toEntries } from './values.ts';

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;
const SESSION_SERVICE = 'com.vmware.cis.session';
const OPERATION_ID_MAX = 256;

export function createRestHandler(options: RestHandlerOptions): RestHandler {
  return new Handler(options);
}

/** A request whose operation is known. */
interface Asked {
  readonly exchange: Exchange;
  readonly request: IncomingMessage;
  readonly match: Match;
  readonly style: Style;
  readonly query: URLSearchParams;
}

class Handler implements RestHandler {
  readonly #options: RestHandlerOptions;
  readonly #routers: Readonly<Record<Style, Router>>;
  readonly #validators: Validators;

  constructor(options: RestHandlerOptions) {
    const { vapi, judgeAnswers = false, log } = options;
    const { model } = vapi;
    this.#options = options;
    this.#routers = { api: new Router(model, 'api'), rest: new Router(model, 'rest') };
    this.#validators = new Validators({
      ...{ model, judgeAnswers },
      onInvalidAnswer: (err) => log.error({ err }, 'An answer is not what openapi.yaml says.'),
    });
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const [address = '', search = ''] = split(request.url ?? '', '?');
    const style = STYLES.find((each) => address === `/${each}` || address.startsWith(`/${each}/`));
    if (!style) return;
    const exchange = new Exchange(request, response, false);
    const found = this.#find(request.method ?? '', address, search, style);
    if ('status' in found) {
      request.resume();
      this.#answer(exchange, found);
      return;
    }
    const { match, query } = found;
    this.#serve({ exchange, request, match, style, query }).catch((error: unknown) => {
      this.#answer(exchange, this.#errorAnswer(error, style));
    });
  }

  #find(
    method: string,
    address: string,
    search: string,
    style: Style,
  ): { readonly match: Match; readonly query: URLSearchParams } | RestAnswer {
    const query = new URLSearchParams(search);
    const segments = segmentsOf(address, style);
    if (!segments) return problemAnswer('httpNotFound', style);
    const names = new Set(plainQuery(query, style).map(([name]) => name));
    const action = query.get('action') ?? (style === 'rest' ? query.get('~action') : null);
    const found = this.#routers[style].find(method, segments, {
      action: action ?? undefined,
      has: (name) => names.has(name),
    });
    if (found.kind === 'method') {
      return problemAnswer('httpMethodNotAllowed', style, ['Allow', found.allowed.join(', ')]);
    }
    if (found.kind === 'none') return problemAnswer('httpNotFound', style);
    const { service, name } = found.match.operation;
    if (!this.#options.vapi.find(service, name)) return problemAnswer('httpNotFound', style);
    return { match: found.match, query };
  }

  async #serve(asked: Asked): Promise<void> {
    const { exchange, request, match, style, query } = asked;
    // What a client signed is read before it is known who calls; nobody else gets that far.
    const signed = signHeader(request) === undefined ? undefined : await this.#bytes(request);
    const own = this.#authenticate(asked, signed);
    try {
      const bytes = signed ?? (await this.#bytes(request));
      const body = bytes.length > 0 ? bodyOf(request, bytes) : undefined;
      if (exchange.response.destroyed) return;
      const received = await this.#validators.check(request, exchange.response, {
        ...{ match, style },
        brought: { query: plainQuery(query, style), body: bodyFor(match, body) },
      });
      const { model } = this.#options.vapi;
      const input = gatherInput(model, match, style, received);
      const asTask = match.route.method !== 'GET' && query.get('vmw-task') === 'true';
      const call = { operation: match.operation, input, asTask };
      const output = await this.#options.vapi.invoke(call, exchange);
      this.#answer(exchange, asTask ? taskAnswer(output, style) : this.#success(asked, output));
    } finally {
      if (own && exchange.session) this.#options.sessions.end(own);
    }
  }

  /**
   * Puts the caller's session into the exchange. Gives the session that was opened for this call only:
   * some clients send name and password with every call.
   */
  #authenticate(asked: Asked, signed: Buffer | undefined): Session | undefined {
    const { exchange, request, match } = asked;
    const { sessions, vapi } = this.#options;
    const { service, name } = match.operation;
    const operationId = request.headers['x-request-id'] ?? request.headers['vapi-ctx-opid'];
    const known = sessionOfRequest(request, sessions);
    exchange.begin(known, operationId?.toString().slice(0, OPERATION_ID_MAX));
    if (service === SESSION_SERVICE && name === 'create') {
      exchange.session = this.#open(asked, signed) ?? logIn(sessions, undefined, exchange);
      return undefined;
    }
    const own = known ? undefined : this.#open(asked, signed);
    if (own) exchange.session = own;
    else vapi.demandSession(match.operation, exchange);
    return own;
  }

  /** A session for what the request itself says of its sender; undefined where it says nothing. */
  #open({ exchange, request }: Asked, signed: Buffer | undefined): Session | undefined {
    const { sessions, userOfRequest } = this.#options;
    const header = signHeader(request);
    if (signed && header !== undefined) {
      const { method = '', url = '', headers } = request;
      const [path] = split(url, '?');
      const content = { method, path, host: headers.host ?? '', body: signed };
      return logInByToken(sessions, userOfRequest(header, content), exchange);
    }
    const credentials = basicCredentials(request);
    return credentials && logIn(sessions, credentials, exchange);
  }

  #bytes(request: IncomingMessage): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      readBody(request, BODY_LIMIT_BYTES, (body, error) => {
        if (error) reject(error);
        else resolve(body ?? Buffer.alloc(0));
      });
    });
  }

  #success({ match, style, exchange }: Asked, output: unknown): RestAnswer {
    const { operation } = match;
    const headers = this.#sessionHeaders(operation.service, exchange, style);
    const status = successStatus(operation, style);
    if (isVoid(operation)) return { status, headers };
    if (style === 'api') {
      return output === undefined ? { status: 204 } : { status, headers, body: output };
    }
    const value = toEntries(this.#options.vapi.model, output, operation.output);
    return { status, headers, body: value === undefined ? {} : { value } };
  }

  #sessionHeaders(service: string, exchange: Exchange, style: Style): readonly string[] {
    const { session, sessionBefore, response } = exchange;
    if (service !== SESSION_SERVICE || !session || session === sessionBefore) return [];
    const header = [SESSION_HEADER, session.secret];
    const wanted = response.req.headers['vmware-use-header-authn'];
    if (style === 'api' || wanted !== undefined) return header;
    const secure = this.#options.secureCookie ? '; Secure' : '';
    const cookie = `${SESSION_HEADER}=${session.secret}; Path=/rest; HttpOnly${secure}; SameSite=Lax`;
    return [...header, 'Set-Cookie', cookie];
  }

  #errorAnswer(error: unknown, style: Style): RestAnswer {
    if (error instanceof VapiError) return errorAnswer(error, style);
    if (error instanceof Misfit) {
      if (error.status === 415) return problemAnswer('httpUnsupportedMediaType', style);
      return errorAnswer(invalidRequest(error.texts), style);
    }
    if (isBodyError(error)) {
      const problem = errorAnswer(invalidRequest([error.text]), style);
      return { ...problem, status: error.status, headers: ['Connection', 'close'] };
    }
    this.#options.log.error({ err: error }, 'A call over REST failed by a defect of the server.');
    const message = { id: 'com.vmware.vapi.endpoint.error', default_message: 'See the log.' };
    return errorAnswer(new VapiError('internal_server_error', message), style);
  }

  #answer(exchange: Exchange, { status, body, headers = [] }: RestAnswer): void {
    const { response } = exchange;
    if (response.destroyed || response.headersSent) return;
    for (let place = 0; place < headers.length; place += 2) {
      response.setHeader(headers[place] ?? '', headers[place + 1] ?? '');
    }
    response.setHeader('Cache-Control', 'no-cache');
    const { operationId } = exchange;
    if (operationId !== undefined && HEADER_TEXT.test(operationId)) {
      response.setHeader('X-Request-ID', operationId);
    }
    if (body === undefined) {
      response.writeHead(status).end();
      return;
    }
    const text = JSON.stringify(body);
    const judged = response as ServerResponse & { json?: (value: unknown) => void };
    if (this.#options.judgeAnswers && judged.json) {
      response.statusCode = status;
      judged.json(JSON.parse(text));
      return;
    }
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    });
    response.end(text);
  }
}

const HEADER_TEXT = /^[\x20-\x7e]+$/;

function taskAnswer(id: unknown, style: Style): RestAnswer {
  return { status: 202, body: style === 'api' ? id : { value: id } };
}

/** Names in the path below the style's prefix; undefined where they are not well encoded. */
function segmentsOf(address: string, style: Style): readonly string[] | undefined {
  const path = address.slice(style.length + 2);
  const trimmed = style === 'rest' ? path.replace(/\/$/, '') : path;
  try {
    return trimmed.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function split(text: string, separator: string): readonly [string, string] {
  const place = text.indexOf(separator);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)];
}

function bodyOf(request: IncomingMessage, body: Buffer): unknown {
  const type = request.headers['content-type'];
  // What is no JSON is left to the validator, which knows whether a body is wanted at all.
  if (type !== undefined && !/json/i.test(type)) return body;
  return readJson(body) ?? undefined;
}

/** Operations without parameters in the body look at none; those with them want an object at least. */
function bodyFor({ operation, route }: Match, body: unknown): unknown {
  if (route.method === 'GET' || route.method === 'DELETE') return undefined;
  const inPath = [...operation.input.keys()].filter((name) => route.path.includes(`{${name}}`));
  const left = operation.input.size - inPath.length;
  if (left === 0) return undefined;
  const demanded = [...operation.input].some(
    ([name, type]) => !inPath.includes(name) && type.kind !== 'optional',
  );
  return body ?? (demanded ? {} : undefined);
}

function isBodyError(error: unknown): error is BodyError {
  return typeof error === 'object' && error !== null && 'status' in error && 'text' in error;
}
