/**
 * The VI JSON door: `/sdk/vim25/…`. A plain handler for node:http beside SOAP's, with the same calls
 * behind it.
 *
 *     POST /sdk/vim25/{release}/{MoType}/{moId}/{Method}     body: an object of parameters, or none
 *     GET  /sdk/vim25/{release}/{MoType}/{moId}/{property}
 *
 * 200 with the value, 204 for nothing; 500 with the fault and its text as `faultstring`.
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
import { Exchange } from '../http/exchange.ts';
import { answerNotAllowed, hasSeveralHosts } from '../http/refusals.ts';
import { isLong, readBody } from '../http/request-body.ts';
import { setSessionCookie } from '../http/session-cookie.ts';
import { SESSION_HEADER, sessionOfRequest } from '../http/session-header.ts';
import { type Address, Addresses, isUnderRoot } from './address.ts';
import { RequestDecoder, type Target } from './decode.ts';
import { type PropertyResult, ResultEncoder } from './encode-result.ts';

/**
 * Carries out a call. Returns (or promises) what the method returns, undefined for nothing; for
 * `Fetch` a PropertyResult. Throws VimFault for what is the client's to know.
 */
export type Dispatch = (call: MethodCall, conversation: Conversation) => unknown;

export interface JsonDoorOptions {
  readonly catalog: Catalog;
  readonly dispatch: Dispatch;
  readonly sessions: Pick<Sessions, 'bySecret'>;
  /** Rank of the newest version served. */
  readonly rank: number;
  /** Nothing is there for releases which are not served, instead of the newest. */
  readonly strictVersion?: boolean | undefined;
  /**
   * Take an object without `_typeName` for a reference, as vCenter 8.0.3 does, instead of for a
   * value of the declared type.
   */
  readonly demandTypeNames?: boolean | undefined;
  readonly bodyLimitBytes?: number | undefined;
  /** Compress also for clients on this very machine. */
  readonly packForNeighbours?: boolean | undefined;
  /** Set cookies for TLS only. */
  readonly secureCookie: boolean;
  /** `WallClock.tick`. */
  readonly tick: Tick;
  readonly log: { error(details: object, message: string): void };
}

export interface JsonDoor {
  /** False: not my path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const JSON_TYPE = 'application/json';
const MEDIA_TYPE = /^\s*application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const OPERATION_ID_MAX = 256;

export function createJsonDoor(options: JsonDoorOptions): JsonDoor {
  return new Door(options);
}

/** One call with the conversation it is part of. */
interface Asked {
  readonly exchange: Exchange;
  readonly rank: number;
  readonly encode: (result: unknown) => string | Iterator<string> | undefined;
}

class Door implements JsonDoor {
  private readonly options: JsonDoorOptions;
  private readonly addresses: Addresses;
  private readonly decoder: RequestDecoder;
  private readonly results: ResultEncoder;
  private readonly bodyLimitBytes: number;

  constructor(options: JsonDoorOptions) {
    const { catalog, rank } = options;
    this.options = options;
    this.addresses = new Addresses(catalog, rank, options.strictVersion ?? false);
    this.decoder = new RequestDecoder(catalog, options.demandTypeNames ?? false);
    this.results = new ResultEncoder(catalog);
    this.bodyLimitBytes = options.bodyLimitBytes ?? BODY_LIMIT_BYTES;
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const [path = ''] = (request.url ?? '').split('?', 1);
    if (!isUnderRoot(path)) return false;
    const address = this.addresses.resolve(path);
    if (hasSeveralHosts(request)) {
      answerPlain(response, 400, 'One Host header is expected.');
    } else if (!address) {
      answerPlain(response, 404, 'Not found.');
    } else if ('parameters' in address.member) {
      this.receive(request, response, { ...address, method: address.member });
    } else if (request.method === 'GET' || request.method === 'HEAD') {
      this.read(this.exchange(request, response), address);
    } else {
      answerNotAllowed(response, 'GET, HEAD');
    }
    return true;
  }

  private exchange(request: IncomingMessage, response: ServerResponse): Exchange {
    const exchange = new Exchange(request, response, this.options.packForNeighbours ?? false);
    const operationId = request.headers['x-request-id']?.toString().slice(0, OPERATION_ID_MAX);
    exchange.begin(sessionOfRequest(request, this.options.sessions), operationId);
    return exchange;
  }

  private read(exchange: Exchange, { ref, member, rank }: Address): void {
    const call = { ref, method: 'Fetch', args: { prop: member.name }, rank };
    const encode = (result: unknown) => this.results.encodeProperty(rank, result as PropertyResult);
    this.guarded({ exchange, rank, encode }, (asked) => this.carryOut(asked, call));
  }

  private receive(request: IncomingMessage, response: ServerResponse, target: Target): void {
    if (request.method !== 'POST') {
      answerNotAllowed(response, 'POST');
      return;
    }
    const type = request.headers['content-type'];
    if (type !== undefined && !MEDIA_TYPE.test(type)) {
      response.setHeader('Connection', 'close');
      answerPlain(response, 415, `Content-Type ${JSON_TYPE} is expected.`);
      return;
    }
    readBody(request, this.bodyLimitBytes, (body, error) => {
      if (body) {
        this.serve(this.exchange(request, response), target, body);
      } else if (error) {
        response.setHeader('Connection', 'close');
        answerPlain(response, error.status, error.text);
      }
    });
  }

  private serve(exchange: Exchange, target: Target, body: Buffer): void {
    const { rank, method, ref } = target;
    const answered = { ref, method: method.name, args: {}, rank };
    const encode = (result: unknown) => this.results.encode(answered, result);
    this.guarded({ exchange, rank, encode }, (asked) => {
      if (isLong(body)) this.proceed(asked, this.decoder.decodeSlices(body, target));
      else this.carryOut(asked, this.decoder.decode(body, target));
    });
  }

  /** Decodes a long request, serving others between its slices. */
  private proceed(asked: Asked, slices: Iterator<void, MethodCall>): void {
    const slice = slices.next();
    if (slice.done) this.carryOut(asked, slice.value);
    else this.options.tick(() => this.guarded(asked, () => this.proceed(asked, slices)));
  }

  private guarded(asked: Asked, act: (asked: Asked) => void): void {
    if (asked.exchange.response.destroyed) return;
    try {
      act(asked);
    } catch (error) {
      this.fail(asked, error);
    }
  }

  private carryOut(asked: Asked, call: MethodCall): void {
    const returned = this.options.dispatch(call, asked.exchange);
    if (!types.isPromise(returned)) {
      this.answer(asked, returned);
      return;
    }
    returned
      .then((result) => this.answer(asked, result))
      .catch((error: unknown) => this.fail(asked, error));
  }

  private answer({ exchange, encode }: Asked, result: unknown): void {
    const { response } = exchange;
    if (response.destroyed) return;
    const answer = encode(result);
    const headers = this.headersAfter(exchange);
    if (answer === undefined) {
      response.writeHead(204, [...headers, 'Cache-Control', 'no-cache']).end();
      return;
    }
    const options: AnswerOptions = {
      ...{ status: 200, contentType: JSON_TYPE, gzip: exchange.takesGzip, headers },
    };
    if (typeof answer === 'string') {
      answerText(response, options, answer);
      return;
    }
    answerPieces(response, options, answer, this.options.tick, (error) => {
      this.options.log.error({ err: error }, 'An answer broke off.');
    });
  }

  /** The cookie is for `/folder`: govc sends files there with what its calls were given. */
  private headersAfter({ session, sessionBefore }: Exchange): readonly string[] {
    if (session === undefined || session === sessionBefore) return [];
    const cookie = setSessionCookie(session, this.options.secureCookie);
    return [SESSION_HEADER, session.secret, 'Set-Cookie', cookie];
  }

  private fail({ exchange, rank }: Asked, error: unknown): void {
    if (exchange.response.destroyed) return;
    answerText(
      exchange.response,
      { status: 500, contentType: JSON_TYPE, gzip: exchange.takesGzip },
      this.faultText(rank, error),
    );
  }

  private faultText(rank: number, error: unknown): string {
    const version = this.results.encoder.at(rank);
    if (error instanceof VimFault) {
      try {
        return version.thrown(error);
      } catch (defect) {
        this.options.log.error({ err: defect, fault: error.name }, 'A fault cannot be written.');
      }
    } else {
      this.options.log.error({ err: error }, 'A call failed by a defect of the server.');
    }
    return version.thrown(systemError(error));
  }
}
