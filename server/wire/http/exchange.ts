/**
 * One request and its answer, as the methods of the API see it: who calls, from where, and whether
 * they are still there.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Conversation } from '../../vim/method.ts';
import type { Session } from '../../vim/sessions/sessions.ts';

const GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))/i;

export class Exchange implements Conversation {
  readonly response: ServerResponse;
  /** Set by Login and its kin. */
  session: Session | undefined;
  /** The session the request came with. */
  sessionBefore: Session | undefined;
  operationId: string | undefined;
  /** Whom the SAML token in the request's header names. */
  tokenUserName: string | undefined;
  private readonly request: IncomingMessage;
  private readonly packForNeighbours: boolean;
  private controller: AbortController | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, packForNeighbours: boolean) {
    this.request = request;
    this.response = response;
    this.packForNeighbours = packForNeighbours;
  }

  begin(session: Session | undefined, operationId: string | undefined): void {
    this.session = session;
    this.sessionBefore = session;
    this.operationId = operationId;
  }

  get soapAction(): string | undefined {
    return this.request.headers['soapaction']?.toString();
  }

  get cookies(): string | undefined {
    return this.request.headers.cookie;
  }

  get takesGzip(): boolean {
    return takesGzip(this.request, this.packForNeighbours);
  }

  get remoteAddress(): string {
    return this.request.socket.remoteAddress ?? '';
  }

  get userAgent(): string {
    return this.request.headers['user-agent'] ?? '';
  }

  /** Aborted when the client hangs up. Made only for who asks: few methods wait. */
  get signal(): AbortSignal {
    if (this.controller) return this.controller.signal;
    const controller = new AbortController();
    this.controller = controller;
    if (this.response.destroyed) controller.abort();
    this.response.once('close', () => {
      if (!this.response.writableFinished) controller.abort();
    });
    return controller.signal;
  }
}

/**
 * Does the client take gzip, and is it worth packing for? On one machine bytes are cheaper than the
 * time both sides would spend.
 */
export function takesGzip(request: IncomingMessage, packForNeighbours: boolean): boolean {
  const accepted = request.headers['accept-encoding'];
  if (accepted === undefined || !GZIP.test(accepted.toString())) return false;
  return packForNeighbours || request.socket.remoteAddress !== request.socket.localAddress;
}
