/**
 * The session of a request to a door that speaks JSON: header `vmware-api-session-id`, else a cookie
 * of that name, else SOAP's cookie. All hold the same secret, so a session from one door is good at
 * another.
 */
import type { IncomingMessage } from 'node:http';
import type { Session, Sessions } from '../../vim/sessions/sessions.ts';
import { sessionOf } from './session-cookie.ts';

export const SESSION_HEADER = 'vmware-api-session-id';

const COOKIE = new RegExp(`(?:^|[;,\\s])${SESSION_HEADER}\\s*=\\s*"?([^\\s";,]+)`);

/** The live session of a request. A header that names none is not made up for by a cookie. */
export function sessionOfRequest(
  request: IncomingMessage,
  sessions: Pick<Sessions, 'bySecret'>,
): Session | undefined {
  const header = request.headers[SESSION_HEADER];
  if (header !== undefined) return sessions.bySecret(String(header).trim());
  const cookies = request.headers.cookie;
  const cookie = COOKIE.exec(cookies ?? '')?.[1];
  if (cookie !== undefined) return sessions.bySecret(cookie);
  return sessionOf(cookies, sessions);
}
