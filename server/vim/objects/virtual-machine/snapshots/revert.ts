/**
 * RevertToSnapshot_Task, RevertToCurrentSnapshot_Task: the VM is again what it was, running if its memory was
 * kept. What was written since is gone, unless another snapshot keeps it.
 */
import { assign, type Change } from '../../../../inventory/change.ts';
import { build } from '../../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../../vmodl/fault.ts';
import type {
  GuestInfo,
  VirtualDevice,
  VirtualMachineConfigInfo,
  VirtualMachineSnapshotTree,
} from '../../../../vmodl/generated/data.ts';
import type { VirtualMachinePowerState } from '../../../../vmodl/generated/enums.ts';
import { isReference, type Ref, sameReference } from '../../../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../../../vmodl/units.ts';
import { data, member } from '../../../../vmodl/value.ts';
import { admitVm } from '../../../facts/admission.ts';
import type { Context } from '../../../method.ts';
import type { RunningTask } from '../../../tasks/tasks.ts';
import { nextVersion } from '../config-version.ts';
import { demandFileRoom } from '../file-room.ts';
import { guestStopped } from '../guest-state.ts';
import { warningCleared } from '../migration-warning.ts';
import { event, refuseTemplate, type Vm } from '../power.ts';
import { runtimeSizes } from '../reconfigure-resources.ts';
import { homeDatastoreOf } from '../relocate/file-moves.ts';
import { urlPairs } from '../relocate/moved-config.ts';
import { diskFileNames, isKept, withDeltas } from './deltas.ts';
import { type Standing, standingOf, writeMs } from './standing.ts';
import { type Snapshot, treeOf } from './tree.ts';

type Config = VirtualMachineConfigInfo;
type Host = Ref<'HostSystem'>;

/** What it takes without memory to read, ms of virtual time. Ours. */
const REVERT_MS = 1_000;

const REVERTED = 'com.vmware.vc.vm.VmStateRevertedToSnapshot';
const NOT_REVERTED = 'com.vmware.vc.vm.VmStateFailedToRevertToSnapshot';
const POWER_EVENTS: Readonly<Record<VirtualMachinePowerState, string>> = {
  poweredOn: 'VmPoweredOnEvent',
  poweredOff: 'VmPoweredOffEvent',
  suspended: 'VmSuspendedEvent',
};

export interface RevertWish {
  readonly method: 'RevertToSnapshot_Task' | 'RevertToCurrentSnapshot_Task';
  /** The current one unless given. */
  readonly snapshot?: Snapshot | undefined;
  readonly host?: Host | undefined;
  readonly suppressPowerOn?: boolean | undefined;
}

export function revertTo(vm: Vm, wish: RevertWish, context: Context): Ref<'Task'> {
  refuseTemplate(vm, context);
  const host = wish.host && hostAsked(vm, wish.host, context);
  const node = nodeOf(vm, wish, context);
  const memoryMb = Number(context.inventory.read(vm, 'config')?.hardware.memoryMB ?? 0);
  const withMemory = node !== undefined && node.state !== 'poweredOff';
  return context.tasks.start(context, {
    entity: vm,
    name: wish.method,
    durationMs: REVERT_MS + (withMemory ? writeMs(vm, memoryMb * BYTES_PER_MB, context) : 0),
    begin: (task) => {
      standingOf(vm, task, context);
      return [];
    },
    finish: (task) => {
      const standing = standingOf(vm, task, context);
      const target = nodeOf(vm, wish, context);
      if (!target) throw new VimFault('NotFound');
      return { changes: reverted(vm, target, { ...wish, host }, standing, context, task) };
    },
    failed: (_fault, task) => {
      if (!node || !context.inventory.has(vm)) return [];
      return [toldOf(vm, node, NOT_REVERTED, 'error', context, task)];
    },
  });
}

function nodeOf(
  vm: Vm,
  { snapshot }: RevertWish,
  { inventory }: Context,
): VirtualMachineSnapshotTree | undefined {
  const info = inventory.read(vm, 'snapshot');
  const wanted = snapshot ?? info?.currentSnapshot;
  return wanted && treeOf(info?.rootSnapshotList, wanted);
}

/** Of the same compute resource. Throws InvalidArgument. */
function hostAsked(vm: Vm, asked: Host, { inventory }: Context): Host {
  const host = inventory.demand(asked);
  const current = inventory.read(vm, 'runtime').host;
  const fits =
    current && sameReference(inventory.read(host, 'parent'), inventory.read(current, 'parent'));
  if (!fits) throw invalidArgument('host');
  return host;
}

function reverted(
  vm: Vm,
  node: VirtualMachineSnapshotTree,
  wish: RevertWish,
  standing: Standing,
  context: Context,
  task: RunningTask,
): Change[] {
  const { inventory } = context;
  const { info, kept } = standing;
  const then = [...kept].find(([snapshot]) => sameReference(snapshot, node.snapshot))?.[1];
  if (!then || !info) throw new VimFault('NotFound');
  const before = inventory.read(vm, 'runtime').powerState;
  const suspends = node.state === 'poweredOn' && wish.suppressPowerOn === true;
  const state = suspends ? 'suspended' : node.state;
  const host = wish.host ?? inventory.read(vm, 'runtime').host;
  if (state === 'poweredOn' && before !== 'poweredOn' && host) admitVm(inventory, vm, host);
  const config = configAgain(vm, then, standing, state, context);
  const runtime = { ...inventory.read(vm, 'runtime'), powerState: state };
  demandFileRoom(vm, { config, runtime }, context);
  return [
    assign(vm, 'config', config),
    ...powerAgain(
      vm,
      state,
      state === 'poweredOn' && before !== 'poweredOn' ? host : undefined,
      context,
    ),
    ...runtimeSizes(vm, config, context),
    assign(
      vm,
      'snapshot',
      build('VirtualMachineSnapshotInfo', { ...info, currentSnapshot: node.snapshot }),
    ),
    toldOf(vm, node, REVERTED, 'info', context, task),
    ...(state === before ? [] : [event(context, POWER_EVENTS[state], vm, task.chainId)]),
  ];
}

/** What the snapshot kept; where the VM lies and how the inventory calls it has not changed since. */
function configAgain(
  vm: Vm,
  then: Config,
  { config: now, kept }: Standing,
  state: VirtualMachinePowerState,
  context: Context,
): Config {
  const names = diskFileNames([now, ...kept.values()]);
  const current = new Map((now.hardware.device ?? []).map((device) => [device.key, device]));
  const restored = withDeltas(then, names);
  const device = (restored.hardware.device ?? []).map((one) => {
    const present = current.get(one.key);
    // A disk that takes no part in snapshots is as it is now.
    const apart = one._typeName === 'VirtualDisk' && !isKept(one) && present;
    return plugged(apart || reachable(one, context), state);
  });
  const { name, files, uuid, instanceUuid, template } = now;
  const config: Config = {
    ...restored,
    ...{ name, files, uuid, instanceUuid, template },
    hardware: { ...restored.hardware, device },
    ...nextVersion(context),
  };
  const home = homeDatastoreOf(context.inventory, vm);
  return { ...config, datastoreUrl: urlPairs(context.inventory, config, home) };
}

/** Networks and datastores that have gone meanwhile are known by name alone. */
function reachable(device: VirtualDevice, { inventory }: Context): VirtualDevice {
  const { backing } = device;
  const gone = ['network', 'datastore'].filter((name) => {
    const ref = member(backing, name);
    return isReference(ref) && !inventory.has(ref);
  });
  if (!backing || gone.length === 0) return device;
  const left = Object.entries(backing).filter(([name]) => !gone.includes(name));
  return { ...device, backing: data(backing._typeName, Object.fromEntries(left)) } as VirtualDevice;
}

function plugged(device: VirtualDevice, state: VirtualMachinePowerState): VirtualDevice {
  const { connectable } = device;
  if (!connectable || state === 'poweredOn' || !connectable.connected) return device;
  return { ...device, connectable: { ...connectable, connected: false, status: 'untried' } };
}

/** `host` is where it comes to run; undefined when it stays where it is. */
function powerAgain(
  vm: Vm,
  state: VirtualMachinePowerState,
  host: Host | undefined,
  context: Context,
): Change[] {
  const { inventory, clock } = context;
  const runtime = inventory.read(vm, 'runtime');
  const now = clock.iso();
  const members = {
    powerState: state,
    host: host ?? runtime.host,
    bootTime: state === 'poweredOn' ? now : undefined,
    suspendTime: state === 'suspended' ? now : undefined,
    cleanPowerOff: state === 'poweredOff' ? true : state === 'poweredOn' ? false : undefined,
  };
  const guest = inventory.read(vm as Ref, '_guest') as GuestInfo | undefined;
  const running = state === 'poweredOn' && guest !== undefined;
  const heard = guest?.toolsRunningStatus === 'guestToolsRunning' ? 'green' : 'gray';
  return [
    assign(vm, 'runtime', data(runtime._typeName, { ...runtime, ...members })),
    ...(running
      ? [assign(vm, 'guest', guest), assign(vm, 'guestHeartbeatStatus', heard)]
      : guestStopped(vm, context)),
    ...(state === 'poweredOff' ? warningCleared(context, vm) : []),
  ];
}

function toldOf(
  vm: Vm,
  { name, id = 0 }: VirtualMachineSnapshotTree,
  eventTypeId: string,
  severity: string,
  context: Context,
  task: RunningTask,
): Change {
  const told = (key: string, value: string) => build('KeyAnyValue', { key, value });
  return event(context, 'EventEx', vm, task.chainId, {
    eventTypeId,
    severity,
    arguments: [told('snapshotName', name), told('snapshotId', String(id))],
  });
}
