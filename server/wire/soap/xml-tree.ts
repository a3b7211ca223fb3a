/**
 * From the nodes of fast-xml-parser to elements: namespaces resolved, references decoded, text
 * joined.
 */
import { decodeReferences, XmlError } from './xml-guard.ts';

export interface XmlAttribute {
  readonly name: string;
  /** Empty for attributes without prefix. */
  readonly namespace: string;
  readonly value: string;
}

export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  /** As written, with prefix. */
  readonly tag: string;
  /** Empty when none. */
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** All text directly in the element, joined. */
  readonly text: string;
  /** Offset of its tag in the source. */
  readonly index: number;
  /** Prefixes in force here; '' is the default namespace. */
  readonly prefixes: Prefixes;
}

export type Prefixes = ReadonlyMap<string, string>;

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';
export const ROOT_PREFIXES: Prefixes = new Map([['xml', XML_NAMESPACE]]);
const NO_ATTRIBUTES: readonly XmlAttribute[] = Object.freeze([]);
const NO_CHILDREN: readonly XmlElement[] = Object.freeze([]);

export const TEXT = '#text';
export const SECTION = '#cdata';
export const ATTRIBUTES = ':@';
export const ATTRIBUTE_MARK = '@';

/** Node of fast-xml-parser's ordered form: one key is the tag, its value the children. */
export type ParsedNode = Readonly<Record<string, unknown>>;

/** Offset in the source of the tag a node was made from. */
export type IndexOf = (node: ParsedNode) => number;

export interface XmlContent {
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** The first element among the nodes. */
export function firstElement(
  nodes: readonly ParsedNode[],
  outer: Prefixes,
  indexOf: IndexOf,
): XmlElement {
  for (const node of nodes) {
    const tag = tagOf(node);
    if (tag !== undefined && tag !== TEXT) return toElement(node, tag, outer, indexOf);
  }
  throw new XmlError('Document has no element', 0);
}

/** Text and elements of some nodes within an element. */
export function toContent(
  nodes: readonly ParsedNode[],
  prefixes: Prefixes,
  indexOf: IndexOf,
): XmlContent {
  let text = '';
  let children: XmlElement[] | undefined;
  for (const node of nodes) {
    const tag = tagOf(node);
    if (tag === undefined) continue;
    if (tag === TEXT) {
      text += decodeReferences(String(node[TEXT]));
    } else if (tag === SECTION) {
      for (const part of node[SECTION] as readonly ParsedNode[]) text += String(part[TEXT]);
    } else {
      children ??= [];
      children.push(toElement(node, tag, prefixes, indexOf));
    }
  }
  return { text, children: children ?? NO_CHILDREN };
}

/** The node's one key besides its attributes. */
export function tagOf(node: ParsedNode): string | undefined {
  for (const key in node) if (key !== ATTRIBUTES) return key;
  return undefined;
}

function toElement(node: ParsedNode, tag: string, outer: Prefixes, indexOf: IndexOf): XmlElement {
  const index = indexOf(node);
  const written = node[ATTRIBUTES] as Readonly<Record<string, string>> | undefined;
  const prefixes = written === undefined ? outer : declaredIn(written, outer, index);
  const colon = tag.indexOf(':');
  const { text, children } = toContent(node[tag] as readonly ParsedNode[], prefixes, indexOf);
  return {
    name: colon < 0 ? tag : localName(tag, index),
    tag,
    namespace: colon < 0 ? (prefixes.get('') ?? '') : namespaceOf(tag, prefixes, index),
    attributes: written === undefined ? NO_ATTRIBUTES : toAttributes(written, prefixes, index),
    children,
    text,
    index,
    prefixes,
  };
}

/** Prefixes in force within an element that declares some. Throws XmlError for what may not be declared. */
export function declaredIn(
  written: Readonly<Record<string, string>>,
  outer: Prefixes,
  index: number,
): Prefixes {
  let inner: Map<string, string> | undefined;
  for (const key in written) {
    if (!key.startsWith('@xmlns')) continue;
    const isDefault = key === '@xmlns';
    if (!isDefault && key['@xmlns'.length] !== ':') continue;
    const prefix = isDefault ? '' : key.slice('@xmlns:'.length);
    const uri = decodeReferences(written[key] ?? '').trim();
    if ((!isDefault && !isLegalPrefix(prefix, uri)) || isReserved(prefix, uri)) {
      throw new XmlError(`Illegal namespace declaration of prefix '${prefix}'`, index);
    }
    inner ??= new Map(outer);
    inner.set(prefix, uri);
  }
  return inner ?? outer;
}

function isLegalPrefix(prefix: string, uri: string): boolean {
  return uri !== '' && prefix !== '' && !prefix.includes(':') && prefix !== 'xmlns';
}

/** Two namespaces belong to XML itself: one to the prefix `xml` and to nothing else, one to nobody. */
function isReserved(prefix: string, uri: string): boolean {
  return uri === XMLNS_NAMESPACE || (prefix === 'xml') !== (uri === XML_NAMESPACE);
}

function toAttributes(
  written: Readonly<Record<string, string>>,
  prefixes: Prefixes,
  index: number,
): readonly XmlAttribute[] {
  const attributes: XmlAttribute[] = [];
  for (const key in written) {
    const tag = key.slice(ATTRIBUTE_MARK.length);
    if (tag === 'xmlns' || tag.startsWith('xmlns:')) continue;
    const qualified = tag.includes(':');
    const attribute = {
      name: qualified ? localName(tag, index) : tag,
      namespace: qualified ? namespaceOf(tag, prefixes, index) : '',
      value: decodeReferences(written[key] ?? '').replace(/[\t\r\n]/g, ' '),
    };
    if (attributes.some((each) => sameName(each, attribute))) {
      throw new XmlError(`Attribute '${tag}' is repeated`, index);
    }
    attributes.push(attribute);
  }
  return attributes;
}

function sameName(left: XmlAttribute, right: XmlAttribute): boolean {
  return left.name === right.name && left.namespace === right.namespace;
}

/** Throws XmlError for a name which is none without its prefix. */
export function localName(tag: string, index: number): string {
  const colon = tag.indexOf(':');
  const name = tag.slice(colon + 1);
  if (colon === 0 || name === '' || name.includes(':') || /^[\d.\-\u00B7]/.test(name)) {
    throw new XmlError(`Malformed name ${tag}`, index);
  }
  return name;
}

/** Namespace of a name with a prefix. Throws XmlError when nobody declared it. */
export function namespaceOf(tag: string, prefixes: Prefixes, index: number): string {
  const prefix = tag.slice(0, tag.indexOf(':'));
  const uri = prefixes.get(prefix);
  if (uri === undefined) throw new XmlError(`Prefix '${prefix}' is not declared`, index);
  return uri;
}
