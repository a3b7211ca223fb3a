/**
 * How long file work takes, ms of virtual time: bytes over the slower of the two datastores.
 *
 * Rates come from a datastore's profile in the seed. Without one they are ours: those of a midrange
 * array which serves others at the same time.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { member } from '../../vmodl/value.ts';

type Datastore = Ref<'Datastore'>;

const READ_MB_PER_SECOND = 200;
const WRITE_MB_PER_SECOND = 150;
/** What a change of names and tables takes. Ours. */
export const BRIEF_MS = 200;

export function copyMs(
  inventory: Inventory,
  bytes: number,
  { from, to }: { readonly from: Datastore; readonly to: Datastore },
): number {
  const read = rateOf(inventory, from, 'readMbPerSecond', READ_MB_PER_SECOND);
  const write = rateOf(inventory, to, 'writeMbPerSecond', WRITE_MB_PER_SECOND);
  return BRIEF_MS + msAt(bytes, Math.min(read, write));
}

export function writeMs(inventory: Inventory, bytes: number, to: Datastore): number {
  return BRIEF_MS + msAt(bytes, rateOf(inventory, to, 'writeMbPerSecond', WRITE_MB_PER_SECOND));
}

function msAt(bytes: number, mbPerSecond: number): number {
  return (bytes / BYTES_PER_MB / mbPerSecond) * 1000;
}

function rateOf(inventory: Inventory, at: Datastore, name: string, otherwise: number): number {
  const rate = Number(member(inventory.read(at as Ref, '_profile'), name));
  return rate > 0 ? rate : otherwise;
}
