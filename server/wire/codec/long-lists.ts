/**
 * Which answers are long: 45,000 objects are some hundred megabytes, which are written a piece at a
 * time, so that other clients are served meanwhile.
 */

/** Lists longer than this are written item by item. */
export const LONG_LIST = 32;
/** Lists within lists looked into: `UpdateSet.filterSet[].objectSet[]`. */
const LIST_LEVELS = 2;

/** Is there a list of more than LONG_LIST items in the value, looking into short lists? */
export function hasLongList(value: unknown, levels = LIST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    if (value.length > LONG_LIST) return true;
    return levels > 0 && value.some((item) => hasLongList(item, levels - 1));
  }
  for (const member of Object.values(value)) {
    if (Array.isArray(member) && hasLongList(member, levels)) return true;
  }
  return false;
}
