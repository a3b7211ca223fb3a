/**
 * The tree of a VM's snapshots as `VirtualMachine.snapshot` shows it, and the same with a snapshot more,
 * less, or called otherwise.
 */
import { snapshotList } from '../../../../inventory/templates/vm-files.ts';
import { build } from '../../../../vmodl/build.ts';
import type {
  VirtualMachineSnapshotInfo,
  VirtualMachineSnapshotTree,
} from '../../../../vmodl/generated/data.ts';
import { type Ref, sameReference } from '../../../../vmodl/reference.ts';

export type Snapshot = Ref<'VirtualMachineSnapshot'>;
type Tree = VirtualMachineSnapshotTree;
type Trees = readonly Tree[];
type Info = VirtualMachineSnapshotInfo;

/** The node of a snapshot with all below it. */
export function treeOf(trees: Trees | undefined, snapshot: Ref): Tree | undefined {
  return snapshotList(trees).find((tree) => sameReference(tree.snapshot, snapshot));
}

/** How many snapshots lie on the way to that one, itself included; 0 for none. */
export function levelOf(trees: Trees | undefined, snapshot: Ref | undefined): number {
  return snapshot ? wayTo(trees ?? [], snapshot).length : 0;
}

/** All snapshots from the root to that one. */
function wayTo(trees: Trees, snapshot: Ref): Trees {
  for (const tree of trees) {
    if (sameReference(tree.snapshot, snapshot)) return [tree];
    const below = wayTo(tree.childSnapshotList ?? [], snapshot);
    if (below.length > 0) return [tree, ...below];
  }
  return [];
}

/** With a new snapshot under the current one; it is current from now on. */
export function grown(info: Info | undefined, added: Tree): Info {
  const trees = info?.rootSnapshotList ?? [];
  const current = info?.currentSnapshot;
  const rootSnapshotList =
    current && treeOf(trees, current)
      ? mapped(trees, (tree) =>
          sameReference(tree.snapshot, current)
            ? [{ ...tree, childSnapshotList: [...(tree.childSnapshotList ?? []), added] }]
            : [tree],
        )
      : [...trees, added];
  return build('VirtualMachineSnapshotInfo', { currentSnapshot: added.snapshot, rootSnapshotList });
}

/**
 * Without some snapshots; what hung on one hangs on its parent. Where the current one goes, its nearest
 * parent that stays is current. Undefined when none is left.
 */
export function pruned(info: Info, gone: ReadonlySet<string>): Info | undefined {
  const trees = info.rootSnapshotList ?? [];
  const rootSnapshotList = mapped(trees, (tree) =>
    gone.has(tree.snapshot.value) ? (tree.childSnapshotList ?? []) : [tree],
  );
  if (rootSnapshotList.length === 0) return undefined;
  const way = info.currentSnapshot ? wayTo(trees, info.currentSnapshot) : [];
  const current = way.findLast(({ snapshot }) => !gone.has(snapshot.value))?.snapshot;
  return build('VirtualMachineSnapshotInfo', { currentSnapshot: current, rootSnapshotList });
}

/** With other members on one snapshot. */
export function changed(info: Info, snapshot: Ref, members: Partial<Tree>): Info {
  const rootSnapshotList = mapped(info.rootSnapshotList ?? [], (tree) =>
    sameReference(tree.snapshot, snapshot) ? [{ ...tree, ...members }] : [tree],
  );
  return build('VirtualMachineSnapshotInfo', { ...info, rootSnapshotList });
}

/** Children first, so that what a node becomes holds what its children became. */
function mapped(trees: Trees, map: (tree: Tree) => Trees): Trees {
  return trees.flatMap((tree) =>
    map({ ...tree, childSnapshotList: mapped(tree.childSnapshotList ?? [], map) }),
  );
}
