/** What the door of the vAPI over REST is given, and what it loads. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VapiDispatch } from '../../vapi/dispatch.ts';
import type { Sessions } from '../../vim/sessions/sessions.ts';
import type { SignedContent } from '../tokens/signed-request.ts';

export interface RestDoorOptions {
  readonly vapi: () => Promise<VapiDispatch>;
  readonly sessions: Sessions;
  /** Whom the token in a request's `SIGN` header names; undefined for a bad one. */
  readonly userOfRequest: (header: string, content: SignedContent) => string | undefined;
  readonly secureCookie: boolean;
  /** Hold answers against the OpenAPI document, too; for tests. */
  readonly judgeAnswers?: boolean | undefined;
  readonly log: { error(details: object, message: string): void };
}

export interface RestHandler {
  handle(request: IncomingMessage, response: ServerResponse): void;
}

export interface RestHandlerOptions extends Omit<RestDoorOptions, 'vapi'> {
  readonly vapi: VapiDispatch;
}
