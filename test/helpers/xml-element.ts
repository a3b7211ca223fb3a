/**
 * An answer as a tree of elements, read by a strict parser which is not the server's own.
 */
import { SaxesParser } from 'saxes';

export class XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[] = [];
  /** What stands directly in it. */
  text = '';

  constructor(name: string, attributes: Readonly<Record<string, string>>) {
    this.name = name;
    this.attributes = attributes;
  }

  /** Its `xsi:type` without prefix. */
  get type(): string | undefined {
    return this.attributes['xsi:type']?.replace(/^.*:/, '');
  }

  /** Elements at `a/b/c` below it. */
  all(path: string): readonly XmlElement[] {
    let found: readonly XmlElement[] = [this];
    for (const step of path.split('/')) {
      found = found.flatMap(({ children }) => children.filter(({ name }) => name === step));
    }
    return found;
  }

  /** The first element at that path. */
  at(path: string): XmlElement | undefined {
    return this.all(path)[0];
  }

  /** Text of the first element at that path. */
  textAt(path: string): string | undefined {
    return this.at(path)?.text;
  }

  /** Text of all elements at that path. */
  texts(path: string): readonly string[] {
    return this.all(path).map(({ text }) => text);
  }

  /** All elements below it, itself first. */
  *walk(): Generator<XmlElement> {
    yield this;
    for (const child of this.children) yield* child.walk();
  }
}

/** Throws when the text is not well-formed. */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser();
  const root = new XmlElement('', {});
  const open = [root];
  const top = () => open.at(-1) ?? root;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = new XmlElement(name.replace(/^.*:/, ''), attributes);
    top().children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (piece) => {
    top().text += piece;
  });
  parser.write(text).close();
  return root;
}

/** Text as it stands between tags. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
