/**
 * Who calls over JSON-RPC: what the message's security context says, else the header or cookie that
 * names a session at other doors.
 */
import type { IncomingMessage } from 'node:http';
import type { VapiOperation } from '../../vapi/model.ts';
import type { Session, Sessions } from '../../vim/sessions/sessions.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Exchange } from '../http/exchange.ts';
import { sessionOfRequest } from '../http/session-header.ts';
import type { JsonObject } from '../json/parse.ts';
import { authenticationRequired, logIn } from '../rest/credentials.ts';

export interface Claim {
  readonly operation: VapiOperation;
  readonly security: JsonObject | undefined;
  readonly sessions: Sessions;
  readonly userOfToken: (xml: string) => string | undefined;
}

const SCHEMES = 'com.vmware.vapi.std.security.';

/**
 * Puts the caller's session into the exchange. Gives the session opened for this call alone, which ends
 * with it; that of `com.vmware.cis.session.create` lasts. Throws unauthenticated for what is not good.
 */
export function authenticate(
  exchange: Exchange,
  request: IncomingMessage,
  claim: Claim,
): Session | undefined {
  const scheme = textOf(claim.security, 'schemeId')?.replace(SCHEMES, '');
  const creates =
    claim.operation.service === 'com.vmware.cis.session' && claim.operation.name === 'create';
  const opened = opener(scheme, exchange, claim);
  if (opened) {
    exchange.session = opened();
    return creates ? undefined : exchange.session;
  }
  if (creates) throw authenticationRequired();
  const secret = scheme === 'session_id' ? textOf(claim.security, 'sessionId') : undefined;
  exchange.session =
    secret === undefined
      ? sessionOfRequest(request, claim.sessions)
      : claim.sessions.bySecret(secret);
  return undefined;
}

/** How to open a session with what the context holds; undefined when it names one, or nobody. */
function opener(
  scheme: string | undefined,
  exchange: Exchange,
  { security, sessions, userOfToken }: Claim,
): (() => Session) | undefined {
  switch (scheme) {
    case 'user_pass': {
      const userName = textOf(security, 'userName') ?? '';
      const password = textOf(security, 'password') ?? '';
      return () => logIn(sessions, { userName, password }, exchange);
    }
    case 'saml_bearer_token':
      return () => admit(sessions, userOfToken(textOf(security, 'samlToken') ?? ''), exchange);
    default:
      return undefined;
  }
}

function admit(sessions: Sessions, userName: string | undefined, exchange: Exchange): Session {
  if (userName === undefined) throw authenticationRequired();
  const { remoteAddress: ipAddress, userAgent } = exchange;
  try {
    return sessions.admit(userName, { ipAddress, userAgent });
  } catch (error) {
    if (error instanceof VimFault) throw authenticationRequired();
    throw error;
  }
}

function textOf(security: JsonObject | undefined, name: string): string | undefined {
  const value = security?.get(name);
  return typeof value === 'string' ? value : undefined;
}
