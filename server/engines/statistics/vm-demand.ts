/**
 * A VM's demand by its profile: functions of time where the profile has them, else constants of its plain
 * numbers, else what a mildly busy server does.
 */
import type { DemandFunction, DemandOrigin, Scaled } from './demand-function.ts';
import { IO_KB, type OwnDiskDemand, WRITE_SHARE } from './disk-io.ts';
import { noiseKey } from './noise.ts';
import {
  DEMAND_QUANTITIES,
  type DemandProfile,
  type DemandQuantity,
  DISK_QUANTITIES,
  type DiskDemands,
  type DiskQuantity,
} from './read-demand.ts';
import type { VmDemand } from './vm-load.ts';

/** What a guest does; percent of what is configured. */
export interface GuestProfile {
  readonly cpuPercent?: number | undefined;
  readonly activeMemoryPercent?: number | undefined;
  readonly dirtyRateMbPerSecond?: number | undefined;
  readonly workingSetMb?: number | undefined;
  readonly grantedMemoryMb?: number | undefined;
  readonly diskIops?: number | undefined;
  readonly diskOutstandingIo?: number | undefined;
  readonly diskLatencyMs?: number | undefined;
  readonly diskWriteMbPerSecond?: number | undefined;
  readonly diskGrowthMbPerHour?: number | undefined;
  readonly demand?: DemandProfile | undefined;
  readonly disks?: DiskDemands | undefined;
}

export interface ConfiguredVm {
  readonly maxCpuMhz: number;
  readonly memoryMb: number;
  /** Tells its noise from others'. */
  readonly uuid: string;
}

/** Of a VM whose profile does not tell; the same as in profiles of seeds. */
const CPU_PERCENT = 10;
const ACTIVE_PERCENT = 20;
/** Consumed memory is what the host has backed: so much of what is configured. */
const CONSUMED_SHARE = 0.75;
const IO_MB = IO_KB / 1024;
const NETWORK_RECEIVED_KBPS = 100;
const NETWORK_TRANSMITTED_KBPS = 50;
const NOISE_STEP = 0x3779_b1;

export function vmDemand(profile: GuestProfile, vm: ConfiguredVm, sinceMs: number): VmDemand {
  const resolver = new Resolver(profile, vm, sinceMs);
  const { memoryMb } = vm;
  const { diskIops = 0, diskWriteMbPerSecond, demand = {} } = profile;
  const reads = resolver.first(['diskReadIops', 1], diskIops * (1 - WRITE_SHARE));
  const writes = resolver.first(['diskWriteIops', 1], diskIops * WRITE_SHARE);
  const plainWrites = demand.diskWriteIops ? undefined : diskWriteMbPerSecond;
  const made = {
    cpuMhz: resolver.either(
      ['cpuMhz', 1],
      ['cpuPercent', vm.maxCpuMhz / 100],
      ((profile.cpuPercent ?? CPU_PERCENT) * vm.maxCpuMhz) / 100,
    ),
    activeMb: resolver.either(
      ['activeMemoryMb', 1],
      ['activeMemoryPercent', memoryMb / 100],
      ((profile.activeMemoryPercent ?? ACTIVE_PERCENT) * memoryMb) / 100,
    ),
    consumedMb: resolver.either(
      ['consumedMemoryMb', 1],
      ['consumedMemoryPercent', memoryMb / 100],
      profile.grantedMemoryMb ?? memoryMb * CONSUMED_SHARE,
    ),
    dirtyMbPerSecond: resolver.first(
      ['dirtyRateMbPerSecond', 1],
      profile.dirtyRateMbPerSecond ?? 0,
    ),
    diskReadIops: reads,
    diskWriteIops: writes,
    diskReadMbPerSecond: resolver.find('diskReadMbPerSecond', 1) ?? carried(reads),
    diskWriteMbPerSecond:
      resolver.find('diskWriteMbPerSecond', 1) ??
      (plainWrites === undefined ? carried(writes) : resolver.constant(plainWrites)),
    diskOutstandingIo: resolver.told('diskOutstandingIo', profile.diskOutstandingIo),
    diskLatencyMs: resolver.told('diskLatencyMs', profile.diskLatencyMs),
    networkReceivedKbPerSecond: resolver.first(
      ['networkReceivedKbPerSecond', 1],
      NETWORK_RECEIVED_KBPS,
    ),
    networkTransmittedKbPerSecond: resolver.first(
      ['networkTransmittedKbPerSecond', 1],
      NETWORK_TRANSMITTED_KBPS,
    ),
  };
  const { varying, varyingDisks } = resolver;
  return { ...made, workingSetMb: profile.workingSetMb ?? memoryMb, varying, varyingDisks };
}

/** What one disk was told apart from the others; what varies of it is added to what varies of all. */
export function ownDiskDemand(
  profile: GuestProfile,
  label: string,
  { uuid, sinceMs, varying }: { uuid: string; sinceMs: number; varying: Scaled[] },
): OwnDiskDemand | undefined {
  const told = profile.disks?.[label];
  if (!told) return undefined;
  const own: { [Q in DiskQuantity]?: Scaled } = {};
  for (const quantity of DISK_QUANTITIES) {
    const demand = told[quantity];
    if (!demand) continue;
    const origin = {
      sinceSeconds: (demand.sinceMs ?? sinceMs) / 1000,
      noiseKey: noiseKey(`${uuid} ${label} ${quantity}`),
    };
    const scaled = { demand, scale: 1, origin };
    own[quantity] = scaled;
    if (demand.kind !== 'constant' || demand.spread) varying.push(scaled);
  }
  return own;
}

/** What operations carry, MB/s. */
function carried(operations: Scaled): Scaled {
  return { ...operations, scale: operations.scale * IO_MB };
}

type Choice = readonly [quantity: DemandQuantity, scale: number];

class Resolver {
  readonly #functions: DemandProfile;
  readonly #uuid: string;
  readonly #plain: DemandOrigin;
  readonly varying: Scaled[] = [];
  readonly varyingDisks: Scaled[] = [];

  constructor({ demand = {} }: GuestProfile, { uuid }: ConfiguredVm, sinceMs: number) {
    this.#functions = demand;
    this.#uuid = uuid;
    this.#plain = { sinceSeconds: sinceMs / 1000, noiseKey: 0 };
  }

  find(quantity: DemandQuantity, scale: number): Scaled | undefined {
    const demand = this.#functions[quantity];
    if (!demand) return undefined;
    const found = { demand, scale, origin: this.#originOf(quantity, demand) };
    (quantity.startsWith('disk') ? this.varyingDisks : this.varying).push(found);
    return found;
  }

  told(quantity: DemandQuantity, plain: number | undefined): Scaled | undefined {
    return this.find(quantity, 1) ?? (plain === undefined ? undefined : this.constant(plain));
  }

  first([quantity, scale]: Choice, otherwise: number): Scaled {
    return this.find(quantity, scale) ?? this.constant(otherwise);
  }

  either([quantity, scale]: Choice, second: Choice, otherwise: number): Scaled {
    return this.find(quantity, scale) ?? this.first(second, otherwise);
  }

  constant(value: number): Scaled {
    return { demand: { kind: 'constant', value }, scale: 1, origin: this.#plain };
  }

  #originOf(quantity: DemandQuantity, { spread, sinceMs }: DemandFunction): DemandOrigin {
    const since =
      sinceMs === undefined ? this.#plain : { ...this.#plain, sinceSeconds: sinceMs / 1000 };
    if (!spread) return since;
    const number = DEMAND_QUANTITIES.indexOf(quantity) + 1;
    return { ...since, noiseKey: noiseKey(this.#uuid) + number * NOISE_STEP };
  }
}
