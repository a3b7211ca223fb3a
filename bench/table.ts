/** Rows of results and the table they make. */

/** `ms`: less is better. `perSecond`: more is. `bytes`: less is. */
export type Unit = 'ms' | 'perSecond' | 'bytes';

export interface Row {
  readonly what: string;
  readonly unit: Unit;
  /** Empty where a server was not measured. */
  readonly peer: readonly number[];
  readonly vcmock: readonly number[];
  readonly budget: string;
  readonly note?: string;
}

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function table(rows: readonly Row[]): string {
  const head = ['what', 'peer', 'vcmock', 'times better', 'budget'];
  const lines = rows.map((row) => [
    row.note ? `${row.what} (${row.note})` : row.what,
    shown(row.peer, row.unit),
    shown(row.vcmock, row.unit),
    ratio(row),
    row.budget,
  ]);
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function ratio({ peer, vcmock, unit }: Row): string {
  const [theirs, ours] = [median(peer), median(vcmock)];
  if (!theirs || !ours) return '–';
  const better = unit === 'perSecond' ? ours / theirs : theirs / ours;
  return better >= 10 ? better.toFixed(0) : better.toFixed(2);
}

/** Median, and the span where there is one. */
function shown(values: readonly number[], unit: Unit): string {
  const middle = median(values);
  if (middle === undefined) return '–';
  if (values.length === 1) return amount(middle, unit);
  return `${amount(middle, unit)} (${amount(Math.min(...values), unit)} … ${amount(Math.max(...values), unit)})`;
}

export function amount(value: number, unit: Unit): string {
  if (unit === 'perSecond') return `${Math.round(value).toLocaleString('en')}/s`;
  if (unit === 'bytes') {
    if (Math.abs(value) < 1024 * 1024) return `${(value / 1024).toFixed(1)} KiB`;
    return `${(value / 1024 / 1024).toFixed(0)} MiB`;
  }
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return value >= 100 ? `${value.toFixed(0)} ms` : `${value.toFixed(1)} ms`;
}
