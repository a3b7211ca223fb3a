/**
 * Who asks at the door `/folder`: somebody with the cookie of a session, with a ticket for this one
 * request, or with a name and a password.
 */
import type { IncomingMessage } from 'node:http';
import { parseFolderAddress, targetOfUrl } from '../../vim/datastore-files/datastore-path.ts';
import type { ServiceRequest, Session, Sessions } from '../../vim/sessions/sessions.ts';
import { VimFault } from '../../vmodl/fault.ts';
import { sessionOf } from '../http/session-cookie.ts';
import { Refusal } from './answer.ts';

export interface Caller {
  readonly session: Session;
  /** The address that a ticket was issued for: it may be that of a host. */
  readonly ticketUrl?: string | undefined;
  /** To be called when the request is done. */
  readonly leave: () => void;
}

const TICKET = /(?:^|[;,\s])vmware_cgi_ticket\s*=\s*"?([^\s";,]+)/;
const CHALLENGE = { 'www-authenticate': 'Basic realm="VMware HTTP server"' };

/** Throws Refusal 401 for who is nobody, 403 for a user who may nothing at all. */
export function callerOf(request: IncomingMessage, sessions: Sessions): Caller {
  const { cookie, authorization } = request.headers;
  const session = sessionOf(cookie, sessions);
  if (session) return { session, leave: () => undefined };
  const ticket = TICKET.exec(cookie ?? '')?.[1];
  if (ticket !== undefined) return byTicket(ticket, request, sessions);
  const credentials = /^Basic\s+([\w+/=-]+)$/i.exec(authorization ?? '')?.[1];
  if (credentials !== undefined) return byPassword(credentials, request, sessions);
  throw nobody();
}

function byTicket(ticket: string, request: IncomingMessage, sessions: Sessions): Caller {
  const redeemed = sessions.redeemServiceTicket(ticket);
  if (!redeemed?.request || !isFor(redeemed.request, request)) throw nobody();
  return { session: redeemed.session, ticketUrl: redeemed.request.url, leave: () => undefined };
}

/** Is it the file and the deed that the ticket was issued for? */
function isFor({ url, method }: ServiceRequest, request: IncomingMessage): boolean {
  if (method !== undefined && method !== request.method) return false;
  const [allowed, asked] = [targetOfUrl(url) ?? '', request.url ?? ''].map(parseFolderAddress);
  if (!allowed || !asked || !('path' in allowed.path) || !('path' in asked.path)) return false;
  return (
    allowed.path.path === asked.path.path &&
    allowed.dsName === asked.dsName &&
    allowed.dcPath === asked.dcPath
  );
}

/** A session for this one request, as vCenter opens one. */
function byPassword(credentials: string, request: IncomingMessage, sessions: Sessions): Caller {
  const [, userName = '', password = ''] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(credentials, 'base64').toString('utf8')) ?? [];
  try {
    const session = sessions.login({
      userName,
      password,
      ipAddress: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? '',
    });
    return { session, leave: () => sessions.end(session) };
  } catch (error) {
    if (error instanceof VimFault && error.name === 'InvalidLogin') throw nobody();
    throw error;
  }
}

function nobody(): Refusal {
  return new Refusal(401, 'The session is not authenticated.', CHALLENGE);
}
