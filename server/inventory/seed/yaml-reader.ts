/**
 * Reads YAML into a tree of nodes which know their place in the text, so that whatever is wrong with a
 * value can be told with line and column. The only file that knows the YAML library.
 *
 * Only plain data comes in: no tags that make objects, no duplicate keys, few aliases, a bounded size
 * and depth.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { SeedError, type SeedIssue } from './seed-error.ts';

export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export type YamlNode =
  | { readonly kind: 'map'; readonly place: Place; readonly entries: readonly YamlEntry[] }
  | { readonly kind: 'list'; readonly place: Place; readonly items: readonly YamlNode[] }
  | {
      readonly kind: 'scalar';
      readonly place: Place;
      readonly value: string | number | boolean | bigint | null;
    };

export interface YamlEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: YamlNode;
}

const SIZE_MAX = 4 * 2 ** 20; // a hundred times the largest seed written by hand; beyond that, generate
const DEPTH_MAX = 40;
const NODES_MAX = 500_000;
const ALIASES_MAX = 1_000; // finding an anchor walks the document
const START: Place = { line: 1, column: 1 };

/** Parses a text; `source` is its name in messages. Throws SeedError. */
export function readYaml(text: string, source: string): YamlNode {
  if (text.length > SIZE_MAX) {
    const mb = SIZE_MAX / 2 ** 20;
    throw new SeedError(source, [
      { ...START, message: `is larger than ${mb} MB; describe large inventories with "generate"` },
    ]);
  }
  const lines = new LineCounter();
  const document = parsed(text, source, lines);
  const problems = [...document.errors, ...document.warnings].map((problem) => ({
    ...placeOf(lines, problem.pos[0]),
    message: problem.message,
  }));
  if (problems.length > 0) throw new SeedError(source, problems);
  return new Converter(document, lines, source).root();
}

function parsed(text: string, source: string, lines: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: true,
      strict: true,
      schema: 'core',
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    // The library descends as deep as the text is nested; a hostile text ends its stack.
    if (error instanceof RangeError) {
      throw new SeedError(source, [{ ...START, message: 'is nested too deeply' }]);
    }
    throw error;
  }
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

class Converter {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #source: string;
  #nodes = 0;
  #aliases = 0;

  constructor(document: Document.Parsed, lines: LineCounter, source: string) {
    this.#document = document;
    this.#lines = lines;
    this.#source = source;
  }

  root(): YamlNode {
    return this.#convert(this.#document.contents, START, 0);
  }

  #fail(place: Place, message: string): never {
    const issue: SeedIssue = { ...place, message };
    throw new SeedError(this.#source, [issue]);
  }

  #convert(node: unknown, near: Place, depth: number): YamlNode {
    const place = this.#placeOfNode(node) ?? near;
    this.#nodes += 1;
    // Aliases are followed here, so an alias bomb is as large as what it stands for.
    if (this.#nodes > NODES_MAX)
      this.#fail(place, 'holds too many values (aliases count each time)');
    if (depth > DEPTH_MAX) this.#fail(place, 'is nested too deeply');
    if (node === null || node === undefined) return { kind: 'scalar', place, value: null };
    if (isAlias(node)) {
      this.#aliases += 1;
      if (this.#aliases > ALIASES_MAX) this.#fail(place, `holds more than ${ALIASES_MAX} aliases`);
      const target = node.resolve(this.#document);
      if (!target) this.#fail(place, `no anchor &${node.source}`);
      return this.#convert(target, place, depth + 1);
    }
    if (isMap(node))
      return { kind: 'map', place, entries: this.#entries(node.items, place, depth) };
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#convert(item, place, depth + 1));
      return { kind: 'list', place, items };
    }
    if (isScalar(node)) return { kind: 'scalar', place, value: this.#scalar(node.value, place) };
    return this.#fail(place, 'is nothing a seed can hold');
  }

  #entries(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    near: Place,
    depth: number,
  ): readonly YamlEntry[] {
    return pairs.map(({ key, value }) => {
      const keyPlace = this.#placeOfNode(key) ?? near;
      const name = isScalar(key) ? key.value : undefined;
      if (typeof name !== 'string' && typeof name !== 'number') {
        this.#fail(keyPlace, 'a key must be a plain word');
      }
      return { key: String(name), keyPlace, value: this.#convert(value, keyPlace, depth + 1) };
    });
  }

  #scalar(value: unknown, place: Place): string | number | boolean | bigint | null {
    if (value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value)) {
      return value as string | number | boolean | bigint | null;
    }
    if (value instanceof Date) return value.toISOString();
    return this.#fail(place, 'is nothing a seed can hold');
  }

  #placeOfNode(node: unknown): Place | undefined {
    const range = (node as Node | null | undefined)?.range;
    return range ? placeOf(this.#lines, range[0]) : undefined;
  }
}
