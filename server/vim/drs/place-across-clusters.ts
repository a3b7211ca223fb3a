/**
 * PlaceVmsXCluster: of several clusters, each named by one of its pools, the one for each of several VMs.
 *
 * In every cluster DRS looks for the best host. Of those the one is taken that would be the least full with
 * the VM on it (ours: VMware publishes no measure), and the next VM is placed with it there.
 */
import type { DrsRule } from '../../engines/drs/facts.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type {
  ClusterAction,
  LocalizedMethodFault,
  PlacementSpec,
  PlaceVmsXClusterResult,
  PlaceVmsXClusterResultPlacementFaults,
  PlaceVmsXClusterResultPlacementInfo,
  PlaceVmsXClusterSpec,
  PlaceVmsXClusterSpecVmPlacementSpec,
  VirtualDeviceFileBackingInfo,
  VirtualMachineConfigSpec,
} from '../../vmodl/generated/data.ts';
import type { PlaceVmsXClusterSpecPlacementType } from '../../vmodl/generated/enums.ts';
import { type Ref, sameReference } from '../../vmodl/reference.ts';
import { hasDrs } from '../facts/drs-settings.ts';
import type { Context } from '../method.ts';
import type { Pool } from '../migrations/move.ts';
import { Placer } from './placement.ts';
import { type Choice, type Datastore, PlacementChoices } from './placement-choices.ts';
import { nextKey, recommendation } from './recommendations.ts';

type VmSpec = PlaceVmsXClusterSpecVmPlacementSpec;
type PlacementType = PlaceVmsXClusterSpecPlacementType;

const TYPES: readonly PlacementType[] = ['createAndPowerOn', 'reconfigure', 'relocate'];
const NO_RULES: readonly DrsRule[] = [];

/**
 * Throws InvalidArgument for what the specification lacks or says twice. A VM for which no cluster has a place
 * is told of in `faults`, once for each of the pools.
 */
export function placeAcrossClusters(
  spec: PlaceVmsXClusterSpec,
  context: Context,
): PlaceVmsXClusterResult {
  const type = typeOf(spec);
  const vmSpecs = spec.vmPlacementSpecs ?? [];
  if (vmSpecs.length === 0) throw invalidArgument('placementSpec.vmPlacementSpecs');
  for (const one of vmSpecs) demandSaneSpec(type, one);
  const session = new Session(spec, type, context);
  for (const one of vmSpecs) session.place(one);
  return session.result();
}

function typeOf({ placementType }: PlaceVmsXClusterSpec): PlacementType {
  // Before 9.0 there was no type.
  const type = TYPES.find((one) => one === (placementType || 'createAndPowerOn'));
  if (!type) throw invalidArgument('placementSpec.placementType');
  return type;
}

function demandSaneSpec(type: PlacementType, { vm, configSpec, relocateSpec }: VmSpec): void {
  const at = (name: string) => invalidArgument(`placementSpec.vmPlacementSpecs.${name}`);
  if (type === 'createAndPowerOn') {
    if (vm) throw at('vm');
    if (!configSpec.name) throw at('configSpec.name');
    return;
  }
  if (!vm) throw at('vm');
  if (type === 'relocate' && !relocateSpec) throw at('relocateSpec');
  if (type === 'reconfigure' && relocateSpec) throw at('relocateSpec');
}

/** A place in one of the clusters. */
interface Candidate {
  readonly choices: PlacementChoices;
  readonly choice: Choice;
}

class Session {
  readonly #spec: PlaceVmsXClusterSpec;
  readonly #type: PlacementType;
  readonly #context: Context;
  readonly #pools: readonly Pool[];
  readonly #placers = new Map<string, Placer>();
  readonly #infos: PlaceVmsXClusterResultPlacementInfo[] = [];
  readonly #faults: PlaceVmsXClusterResultPlacementFaults[] = [];

  constructor(spec: PlaceVmsXClusterSpec, type: PlacementType, context: Context) {
    this.#spec = spec;
    this.#type = type;
    this.#context = context;
    this.#pools = this.#demandPools(spec.resourcePools ?? []);
  }

  result(): PlaceVmsXClusterResult {
    return build('PlaceVmsXClusterResult', { placementInfos: this.#infos, faults: this.#faults });
  }

  place(vmSpec: VmSpec): void {
    const { inventory } = this.#context;
    const { vm } = vmSpec;
    const vmName = vm
      ? inventory.read(inventory.demand(vm), 'name')
      : (vmSpec.configSpec.name ?? '');
    const faults: PlaceVmsXClusterResultPlacementFaults[] = [];
    let best: Candidate | undefined;
    for (const pool of this.#poolsFor(vmSpec)) {
      const found = this.#look(vmSpec, pool);
      if (found instanceof VimFault) {
        const fault = found.toLocalizedMethodFault() as LocalizedMethodFault;
        const told = { resourcePool: pool, vmName, vm, faults: [fault] };
        faults.push(build('PlaceVmsXClusterResultPlacementFaults', told));
      } else if (!best || isBetter(found.choice, best.choice)) best = found;
    }
    if (!best) {
      this.#faults.push(...faults);
      return;
    }
    best.choices.accept(best.choice);
    const recommended = this.#recommended(vmSpec, vmName, best);
    this.#infos.push(
      build('PlaceVmsXClusterResultPlacementInfo', { vmName, vm, recommendation: recommended }),
    );
  }

  /** Of each cluster one. Without any, what is reconfigured stays in its own. */
  #demandPools(pools: readonly Pool[]): readonly Pool[] {
    const { inventory } = this.#context;
    if (pools.length === 0 && this.#type !== 'reconfigure') {
      throw invalidArgument('placementSpec.resourcePools');
    }
    const owners = new Set<string>();
    for (const pool of pools) {
      const owner = inventory.read(inventory.demand(pool), 'owner');
      if (owner.type !== 'ClusterComputeResource' || owners.has(owner.value)) {
        throw invalidArgument('placementSpec.resourcePools');
      }
      owners.add(owner.value);
    }
    return pools;
  }

  /** A VM that is reconfigured stays in its cluster. */
  #poolsFor({ vm }: VmSpec): readonly Pool[] {
    const { inventory } = this.#context;
    if (this.#type !== 'reconfigure' || !vm) return this.#pools;
    const own = inventory.read(vm, 'resourcePool');
    if (!own) throw invalidArgument('placementSpec.vmPlacementSpecs.vm');
    if (this.#pools.length === 0) return [own];
    const owner = inventory.read(own, 'owner');
    const here = this.#pools.filter((pool) => sameReference(inventory.read(pool, 'owner'), owner));
    if (here.length === 0) throw invalidArgument('placementSpec.resourcePools');
    return here;
  }

  #look(vmSpec: VmSpec, pool: Pool): Candidate | VimFault {
    const owner = this.#context.inventory.read(pool, 'owner');
    if (!hasDrs(this.#context.inventory, owner)) return new VimFault('NotSupported');
    const placer = this.#placers.get(owner.value) ?? new Placer(this.#context, owner, NO_RULES);
    this.#placers.set(owner.value, placer);
    const type = this.#type === 'createAndPowerOn' ? 'create' : this.#type;
    const networks = (vmSpec.candidateNetworks ?? []).map((one) => one.networks ?? []);
    const wish = { type, spec: this.#specIn(pool, vmSpec), networks } as const;
    const choices = new PlacementChoices(placer, wish, this.#context);
    const [choice] = choices.all();
    return choice ? { choices, choice } : choices.fault();
  }

  #specIn(pool: Pool, { vm, configSpec, relocateSpec }: VmSpec): PlacementSpec {
    const { inventory } = this.#context;
    const target = relocateSpec?.host && inventory.demand(relocateSpec.host);
    return build('PlacementSpec', {
      ...{ vm, hosts: target ? [target] : undefined },
      configSpec: this.#type === 'relocate' ? undefined : configSpec,
      relocateSpec: build('VirtualMachineRelocateSpec', { ...relocateSpec, pool }),
    });
  }

  #recommended(vmSpec: VmSpec, vmName: string, { choices, choice }: Candidate) {
    const { inventory, clock } = this.#context;
    const { cluster } = choices.placer;
    return recommendation({
      key: nextKey(inventory, cluster),
      ...{ time: clock.iso(), reason: 'xClusterPlacement', rating: choice.rating },
      target: cluster,
      action: [this.#action(vmSpec, vmName, { choices, choice })],
    });
  }

  #action(vmSpec: VmSpec, vmName: string, { choices, choice }: Candidate): ClusterAction {
    const { pool, vm, placer } = choices;
    const { hostRecommRequired = false, datastoreRecommRequired = false } = this.#spec;
    const type = 'PlacementV1';
    const targetHost = hostRecommRequired ? choice.host : undefined;
    const place = { type, target: vm ?? placer.cluster, pool, targetHost };
    const availableNetworks = this.#networks(vmSpec, choice);
    if (this.#type === 'createAndPowerOn') {
      const { datastore } = choice;
      return build('ClusterClusterInitialPlacementAction', {
        ...{ ...place, availableNetworks },
        configSpec:
          datastoreRecommRequired && datastore
            ? this.#onDatastore(vmSpec.configSpec, vmName, datastore)
            : undefined,
      });
    }
    if (this.#type === 'reconfigure') {
      const { configSpec } = vmSpec;
      return build('ClusterClusterReconfigurePlacementAction', { ...place, configSpec });
    }
    const datastore = datastoreRecommRequired ? choice.datastore : undefined;
    return build('ClusterClusterRelocatePlacementAction', {
      ...{ ...place, availableNetworks },
      relocateSpec: build('VirtualMachineRelocateSpec', {
        ...vmSpec.relocateSpec,
        ...{ pool, host: targetHost },
        datastore: datastore ?? vmSpec.relocateSpec?.datastore,
      }),
    });
  }

  /** Those of the candidates that the host has. */
  #networks({ candidateNetworks = [] }: VmSpec, { host }: Choice) {
    const own: readonly Ref[] = this.#context.inventory.read(host, 'network') ?? [];
    const wanted = candidateNetworks.flatMap(({ networks = [] }) => networks);
    const found = own.filter((one) => wanted.some((other) => sameReference(one, other)));
    return found.length > 0 ? (found as readonly Ref<'Network'>[]) : undefined;
  }

  /** The specification with its home and its new disks there. */
  #onDatastore(
    spec: VirtualMachineConfigSpec,
    vmName: string,
    datastore: Datastore,
  ): VirtualMachineConfigSpec {
    const place = `[${this.#context.inventory.read(datastore, 'name')}]`;
    return build('VirtualMachineConfigSpec', {
      ...spec,
      files: build('VirtualMachineFileInfo', {
        ...spec.files,
        vmPathName: `${place} ${vmName}/${vmName}.vmx`,
      }),
      deviceChange: spec.deviceChange?.map((change) => newDiskOn(change, datastore, place)),
    });
  }
}

type Change = NonNullable<VirtualMachineConfigSpec['deviceChange']>[number];

function newDiskOn(change: Change, datastore: Datastore, place: string): Change {
  const { operation, fileOperation, device } = change;
  if (operation !== 'add' || fileOperation !== 'create') return change;
  const { backing } = device;
  if (!backing || !('fileName' in backing)) return change;
  const path = String(backing.fileName ?? '').replace(/^\[[^\]]*\]/, '');
  const fileName = `${place}${path}`;
  const placed: VirtualDeviceFileBackingInfo = { ...backing, datastore, fileName };
  return { ...change, device: { ...device, backing: placed } };
}

function isBetter(one: Choice, other: Choice): boolean {
  if (one.lastResort !== other.lastResort) return other.lastResort;
  return one.fullness < other.fullness;
}
