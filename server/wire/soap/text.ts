/**
 * Text on its way into XML: escaped only where needed, and never a character XML 1.0 forbids.
 */

/** Anything but characters which stand for themselves; matches each half of a surrogate pair. */
const NEEDS_CARE = /[^\t\n -%'-;=?-\uD7FF\uE000-\uFFFD]/;
const CARE = /[^\t\n -%'-;=?-\uD7FF\uE000-\uFFFD]/gu;
const REPLACEMENT = '\uFFFD';
const LAST_OF_BASIC_PLANE = 0xffff;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // A bare carriage return would be read as a line feed.
  '\r': '&#13;',
};

export function escapeText(text: string): string {
  return NEEDS_CARE.test(text) ? text.replace(CARE, escapeCharacter) : text;
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;');
}

function escapeCharacter(character: string): string {
  const escaped = ESCAPES[character];
  if (escaped !== undefined) return escaped;
  return (character.codePointAt(0) ?? 0) > LAST_OF_BASIC_PLANE ? character : REPLACEMENT;
}
