/**
 * Moves of any part of any VM to any datastore, one after the other: nothing is lost, nothing lies on
 * something else.
 */
import fc from 'fast-check';
import { backingChain } from '../../../../../server/vim/objects/virtual-machine/backing-chain.ts';
import {
  copiesBegun,
  copiesEnded,
} from '../../../../../server/vim/objects/virtual-machine/relocate/copies.ts';
import type { DiskWish } from '../../../../../server/vim/objects/virtual-machine/relocate/file-moves.ts';
import { filesMoved } from '../../../../../server/vim/objects/virtual-machine/relocate/moved-files.ts';
import type { VirtualMachineConfigInfo } from '../../../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import { member } from '../../../../../server/vmodl/value.ts';
import { staleProperties } from '../../../../helpers/derived-anew.ts';
import { catalog, StorageWorld } from './storage-world.ts';

const VMS = ['runs', 'rests', 'sleeps', 'golden', 'remembers', 'formats'] as const;
const DATASTORES = ['DS1', 'DS2', 'DS3'] as const;

type Vm = Ref<'VirtualMachine'>;

const place = fc.constantFrom(...DATASTORES, undefined);
const step = fc.record({
  vm: fc.nat({ max: VMS.length - 1 }),
  /** Names of which files collide. */
  name: fc.constantFrom('web', 'web_1', 'a%2fb', undefined),
  home: place,
  disks: fc.tuple(place, place, place),
  format: fc.constantFrom('thin', 'thick', 'eager', undefined),
  diskMoveType: fc.constantFrom(
    undefined,
    'moveAllDiskBackingsAndAllowSharing',
    'moveChildMostDiskBacking',
    'createNewChildDiskBacking',
  ),
  /** Somebody puts a file there first. */
  loose: fc.constantFrom('web/notes.txt', 'web/web-flat.vmdk', undefined, undefined),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function movesOf(world: StorageWorld, vm: Vm, { home, disks, format, diskMoveType }: Step) {
  const wished = new Map<number, DiskWish>();
  for (const [index, { key }] of world.disks(vm).entries()) {
    const name = disks[index];
    if (name) wished.set(key, { datastore: world.datastore(name), format, diskMoveType });
  }
  return world.moves(vm, home, { disks: wished });
}

function putLoose(world: StorageWorld, path: string | undefined): void {
  if (path === undefined || world.listing('DS2').includes(path)) return;
  world.addLooseFile('DS2', path);
}

/** Bytes on all datastores. */
function used(world: StorageWorld): number {
  return DATASTORES.reduce(
    (sum, name) => sum + Number(world.inventory.read(world.datastore(name) as Ref, '_usedBytes')),
    0,
  );
}

function size(world: StorageWorld, vm: Vm): number {
  return world.files(vm).reduce((sum, file) => sum + file.size, 0);
}

function uuids(world: StorageWorld, vm: Vm): unknown[] {
  return world.disks(vm).map(({ backing }) => member(backing, 'uuid'));
}

/** Paths that two files have. */
function pathsTaken(world: StorageWorld, vms: readonly Vm[]): string[] {
  const loose = DATASTORES.flatMap((name) => {
    const files = world.inventory.read(world.datastore(name) as Ref, '_files') ?? [];
    return (files as unknown as readonly { path: string }[]).map(({ path }) => `[${name}] ${path}`);
  });
  const seen = new Set<string>();
  const isSecond = (name: string) => seen.size === seen.add(name).size;
  return [...loose, ...vms.flatMap((vm) => world.names(vm))].filter(isSecond);
}

/** VMs whose list of datastores is not that of their files. */
function misplaced(world: StorageWorld, vms: readonly Vm[]): Vm[] {
  return vms.filter((vm) => {
    const image = vm === vms[0] ? ['DS1'] : [];
    const files = new Set([...world.names(vm).map((name) => name.slice(1, 4)), ...image]);
    const urls = world.inventory.read(vm, 'config')?.datastoreUrl?.map(({ name }) => name);
    const told = [world.places(vm), urls ?? []].map((names) => [...names].sort().join());
    return told.some((names) => names !== [...files].sort().join());
  });
}

/** Backings, of VMs and snapshots, whose path is on another datastore than they say. */
function contradictions(world: StorageWorld): unknown[] {
  const holders = ['VirtualMachine', 'VirtualMachineSnapshot'].flatMap((type) =>
    world.inventory.ofType(type),
  ) as readonly Ref[];
  return holders.flatMap((holder) => {
    const config = world.inventory.read(holder, 'config') as unknown as VirtualMachineConfigInfo;
    return (config.hardware.device ?? [])
      .flatMap((device) => [...backingChain(device)])
      .filter((backing) => {
        const datastore = member(backing, 'datastore') as Ref<'Datastore'> | undefined;
        if (!datastore) return false;
        const path = String(member(backing, 'fileName'));
        return !path.startsWith(`[${world.inventory.read(datastore, 'name')}] `);
      });
  });
}

/** Files that snapshots name and no VM has. */
function lost(world: StorageWorld, vms: readonly Vm[]): string[] {
  const there = new Set(vms.flatMap((vm) => world.names(vm)));
  const snapshots = world.inventory.ofType('VirtualMachineSnapshot') as readonly Ref[];
  return snapshots.flatMap((snapshot) => {
    const config = world.inventory.read(snapshot, 'config') as unknown as VirtualMachineConfigInfo;
    const disks = config.hardware.device?.filter(({ _typeName }) => _typeName === 'VirtualDisk');
    const chains = (disks ?? []).flatMap((disk) => [...backingChain(disk)]);
    const names = [config.files.vmPathName, ...chains.map((one) => member(one, 'fileName'))];
    return names.map(String).filter((name) => !there.has(name));
  });
}

describe('moves at random', () => {
  it('keep every file, its size and a name of its own', () => {
    const property = fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const world = new StorageWorld();
      const vms = VMS.map((name) => world.vm(name));
      for (const one of steps) {
        const vm = vms[one.vm] as Vm;
        if (one.name) world.rename(vm, one.name);
        putLoose(world, one.loose);
        const moves = movesOf(world, vm, one);
        const before = { used: used(world), size: size(world, vm), uuids: uuids(world, vm) };
        const takes = moves.reduce((sum, { takesBytes }) => sum + takesBytes, 0);

        world.apply(copiesBegun(vm, moves));
        expect(used(world)).toBe(before.used + takes);
        world.apply([...filesMoved(world.inventory, vm, moves), ...copiesEnded(vm)]);

        expect(used(world) - before.used).toBe(size(world, vm) - before.size);
        const same = one.format === undefined && one.diskMoveType !== 'createNewChildDiskBacking';
        if (same) expect(size(world, vm)).toBe(before.size);
        expect(uuids(world, vm)).toEqual(before.uuids);
        expect(pathsTaken(world, vms)).toEqual([]);
        expect(misplaced(world, vms)).toEqual([]);
        expect(contradictions(world)).toEqual([]);
        expect(lost(world, vms)).toEqual([]);
        expect(movesOf(world, vm, one)).toEqual([]);
      }
      expect(staleProperties(catalog, world.inventory)).toEqual([]);
    });

    fc.assert(property, { numRuns: 25 });
  }, 120_000);
});
