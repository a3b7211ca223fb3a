import type {
  DrsFacts,
  DrsHost,
  DrsPool,
  DrsRule,
  DrsVm,
} from '../../../server/engines/drs/facts.ts';
import { DRS_DEFAULTS } from '../../../server/engines/drs/facts.ts';

/** Plain clusters for the tables: hosts of 10,000 MHz and 64 GB, VMs that ask for CPU alone. */
export function host(id: string, wish: Partial<DrsHost> = {}): DrsHost {
  return {
    id,
    name: id,
    state: 'able',
    capacity: { cpuMhz: 10_000, memoryMb: 65_536 },
    coreCount: 20,
    coreMhz: 2500,
    vmotionLineGbps: 10,
    migrationSlots: 8,
    ...wish,
  };
}

export function vm(id: string, on: string, cpuMhz: number, wish: Partial<DrsVm> = {}): DrsVm {
  return {
    id,
    name: id,
    host: on,
    pool: '',
    vcpuCount: 2,
    overheadMb: 0,
    demand: { cpuMhz, memoryMb: 0 },
    cpu: { shares: 2000, reservation: 0, limit: -1 },
    memory: { shares: 20_480, reservation: 0, limit: -1 },
    behavior: 'fullyAutomated',
    migrationSeconds: 10,
    downtimeSeconds: 0.5,
    hosts: EVERYWHERE,
    ...wish,
  };
}

/** Every host there can be in a test. */
export const EVERYWHERE: ReadonlySet<string> = new Set(
  Array.from({ length: 200 }, (_, index) => `h${index}`),
);

/** CPU alone counts, as in the published examples. */
export const CPU_ONLY = { cpu: 1, memory: 0 };

export function cluster(
  hosts: readonly DrsHost[],
  vms: readonly DrsVm[],
  wish: Partial<DrsFacts> & {
    readonly rules?: readonly DrsRule[];
    pools?: readonly DrsPool[];
  } = {},
): DrsFacts {
  return {
    hosts,
    vms,
    pools: [],
    rules: [],
    level: 3,
    model: 'classic',
    ...wish,
    options: { ...DRS_DEFAULTS, weights: CPU_ONLY, ...wish.options },
  };
}
