/**
 * A clone as the player of migrations takes it: files are copied as fast as datastores and networks allow,
 * and the new VM is there when all of them are.
 */
import { checkCompatibility } from '../../../../engines/compatibility/compatibility.ts';
import { type Change, create } from '../../../../inventory/change.ts';
import { entityProperties } from '../../../../inventory/templates/entity.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type {
  GuestInfo,
  VirtualMachineConfigInfo,
  VirtualMachineRuntimeInfo,
} from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import type { Value } from '../../../../vmodl/value.ts';
import { demandFreeName } from '../../../entity-names.ts';
import { admitVm } from '../../../facts/admission.ts';
import { courseFacts, moveDemands, movePipes } from '../../../facts/course-facts.ts';
import { cloneFacts } from '../../../facts/placement-facts.ts';
import type { Context } from '../../../method.ts';
import type { MigrationJob } from '../../../migrations/migration-job.ts';
import type { Move } from '../../../migrations/move.ts';
import { namedBy } from '../../../migrations/verdict.ts';
import { countOperation } from '../../../operation-counts.ts';
import type { RunningTask } from '../../../tasks/tasks.ts';
import { newRef } from '../../folder/create.ts';
import { newVmRuntime } from '../../folder/create-vm-config.ts';
import { identityEvents } from '../../folder/create-vm-events.ts';
import { silent, startGuest } from '../guest-state.ts';
import { event, poweredOn } from '../power.ts';
import { clonedConfig } from './config.ts';
import { guestOfCopy } from './customization.ts';
import { cloneEvents, isDeployed } from './events.ts';
import type { CopiedDisk } from './files.ts';
import type { CloneRequest } from './request.ts';
import { type ArrivingFile, arrivingFiles, roomLeft, roomTaken } from './room.ts';

const KIND = 'provisioning';

export interface ClonePlan {
  readonly request: CloneRequest;
  readonly disks: readonly CopiedDisk[];
  /** What is copied and where it goes. */
  readonly move: Move;
  readonly task: RunningTask;
}

/** What is settled when it starts: names that are free then, identities. */
interface Begun {
  readonly atMs: number;
  readonly config: VirtualMachineConfigInfo;
  readonly runtime: VirtualMachineRuntimeInfo;
  readonly files: readonly ArrivingFile[];
  /** Beside the VM and its own files. */
  readonly changes: readonly Change[];
}

export function cloneJob(plan: ClonePlan, context: Context): MigrationJob {
  const { inventory } = context;
  const { request, move, task } = plan;
  const vm = newRef('VirtualMachine', 'vm-', context);
  const told = { vm, name: request.name, host: move.destination };
  const events = cloneEvents(request, told, context, task);
  const named = (ref: Ref) => ({ id: ref.value, name: String(inventory.read(ref, 'name')) });
  let begun: Begun | undefined;
  return {
    task,
    subject: {
      ...{ task: task.key, kind: KIND, priority: 'defaultPriority', vm: named(request.vm) },
      ...{ source: named(move.source), destination: named(move.destination) },
    },
    ticket: {
      id: task.key,
      priority: 'defaultPriority',
      queueTimeMs: context.clock.now(),
      demands: moveDemands(inventory, move, KIND),
    },
    needs: neededBy(plan),
    course: () => undisturbed(courseFacts(inventory, move, KIND)),
    pipes: (needs) => {
      const pipes = movePipes(inventory, move, KIND, needs);
      return {
        ...pipes,
        disks: pipes.disks.map((disk) => ({ ...disk, guestWriteMbPerSecond: 0 })),
      };
    },
    check: (moment) => {
      if (moment === 'switchover') return lateProblem(plan, context);
      const fault = cloneProblem(plan, context);
      if (fault) return fault;
      // Asked again before it starts: as long as no time has passed names are as free as before.
      if (begun?.atMs === context.clock.now()) return undefined;
      try {
        begun = settled(plan, context);
        return undefined;
      } catch (error) {
        if (error instanceof VimFault) return error;
        throw error;
      }
    },
    begin: () => [...events.begun(), ...(begun ? roomTaken(begun.files, context) : [])],
    resume: () => (begun ? made(plan, begun, vm, context) : []),
    finish: () => [
      ...(begun
        ? identityEvents(told, begun.config, request.spec.config ?? {}, context, task)
        : []),
      ...events.ended(),
      ...countOperation(context, move.destination, isDeployed(request) ? 'numDeploy' : 'numClone'),
      ...(request.spec.powerOn && inventory.has(vm) ? started(vm, move, context, task) : []),
    ],
    result: () => vm as unknown as Value,
    failed: (fault) => [...roomLeft(begun?.files ?? [], context), ...events.failed(fault)],
  };
}

function neededBy({ move, request: { folder, spec } }: ClonePlan): readonly Ref[] {
  return [...namedBy(move), ...(folder ? [folder] : []), ...(spec.snapshot ? [spec.snapshot] : [])];
}

/** A guest goes on writing elsewhere: what is copied is a state that does not change. */
function undisturbed(facts: ReturnType<typeof courseFacts>): ReturnType<typeof courseFacts> {
  return { ...facts, disks: facts.disks.map((disk) => ({ ...disk, guestWriteMbPerSecond: 0 })) };
}

/** What stands against it before it starts. */
function cloneProblem(plan: ClonePlan, context: Context): VimFault | undefined {
  const { inventory } = context;
  const { request, move } = plan;
  const early = lateProblem(plan, context) ?? busyProblem(plan, context);
  if (early) return early;
  const { powerOn } = request.spec;
  const [first] = checkCompatibility(cloneFacts(inventory, move, { powerOn })).errors;
  return first && new VimFault(first.fault.name, first.fault.detail, first.fault.message);
}

/** A VM can be copied several times at once, but while nobody changes it. */
function busyProblem({ request, task }: ClonePlan, context: Context): VimFault | undefined {
  const active = context.tasks.activeOn(request.vm);
  const own = active.findIndex(({ key }) => key === task.key);
  const busy = active
    .slice(0, Math.max(0, own))
    .find(({ ref }) => context.inventory.read(ref, 'info').name !== 'CloneVM_Task');
  return busy && new VimFault('TaskInProgress', { task: busy.ref });
}

/** What may have come to stand against it at any time. */
function lateProblem(plan: ClonePlan, context: Context): VimFault | undefined {
  const { inventory } = context;
  const { request, move } = plan;
  const gone = neededBy(plan).find((ref) => !inventory.has(ref));
  if (gone) return new VimFault('ManagedObjectNotFound', { obj: gone });
  if (inventory.read(request.vm, 'runtime').connectionState !== 'connected') {
    return new VimFault('InvalidState');
  }
  for (const host of [move.source, move.destination]) {
    const { connectionState } = inventory.read(host, 'runtime');
    if (connectionState === 'notResponding') return new VimFault('HostNotReachable');
    if (connectionState !== 'connected') return new VimFault('HostNotConnected');
  }
  const mounted = inventory.read(move.destination, 'datastore') ?? [];
  const lost = (move.files ?? []).find(
    ({ to }) => !mounted.some(({ value }) => value === to.value),
  );
  if (lost) {
    const name = inventory.read(lost.to, 'name');
    return new VimFault('InaccessibleDatastore', { datastore: lost.to, name });
  }
  return nameTaken(request, context);
}

function nameTaken({ folder, pool, name }: CloneRequest, context: Context): VimFault | undefined {
  const { inventory } = context;
  const beside = folder ? [] : (inventory.read(pool, 'vm') ?? []);
  const bearer = beside.find((vm) => inventory.read(vm, 'name') === name);
  if (bearer) return new VimFault('DuplicateName', { name, object: bearer });
  try {
    demandFreeName(context, { type: 'VirtualMachine', parent: folder ?? pool, name });
    return undefined;
  } catch (error) {
    if (error instanceof VimFault) return error;
    throw error;
  }
}

function settled({ request, disks, move }: ClonePlan, context: Context): Begun {
  const { config, changes } = clonedConfig(request, disks, move.destination, context);
  const runtime = newVmRuntime(config, move.destination, context);
  const mounted = context.inventory.read(move.destination, 'datastore') ?? [];
  const files = arrivingFiles(config, runtime, mounted, context);
  return { atMs: context.clock.now(), config, runtime, changes, files };
}

/** The moment the copy is a VM of its own. */
function made(
  { request, move }: ClonePlan,
  { config, runtime, files, changes }: Begun,
  vm: Ref<'VirtualMachine'>,
  context: Context,
): Change[] {
  const { inventory } = context;
  const original: Ref = request.vm;
  const known = inventory.read(original, '_guest') as GuestInfo | undefined;
  const guest = known && guestOfCopy(known, request, config);
  return [
    ...roomLeft(files, context),
    ...changes,
    create(vm, {
      ...entityProperties(request.folder),
      config,
      runtime,
      resourcePool: request.spec.template ? undefined : move.pool,
      capability: inventory.read(request.vm, 'capability'),
      guest: guest && silent(guest),
      guestHeartbeatStatus: 'gray',
      _guest: guest,
      _customizing: request.spec.customization ? true : undefined,
      _profile: inventory.read(original, '_profile'),
    }),
  ];
}

/** Room for it was there when the copy began; if it is gone the VM stays off. */
function started(
  vm: Ref<'VirtualMachine'>,
  { destination }: Move,
  context: Context,
  task: RunningTask,
): Change[] {
  const starting = event(context, 'VmStartingEvent', vm, task.chainId);
  try {
    admitVm(context.inventory, vm, destination);
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    const reason = error.toLocalizedMethodFault();
    return [starting, event(context, 'VmFailedToPowerOnEvent', vm, task.chainId, { reason })];
  }
  startGuest(vm, context);
  return [
    starting,
    ...poweredOn(vm, destination, context),
    event(context, 'VmPoweredOnEvent', vm, task.chainId),
    ...countOperation(context, destination, 'numPoweron'),
  ];
}
