/**
 * Exclusive XML Canonicalization 1.0 without comments (W3C, `xml-exc-c14n#`): the one way to write an
 * element that signatures are over.
 *
 * Namespaces are declared where they are first used and nowhere else, so an element can be cut out of
 * one document and put into another and is still written the same.
 */
import type { NodeAttribute, XmlNode } from './xml-node.ts';

export interface CanonicalOptions {
  /** An element within that is left out, whole: the signature over what encloses it. */
  readonly omit?: XmlNode | undefined;
  /** Prefixes which are declared though no name uses them (`InclusiveNamespaces`). */
  readonly inclusive?: readonly string[] | undefined;
}

type Declared = ReadonlyMap<string, string>;

const XML_PREFIX = 'xml';
/** `PrefixList` calls the default namespace so. */
const DEFAULT_PREFIX = '#default';

export function canonical(node: XmlNode, options: CanonicalOptions = {}): string {
  const inclusive = (options.inclusive ?? []).map((each) => (each === DEFAULT_PREFIX ? '' : each));
  return written(node, new Map(), { omit: options.omit, inclusive });
}

interface Writing {
  readonly omit: XmlNode | undefined;
  readonly inclusive: readonly string[];
}

function written(node: XmlNode, outer: Declared, writing: Writing): string {
  const declared = new Map(outer);
  let start = `<${node.tag}`;
  for (const prefix of prefixesOf(node, writing).sort(byText)) {
    const uri = node.prefixes.get(prefix) ?? '';
    if ((outer.get(prefix) ?? '') === uri) continue;
    declared.set(prefix, uri);
    start += ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${attributeText(uri)}"`;
  }
  for (const { tag, value } of [...node.attributes].sort(byName)) {
    start += ` ${tag}="${attributeText(value)}"`;
  }
  let content = '';
  for (const child of node.children) {
    if (typeof child === 'string') content += elementText(child);
    else if (child !== writing.omit) content += written(child, declared, writing);
  }
  return `${start}>${content}</${node.tag}>`;
}

/** What the element's own names use, and what is to be declared anyway. */
function prefixesOf({ tag, attributes, prefixes }: XmlNode, { inclusive }: Writing): string[] {
  const used = new Set([prefixOf(tag)]);
  for (const { tag: name } of attributes) if (name.includes(':')) used.add(prefixOf(name));
  for (const prefix of inclusive) if (prefixes.has(prefix)) used.add(prefix);
  used.delete(XML_PREFIX);
  return [...used];
}

function prefixOf(tag: string): string {
  const colon = tag.indexOf(':');
  return colon < 0 ? '' : tag.slice(0, colon);
}

function byName(left: NodeAttribute, right: NodeAttribute): number {
  return byText(left.namespace, right.namespace) || byText(left.name, right.name);
}

function byText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

function elementText(text: string): string {
  return text.replace(/[&<>\r]/g, (each) => ESCAPES[each] ?? each);
}

function attributeText(text: string): string {
  return text.replace(/[&<"\t\n\r]/g, (each) => ESCAPES[each] ?? each);
}
