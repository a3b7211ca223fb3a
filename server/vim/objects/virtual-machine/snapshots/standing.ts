/**
 * How a VM stands before something happens to its snapshots, and the faults of what stands against it.
 */
import { VimFault } from '../../../../vmodl/fault.ts';
import type {
  VirtualMachineConfigInfo,
  VirtualMachineSnapshotInfo,
} from '../../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../../../vmodl/units.ts';
import { member } from '../../../../vmodl/value.ts';
import { datastoreBandwidth } from '../../../facts/storage-facts.ts';
import type { Context } from '../../../method.ts';
import type { RunningTask } from '../../../tasks/tasks.ts';
import { snapshotsOf } from '../../datastore/renamed-paths.ts';
import type { Vm } from '../power.ts';
import { homeDatastoreOf } from '../relocate/file-moves.ts';

type Config = VirtualMachineConfigInfo;

export interface Standing {
  readonly config: Config;
  readonly info: VirtualMachineSnapshotInfo | undefined;
  /** What each snapshot keeps, parents first. */
  readonly kept: ReadonlyMap<Ref, Config>;
}

/** Throws InvalidState for a VM out of reach, TaskInProgress for a busy one. */
export function standingOf(vm: Vm, task: RunningTask | undefined, context: Context): Standing {
  const { inventory, tasks } = context;
  const config = inventory.read(vm, 'config');
  const { connectionState } = inventory.read(vm, 'runtime');
  if (!config || connectionState !== 'connected') throw new VimFault('InvalidState');
  const migrating = member(inventory.read(vm as Ref, '_migration'), 'task');
  // Of two that were asked for together the first goes on.
  const active = tasks.activeOn(vm);
  const own = active.findIndex(({ key }) => key === task?.key);
  const [earlier] = own < 0 ? active : active.slice(0, own);
  const busy = isReference(migrating) ? migrating : earlier?.ref;
  if (busy) throw new VimFault('TaskInProgress', { task: busy });
  return { config, info: inventory.read(vm, 'snapshot'), kept: keptBy(vm, context) };
}

function keptBy(vm: Vm, { inventory }: Context): ReadonlyMap<Ref, Config> {
  return new Map(
    snapshotsOf(inventory, vm).flatMap((snapshot) => {
      const config = inventory.read(snapshot, 'config') as Config | undefined;
      return config ? [[snapshot, config] as const] : [];
    }),
  );
}

/** How long so many bytes take to be written where the VM lies, ms. */
export function writeMs(vm: Vm, bytes: number, { inventory }: Context): number {
  const datastore = homeDatastoreOf(inventory, vm);
  if (!datastore || bytes <= 0) return 0;
  const { writeMbPerSecond } = datastoreBandwidth(inventory, datastore);
  return (bytes / BYTES_PER_MB / Math.max(1, writeMbPerSecond)) * 1_000;
}
