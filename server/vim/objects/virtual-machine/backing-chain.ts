/**
 * The files of a disk, one upon the other: what is written now, and what snapshots left below it.
 */
import type { VirtualDevice } from '../../../vmodl/generated/data.ts';
import { member } from '../../../vmodl/value.ts';

/** The backing of a device and those below it, the newest first. */
export function* backingChain({ backing }: VirtualDevice): Generator<object, undefined> {
  let at: unknown = backing;
  while (typeof at === 'object' && at !== null) {
    yield at;
    at = member(at, 'parent');
  }
}
