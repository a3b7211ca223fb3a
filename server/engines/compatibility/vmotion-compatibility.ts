/**
 * In which ways a host suits a VM for vMotion, the state of both left aside: the features of its
 * processor, and its software with vMotion set up.
 */
import { checkFeatureNeeds } from './check-cpu.ts';
import { checkFeatures } from './check-features.ts';
import { checkHardware } from './check-host.ts';
import { checkVmotion } from './check-vmotion.ts';
import type { MoveFacts } from './facts.ts';

/** `VMotionCompatibilityType` of the API. */
export type VmotionCompatibilityType = 'cpu' | 'software';

export const VMOTION_COMPATIBILITY_TYPES: readonly VmotionCompatibilityType[] = Object.freeze([
  'cpu',
  'software',
]);

const CHECKS = {
  cpu: [checkFeatureNeeds],
  software: [checkHardware, checkVmotion, checkFeatures],
} as const;

export function vmotionCompatibility(move: MoveFacts): readonly VmotionCompatibilityType[] {
  return VMOTION_COMPATIBILITY_TYPES.filter((type) =>
    CHECKS[type].every((check) => check(move).every(({ severity }) => severity !== 'error')),
  );
}
