/**
 * The .vmsd of a VM: its snapshots, and which is the current one.
 */
import { snapshotList } from '../../../inventory/templates/vm-files.ts';
import type { VirtualMachineSnapshotInfo } from '../../../vmodl/generated/data.ts';
import { setting } from './quoted.ts';

export function snapshotLines(info: VirtualMachineSnapshotInfo | undefined): readonly string[] {
  const snapshots = snapshotList(info?.rootSnapshotList);
  if (snapshots.length === 0) return [];
  const current = snapshots.find(({ snapshot }) => snapshot.value === info?.currentSnapshot?.value);
  return [
    '.encoding = "UTF-8"',
    setting('snapshot.numSnapshots', snapshots.length),
    setting('snapshot.current', current?.id ?? 0),
    setting('snapshot.lastUID', Math.max(...snapshots.map(({ id }) => id ?? 0))),
    ...snapshots.flatMap(({ id, name, description }, index) => [
      setting(`snapshot${index}.uid`, id ?? 0),
      setting(`snapshot${index}.displayName`, name),
      setting(`snapshot${index}.description`, description),
    ]),
  ];
}
