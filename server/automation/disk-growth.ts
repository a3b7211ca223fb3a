/**
 * Guests write to their disks, and what is written of thin disks grows: every 20 minutes of virtual time all
 * that has grown becomes one commit. Periods are background work: instant time does not leap to them.
 *
 * A disk ends at its capacity. A datastore that is full takes nothing more: what guests cannot write there is
 * not written later. Disks that are being copied elsewhere grow when they have arrived.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import { canGrow, diskGrowth } from '../engines/statistics/disk-growth.ts';
import type { GuestProfile } from '../engines/statistics/vm-demand.ts';
import { assign, type Change, type Commit, type StateChange } from '../inventory/change.ts';
import type { SizedBacking } from '../inventory/templates/vm-drives.ts';
import { capacityBytesOf, isMapping, isVirtualDisk } from '../inventory/templates/vm-files.ts';
import type { Services } from '../vim/method.ts';
import { statisticsSinceMs } from '../vim/statistics/load-facts.ts';
import type { VirtualDisk, VirtualMachineConfigInfo } from '../vmodl/generated/data.ts';
import type { Ref } from '../vmodl/reference.ts';
import { member } from '../vmodl/value.ts';

type Vm = Ref<'VirtualMachine'>;
type Stored = NonNullable<StateChange['after']>;

export interface DiskGrowthOptions {
  readonly services: Pick<Services, 'inventory'>;
  readonly clock: Clock;
}

const PERIOD_MS = 20 * 60_000;
const CAUSE = { method: 'diskGrowth' };

interface Guest {
  readonly vm: Vm;
  /** What it has been doing since then; undefined while it does not run. */
  readonly profile: GuestProfile | undefined;
  readonly sinceMs: number;
  /** Grown and not yet written down, bytes by label. */
  readonly owed: ReadonlyMap<string, number>;
}

export class DiskGrowthLoop {
  readonly #inventory: Services['inventory'];
  readonly #clock: Clock;
  /** Machines whose disks may grow, by id. */
  readonly #guests = new Map<string, Guest>();
  #timer: Timer | undefined;
  readonly #leave: () => void;

  constructor({ services, clock }: DiskGrowthOptions) {
    this.#inventory = services.inventory;
    this.#clock = clock;
    this.#leave = this.#inventory.subscribe((commit) => this.#hear(commit));
    this.restart();
  }

  /** As after a start: everything was replaced. */
  restart(): void {
    this.#guests.clear();
    for (const vm of this.#inventory.ofType('VirtualMachine')) {
      this.#note(vm, (name) => this.#inventory.read(vm as Ref, name));
    }
    this.#arrange();
  }

  stop(): void {
    this.#leave();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Looks as long as there is something to look at. */
  #arrange(): void {
    if (this.#guests.size > 0) this.#timer ??= this.#clock.every(PERIOD_MS, () => this.#grow());
    else {
      this.#timer?.cancel();
      this.#timer = undefined;
    }
  }

  #hear({ states }: Commit): void {
    let heard = false;
    for (const { ref, before, after } of states) {
      if (ref.type !== 'VirtualMachine' || !changesGrowth(before, after)) continue;
      heard = true;
      if (after) this.#note(ref as Vm, (name) => after[name]);
      else this.#guests.delete(ref.value);
    }
    if (heard) this.#arrange();
  }

  /** Begins to count anew, with what was grown so far kept. */
  #note(vm: Vm, read: (name: string) => unknown): void {
    const known = this.#guests.get(vm.value);
    const profile = (read('_profile') ?? {}) as GuestProfile;
    const owed = known ? this.#owedNow(known) : new Map<string, number>();
    if (!canGrow(profile) && owed.size === 0) {
      this.#guests.delete(vm.value);
      return;
    }
    const runs = member(read('runtime'), 'powerState') === 'poweredOn';
    const sinceMs = this.#clock.now();
    this.#guests.set(vm.value, { vm, profile: runs ? profile : undefined, sinceMs, owed });
  }

  #owedNow({ vm, profile, sinceMs, owed }: Guest): ReadonlyMap<string, number> {
    const span = { fromMs: sinceMs, toMs: this.#clock.now() };
    const config = this.#inventory.has(vm) ? this.#inventory.read(vm, 'config') : undefined;
    if (!profile || !config || span.fromMs === span.toMs) return owed;
    const labels = growable(config).map(labelOf);
    const began = statisticsSinceMs((ref, name) => this.#readStored(ref, name));
    const guest = { profile, uuid: config.uuid, sinceMs: began };
    const grown = [...diskGrowth(guest, labels, span)].map(
      ([label, bytes]) => [label, bytes + (owed.get(label) ?? 0)] as const,
    );
    return new Map(grown.filter(([, bytes]) => bytes > 0));
  }

  #readStored(ref: Ref, name: string) {
    return this.#inventory.has(ref) ? this.#inventory.show(ref, name) : undefined;
  }

  #grow(): void {
    const room = new Map<string, number>();
    const changes: Change[] = [];
    for (const guest of [...this.#guests.values()]) {
      const owed = this.#owedNow(guest);
      const moves = this.#isMoving(guest.vm);
      if (!moves) changes.push(...this.#written(guest.vm, owed, room));
      const next = { ...guest, sinceMs: this.#clock.now() };
      this.#guests.set(guest.vm.value, { ...next, owed: moves ? owed : fractions(owed) });
    }
    if (changes.length > 0) this.#inventory.apply(changes, CAUSE);
  }

  #isMoving(vm: Vm): boolean {
    const copies: unknown = this.#inventory.read(vm as Ref, '_copies');
    return Array.isArray(copies) && copies.length > 0;
  }

  /** `room` is what is left free of each datastore. */
  #written(vm: Vm, owed: ReadonlyMap<string, number>, room: Map<string, number>): Change[] {
    if (owed.size === 0) return [];
    return growable(this.#inventory.read(vm, 'config')).flatMap((disk): Change[] => {
      const { datastore, _allocatedBytes: before = 0 } = disk.backing as SizedBacking;
      if (!datastore) return [];
      const free = room.get(datastore.value) ?? this.#freeBytes(datastore);
      const left = capacityBytesOf(disk) - before;
      const bytes = Math.floor(Math.min(owed.get(labelOf(disk)) ?? 0, left, free));
      room.set(datastore.value, free - Math.max(0, bytes));
      const path = `config.hardware.device[${disk.key}].backing._allocatedBytes`;
      return bytes > 0 ? [assign(vm, path, before + bytes)] : [];
    });
  }

  #freeBytes(datastore: Ref<'Datastore'>): number {
    return Number(this.#inventory.read(datastore, 'summary').freeSpace);
  }
}

/** What was not a whole byte. */
function fractions(owed: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const rests = [...owed].map(([label, bytes]) => [label, bytes % 1] as const);
  return new Map(rests.filter(([, rest]) => rest > 0));
}

/** Disks that take what is written, and not all their capacity from the start. */
function growable(config: VirtualMachineConfigInfo | undefined): readonly VirtualDisk[] {
  return (config?.hardware.device ?? []).filter(isVirtualDisk).filter(({ backing }) => {
    const at = backing as SizedBacking | undefined;
    if (!at || (isMapping(at) && !at.parent)) return false;
    return at.thinProvisioned === true || at.parent !== undefined;
  });
}

function labelOf({ deviceInfo, key }: VirtualDisk): string {
  return deviceInfo?.label ?? String(key);
}

/** Does it write otherwise than before? */
function changesGrowth(before: Stored | undefined, after: Stored | undefined): boolean {
  if (!before || !after) return true;
  if (before['_profile'] !== after['_profile']) return true;
  const [was, is] = [before['runtime'], after['runtime']];
  return was !== is && member(was, 'powerState') !== member(is, 'powerState');
}
