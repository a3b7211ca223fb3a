/**
 * CreateSnapshot_Task: what the VM is now is kept, with its memory if wished; its disks go on in new files.
 */
import { assign, type Change, create } from '../../../../inventory/change.ts';
import { build } from '../../../../vmodl/build.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type {
  VirtualDevice,
  VirtualMachineSnapshotInfo,
} from '../../../../vmodl/generated/data.ts';
import type { VirtualMachinePowerState } from '../../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../../../vmodl/units.ts';
import { freezeDeep, member } from '../../../../vmodl/value.ts';
import type { Context } from '../../../method.ts';
import { newRef } from '../../folder/create.ts';
import { nextVersion } from '../config-version.ts';
import { demandFileRoom } from '../file-room.ts';
import { refuseTemplate, type Vm } from '../power.ts';
import { diskFileNames, isIndependent, withDeltas } from './deltas.ts';
import { demandSnapshotName } from './rename.ts';
import { type Standing, standingOf, writeMs } from './standing.ts';
import { grown, levelOf } from './tree.ts';

/** What it takes beside the memory, ms of virtual time. Ours. */
const CREATE_MS = 1_000;
/** As deep as VMware lets a chain of snapshots become. */
const LEVELS_MAX = 32;

export interface SnapshotWish {
  readonly method: 'CreateSnapshot_Task' | 'CreateSnapshotEx_Task';
  readonly name: string;
  readonly description: string;
  readonly memory: boolean;
  readonly quiesce: boolean;
}

export function createSnapshot(vm: Vm, wish: SnapshotWish, context: Context): Ref<'Task'> {
  refuseTemplate(vm, context);
  demandSnapshotName(wish.name);
  const { powerState } = context.inventory.read(vm, 'runtime');
  const memoryMb = Number(context.inventory.read(vm, 'config')?.hardware.memoryMB ?? 0);
  const memoryBytes = wish.memory && powerState === 'poweredOn' ? memoryMb * BYTES_PER_MB : 0;
  return context.tasks.start(context, {
    entity: vm,
    name: wish.method,
    durationMs: CREATE_MS + writeMs(vm, memoryBytes, context),
    begin: (task) => {
      demandPossible(vm, wish, standingOf(vm, task, context), context);
      return [];
    },
    finish: (task) => {
      const standing = standingOf(vm, task, context);
      demandPossible(vm, wish, standing, context);
      const snapshot = newRef('VirtualMachineSnapshot', 'snapshot-', context);
      return { changes: taken(vm, snapshot, wish, standing, context), result: snapshot };
    },
  });
}

function taken(
  vm: Vm,
  snapshot: Ref<'VirtualMachineSnapshot'>,
  wish: SnapshotWish,
  { config, info, kept }: Standing,
  context: Context,
): Change[] {
  const { inventory, clock } = context;
  const id = nextId(vm, info, context);
  const names = diskFileNames([config, ...kept.values()]);
  const state = stateKept(vm, wish, context);
  const node = build('VirtualMachineSnapshotTree', {
    snapshot,
    vm,
    name: wish.name,
    description: wish.description,
    id,
    createTime: clock.iso(),
    state,
    quiesced: isQuiesced(vm, wish, state, context),
    backupManifest: '',
    childSnapshotList: [],
    replaySupported: false,
  });
  const after = { ...withDeltas(config, names), ...nextVersion({ inventory, clock }) };
  const snapshots = grown(info, node);
  const keptBy = [...kept, [snapshot, config] as const].map(
    ([ref, one]) => [ref.value, one] as const,
  );
  demandFileRoom(
    vm,
    { config: after, snapshot: snapshots, snapshotConfigs: new Map(keptBy) },
    context,
  );
  return [
    create(snapshot, { vm, config: freezeDeep(config) }),
    assign(vm, 'config', after),
    assign(vm, 'snapshot', snapshots),
    assign(vm, '_lastSnapshotId', id),
  ];
}

/** Numbers are not used again, even when all snapshots are gone. */
function nextId(
  vm: Vm,
  info: VirtualMachineSnapshotInfo | undefined,
  { inventory }: Context,
): number {
  const last = Number(inventory.read(vm as Ref, '_lastSnapshotId') ?? 0);
  return Math.max(last, ...idsOf(info?.rootSnapshotList ?? [])) + 1;
}

function idsOf(trees: NonNullable<VirtualMachineSnapshotInfo['rootSnapshotList']>): number[] {
  return trees.flatMap(({ id = 0, childSnapshotList }) => [id, ...idsOf(childSnapshotList ?? [])]);
}

/** How the VM will be after going back: only with its memory can it go on running. */
function stateKept(
  vm: Vm,
  { memory }: SnapshotWish,
  { inventory }: Context,
): VirtualMachinePowerState {
  return memory ? inventory.read(vm, 'runtime').powerState : 'poweredOff';
}

/** Only tools that run can bring the file systems of a guest to rest; with memory there is no need. */
function isQuiesced(
  vm: Vm,
  { quiesce }: SnapshotWish,
  state: VirtualMachinePowerState,
  { inventory }: Context,
): boolean {
  const tools = inventory.read(vm, 'guest')?.toolsRunningStatus;
  const running = inventory.read(vm, 'runtime').powerState === 'poweredOn';
  return quiesce && running && state === 'poweredOff' && tools === 'guestToolsRunning';
}

/** Throws SnapshotDisabled, SnapshotLocked, TooManySnapshotLevels, MemorySnapshotOnIndependentDisk … */
function demandPossible(
  vm: Vm,
  { memory }: SnapshotWish,
  { config, info }: Standing,
  context: Context,
): void {
  if (config.flags.snapshotDisabled) throw new VimFault('SnapshotDisabled');
  if (config.flags.snapshotLocked) throw new VimFault('SnapshotLocked');
  if (levelOf(info?.rootSnapshotList, info?.currentSnapshot) >= LEVELS_MAX) {
    throw new VimFault('TooManySnapshotLevels');
  }
  const devices = config.hardware.device ?? [];
  for (const device of devices) refuseIncompatible(device);
  const withMemory = memory && context.inventory.read(vm, 'runtime').powerState === 'poweredOn';
  if (!withMemory) return;
  if (devices.some(isIndependent)) throw new VimFault('MemorySnapshotOnIndependentDisk');
  const passed = devices.find(({ _typeName }) => _typeName === 'VirtualPCIPassthrough');
  if (passed) throw incompatible('DeviceNotSupported', passed);
}

function refuseIncompatible(device: VirtualDevice): void {
  const sharedBus = member(device, 'sharedBus');
  if (sharedBus !== undefined && sharedBus !== 'noSharing') {
    throw incompatible('SharedBusControllerNotSupported', device);
  }
  const { backing } = device;
  const isPhysical = member(backing, 'compatibilityMode') === 'physicalMode';
  if (isPhysical && !isIndependent(device)) throw incompatible('PhysCompatRDMNotSupported', device);
  const sharing = member(backing, 'sharing');
  if (sharing === 'sharingMultiWriter') throw incompatible('DeviceNotSupported', device);
}

function incompatible(name: string, device: VirtualDevice): VimFault {
  const label = device.deviceInfo?.label ?? `device ${device.key}`;
  const why = new VimFault(name, { device: label }, `Device '${label}' is not supported.`);
  return new VimFault('SnapshotIncompatibleDeviceInVm', { fault: why.toLocalizedMethodFault() });
}
