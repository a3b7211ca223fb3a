/**
 * What a placement brings into a datastore cluster: disks that are made, cloned or come from elsewhere, in
 * the groups that stay together, each with what it asks of a datastore.
 */
import type { DrmDisk, StorageFacts, StorageVm, StorageVmRule } from './facts.ts';
import { groupDisks } from './grouping.ts';
import type { DatastoreState, PodLoad } from './pod-load.ts';
import { meetsOthers, suitsProfiles, takes } from './room.ts';
import { diskDemand, excessOf } from './space.ts';
import type { MoveRefusal } from './storage-plan.ts';

export interface PlacementDisk extends DrmDisk {
  /** Id of the datastore the client has chosen for it. */
  readonly chosen?: string | undefined;
  /**
   * What comes to datastores on which some of its files lie, by their ids: files written anew in another format,
   * and those that join the others. Nothing to those it lies on unless told.
   */
  readonly comingBytes?: ReadonlyMap<string, number> | undefined;
}

export interface PlacementRequest {
  /** The one that is made, or the one whose disks move or get company. Its id is `` before it exists. */
  readonly vm: StorageVm;
  /** Disks that lie in the cluster already, in a relocation, are among the facts too. */
  readonly disks: readonly PlacementDisk[];
  /** Where it may run when its host is not known: hosts of the cluster it is made in. */
  readonly hosts?: ReadonlySet<string> | undefined;
  /** Ids of virtual machines it must not share a datastore with, besides those of the rules. */
  readonly apartFrom?: ReadonlySet<string> | undefined;
  /** `disallowPrerequisiteMoves` */
  readonly movesNothing?: boolean | undefined;
}

/** A group of newcomers. */
export interface Newcomer {
  readonly vm: StorageVm;
  readonly disks: readonly PlacementDisk[];
  readonly hosts: ReadonlySet<string> | undefined;
  readonly chosen: string | undefined;
  /** Companions which are there already lie here. */
  readonly near: ReadonlySet<string> | undefined;
  /** Here lies what it must be kept apart from. */
  readonly away: ReadonlySet<string>;
  readonly rules: readonly StorageVmRule[];
  readonly apartFrom: ReadonlySet<string>;
  readonly foes: Newcomer[];
  /** Where it has been put. */
  place: DatastoreState | undefined;
}

/** Largest first: they have the least choice. */
export function newcomersOf(request: PlacementRequest, facts: StorageFacts): readonly Newcomer[] {
  const { vm, disks, hosts, apartFrom = new Set<string>() } = request;
  const coming = new Set(disks.map(({ id }) => id));
  const there = facts.disks.filter((disk) => disk.vm === vm.id && !coming.has(disk.id));
  const { defaultIntraVmAffinity } = facts.config;
  const grouping = groupDisks<PlacementDisk>(
    [...disks, ...there],
    vm.config,
    defaultIntraVmAffinity,
  );
  const rules = facts.rules.filter(({ vms }) => vms.includes(vm.id));
  const byDisk = new Map<PlacementDisk, Newcomer>();
  const placesOf = (list: readonly PlacementDisk[]) =>
    new Set(list.filter(({ id }) => !coming.has(id)).map(({ datastore }) => datastore));
  const newcomers = grouping.together.flatMap((set) => {
    const near = placesOf(set);
    return byChoice(set.filter(({ id }) => coming.has(id))).map((part): Newcomer => {
      const lists = grouping.apart.filter((list) => list.some((disk) => part.includes(disk)));
      const newcomer: Newcomer = {
        ...{ vm, disks: part, hosts, rules, apartFrom, foes: [], place: undefined },
        chosen: part[0]?.chosen,
        near: near.size > 0 ? near : undefined,
        away: new Set(lists.flatMap((list) => [...placesOf(list)])),
      };
      for (const disk of part) byDisk.set(disk, newcomer);
      return newcomer;
    });
  });
  for (const list of grouping.apart) {
    const involved = list.flatMap((disk) => byDisk.get(disk) ?? []);
    for (const one of involved) one.foes.push(...involved.filter((other) => other !== one));
  }
  return newcomers.sort((left, right) => provisionedBytes(right) - provisionedBytes(left));
}

/** What the client has chosen a datastore for goes there, whatever the rest does. */
function byChoice(disks: readonly PlacementDisk[]): PlacementDisk[][] {
  const chosen = new Set(disks.map((disk) => disk.chosen));
  return [...chosen].map((one) => disks.filter((disk) => disk.chosen === one));
}

function provisionedBytes({ disks }: Newcomer): number {
  return disks.reduce((sum, disk) => sum + disk.provisionedBytes, 0);
}

/** What comes to a datastore with it. */
export function bytesAt({ disks }: Newcomer, to: DatastoreState): number {
  return disks.reduce((sum, disk) => sum + (rewrittenAt(disk, to) ?? disk.allocatedBytes), 0);
}

export function demandAt(
  { disks }: Newcomer,
  to: DatastoreState,
  { options }: Pick<PodLoad, 'options'>,
): number {
  const asked = disks.map(
    (disk) => rewrittenAt(disk, to) ?? diskDemand(disk, options.idleDemandPercent),
  );
  return asked.reduce((sum, one) => sum + one, 0);
}

/** What comes of a disk to a datastore on which some of it lies; undefined: all of it comes. */
function rewrittenAt(disk: PlacementDisk, { facts }: DatastoreState): number | undefined {
  return disk.comingBytes?.get(facts.id) ?? (disk.datastore === facts.id ? 0 : undefined);
}

/** Bytes a datastore lacks for something that comes; 0 when there is room. */
export function missingBytes(to: DatastoreState, bytes: number, demandBytes: number): number {
  if (demandBytes <= 0) return 0;
  const { capacityBytes, leasedBytes = 0 } = to.facts;
  const used = to.usedBytes + leasedBytes + bytes;
  const demand = to.demandBytes + leasedBytes + demandBytes;
  return excessOf(Math.max(used, demand), capacityBytes, capacityBytes);
}

/** Why it cannot go to a datastore, whether or not there is room. */
export function placementRefusal(
  newcomer: Newcomer,
  to: DatastoreState,
  { options }: Pick<PodLoad, 'options'>,
): MoveRefusal | undefined {
  if (!takes(to)) return 'notAble';
  if (!isMounted(newcomer, to)) return 'notMounted';
  if (options.profiles === 'hard' && !suitsProfiles(newcomer, to)) return 'profile';
  if (newcomer.chosen !== undefined) {
    return newcomer.chosen === to.facts.id ? undefined : 'rule';
  }
  return meetsFoes(newcomer, to) ? 'rule' : undefined;
}

function isMounted({ vm, hosts }: Newcomer, { facts }: DatastoreState): boolean {
  if (vm.host !== undefined) return facts.hosts.has(vm.host);
  return hosts === undefined || [...hosts].some((host) => facts.hosts.has(host));
}

function meetsFoes(newcomer: Newcomer, to: DatastoreState): boolean {
  const { near, away, foes, rules, apartFrom } = newcomer;
  const { id } = to.facts;
  if ((near !== undefined && !near.has(id)) || away.has(id)) return true;
  if (foes.some(({ place }) => place === to)) return true;
  if (rules.some((rule) => meetsOthers(newcomer, rule, to))) return true;
  return [...apartFrom].some((vm) => (to.disksOfVm.get(vm) ?? 0) > 0);
}

/** Mounted only on some of the hosts it may run on. */
export function isPartial({ hosts }: Newcomer, { facts }: DatastoreState): boolean {
  return hosts !== undefined && [...hosts].some((host) => !facts.hosts.has(host));
}
