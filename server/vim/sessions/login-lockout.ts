/** Locks a user out for a while after too many failed logins, as vCenter's single sign-on does. */
import type { Clock } from '../../clock/clock.ts';
import { principalKey } from '../authorization/principals.ts';

/** Single sign-on's own: 5 attempts within 180 s lock for 300 s. */
export interface LockoutPolicy {
  /** So many failures … */
  readonly attempts: number;
  /** … within this time, ms … */
  readonly windowMs: number;
  /** … lock the user out for this time, ms. */
  readonly lockMs: number;
}

/** Names remembered at once: an attacker who tries many names must not fill the memory. */
const NAMES_MAX = 10_000;

export class LoginLockout {
  readonly #policy: LockoutPolicy | undefined;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #failures = new Map<string, readonly number[]>();
  readonly #lockedUntilMs = new Map<string, number>();

  constructor(policy: LockoutPolicy | undefined, clock: Pick<Clock, 'now'>) {
    this.#policy = policy;
    this.#clock = clock;
  }

  isLocked(userName: string): boolean {
    const untilMs = this.#lockedUntilMs.get(principalKey(userName));
    return untilMs !== undefined && this.#clock.now() < untilMs;
  }

  noteFailure(userName: string): void {
    const policy = this.#policy;
    if (!policy || this.isLocked(userName)) return;
    const key = principalKey(userName);
    const nowMs = this.#clock.now();
    const recent = (this.#failures.get(key) ?? []).filter((atMs) => nowMs - atMs < policy.windowMs);
    const failures = [...recent, nowMs];
    if (failures.length >= policy.attempts) {
      this.#failures.delete(key);
      this.#lockedUntilMs.set(key, nowMs + policy.lockMs);
    } else {
      this.#failures.set(key, failures);
    }
    dropOldest(this.#failures);
    dropOldest(this.#lockedUntilMs);
  }

  noteSuccess(userName: string): void {
    this.#failures.delete(principalKey(userName));
  }
}

function dropOldest(names: Map<string, unknown>): void {
  for (const name of names.keys()) {
    if (names.size <= NAMES_MAX) return;
    names.delete(name);
  }
}
