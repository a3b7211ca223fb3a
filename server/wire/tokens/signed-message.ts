/**
 * A SOAP message that may be signed (WS-Security): its body, its security header, and whose key signed
 * both body and time stamp.
 *
 * The signature counts only when it is over the very body that will be carried out and the very time
 * stamp that is judged, each under an id nothing else has.
 */
import type { KeyObject } from 'node:crypto';
import { SOAP, WSSE, WSU } from './namespaces.ts';
import {
  isSignedBy,
  isUnchanged,
  readSignature,
  SIGNATURE,
  type SignatureReference,
} from './signature.ts';
import {
  attributeOf,
  elementsOf,
  everyElement,
  onlyChild,
  readXml,
  textOf,
  type XmlNode,
} from './xml-node.ts';

export interface SignedMessage {
  readonly root: XmlNode;
  readonly body: XmlNode;
  /** The `wsse:Security` of the header. */
  readonly security: XmlNode | undefined;
}

/** Undefined for what is no SOAP 1.1 message. Throws XmlError for what is no XML. */
export function readMessage(text: string): SignedMessage | undefined {
  const root = readXml(text);
  if (root.name !== 'Envelope' || root.namespace !== SOAP) return undefined;
  const header = onlyChild(root, { name: 'Header', namespace: SOAP });
  const body = onlyChild(root, { name: 'Body', namespace: SOAP });
  return body && { root, body, security: onlyChild(header, wsse('Security')) };
}

/** Does the message say until when it is good, and is it good at that time, give or take the tolerance? */
export function stampVerdict(
  { security }: SignedMessage,
  nowMs: number,
  toleranceMs: number,
): 'none' | 'good' | 'bad' {
  const stamp = stampOf(security);
  if (!stamp) return 'none';
  const createdMs = timeOf(stamp, 'Created');
  const expiresMs = timeOf(stamp, 'Expires');
  if (createdMs === undefined || expiresMs === undefined) return 'bad';
  const isGood = createdMs - toleranceMs <= nowMs && nowMs < expiresMs + toleranceMs;
  return isGood ? 'good' : 'bad';
}

/** Is the message signed, body and time stamp, with the private half of the key? */
export function isMessageSignedBy(message: SignedMessage, key: KeyObject): boolean {
  const signature = readSignature(onlyChild(message.security, SIGNATURE));
  const stamp = stampOf(message.security);
  if (!signature || !stamp) return false;
  const wanted = [message.body, stamp];
  const covered = wanted.every((element) =>
    signature.references.some((reference) => isOver(reference, element)),
  );
  const known = signature.references.every((reference) =>
    wanted.some((element) => isOver(reference, element)),
  );
  return covered && known && idsDiffer(message.root) && isSignedBy(signature, key);
}

/** The assertion's id that the signature says it is made for; undefined when it names none. */
export function signingTokenId({ security }: SignedMessage): string | undefined {
  const info = readSignature(onlyChild(security, SIGNATURE))?.keyInfo;
  const named = onlyChild(onlyChild(info, wsse('SecurityTokenReference')), wsse('KeyIdentifier'));
  return textOf(named);
}

export function wsse(name: string) {
  return { name, namespace: WSSE };
}

function isOver(reference: SignatureReference, element: XmlNode): boolean {
  return attributeOf(element, 'Id', WSU) === reference.id && isUnchanged(reference, element);
}

/** Two elements of one id are how a signature over one is passed off as one over the other. */
function idsDiffer(root: XmlNode): boolean {
  const seen = new Set<string>();
  for (const element of everyElement(root)) {
    for (const { name, value } of element.attributes) {
      if (name !== 'Id' && name !== 'ID') continue;
      if (seen.has(value)) return false;
      seen.add(value);
    }
  }
  return true;
}

function stampOf(security: XmlNode | undefined): XmlNode | undefined {
  return onlyChild(security, { name: 'Timestamp', namespace: WSU });
}

function timeOf(stamp: XmlNode, name: string): number | undefined {
  const each = elementsOf(stamp).find((child) => child.name === name && child.namespace === WSU);
  const ms = Date.parse(textOf(each) ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
