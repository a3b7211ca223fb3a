/**
 * The token service: who asks, whether that is so, and what token they get.
 *
 * Times follow vCenter's token policy. A bearer token lives five minutes at most, one for the holder
 * of a key thirty days; who asks for longer gets what there is. What is made from a token (`ActAs`)
 * lives no longer than it.
 */
import type { X509Certificate } from 'node:crypto';
import type { Authorization } from '../../vim/authorization/authorization.ts';
import type { Sessions } from '../../vim/sessions/sessions.ts';
import type { Assertion } from '../tokens/read-assertion.ts';
import { CLOCK_TOLERANCE_MS, type SecurityTokens } from '../tokens/security-tokens.ts';
import { isMessageSignedBy } from '../tokens/signed-message.ts';
import type { AssertionContent, Delegate } from '../tokens/write-assertion.ts';
import type { XmlNode } from '../tokens/xml-node.ts';
import { type IssuedToken, issueAnswer, renewAnswer, validateAnswer } from './trust-answer.ts';
import { failedAuthentication, TrustFault } from './trust-fault.ts';
import { readTrustRequest, type TrustRequest } from './trust-request.ts';

const BEARER_MS_MAX = 300_000;
const HOLDER_MS_MAX = 30 * 86_400_000;
const LIFETIME_MS = 300_000;
const DELEGATIONS_MAX = 10;
const RENEWALS_MAX = 10;

export interface TokenServiceOptions {
  readonly tokens: SecurityTokens;
  readonly sessions: Pick<Sessions, 'verifies'>;
  readonly authorization: Pick<Authorization, 'principal'>;
  /** Is somebody who shows a certificate whom it names? Only where every password is right, too. */
  readonly trustsCertificates: boolean;
}

/** Who asks, and how that was proved. */
interface Asker {
  /** Any way to write a name. */
  readonly name: string;
  readonly proof: 'password' | 'certificate' | 'token';
  /** Certificate of the key that the request was signed with. */
  readonly certificate: X509Certificate | undefined;
}

export class TokenService {
  readonly #options: TokenServiceOptions;

  constructor(options: TokenServiceOptions) {
    this.#options = options;
  }

  /**
   * The answer to a request's text. Rejects with TrustFault, and XmlError for what is no XML.
   *
   * @param issuer URL that names the service in its tokens
   */
  async answer(text: string, issuer: string): Promise<string> {
    const request = readTrustRequest(text);
    const { tokens } = this.#options;
    if (tokens.verdict(request.message) === 'bad') {
      throw new TrustFault('ExpiredData', 'The time stamp of the request is not of now');
    }
    if (request.kind === 'Validate') return validateAnswer(this.#isValid(request));
    if (request.kind === 'Renew') return renewAnswer(await this.#renew(request, issuer));
    return issueAnswer(await this.#issue(request, issuer));
  }

  #isValid({ target }: TrustRequest): boolean {
    if (!target) throw new TrustFault('InvalidRequest', 'There is no token to validate');
    const assertion = this.#options.tokens.whole(target);
    return assertion !== undefined && this.#options.tokens.isInTime(assertion);
  }

  async #issue(request: TrustRequest, issuer: string): Promise<IssuedToken> {
    const { tokens } = this.#options;
    const asker = this.#asker(request);
    const { keyType, actAs, delegatable, renewable, audience } = request;
    if (keyType === 'PublicKey' && !asker.certificate) {
      throw new TrustFault(
        'InvalidRequest',
        'A token for the holder of a key wants a signed request',
      );
    }
    const origin = actAs ? this.#delegated(actAs) : undefined;
    const holder = keyType === 'PublicKey' ? asker.certificate : undefined;
    const times = this.#times(request, holder ? HOLDER_MS_MAX : BEARER_MS_MAX, origin);
    const content: AssertionContent = {
      issuer,
      ...this.#person(origin?.subject ?? asker.name),
      ...times,
      isSolution: asker.proof === 'certificate' && !origin,
      issuedMs: tokens.nowMs(),
      authentication: asker.proof === 'certificate' ? 'certificate' : 'password',
      holder: holder?.raw.toString('base64'),
      proxyCount: delegatable ? proxyCount(origin) : undefined,
      renewCount: renewable && holder ? RENEWALS_MAX : undefined,
      delegates: this.#delegates(asker, origin),
      audience,
    };
    return { token: await tokens.issue(content), ...times };
  }

  async #renew(request: TrustRequest, issuer: string): Promise<IssuedToken> {
    const { tokens } = this.#options;
    if (!request.target) throw new TrustFault('InvalidRequest', 'There is no token to renew');
    const old = tokens.timely(request.target);
    if (!old) throw new TrustFault('InvalidSecurityToken', 'The token to renew is not valid');
    if (!old.holder || old.renewCount < 1) {
      throw new TrustFault('UnableToRenew', 'The token is not renewable');
    }
    if (!isMessageSignedBy(request.message, old.holder.publicKey)) throw failedAuthentication();
    const times = this.#times(request, HOLDER_MS_MAX, undefined);
    const content: AssertionContent = {
      issuer,
      ...this.#person(old.subject),
      ...times,
      isSolution: false,
      issuedMs: tokens.nowMs(),
      authentication: 'certificate',
      holder: old.holder.raw.toString('base64'),
      proxyCount: old.proxyCount > 0 ? old.proxyCount : undefined,
      renewCount: old.renewCount - 1,
      delegates: old.delegates,
      audience: old.audience,
    };
    return { token: await tokens.issue(content), ...times };
  }

  /** Throws TrustFault unless somebody asks who proves to be who they say. */
  #asker(request: TrustRequest): Asker {
    const { user, token } = request;
    const certificate = this.#signerOf(request);
    if (user) {
      if (!this.#options.sessions.verifies(user.name, user.password)) throw failedAuthentication();
      return { name: user.name, proof: 'password', certificate };
    }
    if (token) return this.#tokenHolder(request, token);
    if (!certificate) throw failedAuthentication();
    const name = this.#certified(certificate);
    // Who brings another's token to be acted for needs no name of their own here.
    if (name === undefined && !request.actAs) throw failedAuthentication();
    return { name: name ?? commonName(certificate), proof: 'certificate', certificate };
  }

  /** The certificate shown, once it is clear that who asks has its key. */
  #signerOf({ certificate, message }: TrustRequest): X509Certificate | undefined {
    if (!certificate) return undefined;
    if (!isMessageSignedBy(message, certificate.publicKey)) throw failedAuthentication();
    return certificate;
  }

  /** Who asks by a token of theirs: the holder of its key, by a signature. */
  #tokenHolder({ message }: TrustRequest, token: XmlNode): Asker {
    const assertion = this.#options.tokens.timely(token);
    const certificate = assertion?.holder;
    if (!assertion || !certificate || !isMessageSignedBy(message, certificate.publicKey)) {
      throw failedAuthentication();
    }
    return { name: assertion.subject, proof: 'token', certificate };
  }

  #certified(certificate: X509Certificate): string | undefined {
    return this.#options.trustsCertificates ? commonName(certificate) : undefined;
  }

  #delegated(node: XmlNode): Assertion {
    const assertion = this.#options.tokens.timely(node);
    if (!assertion) {
      throw new TrustFault('InvalidSecurityToken', 'The token to act for is not valid');
    }
    if (assertion.proxyCount < 1) {
      throw new TrustFault('RequestFailed', 'The token to act for is not delegatable');
    }
    return assertion;
  }

  #delegates({ name }: Asker, origin: Assertion | undefined): readonly Delegate[] {
    if (!origin) return [];
    const known = this.#options.authorization.principal(name) && this.#person(name).subject;
    return [...origin.delegates, { subject: known ?? name, atMs: this.#options.tokens.nowMs() }];
  }

  #times({ lifetime }: TrustRequest, longestMs: number, origin: Assertion | undefined) {
    const nowMs = this.#options.tokens.nowMs();
    const createdMs = lifetime?.createdMs ?? nowMs;
    const expiresMs = lifetime?.expiresMs ?? createdMs + LIFETIME_MS;
    const isNow = createdMs <= nowMs + CLOCK_TOLERANCE_MS && expiresMs > nowMs;
    if (!isNow || expiresMs <= createdMs) {
      throw new TrustFault(
        'InvalidTimeRange',
        'The token authority rejected an issue request for TimePeriod',
      );
    }
    // A client's watch may be behind: its token is good from then on, but for no longer.
    const notOnOrAfterMs = Math.min(
      expiresMs,
      Math.max(createdMs, nowMs) + longestMs,
      origin?.notOnOrAfterMs ?? Number.POSITIVE_INFINITY,
    );
    return { notBeforeMs: createdMs, notOnOrAfterMs };
  }

  /** The members of a token that tell of its subject. Throws TrustFault for nobody. */
  #person(name: string) {
    const principal = this.#options.authorization.principal(name);
    if (!principal) throw failedAuthentication();
    const [domain = '', user = principal.name] = principal.name.split('\\');
    const lower = principal.domain.toLowerCase();
    return {
      subject: `${user}@${domain || principal.domain.toUpperCase()}`,
      givenName: user,
      surname: lower,
      groups: [...principal.groups.map(lowerDomain), `${lower}\\Everyone`],
    };
  }
}

function proxyCount(origin: Assertion | undefined): number | undefined {
  const left = origin ? origin.proxyCount - 1 : DELEGATIONS_MAX;
  return left > 0 ? left : undefined;
}

function lowerDomain(name: string): string {
  const slash = name.indexOf('\\');
  return name.slice(0, slash).toLowerCase() + name.slice(slash);
}

function commonName({ subject }: X509Certificate): string {
  return /^CN=(.+)$/m.exec(subject)?.[1]?.trim() ?? '';
}
