/** What the door of the vAPI over JSON-RPC is given, and what it loads. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VapiDispatch } from '../../vapi/dispatch.ts';
import type { Sessions } from '../../vim/sessions/sessions.ts';

export interface RpcDoorOptions {
  readonly vapi: () => Promise<VapiDispatch>;
  readonly sessions: Sessions;
  /** Whose SAML token that is; undefined for a bad one. */
  readonly userOfToken: (xml: string) => string | undefined;
  readonly log: { error(details: object, message: string): void };
}

export interface RpcHandler {
  handle(request: IncomingMessage, response: ServerResponse): void;
}

export interface RpcHandlerOptions extends Omit<RpcDoorOptions, 'vapi'> {
  readonly vapi: VapiDispatch;
}
