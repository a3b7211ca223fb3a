/**
 * Recommendations as the API shows them, made from what the engine recommends, and back.
 */
import type {
  DrsFault,
  DrsMove,
  DrsReason,
  DrsRecommendation as EngineRecommendation,
} from '../../engines/drs/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type {
  ClusterAction,
  ClusterDrsFaults,
  ClusterDrsMigration,
  ClusterDrsRecommendation,
  ClusterMigrationAction,
  ClusterRecommendation,
  LocalizedMethodFault,
} from '../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { bytesOf } from '../facts/drs-facts.ts';

type Cluster = Ref<'ClusterComputeResource'>;

export type RecommendationReason =
  | DrsReason
  | 'powerOnVm'
  | 'xvmotionPlacement'
  | 'xClusterPlacement'
  | 'powerSaving'
  | 'increaseCapacity'
  | 'unreservedCapacity';

/** What users read for a reason's code. */
const TEXTS: Readonly<Record<RecommendationReason, string>> = {
  hostMaint: 'Host is entering maintenance mode',
  enterStandby: 'Host is entering standby mode',
  vmHostHardAffinity: 'Fix hard VM/host affinity rule violation',
  vmHostSoftAffinity: 'Fix soft VM/host affinity rule violation',
  jointAffin: 'Apply affinity rule',
  antiAffin: 'Apply anti-affinity rule',
  reservationCpu: 'Satisfy CPU reservations',
  reservationMem: 'Satisfy memory reservations',
  maxVmsConstraint: 'Satisfy the limit of virtual machines per host',
  fairnessCpuAvg: 'Balance average CPU loads',
  fairnessMemAvg: 'Balance average memory loads',
  powerOnVm: 'Power on virtual machine',
  xvmotionPlacement: 'Recommended placement',
  xClusterPlacement: 'Recommended placement',
  powerSaving: 'Reduce power consumption',
  increaseCapacity: 'Increase capacity',
  unreservedCapacity: 'Maintain unreserved capacity',
};

export interface RecommendationDraft {
  readonly key: string;
  readonly time: string;
  readonly reason: RecommendationReason;
  readonly rating: number;
  readonly action: readonly ClusterAction[];
  readonly target: Ref;
  readonly prerequisite?: readonly string[] | undefined;
}

export function recommendation(draft: RecommendationDraft): ClusterRecommendation {
  const { key, time, reason, rating, action, target, prerequisite } = draft;
  return build('ClusterRecommendation', {
    ...{ key, type: 'V1', time, rating, reason, reasonText: TEXTS[reason], prerequisite, action },
    target: target as ClusterRecommendation['target'],
  });
}

/** The next key of a cluster's recommendations: decimal, never used twice. */
export function nextKey(inventory: Inventory, cluster: Ref): string {
  return String(inventory.counter(`drs-${cluster.value}`));
}

export interface Publication {
  readonly inventory: Inventory;
  readonly cluster: Cluster;
  readonly time: string;
}

/** Moves which the engine recommends. */
export function movesPublished(
  { reason, rating, moves }: Pick<EngineRecommendation, 'reason' | 'rating' | 'moves'>,
  { inventory, cluster, time }: Publication,
): ClusterRecommendation {
  const key = nextKey(inventory, cluster);
  const action = moves.map((move) => migrationAction(move, { key, time }));
  return recommendation({ key, time, reason, rating, action, target: cluster });
}

export function migrationAction(
  move: DrsMove,
  { key, time }: { readonly key: string; readonly time: string },
): ClusterMigrationAction {
  const vm = reference('VirtualMachine', move.vm);
  return build('ClusterMigrationAction', {
    type: 'MigrationV1',
    target: vm,
    drsMigration: build('ClusterDrsMigration', {
      ...{ key, time, vm },
      cpuLoad: Math.round(move.load.cpuMhz),
      memoryLoad: bytesOf(move.load),
      source: reference('HostSystem', move.source),
      sourceCpuLoad: Math.round(move.sourceLoad.cpuMhz),
      sourceMemoryLoad: bytesOf(move.sourceLoad),
      destination: reference('HostSystem', move.destination),
      destinationCpuLoad: Math.round(move.destinationLoad.cpuMhz),
      destinationMemoryLoad: bytesOf(move.destinationLoad),
    }),
  });
}

export function isMigration(action: ClusterAction): action is ClusterMigrationAction {
  return action._typeName === 'ClusterMigrationAction';
}

export function migrationsOf({
  action,
}: ClusterRecommendation): readonly { action: ClusterAction; migration: ClusterDrsMigration }[] {
  return (action ?? []).filter(isMigration).flatMap((one) => {
    const { drsMigration } = one;
    return drsMigration ? [{ action: one, migration: drsMigration }] : [];
  });
}

/** The older clients' view: migrations alone, with those they need before. */
export function legacyRecommendations(
  all: readonly ClusterRecommendation[],
): readonly ClusterDrsRecommendation[] {
  const byKey = new Map(all.map((one) => [one.key, one]));
  return all.flatMap((one) => {
    const first = (one.prerequisite ?? []).flatMap((key) => byKey.get(key) ?? []);
    const migrationList = [...first, one].flatMap(migrationsOf).map(({ migration }) => migration);
    if (migrationList.length === 0) return [];
    const { key, rating, reason, reasonText } = one;
    return [build('ClusterDrsRecommendation', { key, rating, reason, reasonText, migrationList })];
  });
}

/** Faults by reason and VM. */
export function faultList(faults: readonly DrsFault[]): readonly ClusterDrsFaults[] {
  const reasons = [...new Set(faults.map(({ reason }) => reason))];
  return reasons.map((reason) => faultsOf(reason, faults));
}

export function faultsOf(reason: DrsReason, faults: readonly DrsFault[]): ClusterDrsFaults {
  const own = faults.filter((one) => one.reason === reason);
  const vms = [...new Set(own.map(({ vm }) => vm))];
  return build('ClusterDrsFaults', {
    reason,
    faultsByVm: vms.map((vm) =>
      build('ClusterDrsFaultsFaultsByVm', {
        vm: vm === undefined ? undefined : reference('VirtualMachine', vm),
        fault: own.filter((one) => one.vm === vm).map(({ fault }) => localized(fault)),
      }),
    ),
  });
}

export function localized(fault: {
  readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly message: string;
}): LocalizedMethodFault {
  const { name, detail, message } = fault;
  return new VimFault(
    name,
    { ...detail },
    message,
  ).toLocalizedMethodFault() as LocalizedMethodFault;
}

/** What is left of `all`, without what only those that are gone needed before them. */
export function withoutOrphans(
  all: readonly ClusterRecommendation[],
  left: readonly ClusterRecommendation[],
): readonly ClusterRecommendation[] {
  const neededBy = (some: readonly ClusterRecommendation[]) =>
    new Set(some.flatMap(({ prerequisite = [] }) => prerequisite));
  const needed = neededBy(left);
  const orphaned = neededBy(all.filter((one) => !left.includes(one)));
  return left.filter(({ key }) => needed.has(key) || !orphaned.has(key));
}

/** What a cluster recommends now. */
export function recommendationsOf(
  inventory: Inventory,
  cluster: Cluster,
): readonly ClusterRecommendation[] {
  return inventory.read(cluster, 'recommendation') ?? [];
}
