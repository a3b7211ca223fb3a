/**
 * Who calls over REST: a session named by header or cookie, or a name and password or a token with the call.
 */
import type { IncomingMessage } from 'node:http';
import { VapiError } from '../../vapi/error.ts';
import type { Session, Sessions } from '../../vim/sessions/sessions.ts';
import { VimFault } from '../../vmodl/fault.ts';

export interface Credentials {
  readonly userName: string;
  readonly password: string;
}

const BASIC = /^\s*Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i;

/** Name and password of `Authorization: Basic`; undefined where there are none to be read. */
export function basicCredentials({ headers }: IncomingMessage): Credentials | undefined {
  const encoded = BASIC.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  return { userName: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Where a call comes from. */
interface Origin {
  readonly remoteAddress: string;
  readonly userAgent: string;
}

/** A new session for them. Throws unauthenticated, and unauthorized for who may do nothing at all. */
export function logIn(
  sessions: Pick<Sessions, 'login'>,
  credentials: Credentials | undefined,
  { remoteAddress: ipAddress, userAgent }: Origin,
): Session {
  if (!credentials) throw authenticationRequired();
  return opened(() => sessions.login({ ...credentials, ipAddress, userAgent }));
}

/** A new session for whom a token names; undefined: it was a bad one. Throws as `logIn`. */
export function logInByToken(
  sessions: Pick<Sessions, 'admit'>,
  userName: string | undefined,
  { remoteAddress: ipAddress, userAgent }: Origin,
): Session {
  if (userName === undefined) throw authenticationRequired();
  return opened(() => sessions.admit(userName, { ipAddress, userAgent }));
}

function opened(open: () => Session): Session {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    if (error.name !== 'NoPermission') throw authenticationRequired();
    throw new VapiError('unauthorized', {
      id: 'com.vmware.vapi.endpoint.unauthorized',
      default_message: error.message,
      args: [],
    });
  }
}

/** What vCenter says to who is not logged in, and to wrong passwords. */
export function authenticationRequired(): VapiError {
  return new VapiError('unauthenticated', {
    id: 'com.vmware.vapi.endpoint.method.authentication.required',
    default_message: 'Authentication required.',
    args: [],
  });
}
