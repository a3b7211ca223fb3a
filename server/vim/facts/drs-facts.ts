/**
 * A cluster as DRS looks at it: its hosts, the VMs that run there with what they asked for lately, its pools,
 * rules and settings.
 *
 * A VM on its way to another host is counted there already, so that a pass does not send a second one after it.
 */
import { predictedDemand, worstCaseCpuMhz } from '../../engines/drs/demand.ts';
import type {
  Amount,
  DrsAllocation,
  DrsFacts,
  DrsHost,
  DrsPool,
  DrsVm,
} from '../../engines/drs/facts.ts';
import type { FaultVerdict } from '../../engines/plan.ts';
import { availableCapacity, defaultReserve } from '../../engines/resources/capacity.ts';
import { memoryOverheadMb } from '../../engines/resources/memory-overhead.ts';
import { linkRateMbPerSecond } from '../../engines/vmotion/link.ts';
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
import { drsRules } from './drs-rules.ts';
import { type Cluster, type DrsSettings, drsSettings } from './drs-settings.ts';
import { isFailoverHost } from './failover-facts.ts';
import { forecastPeak } from './forecast-facts.ts';
import { hostLoadFacts, vmotionLink } from './host-facts.ts';
import { hostHardware, isEffective } from './host-hardware.ts';
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
}

/** A migration's own time, seconds: what is prepared and cleaned up around the copying. */
const MIGRATION_BASE_SECONDS = 3;
const DOWNTIME_SECONDS = 0.3;
/** Hosts run 8 vMotions at once over ten gigabits, else 4. */
const FAST_LINE_GBPS = 10;
const SLOTS = { fast: 8, slow: 4 } as const;
const PASSED_MAX = 100;

export function drsFacts(
  services: DrsServices,
  cluster: Cluster,
  question: DrsQuestion = {},
): ClusterPicture {
  const { inventory } = services;
  const settings = drsSettings(inventory, cluster);
  const hosts = inventory.read(cluster, 'host') ?? [];
  const vms = hosts
    .flatMap((host) => inventory.read(host, 'vm') ?? [])
    .filter((vm) => inventory.read(vm, 'runtime').powerState === 'poweredOn');
  const { idlePercent, aggressiveCpu } = settings;
  const demands = demandOf(services, vms, { idlePercent, aggressiveCpu });
  const compatible = new CompatibleHosts(inventory, hosts);
  const took = averageSeconds(services);
  const rates = new Map(hosts.map((host) => [host.value, rateOf(inventory, host)]));
  return {
    settings,
    demands,
    facts: {
      hosts: hosts.map((host) => ({
        ...hostOf(inventory, host, question),
        migrationSeconds: took.get(host.value),
      })),
      vms: vms.flatMap((vm) => {
        const demand = demands.get(vm.value);
        return runningVm(services, vm, { settings, compatible, rates, demand });
      }),
      pools: poolsOf(inventory, cluster, settings),
      rules: drsRules(inventory, cluster),
      level: settings.level,
      model: settings.model,
      options: settings.options,
    },
  };
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
    ...allocations(config),
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
  readonly compatible: CompatibleHosts;
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
      ...allocations(config),
      id: vm.value,
      name: inventory.read(vm, 'name'),
      host: (bound ?? source).value,
      pool: pool.value,
      vcpuCount,
      overheadMb,
      demand: predicted(inventory, vm, now, settings.lookAheadSeconds, clock.now()),
      behavior: settings.behaviorOf(vm),
      immovable: inventory.read(vm as Ref, '_migration') === undefined ? undefined : isMigrating(),
      migrationSeconds: MIGRATION_BASE_SECONDS + sentMb / Math.max(1, rates.get(source.value) ?? 1),
      downtimeSeconds: DOWNTIME_SECONDS,
      hosts: compatible.of(vm, source, pool),
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

function hostOf(inventory: Inventory, host: Host, { leaving }: DrsQuestion): DrsHost {
  const hardware = hostHardware(inventory, host);
  const lineGbps = hostLoadFacts(inventory, host).vmotionLineGbps;
  const standby = inventory.read(host as Ref, '_enteringStandby') === true;
  const leaves =
    standby ||
    inventory.read(host as Ref, '_enteringMaintenance') === true ||
    leaving?.has(host.value);
  const present = isEffective(inventory, host) && !isFailoverHost(inventory, host);
  return {
    id: host.value,
    name: inventory.read(host, 'name'),
    state: present ? (leaves ? 'leaving' : 'able') : 'absent',
    leavesFor: leaves ? (standby ? 'standby' : 'maintenance') : undefined,
    capacity: availableCapacity(hardware, defaultReserve(hardware)),
    coreCount: hardware.cores,
    coreMhz: hardware.coreMhz,
    vmotionLineGbps: lineGbps,
    migrationSlots: lineGbps >= FAST_LINE_GBPS ? SLOTS.fast : SLOTS.slow,
  };
}

function rateOf(inventory: Inventory, host: Host): number {
  return linkRateMbPerSecond(vmotionLink(inventory, host));
}

/** How long the last migrations of each host took, seconds. */
function averageSeconds({ migrations }: DrsServices): ReadonlyMap<string, number> {
  const sums = new Map<string, { seconds: number; count: number }>();
  const passed = migrations.records
    .all()
    .filter(({ state, kind }) => state === 'success' && kind === 'vmotion')
    .slice(-PASSED_MAX);
  for (const { source, destination, startedAt, endedAt } of passed) {
    if (startedAt === undefined || endedAt === undefined) continue;
    const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
    for (const { id } of [source, destination]) {
      const sum = sums.get(id) ?? { seconds: 0, count: 0 };
      sums.set(id, { seconds: sum.seconds + seconds, count: sum.count + 1 });
    }
  }
  return new Map([...sums].map(([id, { seconds, count }]) => [id, seconds / count]));
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

function allocations(
  config:
    | {
        readonly cpuAllocation?: ResourceAllocationInfo | undefined;
        readonly memoryAllocation?: ResourceAllocationInfo | undefined;
      }
    | undefined,
): { readonly cpu: DrsAllocation; readonly memory: DrsAllocation } {
  return {
    cpu: allocation(config?.cpuAllocation),
    memory: allocation(config?.memoryAllocation),
  };
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
