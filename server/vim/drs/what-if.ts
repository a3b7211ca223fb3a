/**
 * What DRS would do: where a VM could run, which hosts could be emptied together. Nothing is carried out.
 */

import type { DrsFault, DrsRecommendation } from '../../engines/drs/facts.ts';
import { drsPass } from '../../engines/drs/pass.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type {
  ClusterEnterMaintenanceResult,
  ClusterHostRecommendation,
  ClusterRecommendation,
  OptionValue,
} from '../../vmodl/generated/data.ts';
import { type Ref, reference, sameReference } from '../../vmodl/reference.ts';
import { isBoxed } from '../../vmodl/value.ts';
import { drsFacts } from '../facts/drs-facts.ts';
import { type Cluster, hasDrs } from '../facts/drs-settings.ts';
import type { Context } from '../method.ts';
import type { Host, Pool } from '../migrations/move.ts';
import { Placer } from './placement.ts';
import { faultsOf, migrationAction, nextKey, recommendation } from './recommendations.ts';

type Vm = Ref<'VirtualMachine'>;

/** How much may be asked of a host, percent of what it has. Range and default are the API's. */
const RATIO_TARGET = {
  key: 'DemandCapacityRatioTarget',
  least: 40,
  most: 200,
  otherwise: 100,
} as const;

/** Throws NotSupported where DRS is off. */
export function demandDrs(cluster: Cluster, { inventory }: Pick<Context, 'inventory'>): void {
  if (!hasDrs(inventory, cluster)) throw new VimFault('NotSupported');
}

/**
 * Hosts for a VM, best first. One that runs, or that is not in the cluster, needs a pool of the cluster, and
 * must not run there already.
 */
export function hostsFor(
  cluster: Cluster,
  { vm, pool }: { readonly vm: Vm; readonly pool?: Pool | undefined },
  context: Context,
): readonly ClusterHostRecommendation[] {
  const { inventory } = context;
  demandDrs(cluster, context);
  const known = inventory.demand(vm);
  const ownPool = inventory.read(known, 'resourcePool');
  const isHere = ownPool && sameReference(inventory.read(ownPool, 'owner'), cluster);
  const runs = inventory.read(known, 'runtime').powerState === 'poweredOn';
  if (pool && !sameReference(inventory.read(inventory.demand(pool), 'owner'), cluster)) {
    throw invalidArgument('pool');
  }
  if (!isHere && !pool) throw invalidArgument('pool');
  if (isHere && runs) throw invalidArgument('vm');
  const { placements } = new Placer(context, cluster).find(known, { pool });
  return placements.map(({ host, rating }) =>
    build('ClusterHostRecommendation', { host: reference('HostSystem', host), rating }),
  );
}

/**
 * Which of the hosts could enter maintenance mode together, and which migrations that takes. The others are
 * filled up to `DemandCapacityRatioTarget` percent of what they have (40 … 200, 100 unless told).
 */
export function enterMaintenance(
  cluster: Cluster,
  { hosts, option = [] }: MaintenanceQuestion,
  context: Context,
): ClusterEnterMaintenanceResult {
  const { inventory } = context;
  const fullestShare = ratioTarget(option) / 100;
  demandDrs(cluster, context);
  const asked = hosts.map((host) => inventory.demand(host));
  if (asked.some((host) => !sameReference(inventory.read(host, 'parent'), cluster))) {
    throw invalidArgument('host');
  }
  const wanted = new Set(
    asked
      .filter((host) => !inventory.read(host, 'runtime').inMaintenanceMode)
      .map(({ value }) => value),
  );
  const { moves, faults, emptied } = evacuation(cluster, { wanted, fullestShare }, context);
  return build('ClusterEnterMaintenanceResult', {
    recommendations: [...emptied].map((host) => hostLeaves(cluster, host, moves, context)),
    fault: faults.length > 0 ? faultsOf('hostMaint', faults) : undefined,
  });
}

interface MaintenanceQuestion {
  readonly hosts: readonly Host[];
  readonly option?: readonly OptionValue[] | undefined;
}

/** Throws InvalidArgument for another option, or a value out of range. */
function ratioTarget(option: readonly OptionValue[]): number {
  let percent: number = RATIO_TARGET.otherwise;
  for (const { key, value } of option) {
    const told = Number(isBoxed(value) ? value._value : value);
    const isInRange = told >= RATIO_TARGET.least && told <= RATIO_TARGET.most;
    if (key !== RATIO_TARGET.key || !isInRange) throw invalidArgument('option');
    percent = told;
  }
  return percent;
}

interface Evacuation {
  readonly emptied: ReadonlySet<string>;
  readonly moves: readonly DrsRecommendation[];
  readonly faults: readonly DrsFault[];
}

/** A host that cannot be emptied stays, and may take VMs of the others. */
function evacuation(
  cluster: Cluster,
  { wanted, fullestShare }: { readonly wanted: ReadonlySet<string>; readonly fullestShare: number },
  context: Context,
): Evacuation {
  const faults: DrsFault[] = [];
  let leaving = wanted;
  for (;;) {
    const { facts } = drsFacts(context, cluster, { leaving });
    // Nothing but what must be done.
    const plan = drsPass({ ...facts, level: 1, options: { ...facts.options, fullestShare } });
    const stuck = new Set(
      plan.faults
        .filter(({ reason }) => reason === 'hostMaint')
        .flatMap(({ vm }) => facts.vms.find(({ id }) => id === vm)?.host ?? [])
        .filter((host) => leaving.has(host)),
    );
    if (stuck.size === 0) {
      const moves = plan.recommendations.filter(({ reason }) => reason === 'hostMaint');
      return { emptied: leaving, moves, faults };
    }
    faults.push(...plan.faults.filter(({ reason }) => reason === 'hostMaint'));
    leaving = new Set([...leaving].filter((host) => !stuck.has(host)));
  }
}

function hostLeaves(
  cluster: Cluster,
  host: string,
  moves: readonly DrsRecommendation[],
  { inventory, clock }: Context,
): ClusterRecommendation {
  const key = nextKey(inventory, cluster);
  const time = clock.iso();
  const target = reference('HostSystem', host);
  const migrations = moves
    .flatMap((one) => one.moves)
    .filter(({ source }) => source === host)
    .map((move) => migrationAction(move, { key, time }));
  // The API names the kind of action, and has no type of its own for it.
  const leaves = build('ClusterAction', { type: 'HostMaintenanceV1', target });
  return recommendation({
    ...{ key, time, reason: 'hostMaint', rating: 5, target: cluster },
    action: [...migrations, leaves],
  });
}
