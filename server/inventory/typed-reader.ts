/**
 * Derivations that know the types of what they read and derive.
 */
import type { ManagedProps } from '../vmodl/generated/managed.ts';
import type { Kinds } from '../vmodl/generated/references.ts';
import type { Ref } from '../vmodl/reference.ts';
import type { Value } from '../vmodl/value.ts';
import type { Derivation, Live, Over, Reader, Viewer } from './schema.ts';

/** Reads a property of the vocabulary with its type, an internal one (`_files`) as it is. */
export interface TypedReader {
  <T extends keyof ManagedProps, P extends keyof ManagedProps[T] & string>(
    ref: Ref<T>,
    property: P,
  ): ManagedProps[T][P] | undefined;
  (ref: Ref, property: string): Value | undefined;
}

type Self<T extends string> = Ref<T extends keyof Kinds ? Kinds[T] : T>;

/** Declares a derived property; what it reads is listed, see `Derivation`. */
export function derived<T extends string>(
  type: T,
  property: string,
  reads: readonly (string | Over)[],
  derive: (self: Self<T>, read: TypedReader) => unknown,
): Derivation {
  return {
    type,
    property,
    reads,
    derive: (self, read) => derive(self as Self<T>, read as TypedReader) as Value | undefined,
  };
}

export interface LiveMoment<T extends string> {
  readonly self: Self<T>;
  readonly read: TypedReader;
  readonly nowMs: number;
  readonly memo: Map<string, unknown>;
  readonly viewer: Viewer;
}

/** Declares a property which depends on time, laid over its stored or derived value. */
export function live<T extends string>(
  type: T,
  property: string,
  show: (base: Value | undefined, at: LiveMoment<T>) => unknown,
): Live {
  return {
    type,
    property,
    show: (base, at) =>
      show(base, {
        ...at,
        self: at.self as Self<T>,
        read: at.read as Reader as TypedReader,
      }) as Value | undefined,
  };
}
