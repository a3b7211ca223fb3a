/**
 * How fast virtual disks have been growing, told from what they had written every hour. Kept in memory: it
 * ends with the process.
 */
import { growthPerHour } from '../../engines/storage-drs/space.ts';

interface Known {
  readonly writtenBytes: number;
  /** Undefined before it was looked at twice. */
  readonly bytesPerHour: number | undefined;
}

export class DiskGrowth {
  /** By disk id: `vm-12:2000`. */
  #known: ReadonlyMap<string, Known> = new Map();

  /** Once every hour, with all disks there are; those not told are forgotten. */
  sample(writtenBytes: ReadonlyMap<string, number>): void {
    const before = this.#known;
    this.#known = new Map(
      [...writtenBytes].map(([id, bytes]) => [id, grown(before.get(id), bytes)]),
    );
  }

  /** The latest hours count most; 0 for one that is new, or shrinks. */
  bytesPerHour(id: string): number {
    return Math.max(0, this.#known.get(id)?.bytesPerHour ?? 0);
  }

  clear(): void {
    this.#known = new Map();
  }
}

function grown(before: Known | undefined, writtenBytes: number): Known {
  if (!before) return { writtenBytes, bytesPerHour: undefined };
  const change = writtenBytes - before.writtenBytes;
  const { bytesPerHour } = before;
  // What is averaged over older hours stands for all of them.
  const changes = bytesPerHour === undefined ? [change] : [bytesPerHour, change];
  return { writtenBytes, bytesPerHour: growthPerHour(changes) };
}
