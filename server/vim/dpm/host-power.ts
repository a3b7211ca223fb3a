/**
 * What DPM recommends, as the API shows it, and how it is carried out.
 *
 * A power-off that is carried out by itself is the host entering standby: DRS sees it leaving and evacuates
 * it. One that a user applies has its evacuation as prerequisites.
 */
import type { DpmPlan, DpmRecommendation } from '../../engines/dpm/facts.ts';
import { dpmSteps } from '../../engines/dpm/pass.ts';
import type { DrsPlan } from '../../engines/drs/facts.ts';
import { build } from '../../vmodl/build.ts';
import type {
  ClusterAction,
  ClusterHostPowerAction,
  ClusterRecommendation,
} from '../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { movesPublished, nextKey, recommendation } from '../drs/recommendations.ts';
import { dpmFacts } from '../facts/dpm-facts.ts';
import { hasDpm } from '../facts/dpm-settings.ts';
import type { ClusterPicture } from '../facts/drs-facts.ts';
import type { Cluster } from '../facts/drs-settings.ts';
import { isEffective } from '../facts/host-hardware.ts';
import type { Context, Services } from '../method.ts';
import { startStandby, startWaking } from '../objects/host-system/standby.ts';
import { STANDBY_SECONDS, WAKE_SECONDS } from './patience.ts';

/** What DPM makes of the picture that DRS has looked at; nothing where it is off. */
export function* powerSteps(
  services: Services,
  cluster: Cluster,
  picture: ClusterPicture,
  plan: DrsPlan,
): Generator<void, DpmPlan | undefined> {
  if (!hasDpm(services.inventory, cluster)) return undefined;
  return yield* dpmSteps(yield* dpmFacts(services, cluster, picture, plan));
}

export interface PowerPublication {
  /** For users to apply. */
  readonly waiting: readonly ClusterRecommendation[];
  /** To be carried out now. */
  readonly actions: readonly ClusterAction[];
}

export function powerPublication(
  plan: DpmPlan | undefined,
  at: { readonly services: Services; readonly cluster: Cluster; readonly time: string },
): PowerPublication {
  const all = plan?.recommendations ?? [];
  return {
    actions: all.filter(({ automatic }) => automatic).map(powerAction),
    waiting: all.filter(({ automatic }) => !automatic).flatMap((one) => published(one, at)),
  };
}

/** The recommendation, after those it needs. */
function published(
  one: DpmRecommendation,
  at: Parameters<typeof powerPublication>[1],
): readonly ClusterRecommendation[] {
  const { services, cluster, time } = at;
  const { inventory } = services;
  const first = one.prerequisites.map((each) => movesPublished(each, { inventory, cluster, time }));
  const { reason, rating } = one;
  return [
    ...first,
    recommendation({
      ...{ key: nextKey(inventory, cluster), time, reason, rating },
      action: [powerAction(one)],
      target: cluster,
      prerequisite: first.length > 0 ? first.map(({ key }) => key) : undefined,
    }),
  ];
}

/** Of what an action tells, the capacity is what the host has for VMs. */
export function powerAction({
  kind,
  host,
  capacity,
}: Pick<DpmRecommendation, 'kind' | 'host' | 'capacity'>): ClusterHostPowerAction {
  return build('ClusterHostPowerAction', {
    type: 'HostPowerV1',
    target: reference('HostSystem', host),
    operationType: kind,
    cpuCapacityMHz: Math.round(capacity.cpuMhz),
    memCapacityMB: Math.round(capacity.memoryMb),
  });
}

export function isHostPower(action: ClusterAction): action is ClusterHostPowerAction {
  return action._typeName === 'ClusterHostPowerAction';
}

/** Starts it; answers its task. Undefined when there is nothing to do any more. */
export function executeHostPower(
  { target, operationType }: ClusterHostPowerAction,
  context: Context,
): Ref<'Task'> | undefined {
  const { inventory } = context;
  if (!target || !inventory.has(target)) return undefined;
  const host = reference('HostSystem', target.value);
  if (operationType === 'powerOff') {
    if (!isEffective(inventory, host)) return undefined;
    return startStandby(host, { timeoutSec: STANDBY_SECONDS, byDpm: true }, context);
  }
  if (inventory.read(host, 'runtime').powerState !== 'standBy') return undefined;
  return startWaking(host, { timeoutSec: WAKE_SECONDS, byDpm: true }, context);
}
