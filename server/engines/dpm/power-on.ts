/**
 * Which hosts must be switched on.
 *
 * First those without which something cannot be had: the minimum that stays on, what vSphere HA needs, a
 * place for a VM that is to power on, a way out for VMs that must move (priority 1). Then, as long as some
 * host is used above the range, those with which DRS, in a what-if run, would bring it down further than
 * without. Source:
 * "VMware Distributed Power Management Concepts and Use" (VMware, 2010).
 */
import { drsPass, drsSteps } from '../drs/pass.ts';
import { reservationNeed } from '../resources/reservations.ts';
import type {
  ConsideredHost,
  DpmHost,
  DpmReason,
  DpmRecommendation,
  DpmScores,
  PendingVm,
} from './facts.ts';
import {
  drsFactsOf,
  hostsOn,
  ordered,
  type Picture,
  usesOf,
  withHost,
  withMoves,
} from './picture.ts';
import { keepsFailover, keepsMinimum, unreserved } from './safety.ts';
import { exceeds, highScore, isHot, powerOnPriority, scoresOf } from './scores.ts';

/** What-if runs of one round that did not help; then the round is given up. Ours: it bounds a pass. */
const FAILURES_MAX = 16;

/** In larger clusters DRS spares itself the moves that help least: there are thousands. */
const EXACT_HOSTS_MAX = 16;

/** Hosts that one pass over a large cluster wakes for its load; the next pass goes on. Ours. */
const LARGE_HOSTS = 32;
const LARGE_WOKEN_MAX = 2;

/** Something that more hosts may cure: how bad it is, 0 when it is cured. */
interface Need {
  readonly reason: DpmReason;
  readonly lack: (picture: Picture) => number;
}

const NEEDS: readonly Need[] = [
  {
    reason: 'unreservedCapacity',
    lack: (picture) => (keepsMinimum(picture) ? 0 : 1 / (1 + picture.on.size)),
  },
  {
    reason: 'unreservedCapacity',
    lack: (picture) => (keepsFailover(picture) ? 0 : 1 / (1 + picture.on.size)),
  },
  { reason: 'unreservedCapacity', lack: homeless },
  { reason: 'increaseCapacity', lack: stuck },
];

/** Rests during what-if runs and after each. */
export function* powerOns(
  start: Picture,
  considered: ConsideredHost[],
): Generator<void, DpmRecommendation[]> {
  const found: DpmRecommendation[] = [];
  let picture = start;
  for (const need of NEEDS) {
    const { woken, picture: next } = yield* satisfied(picture, need, considered);
    found.push(...woken.map((host) => recommendationOf(picture, host, need.reason, 1)));
    picture = next;
  }
  found.push(...(yield* cooled(picture, considered)));
  return found;
}

/** Hosts woken one by one until nothing lacks, or none helps. */
function* satisfied(
  start: Picture,
  { lack }: Need,
  considered: ConsideredHost[],
): Generator<void, { woken: DpmHost[]; picture: Picture }> {
  const woken: DpmHost[] = [];
  let picture = start;
  for (let lacking = lack(picture); lacking > 0; ) {
    let helper: DpmHost | undefined;
    for (const host of candidates(picture).slice(0, FAILURES_MAX)) {
      const left = lack(withHost(picture, host.id));
      yield;
      const helps = exceeds(lacking, left);
      considered.push(considering(host, helps ? 'recommended' : 'would not help'));
      if (!helps) continue;
      [helper, lacking] = [host, left];
      break;
    }
    if (!helper) break;
    woken.push(helper);
    picture = withHost(picture, helper.id);
  }
  return { woken, picture };
}

/** Hosts for as long as others are used above the range and DRS alone cannot help. */
function* cooled(
  start: Picture,
  considered: ConsideredHost[],
): Generator<void, DpmRecommendation[]> {
  const { options, level } = start.facts;
  const found: DpmRecommendation[] = [];
  const hot = usesOf(start, 'on').filter((use) => isHot(use, options));
  if (hot.length === 0) return found;
  const priority = powerOnPriority(hot);
  let picture = start;
  let before = yield* balanced(picture);
  const most = start.on.size > LARGE_HOSTS ? LARGE_WOKEN_MAX : Number.POSITIVE_INFINITY;
  while (highScore(before) > 0 && found.length < most) {
    const next = yield* firstThatCools(picture, before, priority <= level, considered);
    if (!next) return found;
    found.push(recommendationOf(picture, next.host, 'increaseCapacity', priority));
    picture = withHost(picture, next.host.id);
    before = next.after;
  }
  return found;
}

function* firstThatCools(
  picture: Picture,
  before: DpmScores,
  isKept: boolean,
  considered: ConsideredHost[],
): Generator<void, { host: DpmHost; after: DpmScores } | undefined> {
  for (const host of candidates(picture).slice(0, FAILURES_MAX)) {
    const after = yield* balanced(withHost(picture, host.id));
    yield;
    const helps = exceeds(highScore(before), highScore(after));
    const kept = isKept ? 'recommended' : 'priority below the threshold';
    considered.push({ ...considering(host, helps ? kept : 'would not help'), before, after });
    if (helps) return isKept ? { host, after } : undefined;
  }
  return undefined;
}

/**
 * Scores once DRS has balanced the picture, as far as its own level makes it: a host that it leaves hot because
 * the cluster is even enough stays hot. What a move costs is left out, as it is paid once.
 */
function* balanced(picture: Picture): Generator<void, DpmScores> {
  const { drs, options } = picture.facts;
  const isSmall = picture.on.size <= EXACT_HOSTS_MAX;
  const facts = drsFactsOf(picture, 'on', {
    level: drs.level,
    options: {
      costBenefit: false,
      ...(isSmall && { minGoodness: 0 }),
      maxMovesPerHost: Number.MAX_SAFE_INTEGER,
    },
  });
  yield;
  const plan = yield* drsSteps(facts);
  yield;
  return scoresOf(usesOf(withMoves(picture, plan.recommendations), 'on'), options);
}

/** Automated ones first, those that did not wake the last time last, then the largest. */
function candidates({ facts, on }: Picture): DpmHost[] {
  const sizes = new Map(
    facts.drs.hosts.map(({ id, capacity }) => [id, capacity.cpuMhz + capacity.memoryMb]),
  );
  const able = facts.hosts.filter(
    ({ id, power, behavior, wakes }) =>
      power === 'standby' && behavior !== 'disabled' && wakes && !on.has(id),
  );
  return ordered(
    able,
    (left, right) =>
      Number(left.wakeFailed ?? false) - Number(right.wakeFailed ?? false) ||
      (sizes.get(right.id) ?? 0) - (sizes.get(left.id) ?? 0),
  );
}

/** VMs to be powered on that find no host. They are placed one after the other. */
function homeless(picture: Picture): number {
  const free = new Map(hostsOn(picture).map(({ id }) => [id, unreserved(picture, id)]));
  return picture.facts.pending.filter((vm) => !settles(vm, free)).length;
}

function settles(
  { resources, hosts }: PendingVm,
  free: Map<string, { cpuMhz: number; memoryMb: number }>,
): boolean {
  const need = reservationNeed(resources);
  for (const [id, left] of free) {
    if (!hosts.has(id) || left.cpuMhz < need.cpuMhz || left.memoryMb < need.memoryMb) continue;
    left.cpuMhz -= need.cpuMhz;
    left.memoryMb -= need.memoryMb;
    return true;
  }
  return false;
}

/** VMs which must move and cannot: hosts that go into maintenance, mandatory rules. */
function stuck(picture: Picture): number {
  const { drs } = picture.facts;
  const mustMove =
    drs.hosts.some(({ state }) => state === 'leaving') ||
    drs.rules.some((rule) => rule.kind === 'vmHost' && rule.mandatory);
  if (!mustMove) return 0;
  const { faults } = drsPass(drsFactsOf(picture, 'on', { level: 1, othersLeave: true }));
  return faults.filter(({ reason }) => reason === 'hostMaint' || reason === 'vmHostHardAffinity')
    .length;
}

function recommendationOf(
  { facts }: Picture,
  host: DpmHost,
  reason: DpmReason,
  priority: 1 | 2 | 3,
): DpmRecommendation {
  const known = facts.drs.hosts.find(({ id }) => id === host.id);
  return {
    kind: 'powerOn',
    host: host.id,
    reason,
    priority,
    rating: 6 - priority,
    capacity: known?.capacity ?? { cpuMhz: 0, memoryMb: 0 },
    prerequisites: [],
    automatic: host.behavior === 'automated',
  };
}

function considering({ id }: DpmHost, verdict: ConsideredHost['verdict']): ConsideredHost {
  return { host: id, kind: 'powerOn', verdict };
}
