/**
 * Reads a long XML text a slice at a time.
 *
 * While the guard passes over the text, elements too long for one slice are noted with where their
 * children end. The tree is then put together from runs of whole children, each run parsed on its
 * own; only start tags of long elements are parsed without their content.
 */
import { XmlGuard } from './xml-guard.ts';
import {
  firstElement,
  type IndexOf,
  type ParsedNode,
  type Prefixes,
  ROOT_PREFIXES,
  toContent,
  type XmlElement,
} from './xml-tree.ts';

/** Characters parsed at once: some ten milliseconds of work. */
const SLICE_LENGTH = 65_536;
/** Characters judged at once; judging is ten times as fast. */
const JUDGED_LENGTH = 524_288;

type Parse = (text: string) => readonly ParsedNode[];

/** An element longer than a slice; all offsets are into the text. */
interface LongElement {
  readonly start: number;
  readonly contentStart: number;
  contentEnd: number;
  /** Where its children end. */
  readonly ends: number[];
  /** Those of its children which are long themselves, in order. */
  readonly longChildren: LongElement[];
}

/** Yields between slices; returns the document element. Throws XmlError as a plain reading does. */
export function* readSlices(
  text: string,
  parse: Parse,
  indexOf: IndexOf,
): Generator<void, XmlElement> {
  const outline = new Outline();
  const guard = new XmlGuard(text, outline);
  for (let until = JUDGED_LENGTH; !guard.step(until); until += JUDGED_LENGTH) yield;
  const root = outline.root;
  if (!root) return firstElement(parse(text), ROOT_PREFIXES, indexOf);
  return yield* new SliceReader(text, parse, indexOf).element(root, ROOT_PREFIXES);
}

/** Notes the long elements of a text. */
class Outline {
  /** Absent when the document element fits into one slice. */
  root: LongElement | undefined;
  private readonly open: LongElement[] = [];

  opened(start: number, contentStart: number): void {
    this.open.push({ start, contentStart, contentEnd: 0, ends: [], longChildren: [] });
  }

  passed(_start: number, end: number): void {
    this.open.at(-1)?.ends.push(end);
  }

  closed(contentEnd: number, end: number): void {
    const element = this.open.pop();
    const parent = this.open.at(-1);
    parent?.ends.push(end);
    if (!element || end - element.start <= SLICE_LENGTH) return;
    element.contentEnd = contentEnd;
    if (parent) parent.longChildren.push(element);
    else this.root = element;
  }
}

/** Wraps a run of children, so that it is a document; stands in no namespace that matters. */
const WRAP_START = '<w>';
const WRAP_END = '</w>';

class SliceReader {
  private readonly text: string;
  private readonly parse: Parse;
  private readonly indexOf: IndexOf;

  constructor(text: string, parse: Parse, indexOf: IndexOf) {
    this.text = text;
    this.parse = parse;
    this.indexOf = indexOf;
  }

  *element(long: LongElement, outer: Prefixes): Generator<void, XmlElement> {
    const tag = this.startTag(long, outer);
    const children: XmlElement[] = [];
    let text = '';
    let from = long.contentStart;
    const run = (to: number): void => {
      const content = this.run(from, to, tag.prefixes);
      text += content.text;
      for (const child of content.children) children.push(child);
      from = to;
    };
    let nextLong = 0;
    for (const end of long.ends) {
      const child = long.longChildren[nextLong];
      if (child && child.start < end) {
        run(child.start);
        children.push(yield* this.element(child, tag.prefixes));
        from = end;
        nextLong += 1;
      } else if (end - from >= SLICE_LENGTH) {
        run(end);
        yield;
      }
    }
    run(long.contentEnd);
    return { ...tag, text, children };
  }

  private startTag({ start, contentStart }: LongElement, outer: Prefixes): XmlElement {
    const written = this.text.slice(start, contentStart - '>'.length);
    const nodes = this.parse(`${written}/>`);
    return firstElement(nodes, outer, (node) => this.indexOf(node) + start);
  }

  /** Whole children and the text between them. */
  private run(from: number, to: number, prefixes: Prefixes) {
    if (from === to) return { text: '', children: [] };
    const nodes = this.parse(WRAP_START + this.text.slice(from, to) + WRAP_END);
    const offset = from - WRAP_START.length;
    const content = (nodes[0]?.['w'] ?? []) as readonly ParsedNode[];
    return toContent(content, prefixes, (node) => this.indexOf(node) + offset);
  }
}
