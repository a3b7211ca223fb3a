/**
 * What an uploaded .vmdk tells of its disk: a descriptor in words, or the head of a disk that is one
 * sparse file (`KDMV`, as disks come out of OVF packages and of other products).
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { newDisk } from './disk-facts.ts';
import { dashedUuid } from './disk-numbers.ts';
import type { FilePlace } from './file-place.ts';
import type { StoredDisk } from './stored-file.ts';

const SECTOR_BYTES = 512;
const MAX_DISK_BYTES = 62 * 2 ** 40;
const SPARSE_MAGIC = Buffer.from('KDMV');
/** Where a sparse disk's head tells its capacity, sectors, eight bytes from the lowest. */
const CAPACITY_OFFSET = 12;
const CAPACITY_END = 20;

interface Circumstances {
  readonly place: FilePlace;
  /** The disk of the file that is overwritten. */
  readonly before: StoredDisk | undefined;
  readonly inventory: Inventory;
}

/** Undefined for a file that is no disk. */
export function uploadedDisk(
  head: Buffer,
  size: number,
  { place, before, inventory }: Circumstances,
): StoredDisk | undefined {
  if (!/\.vmdk$/i.test(place.path)) return undefined;
  if (head.subarray(0, SPARSE_MAGIC.length).equals(SPARSE_MAGIC) && head.length >= CAPACITY_END) {
    const capacityBytes = Number(head.readBigUInt64LE(CAPACITY_OFFSET)) * SECTOR_BYTES;
    const plan = { capacityBytes, provisioning: 'thin', allocatedBytes: size } as const;
    return isCapacity(capacityBytes) ? newDisk(place, plan, inventory) : undefined;
  }
  const text = head.toString('latin1');
  if (!/^\s*# Disk DescriptorFile/i.test(text)) return undefined;
  const capacityBytes = capacityOf(text);
  if (!isCapacity(capacityBytes)) return undefined;
  // A descriptor that is written anew, as govc does before it deletes, is still that disk's.
  if (before?.capacityBytes === capacityBytes) return before;
  return newDisk(
    place,
    {
      capacityBytes,
      provisioning: entry(text, 'ddb.thinProvisioned') === '1' ? 'thin' : 'thick',
      allocatedBytes: 0,
      adapterType: entry(text, 'ddb.adapterType'),
      uuid: dashedUuid(entry(text, 'ddb.uuid') ?? ''),
    },
    inventory,
  );
}

/** All extents together: `RW 4192256 VMFS "a-flat.vmdk"`. */
function capacityOf(text: string): number {
  const extents = [...text.matchAll(/^\s*(?:RW|RDONLY|NOACCESS)\s+(\d{1,15})\s+\w+/gim)];
  return extents.reduce((sum, [, sectors]) => sum + Number(sectors) * SECTOR_BYTES, 0);
}

function entry(text: string, name: string): string | undefined {
  const line = new RegExp(`^\\s*${name.replaceAll('.', '\\.')}\\s*=\\s*"([^"\\r\\n]*)"`, 'im');
  return line.exec(text)?.[1];
}

function isCapacity(bytes: number): boolean {
  return bytes > 0 && bytes <= MAX_DISK_BYTES;
}
