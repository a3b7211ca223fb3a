/**
 * What somebody foretells of VMs, for predictive DRS: points in time with a demand, CPU in MHz and memory in
 * MB. Kept with the VM, in its internal property `_forecast`.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type DataObject, data, member } from '../../vmodl/value.ts';

export type ForecastResource = 'cpu' | 'memory';

export interface ForecastPoint {
  /** ms since the epoch, virtual. */
  readonly atMs: number;
  readonly value: number;
}

export type Forecast = Partial<Readonly<Record<ForecastResource, readonly ForecastPoint[]>>>;

export const FORECAST = '_forecast';

export function forecastValue(forecast: Forecast): DataObject | undefined {
  const known = Object.entries(forecast).filter(([, points]) => (points?.length ?? 0) > 0);
  return known.length > 0 ? data('_Forecast', Object.fromEntries(known)) : undefined;
}

export function forecastOfVm(inventory: Inventory, vm: Ref<'VirtualMachine'>): Forecast {
  const stored = inventory.read(vm as Ref, FORECAST);
  const points = (resource: ForecastResource) =>
    (member(stored, resource) ?? []) as readonly ForecastPoint[];
  return { cpu: points('cpu'), memory: points('memory') };
}

/** Points as seen from a moment; those of the past are in there with negative seconds. */
export function forecastPeak(
  inventory: Inventory,
  vm: Ref<'VirtualMachine'>,
  resource: ForecastResource,
  nowMs: number,
): readonly { readonly inSeconds: number; readonly value: number }[] {
  const points = forecastOfVm(inventory, vm)[resource] ?? [];
  return points.map(({ atMs, value }) => ({ inSeconds: (atMs - nowMs) / 1000, value }));
}
