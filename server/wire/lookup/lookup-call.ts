/**
 * A call of the lookup service: SOAP 1.1 around one element in `urn:lookup`, whatever the SOAPAction
 * (2.0, 3.0 …) says. Members that this version of the API does not know are ignored.
 */
import { SOAP } from '../tokens/namespaces.ts';
import {
  attributeOf,
  elementsOf,
  onlyChild,
  readXml,
  textOf,
  type XmlNode,
} from '../tokens/xml-node.ts';
import { LookupFault } from './lookup-fault.ts';

export const LOOKUP = 'urn:lookup';

export interface LookupCall {
  readonly method: string;
  readonly receiver: { readonly type: string; readonly id: string };
  /** The element that names the method; its children are the arguments. */
  readonly element: XmlNode;
}

/** Throws LookupFault (InvalidRequest), and XmlError for what is no XML. */
export function readLookupCall(text: string): LookupCall {
  const root = readXml(text);
  const isEnvelope = root.name === 'Envelope' && root.namespace === SOAP;
  const body = isEnvelope ? onlyChild(root, { name: 'Body', namespace: SOAP }) : undefined;
  const [element, other] = body ? elementsOf(body) : [];
  if (!element || other || element.namespace !== LOOKUP) {
    throw new LookupFault('InvalidRequest', 'The request is no call of the lookup service.');
  }
  const receiver = argument(element, '_this');
  const type = attributeOf(receiver, 'type') ?? '';
  return { method: element.name, receiver: { type, id: textOf(receiver) ?? '' }, element };
}

export function argument(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return onlyChild(node, { name, namespace: LOOKUP });
}

/** The text of an argument; undefined when it is absent, or empty, as govc writes what it does not ask. */
export function textArgument(node: XmlNode | undefined, name: string): string | undefined {
  return textOf(argument(node, name)) || undefined;
}
