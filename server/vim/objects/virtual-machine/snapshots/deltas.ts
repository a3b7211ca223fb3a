/**
 * What snapshots do to a VM's disks: from then on a new file is written to, above the one that the snapshot
 * keeps. Disks that are independent take no part.
 */
import type { SizedBacking } from '../../../../inventory/templates/vm-drives.ts';
import { isVirtualDisk } from '../../../../inventory/templates/vm-files.ts';
import type {
  VirtualDevice,
  VirtualDisk,
  VirtualMachineConfigInfo,
} from '../../../../vmodl/generated/data.ts';
import { member } from '../../../../vmodl/value.ts';
import { filesOfDisk } from '../relocate/disk-chain.ts';

type Config = VirtualMachineConfigInfo;

const DIGITS = 6;

/** `independent_persistent`, `independent_nonpersistent` */
export function isIndependent({ backing }: VirtualDevice): boolean {
  return String(member(backing, 'diskMode') ?? '').startsWith('independent');
}

/** Does a snapshot keep the disk's file and have a new one laid upon it? */
export function isKept(device: VirtualDevice): device is VirtualDisk {
  return isVirtualDisk(device) && !isIndependent(device) && filesOfDisk(device).length > 0;
}

/** The configuration with a new, empty file upon every disk that snapshots keep. */
export function withDeltas(config: Config, taken: ReadonlySet<string>): Config {
  const names = new Set(taken);
  const device = (config.hardware.device ?? []).map((one) => {
    if (!isKept(one)) return one;
    const below = one.backing as SizedBacking;
    const fileName = deltaName(below.fileName, names);
    names.add(fileName);
    return { ...one, backing: deltaUpon(below, fileName) };
  });
  return { ...config, hardware: { ...config.hardware, device } };
}

/** Paths of all disk files of these configurations. */
export function diskFileNames(configs: readonly Config[]): ReadonlySet<string> {
  return new Set(
    configs
      .flatMap(({ hardware }) => (hardware.device ?? []).filter(isVirtualDisk))
      .flatMap((disk) => filesOfDisk(disk).map(({ fileName }) => fileName)),
  );
}

function deltaUpon(below: SizedBacking, fileName: string): SizedBacking {
  const { _ofOther: _, ...kept } = below;
  const flat = below._typeName === 'VirtualDiskFlatVer2BackingInfo';
  return {
    ...kept,
    fileName,
    parent: below,
    deltaDiskFormat: 'redoLogFormat',
    ...(flat && { thinProvisioned: true, eagerlyScrub: false }),
    _allocatedBytes: 0,
  };
}

/** Beside the file it is laid upon, with the next number that is free: `web_1-000003.vmdk`. */
function deltaName(below: string, taken: ReadonlySet<string>): string {
  const stem = below.replace(/(-\d{6})?\.vmdk$/, '');
  for (let number = 1; ; number += 1) {
    const name = `${stem}-${String(number).padStart(DIGITS, '0')}.vmdk`;
    if (!taken.has(name)) return name;
  }
}
