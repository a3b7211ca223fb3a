/**
 * What the home and the disks of a virtual machine that moves bring to a datastore: all of it to one on which
 * nothing of it lies yet; to one on which some lies, only what is written there anew.
 */
import type { DrmDisk } from '../../engines/storage-drs/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { isVirtualDisk } from '../../inventory/templates/vm-files.ts';
import type { VirtualMachineRelocateSpec } from '../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import type { FileMove } from '../migrations/move.ts';
import { filesOfDisk } from '../objects/virtual-machine/relocate/disk-chain.ts';
import { fileMoves, storageWish } from '../objects/virtual-machine/relocate/file-moves.ts';
import type { LoosePart } from './placement-wish.ts';

type Vm = Ref<'VirtualMachine'>;
type Datastore = Ref<'Datastore'>;

/** A datastore on which nothing lies. */
const ELSEWHERE = reference('Datastore', '');

export class MovedSizes {
  readonly #moved: ReadonlyMap<number | undefined, FileMove>;
  /** By id of a datastore on which some of it lies: bytes by disk. */
  readonly #coming: ReadonlyMap<string, ReadonlyMap<number | undefined, FileMove>>;
  /** Keys of disks that will be one file. */
  readonly #single: ReadonlySet<number>;

  constructor(inventory: Inventory, vm: Vm, spec: VirtualMachineRelocateSpec) {
    const wish = storageWish(spec);
    const movesTo = (datastore: Datastore) => {
      const disks = new Map([...wish.disks].map(([key, disk]) => [key, { ...disk, datastore }]));
      const moves = fileMoves(inventory, vm, { ...wish, datastore, disks });
      return new Map(moves.map((move) => [move.key === 'home' ? undefined : move.key, move]));
    };
    const disks = (inventory.read(vm, 'config')?.hardware.device ?? []).filter(isVirtualDisk);
    this.#moved = movesTo(ELSEWHERE);
    this.#coming = new Map(
      (inventory.read(vm, 'datastore') ?? []).map((one) => [one.value, movesTo(one)]),
    );
    this.#single = new Set(
      disks.flatMap((disk) => (filesOfDisk(disk).length === 1 ? [disk.key] : [])),
    );
  }

  of(disk: DrmDisk): Pick<LoosePart, 'allocatedBytes' | 'provisionedBytes' | 'comingBytes'> {
    const { diskId } = disk;
    const move = this.#moved.get(diskId);
    const allocatedBytes = move?.takesBytes ?? 0;
    const idle = move && this.#isFull(move) ? 0 : disk.provisionedBytes - disk.allocatedBytes;
    const comingBytes = new Map(
      [...this.#coming].map(([datastore, moves]) => [
        datastore,
        moves.get(diskId)?.takesBytes ?? 0,
      ]),
    );
    return { allocatedBytes, provisionedBytes: allocatedBytes + Math.max(0, idle), comingBytes };
  }

  /** Will it take all it may hold from the beginning on? */
  #isFull({ key, format, chain }: FileMove): boolean {
    if (key === 'home' || format === undefined || format === 'thin') return false;
    return chain === 'merged' || (chain !== 'newUpon' && this.#single.has(key));
  }
}
