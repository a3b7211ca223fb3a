/**
 * A JSON-RPC message from bytes to answer. Everything an operation has to say, errors too, is a result
 * with HTTP status 200; the header `vapi-error` names the error for who looks at no body.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { VapiError } from '../../vapi/error.ts';
import type { VapiOperation } from '../../vapi/model.ts';
import type { Session } from '../../vim/sessions/sessions.ts';
import { answerPlain, answerText } from '../http/answer.ts';
import { Exchange } from '../http/exchange.ts';
import { readBody } from '../http/request-body.ts';
import type { Json } from '../json/parse.ts';
import { Decoder } from './decode.ts';
import type { RpcHandler, RpcHandlerOptions } from './door-parts.ts';
import { Encoder } from './encode.ts';
import { type Invocation, RpcError, readInvocation } from './message.ts';
import { authenticate } from './security.ts';

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;
const JSON_TYPE = 'application/json';
const MEDIA_TYPE = /^\s*application\/json\s*(?:;|$)/i;
const TASK = '$task';
const OPERATION_ID_MAX = 256;
const SERVER_ERROR = -31000;

export function createRpcHandler(options: RpcHandlerOptions): RpcHandler {
  return new Handler(options);
}

interface Target {
  readonly operation: VapiOperation;
  readonly asTask: boolean;
}

class Handler implements RpcHandler {
  readonly #options: RpcHandlerOptions;
  readonly #decoder: Decoder;
  readonly #encoder: Encoder;

  constructor(options: RpcHandlerOptions) {
    const { model } = options.vapi;
    this.#options = options;
    this.#decoder = new Decoder(model);
    this.#encoder = new Encoder(model);
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const exchange = new Exchange(request, response, false);
    const type = request.headers['content-type'];
    if (type !== undefined && !MEDIA_TYPE.test(type)) {
      response.setHeader('Connection', 'close');
      answerPlain(response, 415, `Content-Type ${JSON_TYPE} is expected.`);
      return;
    }
    readBody(request, BODY_LIMIT_BYTES, (body, error) => {
      if (error) {
        response.setHeader('Connection', 'close');
        answerPlain(response, error.status, error.text);
        return;
      }
      if (body) this.#serve(exchange, request, body);
    });
  }

  #serve(exchange: Exchange, request: IncomingMessage, body: Buffer): void {
    let invocation: Invocation;
    try {
      invocation = readInvocation(body, request.headers);
    } catch (error) {
      this.#refuse(exchange, error);
      return;
    }
    const { id } = invocation;
    this.#invoke(exchange, request, invocation)
      .then((output) => this.#answer(exchange, id, { result: { output } }))
      .catch((error: unknown) => {
        if (error instanceof VapiError) this.#answerError(exchange, id, error);
        else this.#refuse(exchange, error, id);
      });
  }

  async #invoke(
    exchange: Exchange,
    request: IncomingMessage,
    invocation: Invocation,
  ): Promise<unknown> {
    const { vapi, sessions } = this.#options;
    const { operation, asTask } = this.#target(invocation);
    const opId = invocation.operationId?.slice(0, OPERATION_ID_MAX);
    exchange.begin(undefined, opId);
    const own: Session | undefined = authenticate(exchange, request, {
      ...{ operation, security: invocation.security },
      ...this.#options,
    });
    try {
      vapi.demandSession(operation, exchange);
      const input = this.#decoder.input(invocation.input, operation.input);
      const output = await vapi.invoke({ operation, input, asTask }, exchange);
      return asTask ? output : this.#encoder.value(output, operation.output);
    } finally {
      if (own) sessions.end(own);
    }
  }

  #target({ service, operation: name }: Invocation): Target {
    const { vapi } = this.#options;
    const asTask = name.endsWith(TASK);
    const operation = vapi.find(service, asTask ? name.slice(0, -TASK.length) : name);
    const fits = operation && (asTask ? operation.task !== 'no' : operation.task !== 'only');
    if (fits) return { operation, asTask };
    if (vapi.serves(service)) {
      throw new VapiError('operation_not_found', {
        id: 'vapi.method.input.invalid.method',
        default_message: `Cannot find method '${name}' in service '${service}'.`,
        args: [name, service],
      });
    }
    throw new VapiError('operation_not_found', {
      id: 'vapi.method.input.invalid.interface',
      default_message: `Cannot find service '${service}'.`,
      args: [service],
    });
  }

  #answerError(exchange: Exchange, id: Json, error: VapiError): void {
    const headers = ['vapi-error', error.id];
    this.#answer(exchange, id, { result: { error: this.#encoder.error(error) } }, headers);
  }

  /** What is wrong with the message, or with us. */
  #refuse(exchange: Exchange, error: unknown, id: Json = null): void {
    if (error instanceof RpcError) {
      const { code, message } = error;
      this.#answer(exchange, error.id, { error: { code, message } });
      return;
    }
    this.#options.log.error(
      { err: error },
      'A call over JSON-RPC failed by a defect of the server.',
    );
    this.#answer(exchange, id, { error: { code: SERVER_ERROR, message: 'See the log.' } });
  }

  #answer(exchange: Exchange, id: Json, content: object, headers: readonly string[] = []): void {
    const { response, takesGzip } = exchange;
    if (response.destroyed) return;
    const text = JSON.stringify({ jsonrpc: '2.0', ...content, id });
    answerText(response, { status: 200, contentType: JSON_TYPE, gzip: takesGzip, headers }, text);
  }
}
