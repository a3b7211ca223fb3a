/**
 * What must be done before a VM finds a host: others move away, or DPM wakes hosts that are in standby.
 */
import { build } from '../../vmodl/build.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { ClusterRecommendation } from '../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { powerAction } from '../dpm/host-power.ts';
import { standbyHostsFor, standbyHostsForFailover } from '../dpm/standby-hosts.ts';
import type { Context } from '../method.ts';
import type { Host } from '../migrations/move.ts';
import { execute } from './execute.ts';
import { actionsNoted } from './history.ts';
import type { PlaceWait, Settle } from './place-wait.ts';
import type { Found, Placer } from './placement.ts';
import { movesPublished, nextKey, recommendation } from './recommendations.ts';
import { systemContext } from './system-context.ts';
import { whenDone } from './when-done.ts';

type Vm = Ref<'VirtualMachine'>;

export interface FirstSteps {
  /** Where the VM can run then. */
  readonly host: Host;
  readonly steps: readonly ClusterRecommendation[];
  /** Moves alone, all of VMs which DRS may move by itself. */
  readonly automatic: boolean;
}

/** Undefined where nothing helps. */
export function firstSteps(
  context: Context,
  vm: Vm,
  placer: Placer,
  found: Found,
): FirstSteps | undefined {
  return makingRoom(context, placer, found) ?? wakingHosts(context, vm, placer, found);
}

function makingRoom(
  { inventory, clock }: Context,
  placer: Placer,
  { placements, newcomer }: Found,
): FirstSteps | undefined {
  const room = placements.length === 0 ? placer.makeRoom(newcomer) : undefined;
  if (!room) return undefined;
  const at = { inventory, cluster: placer.cluster, time: clock.iso() };
  return {
    host: reference('HostSystem', room.host),
    steps: room.moves.map((one) => movesPublished(one, at)),
    automatic: room.moves.every(({ automatic }) => automatic),
  };
}

function wakingHosts(
  context: Context,
  vm: Vm,
  placer: Placer,
  found: Found,
): FirstSteps | undefined {
  const hosts = hostsToWake(context, vm, placer, found);
  const [best] = found.placements;
  const host = best ? reference('HostSystem', best.host) : hosts[0];
  if (!host || hosts.length === 0) return undefined;
  const { cluster } = placer;
  return {
    host,
    steps: hosts.map((one) =>
      recommendation({
        ...{ key: nextKey(context.inventory, cluster), time: context.clock.iso() },
        ...{ reason: 'unreservedCapacity', rating: 5, target: cluster },
        action: [
          powerAction({ kind: 'powerOn', host: one.value, capacity: placer.capacityOf(one) }),
        ],
      }),
    ),
    automatic: false,
  };
}

/** For a place, else for what vSphere HA must keep. */
function hostsToWake(context: Context, vm: Vm, placer: Placer, found: Found): readonly Host[] {
  if (found.placements.length > 0) {
    return standbyHostsForFailover(context, vm, placer.cluster, 'any');
  }
  try {
    return standbyHostsFor(context, vm, placer, found, 'any').slice(0, 1);
  } catch (error) {
    if (error instanceof VimFault) return [];
    throw error;
  }
}

/** Moves that are carried out without asking, before the VM starts. */
export class RoomWait implements PlaceWait {
  readonly #context: Context;
  readonly #placer: Placer;
  readonly #plan: FirstSteps;

  constructor(context: Context, placer: Placer, plan: FirstSteps) {
    this.#context = context;
    this.#placer = placer;
    this.#plan = plan;
  }

  begin(settle: Settle): void {
    const { inventory, clock } = this.#context;
    const { cluster } = this.#placer;
    const { host, steps } = this.#plan;
    const actions = steps.flatMap(({ action }) => action ?? []);
    inventory.apply(actionsNoted(inventory, cluster, actions, clock.iso()));
    const context = systemContext(this.#context, cluster);
    const tasks = actions.flatMap(
      (action) => execute(action, { cluster, automatic: true }, context) ?? [],
    );
    whenDone(tasks, this.#context, {
      act: () => settle(host),
      failed: () => settle(new VimFault('InsufficientResourcesFault')),
    });
  }
}

/** The host for a VM once what it needs has been done. */
export function placementAfter(
  { host, steps }: FirstSteps,
  vm: Vm,
  { inventory, clock }: Context,
  cluster: Placer['cluster'],
): ClusterRecommendation {
  return recommendation({
    ...{ key: nextKey(inventory, cluster), time: clock.iso(), reason: 'powerOnVm', rating: 1 },
    ...{ target: vm, prerequisite: steps.map(({ key }) => key) },
    action: [
      build('ClusterInitialPlacementAction', { type: 'VmPowerV1', target: vm, targetHost: host }),
    ],
  });
}
