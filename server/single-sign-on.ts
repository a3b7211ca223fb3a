/**
 * Single sign-on: the token service, the lookup service that tells where it is, and the tokens that
 * other doors take for logins.
 */
import type { ServerOptions } from './config.ts';
import type { Door } from './listen.ts';
import { certificateFor, selfSignedCertificate } from './tls.ts';
import type { Services } from './vim/method.ts';
import { ssoAddressChanges } from './vim/service/sso-addresses.ts';
import { createLookupDoor } from './wire/lookup/route.ts';
import { createTokenDoor } from './wire/sts/route.ts';
import { SecurityTokens } from './wire/tokens/security-tokens.ts';
import { TokenAuthority } from './wire/tokens/token-authority.ts';

export interface SingleSignOn {
  readonly tokens: SecurityTokens;
  readonly doors: readonly Door[];
  /** Lets the settings of vCenter say where single sign-on is, once the server listens or was reset. */
  announce(): void;
}

export interface SingleSignOnParts {
  readonly services: Services;
  readonly options: ServerOptions;
  /** Where the server listens: `https://127.0.0.1:8989`. */
  readonly address: () => string;
  /** Is `/api` served? */
  readonly hasVapi: boolean;
}

/** Common name of the certificate that tokens are signed with, as vCenter's. */
const SIGNER = 'ssoserverSign';
/** A server that listens everywhere has no address of its own. */
const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

export function createSingleSignOn(parts: SingleSignOnParts): SingleSignOn {
  const { services, options, address, hasVapi } = parts;
  const { wall, inventory, sessions, authorization } = services;
  const { tls, listen, auth, log } = options;
  const authority = new TokenAuthority((keys) => certificateFor(keys, [SIGNER], wall.nowMs()));
  const tokens = new SecurityTokens({ authority, wall });
  // Clients want a certificate of every service, also of one that shows none.
  const certificate = () =>
    tls ? tls.cert : selfSignedCertificate([listen.host], wall.nowMs()).cert;
  return {
    tokens,
    doors: [
      createLookupDoor({ inventory, address, certificate, hasVapi, log }),
      createTokenDoor({
        ...{ tokens, sessions, authorization, address, log },
        trustsCertificates: auth === 'any',
      }),
    ],
    announce() {
      const changes = ssoAddressChanges(inventory, EVERYWHERE.has(listen.host) ? '' : address());
      if (changes.length > 0) inventory.apply(changes, { method: 'start' });
    },
  };
}
