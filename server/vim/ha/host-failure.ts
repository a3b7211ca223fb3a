/**
 * A host that loses its power, and gets it back.
 *
 * vCenter hears no more of it: the host is not responding, its VMs are disconnected, and those that ran run
 * no more. Where vSphere HA is on, `failover.ts` restarts them elsewhere. A VM that waits for that has the
 * internal property `_awaitsRestart`, the host has `_failed`.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { data } from '../../vmodl/value.ts';
import { systemContext } from '../drs/system-context.ts';
import type { Context, Services } from '../method.ts';
import { hostEvent, vmsOn } from '../objects/host-system/host-event.ts';
import { hasFailed } from '../objects/host-system/host-failure-state.ts';
import { runtimeChanges } from '../objects/host-system/standby.ts';
import { event, poweredOff } from '../objects/virtual-machine/power.ts';
import { awaitFailover, isProtected } from './failover.ts';

type Host = Ref<'HostSystem'>;
type Vm = Ref<'VirtualMachine'>;

/** Does nothing for a host that has failed already. */
export function failHost(services: Services, host: Host): void {
  const { inventory } = services;
  if (hasFailed(inventory, host)) return;
  const context = systemContext(services, host);
  const { connectionState, powerState } = inventory.read(host, 'runtime');
  const mark = assign(host, '_failed', true);
  // Nobody listens to a host that sleeps or was disconnected: it only shows when it is wanted again.
  if (connectionState !== 'connected') {
    inventory.apply([mark]);
    return;
  }
  const chainId = services.events.nextChainId();
  const vms = vmsOn(context, host);
  inventory.apply([
    mark,
    ...runtimeChanges(host, context, {
      connectionState: 'notResponding',
      powerState: powerState === 'standBy' ? powerState : 'unknown',
      bootTime: undefined,
    }),
    hostEvent(context, 'HostConnectionLostEvent', host, chainId),
    ...vms.flatMap((vm) => vmLost(vm, context, chainId)),
  ]);
  awaitFailover(services, host);
}

/** The host has its power back and has booted: it answers, with the VMs that are still registered there. */
export function restoreHost(services: Services, host: Host): void {
  const { inventory, clock } = services;
  if (!hasFailed(inventory, host)) return;
  const context = systemContext(services, host);
  const mark = assign(host, '_failed', undefined);
  const { connectionState, powerState } = inventory.read(host, 'runtime');
  const isLost = connectionState === 'notResponding' && powerState !== 'standBy';
  if (!isLost) {
    inventory.apply([mark]);
    return;
  }
  const chainId = services.events.nextChainId();
  inventory.apply([
    mark,
    ...runtimeChanges(host, context, {
      connectionState: 'connected',
      powerState: 'poweredOn',
      bootTime: clock.iso(),
    }),
    hostEvent(context, 'HostConnectedEvent', host, chainId),
    ...vmsOn(context, host).flatMap((vm) => [
      assign(vm, 'runtime.connectionState', 'connected'),
      event(context, 'VmConnectedEvent', vm, chainId),
    ]),
  ]);
}

/** One assignment of `runtime`: what power-off changes of it, and that nobody hears of the VM. */
function vmLost(vm: Vm, context: Context, chainId: number): Change[] {
  const { inventory } = context;
  const runtime = inventory.read(vm, 'runtime');
  const ran = runtime.powerState === 'poweredOn';
  const stopped = ran ? poweredOff(vm, context) : [];
  const lost = event(context, 'VmDisconnectedEvent', vm, chainId);
  return [
    ...stopped,
    assign(vm, 'runtime.connectionState', 'disconnected'),
    ...(ran ? [assign(vm, 'runtime.cleanPowerOff', false)] : []),
    ...(ran && isProtected(inventory, vm)
      ? [assign(vm, '_awaitsRestart', data('_Restart', { attempts: 0 }))]
      : []),
    lost,
  ];
}
