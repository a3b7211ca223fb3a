/**
 * vMotion memory precopy: how many rounds, how long, how long the switchover stuns the guest.
 *
 * Round 0 sends all memory in use; each later round sends what the guest dirtied during the round
 * before it, noted in a bitmap, so never more than its writable working set. A round thus shrinks
 * by the ratio of dirty rate to link rate. Precopy ends when what is left can be sent within the
 * switchover goal. A guest that dirties nearly as fast as the link sends is slowed down: stun during
 * page send (SDPS) holds its dirty rate to a fifth of the link rate.
 *
 * The state between two moments is plain data, so that a link shared anew halfway through a round
 * is solved from there: bytes sent stay sent.
 *
 * Sources: the constants are ESXi's advanced options `Migrate.*` (7.0, 8.0); rounds and stop rule
 * follow Nelson, Lim, Hutchins, "Fast Transparent Migration for Virtual Machines" (USENIX 2005) and
 * "VMware vSphere vMotion: Architecture, Performance and Best Practices". The bound by the working
 * set, the fixed stun and the size of the device state are ours.
 */

/** ESXi advanced options (`Migrate.*`) and our own constants of the switchover. */
export interface MigrateOptions {
  /** Migrate.PreCopySwitchoverTimeGoal, 100…100000 ms. */
  readonly switchoverGoalMs: number;
  /** Migrate.PreCopyMinProgressPerc: pages sent per pages dirtied in a round, below it precopy gains too little. */
  readonly minProgressPercent: number;
  /** Migrate.SdpsEnabled: 0, 1, 2. */
  readonly guestSlowdown: 'off' | 'always' | 'dynamic';
  /** Migrate.SdpsTargetRate: link rate in percent of the dirty rate a slowed guest is held to. */
  readonly slowdownTargetPercent: number;
  /** Device state sent while the guest is stunned. Ours. */
  readonly deviceStateMb: number;
  /** Stun without any transfer: quiesce, lock hand-over, resume. Ours. */
  readonly fixedStunMs: number;
  /** `vmotion.maxSwitchoverSeconds` of the VM: beyond it the host gives up before it stuns the guest. */
  readonly switchoverMaxMs: number;
}

export const MIGRATE_DEFAULTS: MigrateOptions = Object.freeze({
  switchoverGoalMs: 500,
  minProgressPercent: 130,
  guestSlowdown: 'dynamic',
  slowdownTargetPercent: 500,
  deviceStateMb: 16,
  fixedStunMs: 150,
  switchoverMaxMs: 100_000,
} satisfies MigrateOptions);

export interface MemoryFacts {
  /** To send in round 0: granted guest memory; pages never touched cost nothing. */
  readonly memoryMb: number;
  readonly dirtyRateMbPerSecond: number;
  /** Distinct pages the guest writes to: what a round can dirty at most. */
  readonly workingSetMb: number;
}

/** What one finished round did. */
export interface PrecopyRound {
  readonly round: number;
  readonly sentMb: number;
  /** Dirtied meanwhile: what the next round, or the switchover, has to send. */
  readonly dirtiedMb: number;
  readonly seconds: number;
  /** Average over the round. */
  readonly rateMbPerSecond: number;
  /** What the guest was allowed to dirty per second. */
  readonly dirtyRateMbPerSecond: number;
}

/** Where a precopy stands. Made by `startPrecopy`, moved by `copyFor`. */
export interface PrecopyState {
  readonly memory: MemoryFacts;
  readonly options: MigrateOptions;
  readonly rounds: readonly PrecopyRound[];
  /** Size of the running round, and what of it was sent in how many seconds. */
  readonly roundMb: number;
  readonly roundSentMb: number;
  readonly roundSeconds: number;
  readonly dirtyRateMbPerSecond: number;
  /** The round after which the guest was slowed down first. */
  readonly slowedAfterRound: number | undefined;
  /** Left for the switchover; set once precopy has ended. */
  readonly finalMb: number | undefined;
}

/** A precopy from its start to its end over a link that stays as it is. */
export interface PrecopyResult {
  readonly rounds: readonly PrecopyRound[];
  readonly seconds: number;
  readonly sentMb: number;
  readonly finalMb: number;
  readonly downtimeMs: number;
  readonly slowedAfterRound: number | undefined;
}

/** Rounds shrink at least by minProgressPercent or the guest is slowed; this is beyond any real one. */
const ROUNDS_MAX = 64;
const TOLERANCE = 1e-9;

export function startPrecopy(
  memory: MemoryFacts,
  options: MigrateOptions = MIGRATE_DEFAULTS,
): PrecopyState {
  return {
    memory,
    options,
    rounds: [],
    roundMb: memory.memoryMb,
    roundSentMb: 0,
    roundSeconds: 0,
    dirtyRateMbPerSecond: memory.dirtyRateMbPerSecond,
    slowedAfterRound: undefined,
    finalMb: undefined,
  };
}

/**
 * Copies for a span at one rate. Returns the new state and the seconds not used, above zero when
 * precopy ended on the way. An infinite span copies to the end, if the rate is above zero.
 */
export function copyFor(
  state: PrecopyState,
  seconds: number,
  rateMbPerSecond: number,
): { readonly state: PrecopyState; readonly leftSeconds: number } {
  let current = state;
  let leftSeconds = seconds;
  while (current.finalMb === undefined) {
    const needSeconds = secondsToSend(current.roundMb - current.roundSentMb, rateMbPerSecond);
    if (needSeconds > leftSeconds + TOLERANCE || needSeconds === Number.POSITIVE_INFINITY) {
      return { state: continueRound(current, leftSeconds, rateMbPerSecond), leftSeconds: 0 };
    }
    current = endRound(current, needSeconds, rateMbPerSecond);
    leftSeconds = Math.max(0, leftSeconds - needSeconds);
  }
  return { state: current, leftSeconds };
}

/** Runs a precopy over a link which stays as it is. */
export function solvePrecopy(
  memory: MemoryFacts,
  rateMbPerSecond: number,
  options: MigrateOptions = MIGRATE_DEFAULTS,
): PrecopyResult {
  const start = startPrecopy(memory, options);
  const { state } = copyFor(start, Number.POSITIVE_INFINITY, rateMbPerSecond);
  return {
    rounds: state.rounds,
    seconds: sum(state.rounds.map((round) => round.seconds)),
    sentMb: sentMb(state),
    finalMb: state.finalMb ?? Number.NaN,
    downtimeMs: downtimeMs(state, rateMbPerSecond),
    slowedAfterRound: state.slowedAfterRound,
  };
}

/** Its end over a link which stays as it is; none when nothing is sent. */
export function endOfPrecopy(
  state: PrecopyState,
  rateMbPerSecond: number,
): PrecopyState | undefined {
  const end = copyFor(state, Number.POSITIVE_INFINITY, rateMbPerSecond).state;
  return end.finalMb === undefined ? undefined : end;
}

/** Memory sent so far, MB. */
export function sentMb(state: PrecopyState): number {
  const running = state.finalMb === undefined ? state.roundSentMb : 0;
  return sum(state.rounds.map((round) => round.sentMb)) + running;
}

/** How long the switchover stuns the guest once precopy has ended. */
export function downtimeMs(ended: PrecopyState, rateMbPerSecond: number): number {
  const leftMb = (ended.finalMb ?? ended.roundMb) + ended.options.deviceStateMb;
  return ended.options.fixedStunMs + secondsToSend(leftMb, rateMbPerSecond) * 1000;
}

/** How long it has been copying. */
export function elapsedSeconds(state: PrecopyState): number {
  const running = state.finalMb === undefined ? state.roundSeconds : 0;
  return sum(state.rounds.map((round) => round.seconds)) + running;
}

function continueRound(
  state: PrecopyState,
  seconds: number,
  rateMbPerSecond: number,
): PrecopyState {
  if (!Number.isFinite(seconds)) return state;
  return {
    ...state,
    roundSentMb: Math.min(state.roundMb, state.roundSentMb + seconds * rateMbPerSecond),
    roundSeconds: state.roundSeconds + seconds,
  };
}

function endRound(state: PrecopyState, needSeconds: number, rateMbPerSecond: number): PrecopyState {
  const { memory, options, roundMb } = state;
  const seconds = state.roundSeconds + needSeconds;
  const workingSetMb = Math.min(memory.workingSetMb, memory.memoryMb);
  const dirtiedMb = Math.min(workingSetMb, state.dirtyRateMbPerSecond * seconds);
  const round = {
    round: state.rounds.length,
    sentMb: roundMb,
    dirtiedMb,
    seconds,
    rateMbPerSecond: seconds > 0 ? roundMb / seconds : rateMbPerSecond,
    dirtyRateMbPerSecond: state.dirtyRateMbPerSecond,
  };
  const next = { ...state, rounds: [...state.rounds, round], roundMb: dirtiedMb };

  const fitsGoal = dirtiedMb <= (rateMbPerSecond * options.switchoverGoalMs) / 1000 + TOLERANCE;
  const gains = roundMb * 100 >= dirtiedMb * options.minProgressPercent - TOLERANCE;
  // Without SDPS another round would gain nothing: the host switches over with what is left.
  const gainsNothingMore = !gains && options.guestSlowdown === 'off';
  if (fitsGoal || gainsNothingMore || next.rounds.length >= ROUNDS_MAX) {
    return { ...next, finalMb: dirtiedMb, roundSentMb: 0, roundSeconds: 0 };
  }

  const slows =
    options.guestSlowdown === 'always' || (options.guestSlowdown === 'dynamic' && !gains);
  return {
    ...next,
    ...(slows && slowGuest(next, round.round, rateMbPerSecond)),
    roundSentMb: 0,
    roundSeconds: 0,
  };
}

function slowGuest(state: PrecopyState, round: number, rateMbPerSecond: number) {
  const allowed = (rateMbPerSecond * 100) / state.options.slowdownTargetPercent;
  return {
    dirtyRateMbPerSecond: Math.min(state.memory.dirtyRateMbPerSecond, allowed),
    slowedAfterRound: state.slowedAfterRound ?? round,
  };
}

function secondsToSend(megabytes: number, rateMbPerSecond: number): number {
  if (megabytes <= 0) return 0;
  return rateMbPerSecond > 0 ? megabytes / rateMbPerSecond : Number.POSITIVE_INFINITY;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
