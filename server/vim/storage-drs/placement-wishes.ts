/**
 * The four kinds of things that can be placed: a new virtual machine, new disks, one that moves, a copy.
 */
import { isVirtualDisk } from '../../inventory/templates/vm-files.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type {
  StoragePlacementSpec,
  VirtualDeviceConfigSpec,
  VirtualDisk,
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
  VirtualMachineRelocateSpec,
} from '../../vmodl/generated/data.ts';
import { type Ref, sameReference } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { candidates } from '../checks/candidates.ts';
import { parseDatastorePath } from '../datastore-files/datastore-path.ts';
import { diskIdOf, drmDisks } from '../facts/storage-drs-disks.ts';
import { members } from '../facts/storage-drs-settings.ts';
import type { Context } from '../method.ts';
import type { Host, Pool } from '../migrations/move.ts';
import { demandNewVmSpec, newVmName } from '../objects/folder/create-vm-config.ts';
import { demandCloneConfig } from '../objects/virtual-machine/clone/config.ts';
import { copiedDisks, copiedFiles } from '../objects/virtual-machine/clone/files.ts';
import { resolveClone } from '../objects/virtual-machine/clone/request.ts';
import { wantedBytes } from '../objects/virtual-machine/devices/disk-file.ts';
import { filesOfDisk } from '../objects/virtual-machine/relocate/disk-chain.ts';
import { resolveRelocation } from '../objects/virtual-machine/relocate/resolve.ts';
import { datacenterOf } from '../place.ts';
import { MovedSizes } from './moved-sizes.ts';
import {
  cloneSpecOf,
  datastoreOf,
  type LoosePart,
  type PlacementType,
  type PlacementWish,
  PodSelection,
  placementType,
  relocateSpecOf,
} from './placement-wish.ts';
import { diskKeys } from './pod-scope.ts';

type Spec = StoragePlacementSpec;
type Vm = Ref<'VirtualMachine'>;
type Datastore = Ref<'Datastore'>;

/** What a new virtual machine has beside its disks: configuration, firmware variables, log. */
const NEW_HOME_BYTES = 512 * 1024;

/** A wish without what is said of datastore clusters. */
interface Asked extends Pick<PlacementWish, 'spec' | 'vm' | 'hosts'> {
  readonly parts: readonly LoosePart[];
}

type ReadWish = (spec: Spec, selection: PodSelection, context: Context) => Asked;

const READERS: Readonly<Record<PlacementType, ReadWish>> = {
  create: askedOfNew,
  reconfigure: askedOfNewDisks,
  relocate: askedOfMove,
  clone: askedOfCopy,
};

/**
 * Throws InvalidArgument that names what is missing or wrong, ManagedObjectNotFound, and what the method that
 * will carry it out refuses at once.
 */
export function placementWish(spec: Spec, context: Context): PlacementWish {
  const type = placementType(spec);
  demandMembers(spec, type);
  const selection = new PodSelection(spec, context);
  demandHome(spec, type, selection);
  const asked = READERS[type](spec, selection, context);
  const diskIds = asked.parts.flatMap(({ diskId }) => diskId ?? []);
  selection.demandDisks(diskIds);
  const there = type === 'create' ? undefined : spec.vm;
  demandRuledDisks(spec, [...diskIds, ...(there ? diskKeys(context.inventory, there) : [])]);
  const parts = selection.assigned(asked.parts);
  const [first] = parts;
  if (!first) throw invalidArgument(type === 'reconfigure' ? 'configSpec' : 'podSelectionSpec');
  return { ...asked, type, parts, pod: selection.home ?? first.pod };
}

const REQUIRED = {
  create: ['resourcePool', 'configSpec'],
  reconfigure: ['vm', 'configSpec'],
  relocate: ['vm', 'relocateSpec'],
  clone: ['folder', 'vm', 'cloneName', 'cloneSpec'],
} as const satisfies Readonly<Record<PlacementType, readonly (keyof Spec)[]>>;

function demandMembers(spec: Spec, type: PlacementType): void {
  const missing = REQUIRED[type].find((name) => spec[name] === undefined || spec[name] === '');
  if (missing !== undefined) throw invalidArgument(missing);
}

/** Without a datastore cluster for it, the home of a new virtual machine must be sent somewhere. */
function demandHome(spec: Spec, type: PlacementType, { home }: PodSelection): void {
  if (type === 'create' && !home && !spec.configSpec?.files?.vmPathName) {
    throw invalidArgument('configSpec.files');
  }
}

/** What the virtual machine is to have of its own may speak of disks that it has, and of new ones. */
function demandRuledDisks(spec: Spec, known: readonly number[]): void {
  const configs = spec.podSelectionSpec.initialVmConfig ?? [];
  const ruled = configs.flatMap(({ vmConfig }) => [
    ...(vmConfig?.intraVmAntiAffinity?.diskId ?? []),
    ...(vmConfig?.virtualDiskRules ?? []).flatMap(({ diskId }) => diskId ?? []),
  ]);
  if (!ruled.every((key) => known.includes(key))) {
    throw invalidArgument('podSelectionSpec.initialVmConfig.vmConfig');
  }
}

function askedOfNew(spec: Spec, _: PodSelection, context: Context): Asked {
  const { inventory, catalog } = context;
  const { configSpec, resourcePool } = spec;
  if (!configSpec || !resourcePool) throw invalidArgument('configSpec');
  const pool = inventory.demand(resourcePool as Ref) as Pool;
  if (!catalog.isA(pool.type, 'ResourcePool')) throw invalidArgument('resourcePool');
  const host = spec.host && (inventory.demand(spec.host) as Host);
  if (host && !sameReference(inventory.read(host, 'parent'), inventory.read(pool, 'owner'))) {
    throw invalidArgument('host');
  }
  const takes: readonly string[] = spec.folder
    ? (inventory.read(inventory.demand(spec.folder), 'childType') ?? [])
    : ['VirtualMachine'];
  if (!takes.includes('VirtualMachine')) throw invalidArgument('folder');
  const name = newVmName(configSpec);
  demandNewVmSpec(configSpec, context);
  const names = { host: 'host', pool: 'resourcePool' };
  const home: LoosePart = {
    ...{ id: ':home', liesOn: '', chosen: homeChosen(configSpec, pool, context) },
    ...{ allocatedBytes: NEW_HOME_BYTES, provisionedBytes: NEW_HOME_BYTES },
  };
  return {
    spec,
    vm: { id: '', name },
    hosts: candidates(inventory, { pool, host, anyCluster: true }, names),
    parts: [home, ...newDisks(configSpec.deviceChange, '', context)],
  };
}

/** The datastore that the path of the home names, if any. */
function homeChosen({ files }: VirtualMachineConfigSpec, pool: Pool, { inventory }: Context) {
  const name = parseDatastorePath(files?.vmPathName ?? '')?.datastore;
  const datacenter = datacenterOf(inventory, pool);
  const known = (datacenter && inventory.read(datacenter, 'datastore')) ?? [];
  return name ? known.find((one) => inventory.read(one, 'name') === name) : undefined;
}

function askedOfNewDisks(spec: Spec, _: PodSelection, context: Context): Asked {
  const { inventory } = context;
  const { configSpec } = spec;
  const vm = demandVm(spec, context);
  const { host } = inventory.read(vm, 'runtime');
  return {
    spec,
    vm: { id: vm.value, name: inventory.read(vm, 'name') },
    hosts: host ? [host] : [],
    parts: newDisks(configSpec?.deviceChange, vm.value, context),
  };
}

function askedOfMove(spec: Spec, selection: PodSelection, context: Context): Asked {
  const { inventory } = context;
  const vm = demandVm(spec, context);
  if (!spec.relocateSpec) throw invalidArgument('relocateSpec');
  const relocateSpec = relocateSpecOf(spec, spec.relocateSpec);
  const located = withLocators(relocateSpec, inventory.read(vm, 'config'), selection);
  // One that goes to another datacenter must say where its files go: this is what is being found out.
  const [any] = selection.home ? members(inventory, selection.home) : [];
  const known = { ...located, datastore: located.datastore ?? any };
  const { candidates: hosts } = resolveRelocation(vm, known, context);
  const sizes = new MovedSizes(inventory, vm, located);
  const parts = drmDisks(context, vm).map(({ disk }): LoosePart => {
    const { id, diskId, datastore: liesOn } = disk;
    return { id, diskId, liesOn, ...chosenIn(relocateSpec, diskId), ...sizes.of(disk) };
  });
  return {
    spec: { ...spec, relocateSpec },
    vm: { id: vm.value, name: inventory.read(vm, 'name') },
    ...{ hosts, parts },
  };
}

/** With formats and ways to move that the selection of datastore clusters tells of single disks. */
function withLocators(
  location: VirtualMachineRelocateSpec,
  config: VirtualMachineConfigInfo | undefined,
  selection: PodSelection,
): VirtualMachineRelocateSpec {
  const told = new Map((location.disk ?? []).map((one) => [one.diskId, one]));
  for (const disk of (config?.hardware.device ?? []).filter(isVirtualDisk)) {
    const { key: diskId } = disk;
    const locator = selection.locator(diskId);
    const own = told.get(diskId);
    const datastore = own?.datastore ?? location.datastore ?? filesOfDisk(disk).at(-1)?.datastore;
    if (!locator || !datastore) continue;
    const diskMoveType = own?.diskMoveType ?? locator.diskMoveType;
    const diskBackingInfo = own?.diskBackingInfo ?? locator.diskBackingInfo;
    const plain = build('VirtualMachineRelocateSpecDiskLocator', { diskId, datastore });
    told.set(diskId, { ...plain, ...own, diskMoveType, diskBackingInfo });
  }
  return told.size === 0 ? location : { ...location, disk: [...told.values()] };
}

function askedOfCopy(spec: Spec, selection: PodSelection, context: Context): Asked {
  const vm = demandVm(spec, context);
  const { folder, cloneName = '' } = spec;
  if (!folder || !spec.cloneSpec) throw invalidArgument('cloneSpec');
  const cloneSpec = cloneSpecOf(spec, spec.cloneSpec);
  const { snapshot } = cloneSpec;
  const { inventory } = context;
  const base = snapshot
    ? (inventory.read(inventory.demand(snapshot), 'config') as VirtualMachineConfigInfo | undefined)
    : inventory.read(vm, 'config');
  const location = withLocators(cloneSpec.location, base, selection);
  const located = { ...cloneSpec, location };
  const request = resolveClone(vm, { folder, name: cloneName, spec: located }, context);
  demandCloneConfig(request);
  const disks = copiedDisks(request);
  const parts = copiedFiles(request, disks, context).map(({ key, takesBytes }): LoosePart => {
    const diskId = key === 'home' ? undefined : key;
    const capacity = disks.find((disk) => disk.key === key)?.capacity ?? 0;
    return {
      ...{ id: `:${key}`, diskId, liesOn: '' },
      ...chosenIn(cloneSpec.location, diskId),
      ...{ allocatedBytes: takesBytes, provisionedBytes: Math.max(takesBytes, capacity) },
    };
  });
  return {
    spec: { ...spec, cloneSpec },
    vm: { id: '', name: cloneName },
    hosts: request.candidates,
    parts: [...parts, ...newDisks(cloneSpec.config?.deviceChange, '', context)],
  };
}

function demandVm({ vm }: Spec, { inventory }: Context): Vm {
  if (!vm) throw invalidArgument('vm');
  const known: Ref = inventory.demand(vm);
  if (known.type !== 'VirtualMachine') throw invalidArgument('vm');
  return known as Vm;
}

/** Disks whose files are to be made. */
function newDisks(
  entries: readonly VirtualDeviceConfigSpec[] = [],
  vm: string,
  context: Context,
): readonly LoosePart[] {
  return entries.filter(isNewDisk).map(({ device }): LoosePart => {
    const disk = device as VirtualDisk;
    const capacity = wantedBytes(disk, 0);
    return {
      ...{ id: diskIdOf(vm, disk.key), diskId: disk.key, liesOn: '' },
      chosen: datastoreOf(disk.backing, context),
      allocatedBytes: member(disk.backing, 'thinProvisioned') === true ? 0 : capacity,
      provisionedBytes: capacity,
    };
  });
}

export function isNewDisk({ operation, fileOperation, device }: VirtualDeviceConfigSpec): boolean {
  return operation === 'add' && fileOperation === 'create' && isVirtualDisk(device);
}

/** Where a specification sends a disk, or the home. */
function chosenIn(
  { datastore, disk }: VirtualMachineRelocateSpec,
  diskId: number | undefined,
): Pick<LoosePart, 'chosen' | 'chosenForAll'> {
  const own = disk?.find((one) => one.diskId === diskId)?.datastore;
  return diskId === undefined
    ? { chosen: datastore as Datastore | undefined }
    : { chosen: own as Datastore | undefined, chosenForAll: datastore as Datastore | undefined };
}
