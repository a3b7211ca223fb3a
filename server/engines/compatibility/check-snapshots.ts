/**
 * Snapshots of a VM that moves or is copied: may its disks with what they build on move at all
 * (`datastoreTests`), and will its snapshots still be of use there (`hostTests`)?
 *
 * A host that knows "snapshot relayout" (5.0 and later) moves them freely. Before, all files had to lie
 * together before and after, and the VM had to be off. A copy leaves the snapshots behind.
 * Source: descriptions of the faults and of `HostCapability` in the vim25 reference.
 */
import { sameReference } from '../../vmodl/reference.ts';
import type { FilePlace, MoveFacts } from './facts.ts';
import { isRunning, movesFiles } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, warning } from './issue.ts';

/** Of reverting later. */
export function checkReverts({ vm, destination }: MoveFacts): readonly Finding[] {
  const isMounted = (ref: (typeof vm.home.datastore)['ref']) =>
    destination.mounts.some((mount) => mount.accessible && sameReference(mount.datastore, ref));
  return vm.snapshots
    .filter((snapshot) => !snapshot.datastores.every(isMounted))
    .map((snapshot) =>
      warning(
        'SnapshotRevertIssue',
        { snapshotName: snapshot.name, errors: true },
        `Reverting to snapshot '${snapshot.name}' would generate an error or warning on the destination host.`,
      ),
    );
}

/** Of the chains on the way. */
export function checkChains(move: MoveFacts): readonly Finding[] {
  if (!movesFiles(move)) return [];
  return [...chainFindings(move), ...deltaFindings(move)];
}

/** Of a copy. */
export function checkCopiedSnapshots({ vm }: MoveFacts): readonly Finding[] {
  if (vm.snapshots.length === 0) return [];
  const message = `The snapshots of virtual machine '${vm.name}' are not copied to its clone.`;
  return [warning('SnapshotCloneNotSupported', {}, message)];
}

function chainFindings(move: MoveFacts): readonly Finding[] {
  const { vm, destination } = move;
  if (vm.snapshots.length === 0 || destination.abilities.snapshotRelayout) return [];
  const reason = restriction(move);
  if (!reason) return [];
  const message = `Virtual machine '${vm.name}' has snapshots, which cannot be kept: ${reason.text}.`;
  return [error(reason.fault, {}, message)];
}

/** Why the older way to move snapshots does not serve; undefined when it does. */
function restriction(move: MoveFacts): { fault: string; text: string } | undefined {
  const { vm, source, destination } = move;
  const places = [vm.home, ...vm.disks];
  if (![source, destination].every(({ abilities }) => abilities.restrictedSnapshotRelocate)) {
    return { fault: 'SnapshotMoveNotSupported', text: 'the hosts do not support it' };
  }
  if (isRunning(move)) {
    return { fault: 'HotSnapshotMoveNotSupported', text: 'the virtual machine is powered on' };
  }
  if (!lieTogether(places.map(({ datastore }) => datastore))) {
    return {
      fault: 'SnapshotMoveFromNonHomeNotSupported',
      text: 'a disk lies apart from the virtual machine',
    };
  }
  if (!lieTogether(places.map(({ target, datastore }) => target ?? datastore))) {
    return {
      fault: 'SnapshotMoveToNonHomeNotSupported',
      text: 'a disk would lie apart from the virtual machine',
    };
  }
  return undefined;
}

function deltaFindings({ vm, destination }: MoveFacts): readonly Finding[] {
  if (destination.abilities.deltaDisks || destination.abilities.snapshotRelayout) return [];
  if (vm.snapshots.length > 0) return [];
  return vm.disks
    .filter((disk) => disk.target && disk.isDelta)
    .map(({ label }) =>
      error(
        'CannotMoveVmWithDeltaDisk',
        { device: label },
        `Virtual disk '${label}' builds on another disk and cannot be moved with what it builds on.`,
      ),
    );
}

function lieTogether(places: readonly FilePlace['datastore'][]): boolean {
  const [first] = places;
  return !first || places.every(({ ref }) => sameReference(ref, first.ref));
}
