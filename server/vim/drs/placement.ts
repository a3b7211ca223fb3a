/**
 * Where DRS wants a VM to run that does not run in the cluster yet: one that is powered on, created, or
 * comes from elsewhere.
 */
import type { Amount, DrsRule, DrsVm } from '../../engines/drs/facts.ts';
import { makeRoom, type Room } from '../../engines/drs/make-room.ts';
import {
  type PlacementFacts,
  type PlacementRefusal,
  type PlacementResult,
  placeVm,
} from '../../engines/drs/placement.ts';
import type { FaultVerdict } from '../../engines/plan.ts';
import { memoryOverheadMb } from '../../engines/resources/memory-overhead.ts';
import { hostVerdict } from '../../engines/resources/reservations.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { unfitHosts } from '../facts/drs-compatible-hosts.ts';
import { type ClusterPicture, type DrsServices, drsFacts, newcomer } from '../facts/drs-facts.ts';
import { type Cluster, type DrsSettings, hasDrs } from '../facts/drs-settings.ts';
import { hostResources } from '../facts/host-facts.ts';
import { hostHardware } from '../facts/host-hardware.ts';
import { vmResources } from '../facts/vm-facts.ts';
import type { Services } from '../method.ts';
import type { Host, Pool } from '../migrations/move.ts';
import { localized } from './recommendations.ts';

type Vm = Ref<'VirtualMachine'>;

/** Normal shares, of a virtual processor and of a MB. */
const CPU_SHARES = 1000;
const MEMORY_SHARES = 10;
export type PlacingServices = DrsServices & Pick<Services, 'drs'>;

/** What came of looking for a host. */
export interface Found extends PlacementResult {
  readonly newcomer: DrsVm;
  /** Why hosts cannot run it whatever else they have to do. */
  readonly unfit: ReadonlyMap<string, FaultVerdict>;
}

export interface Search {
  /** The VM's own unless given. */
  readonly pool?: Pool | undefined;
  /** Files that can be taken along hold nothing against a host. */
  readonly files?: 'stay' | 'follow' | undefined;
  /** All of the cluster's unless given. */
  readonly hosts?: readonly Host[];
}

/** Places one VM after another, each with those before it in mind. */
export class Placer {
  readonly cluster: Cluster;
  readonly #services: PlacingServices;
  readonly #picture: ClusterPicture;
  readonly #placed: DrsVm[];
  readonly #rules: readonly DrsRule[];
  #whole: ClusterPicture | undefined;

  /** `rules` hold beside those of the cluster. */
  constructor(services: PlacingServices, cluster: Cluster, rules: readonly DrsRule[] = []) {
    this.cluster = cluster;
    this.#services = services;
    this.#rules = rules;
    this.#picture = drsFacts(services, cluster, { nobodyMoves: true });
    this.#placed = this.#starting();
  }

  get settings(): DrsSettings {
    return this.#picture.settings;
  }

  get hosts(): readonly Host[] {
    return this.#services.inventory.read(this.cluster, 'host') ?? [];
  }

  /** What a host has for VMs. */
  capacityOf({ value }: Host): Amount {
    const known = this.#picture.facts.hosts.find(({ id }) => id === value);
    return known?.capacity ?? { cpuMhz: 0, memoryMb: 0 };
  }

  /** Looks for hosts for a VM that does not run, best first; does not take any. */
  find(vm: Vm, { pool, files, hosts = this.hosts }: Search = {}): Found {
    const { inventory } = this.#services;
    const within = pool ?? inventory.read(vm, 'resourcePool');
    const unfit = within ? unfitHosts(inventory, vm, hosts, { pool: within, files }) : new Map();
    const fit = hosts.filter(({ value }) => !unfit.has(value)).map(({ value }) => value);
    const asked = newcomer(this.#services, vm, {
      settings: this.settings,
      hosts: new Set(fit),
    });
    const known = { ...asked, pool: within?.value ?? asked.pool };
    return { ...this.rank(known), newcomer: known, unfit };
  }

  /** Ranks the hosts which a VM can run on by its own facts. */
  rank(asked: DrsVm): PlacementResult {
    return placeVm(this.#factsFor(asked));
  }

  /** Which other VMs must move so that it fits somewhere. Looks at where all of them can run. */
  makeRoom(asked: DrsVm): Room | undefined {
    this.#whole ??= drsFacts(this.#services, this.cluster);
    return makeRoom(this.#factsFor(asked, this.#whole));
  }

  #factsFor(asked: DrsVm, { facts }: ClusterPicture = this.#picture): PlacementFacts {
    const vms = [...facts.vms, ...this.#placed].filter(({ id }) => id !== asked.id);
    const rules = [...facts.rules, ...this.#rules];
    return { ...facts, rules, vms, newcomer: asked };
  }

  /** It will run there. */
  accept(asked: DrsVm, host: string): void {
    // Those that do not exist yet have no id, and are not each other.
    const id = asked.id || `new-${this.#placed.length}`;
    this.#placed.push({ ...asked, id, host });
  }

  /** VMs which are being powered on in the cluster. */
  #starting(): DrsVm[] {
    const { inventory, drs } = this.#services;
    const { settings } = this.#picture;
    const running = new Set(this.#picture.facts.vms.map(({ id }) => id));
    return [...drs.starting].flatMap(([id, host]) => {
      const vm = inventory.find(id) as Vm | undefined;
      if (!vm || running.has(id) || !this.hosts.some(({ value }) => value === host.value))
        return [];
      const hosts = new Set<string>();
      return [{ ...newcomer(this.#services, vm, { settings, hosts }), host: host.value }];
    });
  }
}

/** A VM that does not exist yet, with normal shares, asking for all that it will have. */
export function unborn(wish: {
  readonly name: string;
  readonly pool: Pool;
  readonly vcpuCount: number;
  readonly memoryMb: number;
  readonly coreMhz: number;
  readonly hosts: readonly Host[];
}): DrsVm {
  const { name, pool, vcpuCount, memoryMb, coreMhz, hosts } = wish;
  const overheadMb = memoryOverheadMb(memoryMb, vcpuCount);
  return {
    ...{ id: '', name, host: '', pool: pool.value, vcpuCount, overheadMb },
    demand: { cpuMhz: vcpuCount * coreMhz, memoryMb: memoryMb + overheadMb },
    cpu: { shares: CPU_SHARES * vcpuCount, reservation: 0, limit: -1 },
    memory: { shares: MEMORY_SHARES * memoryMb, reservation: 0, limit: -1 },
    behavior: 'fullyAutomated',
    ...{ migrationSeconds: 0, downtimeSeconds: 0 },
    hosts: new Set(hosts.map(({ value }) => value)),
  };
}

/** Of hosts of one cluster the one where DRS would have a new VM; undefined where DRS has no say. */
export function hostForUnborn(
  services: PlacingServices,
  wish: Omit<Parameters<typeof unborn>[0], 'coreMhz'>,
): Host | undefined {
  const { inventory } = services;
  const owner = inventory.read(wish.pool, 'owner');
  const [first] = wish.hosts;
  if (!first || !hasDrs(inventory, owner)) return undefined;
  const { coreMhz } = hostHardware(inventory, first);
  const [best] = new Placer(services, owner).rank(unborn({ ...wish, coreMhz })).placements;
  return wish.hosts.find(({ value }) => value === best?.host);
}

/** Why no host of the cluster can take it. */
export function noPlaceFault(
  { inventory }: Pick<Services, 'inventory'>,
  vm: Vm,
  { refused, unfit }: Found,
): VimFault {
  const vmName = inventory.read(vm, 'name');
  const reasons = new Set(refused.values());
  if (reasons.size === 1 && reasons.has('rule')) {
    const message = `No host is compatible with the virtual machine '${vmName}' and its mandatory rules.`;
    return new VimFault('NoCompatibleHardAffinityHost', { vmName }, message);
  }
  const told = [...refused].flatMap(([id, reason]) => {
    const host = inventory.find(id) as Host | undefined;
    return host ? [{ host, verdict: unfit.get(id) ?? verdictOf(inventory, vm, host, reason) }] : [];
  });
  const [first] = told;
  if (first && reasons.size === 1 && reasons.has('noRoom')) {
    const { name, detail, message } = first.verdict;
    return new VimFault(name, { ...detail }, message);
  }
  return new VimFault(
    'NoCompatibleHost',
    {
      host: told.map(({ host }) => host),
      error: told.map(({ verdict }) => localized(verdict)),
    },
    `No host is compatible with the virtual machine '${vmName}'.`,
  );
}

function verdictOf(
  inventory: Services['inventory'],
  vm: Vm,
  host: Host,
  reason: PlacementRefusal,
): FaultVerdict {
  const name = inventory.read(host, 'name');
  if (reason === 'rule') {
    const message = `A rule keeps the virtual machine from host '${name}'.`;
    const rule = { vm, host };
    return { name: 'VmHostAffinityRuleViolation', detail: ruleDetail(inventory, rule), message };
  }
  if (reason === 'noRoom') {
    const [short] = hostVerdict(vmResources(inventory, vm), hostResources(inventory, host));
    if (short) return short;
    const message = `Host '${name}' has as many virtual machines as it may have.`;
    return { name: 'InsufficientResourcesFault', detail: {}, message };
  }
  const message = `Host '${name}' cannot take virtual machines in its current state.`;
  return { name: 'InvalidHostState', detail: { host }, message };
}

function ruleDetail(
  inventory: Services['inventory'],
  { vm, host }: { readonly vm: Vm; readonly host: Host },
) {
  return { vmName: inventory.read(vm, 'name'), hostName: inventory.read(host, 'name') };
}
