/**
 * A datastore cluster as a pass changes it: what lies where, with the sums kept, so that asking what a move
 * would do costs the same however much there is.
 */
import { compareIds } from '../drs/corrections.ts';
import type { FaultVerdict } from '../plan.ts';
import { averageDevice } from './device-model.ts';
import type { DrmDisk, StorageDatastore, StorageFacts, StorageVm, StorageVmRule } from './facts.ts';
import { groupBy, groupDisks } from './grouping.ts';
import { immovableFault } from './immovable.ts';
import { jainFairness } from './latency.ts';
import { type StorageOptions, storageOptions } from './pod-config.ts';
import { diskDemand, isOver, percentOf, usedLimit } from './space.ts';
import type { DatastoreLoad, StorageMove } from './storage-plan.ts';

export interface DatastoreState {
  readonly facts: StorageDatastore;
  /** What may be used before it is too full. */
  readonly limitBytes: number;
  /** Ms for each outstanding operation; 0: not known of any datastore. */
  readonly slopeMs: number;
  usedBytes: number;
  demandBytes: number;
  growthBytesPerHour: number;
  latencyMs: number | undefined;
  reservedIops: number;
  readonly groups: Set<DiskGroup>;
  /** How many disks of a virtual machine lie here, and how many of all those of a rule. */
  readonly disksOfVm: Map<string, number>;
  readonly disksOfRule: Map<StorageVmRule, number>;
}

/** Disks of one virtual machine on one datastore that move together. */
export interface DiskGroup {
  readonly vm: StorageVm;
  readonly disks: readonly DrmDisk[];
  readonly bytes: number;
  readonly demandBytes: number;
  readonly growthBytesPerHour: number;
  readonly workload: number;
  readonly guestWriteMbPerSecond: number;
  readonly reservedIops: number;
  /** Why it stays where it is. */
  readonly fault: FaultVerdict | undefined;
  readonly rules: readonly StorageVmRule[];
  /** Groups of the same virtual machine that must be elsewhere. */
  readonly foes: DiskGroup[];
  /** Groups it ought to be on one datastore with. */
  readonly mates: DiskGroup[];
  datastore: DatastoreState;
  /** By a recommendation of this pass: once is enough. */
  moved: boolean;
}

interface Bound {
  readonly rules: readonly StorageVmRule[];
  readonly defaultIntraVmAffinity: boolean;
}

/** Groups that ought to be on one datastore and are not. */
export type ScatteredSet = readonly DiskGroup[];

/** Virtual machines looked at between two rests. */
const STEP_VMS = 250;

export class PodLoad {
  readonly options: StorageOptions;
  /** By id. */
  readonly datastores: readonly DatastoreState[];
  /** Those that give and take. */
  readonly able: readonly DatastoreState[];
  readonly byId: ReadonlyMap<string, DatastoreState>;
  /** Disks of one virtual machine that are to be kept apart, by the groups they are in. */
  readonly apart: (readonly DiskGroup[])[] = [];
  readonly scattered: ScatteredSet[] = [];
  readonly groups: DiskGroup[] = [];

  private constructor(facts: StorageFacts) {
    this.options = storageOptions(facts.config);
    const average = averageDevice(facts.datastores.flatMap(({ device }) => device ?? []));
    this.datastores = facts.datastores
      .map((one) => stateOf(one, facts, (one.device ?? average)?.slopeMs ?? 0))
      .sort((left, right) => compareIds(left.facts.id, right.facts.id));
    this.able = this.datastores.filter((one) => one.facts.state === 'able');
    this.byId = new Map(this.datastores.map((state) => [state.facts.id, state]));
  }

  /** All of it in one go. */
  static of(facts: StorageFacts): PodLoad {
    const steps = PodLoad.steps(facts);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** Made with rests: in a large datastore cluster there is much to look at. */
  static *steps(facts: StorageFacts): Generator<void, PodLoad> {
    const load = new PodLoad(facts);
    const rulesOf = rulesByVm(facts.rules);
    const disksOf = groupBy(facts.disks, ({ vm }) => vm);
    const { defaultIntraVmAffinity } = facts.config;
    for (const [index, vm] of facts.vms.entries()) {
      if (index % STEP_VMS === 0) yield;
      const rules = rulesOf.get(vm.id) ?? [];
      load.#take(vm, disksOf.get(vm.id) ?? [], { rules, defaultIntraVmAffinity });
    }
    return load;
  }

  /** Carries out a move, and tells it. */
  move(group: DiskGroup, to: DatastoreState): StorageMove {
    const source = group.datastore;
    const before = { source: spaceUtil(source), destination: spaceUtil(to) };
    const latency = { source: source.latencyMs, destination: to.latencyMs };
    this.#add(group, -1);
    shift(source, group, -1);
    group.datastore = to;
    this.#add(group, 1);
    shift(to, group, 1);
    return {
      vm: group.vm.id,
      disks: group.disks.map(({ id }) => id),
      diskIds: group.disks.flatMap(({ diskId }) => diskId ?? []),
      home: group.disks.some(({ diskId }) => diskId === undefined),
      source: source.facts.id,
      destination: to.facts.id,
      sizeTransferredKb: Math.ceil(group.bytes / 1024),
      spaceUtilSrcBefore: before.source,
      spaceUtilSrcAfter: spaceUtil(source),
      spaceUtilDstBefore: before.destination,
      spaceUtilDstAfter: spaceUtil(to),
      ioLatencySrcBefore: latency.source,
      ioLatencyDstBefore: latency.destination,
    };
  }

  /** Jain's index of the latencies that are known, of those that take. */
  fairness(): number | undefined {
    const known = this.able.flatMap(({ latencyMs }) => latencyMs ?? []);
    return known.length === 0 ? undefined : jainFairness(known);
  }

  picture(): readonly DatastoreLoad[] {
    return this.datastores.map((state) => ({
      id: state.facts.id,
      usedBytes: state.usedBytes,
      spaceUtil: spaceUtil(state),
      spaceDemand: percentOf(state.demandBytes, state.facts.capacityBytes),
      overThreshold: isOver(state.usedBytes, state.limitBytes, state.facts.capacityBytes),
      latencyMs: state.latencyMs,
    }));
  }

  #take(vm: StorageVm, disks: readonly DrmDisk[], bound: Bound): void {
    const { groups, apart, scattered } = this.#groupsOf(vm, disks, bound);
    this.groups.push(...groups);
    this.apart.push(...apart);
    this.scattered.push(...scattered);
    for (const group of groups) {
      this.#add(group, 1);
      // What is used holds what disks have written; what they may still write comes on top.
      group.datastore.demandBytes += group.demandBytes - group.bytes;
    }
  }

  #groupsOf(vm: StorageVm, disks: readonly DrmDisk[], bound: Bound) {
    const { together, apart, disabled } = groupDisks(
      disks,
      vm.config,
      bound.defaultIntraVmAffinity,
    );
    const sets = together.map((set) =>
      [...groupBy(set, ({ datastore }) => datastore)].flatMap(([id, part]) => {
        const datastore = this.byId.get(id);
        const isDisabled = part.some((disk) => disabled.has(disk));
        const wish = { vm, disks: part, isDisabled, rules: bound.rules };
        return datastore ? [this.#groupOf({ ...wish, datastore })] : [];
      }),
    );
    const groups = sets.flat();
    const lists = apart.map((list) =>
      groups.filter(({ disks: [first] }) => first !== undefined && list.includes(first)),
    );
    for (const set of sets) for (const group of set) group.mates.push(...others(set, group));
    for (const list of lists) for (const group of list) group.foes.push(...others(list, group));
    return { groups, apart: lists, scattered: sets.filter((set) => set.length > 1) };
  }

  #groupOf(wish: {
    readonly vm: StorageVm;
    readonly disks: readonly DrmDisk[];
    readonly datastore: DatastoreState;
    readonly isDisabled: boolean;
    readonly rules: readonly StorageVmRule[];
  }): DiskGroup {
    const { vm, disks, datastore, rules } = wish;
    const { idleDemandPercent } = this.options;
    const isDisabled = wish.isDisabled || vm.config.enabled === false;
    const pinned = disks.find(({ immovable }) => immovable !== undefined)?.immovable;
    const cause = vm.immovable ?? (isDisabled ? 'disabled' : pinned);
    return {
      vm,
      disks,
      bytes: sumOf(disks, ({ allocatedBytes }) => allocatedBytes),
      demandBytes: sumOf(disks, (disk) => diskDemand(disk, idleDemandPercent)),
      growthBytesPerHour: sumOf(disks, (disk) => disk.growthBytesPerHour),
      workload: sumOf(disks, ({ workload }) => workload),
      guestWriteMbPerSecond: sumOf(disks, (disk) => disk.guestWriteMbPerSecond),
      reservedIops: sumOf(disks, ({ reservedIops }) => reservedIops ?? 0),
      fault: cause === undefined ? undefined : immovableFault(cause),
      rules,
      foes: [],
      mates: [],
      datastore,
      moved: false,
    };
  }

  /** Counts a group where it lies, or no longer. */
  #add(group: DiskGroup, sign: 1 | -1): void {
    const { datastore, vm, rules, disks } = group;
    if (sign > 0) datastore.groups.add(group);
    else datastore.groups.delete(group);
    datastore.growthBytesPerHour += sign * group.growthBytesPerHour;
    datastore.reservedIops += sign * group.reservedIops;
    const count = sign * disks.length;
    datastore.disksOfVm.set(vm.id, (datastore.disksOfVm.get(vm.id) ?? 0) + count);
    for (const rule of rules) {
      datastore.disksOfRule.set(rule, (datastore.disksOfRule.get(rule) ?? 0) + count);
    }
  }
}

function others(groups: readonly DiskGroup[], one: DiskGroup): DiskGroup[] {
  return groups.filter((other) => other !== one);
}

/** What a group brings to a datastore, or takes from it, of what was measured with it in place. */
function shift(state: DatastoreState, group: DiskGroup, sign: 1 | -1): void {
  state.usedBytes += sign * group.bytes;
  state.demandBytes += sign * group.demandBytes;
  if (state.latencyMs !== undefined) {
    state.latencyMs = Math.max(0, state.latencyMs + sign * state.slopeMs * group.workload);
  }
}

export function spaceUtil({ usedBytes, facts }: DatastoreState): number {
  return percentOf(usedBytes, facts.capacityBytes);
}

function stateOf(
  datastore: StorageDatastore,
  { config }: StorageFacts,
  slopeMs: number,
): DatastoreState {
  return {
    facts: datastore,
    limitBytes: usedLimit(datastore.capacityBytes, config.spaceLoadBalanceConfig),
    slopeMs,
    usedBytes: datastore.usedBytes,
    demandBytes: datastore.usedBytes,
    growthBytesPerHour: datastore.otherGrowthBytesPerHour ?? 0,
    latencyMs: datastore.latencyMs,
    reservedIops: 0,
    groups: new Set(),
    disksOfVm: new Map(),
    disksOfRule: new Map(),
  };
}

function rulesByVm(rules: readonly StorageVmRule[]): ReadonlyMap<string, readonly StorageVmRule[]> {
  const byVm = new Map<string, StorageVmRule[]>();
  for (const rule of rules) {
    for (const vm of new Set(rule.vms)) byVm.set(vm, [...(byVm.get(vm) ?? []), rule]);
  }
  return byVm;
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
