/**
 * Judges whether a text is well-formed XML of the modest kind SOAP needs, before any parser builds
 * a tree of it: no document type, no processing instructions, bounded depth, counts and names.
 *
 * One pass over the text by sticky expressions, each linear; the first offence ends it. Parsers
 * disagree on ill-formed input, so nothing ill-formed gets past this file.
 */

/** As a real server says it; seen with a 16 MB request. */
export const ELEMENTS_MAX = 500_000;
/** Deepest requests nest about twenty elements (OVF sections, device backings). */
export const DEPTH_MAX = 64;
export const ATTRIBUTES_MAX = 256;
const NAME_LENGTH_MAX = 256;
/** Each costs a replacement; real requests have a handful. */
export const REFERENCES_MAX = 100_000;

/** What is wrong, and the offset in the text where. */
export class XmlError extends Error {
  readonly index: number;

  constructor(message: string, index: number) {
    super(message);
    this.index = index;
  }
}

const NAME_START =
  ':A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NAME = `[${NAME_START}][${NAME_START}\\-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040]*`;
const SPACE = '[ \\t\\r\\n]';

const START_TAG_NAME = new RegExp(`<(${NAME})`, 'yu');
const ATTRIBUTE = new RegExp(
  `${SPACE}+(${NAME})${SPACE}*=${SPACE}*(?:"([^"<]*)"|'([^'<]*)')`,
  'yu',
);
const TAG_END = new RegExp(`${SPACE}*(/?)>`, 'yu');
const END_TAG = new RegExp(`</(${NAME})${SPACE}*>`, 'yu');
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));/y;
const DECLARATION = new RegExp(
  `<\\?xml${SPACE}+version${SPACE}*=${SPACE}*(?:"1\\.[0-9]+"|'1\\.[0-9]+')` +
    `(?:${SPACE}+encoding${SPACE}*=${SPACE}*(?:"([A-Za-z][\\w.-]*)"|'([A-Za-z][\\w.-]*)'))?` +
    `(?:${SPACE}+standalone${SPACE}*=${SPACE}*(?:"(?:yes|no)"|'(?:yes|no)'))?${SPACE}*\\?>`,
  'yu',
);
const ENCODINGS = /^(?:utf-?8|us-ascii)$/i;
const ILLEGAL_CHARACTER = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const NOT_SPACE = /[^ \t\r\n]/;

/** Throws XmlError unless the text is one well-formed element within the limits. */
export function guardXml(text: string): void {
  new XmlGuard(text).step(Number.POSITIVE_INFINITY);
}

/** Hears of elements as the guard passes them; all offsets are into the text. */
export interface ElementListener {
  /** @param contentStart where the start tag ends */
  opened(start: number, contentStart: number): void;
  closed(contentEnd: number, end: number): void;
  /** An element without content. */
  passed(start: number, end: number): void;
}

/** Judges a text step by step, so that a long one does not keep others waiting. */
export class XmlGuard {
  private readonly text: string;
  private readonly listener: ElementListener | undefined;
  private at = 0;
  private elements = 0;
  private references = 0;
  private rootSeen = false;
  private readonly open: string[] = [];
  /** Offset of the next `&` and the next `]]>`, looked up again once passed. */
  private nextReference = -2;
  private nextSectionEnd = -2;

  constructor(text: string, listener?: ElementListener) {
    this.text = text;
    this.listener = listener;
  }

  /** Judges at least as far as the offset; true when the whole text has passed. */
  step(until: number): boolean {
    if (this.at === 0) this.begin();
    while (this.at <= until) {
      const tag = this.text.indexOf('<', this.at);
      this.characters(this.at, tag < 0 ? this.text.length : tag);
      if (tag < 0) {
        this.end();
        return true;
      }
      this.at = tag;
      this.markup();
    }
    return false;
  }

  private begin(): void {
    const illegal = this.text.search(ILLEGAL_CHARACTER);
    if (illegal >= 0) this.fail('Illegal character in XML document', illegal);
    this.declaration();
  }

  private end(): void {
    const unclosed = this.open.at(-1);
    if (unclosed !== undefined) this.fail(`Element ${unclosed} is not closed`, this.text.length);
    if (!this.rootSeen) this.fail('Document has no element', this.text.length);
  }

  private fail(message: string, index: number = this.at): never {
    throw new XmlError(message, index);
  }

  private declaration(): void {
    const found = this.match(DECLARATION);
    const encoding = found?.[1] ?? found?.[2];
    if (encoding !== undefined && !ENCODINGS.test(encoding)) {
      this.fail(`Unsupported encoding ${encoding}`, 0);
    }
  }

  private match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (found) this.at += found[0].length;
    return found;
  }

  private characters(from: number, to: number): void {
    if (from === to) return;
    if (this.open.length === 0) {
      const offset = this.text.slice(from, to).search(NOT_SPACE);
      if (offset >= 0) this.fail('Text outside of the document element', from + offset);
      return;
    }
    if (this.nextSectionEnd < from) this.nextSectionEnd = this.find(']]>', from);
    if (this.nextSectionEnd < to) this.fail('"]]>" in text', this.nextSectionEnd);
    this.checkReferences(from, to);
  }

  private find(what: string, from: number): number {
    const found = this.text.indexOf(what, from);
    return found < 0 ? this.text.length : found;
  }

  private checkReferences(from: number, to: number): void {
    if (this.nextReference < from) this.nextReference = this.find('&', from);
    while (this.nextReference < to) {
      const index = this.nextReference;
      REFERENCE.lastIndex = index;
      const found = REFERENCE.exec(this.text);
      if (!found || !isLegalReference(found)) this.fail('Illegal reference', index);
      this.references += 1;
      if (this.references > REFERENCES_MAX) {
        this.fail(`XML document reference count exceeds configured maximum ${REFERENCES_MAX}`);
      }
      this.nextReference = this.find('&', index + found[0].length);
    }
  }

  private markup(): void {
    const next = this.text[this.at + 1];
    if (next === '/') this.endTag();
    else if (next === '!') this.commentOrSection();
    else if (next === '?') this.fail('Processing instructions are not allowed');
    else this.startTag();
  }

  private startTag(): void {
    const start = this.at;
    const name = this.match(START_TAG_NAME)?.[1];
    if (name === undefined) this.fail('Malformed element tag');
    if (name.length > NAME_LENGTH_MAX) this.fail('Element name is too long', start);
    if (this.open.length === 0 && this.rootSeen) this.fail('Second document element', start);
    this.rootSeen = true;
    this.elements += 1;
    if (this.elements > ELEMENTS_MAX) {
      this.fail(`XML document element count exceeds configured maximum ${ELEMENTS_MAX}`, start);
    }
    this.attributes();
    const end = this.match(TAG_END);
    if (!end) this.fail(`Malformed element tag ${name}`);
    if (end[1] === '/') {
      this.listener?.passed(start, this.at);
      return;
    }
    this.open.push(name);
    this.listener?.opened(start, this.at);
    if (this.open.length > DEPTH_MAX) {
      this.fail(`XML document depth exceeds configured maximum ${DEPTH_MAX}`, start);
    }
  }

  private attributes(): void {
    let names: string[] | undefined;
    for (;;) {
      const start = this.at;
      const found = this.match(ATTRIBUTE);
      if (!found) return;
      const name = found[1] ?? '';
      if (name.length > NAME_LENGTH_MAX) this.fail('Attribute name is too long', start);
      if (names?.includes(name)) this.fail(`Attribute '${name}' is repeated`, start);
      names ??= [];
      names.push(name);
      if (names.length > ATTRIBUTES_MAX) {
        this.fail(`XML element attribute count exceeds configured maximum ${ATTRIBUTES_MAX}`);
      }
      const value = found[2] ?? found[3] ?? '';
      const quote = 1;
      this.checkReferences(this.at - quote - value.length, this.at - quote);
    }
  }

  private endTag(): void {
    const start = this.at;
    const name = this.match(END_TAG)?.[1];
    if (name === undefined) this.fail('Malformed end tag');
    const expected = this.open.pop();
    if (name !== expected) this.fail(`Mismatched end tag ${name}`, start);
    this.listener?.closed(start, this.at);
  }

  private commentOrSection(): void {
    if (this.text.startsWith('<!--', this.at)) {
      const dashes = this.find('--', this.at + '<!--'.length);
      if (this.text[dashes + 2] !== '>') this.fail('Malformed comment', this.at);
      this.at = dashes + '-->'.length;
    } else if (this.open.length > 0 && this.text.startsWith('<![CDATA[', this.at)) {
      const end = this.text.indexOf(']]>', this.at);
      if (end < 0) this.fail('CDATA section is not closed');
      this.at = end + ']]>'.length;
    } else {
      this.fail('Document type declarations are not allowed');
    }
  }
}

function isLegalReference(found: RegExpExecArray): boolean {
  if (found[1] !== undefined) return true;
  const code = codeOf(found[2], found[3]);
  return code <= 0x10ffff && !ILLEGAL_CHARACTER.test(String.fromCodePoint(code));
}

function codeOf(decimal: string | undefined, hexadecimal: string | undefined): number {
  return decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
const REFERENCES = /&(?:(amp|lt|gt|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));/g;

/** Replaces the references of a text which passed the guard. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCES, (_all, named?: string, decimal?: string, hex?: string) =>
    named === undefined ? String.fromCodePoint(codeOf(decimal, hex)) : (NAMED[named] ?? ''),
  );
}
