/** How virtual time passes, and how a user writes it: `instant`, `realtime`, `60x`, `0.5x`, `manual`. */

export type TimeMode =
  | { readonly kind: 'instant' }
  | { readonly kind: 'realtime'; readonly rate: number }
  | { readonly kind: 'manual' };

/** Eleven days a second; faster, periodic work alone would fill the processor. */
const RATE_MAX = 1_000_000;

/** Reads a time mode; undefined when the text is none. */
export function parseTimeMode(text: string): TimeMode | undefined {
  if (text === 'instant' || text === 'manual') return { kind: text };
  if (text === 'realtime') return { kind: 'realtime', rate: 1 };

  const digits = /^(\d{1,9}(?:\.\d{1,9})?)x$/.exec(text)?.[1];
  const rate = Number(digits ?? 0);
  return rate > 0 && rate <= RATE_MAX ? { kind: 'realtime', rate } : undefined;
}

/** Writes a time mode as `parseTimeMode` reads it. */
export function formatTimeMode(mode: TimeMode): string {
  if (mode.kind !== 'realtime') return mode.kind;
  return mode.rate === 1 ? 'realtime' : `${mode.rate}x`;
}
