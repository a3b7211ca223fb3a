/**
 * `name = "value"`, the line of VMware's configuration files. Quotes, bars and what is no printable
 * character are written `|22`, `|7C`, `|0A`: none can end the value or the line.
 */
export function setting(name: string, value: string | number | boolean): string {
  const text = typeof value === 'boolean' ? String(value).toUpperCase() : String(value);
  const escaped = text.replace(
    /["|\p{Cc}]/gu,
    (character) => `|${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return `${name} = "${escaped}"`;
}
