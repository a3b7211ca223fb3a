/**
 * vSphere HA restarts the VMs of a failed host on other hosts of its cluster, the most urgent ones first.
 *
 * The primary agent takes some time to be sure that a host is gone; a restart that fails is tried again, the
 * pauses growing. Admission control does not hold restarts back: what it kept free is for them. Sources:
 * vSphere Availability, "How vSphere HA works" and advanced option `das.maxvmrestartcount`.
 */
import type { FaultVerdict } from '../../engines/plan.ts';
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { data, member } from '../../vmodl/value.ts';
import { systemContext } from '../drs/system-context.ts';
import { eventArgument } from '../events/event-arguments.ts';
import { restartVerdicts } from '../facts/admission.ts';
import { isFailoverHost } from '../facts/failover-facts.ts';
import { isEffective } from '../facts/host-hardware.ts';
import type { Context, Services } from '../method.ts';
import { vmsOn } from '../objects/host-system/host-event.ts';
import { hasFailed } from '../objects/host-system/host-failure-state.ts';
import { isLeaving } from '../objects/host-system/leaving-host.ts';
import { startGuest } from '../objects/virtual-machine/guest-state.ts';
import { replugged } from '../objects/virtual-machine/plugs.ts';
import { event } from '../objects/virtual-machine/power.ts';
import { restartRank, watchesHosts } from './ha-settings.ts';

type Host = Ref<'HostSystem'>;
type Vm = Ref<'VirtualMachine'>;
type Cluster = Ref<'ClusterComputeResource'>;

/** Until the primary agent declares a host dead, ms: fifteen seconds without heartbeats and pings. */
const DETECTION_MS = 15_000;
/** Before the second, third … try of a restart, ms; there are five tries in all. */
const PAUSES_MS = [120_000, 240_000, 480_000, 960_000];

/** Would HA restart the VM if its host failed? */
export function isProtected(inventory: Inventory, vm: Vm): boolean {
  const owner = ownerOf(inventory, vm);
  return (
    owner !== undefined &&
    watchesHosts(inventory, owner) &&
    restartRank(inventory, owner, vm) !== undefined
  );
}

/** Failed hosts whose VMs had not been restarted when the server stopped. */
export function resumeFailovers(services: Services): void {
  for (const host of services.inventory.ofType('HostSystem')) {
    if (hasFailed(services.inventory, host)) awaitFailover(services, host);
  }
}

/** Restarts the host's VMs once HA is sure that it failed. */
export function awaitFailover(services: Services, host: Host): void {
  const { inventory, clock } = services;
  if (!watchesHosts(inventory, inventory.read(host, 'parent'))) return;
  clock.after(DETECTION_MS, () => declareDead(services, host));
}

function declareDead(services: Services, host: Host): void {
  const { inventory, events } = services;
  if (!inventory.has(host)) return;
  const waiting = waitingOn(services, host);
  const cluster = inventory.read(host, 'parent');
  // It was back before anybody was sure, or nobody watches any more.
  if (!hasFailed(inventory, host) || !cluster || !watchesHosts(inventory, cluster)) {
    if (waiting.length > 0) inventory.apply(waiting.map(noLongerWaiting));
    return;
  }
  events.post([
    {
      type: 'DasHostFailedEvent',
      about: cluster,
      members: { failedHost: eventArgument(services, host) },
    },
  ]);
  restartAll(services, waiting, host);
}

/** One after the other: each finds the cluster as those before it have left it. */
function restartAll(services: Services, vms: readonly Vm[], source: Host): void {
  const { inventory } = services;
  const ranked = vms
    .filter((vm) => inventory.has(vm))
    .flatMap((vm) => {
      const owner = ownerOf(inventory, vm);
      const rank = owner && restartRank(inventory, owner, vm);
      return owner && rank !== undefined ? [{ vm, owner, rank }] : [];
    })
    .sort((left, right) => left.rank - right.rank);
  for (const { vm, owner } of ranked) restart(services, vm, owner, source);
}

function restart(services: Services, vm: Vm, cluster: Cluster, source: Host): void {
  const { inventory, events } = services;
  if (!isWaiting(inventory, vm)) return;
  const context = systemContext(services, vm);
  const choice = destinationFor(context, vm, cluster);
  if (!('host' in choice)) {
    retryLater(services, vm, source, choice.problem);
    return;
  }
  const { host } = choice;
  startGuest(vm, services);
  const chainId = events.nextChainId();
  inventory.apply([
    ...restarted(vm, host, context),
    noLongerWaiting(vm),
    event(context, 'VmRestartedOnAlternateHostEvent', vm, chainId, {
      host: eventArgument(context, host),
      sourceHost: eventArgument(context, source),
    }),
  ]);
}

function restarted(vm: Vm, host: Host, context: Context): Change[] {
  const { inventory, clock } = context;
  const runtime = inventory.read(vm, 'runtime');
  return [
    assign(
      vm,
      'runtime',
      data(runtime._typeName, {
        ...runtime,
        host,
        connectionState: 'connected',
        powerState: 'poweredOn',
        bootTime: clock.iso(),
        suspendTime: undefined,
        cleanPowerOff: false,
      }),
    ),
    ...replugged(vm, true, context),
  ];
}

function retryLater(services: Services, vm: Vm, source: Host, problem: FaultVerdict): void {
  const { inventory, clock, events } = services;
  const context = systemContext(services, vm);
  const { name, detail, message } = problem;
  const tries = Number(member(inventory.read(vm as Ref, '_awaitsRestart'), 'attempts') ?? 0) + 1;
  const pauseMs = PAUSES_MS[tries - 1];
  const failed = event(context, 'VmFailoverFailed', vm, events.nextChainId(), {
    reason: new VimFault(name, { ...detail }, message).toLocalizedMethodFault(),
  });
  const isLast = pauseMs === undefined;
  inventory.apply([
    failed,
    isLast
      ? noLongerWaiting(vm)
      : assign(vm, '_awaitsRestart', data('_Restart', { attempts: tries })),
  ]);
  if (isLast) return;
  // Background: instant time does not leap through the pauses.
  clock.after(pauseMs, () => tryAgain(services, vm, source), { background: true });
}

function tryAgain(services: Services, vm: Vm, source: Host): void {
  const { inventory } = services;
  if (!inventory.has(vm) || !inventory.has(source) || !isWaiting(inventory, vm)) return;
  if (hasFailed(inventory, source)) restartAll(services, [vm], source);
  else inventory.apply([noLongerWaiting(vm)]);
}

/** The host kept for failures, else the one on which the fewest VMs run; or why there is none. */
function destinationFor(
  context: Context,
  vm: Vm,
  cluster: Cluster,
): { readonly host: Host } | { readonly problem: FaultVerdict } {
  const { inventory } = context;
  const hosts = (inventory.read(cluster, 'host') ?? []).filter(
    (host) => isEffective(inventory, host) && !isLeaving(inventory, host),
  );
  const rank = (host: Host) =>
    (isFailoverHost(inventory, host) ? 0 : Number.MAX_SAFE_INTEGER / 2) +
    vmsOn(context, host).filter((one) => inventory.read(one, 'runtime').powerState === 'poweredOn')
      .length;
  const ranked = hosts
    .map((host) => ({ host, rank: rank(host) }))
    .sort((left, right) => left.rank - right.rank);
  let problem: FaultVerdict = {
    name: 'NoActiveHostInCluster',
    detail: { computeResource: cluster },
    message: 'No active host is left in the cluster.',
  };
  for (const { host } of ranked) {
    const [first] = restartVerdicts(inventory, vm, host);
    if (!first) return { host };
    problem = first;
  }
  return { problem };
}

function waitingOn(services: Services, host: Host): readonly Vm[] {
  return vmsOn(services, host).filter((vm) => isWaiting(services.inventory, vm));
}

function isWaiting(inventory: Inventory, vm: Vm): boolean {
  return inventory.read(vm as Ref, '_awaitsRestart') !== undefined;
}

function noLongerWaiting(vm: Vm): Change {
  return assign(vm, '_awaitsRestart', undefined);
}

function ownerOf(inventory: Inventory, vm: Vm): Cluster | undefined {
  const { host } = inventory.read(vm, 'runtime');
  const owner = host && inventory.has(host) ? inventory.read(host, 'parent') : undefined;
  return owner?.type === 'ClusterComputeResource' ? (owner as Cluster) : undefined;
}
