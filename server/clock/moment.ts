/** Moments: ms since the epoch, to the microsecond, and how vCenter writes them. */

/** 2026-01-01T00:00:00Z: where time starts when nothing else says so, so that runs are equal. */
export const MANUAL_START_MS = 1_767_225_600_000;

/** Writes a moment as vCenter does: `2026-01-01T00:00:00Z`, `2026-01-01T00:00:04.146Z`. */
export function isoTime(ms: number): string {
  const microseconds = Math.round(ms * 1000);
  const seconds = Math.floor(microseconds / 1_000_000);
  const fraction = String(microseconds - seconds * 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const date = new Date(seconds * 1000).toISOString().slice(0, -'.000Z'.length);
  return fraction ? `${date}.${fraction}Z` : `${date}Z`;
}

export function toMicrosecond(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
