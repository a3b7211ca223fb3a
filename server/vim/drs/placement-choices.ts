/**
 * Hosts, and where need be datastores, for a VM that is to be created, cloned, moved or made larger.
 *
 * Of the datastores a host can reach, the one with the most free space is taken, if the VM fits. A VM that
 * is moved keeps its files where the host can reach them.
 */
import type { DrsVm } from '../../engines/drs/facts.ts';
import type { Room } from '../../engines/drs/make-room.ts';
import type { Placement } from '../../engines/drs/placement.ts';
import { memoryOverheadMb } from '../../engines/resources/memory-overhead.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { PlacementSpec, VirtualMachineConfigSpec } from '../../vmodl/generated/data.ts';
import { type Ref, reference, sameReference } from '../../vmodl/reference.ts';
import { BYTES_PER_KB } from '../../vmodl/units.ts';
import { member } from '../../vmodl/value.ts';
import { hostHardware } from '../facts/host-hardware.ts';
import type { Context } from '../method.ts';
import type { Host, Pool } from '../migrations/move.ts';
import { type Found, noPlaceFault, type Placer, unborn } from './placement.ts';

type Vm = Ref<'VirtualMachine'>;
export type Datastore = Ref<'Datastore'>;

export type PlacementType = 'create' | 'reconfigure' | 'relocate' | 'clone';

/** A place. */
export interface Choice extends Omit<Placement, 'host'> {
  readonly host: Host;
  /** Undefined: files stay where they are. */
  readonly datastore: Datastore | undefined;
}

export interface PlacementWish {
  readonly type: PlacementType;
  readonly spec: PlacementSpec;
  /** Networks of which each adapter needs one, by adapter; every host will do without. */
  readonly networks?: readonly (readonly Ref[])[] | undefined;
}

export class PlacementChoices {
  readonly placer: Placer;
  readonly pool: Pool;
  readonly vm: Vm | undefined;
  readonly #spec: PlacementSpec;
  readonly #type: PlacementType;
  readonly #context: Context;
  readonly #hosts: readonly Host[];
  #found: Found | undefined;

  /** Throws InvalidArgument for what the specification lacks. */
  constructor(placer: Placer, { type, spec, networks = [] }: PlacementWish, context: Context) {
    this.placer = placer;
    this.#spec = spec;
    this.#type = type;
    this.#context = context;
    this.vm = type === 'create' ? undefined : demandVm(spec, context.inventory);
    if (type === 'create' && !spec.configSpec) throw invalidArgument('placementSpec.configSpec');
    this.#hosts = this.#allowedHosts(networks);
    this.pool = this.#poolOf();
  }

  get #cluster() {
    return this.placer.cluster;
  }

  /** Best first. */
  all(): readonly Choice[] {
    return this.found.placements.flatMap((placement) => {
      const host = reference('HostSystem', placement.host);
      const datastore = this.#datastoreFor(host);
      return datastore === 'none' ? [] : [{ ...placement, host, datastore }];
    });
  }

  /** A place for which other VMs must move first; looked for where there is none without. */
  withRoom(): { readonly choice: Choice; readonly moves: Room['moves'] } | undefined {
    const { placements, newcomer } = this.found;
    const room = placements.length === 0 ? this.placer.makeRoom(newcomer) : undefined;
    if (!room) return undefined;
    const host = reference('HostSystem', room.host);
    const datastore = this.#datastoreFor(host);
    if (datastore === 'none') return undefined;
    const place = { host, datastore, rating: 1, imbalance: 0, fullness: 1, lastResort: true };
    return { choice: place, moves: room.moves };
  }

  /** Later VMs are placed with it there. */
  accept({ host }: Choice): void {
    this.placer.accept(this.found.newcomer, host.value);
  }

  /** Why there is no place. */
  fault(): VimFault {
    return this.vm
      ? noPlaceFault(this.#context, this.vm, this.found)
      : new VimFault('NoCompatibleHost', { host: [], error: [] });
  }

  get found(): Found {
    this.#found ??= this.#find();
    return this.#found;
  }

  #allowedHosts(networks: readonly (readonly Ref[])[]): readonly Host[] {
    const { hosts = [] } = this.#spec;
    const own = this.placer.hosts.filter((host) => this.#joins(host, networks));
    if (hosts.length === 0) return own;
    return own.filter((host) => hosts.some((one) => sameReference(one, host)));
  }

  #joins(host: Host, networks: readonly (readonly Ref[])[]): boolean {
    const own: readonly Ref[] = this.#context.inventory.read(host, 'network') ?? [];
    return networks.every(
      (any) =>
        any.length === 0 || any.some((one) => own.some((other) => sameReference(one, other))),
    );
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
    const own = this.vm && inventory.read(this.vm, 'resourcePool');
    if (own && sameReference(inventory.read(own, 'owner'), this.#cluster)) return own;
    const root = inventory.read(this.#cluster, 'resourcePool');
    if (!root) throw new VimFault('InvalidState');
    return root;
  }

  #find(): Found {
    if (!this.vm) {
      const asked = this.#sized(this.#nobody());
      return { ...this.placer.rank(asked), newcomer: asked, unfit: new Map() };
    }
    const files = this.#type === 'reconfigure' ? 'stay' : 'follow';
    const found = this.placer.find(this.vm, { pool: this.pool, files, hosts: this.#hosts });
    const copy = this.#type === 'clone' ? { ...found.newcomer, id: '', host: '' } : found.newcomer;
    const asked = this.#sized(copy);
    return { ...this.placer.rank(asked), newcomer: asked, unfit: found.unfit };
  }

  #nobody(): DrsVm {
    const name = this.#spec.configSpec?.name ?? '';
    return unborn({
      ...{ name, pool: this.pool, hosts: this.#hosts },
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
    const lies = this.vm ? (inventory.read(this.vm, 'datastore') ?? []) : [];
    const allowed = this.#allowedDatastores();
    const mayStay = lies.every(
      (one) => has(one) && (!allowed || allowed.some((other) => sameReference(one, other))),
    );
    if (this.vm && this.#type !== 'clone' && mayStay) return undefined;
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
    if (!this.vm) return diskBytes(configSpec);
    const storage = this.#context.inventory.read(this.vm, 'summary').storage;
    return Number(storage?.committed ?? 0);
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
