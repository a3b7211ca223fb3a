/**
 * Which disks of a virtual machine move together, and which must be kept apart.
 *
 * Disks that are to be kept apart are on their own whatever else is said. All others of a virtual machine
 * stay together when it keeps its disks together, else only those of an affinity rule do.
 */
import type { DrmDisk, StorageVmConfig } from './facts.ts';

export interface Grouping<Disk extends DrmDisk> {
  /** Every disk is in one set; sets in the order of their first disks. */
  readonly together: readonly (readonly Disk[])[];
  /** No two disks of one list may share a datastore. */
  readonly apart: readonly (readonly Disk[])[];
  /** Disks for which Storage DRS is switched off, each alone in its set. */
  readonly disabled: ReadonlySet<Disk>;
}

export function groupDisks<Disk extends DrmDisk>(
  disks: readonly Disk[],
  config: StorageVmConfig,
  defaultIntraVmAffinity: boolean,
): Grouping<Disk> {
  const rules = config.diskRules ?? [];
  if (rules.length === 0) {
    const isJoint = config.intraVmAffinity ?? defaultIntraVmAffinity;
    const together = isJoint && disks.length > 0 ? [disks] : disks.map((disk) => [disk]);
    return { together, apart: [], disabled: new Set() };
  }
  const named = (kind: string) =>
    rules
      .filter((rule) => rule.kind === kind)
      .map(({ diskIds }) => {
        const ids = new Set(diskIds);
        return disks.filter(({ diskId }) => diskId !== undefined && ids.has(diskId));
      });
  const disabled = new Set(named('disabled').flat());
  const apart = named('antiAffinity').filter((list) => list.length > 1);
  const alone = new Set([...disabled, ...apart.flat()]);
  const joint = (config.intraVmAffinity ?? defaultIntraVmAffinity) ? [disks] : named('affinity');
  return { together: setsOf(disks, joint, alone), apart, disabled };
}

/** Sets that share a disk are one; a disk in none is on its own. */
function setsOf<Disk extends DrmDisk>(
  disks: readonly Disk[],
  joint: readonly (readonly Disk[])[],
  alone: ReadonlySet<Disk>,
): Disk[][] {
  const setOf = new Map<Disk, Disk[]>(disks.map((disk) => [disk, [disk]]));
  for (const list of joint) {
    const members = list.filter((disk) => !alone.has(disk));
    const merged = [...new Set(members.flatMap((disk) => setOf.get(disk) ?? []))];
    for (const disk of merged) setOf.set(disk, merged);
  }
  return [...new Set(setOf.values())];
}

/** Items by what they have in common, in the order they come. */
export function groupBy<Key, Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
