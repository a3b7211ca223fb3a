/**
 * Recommendations of Storage DRS as the API shows them, made from what the engine recommends.
 */
import type {
  StorageFault,
  StorageMove,
  StorageReason,
} from '../../engines/storage-drs/storage-plan.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import type {
  ClusterAction,
  ClusterDrsFaults,
  ClusterDrsFaultsFaultsByVm,
  ClusterRecommendation,
  StorageMigrationAction,
  VirtualMachineRelocateSpec,
} from '../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { localized } from '../drs/recommendations.ts';
import { drmDisks, type StorageDrsServices } from '../facts/storage-drs-disks.ts';
import { fileMoves, storageWish } from '../objects/virtual-machine/relocate/file-moves.ts';
import { type Pod, podEntry } from './pod-entry.ts';

/** What users read for a reason's code. */
const TEXTS: Readonly<Record<StorageReason, string>> = {
  balanceDatastoreSpaceUsage: 'Balance datastore space use',
  datastoreSpaceOutage: 'Fix out of space condition on the datastore',
  balanceDatastoreIOLoad: 'Balance datastore I/O load',
  balanceDatastoreIOPSReservation: 'Balance datastore I/O reservations',
  iolbDisabledInternal: 'Storage DRS has switched I/O load balancing off',
  virtualDiskJointAffin: 'Fix virtual disk affinity rule violation',
  virtualDiskAntiAffin: 'Fix virtual disk anti-affinity rule violation',
  antiAffin: 'Fix virtual machine anti-affinity rule violation',
  datastoreMaint: 'Datastore is entering maintenance mode',
  storagePlacement: 'Satisfy storage initial placement requests',
};

/** In the order of `action`: one for each virtual machine, or more. */
export interface StorageRecommendationDraft {
  readonly key: string;
  readonly time: string;
  readonly reason: StorageReason;
  readonly rating: number;
  readonly action: readonly ClusterAction[];
  readonly target: Pod;
  readonly prerequisite?: readonly string[] | undefined;
}

export function storageRecommendation(draft: StorageRecommendationDraft): ClusterRecommendation {
  const { key, time, reason, rating, action, target } = draft;
  const prerequisite = draft.prerequisite?.length ? draft.prerequisite : undefined;
  return build('ClusterRecommendation', {
    ...{ key, type: 'V1', time, rating, reason, reasonText: TEXTS[reason] },
    ...{ prerequisite, action, target },
  });
}

/** What a datastore cluster recommends now. */
export function storageRecommendationsOf(
  inventory: Inventory,
  pod: Pod,
): readonly ClusterRecommendation[] {
  return podEntry(inventory, pod).recommendation ?? [];
}

export function isStorageMigration(action: ClusterAction): action is StorageMigrationAction {
  return action._typeName === 'StorageMigrationAction';
}

export function storageMigrationsOf({
  action,
}: ClusterRecommendation): readonly StorageMigrationAction[] {
  return (action ?? []).filter(isStorageMigration);
}

export function storageMigrationAction(
  services: StorageDrsServices,
  move: StorageMove,
): StorageMigrationAction {
  const vm = reference('VirtualMachine', move.vm);
  return build('StorageMigrationAction', {
    ...{ type: 'StorageMigrationV1', target: vm, vm },
    relocateSpec: relocateSpec(services, vm, move),
    source: reference('Datastore', move.source),
    destination: reference('Datastore', move.destination),
    sizeTransferred: Math.round(move.sizeTransferredKb),
    spaceUtilSrcBefore: move.spaceUtilSrcBefore,
    spaceUtilDstBefore: move.spaceUtilDstBefore,
    spaceUtilSrcAfter: move.spaceUtilSrcAfter,
    spaceUtilDstAfter: move.spaceUtilDstAfter,
    ioLatencySrcBefore: move.ioLatencySrcBefore,
    ioLatencyDstBefore: move.ioLatencyDstBefore,
  });
}

/**
 * What `RelocateVM_Task` would be told. `datastore` takes along every disk that is not listed: those which
 * stay behind when the home goes are listed with where they are.
 */
function relocateSpec(
  services: StorageDrsServices,
  vm: Ref<'VirtualMachine'>,
  { diskIds, home, destination }: StorageMove,
): VirtualMachineRelocateSpec {
  const datastore = reference('Datastore', destination);
  const going = diskIds.map((diskId) => [diskId, datastore] as const);
  const staying = home ? disksLeft(services, vm, diskIds) : [];
  return build('VirtualMachineRelocateSpec', {
    datastore: home ? datastore : undefined,
    disk: [...going, ...staying].map(([diskId, place]) =>
      build('VirtualMachineRelocateSpecDiskLocator', { diskId, datastore: place }),
    ),
  });
}

function disksLeft(
  services: StorageDrsServices,
  vm: Ref<'VirtualMachine'>,
  going: readonly number[],
): readonly (readonly [number, Ref<'Datastore'>])[] {
  return drmDisks(services, vm).flatMap(({ disk }) =>
    disk.diskId === undefined || going.includes(disk.diskId)
      ? []
      : [[disk.diskId, reference('Datastore', disk.datastore)] as const],
  );
}

/** Are all its moves still to be made, from where it says? Not where nothing is left to move. */
export function stillHolds(inventory: Inventory, recommendation: ClusterRecommendation): boolean {
  const migrations = storageMigrationsOf(recommendation);
  if (migrations.length === 0) return false;
  return migrations.every(({ vm, source, destination, relocateSpec }) => {
    if (![vm, source, destination].every((ref) => inventory.has(ref))) return false;
    if (inventory.read(vm as Ref, '_migration') !== undefined) return false;
    const moves = fileMoves(inventory, vm, storageWish(relocateSpec));
    return moves.length > 0 && moves.every(({ from }) => from.value === source.value);
  });
}

/** Equal for recommendations that are to do the same for the same reason. */
export function sameAim(recommendation: ClusterRecommendation): string {
  const moves = storageMigrationsOf(recommendation).map(
    ({ vm, source, destination, relocateSpec: { datastore, disk = [] } }) => [
      ...[vm.value, source.value, destination.value, datastore?.value],
      disk.map((one) => [one.diskId, one.datastore.value]),
    ],
  );
  return JSON.stringify([recommendation.reason, moves]);
}

/** Faults by reason, and in it by virtual disk; one of a home names no disk. */
export function storageFaultList(faults: readonly StorageFault[]): readonly ClusterDrsFaults[] {
  const reasons = [...new Set(faults.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const own = faults.filter((one) => one.reason === reason);
    return build('ClusterDrsFaults', { reason, faultsByVm: own.flatMap(faultsByDisk) });
  });
}

function faultsByDisk({ vm: id, disks, fault }: StorageFault): ClusterDrsFaultsFaultsByVm[] {
  const list = [localized(fault)];
  if (id === undefined) return [build('ClusterDrsFaultsFaultsByVm', { fault: list })];
  const vm = reference('VirtualMachine', id);
  const keys = disks.flatMap((disk) => {
    const key = Number(disk.slice(disk.indexOf(':') + 1));
    return Number.isInteger(key) ? [key] : [];
  });
  const named = keys.map((diskId) => build('VirtualDiskId', { vm, diskId }));
  return (named.length > 0 ? named : [undefined]).map((disk) =>
    build('ClusterDrsFaultsFaultsByVirtualDisk', { vm, disk, fault: list }),
  );
}
