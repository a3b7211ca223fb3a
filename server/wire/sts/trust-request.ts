/**
 * A request to the token service: `RequestSecurityToken` of WS-Trust 1.3, and who it says is asking.
 */
import type { X509Certificate } from 'node:crypto';
import { ADDRESSING, POLICY, TRUST, TRUST_14, WSU } from '../tokens/namespaces.ts';
import { ASSERTION, certificateOf } from '../tokens/read-assertion.ts';
import { readMessage, type SignedMessage, wsse } from '../tokens/signed-message.ts';
import {
  attributeOf,
  elementsOf,
  everyElement,
  isNamed,
  onlyChild,
  textOf,
  type XmlNode,
} from '../tokens/xml-node.ts';
import { TrustFault } from './trust-fault.ts';

const KINDS = ['Issue', 'Renew', 'Validate'] as const;
const KEY_TYPES = ['Bearer', 'PublicKey'] as const;

export interface Lifetime {
  readonly createdMs: number;
  readonly expiresMs: number;
}

export interface TrustRequest {
  readonly message: SignedMessage;
  readonly kind: (typeof KINDS)[number];
  readonly keyType: (typeof KEY_TYPES)[number];
  /** As asked for; absent when the service may choose. */
  readonly lifetime: Lifetime | undefined;
  readonly renewable: boolean;
  readonly delegatable: boolean;
  readonly audience: readonly string[];
  /** The token of the user for whom is asked (`ActAs`). */
  readonly actAs: XmlNode | undefined;
  /** The token to renew or validate. */
  readonly target: XmlNode | undefined;
  readonly user: { readonly name: string; readonly password: string } | undefined;
  /** Certificate whose key signed the request, if it did. */
  readonly certificate: X509Certificate | undefined;
  /** The asker's own token in the header. */
  readonly token: XmlNode | undefined;
}

/** Throws TrustFault (InvalidRequest), and XmlError for what is no XML. */
export function readTrustRequest(text: string): TrustRequest {
  const message = readMessage(text);
  const request = onlyChild(message?.body, trust('RequestSecurityToken'));
  if (!message || !request) throw invalid('The request is no RequestSecurityToken');
  const { security } = message;
  return {
    message,
    kind: choice(KINDS, textOf(child(request, 'RequestType')), undefined),
    keyType: choice(KEY_TYPES, textOf(child(request, 'KeyType')), 'Bearer'),
    lifetime: lifetimeOf(child(request, 'Lifetime')),
    renewable: isTrue(attributeOf(child(request, 'Renewing'), 'Allow')),
    delegatable: isTrue(textOf(child(request, 'Delegatable'))),
    audience: audienceOf(request),
    actAs: assertionIn(onlyChild(request, { name: 'ActAs', namespace: TRUST_14 })),
    target: assertionIn(child(request, 'RenewTarget') ?? child(request, 'ValidateTarget')),
    user: userOf(onlyChild(security, wsse('UsernameToken'))),
    certificate: certificateOf(textOf(onlyChild(security, wsse('BinarySecurityToken')))),
    token: onlyChild(security, ASSERTION),
  };
}

function trust(name: string) {
  return { name, namespace: TRUST };
}

function invalid(message: string): TrustFault {
  return new TrustFault('InvalidRequest', message);
}

function child(node: XmlNode, name: string): XmlNode | undefined {
  return onlyChild(node, trust(name));
}

function choice<T extends string>(
  choices: readonly T[],
  uri: string | undefined,
  initial: T | undefined,
): T {
  if (uri === undefined && initial !== undefined) return initial;
  const found = choices.find((each) => uri === `${TRUST}/${each}`);
  if (found === undefined) throw invalid(`${uri ?? 'A request without type'} is not supported`);
  return found;
}

function lifetimeOf(node: XmlNode | undefined): Lifetime | undefined {
  if (!node) return undefined;
  const time = (name: string) =>
    Date.parse(textOf(onlyChild(node, { name, namespace: WSU })) ?? '');
  const [createdMs, expiresMs] = [time('Created'), time('Expires')];
  if (Number.isNaN(createdMs) || Number.isNaN(expiresMs)) throw invalid('Lifetime without times');
  return { createdMs, expiresMs };
}

/** `AppliesTo` of WS-Policy and `Participants` both say for whom a token is. */
function audienceOf(request: XmlNode): readonly string[] {
  const places = [
    onlyChild(request, { name: 'AppliesTo', namespace: POLICY }),
    child(request, 'Participants'),
  ];
  return places
    .flatMap((place) => (place ? [...everyElement(place)] : []))
    .filter((each) => isNamed(each, { name: 'Address', namespace: ADDRESSING }))
    .map((each) => textOf(each) ?? '')
    .filter(Boolean);
}

function assertionIn(place: XmlNode | undefined): XmlNode | undefined {
  if (!place) return undefined;
  const [assertion, ...others] = elementsOf(place);
  if (!assertion || others.length > 0 || !isNamed(assertion, ASSERTION)) {
    throw invalid(`${place.name} holds no SAML assertion`);
  }
  return assertion;
}

function userOf(node: XmlNode | undefined): TrustRequest['user'] {
  if (!node) return undefined;
  const name = textOf(onlyChild(node, wsse('Username')));
  const password = rawText(onlyChild(node, wsse('Password')));
  if (!name || password === undefined) throw invalid('UsernameToken without name or password');
  return { name, password };
}

/** Passwords count to the letter, with the spaces around them. */
function rawText(node: XmlNode | undefined): string | undefined {
  return node && elementsOf(node).length === 0 ? node.children.join('') : undefined;
}

function isTrue(text: string | undefined): boolean {
  return text === 'true' || text === '1';
}
