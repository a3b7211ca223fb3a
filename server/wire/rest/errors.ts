/**
 * How errors look over REST, in the two styles.
 */
import { ERROR_STATUS, type LocalizableMessage, VapiError } from '../../vapi/error.ts';
import type { Style } from './style.ts';

/** An answer of the door itself or of an operation. */
export interface RestAnswer {
  readonly status: number;
  /** Nothing is sent for undefined. */
  readonly body?: unknown;
  /** Names and values, one after another. */
  readonly headers?: readonly string[];
}

/** What HTTP forbids before an operation is known. */
export type HttpProblem = 'httpNotFound' | 'httpMethodNotAllowed' | 'httpUnsupportedMediaType';

const PROBLEMS: Readonly<Record<HttpProblem, readonly [number, string, string]>> = {
  httpNotFound: [404, 'NOT_FOUND', 'Not found.'],
  httpMethodNotAllowed: [405, 'INVALID_REQUEST', 'Method not allowed.'],
  httpUnsupportedMediaType: [415, 'INVALID_REQUEST', 'Unsupported media type.'],
};

/** As vCenter asks for credentials. */
const CHALLENGE = 'Basic realm="VAPI endpoint"';

export function errorAnswer(error: VapiError, style: Style): RestAnswer {
  const value = {
    error_type: error.errorType,
    messages: error.messages.map(messageOf),
    ...(error.data ? { data: error.data } : {}),
  };
  return {
    status: ERROR_STATUS[error.name],
    body: style === 'api' ? value : { type: error.id, value },
    headers: error.name === 'unauthenticated' ? ['WWW-Authenticate', CHALLENGE] : [],
  };
}

export function problemAnswer(
  problem: HttpProblem,
  style: Style,
  headers: readonly string[] = [],
): RestAnswer {
  const [status, errorType, text] = PROBLEMS[problem];
  const id = `com.vmware.vapi.rest.${problem}`;
  if (style === 'rest') {
    const localizableMessages = [{ defaultMessage: text, id }];
    return { status, headers, body: { name: id, localizableMessages, majorErrorCode: status } };
  }
  const messages = [{ args: [], default_message: text, id }];
  return { status, headers, body: { error_type: errorType, messages } };
}

/** A request that does not fit what the operation takes. */
export function invalidRequest(texts: readonly string[]): VapiError {
  return new VapiError(
    'invalid_argument',
    texts.map((text) => ({
      id: 'vapi.data.validate.mismatch',
      default_message: text,
      args: [],
    })),
  );
}

function messageOf({ id, default_message, args = [] }: LocalizableMessage): LocalizableMessage {
  return { args, default_message, id };
}
