/**
 * Where a virtual machine that is about to run fits best.
 *
 * Each host that can take it is rated by how even the cluster would be with it there, the VM asking for all
 * it is configured for. The ratings' scale is ours; VMware publishes their order and range only.
 */
import {
  ClusterLoad,
  cpuShare,
  fullnessWith,
  type HostState,
  memoryShare,
} from './cluster-load.ts';
import { compareIds } from './corrections.ts';
import { entitlements } from './entitlement.ts';
import type { DrsFacts, DrsVm } from './facts.ts';
import { admits } from './room.ts';
import { RuleBook } from './rules.ts';

const TOLERANCE = 1e-9;
const RATING_BEST = 5;

export interface PlacementFacts extends DrsFacts {
  /** The newcomer; its host is where it is registered, its demand what it may ask for at worst. */
  readonly newcomer: DrsVm;
}

export interface Placement {
  readonly host: string;
  /** 5 best … 1. */
  readonly rating: number;
  readonly imbalance: number;
  /** How full the host would be, by its fuller resource: 1 is full. */
  readonly fullness: number;
  /** It would get full, break a soft rule or leave its companions: taken only where nothing else is left. */
  readonly lastResort: boolean;
}

/** Why a host cannot take it. */
export type PlacementRefusal = 'incompatible' | 'rule' | 'noRoom' | 'notAble';

export interface PlacementResult {
  /** Best first. */
  readonly placements: readonly Placement[];
  readonly refused: ReadonlyMap<string, PlacementRefusal>;
}

export function placeVm(facts: PlacementFacts): PlacementResult {
  const { newcomer, vms, pools, hosts } = facts;
  const load = new ClusterLoad(facts, entitlements({ capacity: capacityOf(hosts), pools, vms }));
  const rules = new RuleBook(facts.rules);
  const refused = new Map<string, PlacementRefusal>();
  const able: (Omit<Placement, 'host' | 'rating'> & { host: HostState })[] = [];
  for (const host of load.hosts) {
    const refusal = refusalOf(host, facts, rules);
    if (refusal) {
      refused.set(host.facts.id, refusal);
      continue;
    }
    const fullness = fullnessWith(host, newcomer.demand);
    able.push({
      ...{ host, fullness },
      imbalance: load.imbalanceWith(newcomer.demand, host),
      lastResort:
        fullness >= 1 - TOLERANCE ||
        rules.isUnwanted(newcomer.id, host.facts.id) ||
        leavesCompanions(newcomer, host, rules, load),
    });
  }
  able.sort((left, right) => {
    if (left.lastResort !== right.lastResort) return left.lastResort ? 1 : -1;
    const difference = left.imbalance - right.imbalance;
    return Math.abs(difference) > TOLERANCE ? difference : compareHosts(left.host, right.host);
  });
  const all = able.map(({ imbalance }) => imbalance);
  const [best, worst] = [Math.min(...all), Math.max(...all)];
  return {
    placements: able.map(({ host, imbalance, fullness, lastResort }) => ({
      host: host.facts.id,
      rating: lastResort ? 1 : rating(imbalance, best, worst),
      ...{ imbalance, fullness, lastResort },
    })),
    refused,
  };
}

function rating(imbalance: number, best: number, worst: number): number {
  const share = (imbalance - best) / Math.max(worst - best, TOLERANCE);
  return Math.max(1, RATING_BEST - Math.ceil(4 * share - TOLERANCE));
}

/** Undefined when the host takes it. */
export function refusalOf(
  host: HostState,
  { newcomer, options }: Pick<PlacementFacts, 'newcomer' | 'options'>,
  rules: RuleBook,
): PlacementRefusal | undefined {
  const { id, state } = host.facts;
  if (state !== 'able') return 'notAble';
  if (!newcomer.hosts.has(id)) return 'incompatible';
  if (rules.isForbidden(newcomer.id, id) || breaksVmRule(newcomer, host, rules)) return 'rule';
  return admits(host, newcomer, options) ? undefined : 'noRoom';
}

/** Those it is kept from must not run here. */
function breaksVmRule({ id }: DrsVm, host: HostState, rules: RuleBook): boolean {
  return rules.vmRules.some(
    ({ kind, vms }) => kind === 'antiAffinity' && vms.includes(id) && runsAny(host, vms, id),
  );
}

/** Those it belongs to run, and not here. */
function leavesCompanions(
  { id }: DrsVm,
  host: HostState,
  rules: RuleBook,
  load: ClusterLoad,
): boolean {
  return rules.vmRules.some(
    ({ kind, vms }) =>
      kind === 'affinity' &&
      vms.includes(id) &&
      vms.some((one) => one !== id && load.vms.has(one)) &&
      !runsAny(host, vms, id),
  );
}

function runsAny(host: HostState, vms: readonly string[], except: string): boolean {
  return [...host.vms].some(({ facts }) => facts.id !== except && vms.includes(facts.id));
}

/** Fewer VMs, then more free memory, then the older host. */
function compareHosts(left: HostState, right: HostState): number {
  return (
    left.vms.size - right.vms.size ||
    memoryShare(left) - memoryShare(right) ||
    cpuShare(left) - cpuShare(right) ||
    compareIds(left.facts.id, right.facts.id)
  );
}

/** What the hosts that are present have together. */
export function capacityOf(hosts: DrsFacts['hosts']) {
  const able = hosts.filter(({ state }) => state !== 'absent');
  return {
    cpuMhz: able.reduce((sum, { capacity }) => sum + capacity.cpuMhz, 0),
    memoryMb: able.reduce((sum, { capacity }) => sum + capacity.memoryMb, 0),
  };
}
