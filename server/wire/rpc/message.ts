/**
 * A JSON-RPC message that invokes an operation, taken apart.
 *
 *     {"jsonrpc":"2.0","id":"1","method":"invoke","params":{"serviceId":…,"operationId":…,
 *      "input":{"STRUCTURE":{"operation-input":{…}}},"ctx":{"appCtx":{"opId":…},"securityCtx":{…}}}}
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { type Json, JsonError, type JsonObject, parseJson } from '../json/parse.ts';

export interface Invocation {
  readonly id: Json;
  readonly service: string;
  /** With `$task` where the client wants a task. */
  readonly operation: string;
  readonly input: Json;
  readonly operationId: string | undefined;
  /** `securityCtx`, as it came. */
  readonly security: JsonObject | undefined;
}

/** What JSON-RPC itself finds wrong. */
export class RpcError extends Error {
  readonly code: number;
  readonly id: Json;

  constructor(code: number, message: string, id: Json = null) {
    super(message);
    this.code = code;
    this.id = id;
  }
}

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
/** The headers name another operation than the body. */
const MISMATCH = -31001;

/** Throws RpcError. */
export function readInvocation(body: Buffer, headers: IncomingHttpHeaders): Invocation {
  const message = parsed(body);
  const id = message.get('id') ?? null;
  const isId = typeof id === 'string' || typeof id === 'number';
  if (message.get('jsonrpc') !== '2.0' || !isId) {
    throw new RpcError(INVALID_REQUEST, 'Invalid Request.', isId ? id : null);
  }
  if (message.get('method') !== 'invoke') {
    throw new RpcError(METHOD_NOT_FOUND, 'Method not found.', id);
  }
  const params = objectOf(message.get('params'));
  const service = params?.get('serviceId');
  const operation = params?.get('operationId');
  if (!params || typeof service !== 'string' || typeof operation !== 'string') {
    throw new RpcError(INVALID_PARAMS, 'Invalid params.', id);
  }
  compareHeaders(headers, service, operation, id);
  const context = objectOf(params.get('ctx'));
  const opId = objectOf(context?.get('appCtx'))?.get('opId');
  return {
    ...{ id, service, operation },
    input: params.get('input') ?? null,
    operationId: typeof opId === 'string' ? opId : headers['vapi-ctx-opid']?.toString(),
    security: objectOf(context?.get('securityCtx')),
  };
}

export function objectOf(json: Json | undefined): JsonObject | undefined {
  return json instanceof Map ? json : undefined;
}

function parsed(body: Buffer): JsonObject {
  if (!isUtf8(body)) throw new RpcError(PARSE_ERROR, 'Parse error. The message is no UTF-8.');
  let json: Json;
  try {
    json = parseJson(body.toString('utf8'));
  } catch (error) {
    if (error instanceof JsonError)
      throw new RpcError(PARSE_ERROR, `Parse error. ${error.message}`);
    throw error;
  }
  // A batch, a list of messages, is none of vAPI's.
  const message = objectOf(json);
  if (!message) throw new RpcError(INVALID_REQUEST, 'Invalid Request.');
  return message;
}

/** Headers repeat the names for who looks at no body: both of them or neither. */
function compareHeaders(
  headers: IncomingHttpHeaders,
  service: string,
  operation: string,
  id: Json,
): void {
  const named = [headers['vapi-service'], headers['vapi-operation']];
  if (named.every((each) => each === undefined)) return;
  if (named[0] === service && named[1] === operation) return;
  throw new RpcError(MISMATCH, 'Invalid operation: headers and body do not agree.', id);
}
