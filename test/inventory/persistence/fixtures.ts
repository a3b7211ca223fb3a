/** A folder per test, small values to store, and a disk that fails when told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealWallClock } from '../../../server/clock/real-time-driver.ts';
import type { JournalEntry } from '../../../server/inventory/change.ts';
import {
  type AppendFile,
  type Disk,
  nodeDisk,
} from '../../../server/inventory/persistence/disk.ts';
import {
  openStore,
  type Store,
  type StoreOptions,
} from '../../../server/inventory/persistence/store.ts';
import type { ObjectState, Snapshot } from '../../../server/inventory/snapshot.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data, type Value } from '../../../server/vmodl/value.ts';

export const vm = reference('VirtualMachine', 'vm-1');
export const host = reference('HostSystem', 'host-9');

/** Runs act with a fresh folder which is removed afterwards. */
export async function inFolder(act: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'vcmock-store-'));
  try {
    await act(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export function open(dir: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  return openStore({ dir, durability: 'durable', wall: new RealWallClock(), ...options });
}

/** A commit which names the machine `vm-1` after its number. */
export function entry(seq: number, value: Value | undefined = `name ${seq}`): JournalEntry {
  return {
    seq,
    timeMs: 1_767_225_600_000 + seq,
    cause: { method: 'Rename_Task', userName: 'root' },
    changes: [{ op: 'assign', ref: vm, path: 'name', value }],
    counters: { event: seq },
  };
}

export function snapshotOf(states: readonly ObjectState[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    seq: 0,
    states: new Map(states.map((state) => [state.ref.value, state])),
    counters: { object: 1000 },
    events: [data('Event', { key: 1 })],
    ...more,
  };
}

/** The numbers of the entries a directory holds. */
export async function savedSeqs(dir: string): Promise<number[]> {
  const store = await open(dir);
  const seqs = store.initial?.entries.map((each) => each.seq) ?? [];
  await store.close();
  return seqs;
}

/** A disk whose appends fail while `code` is set, after writing half of what was asked. */
export class FailingDisk implements Disk {
  code: string | undefined;

  readonly makeFolder = nodeDisk.makeFolder;
  readonly list = nodeDisk.list;
  readonly read = nodeDisk.read;
  readonly rename = nodeDisk.rename;
  readonly remove = nodeDisk.remove;
  readonly syncFolder = nodeDisk.syncFolder;

  async write(path: string, content: Buffer): Promise<void> {
    this.#failIfTold();
    await nodeDisk.write(path, content);
  }

  async openAppend(path: string): Promise<AppendFile> {
    const file = await nodeDisk.openAppend(path);
    return {
      get bytes() {
        return file.bytes;
      },
      append: async (content) => {
        if (this.code) await file.append(content.subarray(0, content.length / 2));
        this.#failIfTold();
        await file.append(content);
      },
      sync: () => file.sync(),
      truncate: (bytes) => file.truncate(bytes),
      close: () => file.close(),
    };
  }

  #failIfTold(): void {
    if (this.code) throw Object.assign(new Error(`${this.code}: no luck`), { code: this.code });
  }
}
