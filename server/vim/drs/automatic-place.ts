/**
 * Where DRS powers a VM on that was not told where: the best host, or one that DPM wakes for it.
 */
import type { Ref } from '../../vmodl/reference.ts';
import { StandbyWait } from '../dpm/standby-wait.ts';
import { hasDrs } from '../facts/drs-settings.ts';
import type { Host } from '../migrations/move.ts';
import { Placer, type PlacingServices } from './placement.ts';

/**
 * The host for a VM that is powered on where DRS may choose by itself, or the wait for one that sleeps;
 * undefined where DRS may not. Throws the fault for which there is none.
 */
export function automaticPlace(
  services: PlacingServices,
  vm: Ref<'VirtualMachine'>,
): Host | StandbyWait | undefined {
  const { inventory } = services;
  const pool = inventory.read(vm, 'resourcePool');
  const owner = pool && inventory.read(pool, 'owner');
  if (!hasDrs(inventory, owner)) return undefined;
  const placer = new Placer(services, owner);
  const behavior = placer.settings.behaviorOf(vm);
  if (behavior === 'manual' || behavior === 'disabled') return undefined;
  const found = placer.find(vm);
  const [best] = found.placements;
  if (!best) return StandbyWait.orThrow(services, vm, placer, found);
  const wait = StandbyWait.forFailover(services, vm, placer);
  if (wait) return wait;
  return placer.hosts.find(({ value }) => value === best.host);
}
