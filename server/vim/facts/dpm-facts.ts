/**
 * A cluster as DPM looks at it: the picture DRS has of it, the power state of its hosts, and what its VMs
 * asked for over a short and a long while.
 */
import { powerDemand } from '../../engines/dpm/demand.ts';
import type {
  DpmDemand,
  DpmFacts,
  DpmFailover,
  DpmHost,
  PendingVm,
} from '../../engines/dpm/facts.ts';
import { memoryDemandMb } from '../../engines/drs/demand.ts';
import type { Amount, DrsHost, DrsPlan, DrsVm } from '../../engines/drs/facts.ts';
import { SAMPLE_SECONDS, sampleAt } from '../../engines/statistics/grid.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { type Ref, reference, sameReference } from '../../vmodl/reference.ts';
import type { Services } from '../method.ts';
import { wakeProblem } from '../objects/host-system/standby-wake.ts';
import { Sampler } from '../statistics/sampler.ts';
import { type DpmSettings, dpmSettings } from './dpm-settings.ts';
import type { ClusterPicture, DrsServices } from './drs-facts.ts';
import { type Cluster, clusterConfigOf } from './drs-settings.ts';
import { failoverFacts } from './failover-facts.ts';

type Host = Ref<'HostSystem'>;

const KB_PER_MB = 1024;
const MS_PER_S = 1000;
/** Long windows are looked at once a minute: finer ones tell no more, and cost more. */
const LONG_STEP_SECONDS = 60;
/** VMs looked at between two rests. */
const STEP_VMS = 100;
/** DPM keeps so many hosts for HA where nobody said how many may fail. */
const HOSTS_TO_TOLERATE = 1;

/** Rests now and then: the samples of many VMs are many. */
export function* dpmFacts(
  services: DrsServices & Pick<Services, 'drs'>,
  cluster: Cluster,
  picture: ClusterPicture,
  plan: DrsPlan,
): Generator<void, DpmFacts> {
  const { inventory } = services;
  const settings = dpmSettings(inventory, cluster);
  const { facts } = picture;
  const { starting } = services.drs;
  const pending = [...services.drs.pending.values()].filter((one) =>
    sameReference(one.cluster, cluster),
  );
  const hostIds = new Set(facts.hosts.map(({ id }) => id));
  const known = new Set(facts.vms.map(({ id }) => id));
  return {
    drs: facts,
    hosts: facts.hosts.map((host) => hostOf(services, host, settings, known)),
    demands: yield* demands(services, facts.vms, settings, picture.settings.idlePercent),
    pending,
    failover: failoverOf(inventory, cluster, pending),
    level: settings.level,
    options: settings.options,
    isUnsettled:
      pending.length > 0 ||
      [...starting.values()].some(({ value }) => hostIds.has(value)) ||
      facts.vms.some(({ immovable }) => immovable !== undefined) ||
      plan.recommendations.some(({ automatic }) => automatic),
  };
}

function hostOf(
  { inventory, clock }: DrsServices,
  { id, state }: DrsHost,
  settings: DpmSettings,
  known: ReadonlySet<string>,
): DpmHost {
  const host = reference('HostSystem', id);
  const { bootTime } = inventory.read(host, 'runtime');
  const upMs = bootTime === undefined ? 0 : clock.now() - Date.parse(bootTime);
  return {
    id,
    power: powerOf(inventory, host, state),
    behavior: settings.behaviorOf(host),
    wakes: isWakeable(inventory, host),
    wakeFailed: inventory.read(host as Ref, '_wakeFailed') === true,
    upSeconds: Math.max(0, upMs / MS_PER_S),
    isBusy: isBusy(inventory, host, known),
  };
}

function powerOf(inventory: Inventory, host: Host, state: DrsHost['state']): DpmHost['power'] {
  const { powerState, standbyMode, inMaintenanceMode } = inventory.read(host, 'runtime');
  // A host in maintenance is not woken by anybody but its owner.
  if (inMaintenanceMode) return 'away';
  if (standbyMode === 'exiting') return 'starting';
  if (powerState === 'standBy') return 'standby';
  return state === 'able' ? 'on' : 'away';
}

function isWakeable(inventory: Inventory, host: Host): boolean {
  const supported = inventory.read(host, 'capability')?.standbySupported === true;
  return supported && wakeProblem(inventory, host) === undefined;
}

/** Somebody comes in, or runs there whom DRS does not know. */
function isBusy(inventory: Inventory, host: Host, known: ReadonlySet<string>): boolean {
  const incoming: unknown = inventory.read(host as Ref, '_incoming');
  if (Array.isArray(incoming) && incoming.length > 0) return true;
  return (inventory.read(host, 'vm') ?? []).some(
    (vm) => inventory.read(vm, 'runtime').powerState === 'poweredOn' && !known.has(vm.value),
  );
}

/** Those that wait for a host count as if they ran: HA must let them in. */
function failoverOf(
  inventory: Inventory,
  cluster: Cluster,
  pending: readonly PendingVm[],
): DpmFailover | undefined {
  const das = clusterConfigOf(inventory, cluster)?.dasConfig;
  if (!das?.enabled) return undefined;
  const kept = failoverFacts(inventory, cluster);
  const policy = kept?.policy;
  const level = policy && 'failoverLevel' in policy ? policy.failoverLevel : das.failoverLevel;
  return {
    policy,
    hostsToTolerate: Math.max(1, level ?? HOSTS_TO_TOLERATE),
    running: [...(kept?.running ?? []), ...pending.map(({ resources }) => resources)],
  };
}

function* demands(
  services: DrsServices,
  vms: readonly DrsVm[],
  { options }: DpmSettings,
  idlePercent: number,
): Generator<void, ReadonlyMap<string, DpmDemand>> {
  const samples = new Samples(services, idlePercent);
  const found = new Map<string, DpmDemand>();
  for (const [index, vm] of vms.entries()) {
    if (index % STEP_VMS === STEP_VMS - 1) yield;
    const on = samples.of(vm, options.onWindowSeconds, SAMPLE_SECONDS);
    const off = samples.of(vm, options.offWindowSeconds, LONG_STEP_SECONDS);
    const longest = samples.of(vm, options.peakWindowSeconds, LONG_STEP_SECONDS);
    found.set(vm.id, {
      on: demandOf(on, vm),
      off: demandOf(off, vm),
      peak: longest.length === 0 ? undefined : peakOf(longest),
    });
  }
  return found;
}

/** What a VM asked for at moments of the past; nothing for those at which it did not run. */
class Samples {
  readonly #sampler: Sampler;
  readonly #last: number;
  readonly #idlePercent: number;

  constructor({ statistics, inventory, clock }: DrsServices, idlePercent: number) {
    this.#sampler = new Sampler(statistics, inventory);
    this.#last = sampleAt(clock.now());
    this.#idlePercent = idlePercent;
  }

  of({ id }: DrsVm, windowSeconds: number, stepSeconds: number): readonly Amount[] {
    const stride = Math.max(1, Math.round(stepSeconds / SAMPLE_SECONDS));
    const count = Math.max(1, Math.floor(windowSeconds / (stride * SAMPLE_SECONDS)));
    const found: Amount[] = [];
    for (let left = count - 1; left >= 0; ) {
      const sample = this.#last - left * stride;
      const { load, until } = this.#sampler.vm(id, sample);
      // Those which are the same need not be worked out again.
      const alike = Math.min(left + 1, Math.max(1, Math.ceil((until - sample) / stride)));
      left -= alike;
      if (!load) continue;
      const memory = {
        activeMb: load.activeKb / KB_PER_MB,
        consumedMb: load.consumedKb / KB_PER_MB,
        overheadMb: load.overheadKb / KB_PER_MB,
      };
      const amount = {
        cpuMhz: load.cpuDemandMhz,
        memoryMb: memoryDemandMb(memory, this.#idlePercent),
      };
      for (let times = 0; times < alike; times += 1) found.push(amount);
    }
    return found;
  }
}

/** A VM that has only just started asks for what DRS takes it to. */
function demandOf(samples: readonly Amount[], { demand, cpu, memory }: DrsVm): Amount {
  if (samples.length === 0) return demand;
  return {
    cpuMhz: powerDemand(
      samples.map(({ cpuMhz }) => cpuMhz),
      cpu.limit,
    ),
    memoryMb: powerDemand(
      samples.map(({ memoryMb }) => memoryMb),
      memory.limit,
    ),
  };
}

function peakOf(samples: readonly Amount[]): Amount {
  return {
    cpuMhz: Math.max(...samples.map(({ cpuMhz }) => cpuMhz)),
    memoryMb: Math.max(...samples.map(({ memoryMb }) => memoryMb)),
  };
}
