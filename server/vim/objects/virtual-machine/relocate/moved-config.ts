/**
 * A VM's configuration as it will be once files have moved: paths, datastores and formats of disks, the
 * home's directories. The configurations that snapshots keep follow along.
 */
import type { Inventory } from '../../../../inventory/inventory.ts';
import type { SizedBacking } from '../../../../inventory/templates/vm-drives.ts';
import {
  capacityBytesOf,
  isVirtualDisk,
  vmFiles,
} from '../../../../inventory/templates/vm-files.ts';
import { build } from '../../../../vmodl/build.ts';
import type {
  VirtualDevice,
  VirtualDisk,
  VirtualMachineConfigInfo,
} from '../../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../../vmodl/reference.ts';
import { isDataObject, member } from '../../../../vmodl/value.ts';
import type { FileMove } from '../../../migrations/move.ts';
import { snapshotsOf } from '../../datastore/renamed-paths.ts';
import { backingChain } from '../backing-chain.ts';
import { pathOn } from '../loose-files.ts';
import { type ChainLink, chainAfter, filesOfDisk, linked } from './disk-chain.ts';
import { homeDatastoreOf } from './file-moves.ts';
import { FileNames } from './file-names.ts';

type Vm = Ref<'VirtualMachine'>;
type Datastore = Ref<'Datastore'>;

export interface MovedConfig {
  readonly config: VirtualMachineConfigInfo;
  /** A snapshot's configuration with the same files moved; the same value when none of them is in it. */
  readonly inSnapshot: (config: VirtualMachineConfigInfo) => VirtualMachineConfigInfo;
}

/** What becomes of one disk. */
interface MovedDisk {
  readonly key: number;
  readonly links: readonly ChainLink[];
  /** Files of snapshots on other branches, which are in no chain of the VM. */
  readonly branches: readonly ChainLink[];
  readonly to: Datastore;
  readonly capacity: number;
}

/** Members of a backing that a move sets, by the path the file had. */
type NewMembers = ReadonlyMap<string, Partial<SizedBacking>>;

export function movedConfig(
  inventory: Inventory,
  vm: Vm,
  moves: readonly FileMove[],
): MovedConfig | undefined {
  const config = inventory.read(vm, 'config');
  if (!config) return undefined;
  const disks = movedDisks(inventory, vm, config, moves);
  const home = moves.find(({ key }) => key === 'home');
  const owner = { name: inventory.read(vm, 'name'), vm };
  const names = new FileNames(inventory, owner, stayingFiles(inventory, vm, disks, home));
  const homeDatastore = home?.to ?? homeDatastoreOf(inventory, vm);
  if (!home && homeDatastore) names.keepFolder(homeDatastore, folderOf(config));

  const backings = new Map<number, SizedBacking>();
  const renamed = new Map<number, NewMembers>();
  for (const disk of disks) {
    const links = [...disk.links, ...disk.branches];
    const named = names.ofDisk(links, disk.to, disk.capacity);
    const nameOf = (link: ChainLink) => named.get(link) ?? link.after.fileName;
    const backing = linked(disk.links, nameOf);
    if (backing) backings.set(disk.key, backing);
    renamed.set(disk.key, newMembers(links, nameOf));
  }
  const withHome = (one: VirtualMachineConfigInfo) =>
    home ? homeMoved(one, names.vmxPath(home.to), names.directory(home.to)) : one;
  const withUrls = (one: VirtualMachineConfigInfo) => ({
    ...one,
    datastoreUrl: urlPairs(inventory, one, homeDatastore),
  });
  return {
    config: withUrls(
      withDisks(withHome(config), (device) => {
        const backing = backings.get(device.key);
        return backing ? { ...device, backing } : device;
      }),
    ),
    inSnapshot: (kept) => {
      const moved = withDisks(withHome(kept), (device) => {
        const members = renamed.get(device.key);
        const backing = members ? rewritten(device.backing, members) : device.backing;
        return backing === device.backing ? device : ({ ...device, backing } as VirtualDevice);
      });
      return moved === kept ? kept : withUrls(moved);
    },
  };
}

function movedDisks(
  inventory: Inventory,
  vm: Vm,
  config: VirtualMachineConfigInfo,
  moves: readonly FileMove[],
): readonly MovedDisk[] {
  return (config.hardware.device ?? []).filter(isVirtualDisk).flatMap((disk) => {
    const move = moves.find(({ key }) => key === disk.key);
    if (!move) return [];
    const capacity = capacityBytesOf(disk);
    const files = filesOfDisk(disk);
    const whole = (move.chain ?? 'whole') === 'whole';
    return {
      key: disk.key,
      to: move.to,
      capacity,
      links: chainAfter(files, capacity, move),
      branches: whole ? branchesOf(inventory, vm, disk, files, move.to) : [],
    };
  });
}

function branchesOf(
  inventory: Inventory,
  vm: Vm,
  disk: VirtualDisk,
  files: readonly SizedBacking[],
  to: Datastore,
): readonly ChainLink[] {
  const known = new Set(files.map(({ fileName }) => fileName));
  const found: SizedBacking[] = [];
  for (const snapshot of snapshotsOf(inventory, vm)) {
    const kept = inventory.read(snapshot, 'config') as VirtualMachineConfigInfo | undefined;
    const then = kept?.hardware.device?.find(({ key }) => key === disk.key);
    for (const file of then && isVirtualDisk(then) ? filesOfDisk(then) : []) {
      if (known.has(file.fileName)) continue;
      known.add(file.fileName);
      found.push(file);
    }
  }
  return chainAfter(found, capacityBytesOf(disk), { to });
}

/** The VM's files that are where they were when all is done. */
function stayingFiles(
  inventory: Inventory,
  vm: Vm,
  disks: readonly MovedDisk[],
  home: FileMove | undefined,
): readonly string[] {
  const config = inventory.read(vm, 'config');
  if (!config) return [];
  const facts = { config, runtime: inventory.read(vm, 'runtime') };
  const moved = new Map(disks.map((disk) => [disk.key, disk]));
  const gone = new Set<string>();
  for (const disk of (config.hardware.device ?? []).filter(isVirtualDisk)) {
    const links = moved.get(disk.key)?.links;
    const stay = links?.flatMap(({ before, moves, inPlace }) =>
      before && (inPlace || !moves) ? before.fileName : [],
    );
    if (!stay) continue;
    for (const { fileName } of filesOfDisk(disk)) if (!stay.includes(fileName)) gone.add(fileName);
  }
  return vmFiles({ ...facts, snapshot: inventory.read(vm, 'snapshot') })
    .files.filter(({ backing }) => (backing ? !gone.has(backing) : !home))
    .map(({ name }) => name);
}

/** `web/` */
function folderOf(config: VirtualMachineConfigInfo): string {
  const path = pathOn(config.files.vmPathName ?? '');
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function newMembers(links: readonly ChainLink[], nameOf: (link: ChainLink) => string): NewMembers {
  return new Map(
    links.flatMap((link) => {
      const { before, after, moves } = link;
      if (!before || !moves) return [];
      const { datastore, thinProvisioned, eagerlyScrub } = after;
      const format = thinProvisioned === undefined ? {} : { thinProvisioned, eagerlyScrub };
      return [[before.fileName, { fileName: nameOf(link), datastore, ...format }] as const];
    }),
  );
}

/** A chain with new members wherever the path is known; the same value when it is nowhere. */
function rewritten(backing: unknown, members: NewMembers): unknown {
  if (!isDataObject(backing)) return backing;
  const below = member(backing, 'parent');
  const parent = below === undefined ? undefined : rewritten(below, members);
  const own = members.get(String(member(backing, 'fileName')));
  if (!own && parent === below) return backing;
  return parent === undefined ? { ...backing, ...own } : { ...backing, ...own, parent };
}

export function withDisks(
  config: VirtualMachineConfigInfo,
  change: (disk: VirtualDevice) => VirtualDevice,
): VirtualMachineConfigInfo {
  const before = config.hardware.device ?? [];
  const device = before.map((one) => (isVirtualDisk(one) ? change(one) : one));
  if (device.every((one, index) => one === before[index])) return config;
  return { ...config, hardware: { ...config.hardware, device } };
}

/** All directories follow the home, wherever they were. */
export function homeMoved(
  config: VirtualMachineConfigInfo,
  vmPathName: string,
  directory: string,
): VirtualMachineConfigInfo {
  const moved = Object.keys(config.files)
    .filter((name) => name.endsWith('Directory'))
    .map((name) => [name, directory] as const);
  const nvram = `${vmPathName.slice(directory.length).replace(/\.vmx$/, '')}.nvram`;
  return {
    ...config,
    files: { ...config.files, vmPathName, ...Object.fromEntries(moved) },
    ...(config.extraConfig && {
      extraConfig: config.extraConfig.map((option) =>
        option.key === 'nvram' ? { ...option, value: nvram } : option,
      ),
    }),
  };
}

/** Datastores of the home and of devices' files, each once. */
export function urlPairs(
  inventory: Inventory,
  config: VirtualMachineConfigInfo,
  home: Datastore | undefined,
) {
  const found = new Map(home ? [[home.value, home]] : []);
  for (const device of config.hardware.device ?? []) {
    for (const at of backingChain(device)) {
      const ref = member(at, 'datastore');
      if (isReference(ref)) found.set(ref.value, ref as Datastore);
    }
  }
  return [...found.values()]
    .map((ref) => inventory.read(ref, 'summary'))
    .map(({ name, url }) => build('VirtualMachineConfigInfoDatastoreUrlPair', { name, url }));
}
