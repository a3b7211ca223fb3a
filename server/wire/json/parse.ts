/**
 * JSON text → tree, strictly as RFC 8259 has it and within limits.
 *
 * Written here because `JSON.parse` loses what the API needs: integers beyond 2^53 (WWNs, byte
 * counts), repeated names, the place of a mistake. Objects become maps, so that no name a client
 * chooses ever meets a prototype. One pass with a stack of its own: depth costs no call stack, and a
 * long text can be read in slices.
 */

export type Json = string | number | bigint | boolean | null | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export type JsonObject = ReadonlyMap<string, Json>;

/** Deepest requests nest about twenty objects (device backings). */
export const DEPTH_MAX = 64;
/** As many values as XML may have elements. */
export const VALUES_MAX = 500_000;
const NAME_LENGTH_MAX = 256;
/** No number of the API has more characters; converting far longer ones takes quadratic time. */
const NUMBER_LENGTH_MAX = 400;
/** Values read between two looks at other clients: some milliseconds. */
const SLICE_VALUES = 20_000;

/** What is wrong, and the offset in the text where. */
export class JsonError extends Error {
  readonly index: number;

  constructor(message: string, index: number) {
    super(message);
    this.index = index;
  }
}

const SPACE = /[ \t\r\n]*/y;
const PLAIN_TEXT = /[ !#-[\]-\uFFFF]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const WORDS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Reads a whole text. Throws JsonError. */
export function parseJson(text: string): Json {
  const parser = new JsonParser(text);
  while (!parser.step(Number.POSITIVE_INFINITY));
  return parser.result();
}

/** As `parseJson`, for long texts: yields after every slice of work. */
export function* parseJsonSlices(text: string): Generator<void, Json> {
  const parser = new JsonParser(text);
  while (!parser.step(SLICE_VALUES)) yield;
  return parser.result();
}

/** An array or object which has begun. */
type Open =
  | { readonly items: Json[] }
  | { readonly members: Map<string, Json>; name: string | undefined };

class JsonParser {
  private readonly text: string;
  private index = 0;
  private values = 0;
  private readonly open: Open[] = [];
  private root: Json | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads at most that many values; true when the text has been read to its end. */
  step(most: number): boolean {
    for (let read = 0; read < most; read++) {
      if (this.root !== undefined && this.open.length === 0) {
        this.skipSpace();
        if (this.index < this.text.length) this.failHere();
        return true;
      }
      this.readNext();
    }
    return false;
  }

  result(): Json {
    return this.root ?? null;
  }

  /** One value with what stands before it, or the end of the innermost array or object. */
  private readNext(): void {
    this.skipSpace();
    const innermost = this.open.at(-1);
    if (innermost === undefined) {
      this.readValue();
    } else if ('items' in innermost) {
      this.readItem(innermost);
    } else {
      this.readMember(innermost);
    }
  }

  private readItem({ items }: { readonly items: Json[] }): void {
    if (this.takes(']')) {
      this.close();
      return;
    }
    if (items.length > 0) this.separator();
    this.readValue();
  }

  private readMember(object: Extract<Open, { members: unknown }>): void {
    if (this.takes('}')) {
      this.close();
      return;
    }
    if (object.members.size > 0) this.separator();
    const start = this.index;
    if (this.text[start] !== '"') this.failHere();
    const name = this.readString();
    if (name.length > NAME_LENGTH_MAX) this.fail('A property name is too long', start);
    if (object.members.has(name)) this.fail(`Property "${name}" is repeated`, start);
    this.skipSpace();
    if (!this.takes(':')) this.failHere();
    this.skipSpace();
    object.name = name;
    this.readValue();
  }

  private separator(): void {
    if (!this.takes(',')) this.failHere();
    this.skipSpace();
  }

  private readValue(): void {
    this.values += 1;
    if (this.values > VALUES_MAX) {
      this.fail(`JSON document value count exceeds configured maximum ${VALUES_MAX}`, this.index);
    }
    switch (this.text[this.index]) {
      case '{':
        this.begin({ members: new Map(), name: undefined });
        break;
      case '[':
        this.begin({ items: [] });
        break;
      case '"':
        this.add(this.readString());
        break;
      default:
        this.add(this.readWord());
    }
  }

  private begin(opened: Open): void {
    if (this.open.length >= DEPTH_MAX) {
      this.fail(`JSON document is nested deeper than ${DEPTH_MAX} levels`, this.index);
    }
    this.index += 1;
    this.open.push(opened);
  }

  private close(): void {
    const closed = this.open.pop();
    if (closed) this.add('items' in closed ? closed.items : closed.members);
  }

  /** Puts a finished value where it belongs. */
  private add(value: Json): void {
    const outer = this.open.at(-1);
    if (outer === undefined) this.root = value;
    else if ('items' in outer) outer.items.push(value);
    else outer.members.set(outer.name ?? '', value);
  }

  private readString(): string {
    const { text } = this;
    const start = this.index + 1;
    this.index = start;
    this.take(PLAIN_TEXT);
    if (text[this.index] === '"') {
      this.index += 1;
      return text.slice(start, this.index - 1);
    }
    while (text[this.index] === '\\') {
      if (!this.take(ESCAPE)) this.failHere();
      this.take(PLAIN_TEXT);
    }
    if (text[this.index] !== '"') this.failHere();
    this.index += 1;
    return JSON.parse(text.slice(start - 1, this.index)) as string;
  }

  private readWord(): Json {
    const { text, index } = this;
    for (const [word, value] of WORDS) {
      if (text.startsWith(word, index)) {
        this.index += word.length;
        return value;
      }
    }
    return this.readNumber();
  }

  private readNumber(): number | bigint {
    NUMBER.lastIndex = this.index;
    const found = NUMBER.exec(this.text);
    if (!found) return this.failHere();
    const [written, fraction, exponent] = found;
    if (written.length > NUMBER_LENGTH_MAX) this.fail('A number is too long', this.index);
    const value = Number(written);
    if (!Number.isFinite(value)) this.fail(`Number ${written} is too large`, this.index);
    this.index += written.length;
    const whole = fraction === undefined && exponent === undefined;
    // -0 is 0.
    return whole && !Number.isSafeInteger(value) ? BigInt(written) : value + 0;
  }

  private skipSpace(): void {
    const code = this.text.charCodeAt(this.index);
    if (code <= 0x20) this.take(SPACE);
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.index;
    if (!pattern.test(this.text)) return false;
    this.index = pattern.lastIndex;
    return true;
  }

  private takes(character: string): boolean {
    if (this.text[this.index] !== character) return false;
    this.index += 1;
    return true;
  }

  private failHere(): never {
    const code = this.text.codePointAt(this.index);
    const what =
      code === undefined
        ? 'Unexpected end of the JSON document'
        : `Unexpected character ${JSON.stringify(String.fromCodePoint(code))} seen`;
    return this.fail(what, this.index);
  }

  private fail(message: string, index: number): never {
    throw new JsonError(message, index);
  }
}
