/**
 * CancelStorageDrsRecommendation: initial placements that nobody will apply end, and the room held for them.
 */
import { invalidArgument } from '../../vmodl/fault.ts';
import type { Context } from '../method.ts';

/** Throws InvalidArgument unless all are initial placements that wait to be applied. */
export function cancelPlacements(keys: readonly string[], { storageDrs }: Context): void {
  if (keys.some((key) => !storageDrs.placement(key))) throw invalidArgument('key');
  for (const key of keys) storageDrs.cancelPlacement(key);
}
