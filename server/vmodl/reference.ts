/**
 * References to managed objects, the only pointers of the vim25 world.
 *
 * A reference is a frozen pair of type and id. Within one inventory equal references are the same
 * object (`inventory.ref`), so `===` compares them; references decoded from a request are fresh.
 */
export interface ManagedObjectReference<T extends string = string> {
  readonly _typeName: 'ManagedObjectReference';
  readonly type: T;
  readonly value: string;
}

export type Ref<T extends string = string> = ManagedObjectReference<T>;

/** Makes a fresh frozen reference. Prefer `inventory.ref` for objects which exist. */
export function reference<T extends string>(type: T, value: string): Ref<T> {
  return Object.freeze({ _typeName: 'ManagedObjectReference', type, value });
}

export function isReference(value: unknown): value is Ref {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { _typeName?: unknown })._typeName === 'ManagedObjectReference'
  );
}

/** Do both name the same managed object? */
export function sameReference(left: Ref | undefined, right: Ref | undefined): boolean {
  return left === right || (!!left && !!right && left.value === right.value);
}
