/**
 * What a StoragePlacementSpec asks for: which disks of which virtual machine are to be placed in which
 * datastore cluster, where a datastore has been chosen already, and on which hosts it may run.
 *
 * Arguments that are missing or contradict each other are refused here.
 */
import { invalidArgument } from '../../vmodl/fault.ts';
import type {
  PodDiskLocator,
  StorageDrsVmConfigInfo,
  StoragePlacementSpec,
  VirtualMachineCloneSpec,
  VirtualMachineRelocateSpec,
} from '../../vmodl/generated/data.ts';
import type { StoragePlacementSpecPlacementType } from '../../vmodl/generated/enums.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { hasStorageDrs, members } from '../facts/storage-drs-settings.ts';
import type { Context } from '../method.ts';
import type { Host } from '../migrations/move.ts';
import type { Pod } from './pod-entry.ts';

export type PlacementType = StoragePlacementSpecPlacementType;
type Datastore = Ref<'Datastore'>;

const TYPES: readonly PlacementType[] = ['create', 'reconfigure', 'relocate', 'clone'];

/** Names of arguments, as faults tell them. */
export const POD_ARGUMENT = 'podSelectionSpec.storagePod';
const DISK_ARGUMENT = 'podSelectionSpec.initialVmConfig.disk.fileBacking';

/** The home, or one disk, that is to be placed. */
export interface WishedPart {
  /** Key of the disk, as the specification or the device has it; none for the home. */
  readonly diskId?: number | undefined;
  /** Id of the `DrmDisk`. */
  readonly id: string;
  readonly pod: Pod;
  /** The datastore that the client has chosen; one of the datastore cluster. */
  readonly chosen?: Datastore | undefined;
  /** Where it lies now; `` for what does not exist yet. */
  readonly liesOn: string;
  readonly allocatedBytes: number;
  readonly provisionedBytes: number;
  /** As `PlacementDisk` has it. */
  readonly comingBytes?: ReadonlyMap<string, number> | undefined;
}

export interface PlacementWish {
  readonly type: PlacementType;
  /** As it came, with host, pool and folder taken into the specification they are for. */
  readonly spec: StoragePlacementSpec;
  /** Of one that does not exist yet the id is ``. */
  readonly vm: { readonly id: string; readonly name: string };
  /** Where it may run. */
  readonly hosts: readonly Host[];
  /** The one the home goes to, else that of the first disk. */
  readonly pod: Pod;
  readonly parts: readonly WishedPart[];
}

/** A part before it is known which datastore cluster takes it. */
export interface LoosePart extends Omit<WishedPart, 'pod'> {
  /** The datastore that the specification sends all to which is not told apart. */
  readonly chosenForAll?: Datastore | undefined;
}

/** Throws InvalidArgument for a type nobody knows. */
export function placementType({ type }: StoragePlacementSpec): PlacementType {
  const known = TYPES.find((one) => one === type);
  if (!known) throw invalidArgument('type');
  return known;
}

/** What podSelectionSpec says, looked up. */
export class PodSelection {
  /** Takes the home and disks that nobody names. */
  readonly home: Pod | undefined;
  readonly #context: Context;
  readonly #podOfDisk = new Map<number, Pod>();
  readonly #locators = new Map<number, PodDiskLocator>();
  readonly #rest: Pod | undefined;

  /**
   * Throws InvalidArgument for a datastore cluster without datastores or with Storage DRS off, and when none is
   * named; ManagedObjectNotFound.
   */
  constructor({ podSelectionSpec }: StoragePlacementSpec, context: Context) {
    this.#context = context;
    const { storagePod, initialVmConfig = [] } = podSelectionSpec;
    this.home = storagePod && this.#demand(storagePod as Ref);
    let rest: Pod | undefined;
    for (const { storagePod: asked, disk = [] } of initialVmConfig) {
      const pod = this.#demand(asked as Ref);
      for (const locator of disk) {
        // A disk that is named twice is asked to be in two places.
        if (this.#podOfDisk.has(locator.diskId)) throw invalidArgument(DISK_ARGUMENT);
        this.#podOfDisk.set(locator.diskId, pod);
        this.#locators.set(locator.diskId, locator);
      }
      if (disk.length === 0) rest ??= pod;
    }
    this.#rest = this.home ?? rest;
    if (!this.home && initialVmConfig.length === 0) throw invalidArgument(POD_ARGUMENT);
  }

  locator(diskId: number): PodDiskLocator | undefined {
    return this.#locators.get(diskId);
  }

  /** Throws InvalidArgument when a disk is named that is not among them. */
  demandDisks(known: readonly number[]): void {
    for (const key of this.#podOfDisk.keys()) {
      if (!known.includes(key)) throw invalidArgument(DISK_ARGUMENT);
    }
  }

  /** Parts with their datastore clusters; what stays outside of all is left out. */
  assigned(parts: readonly LoosePart[]): readonly WishedPart[] {
    return parts.flatMap(({ chosen: asked, chosenForAll, ...part }) => {
      const own = part.diskId === undefined ? this.home : this.#podOfDisk.get(part.diskId);
      const toldApart = part.diskId !== undefined && own !== undefined;
      const pod = own ?? (part.diskId === undefined ? undefined : this.#rest);
      if (!pod) return [];
      const chosen =
        asked ?? this.#chosenByLocator(part.diskId) ?? (toldApart ? undefined : chosenForAll);
      if (!chosen) return [{ ...part, pod }];
      const isMember = members(this.#context.inventory, pod).some(
        ({ value }) => value === chosen.value,
      );
      return isMember ? [{ ...part, pod, chosen }] : [];
    });
  }

  #chosenByLocator(diskId: number | undefined): Datastore | undefined {
    const backing = diskId === undefined ? undefined : this.#locators.get(diskId)?.diskBackingInfo;
    return datastoreOf(backing, this.#context);
  }

  #demand(asked: Ref): Pod {
    const { inventory } = this.#context;
    const pod = inventory.demand(asked);
    if (!hasStorageDrs(inventory, pod) || members(inventory, pod).length === 0) {
      throw invalidArgument(POD_ARGUMENT);
    }
    return pod;
  }
}

/** The datastore that a backing names; clients without optional members send an empty reference for none. */
export function datastoreOf(backing: object | undefined, context: Context): Datastore | undefined {
  const asked = backing && 'datastore' in backing ? backing.datastore : undefined;
  if (!isReference(asked) || asked.value === '') return undefined;
  const known = context.inventory.demand(asked);
  return known.type === 'Datastore' ? (known as Datastore) : undefined;
}

/** What the virtual machine is to have of its own in a datastore cluster. */
export function wishedVmConfig(
  { podSelectionSpec }: StoragePlacementSpec,
  pod: Pod,
): StorageDrsVmConfigInfo | undefined {
  const own = (podSelectionSpec.initialVmConfig ?? []).filter(
    ({ storagePod }) => storagePod.value === pod.value,
  );
  return own.find(({ vmConfig }) => vmConfig !== undefined)?.vmConfig;
}

/** Rules of its own that come with the question, of a datastore cluster. */
export function wishedRules({ podSelectionSpec }: StoragePlacementSpec, pod: Pod) {
  return (podSelectionSpec.initialVmConfig ?? [])
    .filter(({ storagePod }) => storagePod.value === pod.value)
    .flatMap(({ interVmRule }) => interVmRule ?? []);
}

/** With pool and host that are told beside it. */
export function cloneSpecOf(
  spec: StoragePlacementSpec,
  cloneSpec: VirtualMachineCloneSpec,
): VirtualMachineCloneSpec {
  const { folder: _, ...location } = relocateSpecOf(spec, cloneSpec.location);
  return { ...cloneSpec, location };
}

/** With pool, host and folder that are told beside it. */
export function relocateSpecOf(
  { resourcePool, host, folder }: StoragePlacementSpec,
  spec: VirtualMachineRelocateSpec,
): VirtualMachineRelocateSpec {
  return {
    ...spec,
    pool: spec.pool ?? resourcePool,
    host: spec.host ?? host,
    folder: spec.folder ?? folder,
  };
}
