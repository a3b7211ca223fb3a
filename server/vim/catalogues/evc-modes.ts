/**
 * The EVC modes a vCenter Server knows: baselines of processor features, by vendor and age.
 */
import { build } from '../../vmodl/build.ts';
import type { EVCMode } from '../../vmodl/generated/data.ts';

type Vendor = 'intel' | 'amd';

/** Key, label, vendor and tier; a higher tier has every feature of the lower ones. */
const MODES: readonly (readonly [key: string, label: string, vendor: Vendor, tier: number])[] = [
  ['intel-merom', 'Intel® "Merom" Generation', 'intel', 1],
  ['intel-penryn', 'Intel® "Penryn" Generation', 'intel', 2],
  ['intel-nehalem', 'Intel® "Nehalem" Generation', 'intel', 3],
  ['intel-westmere', 'Intel® "Westmere" Generation', 'intel', 4],
  ['intel-sandybridge', 'Intel® "Sandy Bridge" Generation', 'intel', 5],
  ['intel-ivybridge', 'Intel® "Ivy Bridge" Generation', 'intel', 6],
  ['intel-haswell', 'Intel® "Haswell" Generation', 'intel', 7],
  ['intel-broadwell', 'Intel® "Broadwell" Generation', 'intel', 8],
  ['intel-skylake', 'Intel® "Skylake" Generation', 'intel', 9],
  ['intel-cascadelake', 'Intel® "Cascade Lake" Generation', 'intel', 10],
  ['intel-icelake', 'Intel® "Ice Lake" Generation', 'intel', 11],
  ['intel-sapphirerapids', 'Intel® "Sapphire Rapids" Generation', 'intel', 12],
  ['amd-rev-e', 'AMD Opteron™ Generation 1', 'amd', 1],
  ['amd-rev-f', 'AMD Opteron™ Generation 2', 'amd', 2],
  ['amd-greyhound-no3dnow', 'AMD Opteron™ Gen. 3 (no 3DNow!™)', 'amd', 3],
  ['amd-greyhound', 'AMD Opteron™ Generation 3', 'amd', 4],
  ['amd-bulldozer', 'AMD Opteron™ Generation 4', 'amd', 5],
  ['amd-piledriver', 'AMD Opteron™ "Piledriver" Generation', 'amd', 6],
  ['amd-steamroller', 'AMD Opteron™ "Steamroller" Generation', 'amd', 7],
  ['amd-zen', 'AMD "Zen" Generation', 'amd', 8],
  ['amd-zen2', 'AMD "Zen 2" Generation', 'amd', 9],
  ['amd-zen3', 'AMD "Zen 3" Generation', 'amd', 10],
  ['amd-zen4', 'AMD "Zen 4" Generation', 'amd', 11],
];

export function supportedEvcModes(): readonly EVCMode[] {
  return MODES.map(([key, label, vendor, vendorTier]) => {
    const older = MODES.filter((mode) => mode[2] === vendor && mode[3] <= vendorTier);
    return build('EVCMode', {
      key,
      label,
      summary: `Applies baseline feature set of ${label} processors to all hosts in the cluster.`,
      vendor,
      track: older.map((mode) => mode[0]),
      vendorTier,
    });
  });
}
