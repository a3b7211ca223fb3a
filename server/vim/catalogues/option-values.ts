/**
 * Short hands for the options of virtual hardware: what values a setting takes and its default.
 */
import { build } from '../../vmodl/build.ts';
import type {
  BoolOption,
  ChoiceOption,
  IntOption,
  LongOption,
} from '../../vmodl/generated/data.ts';
import { described } from '../words.ts';

export function ints(min: number, max: number, defaultValue: number = min): IntOption {
  return build('IntOption', { min, max, defaultValue });
}

export function longs(min: number, max: number, defaultValue: number = min): LongOption {
  return build('LongOption', { min, max, defaultValue });
}

/** May it be set at all, and what is it when nobody does? */
export function flag(supported: boolean, defaultValue = false): BoolOption {
  return build('BoolOption', { supported, defaultValue });
}

export function choice(keys: readonly string[], defaultIndex = 0): ChoiceOption {
  return build('ChoiceOption', {
    choiceInfo: keys.map((key) => described(key, key, key)),
    defaultIndex,
  });
}
