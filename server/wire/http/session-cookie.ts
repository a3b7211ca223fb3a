/**
 * The cookie `vmware_soap_session`, in every spelling clients send it back in: bare, in quotes, or
 * with all the attributes it was set with.
 */
import type { Session, Sessions } from '../../vim/sessions/sessions.ts';

const COOKIE = /(?:^|[;,\s])vmware_soap_session\s*=\s*"?([^\s";,]+)/g;
/** Cookies looked at; a client which joins several sends the newest last or first. */
const COOKIES_MAX = 8;

/** The live session of a request, by the first cookie that names one. */
export function sessionOf(
  header: string | undefined,
  sessions: Pick<Sessions, 'bySecret'>,
): Session | undefined {
  if (header === undefined || header === '') return undefined;
  let looked = 0;
  for (const [, secret = ''] of header.matchAll(COOKIE)) {
    const session = sessions.bySecret(secret);
    if (session) return session;
    looked += 1;
    if (looked === COOKIES_MAX) return undefined;
  }
  return undefined;
}

/** As recorded from vCenter, and kept from requests other sites start. */
export function setSessionCookie(session: Session, secure: boolean): string {
  const security = secure ? '; Secure' : '';
  return `vmware_soap_session="${session.secret}"; Path=/; HttpOnly${security}; SameSite=Lax`;
}
