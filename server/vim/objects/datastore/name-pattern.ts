/**
 * Patterns of file names, `*` for any characters, `?` for one.
 *
 * Matched step by step, going back to the last `*` only: no pattern takes longer than its length times that of
 * the name, which a regular expression could not promise.
 */

/** Do the names answer to one of the patterns? Without patterns all do. */
export function nameTest(
  patterns: readonly string[],
  options: { readonly ignoreCase: boolean },
): (name: string) => boolean {
  const folded = (text: string) => (options.ignoreCase ? text.toLowerCase() : text);
  const wanted = patterns.filter((pattern) => pattern !== '').map(folded);
  if (wanted.length === 0) return () => true;
  return (name) => wanted.some((pattern) => matches(folded(name), pattern));
}

function matches(name: string, pattern: string): boolean {
  let at = 0;
  let step = 0;
  /** Where the last `*` stands, and how far the name was then. */
  let star = -1;
  let tried = 0;
  while (at < name.length) {
    if (pattern[step] === '*') {
      star = step;
      tried = at;
      step += 1;
    } else if (pattern[step] === '?' || pattern[step] === name[at]) {
      at += 1;
      step += 1;
    } else if (star >= 0) {
      tried += 1;
      at = tried;
      step = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(step));
}
