/** Spans of time as people write them: `250ms`, `90s`, `5m`, `1h30m`, `1.5h`, `7d`. */

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The span in ms; undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,12}(\.\d{1,9})?(ms|[smhd]))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit = ''] of text.matchAll(/([\d.]+)(ms|[smhd])/g)) {
    ms += Number(amount) * (UNITS_MS[unit] ?? 0);
  }
  return ms;
}
