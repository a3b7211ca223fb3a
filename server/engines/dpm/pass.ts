/**
 * One look of DPM at a cluster, after DRS had its turn: hosts to switch on, or else hosts to switch off.
 * Never both, and none is switched off while another starts, for what was just needed may be needed again,
 * or while VMs are on their way.
 */
import type { ConsideredHost, DpmFacts, DpmPlan } from './facts.ts';
import { pictureOf, usesOf } from './picture.ts';
import { powerOffs } from './power-off.ts';
import { powerOns } from './power-on.ts';

/** A pass in one go. */
export function dpmPass(facts: DpmFacts): DpmPlan {
  const steps = dpmSteps(facts);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** A pass that rests between its what-if runs, for a server that has other things to do. */
export function* dpmSteps(facts: DpmFacts): Generator<void, DpmPlan> {
  const picture = pictureOf(facts);
  const considered: ConsideredHost[] = [];
  const on = yield* powerOns(picture, considered);
  const isGrowing = on.length > 0 || facts.hosts.some(({ power }) => power === 'starting');
  const off = isGrowing || facts.isUnsettled ? [] : yield* powerOffs(picture, considered);
  return {
    recommendations: [...on, ...off],
    considered,
    onUse: usesOf(picture, 'on'),
    offUse: usesOf(picture, 'off'),
  };
}
