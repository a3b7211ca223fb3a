/**
 * PlaceVm: a host, and where need be a datastore, for a VM that is to be created, cloned, moved or made larger.
 *
 * Of the datastores a host can reach, the one with the most free space is taken, if the VM fits. A VM that
 * is moved keeps its files where the host can reach them.
 */
import type { DrsVm } from '../../engines/drs/facts.ts';
import { memoryOverheadMb } from '../../engines/resources/memory-overhead.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type {
  PlacementResult,
  PlacementSpec,
  VirtualMachineConfigSpec,
} from '../../vmodl/generated/data.ts';
import { type Ref, reference, sameReference } from '../../vmodl/reference.ts';
import { BYTES_PER_KB } from '../../vmodl/units.ts';
import { member } from '../../vmodl/value.ts';
import { rulesOf } from '../facts/drs-rules.ts';
import { type Cluster, clusterConfigOf } from '../facts/drs-settings.ts';
import { hostHardware } from '../facts/host-hardware.ts';
import type { Context } from '../method.ts';
import type { Host, Pool } from '../migrations/move.ts';
import { type Found, noPlaceFault, Placer, unborn } from './placement.ts';
import { localized, nextKey, recommendation } from './recommendations.ts';
import { demandDrs } from './what-if.ts';

type Vm = Ref<'VirtualMachine'>;
type Datastore = Ref<'Datastore'>;

const TYPES = ['create', 'reconfigure', 'relocate', 'clone'] as const;
type PlacementType = (typeof TYPES)[number];

/** Throws NotSupported where DRS is off, InvalidArgument for what the specification lacks. */
export function placeVmByDrs(
  cluster: Cluster,
  spec: PlacementSpec,
  context: Context,
): PlacementResult {
  demandDrs(cluster, context);
  const type = typeOf(spec);
  const placement = new Placement(cluster, spec, type, context);
  return placement.result();
}

function typeOf({ placementType, vm }: PlacementSpec): PlacementType {
  // Before 6.0 Update 2 there was no type: a VM that is named is moved.
  const asked = placementType ?? (vm ? 'relocate' : 'create');
  const type = TYPES.find((one) => one === asked);
  if (!type) throw invalidArgument('placementSpec.placementType');
  return type;
}

class Placement {
  readonly #cluster: Cluster;
  readonly #spec: PlacementSpec;
  readonly #type: PlacementType;
  readonly #context: Context;
  readonly #placer: Placer;
  readonly #hosts: readonly Host[];
  readonly #pool: Pool;
  readonly #vm: Vm | undefined;

  constructor(cluster: Cluster, spec: PlacementSpec, type: PlacementType, context: Context) {
    const { inventory } = context;
    this.#cluster = cluster;
    this.#spec = spec;
    this.#type = type;
    this.#context = context;
    this.#vm = type === 'create' ? undefined : demandVm(spec, inventory);
    if (type === 'create' && !spec.configSpec) throw invalidArgument('placementSpec.configSpec');
    const config = clusterConfigOf(inventory, cluster);
    this.#placer = new Placer(context, cluster, rulesOf(spec.rules ?? [], config));
    this.#hosts = this.#allowedHosts();
    this.#pool = this.#poolOf();
  }

  result(): PlacementResult {
    const { inventory } = this.#context;
    const found = this.#find();
    const recommendations = found.placements.flatMap(({ host, rating }) => {
      const target = reference('HostSystem', host);
      const datastore = this.#datastoreFor(target);
      return datastore === 'none' ? [] : [this.#recommend(target, rating, datastore)];
    });
    if (recommendations.length > 0) return build('PlacementResult', { recommendations });
    const fault = this.#vm
      ? noPlaceFault({ inventory }, this.#vm, found)
      : new VimFault('NoCompatibleHost', { host: [], error: [] });
    const { name, message } = fault;
    const byVm = build('ClusterDrsFaultsFaultsByVm', {
      vm: this.#vm,
      fault: [localized({ name, detail: fault.detail, message })],
    });
    return build('PlacementResult', {
      recommendations: [],
      drsFault: build('ClusterDrsFaults', { reason: 'xvmotionPlacement', faultsByVm: [byVm] }),
    });
  }

  #allowedHosts(): readonly Host[] {
    const { hosts = [] } = this.#spec;
    const own = this.#placer.hosts;
    if (hosts.length === 0) return own;
    return own.filter((host) => hosts.some((one) => sameReference(one, host)));
  }

  #poolOf(): Pool {
    const { inventory } = this.#context;
    const pool = this.#spec.relocateSpec?.pool ?? this.#spec.cloneSpec?.location.pool;
    if (pool) {
      if (!sameReference(inventory.read(inventory.demand(pool), 'owner'), this.#cluster)) {
        throw invalidArgument('placementSpec.relocateSpec.pool');
      }
      return pool;
    }
    const own = this.#vm && inventory.read(this.#vm, 'resourcePool');
    if (own && sameReference(inventory.read(own, 'owner'), this.#cluster)) return own;
    const root = inventory.read(this.#cluster, 'resourcePool');
    if (!root) throw new VimFault('InvalidState');
    return root;
  }

  #find(): Found {
    if (!this.#vm) {
      const asked = this.#sized(this.#nobody());
      return { ...this.#placer.rank(asked), newcomer: asked, unfit: new Map() };
    }
    const files = this.#type === 'reconfigure' ? 'stay' : 'follow';
    const found = this.#placer.find(this.#vm, { pool: this.#pool, files, hosts: this.#hosts });
    const copy = this.#type === 'clone' ? { ...found.newcomer, id: '', host: '' } : found.newcomer;
    const asked = this.#sized(copy);
    return { ...this.#placer.rank(asked), newcomer: asked, unfit: found.unfit };
  }

  #nobody(): DrsVm {
    const name = this.#spec.configSpec?.name ?? '';
    return unborn({
      ...{ name, pool: this.#pool, hosts: this.#hosts },
      ...{ vcpuCount: 1, memoryMb: 0, coreMhz: 0 },
    });
  }

  /** As large as the specification wants it. */
  #sized(vm: DrsVm): DrsVm {
    const config = this.#spec.configSpec ?? this.#spec.cloneSpec?.config;
    if (!config) return vm;
    const vcpuCount = config.numCPUs ?? vm.vcpuCount;
    const overhead = vm.overheadMb;
    const memoryMb = Number(config.memoryMB ?? vm.demand.memoryMb - overhead);
    const overheadMb = memoryOverheadMb(memoryMb, vcpuCount);
    const [first] = this.#hosts;
    const coreMhz = first ? hostHardware(this.#context.inventory, first).coreMhz : 0;
    return {
      ...vm,
      vcpuCount,
      overheadMb,
      demand: { cpuMhz: vcpuCount * coreMhz, memoryMb: memoryMb + overheadMb },
      cpu: {
        ...vm.cpu,
        reservation: Number(config.cpuAllocation?.reservation ?? vm.cpu.reservation),
      },
      memory: {
        ...vm.memory,
        reservation: Number(config.memoryAllocation?.reservation ?? vm.memory.reservation),
      },
    };
  }

  /** Undefined: files stay where they are. */
  #datastoreFor(host: Host): Datastore | 'none' | undefined {
    const { inventory } = this.#context;
    const reached = inventory.read(host, 'datastore') ?? [];
    const has = (one: Datastore) => reached.some((other) => sameReference(one, other));
    const asked = this.#spec.relocateSpec?.datastore ?? this.#spec.cloneSpec?.location.datastore;
    if (asked) return has(asked) ? asked : 'none';
    const lies = this.#vm ? (inventory.read(this.#vm, 'datastore') ?? []) : [];
    const allowed = this.#allowedDatastores();
    const mayStay = lies.every(
      (one) => has(one) && (!allowed || allowed.some((other) => sameReference(one, other))),
    );
    if (this.#vm && this.#type !== 'clone' && mayStay) return undefined;
    const candidates = (allowed ?? reached).filter(has);
    return mostFree(inventory, candidates, this.#neededBytes()) ?? 'none';
  }

  /** Undefined: any. */
  #allowedDatastores(): readonly Datastore[] | undefined {
    const { datastores = [], storagePods = [] } = this.#spec;
    if (datastores.length === 0 && storagePods.length === 0) return undefined;
    const members = storagePods.flatMap(
      (pod) => this.#context.inventory.read(pod, 'childEntity') ?? [],
    );
    return [...datastores, ...(members as readonly Ref[] as readonly Datastore[])];
  }

  #neededBytes(): number {
    const { configSpec } = this.#spec;
    if (!this.#vm) return diskBytes(configSpec);
    const storage = this.#context.inventory.read(this.#vm, 'summary').storage;
    return Number(storage?.committed ?? 0);
  }

  #recommend(targetHost: Host, rating: number, datastore: Datastore | undefined) {
    const { inventory, clock } = this.#context;
    const key = nextKey(inventory, this.#cluster);
    return recommendation({
      ...{ key, time: clock.iso(), reason: 'xvmotionPlacement', rating },
      target: this.#vm ?? this.#cluster,
      action: [
        build('PlacementAction', {
          ...{ type: 'PlacementV1', vm: this.#vm, target: this.#vm, targetHost },
          relocateSpec: build('VirtualMachineRelocateSpec', {
            ...{ datastore, pool: this.#pool, host: targetHost },
          }),
        }),
      ],
    });
  }
}

function demandVm({ vm }: PlacementSpec, inventory: Inventory): Vm {
  if (!vm) throw invalidArgument('placementSpec.vm');
  return inventory.demand(vm);
}

function mostFree(
  inventory: Inventory,
  candidates: readonly Datastore[],
  bytes: number,
): Datastore | undefined {
  const open = candidates
    .map((datastore) => ({ datastore, summary: inventory.read(datastore, 'summary') }))
    .filter(
      ({ summary }) => summary.accessible && (summary.maintenanceMode ?? 'normal') === 'normal',
    )
    .filter(({ summary }) => Number(summary.freeSpace) >= bytes)
    .toSorted((left, right) => Number(right.summary.freeSpace) - Number(left.summary.freeSpace));
  return open[0]?.datastore;
}

function diskBytes(config: VirtualMachineConfigSpec | undefined): number {
  return (config?.deviceChange ?? []).reduce((sum, { device }) => {
    const capacity = member(device, 'capacityInBytes');
    const kilobytes = Number(member(device, 'capacityInKB') ?? 0);
    return sum + (capacity === undefined ? kilobytes * BYTES_PER_KB : Number(capacity));
  }, 0);
}
