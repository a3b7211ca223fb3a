/**
 * Who may call the control plane.
 *
 * It can do anything to the server, so a web page a developer happens to visit must not reach it:
 * not by a form or script sent across sites, not by a name that resolves to 127.0.0.1 (DNS
 * rebinding). Beyond loopback a token is demanded as well.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export interface AccessPolicy {
  /** Is the listener reachable from other machines? */
  readonly beyondLoopback: boolean;
  /** Demanded when set. Beyond loopback, nobody is let in without one. */
  readonly token?: string | undefined;
  /** Names by which the server may be called, besides localhost and IP addresses. */
  readonly allowedHosts: readonly string[];
}

export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly code: string;
  readonly message: string;
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Why the request is refused; undefined when it may pass. `open` calls (health) need no token. */
export function refusalOf(
  request: IncomingMessage,
  policy: AccessPolicy,
  { open }: { readonly open: boolean },
): Refusal | undefined {
  return (
    refuseHost(request, policy) ??
    refuseForeignSite(request, policy) ??
    refuseForm(request) ??
    (open ? undefined : refuseWithoutToken(request, policy))
  );
}

function refuseHost({ rawHeaders, headers }: IncomingMessage, policy: AccessPolicy) {
  const hosts = rawHeaders.filter((name, place) => place % 2 === 0 && /^host$/i.test(name));
  if (hosts.length !== 1) return refusal(400, 'BAD_HOST', 'one Host header is wanted');
  if (isOwnHost(headers.host ?? '', policy)) return undefined;
  return refusal(
    403,
    'FOREIGN_HOST',
    `the control plane is not called "${headers.host}" here; --allow-host lets names in`,
  );
}

/** Does `host[:port]` name this server: loopback, an IP address, or a configured name? */
function isOwnHost(text: string, { allowedHosts }: AccessPolicy): boolean {
  const host = /^(\[[\da-f:.]+\]|[^:@/?#\\\s]+)(:\d{1,5})?$/i.exec(text)?.[1]?.toLowerCase();
  if (host === undefined) return false;
  const name = host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true;
  return allowedHosts.some((allowed) => allowed.toLowerCase() === name);
}

function refuseForeignSite({ headers }: IncomingMessage, policy: AccessPolicy) {
  const site = headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  if (!foreign && (origin === undefined || isOwnOrigin(origin, headers.host, policy))) {
    return undefined;
  }
  return refusal(403, 'FOREIGN_SITE', 'the control plane is not open to pages of other sites');
}

function isOwnOrigin(origin: string, host: string | undefined, policy: AccessPolicy): boolean {
  const named = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return named !== undefined && named === host && isOwnHost(named, policy);
}

/** What a page can send across sites without being asked is a form; a form has neither of these. */
function refuseForm({ method = '', headers }: IncomingMessage) {
  if (READING.has(method) || headers['x-mock-control'] !== undefined) return undefined;
  if (/^application\/json\b/i.test(headers['content-type'] ?? '')) return undefined;
  return refusal(
    403,
    'NOT_A_CONTROL_CALL',
    'send the header X-Mock-Control: 1, or a body of type application/json',
  );
}

function refuseWithoutToken({ headers }: IncomingMessage, policy: AccessPolicy) {
  const { token, beyondLoopback } = policy;
  if (token === undefined) {
    if (!beyondLoopback) return undefined;
    return refusal(
      403,
      'NO_TOKEN_SET',
      'beyond loopback the control plane wants a --control-token',
    );
  }
  const given = headers['x-mock-token'] ?? /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (typeof given === 'string' && sameText(given, token)) return undefined;
  return refusal(401, 'WRONG_TOKEN', 'send the control token in the header X-Mock-Token');
}

/** Compares in a time that says nothing of where texts differ. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

function refusal(status: Refusal['status'], code: string, message: string): Refusal {
  return { status, code, message };
}
