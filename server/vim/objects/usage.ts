/**
 * What VMs use of their hosts at a moment, for quickStats.
 *
 * Until somebody measures, a running VM uses a constant: its profile's share of its CPU, of its memory.
 * Consumed memory is what the host has backed; unless the profile says how much was granted, it is three
 * quarters of what is configured. A VM that does not run uses nothing.
 */
import type { TypedReader } from '../../inventory/typed-reader.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { member } from '../../vmodl/value.ts';

export interface Usage {
  readonly cpuMhz: number;
  /** Guest memory touched lately, MB. */
  readonly activeMb: number;
  /** Host memory backing the guest, MB. */
  readonly consumedMb: number;
  readonly overheadMb: number;
}

const IDLE: Usage = Object.freeze({ cpuMhz: 0, activeMb: 0, consumedMb: 0, overheadMb: 0 });
const CONSUMED_SHARE = 0.75;
const CPU_PERCENT = 10;
const ACTIVE_PERCENT = 20;

export function vmUsage(vm: Ref<'VirtualMachine'>, read: TypedReader): Usage {
  const runtime = read(vm, 'runtime');
  const config = read(vm, 'config');
  if (runtime?.powerState !== 'poweredOn' || !config) return IDLE;
  const profile = read(vm as Ref, '_profile');
  const of = (name: string, otherwise: number) => Number(member(profile, name) ?? otherwise);
  const memoryMb = Number(config.hardware.memoryMB);
  const granted = Math.min(memoryMb, of('grantedMemoryMb', memoryMb * CONSUMED_SHARE));
  const active = (memoryMb * of('activeMemoryPercent', ACTIVE_PERCENT)) / 100;
  return {
    cpuMhz: Math.round(((runtime.maxCpuUsage ?? 0) * of('cpuPercent', CPU_PERCENT)) / 100),
    activeMb: Math.round(Math.min(active, granted)),
    consumedMb: Math.round(granted),
    overheadMb: Math.round(Number(runtime.memoryOverhead ?? 0) / BYTES_PER_MB),
  };
}

export function sumUsage(vms: readonly Ref<'VirtualMachine'>[], read: TypedReader): Usage {
  return total(vms.map((vm) => vmUsage(vm, read)));
}

/** Usage of all VMs in a pool and the pools below it. */
export function poolUsage(pool: Ref<Kinds['ResourcePool']>, read: TypedReader): Usage {
  return total([
    sumUsage(read(pool, 'vm') ?? [], read),
    ...(read(pool, 'resourcePool') ?? []).map((child) => poolUsage(child, read)),
  ]);
}

function total(usages: readonly Usage[]): Usage {
  return usages.reduce(
    (sum, one) => ({
      cpuMhz: sum.cpuMhz + one.cpuMhz,
      activeMb: sum.activeMb + one.activeMb,
      consumedMb: sum.consumedMb + one.consumedMb,
      overheadMb: sum.overheadMb + one.overheadMb,
    }),
    IDLE,
  );
}
