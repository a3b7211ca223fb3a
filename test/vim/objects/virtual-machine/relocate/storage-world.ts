/**
 * Two hosts, three datastores they share, and VMs of every kind on them; files are moved as a migration
 * moves them, without its time.
 */
import { assign, type Change } from '../../../../../server/inventory/change.ts';
import type { Inventory } from '../../../../../server/inventory/inventory.ts';
import type { SizedBacking } from '../../../../../server/inventory/templates/vm-drives.ts';
import {
  type DiskWish,
  fileMoves,
  type StorageWish,
} from '../../../../../server/vim/objects/virtual-machine/relocate/file-moves.ts';
import { filesMoved } from '../../../../../server/vim/objects/virtual-machine/relocate/moved-files.ts';
import { loadCatalog } from '../../../../../server/vmodl/catalog.ts';
import type { VirtualDisk } from '../../../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import { data } from '../../../../../server/vmodl/value.ts';
import { datacenterOf, named } from '../../../../helpers/seeded.ts';

export const GB = 2 ** 30;
export const MB = 2 ** 20;
/** Key of the first disk. */
export const DISK = 2000;

export const catalog = loadCatalog();

type Vm = Ref<'VirtualMachine'>;
type Datastore = Ref<'Datastore'>;

const WORLD = `clusters:
  - name: C
    hosts: [{ name: h1 }, { name: h2 }]
datastores:
  - { name: DS1, capacityGb: 500, files: [{ path: iso/tools.iso, sizeMb: 100 }] }
  - { name: DS2, capacityGb: 500 }
  - { name: DS3, capacityGb: 500 }
vms:
  - name: runs
    memoryMb: 4096
    memory: { reservation: 1024 }
    cdrom: "[DS1] iso/tools.iso"
    disks: [{ sizeGb: 40, usedGb: 12 }, { sizeGb: 10, provisioning: thick }]
  - { name: rests, power: "off", firmware: efi, disks: [{ sizeGb: 8, usedGb: 2 }] }
  - { name: sleeps, power: suspended, memoryMb: 1024, disks: [{ sizeGb: 8, usedGb: 2 }] }
  - { name: golden, template: true, disks: [{ sizeGb: 8, usedGb: 2 }] }
  - name: remembers
    memoryMb: 512
    disks: [{ sizeGb: 16, provisioning: thick }, { sizeGb: 16, usedGb: 3 }]
    snapshots: [{ name: one }, { name: two, memory: true, deltaGb: 1 }]
  - { name: formats, power: "off", disks: [
      { sizeGb: 10, usedGb: 4 }, { sizeGb: 10, provisioning: thick }, { sizeGb: 10, provisioning: eager } ] }
`;

export class StorageWorld {
  readonly inventory: Inventory = datacenterOf(catalog, WORLD);

  vm(name: string): Vm {
    return named(this.inventory, 'VirtualMachine', name);
  }

  datastore(name: string): Datastore {
    return named(this.inventory, 'Datastore', name);
  }

  /** What moves when the VM (its home and unlisted disks) shall go to a datastore, disks by key to others. */
  moves(vm: Vm, to: string | undefined, rest: Partial<StorageWish> = {}) {
    const datastore = to === undefined ? undefined : this.datastore(to);
    return fileMoves(this.inventory, vm, { datastore, disks: new Map(), ...rest });
  }

  /** Moves them; nothing else happens in the commit. */
  move(vm: Vm, to: string | undefined, rest: Partial<StorageWish> = {}): void {
    this.apply(filesMoved(this.inventory, vm, this.moves(vm, to, rest)));
  }

  /** A wish for one disk. */
  disk(key: number, to: string, rest: Omit<DiskWish, 'datastore'> = {}) {
    return { disks: new Map([[key, { datastore: this.datastore(to), ...rest }]]) };
  }

  apply(changes: readonly Change[]): void {
    this.inventory.apply(changes);
  }

  rename(vm: Vm, name: string): void {
    this.apply([assign(vm, 'config.name', name)]);
  }

  /** A file that belongs to no VM. */
  addLooseFile(datastore: string, path: string, size = 0): void {
    const file = {
      key: path,
      path,
      size,
      type: 'file',
      owner: 'root',
      modified: '2026-01-01T00:00:00Z',
    };
    const value = data('_DatastoreFile', file);
    this.apply([{ op: 'insert', ref: this.datastore(datastore), path: '_files', value }]);
  }

  disks(vm: Vm): readonly VirtualDisk[] {
    const devices = this.inventory.read(vm, 'config')?.hardware.device ?? [];
    return devices.filter((device): device is VirtualDisk => device._typeName === 'VirtualDisk');
  }

  /** Names of a disk's files, base first. */
  chain(vm: Vm, index = 0): string[] {
    const names: string[] = [];
    let at = this.disks(vm)[index]?.backing as SizedBacking | undefined;
    for (; at; at = at.parent) names.unshift(at.fileName);
    return names;
  }

  backing(vm: Vm, index = 0): SizedBacking {
    return this.disks(vm)[index]?.backing as SizedBacking;
  }

  files(
    vm: Vm,
  ): readonly { readonly name: string; readonly type: string; readonly size: number }[] {
    return (this.inventory.read(vm, 'layoutEx')?.file ?? []).map(({ name, type, size }) => ({
      name,
      type,
      size: Number(size),
    }));
  }

  names(vm: Vm): string[] {
    return this.files(vm).map(({ name }) => name);
  }

  /** Paths on a datastore, of VMs and others. */
  listing(name: string): string[] {
    const files = this.inventory.read(this.datastore(name) as Ref, '_listing');
    return (files as unknown as readonly { readonly path: string }[]).map(({ path }) => path);
  }

  /** Names of the datastores a VM lies on. */
  places(vm: Vm): string[] {
    return (this.inventory.read(vm, 'datastore') ?? []).map((one) =>
      this.inventory.read(one, 'name'),
    );
  }

  free(name: string): number {
    return Number(this.inventory.read(this.datastore(name), 'summary').freeSpace);
  }

  get freeInAll(): number {
    return this.free('DS1') + this.free('DS2') + this.free('DS3');
  }
}
