/**
 * A cluster as DRS looks at it: its hosts, the VMs that run there with what they asked for lately, its pools,
 * rules and settings.
 *
 * A VM on its way to another host is counted there already, so that a pass does not send a second one after it.
 */
import { predictedDemand, worstCaseCpuMhz } from '../../engines/drs/demand.ts';
import type { Amount, DrsAllocation, DrsFacts, DrsPool, DrsVm } from '../../engines/drs/facts.ts';
import type { FaultVerdict } from '../../engines/plan.ts';
import { memoryOverheadMb } from '../../engines/resources/memory-overhead.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { ResourceAllocationInfo } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { member } from '../../vmodl/value.ts';
import type { Services } from '../method.ts';
import type { Host, Pool } from '../migrations/move.ts';
import { demandOf, type VmDemand } from './demand-facts.ts';
import { CompatibleHosts } from './drs-compatible-hosts.ts';
import { drsHost, migrationSeconds, sendRate } from './drs-host-facts.ts';
import { drsRules } from './drs-rules.ts';
import { type Cluster, type DrsSettings, drsSettings } from './drs-settings.ts';
import { forecastPeak } from './forecast-facts.ts';
import { hostHardware } from './host-hardware.ts';
import { memoryFacts, vmResources } from './vm-facts.ts';

export type DrsServices = Pick<Services, 'inventory' | 'statistics' | 'clock' | 'migrations'>;
type Vm = Ref<'VirtualMachine'>;

export interface ClusterPicture {
  readonly settings: DrsSettings;
  readonly facts: DrsFacts;
  readonly demands: ReadonlyMap<string, VmDemand>;
}

export interface DrsQuestion {
  /** Ids of hosts which are to be thought of as on their way into maintenance. */
  readonly leaving?: ReadonlySet<string> | undefined;
  /** Nobody who runs will be moved: where they could go need not be known. */
  readonly nobodyMoves?: boolean | undefined;
}

const NOWHERE: ReadonlySet<string> = new Set();
/** VMs looked at between two rests: as many as most hosts have, whose VMs are worked out together. */
const STEP_VMS = 100;

/** A migration's own time, seconds: what is prepared and cleaned up around the copying. */
const MIGRATION_BASE_SECONDS = 3;
const DOWNTIME_SECONDS = 0.3;

/** The picture in one go. */
export function drsFacts(
  services: DrsServices,
  cluster: Cluster,
  question: DrsQuestion = {},
): ClusterPicture {
  const steps = drsFactsSteps(services, cluster, question);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The picture of a large cluster, made with rests; what goes meanwhile is left out. */
export function* drsFactsSteps(
  services: DrsServices,
  cluster: Cluster,
  question: DrsQuestion = {},
): Generator<void, ClusterPicture> {
  const { inventory } = services;
  const settings = drsSettings(inventory, cluster);
  const hosts = inventory.read(cluster, 'host') ?? [];
  const took = migrationSeconds(services);
  const hostFacts = hosts.map((host) => ({
    ...drsHost(inventory, host, question),
    migrationSeconds: took.get(host.value),
  }));
  yield;
  const vmSteps = runningVms(services, hosts, settings, question);
  const { vms, demands } = yield* vmSteps;
  const facts = {
    ...{ hosts: hostFacts, vms },
    pools: inventory.has(cluster) ? poolsOf(inventory, cluster, settings) : [],
    rules: drsRules(inventory, cluster),
    ...{ level: settings.level, model: settings.model, options: settings.options },
  };
  return { settings, demands, facts };
}

function* runningVms(
  services: DrsServices,
  hosts: readonly Host[],
  settings: DrsSettings,
  { nobodyMoves }: DrsQuestion,
): Generator<void, Pick<ClusterPicture, 'demands'> & { readonly vms: readonly DrsVm[] }> {
  const { inventory } = services;
  const { idlePercent, aggressiveCpu } = settings;
  const compatible = nobodyMoves ? undefined : new CompatibleHosts(inventory, hosts);
  const rates = new Map(hosts.map((host) => [host.value, sendRate(inventory, host)]));
  const demands = new Map<string, VmDemand>();
  const vms: DrsVm[] = [];
  for (const some of slicesOf(hosts.map((host) => inventory.read(host, 'vm') ?? []))) {
    yield;
    const running = some.filter(
      (vm) => inventory.has(vm) && inventory.read(vm, 'runtime').powerState === 'poweredOn',
    );
    const found = demandOf(services, running, { idlePercent, aggressiveCpu });
    for (const vm of running) {
      const demand = found.get(vm.value);
      if (demand) demands.set(vm.value, demand);
      if (!inventory.has(vm)) continue;
      const kindCount = compatible?.kindCount;
      vms.push(...runningVm(services, vm, { settings, compatible, rates, demand }));
      if (compatible?.kindCount !== kindCount) yield;
    }
  }
  return { vms, demands };
}

/** VMs of one host at a time, and not too many at once. */
function slicesOf(vmsOfHosts: readonly (readonly Vm[])[]): readonly (readonly Vm[])[] {
  return vmsOfHosts.flatMap((vms) =>
    Array.from({ length: Math.ceil(vms.length / STEP_VMS) }, (_, index) =>
      vms.slice(index * STEP_VMS, (index + 1) * STEP_VMS),
    ),
  );
}

/** A VM that is to be powered on, asking for all it is configured for. */
export function newcomer(
  { inventory }: Pick<DrsServices, 'inventory'>,
  vm: Vm,
  { settings, hosts }: { readonly settings: DrsSettings; readonly hosts: ReadonlySet<string> },
): DrsVm {
  const config = inventory.read(vm, 'config');
  const host = inventory.read(vm, 'runtime').host;
  const { vcpuCount, memoryMb } = vmResources(inventory, vm);
  const overheadMb = memoryOverheadMb(memoryMb, vcpuCount);
  const coreMhz = host ? hostHardware(inventory, host).coreMhz : 0;
  const limit = Number(config?.cpuAllocation?.limit ?? -1);
  return {
    cpu: allocation(config?.cpuAllocation),
    memory: allocation(config?.memoryAllocation),
    id: vm.value,
    name: inventory.read(vm, 'name'),
    host: host?.value ?? '',
    pool: inventory.read(vm, 'resourcePool')?.value ?? '',
    vcpuCount,
    overheadMb,
    demand: {
      cpuMhz: worstCaseCpuMhz(vcpuCount, coreMhz, limit),
      memoryMb: memoryMb + overheadMb,
    },
    behavior: settings.behaviorOf(vm),
    migrationSeconds: 0,
    downtimeSeconds: 0,
    hosts,
  };
}

interface VmQuestion {
  readonly settings: DrsSettings;
  readonly compatible: CompatibleHosts | undefined;
  /** What hosts send of memory, MB/s. */
  readonly rates: ReadonlyMap<string, number>;
  readonly demand: VmDemand | undefined;
}

function runningVm(
  { inventory, clock }: DrsServices,
  vm: Vm,
  { settings, compatible, rates, demand }: VmQuestion,
): DrsVm[] {
  const source = inventory.read(vm, 'runtime').host;
  const pool = inventory.read(vm, 'resourcePool');
  if (!source || !pool) return [];
  const config = inventory.read(vm, 'config');
  const { vcpuCount, memoryMb } = vmResources(inventory, vm);
  const { memoryMb: sentMb } = memoryFacts(inventory, vm);
  const bound = destinationOf(inventory, vm);
  const overheadMb = demand?.overheadMb ?? memoryOverheadMb(memoryMb, vcpuCount);
  const now: Amount = demand ?? { cpuMhz: 0, memoryMb: overheadMb };
  return [
    {
      cpu: allocation(config?.cpuAllocation),
      memory: allocation(config?.memoryAllocation),
      id: vm.value,
      name: inventory.read(vm, 'name'),
      host: (bound ?? source).value,
      pool: pool.value,
      vcpuCount,
      overheadMb,
      demand: predicted(inventory, vm, now, settings.lookAheadSeconds, clock.now()),
      behavior: settings.behaviorOf(vm),
      unseen: demand?.samples === 0 ? true : undefined,
      immovable: inventory.read(vm as Ref, '_migration') === undefined ? undefined : isMigrating(),
      migrationSeconds: MIGRATION_BASE_SECONDS + sentMb / Math.max(1, rates.get(source.value) ?? 1),
      downtimeSeconds: DOWNTIME_SECONDS,
      hosts: compatible?.of(vm, source, pool) ?? NOWHERE,
    },
  ];
}

function predicted(
  inventory: Inventory,
  vm: Vm,
  now: Amount,
  lookAheadSeconds: number | undefined,
  nowMs: number,
): Amount {
  if (lookAheadSeconds === undefined) return { cpuMhz: now.cpuMhz, memoryMb: now.memoryMb };
  const at = (resource: 'cpu' | 'memory') => forecastPeak(inventory, vm, resource, nowMs);
  return {
    cpuMhz: predictedDemand(now.cpuMhz, at('cpu'), lookAheadSeconds),
    memoryMb: predictedDemand(now.memoryMb, at('memory'), lookAheadSeconds),
  };
}

/** Where a VM that is being moved is going. */
function destinationOf(inventory: Inventory, vm: Vm): Ref | undefined {
  const host = member(inventory.read(vm as Ref, '_migration'), 'host');
  return isReference(host) && inventory.has(host) ? host : undefined;
}

function isMigrating(): FaultVerdict {
  const message = 'The virtual machine is being migrated.';
  return { name: 'TaskInProgress', detail: {}, message };
}

/** All pools below the cluster's root, which is the cluster itself. */
function poolsOf(inventory: Inventory, cluster: Cluster, settings: DrsSettings): DrsPool[] {
  const root = inventory.read(cluster, 'resourcePool');
  if (!root) return [];
  const found: DrsPool[] = [];
  const below: { readonly pool: Pool; readonly parent: string | undefined }[] = (
    inventory.read(root, 'resourcePool') ?? []
  ).map((pool) => ({ pool, parent: undefined }));
  for (const { pool, parent } of below) {
    const config = inventory.read(pool as Ref<Kinds['ResourcePool']>, 'config');
    found.push({
      key: pool.value,
      parent,
      cpu: allocation(config.cpuAllocation),
      memory: allocation(config.memoryAllocation),
      scalesShares:
        settings.scalesShares || config.scaleDescendantsShares === 'scaleCpuAndMemoryShares',
    });
    for (const child of inventory.read(pool, 'resourcePool') ?? []) {
      below.push({ pool: child, parent: pool.value });
    }
  }
  return found;
}

function allocation(info: ResourceAllocationInfo | undefined): DrsAllocation {
  return {
    shares: info?.shares?.shares ?? 0,
    reservation: Number(info?.reservation ?? 0),
    limit: Number(info?.limit ?? -1),
  };
}

/** Bytes of an amount of memory. */
export function bytesOf({ memoryMb }: Amount): number {
  return Math.round(memoryMb * BYTES_PER_MB);
}
