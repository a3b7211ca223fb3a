/**
 * A power-on that waits for something to be done first, until its host is ready.
 */
import type { VimFault } from '../../vmodl/fault.ts';
import type { Host } from '../migrations/move.ts';

export type Settle = (outcome: Host | VimFault) => void;

export interface PlaceWait {
  /** Calls `settle` once: with the host, or with why there will be none. */
  begin(settle: Settle): void;
}
