/**
 * A VM's home and disks as the checks see them: where they lie, and where a move takes them.
 */
import type { DatastoreFacts, DiskFacts, FilePlace } from '../../engines/compatibility/facts.ts';
import type { SwapFacts } from '../../engines/resources/swap.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { VirtualDevice } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isReference } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { member } from '../../vmodl/value.ts';
import type { FileMove } from '../migrations/move.ts';

type Vm = Ref<'VirtualMachine'>;

/** Far longer than any chain of disks. */
const CHAIN_MAX = 256;

/** Reads the places of one VM's files, given what of them moves. */
export class FileFacts {
  readonly #inventory: Inventory;
  readonly #vm: Vm;
  readonly #moves: ReadonlyMap<FileMove['key'], FileMove>;

  constructor(inventory: Inventory, vm: Vm, files: readonly FileMove[] = []) {
    this.#inventory = inventory;
    this.#vm = vm;
    this.#moves = new Map(files.map((file) => [file.key, file]));
  }

  home(): FilePlace {
    const path = this.#inventory.read(this.#vm, 'config')?.files.vmPathName ?? '';
    return { path, datastore: this.#datastoreNamed(path), ...this.#target('home') };
  }

  disk(disk: VirtualDevice, label: string): DiskFacts {
    const chain = chainOf(disk.backing).map((file) => this.#place(file));
    const place = chain[0] ?? this.home();
    const move = this.#moves.get(disk.key);
    return {
      ...place,
      ...this.#target(disk.key),
      label,
      mode: String(member(disk.backing, 'diskMode') ?? 'persistent'),
      isRdm: /RawDiskMapping|PartitionedRawDisk/.test(disk.backing?._typeName ?? ''),
      isDelta: chain.length > 1,
      staying: stayingOf(chain, move),
    };
  }

  #place(file: object): FilePlace {
    const path = String(member(file, 'fileName') ?? '');
    const ref = member(file, 'datastore');
    return {
      path,
      datastore: isReference(ref)
        ? this.#datastore(ref as Ref<'Datastore'>)
        : this.#datastoreNamed(path),
    };
  }

  #target(key: FileMove['key']): Pick<FilePlace, 'target' | 'sizeMb'> {
    const move = this.#moves.get(key);
    if (!move) return {};
    return { target: this.#datastore(move.to), sizeMb: move.takesBytes / BYTES_PER_MB };
  }

  /** The datastore a path `[name] folder/file` lies on: one of the VM's own. */
  #datastoreNamed(path: string): DatastoreFacts {
    const name = /^\[([^\]]*)\]/.exec(path)?.[1] ?? '';
    const datastores = this.#inventory.read(this.#vm, 'datastore') ?? [];
    const ref =
      datastores.find((one) => this.#inventory.read(one, 'name') === name) ?? datastores[0];
    if (!ref) throw new Error(`${this.#vm.value} lies on no datastore`);
    return this.#datastore(ref);
  }

  /**
   * Room that the VM's own copies on their way hold is free for them. How much there is is added up of
   * all VMs there, so it is asked only of a datastore that files go to.
   */
  #datastore(ref: Ref<'Datastore'>): DatastoreFacts {
    const inventory = this.#inventory;
    const arrivingBytes = () => this.#arrivingBytes(ref);
    const mode = inventory.read(ref as Ref, '_maintenanceMode') ?? 'normal';
    return {
      ref,
      name: inventory.read(ref, 'name'),
      inMaintenance: mode !== 'normal',
      get freeMb() {
        const { freeSpace } = inventory.read(ref, 'summary');
        return (Number(freeSpace) + arrivingBytes()) / BYTES_PER_MB;
      },
    };
  }

  #arrivingBytes(ref: Ref<'Datastore'>): number {
    const copies: unknown = this.#inventory.read(this.#vm as Ref, '_copies');
    if (!Array.isArray(copies)) return 0;
    return copies
      .filter((copy) => {
        const datastore = member(copy, 'datastore');
        return isReference(datastore) && datastore.value === ref.value;
      })
      .reduce((total, copy) => total + Number(member(copy, 'bytes') ?? 0), 0);
  }
}

/** The swap file the VM would have: beside its configuration. */
export function swapFacts(inventory: Inventory, vm: Vm): SwapFacts {
  const { path, datastore } = new FileFacts(inventory, vm).home();
  const file = path.replace(/\.vmx$/, '.vswp');
  return { file, datastore: datastore.name, freeMb: datastore.freeMb };
}

/** Files the disk goes on building on where they are. */
function stayingOf(chain: readonly FilePlace[], move: FileMove | undefined): readonly FilePlace[] {
  if (move?.chain === 'newUpon') return chain;
  return !move || move.chain === 'newest' ? chain.slice(1) : [];
}

/** The files of a disk, the newest first. */
function chainOf(backing: unknown): readonly object[] {
  const chain: object[] = [];
  let at = backing;
  while (typeof at === 'object' && at !== null && chain.length < CHAIN_MAX) {
    chain.push(at);
    at = member(at, 'parent');
  }
  return chain;
}
