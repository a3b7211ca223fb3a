/** Why a data directory cannot be used, in words for its owner. */

export type StoreProblem = 'in use' | 'newer format' | 'damaged' | 'unusable' | 'write failed';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.problem = problem;
  }
}

/** The `code` of an error of the operating system: ENOENT, ENOSPC … */
export function errorCode(error: unknown): string | undefined {
  // By its shape: an error may come from another realm, whose Error is not ours.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  return String(hasMessage ? error.message : error);
}
