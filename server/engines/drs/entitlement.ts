/**
 * What each virtual machine is entitled to: the cluster's capacity divvied down the tree of resource
 * pools, by reservations, limits and shares. Only what is asked for competes; `Infinity` as demand gives
 * the static, worst-case entitlement.
 */
import { type ClaimTree, divvyTree } from '../resources/divvy.ts';
import type { Amount, DrsAllocation, DrsPool, DrsVm } from './facts.ts';

type Side = 'cpu' | 'memory';

export interface EntitlementFacts {
  readonly capacity: Amount;
  readonly pools: readonly DrsPool[];
  readonly vms: readonly Pick<DrsVm, 'id' | 'pool' | 'demand' | 'cpu' | 'memory' | 'overheadMb'>[];
}

/** By VM id. `worstCase` asks for as much as limits let through. */
export function entitlements(facts: EntitlementFacts, worstCase = false): Map<string, Amount> {
  const steps = entitlementSteps(facts, worstCase);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same, with a rest between the resources. */
export function* entitlementSteps(
  facts: EntitlementFacts,
  worstCase = false,
): Generator<void, Map<string, Amount>> {
  const cpu = side(facts, 'cpu', worstCase);
  yield;
  const memory = side(facts, 'memory', worstCase);
  yield;
  return new Map(
    facts.vms.map(({ id }) => [
      id,
      { cpuMhz: cpu.get(vmKey(id)) ?? 0, memoryMb: memory.get(vmKey(id)) ?? 0 },
    ]),
  );
}

function side(
  { capacity, pools, vms }: EntitlementFacts,
  of: Side,
  worstCase: boolean,
): ReadonlyMap<string, number> {
  const known = new Set(pools.map(({ key }) => key));
  const leaves = new Map<string, ClaimTree<string>[]>();
  for (const vm of vms) {
    const at = known.has(vm.pool) ? vm.pool : '';
    const claim = vmClaim(vm, of, worstCase);
    const siblings = leaves.get(at);
    if (siblings) siblings.push(claim);
    else leaves.set(at, [claim]);
  }
  const children = new Map<string, DrsPool[]>();
  for (const pool of pools) {
    const at = pool.parent !== undefined && known.has(pool.parent) ? pool.parent : '';
    children.set(at, [...(children.get(at) ?? []), pool]);
  }
  const build = (at: string): ClaimTree<string>[] => [
    ...(leaves.get(at) ?? []),
    ...(children.get(at) ?? []).map((pool): ClaimTree<string> => {
      const members = build(pool.key);
      const { shares, ...rest } = pool[of];
      const scale = pool.scalesShares ? sharesBelow(members) : 1;
      return { key: pool.key, shares: shares * scale, ...rest, members };
    }),
  ];
  return divvyTree(of === 'cpu' ? capacity.cpuMhz : capacity.memoryMb, build(''));
}

function vmClaim(
  vm: EntitlementFacts['vms'][number],
  of: Side,
  worstCase: boolean,
): ClaimTree<string> {
  const allocation: DrsAllocation = vm[of];
  const demand = of === 'cpu' ? vm.demand.cpuMhz : vm.demand.memoryMb;
  return {
    key: vmKey(vm.id),
    ...allocation,
    demand: worstCase ? Number.POSITIVE_INFINITY : demand,
  };
}

/** Shares of all VMs below a pool. */
function sharesBelow(members: readonly ClaimTree<string>[]): number {
  return members.reduce(
    (sum, one) => sum + (one.members ? sharesBelow(one.members) : one.shares),
    0,
  );
}

/** Pools and VMs have keys of their own. */
function vmKey(id: string): string {
  return `vm:${id}`;
}
