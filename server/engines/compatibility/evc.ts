/**
 * EVC modes in order: each mode shows guests the features of one processor generation, so a guest
 * that needs a mode runs wherever the same vendor's mode is as new or newer.
 *
 * The order is that of the vendors' generations; the comparison by rank is ours.
 */

/** Modes, oldest first, with a feature each generation brought. */
const INTEL: readonly EvcMode[] = [
  { key: 'intel-merom', feature: 'cpuid.SSSE3' },
  { key: 'intel-penryn', feature: 'cpuid.SSE41' },
  { key: 'intel-nehalem', feature: 'cpuid.SSE42' },
  { key: 'intel-westmere', feature: 'cpuid.AES' },
  { key: 'intel-sandybridge', feature: 'cpuid.AVX' },
  { key: 'intel-ivybridge', feature: 'cpuid.F16C' },
  { key: 'intel-haswell', feature: 'cpuid.AVX2' },
  { key: 'intel-broadwell', feature: 'cpuid.ADX' },
  { key: 'intel-skylake', feature: 'cpuid.AVX512F' },
  { key: 'intel-cascadelake', feature: 'cpuid.AVX512VNNI' },
  { key: 'intel-icelake', feature: 'cpuid.AVX512VBMI2' },
  { key: 'intel-sapphirerapids', feature: 'cpuid.AMX_TILE' },
];
const AMD: readonly EvcMode[] = [
  { key: 'amd-rev-e', feature: 'cpuid.SSE3' },
  { key: 'amd-rev-f', feature: 'cpuid.CMPXCHG16B' },
  { key: 'amd-greyhound-no3dnow', feature: 'cpuid.SSE4A' },
  { key: 'amd-greyhound', feature: 'cpuid.3DNOW' },
  { key: 'amd-bulldozer', feature: 'cpuid.AVX' },
  { key: 'amd-piledriver', feature: 'cpuid.F16C' },
  { key: 'amd-steamroller', feature: 'cpuid.FSGSBASE' },
  { key: 'amd-zen', feature: 'cpuid.AVX2' },
  { key: 'amd-zen2', feature: 'cpuid.CLWB' },
  { key: 'amd-zen3', feature: 'cpuid.VPCLMULQDQ' },
  { key: 'amd-zen4', feature: 'cpuid.AVX512F' },
];

interface EvcMode {
  readonly key: string;
  readonly feature: string;
}

/** Does a host that shows `offered` run a guest that needs `required`? Unknown modes are equal only to themselves. */
export function evcAdmits(required: string | undefined, offered: string | undefined): boolean {
  if (required === undefined || offered === undefined || required === offered) return true;
  const [have, need] = [placeOf(offered), placeOf(required)];
  return have !== undefined && have.modes === need?.modes && need.rank <= have.rank;
}

/** CPUID features a guest that needs `required` misses on a host that shows `offered`, oldest first. */
export function missingFeatures(required: string, offered: string): readonly string[] {
  const need = placeOf(required);
  if (!need || evcAdmits(required, offered)) return [];
  const have = placeOf(offered);
  const known = have?.modes === need.modes ? have.rank + 1 : 0;
  return need.modes.slice(known, need.rank + 1).map((mode) => mode.feature);
}

function placeOf(key: string) {
  for (const modes of [INTEL, AMD]) {
    const rank = modes.findIndex((mode) => mode.key === key);
    if (rank >= 0) return { modes, rank };
  }
  return undefined;
}
