/**
 * XML as signatures see it: text and elements in their order, every name with its namespace, every
 * prefix in force known. Comments are gone, and the text around one is one text: no reader of a
 * signed name can be made to stop at a comment.
 */
import { XmlReader } from '../soap/xml.ts';
import { decodeReferences, XmlError } from '../soap/xml-guard.ts';
import {
  ATTRIBUTE_MARK,
  ATTRIBUTES,
  declaredIn,
  localName,
  namespaceOf,
  type ParsedNode,
  type Prefixes,
  ROOT_PREFIXES,
  SECTION,
  TEXT,
  tagOf,
} from '../soap/xml-tree.ts';

export interface NodeAttribute {
  /** As written, with prefix. */
  readonly tag: string;
  readonly name: string;
  /** Empty for attributes without prefix. */
  readonly namespace: string;
  readonly value: string;
}

export interface XmlNode {
  /** As written, with prefix. */
  readonly tag: string;
  readonly name: string;
  readonly namespace: string;
  readonly attributes: readonly NodeAttribute[];
  /** Prefixes in force here; '' is the default namespace. */
  readonly prefixes: Prefixes;
  readonly children: readonly (XmlNode | string)[];
}

/** A name and its namespace. */
export interface QualifiedName {
  readonly name: string;
  readonly namespace: string;
}

/** The document element. Throws XmlError for what is not well-formed, within the limits of requests. */
export function readXml(text: string): XmlNode {
  const reader = new XmlReader();
  for (const node of reader.readOrdered(text)) {
    const tag = tagOf(node);
    if (tag !== undefined && tag !== TEXT) return elementOf(node, tag, ROOT_PREFIXES);
  }
  throw new XmlError('Document has no element', 0);
}

export function elementsOf(node: XmlNode): readonly XmlNode[] {
  return node.children.filter((child) => typeof child !== 'string');
}

/** The only child of that name; undefined when there is none, or more than one. */
export function onlyChild(node: XmlNode | undefined, wanted: QualifiedName): XmlNode | undefined {
  const found = node ? elementsOf(node).filter((child) => isNamed(child, wanted)) : [];
  return found.length === 1 ? found[0] : undefined;
}

export function isNamed(node: XmlNode, { name, namespace }: QualifiedName): boolean {
  return node.name === name && node.namespace === namespace;
}

/** All text directly in the element; undefined when it holds elements too. */
export function textOf(node: XmlNode | undefined): string | undefined {
  if (!node || elementsOf(node).length > 0) return undefined;
  return node.children.join('').trim();
}

export function attributeOf(
  node: XmlNode | undefined,
  name: string,
  namespace = '',
): string | undefined {
  return node?.attributes.find((each) => each.name === name && each.namespace === namespace)?.value;
}

/** The element and all within it, in the order of the document. */
export function* everyElement(node: XmlNode): Generator<XmlNode> {
  yield node;
  for (const child of elementsOf(node)) yield* everyElement(child);
}

function elementOf(node: ParsedNode, tag: string, outer: Prefixes): XmlNode {
  const written = node[ATTRIBUTES] as Readonly<Record<string, string>> | undefined;
  const prefixes = written === undefined ? outer : declaredIn(written, outer, 0);
  const qualified = tag.includes(':');
  return {
    tag,
    name: qualified ? localName(tag, 0) : tag,
    namespace: qualified ? namespaceOf(tag, prefixes, 0) : (prefixes.get('') ?? ''),
    attributes: attributesOf(written ?? {}, prefixes),
    prefixes,
    children: childrenOf(node[tag] as readonly ParsedNode[], prefixes),
  };
}

function childrenOf(nodes: readonly ParsedNode[], prefixes: Prefixes): (XmlNode | string)[] {
  const children: (XmlNode | string)[] = [];
  for (const node of nodes) {
    const tag = tagOf(node);
    if (tag === undefined) continue;
    if (tag === TEXT) {
      children.push(decodeReferences(String(node[TEXT])));
    } else if (tag === SECTION) {
      for (const part of node[SECTION] as readonly ParsedNode[]) children.push(String(part[TEXT]));
    } else {
      children.push(elementOf(node, tag, prefixes));
    }
  }
  return children;
}

function attributesOf(
  written: Readonly<Record<string, string>>,
  prefixes: Prefixes,
): readonly NodeAttribute[] {
  const attributes: NodeAttribute[] = [];
  for (const key in written) {
    const tag = key.slice(ATTRIBUTE_MARK.length);
    if (tag === 'xmlns' || tag.startsWith('xmlns:')) continue;
    const qualified = tag.includes(':');
    const name = qualified ? localName(tag, 0) : tag;
    const namespace = qualified ? namespaceOf(tag, prefixes, 0) : '';
    if (attributes.some((each) => each.name === name && each.namespace === namespace)) {
      throw new XmlError(`Attribute '${tag}' is repeated`, 0);
    }
    // White space as written is a space, white space by reference is itself.
    const value = decodeReferences((written[key] ?? '').replace(/[\t\r\n]/g, ' '));
    attributes.push({ tag, name, namespace, value });
  }
  return attributes;
}
