/**
 * Command lines in the syntax of Go's `flag` package: `-name value`, `-name=value`, one dash or two,
 * booleans without value or with `=true`, the last of several wins, `--` ends them, and so does the
 * first argument which is no flag.
 */
import { UsageError } from './terminal.ts';

export type GoFlagKind = 'bool' | 'int' | 'float' | 'string';
export type GoValue = boolean | number | string;

export interface GoFlag {
  readonly kind: GoFlagKind;
  readonly initial: GoValue;
  readonly text: string;
}

export type GoFlagTable = Readonly<Record<string, GoFlag>>;

export interface GoArguments {
  readonly values: Readonly<Record<string, GoValue>>;
  /** Flags which were given. */
  readonly given: ReadonlySet<string>;
  readonly operands: readonly string[];
  /** `-h` or `-help` was asked for. */
  readonly help: boolean;
}

/** Throws UsageError in Go's words. */
export function parseGoFlags(table: GoFlagTable, args: readonly string[]): GoArguments {
  const values: Record<string, GoValue> = {};
  for (const [name, { initial }] of Object.entries(table)) values[name] = initial;
  const given = new Set<string>();
  const rest = [...args];
  for (let flag = takeFlag(rest); flag; flag = takeFlag(rest)) {
    const { name } = flag;
    const known = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!known) {
      if (name === 'h' || name === 'help') return { values, given, operands: rest, help: true };
      throw new UsageError(`flag provided but not defined: -${name}`);
    }
    const text = flag.text ?? (known.kind === 'bool' ? 'true' : rest.shift());
    if (text === undefined) throw new UsageError(`flag needs an argument: -${name}`);
    values[name] = readValue(name, known.kind, text);
    given.add(name);
  }
  return { values, given, operands: rest, help: false };
}

/** Takes the next flag off the list; undefined when flags have ended. */
function takeFlag(rest: string[]): { name: string; text: string | undefined } | undefined {
  const argument = rest[0] ?? '';
  if (argument.length < 2 || !argument.startsWith('-')) return undefined;
  rest.shift();
  if (argument === '--') return undefined;
  const [, name, , text] = /^--?([^-=][^=]*)(=(.*))?$/s.exec(argument) ?? [];
  if (name === undefined) throw new UsageError(`bad flag syntax: ${argument}`);
  return { name, text };
}

function readValue(name: string, kind: GoFlagKind, text: string): GoValue {
  if (kind === 'string') return text;
  const value = READERS[kind](text);
  if (value !== undefined) return value;
  const what = kind === 'bool' ? 'boolean value' : 'value';
  throw new UsageError(`invalid ${what} "${text}" for flag -${name}: parse error`);
}

const READERS = {
  bool(text: string): boolean | undefined {
    if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
    return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
  },
  int(text: string): number | undefined {
    if (!/^[+-]?(0x[\da-f]+|0b[01]+|0o[0-7]+|\d+)$/i.test(text)) return undefined;
    const magnitude = Number(text.replace(/^[+-]/, ''));
    return text.startsWith('-') ? -magnitude : magnitude;
  },
  float(text: string): number | undefined {
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
  },
};

/** The list Go prints for `-h`. */
export function goFlagHelp(table: GoFlagTable): string {
  return Object.entries(table)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, { kind, initial, text }]) => {
      const type = kind === 'bool' ? '' : ` ${kind}`;
      const preset =
        initial === '' || initial === false || initial === 0 ? '' : ` (default ${initial})`;
      return `  -${name}${type}\n    \t${text}${preset}\n`;
    })
    .join('');
}
