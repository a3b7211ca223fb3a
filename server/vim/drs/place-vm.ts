/**
 * PlaceVm: a host of a cluster, and where need be a datastore, for a VM that is to be created, cloned, moved
 * or made larger.
 */
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type {
  ClusterRecommendation,
  PlacementResult,
  PlacementSpec,
} from '../../vmodl/generated/data.ts';
import { rulesOf } from '../facts/drs-rules.ts';
import { type Cluster, clusterConfigOf } from '../facts/drs-settings.ts';
import type { Context } from '../method.ts';
import { Placer } from './placement.ts';
import { type Choice, PlacementChoices, type PlacementType } from './placement-choices.ts';
import { localized, movesPublished, nextKey, recommendation } from './recommendations.ts';
import { demandDrs } from './what-if.ts';

const TYPES = ['create', 'reconfigure', 'relocate', 'clone'] as const;

/** Throws NotSupported where DRS is off, InvalidArgument for what the specification lacks. */
export function placeVmByDrs(
  cluster: Cluster,
  spec: PlacementSpec,
  context: Context,
): PlacementResult {
  demandDrs(cluster, context);
  const type = typeOf(spec);
  const config = clusterConfigOf(context.inventory, cluster);
  const placer = new Placer(context, cluster, rulesOf(spec.rules ?? [], config));
  const choices = new PlacementChoices(placer, { type, spec }, context);
  const recommendations = choices.all().map((choice) => recommended(choices, choice, context));
  if (recommendations.length > 0) return build('PlacementResult', { recommendations });
  const withMoves = spec.disallowPrerequisiteMoves === false ? makingRoom(choices, context) : [];
  if (withMoves.length > 0) return build('PlacementResult', { recommendations: withMoves });
  const { name, detail, message } = choices.fault();
  const byVm = build('ClusterDrsFaultsFaultsByVm', {
    vm: choices.vm,
    fault: [localized({ name, detail, message })],
  });
  return build('PlacementResult', {
    recommendations: [],
    drsFault: build('ClusterDrsFaults', { reason: 'xvmotionPlacement', faultsByVm: [byVm] }),
  });
}

function typeOf({ placementType, vm }: PlacementSpec): PlacementType {
  // Before 6.0 Update 2 there was no type: a VM that is named is moved.
  const asked = placementType ?? (vm ? 'relocate' : 'create');
  const type = TYPES.find((one) => one === asked);
  if (!type) throw invalidArgument('placementSpec.placementType');
  return type;
}

/** The moves of others first, then the place. */
function makingRoom(choices: PlacementChoices, context: Context): ClusterRecommendation[] {
  const found = choices.withRoom();
  if (!found) return [];
  const { inventory, clock } = context;
  const at = { inventory, cluster: choices.placer.cluster, time: clock.iso() };
  const first = found.moves.map((one) => movesPublished(one, at));
  const keys = first.map(({ key }) => key);
  return [...first, recommended(choices, found.choice, context, keys)];
}

function recommended(
  { vm, pool, placer }: PlacementChoices,
  { host: targetHost, datastore, rating }: Choice,
  { inventory, clock }: Context,
  prerequisite?: readonly string[],
): ClusterRecommendation {
  const key = nextKey(inventory, placer.cluster);
  return recommendation({
    ...{ key, time: clock.iso(), reason: 'xvmotionPlacement', rating },
    ...{ target: vm ?? placer.cluster, prerequisite },
    action: [
      build('PlacementAction', {
        ...{ type: 'PlacementV1', vm, target: vm, targetHost },
        relocateSpec: build('VirtualMachineRelocateSpec', { datastore, pool, host: targetHost }),
      }),
    ],
  });
}
