/** Tables in plain text: columns aligned, two spaces between them. */

export interface Column<T> {
  readonly head: string;
  /** Numbers stand at the right. */
  readonly align?: 'left' | 'right';
  readonly cell: (row: T) => string | undefined;
}

/** What stands in a cell that has nothing to say. */
const NOTHING = '-';

/** Lines with a line feed each: the heads, then the rows. */
export function textTable<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const lines = [
    columns.map(({ head }) => head),
    ...rows.map((row) => columns.map(({ cell }) => shown(cell(row)))),
  ];
  const widths = columns.map((_, at) =>
    Math.max(...lines.map((cells) => widthOf(cells[at] ?? ''))),
  );
  return lines
    .map((cells) => {
      const padded = cells.map((cell, at) => {
        const gap = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
        return columns[at]?.align === 'right' ? gap + cell : cell + gap;
      });
      return `${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}

/** Text that cannot do anything to a terminal. */
export function shown(text: string | undefined): string {
  if (text === undefined || text === '') return NOTHING;
  return text.replace(/\p{Cc}/gu, '?');
}

/** How many columns of a terminal a text takes: letters of East Asia take two, accents none. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (/\p{M}/u.test(letter)) continue;
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u.test(letter)
      ? 2
      : 1;
  }
  return width;
}
