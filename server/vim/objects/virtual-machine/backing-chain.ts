/**
 * The files of a disk, one upon the other: what is written now, and what snapshots left below it.
 */
import type { VirtualDevice } from '../../../vmodl/generated/data.ts';
import { member } from '../../../vmodl/value.ts';

/** The backing of a device and those below it, the newest first. */
export function backingChain({ backing }: VirtualDevice): readonly object[] {
  const chain: object[] = [];
  let at: unknown = backing;
  while (typeof at === 'object' && at !== null) {
    chain.push(at);
    at = member(at, 'parent');
  }
  return chain;
}
