/**
 * XML signatures (W3C XML-DSig) of the one kind that SSO clients use: exclusive canonicalization, RSA
 * or ECDSA with SHA-2, references to elements by their ids.
 *
 * Nothing is looked up by id: a caller says which element a reference must be over, and gets told
 * whether it is. A signature over something else is no signature.
 */
import { createHash, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto';
import { canonical } from './canonical.ts';
import { DSIG, ENVELOPED, EXCLUSIVE } from './namespaces.ts';
import {
  attributeOf,
  elementsOf,
  isNamed,
  onlyChild,
  readXml,
  textOf,
  type XmlNode,
} from './xml-node.ts';

export const SIGNATURE = { name: 'Signature', namespace: DSIG };
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

const DIGESTS: Readonly<Record<string, string>> = {
  [SHA256]: 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};

interface Algorithm {
  readonly key: 'rsa' | 'ec';
  readonly hash: string;
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  [RSA_SHA256]: { key: 'rsa', hash: 'sha256' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': { key: 'rsa', hash: 'sha384' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': { key: 'rsa', hash: 'sha512' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256': { key: 'ec', hash: 'sha256' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384': { key: 'ec', hash: 'sha384' },
};

/** Real ones have one or two. */
const REFERENCES_MAX = 4;

export interface SignatureReference {
  /** Id of the element it is over. */
  readonly id: string;
  readonly enveloped: boolean;
  readonly inclusive: readonly string[];
  readonly hash: string;
  readonly digest: Buffer;
}

export interface Signature {
  readonly node: XmlNode;
  readonly references: readonly SignatureReference[];
  readonly algorithm: Algorithm;
  readonly value: Buffer;
  readonly keyInfo: XmlNode | undefined;
}

/** What a `ds:Signature` says; undefined when it is of no kind known here. */
export function readSignature(node: XmlNode | undefined): Signature | undefined {
  const info = child(node, 'SignedInfo');
  const method = attributeOf(child(info, 'CanonicalizationMethod'), 'Algorithm');
  const algorithm = known(ALGORITHMS, attributeOf(child(info, 'SignatureMethod'), 'Algorithm'));
  const value = bytesOf(textOf(child(node, 'SignatureValue')));
  if (!node || !info || method !== EXCLUSIVE || !algorithm || !value) return undefined;
  const references = elementsOf(info)
    .filter((each) => isNamed(each, { name: 'Reference', namespace: DSIG }))
    .map(readReference);
  if (references.length === 0 || references.length > REFERENCES_MAX) return undefined;
  if (!references.every((each) => each !== undefined)) return undefined;
  return { node, references, algorithm, value, keyInfo: child(node, 'KeyInfo') };
}

/** Was what the signature lists signed with the private half of this key? */
export function isSignedBy({ node, algorithm, value }: Signature, key: KeyObject): boolean {
  const info = child(node, 'SignedInfo');
  if (!info || key.asymmetricKeyType !== algorithm.key) return false;
  const inclusive = inclusiveOf(child(info, 'CanonicalizationMethod'));
  const content = Buffer.from(canonical(info, { inclusive }));
  const encoding = algorithm.key === 'ec' ? 'ieee-p1363' : 'der';
  return verify(algorithm.hash, content, { key, dsaEncoding: encoding }, value);
}

/** Is the element as it was when it was signed? `omit` is the signature within it. */
export function isUnchanged(
  { enveloped, inclusive, hash, digest }: SignatureReference,
  element: XmlNode,
  omit?: XmlNode,
): boolean {
  if (enveloped !== (omit !== undefined)) return false;
  const actual = createHash(hash).update(canonical(element, { omit, inclusive })).digest();
  return actual.length === digest.length && timingSafeEqual(actual, digest);
}

/**
 * Signs an element that will enclose the signature; gives the text of `ds:Signature`.
 *
 * @param certificate base64 of its DER
 */
export function envelopedSignature(
  element: string,
  { id, inclusive, key, certificate }: EnvelopedOptions,
): string {
  const content = canonical(readXml(element), { inclusive });
  const digest = createHash('sha256').update(content).digest('base64');
  const list = inclusive.join(' ');
  const info =
    `<ds:SignedInfo xmlns:ds="${DSIG}"><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${RSA_SHA256}"></ds:SignatureMethod><ds:Reference URI="#${id}"><ds:Transforms>` +
    `<ds:Transform Algorithm="${ENVELOPED}"></ds:Transform><ds:Transform Algorithm="${EXCLUSIVE}">` +
    `<ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE}" PrefixList="${list}"></ec:InclusiveNamespaces></ds:Transform>` +
    `</ds:Transforms><ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue>` +
    '</ds:Reference></ds:SignedInfo>';
  const value = sign('sha256', Buffer.from(canonical(readXml(info))), key).toString('base64');
  return (
    `<ds:Signature xmlns:ds="${DSIG}">${info.replace(` xmlns:ds="${DSIG}"`, '')}` +
    `<ds:SignatureValue>${value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>` +
    `<ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`
  );
}

export interface EnvelopedOptions {
  readonly id: string;
  readonly inclusive: readonly string[];
  readonly key: KeyObject;
  readonly certificate: string;
}

function readReference(node: XmlNode): SignatureReference | undefined {
  const uri = attributeOf(node, 'URI') ?? '';
  const hash = known(DIGESTS, attributeOf(child(node, 'DigestMethod'), 'Algorithm'));
  const digest = bytesOf(textOf(child(node, 'DigestValue')));
  const steps = elementsOf(child(node, 'Transforms') ?? node).filter((each) =>
    isNamed(each, { name: 'Transform', namespace: DSIG }),
  );
  const [last, first, ...others] = steps.toReversed();
  const enveloped = first !== undefined;
  if (uri.length < 2 || !uri.startsWith('#') || !hash || !digest || others.length > 0) {
    return undefined;
  }
  if (attributeOf(last, 'Algorithm') !== EXCLUSIVE) return undefined;
  if (enveloped && attributeOf(first, 'Algorithm') !== ENVELOPED) return undefined;
  return { id: uri.slice(1), enveloped, inclusive: inclusiveOf(last), hash, digest };
}

function inclusiveOf(step: XmlNode | undefined): readonly string[] {
  const list = onlyChild(step, { name: 'InclusiveNamespaces', namespace: EXCLUSIVE });
  return (attributeOf(list, 'PrefixList') ?? '').split(/\s+/).filter(Boolean);
}

function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return onlyChild(node, { name, namespace: DSIG });
}

function known<T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The bytes of a base64 text, which may be broken into lines. */
export function bytesOf(text: string | undefined): Buffer | undefined {
  const dense = text?.replace(/\s+/g, '') ?? '';
  if (!/^[A-Za-z\d+/]+={0,2}$/.test(dense)) return undefined;
  return Buffer.from(dense, 'base64');
}
