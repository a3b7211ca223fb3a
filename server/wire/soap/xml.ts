/**
 * Reads the XML of a request into a small tree: namespaces resolved, references decoded, text
 * joined and kept to the letter, offsets remembered for error texts.
 *
 * Nodes are made by fast-xml-parser, which nothing else imports. Its own leniencies (ill-formed
 * input, entities, merged prefixes, numbers for texts) are shut off: the guard judges first, names
 * and prefixes are resolved in xml-tree.ts.
 */
import { XMLParser } from 'fast-xml-parser';
import { DEPTH_MAX, guardXml, XmlError } from './xml-guard.ts';
import { readSlices } from './xml-slices.ts';
import {
  ATTRIBUTE_MARK,
  firstElement,
  type ParsedNode,
  ROOT_PREFIXES,
  SECTION,
  type XmlElement,
} from './xml-tree.ts';

export { XmlError } from './xml-guard.ts';
export type { XmlElement } from './xml-tree.ts';

const META: symbol = XMLParser.getMetaDataSymbol().valueOf();

export class XmlReader {
  private readonly parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: ATTRIBUTE_MARK,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    ignoreDeclaration: true,
    cdataPropName: SECTION,
    captureMetaData: true,
    jPath: false,
    maxNestedTags: DEPTH_MAX + 2,
    onDangerousProperty: (name: string) => {
      throw new XmlError(`Illegal name ${name}`, 0);
    },
  });

  /** The document element. Throws XmlError, with the offset of the offence, when there is none. */
  read(text: string): XmlElement {
    guardXml(text);
    return firstElement(this.parse(text), ROOT_PREFIXES, startOf);
  }

  /** As `read`, but as the parser gives it: text and elements in their order, as signatures need them. */
  readOrdered(text: string): readonly ParsedNode[] {
    guardXml(text);
    return this.parse(text);
  }

  /**
   * As `read`, for long texts: yields after every slice of work, some milliseconds each, so that
   * others may be served in between.
   */
  readSlices(text: string): Generator<void, XmlElement> {
    return readSlices(text, (part) => this.parse(part), startOf);
  }

  private parse(text: string): readonly ParsedNode[] {
    try {
      return this.parser.parse(text) as readonly ParsedNode[];
    } catch (error) {
      if (error instanceof XmlError) throw error;
      throw new XmlError(error instanceof Error ? error.message : String(error), 0);
    }
  }
}

function startOf(node: ParsedNode): number {
  const meta = (node as { readonly [key: symbol]: unknown })[META];
  return (meta as { readonly startIndex?: number } | undefined)?.startIndex ?? 0;
}
