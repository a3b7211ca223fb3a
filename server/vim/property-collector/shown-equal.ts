/**
 * Would two values look the same to a client? Members whose names begin with `_` are never sent: a value that
 * differs in these alone has not changed for anybody who watches it.
 */

/** Names that are part of a value: its type, and what a box holds. */
const PART_OF_VALUE: ReadonlySet<string> = new Set(['_typeName', '_value']);
const UNDERSCORE = 95;

/** Identity answers first, so that only what a change has touched is compared. */
export function shownEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || !left || !right) {
    return Number.isNaN(left) && Number.isNaN(right);
  }
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => shownEqual(item, right[index]))
    );
  }
  return !Array.isArray(right) && sameMembers(left, right);
}

function sameMembers(left: object, right: object): boolean {
  let open = 0;
  for (const name of Object.keys(right)) if (isShown(name)) open += 1;
  for (const name of Object.keys(left)) {
    if (!isShown(name)) continue;
    if (!Object.hasOwn(right, name)) return false;
    const [own, other] = [left, right] as readonly Readonly<Record<string, unknown>>[];
    if (!shownEqual(own?.[name], other?.[name])) return false;
    open -= 1;
  }
  return open === 0;
}

function isShown(name: string): boolean {
  return name.charCodeAt(0) !== UNDERSCORE || PART_OF_VALUE.has(name);
}
