/**
 * Versions of virtual hardware: which hosts run them and how large a machine may be.
 */
import { MB_PER_GB } from '../../vmodl/units.ts';

/** The largest machine of any version up to 21 (vSphere configuration maximums, 8.0). */
export const CPUS_MAX = 768;
export const MEMORY_MAX_MB = 24 * 2 ** 20;

export interface HardwareVersion {
  readonly number: number;
  /** `vmx-21` */
  readonly key: string;
  readonly description: string;
  /** Oldest host that runs it: `8.0.2`. */
  readonly hostVersion: string;
  readonly maxCpus: number;
  readonly maxMemoryMb: number;
}

/** Number, product, oldest host, virtual CPUs, memory in GB; oldest first. */
const VERSIONS: readonly (readonly [number, string, string, number, number])[] = [
  [4, 'ESX 3.x', '3.0.0', 4, 64],
  [7, 'ESX/ESXi 4.x', '4.0.0', 8, 255],
  [8, 'ESXi 5.0', '5.0.0', 32, 1011],
  [9, 'ESXi 5.1', '5.1.0', 64, 1011],
  [10, 'ESXi 5.5', '5.5.0', 64, 1011],
  [11, 'ESXi 6.0', '6.0.0', 128, 4080],
  [13, 'ESXi 6.5', '6.5.0', 128, 6128],
  [14, 'ESXi 6.7', '6.7.0', 128, 6128],
  [15, 'ESXi 6.7 U2', '6.7.0', 256, 6128],
  [17, 'ESXi 7.0', '7.0.0', 256, 6128],
  [18, 'ESXi 7.0 U1', '7.0.1', 768, 24_560],
  [19, 'ESXi 7.0 U2', '7.0.2', 768, 24_560],
  [20, 'ESXi 8.0', '8.0.0', 768, 24_560],
  [21, 'ESXi 8.0 U2', '8.0.2', 768, 24_560],
  [22, 'ESXi 9.0', '9.0.0', 960, 24_560],
];

export const HARDWARE_VERSIONS: readonly HardwareVersion[] = VERSIONS.map(
  ([number, product, hostVersion, maxCpus, memoryGb]) => ({
    number,
    key: `vmx-${String(number).padStart(2, '0')}`,
    description: `${product} virtual machine`,
    hostVersion,
    maxCpus,
    maxMemoryMb: memoryGb * MB_PER_GB,
  }),
);

/** Does a host of that release (`8.0.3`) run machines of this version? */
export function runsOn(version: HardwareVersion, hostVersion: string): boolean {
  return compareReleases(hostVersion, version.hostVersion) >= 0;
}

/** Below, equal or above 0 as the left release is older, the same, newer. */
function compareReleases(left: string, right: string): number {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [numbers(left), numbers(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
