/**
 * Which hosts may be switched off.
 *
 * As long as some host is used below the range in both resources, hosts are tried one by one, the least
 * used first: DRS empties it in a what-if run, and it is taken when no host would be used above the range,
 * the use of the others comes nearer to the target, rules and vSphere HA stay content, and it is worth it.
 * Source: "VMware Distributed Power Management Concepts and Use" (VMware, 2010).
 */
import type { DrsHost, DrsRecommendation } from '../drs/facts.ts';
import { drsSteps } from '../drs/pass.ts';
import { isWorthPoweringOff } from './cost-benefit.ts';
import type {
  ConsideredHost,
  DpmHost,
  DpmRecommendation,
  DpmScores,
  DpmVerdict,
  HostUse,
} from './facts.ts';
import {
  brokenRules,
  capacityOn,
  demandOn,
  drsFactsOf,
  ordered,
  type Picture,
  usesOf,
  withMoves,
  withoutHost,
} from './picture.ts';
import { keepsFailover, keepsMinimum } from './safety.ts';
import {
  exceeds,
  fuller,
  highScore,
  isHot,
  isIdle,
  lowScore,
  powerOffPriority,
  scoresOf,
} from './scores.ts';

/** What-if runs of one round that came to nothing; then the round is given up. Ours: it bounds a pass. */
const FAILURES_MAX = 16;

/** Hosts looked at by a what-if run in one pass over a large cluster; the next pass goes on. Ours. */
const LARGE_HOSTS = 32;
const LARGE_RUNS_MAX = 12;

interface WhatIf {
  readonly picture: Picture;
  readonly evacuation: readonly DrsRecommendation[];
  readonly after: DpmScores;
}

type Outcome = { readonly verdict: DpmVerdict; readonly whatIf?: WhatIf | undefined };

/** Rests during what-if runs and after each. */
export function* powerOffs(
  start: Picture,
  considered: ConsideredHost[],
): Generator<void, DpmRecommendation[]> {
  const found: DpmRecommendation[] = [];
  const { level } = start.facts;
  if (level === 1) return found;
  let picture = start;
  const isLarge = start.on.size > LARGE_HOSTS;
  for (;;) {
    const runs = considered.filter(({ after }) => after !== undefined).length;
    if (isLarge && runs >= LARGE_RUNS_MAX) return found;
    const next = yield* nextPowerOff(picture, considered);
    if (!next) return found;
    found.push(next.recommendation);
    picture = next.picture;
  }
}

function* nextPowerOff(
  picture: Picture,
  considered: ConsideredHost[],
): Generator<void, { recommendation: DpmRecommendation; picture: Picture } | undefined> {
  const { facts } = picture;
  const uses = usesOf(picture, 'off');
  if (!uses.some((use) => isIdle(use, facts.options))) return undefined;
  const before = scoresOf(uses, facts.options);
  let failures = 0;
  for (const host of candidates(picture, uses)) {
    const { verdict, whatIf } = yield* tryPowerOff(picture, host, before);
    yield;
    if (verdict === 'recommended' && whatIf) {
      const recommendation = recommendationOf(host, whatIf);
      const isKept = recommendation.priority <= facts.level;
      note(considered, host, isKept ? verdict : 'priority below the threshold', before, whatIf);
      if (isKept) return { recommendation, picture: whatIf.picture };
    } else note(considered, host, verdict, before, whatIf);
    if (whatIf) failures += 1;
    if (failures >= FAILURES_MAX) return undefined;
  }
  return undefined;
}

/** Automated ones first, then those of which least is asked, of equals the larger one. */
function candidates({ facts, on }: Picture, uses: readonly HostUse[]): DpmHost[] {
  const useOf = new Map(uses.map((use) => [use.id, use]));
  const sizes = new Map(facts.drs.hosts.map(({ id, capacity }) => [id, capacity.cpuMhz]));
  const asked = ({ id }: DpmHost) => {
    const use = useOf.get(id);
    return use ? use.cpuShare + use.memoryShare : 0;
  };
  return ordered(
    facts.hosts.filter(({ id, power }) => power === 'on' && on.has(id)),
    (left, right) => {
      const less = asked(left) - asked(right);
      if (exceeds(Math.abs(less), 0)) return less;
      return (sizes.get(right.id) ?? 0) - (sizes.get(left.id) ?? 0);
    },
  );
}

function* tryPowerOff(
  picture: Picture,
  host: DpmHost,
  before: DpmScores,
): Generator<void, Outcome> {
  const forbidden = forbiddenBy(picture, host);
  if (forbidden) return { verdict: forbidden };
  const facts = drsFactsOf(picture, 'off', { leaving: host.id, level: 1 });
  yield;
  const plan = yield* drsSteps(facts);
  yield;
  const evacuation = plan.recommendations.filter(({ reason }) => reason === 'enterStandby');
  const moved = withMoves(picture, evacuation);
  if ([...moved.places.values()].includes(host.id)) {
    return { verdict: 'not all of its VMs can be evacuated' };
  }
  const next = withoutHost(moved, host.id);
  const uses = usesOf(next, 'off');
  yield;
  const whatIf = { picture: next, evacuation, after: scoresOf(uses, picture.facts.options) };
  return { verdict: judge(picture, host, whatIf, before), whatIf };
}

/** What needs no what-if run. */
function forbiddenBy(picture: Picture, host: DpmHost): DpmVerdict | undefined {
  const without = withoutHost(picture, host.id);
  const { options } = picture.facts;
  if (host.behavior === 'disabled') return 'DPM is disabled for the host';
  if (!host.wakes) return 'there is no way to wake the host';
  if (host.upSeconds < options.minUpSeconds) return 'started too recently';
  if (host.isBusy) return 'runs what cannot be moved';
  if (without.on.size === 0) return 'the last host stays on';
  if (!keepsMinimum(without)) return 'less than the minimum capacity would stay on';
  if (!keepsFailover(without)) return 'vSphere HA would not have enough left';
  return undefined;
}

function judge(picture: Picture, host: DpmHost, whatIf: WhatIf, before: DpmScores): DpmVerdict {
  const { options } = picture.facts;
  const { after } = whatIf;
  if (brokenRules(whatIf.picture) > brokenRules(picture)) return 'a rule would be broken';
  const wereHot = new Set(
    usesOf(picture, 'off').flatMap((use) => (isHot(use, options) ? use.id : [])),
  );
  const getsHot = [...usesOf(whatIf.picture, 'off'), ...usesOf(whatIf.picture, 'on')].some(
    (use) => isHot(use, options) && !wereHot.has(use.id),
  );
  if (getsHot || exceeds(highScore(after), highScore(before))) {
    return 'another host would be used above the target range';
  }
  if (!exceeds(lowScore(before), lowScore(after))) {
    return 'use would not come nearer to the target range';
  }
  return isWorthIt(host, whatIf) ? 'recommended' : 'costs more than it saves';
}

function isWorthIt({ id }: DpmHost, { picture, evacuation }: WhatIf): boolean {
  const { facts } = picture;
  const host = drsHostOf(picture, id);
  const moved = new Set(evacuation.flatMap(({ moves }) => moves.map(({ vm }) => vm)));
  const migrationSeconds = facts.drs.vms
    .filter((vm) => moved.has(vm.id))
    .map((vm) => vm.migrationSeconds);
  const asked = demandOn(picture, ({ peak, off }) => peak ?? off);
  const left = capacityOn(picture);
  const unmet = (of: 'cpuMhz' | 'memoryMb') =>
    host.capacity[of] > 0 ? Math.max(0, asked[of] - left[of]) / host.capacity[of] : 0;
  const unmetHosts = Math.max(unmet('cpuMhz'), unmet('memoryMb'));
  return isWorthPoweringOff({ host, migrationSeconds, unmetHosts }, facts.options);
}

function recommendationOf(host: DpmHost, { picture, evacuation }: WhatIf): DpmRecommendation {
  const asked = demandOn(picture, ({ off }) => off);
  const { cpuMhz, memoryMb } = capacityOn(picture);
  const used = fuller({
    id: '',
    cpuShare: asked.cpuMhz / cpuMhz,
    memoryShare: asked.memoryMb / memoryMb,
  });
  const priority = powerOffPriority(picture.facts.options.target - used);
  return {
    kind: 'powerOff',
    host: host.id,
    reason: 'powerSaving',
    priority,
    rating: 6 - priority,
    capacity: drsHostOf(picture, host.id).capacity,
    prerequisites: evacuation,
    automatic: host.behavior === 'automated' && evacuation.every(({ automatic }) => automatic),
  };
}

function drsHostOf({ facts }: Picture, id: string): DrsHost {
  const host = facts.drs.hosts.find((one) => one.id === id);
  if (!host) throw new Error(`DPM was told of host ${id}, DRS was not.`);
  return host;
}

function note(
  considered: ConsideredHost[],
  { id }: DpmHost,
  verdict: DpmVerdict,
  before: DpmScores,
  whatIf: WhatIf | undefined,
): void {
  considered.push({
    host: id,
    kind: 'powerOff',
    verdict,
    ...(whatIf && { before, after: whatIf.after }),
  });
}
