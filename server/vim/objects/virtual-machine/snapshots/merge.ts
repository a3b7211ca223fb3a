/**
 * Merging the files of disks: a file that nobody goes back to becomes one with the only file above it.
 * That one's blocks are written into the lower file, which keeps its name; both the VM and its other
 * snapshots name the lower one from then on.
 *
 * Files with two or more above them stay, as do those that other VMs build on.
 */
import type { SizedBacking } from '../../../../inventory/templates/vm-drives.ts';
import {
  allocatedBytes,
  capacityBytesOf,
  isVirtualDisk,
} from '../../../../inventory/templates/vm-files.ts';
import type { VirtualMachineConfigInfo } from '../../../../vmodl/generated/data.ts';
import { filesOfDisk } from '../relocate/disk-chain.ts';
import { withDisks } from '../relocate/moved-config.ts';

type Config = VirtualMachineConfigInfo;

export interface Merged {
  /** Bytes written into lower files. */
  readonly bytes: number;
  /** A configuration with the files that are left. */
  readonly rewrite: (config: Config) => Config;
}

interface Link {
  /** Without its parent. */
  backing: SizedBacking;
  below: string | undefined;
  readonly capacity: number;
}

/**
 * `heads` are the configurations to go back to, the VM's own first; `fixed` are paths of files that must
 * stay as they are.
 */
export function mergeable(heads: readonly Config[], fixed: ReadonlySet<string>): Merged {
  const links = new Map<string, Link>();
  const tops = new Set<string>();
  for (const config of heads) collect(config, links, tops);
  const renamed = new Map<string, string>();
  let bytes = 0;
  for (let found = nextOf(links, tops, fixed); found; found = nextOf(links, tops, fixed)) {
    const [name, upper] = found;
    bytes += mergeInto(name, upper, links);
    renamed.set(upper, name);
    if (tops.delete(upper)) tops.add(name);
  }
  const nameOf = (name: string): string => {
    const lower = renamed.get(name);
    return lower === undefined ? name : nameOf(lower);
  };
  return { bytes, rewrite: (config) => rewritten(config, links, nameOf) };
}

function collect(config: Config, links: Map<string, Link>, tops: Set<string>): void {
  for (const disk of (config.hardware.device ?? []).filter(isVirtualDisk)) {
    const files = filesOfDisk(disk);
    const capacity = capacityBytesOf(disk);
    for (const [index, { parent: _, ...backing }] of files.entries()) {
      if (links.has(backing.fileName)) continue;
      links.set(backing.fileName, { backing, below: files[index - 1]?.fileName, capacity });
    }
    const top = files.at(-1);
    if (top) tops.add(top.fileName);
  }
}

/** A file that can take in the one above it, with that one. */
function nextOf(
  links: ReadonlyMap<string, Link>,
  tops: ReadonlySet<string>,
  fixed: ReadonlySet<string>,
): readonly [lower: string, upper: string] | undefined {
  const above = new Map<string, string[]>();
  for (const [name, { below }] of links) {
    if (below !== undefined) above.set(below, [...(above.get(below) ?? []), name]);
  }
  for (const [name, { backing }] of links) {
    if (tops.has(name) || fixed.has(name) || backing._ofOther) continue;
    const [upper, ...others] = above.get(name) ?? [];
    if (upper !== undefined && others.length === 0 && !fixed.has(upper)) return [name, upper];
  }
  return undefined;
}

/** Bytes that were written. */
function mergeInto(name: string, upper: string, links: Map<string, Link>): number {
  const lower = links.get(name);
  const link = links.get(upper);
  if (!lower || !link) return 0;
  const written = link.backing._allocatedBytes ?? 0;
  const own = lower.backing._allocatedBytes ?? allocatedBytes(lower.backing, lower.capacity);
  const held = Math.min(lower.capacity, own + written);
  lower.backing = { ...lower.backing, _allocatedBytes: held };
  links.delete(upper);
  for (const one of links.values()) if (one.below === upper) one.below = name;
  return written;
}

function rewritten(
  config: Config,
  links: ReadonlyMap<string, Link>,
  nameOf: (name: string) => string,
): Config {
  return withDisks(config, (device) => {
    const top = isVirtualDisk(device) ? filesOfDisk(device).at(-1) : undefined;
    const backing = top && chainFrom(nameOf(top.fileName), links);
    if (!top || !backing) return device;
    return { ...device, backing: { ...backing, diskMode: top.diskMode } };
  });
}

function chainFrom(name: string, links: ReadonlyMap<string, Link>): SizedBacking | undefined {
  const link = links.get(name);
  if (!link) return undefined;
  const parent = link.below === undefined ? undefined : chainFrom(link.below, links);
  if (parent) return { ...link.backing, parent };
  const { deltaDiskFormat: _, ...base } = link.backing;
  return base;
}
