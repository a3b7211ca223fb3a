/**
 * The SOAP door: `/sdk`. A plain handler for node:http, asked before anything else; what is not its
 * own it leaves to others.
 *
 *     POST /sdk, /sdk/, /sdk/vimService       one call
 *     GET  /sdk/vimServiceVersions.xml, …     versions, WSDL
 *     /sdk/vim25/…                            not here: VI JSON
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { types } from 'node:util';
import type { Conversation, MethodCall } from '../../vim/method.ts';
import type { Sessions } from '../../vim/sessions/sessions.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { systemError, VimFault } from '../../vmodl/fault.ts';
import {
  type AnswerOptions,
  answerPieces,
  answerPlain,
  answerText,
  type Tick,
} from '../http/answer.ts';
import { Exchange, takesGzip } from '../http/exchange.ts';
import { answerNotAllowed, hasSeveralHosts } from '../http/refusals.ts';
import { isLong, readBody } from '../http/request-body.ts';
import { sessionOf, setSessionCookie } from '../http/session-cookie.ts';
import type { DecodedRequest } from './decode.ts';
import { DescriptionFiles, SERVICE_FILE } from './description-files.ts';
import { encodeFault, encodeRawFault } from './encode-fault.ts';
import { ResultEncoder } from './encode-result.ts';
import { RequestCache } from './request-cache.ts';
import { RequestError } from './request-error.ts';
import { RequestVersions } from './request-version.ts';

/**
 * Carries out a call. Returns (or promises) what the method returns, undefined for nothing; for
 * `Fetch` a FetchResult. Throws VimFault for what is the client's to know.
 */
export type Dispatch = (call: MethodCall, conversation: Conversation) => unknown;

export interface SoapLog {
  error(details: object, message: string): void;
}

export interface SoapDoorOptions {
  readonly catalog: Catalog;
  readonly dispatch: Dispatch;
  readonly sessions: Pick<Sessions, 'bySecret'>;
  /** Rank of the newest version served. */
  readonly rank: number;
  /** Refuse versions which are not served, instead of answering as the nearest. */
  readonly strictVersion?: boolean | undefined;
  readonly bodyLimitBytes?: number | undefined;
  /** Compress also for clients on this very machine. */
  readonly packForNeighbours?: boolean | undefined;
  /** Set cookies for TLS only. */
  readonly secureCookie: boolean;
  /** URL of the endpoint, for the WSDL: `https://host/sdk`. */
  readonly address: () => string;
  /** Whom the SAML token in a request's header names; nobody where there is no token service. */
  readonly userOfMessage?: ((text: string) => string | undefined) | undefined;
  /** `WallClock.tick`. */
  readonly tick: Tick;
  readonly log: SoapLog;
}

export interface SoapDoor {
  /** False: not my path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

/** QueryPerf over a full inventory is the largest request seen: some 16 MB. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

const ROOT = '/sdk';
const ENDPOINTS: ReadonlySet<string> = new Set([
  '/sdk',
  '/sdk/',
  '/sdk/vimService',
  '/sdk/vimService/',
]);
const VI_JSON = '/sdk/vim25';

export function createSoapDoor(options: SoapDoorOptions): SoapDoor {
  return new Door(options);
}

class Door implements SoapDoor {
  private readonly options: SoapDoorOptions;
  private readonly requests: RequestCache;
  private readonly versions: RequestVersions;
  private readonly results: ResultEncoder;
  private readonly files: DescriptionFiles;
  private readonly bodyLimitBytes: number;
  private readonly packForNeighbours: boolean;

  constructor(options: SoapDoorOptions) {
    const { catalog, rank, address } = options;
    this.options = options;
    this.requests = new RequestCache(catalog);
    this.versions = new RequestVersions(catalog, rank, options.strictVersion ?? false);
    this.results = new ResultEncoder(catalog);
    this.files = new DescriptionFiles(catalog, rank, address);
    this.packForNeighbours = options.packForNeighbours ?? false;
    this.bodyLimitBytes = options.bodyLimitBytes ?? BODY_LIMIT_BYTES;
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const url = request.url ?? '';
    if (!url.startsWith(ROOT)) return false;
    const question = url.indexOf('?');
    const path = question < 0 ? url : url.slice(0, question);
    const isEndpoint = ENDPOINTS.has(path);
    if (!isEndpoint && (!path.startsWith(`${ROOT}/`) || isViJson(path))) return false;
    if (hasSeveralHosts(request)) {
      answerPlain(response, 400, 'One Host header is expected.');
    } else if (!isEndpoint) {
      this.describe(request, response, path.slice(`${ROOT}/`.length));
    } else if (request.method === 'POST') {
      this.receive(request, response);
    } else if (question >= 0 && /^wsdl(?:=|&|$)/i.test(url.slice(question + 1))) {
      this.describe(request, response, SERVICE_FILE);
    } else {
      answerNotAllowed(response, 'POST');
    }
    return true;
  }

  private describe(request: IncomingMessage, response: ServerResponse, file: string): void {
    const text = this.files.read(file);
    if (text === undefined) {
      answerPlain(response, 404, 'Not found.');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerNotAllowed(response, 'GET, HEAD');
    } else {
      answerText(response, { status: 200, gzip: takesGzip(request, this.packForNeighbours) }, text);
    }
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    readBody(request, this.bodyLimitBytes, (body, error) => {
      if (body) {
        this.serve(new Exchange(request, response, this.packForNeighbours), body);
      } else if (error) {
        response.setHeader('Connection', 'close');
        answerPlain(response, error.status, error.text);
      }
    });
  }

  private serve(exchange: Exchange, body: Buffer): void {
    let { rank } = this.options;
    try {
      rank = this.versions.rankOf(exchange.soapAction);
      if (isLong(body)) this.proceed(exchange, rank, this.requests.decodeSlices(body, rank));
      else this.begin(exchange, this.requests.decode(body, rank), body);
    } catch (error) {
      this.fail(exchange, rank, error);
    }
  }

  /** A login by token is told whose token the request's header holds: a long request holds none. */
  private begin(exchange: Exchange, decoded: DecodedRequest, body: Buffer): void {
    if (decoded.call.method === 'LoginByToken') {
      exchange.tokenUserName = this.options.userOfMessage?.(body.toString('utf8'));
    }
    this.carryOut(exchange, decoded);
  }

  /** Decodes a long request, serving others between its slices. */
  private proceed(exchange: Exchange, rank: number, slices: Iterator<void, DecodedRequest>): void {
    if (exchange.response.destroyed) return;
    try {
      const slice = slices.next();
      if (slice.done) this.carryOut(exchange, slice.value);
      else this.options.tick(() => this.proceed(exchange, rank, slices));
    } catch (error) {
      this.fail(exchange, rank, error);
    }
  }

  private carryOut(exchange: Exchange, { call, operationId }: DecodedRequest): void {
    exchange.begin(sessionOf(exchange.cookies, this.options.sessions), operationId);
    const returned = this.options.dispatch(call, exchange);
    if (types.isPromise(returned)) this.answerLater(exchange, call, returned);
    else this.answer(exchange, call, returned);
  }

  private answerLater(exchange: Exchange, call: MethodCall, promise: Promise<unknown>): void {
    promise
      .then((result) => this.answer(exchange, call, result))
      .catch((error: unknown) => this.fail(exchange, call.rank, error));
  }

  private answer(exchange: Exchange, call: MethodCall, result: unknown): void {
    const { response } = exchange;
    if (response.destroyed) return;
    const answer = this.results.encode(call, result);
    const options: AnswerOptions = {
      status: 200,
      gzip: exchange.takesGzip,
      cookie: this.cookieAfter(exchange),
    };
    if (typeof answer === 'string') {
      answerText(response, options, answer);
      return;
    }
    answerPieces(response, options, answer, this.options.tick, (error) => {
      this.options.log.error({ err: error, method: call.method }, 'An answer broke off.');
    });
  }

  private cookieAfter({ session, sessionBefore }: Exchange): string | undefined {
    if (session === undefined || session === sessionBefore) return undefined;
    return setSessionCookie(session, this.options.secureCookie);
  }

  private fail(exchange: Exchange, rank: number, error: unknown): void {
    if (exchange.response.destroyed) return;
    const options: AnswerOptions = { status: 500, gzip: exchange.takesGzip };
    answerText(exchange.response, options, this.faultText(rank, error));
  }

  private faultText(rank: number, error: unknown): string {
    if (error instanceof RequestError && !error.invalidRequest) {
      return encodeRawFault(error.code, error.message);
    }
    const version = this.results.encoder.at(rank);
    if (error instanceof RequestError) {
      return encodeFault(version, new VimFault('InvalidRequest', {}, error.message));
    }
    if (error instanceof VimFault) {
      try {
        return encodeFault(version, error);
      } catch (defect) {
        this.options.log.error({ err: defect, fault: error.name }, 'A fault cannot be written.');
      }
    } else {
      this.options.log.error({ err: error }, 'A call failed by a defect of the server.');
    }
    return encodeFault(version, systemError(error));
  }
}

function isViJson(path: string): boolean {
  return path === VI_JSON || path.startsWith(`${VI_JSON}/`);
}
