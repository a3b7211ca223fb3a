/**
 * A value whose type only the one who made it knows: the result of a task is of any type, yet doors write
 * values by their types.
 */
import type { VapiType } from './type.ts';

export class TypedValue {
  readonly value: unknown;
  readonly type: VapiType;

  constructor(value: unknown, type: VapiType) {
    this.value = value;
    this.type = type;
  }

  /** Where the type does not matter to how it is written. */
  toJSON(): unknown {
    return this.value;
  }
}
