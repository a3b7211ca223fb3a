/**
 * Option definitions written one per line: `key kind default range | summary`, where kind is
 * `string`, `bool`, `int`, `long` or `choice`, range `min..max` for numbers and `a,b,c` for
 * choices, and `-` stands for an empty default; a blank in a default is written `%20`. A `!` after the kind marks an option as read-only.
 */
import { build } from '../../vmodl/build.ts';
import type { OptionDef, OptionType, OptionValue } from '../../vmodl/generated/data.ts';
import { box } from '../../vmodl/value.ts';

export interface Option {
  readonly definition: OptionDef;
  readonly value: OptionValue;
}

const INT_MAX = 2_147_483_647;

/** Reads a table of options. A line it cannot read is a mistake of ours and throws. */
export function readOptions(lines: string): readonly Option[] {
  return lines.trim().split('\n').map(readOption);
}

function readOption(line: string): Option {
  const [head = '', summary = ''] = line.split(' | ');
  const [key = '', kindText = '', defaultText = '-', range = ''] = head.split(' ');
  const readonly = kindText.endsWith('!');
  const kind = readonly ? kindText.slice(0, -1) : kindText;
  const text = defaultText === '-' ? '' : defaultText.replaceAll('%20', ' ');
  return {
    definition: build('OptionDef', {
      key,
      label: key.slice(key.lastIndexOf('.') + 1),
      summary,
      optionType: optionType(kind, text, range, readonly),
    }),
    value: build('OptionValue', { key, value: optionValue(kind, text) }),
  };
}

function optionType(kind: string, text: string, range: string, readonly: boolean): OptionType {
  const valueIsReadonly = readonly;
  const [min = '0', max = String(INT_MAX)] = range.split('..');
  switch (kind) {
    case 'string':
      return build('StringOption', { valueIsReadonly, defaultValue: text });
    case 'bool':
      return build('BoolOption', {
        valueIsReadonly,
        supported: true,
        defaultValue: text === 'true',
      });
    case 'int':
      return build('IntOption', {
        valueIsReadonly,
        min: Number(min),
        max: range === '' ? INT_MAX : Number(max),
        defaultValue: Number(text),
      });
    case 'long':
      return build('LongOption', {
        valueIsReadonly,
        min: Number(min),
        max: Number(max),
        defaultValue: Number(text),
      });
    case 'choice':
      return build('ChoiceOption', {
        valueIsReadonly,
        choiceInfo: range
          .split(',')
          .map((key) => build('ElementDescription', { key, label: key, summary: key })),
        defaultIndex: range.split(',').indexOf(text),
      });
    default:
      throw new Error(`an option has no kind ${kind}`);
  }
}

/** Numbers of hosts are xsd:long, those of vCenter xsd:int. */
function optionValue(kind: string, text: string): unknown {
  if (kind === 'bool') return text === 'true';
  if (kind === 'int') return Number(text);
  if (kind === 'long') return box('long', Number(text));
  return text;
}
