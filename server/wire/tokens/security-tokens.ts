/**
 * The tokens of this server's single sign-on: who holds a good one is who it says, for every door.
 *
 * Times are the wall's: a client compares a token's times with its own watch, whatever virtual time
 * does.
 */
import type { X509Certificate } from 'node:crypto';
import type { WallClock } from '../../clock/wall-clock.ts';
import { XmlError } from '../soap/xml-guard.ts';
import { ASSERTION, type Assertion, readAssertion } from './read-assertion.ts';
import {
  isMessageSignedBy,
  readMessage,
  type SignedMessage,
  signingTokenId,
  stampVerdict,
} from './signed-message.ts';
import {
  isRequestSignedBy,
  nonceMs,
  readTokenHeader,
  type SignedContent,
  type TokenProof,
} from './signed-request.ts';
import type { TokenAuthority } from './token-authority.ts';
import { type AssertionContent, writeAssertion } from './write-assertion.ts';
import { onlyChild, readXml, type XmlNode } from './xml-node.ts';

/** How far clocks may differ: the token policy's default. */
export const CLOCK_TOLERANCE_MS = 600_000;

/** What a good token says. */
export interface TokenHolder {
  /** `Administrator@VSPHERE.LOCAL` */
  readonly userName: string;
  /** With it, the token is good only for who proves to have the certificate's key. */
  readonly holder: X509Certificate | undefined;
}

export interface SecurityTokensOptions {
  readonly authority: TokenAuthority;
  readonly wall: Pick<WallClock, 'nowMs'>;
}

export class SecurityTokens {
  readonly #authority: TokenAuthority;
  readonly #wall: Pick<WallClock, 'nowMs'>;
  /** Nonces of requests, in the order of their coming, and until when they could be brought again. */
  readonly #seen = new Map<string, number>();

  constructor({ authority, wall }: SecurityTokensOptions) {
    this.#authority = authority;
    this.#wall = wall;
  }

  nowMs(): number {
    return this.#wall.nowMs();
  }

  /** A new assertion, signed. */
  async issue(content: AssertionContent): Promise<string> {
    return writeAssertion(content, await this.#authority.identity());
  }

  /** What a token (the text of a `saml2:Assertion`) says; undefined unless it is ours, whole and in time. */
  read(xml: string): TokenHolder | undefined {
    return whenXml(() => {
      const assertion = this.timely(readXml(xml));
      return assertion && { userName: assertion.subject, holder: assertion.holder };
    });
  }

  /** Whose bearer token that is; undefined for a bad one, and for one which asks its holder for a proof. */
  userOfToken(xml: string): string | undefined {
    const token = this.read(xml);
    return token?.holder ? undefined : token?.userName;
  }

  /**
   * Who the token in a SOAP message's security header names. A token for the holder of a key wants
   * the message signed with that key.
   */
  userOfMessage(text: string): string | undefined {
    return whenXml(() => {
      const message = readMessage(text);
      const token = onlyChild(message?.security, ASSERTION);
      const assertion = token && this.timely(token);
      if (!message || !assertion) return undefined;
      if (this.verdict(message) === 'bad') return undefined;
      return this.#isProven(assertion, message) ? assertion.subject : undefined;
    });
  }

  /**
   * Who the token in a request's `SIGN` header names. A token for the holder of a key wants the request
   * signed with that key, and is taken for it once.
   */
  userOfRequest(header: string, content: SignedContent): string | undefined {
    const said = readTokenHeader(header);
    const token = said && this.read(said.token);
    if (!said || !token) return undefined;
    const { holder } = token;
    if (!holder) return token.userName;
    if (!said.proof || !isRequestSignedBy(said.proof, content, holder.publicKey)) return undefined;
    return this.#isFirst(said.proof) ? token.userName : undefined;
  }

  /** What a whole assertion of ours says, in time or not. */
  whole(node: XmlNode): Assertion | undefined {
    return readAssertion(node, this.#authority.publicKey);
  }

  /** What a good assertion says: one for an audience is for somebody else. */
  timely(node: XmlNode): Assertion | undefined {
    const assertion = this.whole(node);
    if (!assertion || assertion.audience.length > 0) return undefined;
    return this.isInTime(assertion) ? assertion : undefined;
  }

  isInTime({ notBeforeMs, notOnOrAfterMs }: Assertion): boolean {
    const nowMs = this.nowMs();
    return notBeforeMs - CLOCK_TOLERANCE_MS <= nowMs && nowMs < notOnOrAfterMs;
  }

  verdict(message: SignedMessage): 'none' | 'good' | 'bad' {
    return stampVerdict(message, this.nowMs(), CLOCK_TOLERANCE_MS);
  }

  /** Is the nonce of now, and was it never seen? Notes it. */
  #isFirst(proof: TokenProof): boolean {
    const nowMs = this.nowMs();
    for (const [nonce, untilMs] of this.#seen) {
      if (untilMs > nowMs) break;
      this.#seen.delete(nonce);
    }
    if (Math.abs(nonceMs(proof) - nowMs) > CLOCK_TOLERANCE_MS) return false;
    if (this.#seen.has(proof.nonce)) return false;
    this.#seen.set(proof.nonce, nowMs + 2 * CLOCK_TOLERANCE_MS);
    return true;
  }

  #isProven({ id, holder }: Assertion, message: SignedMessage): boolean {
    if (!holder) return true;
    const named = signingTokenId(message);
    if (named !== undefined && named !== id) return false;
    return isMessageSignedBy(message, holder.publicKey);
  }
}

/** Undefined where the text is no XML. */
function whenXml<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
