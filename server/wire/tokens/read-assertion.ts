/**
 * Judges an assertion that somebody brings: ours, whole, in its time; and tells what it says.
 *
 * The element that is read is the very element whose canonical form was signed, so nothing put beside
 * or around it is ever taken for it.
 */
import { type KeyObject, X509Certificate } from 'node:crypto';
import {
  BEARER,
  DELEGATION,
  DSIG,
  HOLDER_OF_KEY,
  RENEW_RESTRICTION,
  SAML,
  XSI,
} from './namespaces.ts';
import { bytesOf, isSignedBy, isUnchanged, readSignature, SIGNATURE } from './signature.ts';
import type { Delegate } from './write-assertion.ts';
import { attributeOf, elementsOf, isNamed, onlyChild, textOf, type XmlNode } from './xml-node.ts';

export const ASSERTION = { name: 'Assertion', namespace: SAML };

export interface Assertion {
  readonly id: string;
  /** `Administrator@VSPHERE.LOCAL` */
  readonly subject: string;
  /** The certificate whose owner alone may use it; absent for a bearer token. */
  readonly holder: X509Certificate | undefined;
  readonly notBeforeMs: number;
  readonly notOnOrAfterMs: number;
  readonly audience: readonly string[];
  /** How often it may be delegated, renewed; 0: not. */
  readonly proxyCount: number;
  readonly renewCount: number;
  readonly delegates: readonly Delegate[];
}

/** What a whole assertion signed with that key says; undefined for any other. */
export function readAssertion(node: XmlNode, key: KeyObject | undefined): Assertion | undefined {
  if (!key || !isNamed(node, ASSERTION) || !isSignedWhole(node, key)) return undefined;
  const id = attributeOf(node, 'ID');
  const subject = child(node, 'Subject');
  const name = textOf(child(subject, 'NameID'));
  const confirmation = child(subject, 'SubjectConfirmation');
  const method = attributeOf(confirmation, 'Method');
  const holder = method === HOLDER_OF_KEY ? holderOf(confirmation) : undefined;
  const conditions = child(node, 'Conditions');
  const notBeforeMs = Date.parse(attributeOf(conditions, 'NotBefore') ?? '');
  const notOnOrAfterMs = Date.parse(attributeOf(conditions, 'NotOnOrAfter') ?? '');
  if (id === undefined || !name || !conditions) return undefined;
  if (method !== BEARER && !holder) return undefined;
  if (Number.isNaN(notBeforeMs) || Number.isNaN(notOnOrAfterMs)) return undefined;
  return {
    ...{ id, subject: name, holder, notBeforeMs, notOnOrAfterMs },
    ...restrictionsOf(conditions),
  };
}

function isSignedWhole(node: XmlNode, key: KeyObject): boolean {
  const signature = readSignature(onlyChild(node, SIGNATURE));
  const [reference, ...others] = signature?.references ?? [];
  if (!signature || !reference || others.length > 0) return false;
  if (reference.id !== attributeOf(node, 'ID')) return false;
  return isUnchanged(reference, node, signature.node) && isSignedBy(signature, key);
}

function holderOf(confirmation: XmlNode | undefined): X509Certificate | undefined {
  const info = onlyChild(child(confirmation, 'SubjectConfirmationData'), dsig('KeyInfo'));
  const text = textOf(onlyChild(onlyChild(info, dsig('X509Data')), dsig('X509Certificate')));
  return certificateOf(text);
}

function dsig(name: string) {
  return { name, namespace: DSIG };
}

/** Reads a certificate from base64 of its DER; undefined for what is none. */
export function certificateOf(text: string | undefined): X509Certificate | undefined {
  const der = bytesOf(text);
  if (!der) return undefined;
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

function restrictionsOf(conditions: XmlNode) {
  const each = elementsOf(conditions);
  const renewal = each.find((node) => isOfType(node, RENEW_RESTRICTION, 'RenewRestrictionType'));
  return {
    audience: each
      .filter((node) => isNamed(node, { name: 'AudienceRestriction', namespace: SAML }))
      .flatMap((node) => elementsOf(node).map((audience) => textOf(audience) ?? '')),
    proxyCount: Number(attributeOf(child(conditions, 'ProxyRestriction'), 'Count') ?? 0),
    renewCount: Number(attributeOf(renewal, 'Count') ?? 0),
    delegates: each
      .filter((node) => isOfType(node, DELEGATION, 'DelegationRestrictionType'))
      .flatMap((node) => elementsOf(node).map(delegateOf)),
  };
}

function delegateOf(node: XmlNode): Delegate {
  return {
    subject: textOf(child(node, 'NameID')) ?? '',
    atMs: Date.parse(attributeOf(node, 'DelegationInstant') ?? ''),
  };
}

function isOfType(node: XmlNode, namespace: string, name: string): boolean {
  const [prefix, local] = (attributeOf(node, 'type', XSI) ?? '').split(':');
  return local === name && node.prefixes.get(prefix ?? '') === namespace;
}

function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return onlyChild(node, { name, namespace: SAML });
}
