/**
 * Property paths: `config.hardware.device[4000].backing`, `x["key val"].y`. An array step names the
 * element whose `key` (or, for references, whose id) equals the key.
 */
import { isReference } from '../vmodl/reference.ts';
import type { Value } from '../vmodl/value.ts';
import { isDataObject, member } from '../vmodl/value.ts';

export type PathStep =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'key'; readonly key: string };

export interface PropertyPath {
  readonly text: string;
  /** The top-level property. */
  readonly property: string;
  /** Steps below the top-level property. */
  readonly steps: readonly PathStep[];
}

/** One step: `.name` (the dot is absent at the start), `[key]`, `["key"]`. */
const STEP = /(^|\.)([A-Za-z_]\w*)|\[\s*(?:"([^"]*)"|'([^']*)'|([^\]"']*?))\s*\]/y;

/** Parses a path; undefined when it is not well formed. */
export function parsePath(text: string): PropertyPath | undefined {
  const steps: PathStep[] = [];
  let at = 0;
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (!match) return undefined;
    at = STEP.lastIndex;
    const [, , name, ...quoted] = match;
    const key = quoted.find((form) => form !== undefined) ?? '';
    steps.push(name === undefined ? { kind: 'key', key } : { kind: 'member', name });
  }
  const [first, ...rest] = steps;
  return first?.kind === 'member' ? { text, property: first.name, steps: rest } : undefined;
}

/** Does this element of an array answer to the key? */
function hasKey(item: unknown, key: string): boolean {
  if (isReference(item)) return item.value === key;
  if (isDataObject(item)) {
    const own = member(item, 'key');
    return isReference(own) ? own.value === key : own !== undefined && String(own) === key;
  }
  return String(item) === key;
}

/** The value below `value` that the steps lead to; undefined where anything on the way is unset. */
export function follow(value: unknown, steps: readonly PathStep[]): unknown {
  let at: unknown = value;
  for (const step of steps) {
    if (at === undefined) return undefined;
    if (step.kind === 'member') at = member(at, step.name);
    else at = Array.isArray(at) ? at.find((item) => hasKey(item, step.key)) : undefined;
  }
  return at;
}

/** What `rewrite` does to the value at the end of the steps; a copy of what is above it. */
export function rewrite(
  value: unknown,
  steps: readonly PathStep[],
  change: (old: unknown) => Value | undefined,
): Value | undefined {
  const [step, ...rest] = steps;
  if (!step) return change(value);
  if (step.kind === 'member') {
    if (!isDataObject(value)) throw new Error(`nothing to hold member ${step.name}`);
    const inner = rewrite(member(value, step.name), rest, change);
    const copy: Record<string, unknown> = { ...value };
    if (inner === undefined) delete copy[step.name];
    else copy[step.name] = inner;
    return Object.freeze(copy) as unknown as Value;
  }
  const items: unknown[] = Array.isArray(value) ? value : [];
  const index = items.findIndex((item) => hasKey(item, step.key));
  const inner = rewrite(items[index], rest, change);
  const copy =
    index < 0
      ? [...items, inner]
      : inner === undefined
        ? items.toSpliced(index, 1)
        : items.with(index, inner);
  return Object.freeze(copy) as Value;
}
