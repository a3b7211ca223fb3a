/**
 * A VM that is about to go to another vCenter: what that vCenter is told of it, and the job that the
 * player of migrations plays here meanwhile.
 *
 * Until the switchover the VM is this vCenter's. Then the other one is asked to go on with it; when it
 * has agreed, the VM is gone from here with all its files, and no failure brings it back.
 */
import type { CourseNeeds } from '../../engines/migration/course-facts.ts';
import type { DiskStream } from '../../engines/migration/sharing.ts';
import type { OperationKind } from '../../engines/vmotion/admission.ts';
import { operationDemands } from '../../engines/vmotion/admission.ts';
import { linkRateMbPerSecond } from '../../engines/vmotion/link.ts';
import { assign, type Change, destroy } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { VirtualMachineMovePriority } from '../../vmodl/generated/enums.ts';
import { isReference, type Ref, reference } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { data } from '../../vmodl/value.ts';
import { diskCopies, guestWritesPerDisk } from '../facts/course-facts.ts';
import { hostFacts, hostLoadFacts, vmotionLink } from '../facts/host-facts.ts';
import { datastoreBandwidth, provisioningLinkMbPerSecond } from '../facts/storage-facts.ts';
import { memoryFacts, vmFacts } from '../facts/vm-facts.ts';
import type { Context } from '../method.ts';
import type { MigrationJob, MovePipes } from '../migrations/migration-job.ts';
import type { FileMove, Host } from '../migrations/move.ts';
import { snapshotsOf } from '../objects/datastore/renamed-paths.ts';
import { forgetInSettings } from '../objects/managed-entity/removal.ts';
import { event, type Vm } from '../objects/virtual-machine/power.ts';
import { fileMoves, homeDatastoreOf } from '../objects/virtual-machine/relocate/file-moves.ts';
import { registrationOf } from '../objects/virtual-machine/remove.ts';
import { datacenterOf } from '../place.ts';
import type { RunningTask } from '../tasks/tasks.ts';
import { ownInstanceUuid } from './arrivals.ts';
import { type Departure, type Offer, type Peer, type PeerTarget, PROTOCOL } from './protocol.ts';

const LEFT = 'com.vmware.vc.vm.SrcVmMigratedEvent';
const FAILED = 'com.vmware.vc.vm.SrcVmMigrateFailedEvent';

/** All that is known of it before the other vCenter has answered. */
export interface Leaving {
  readonly vm: Vm;
  readonly source: Host;
  readonly hot: boolean;
  readonly files: readonly FileMove[];
  readonly departure: Departure;
}

export function leavingVm(
  vm: Vm,
  source: Host,
  target: PeerTarget,
  instanceUuid: string,
  context: Context,
): Leaving {
  const { inventory } = context;
  const own = ownInstanceUuid(inventory);
  const abroad = <R extends Ref>(ref: R) =>
    reference(ref.type, `${instanceUuid}:${ref.value}`) as R;
  const files = fileMoves(inventory, vm, {
    datastore: abroad(target.datastore),
    disks: new Map(
      target.disks.map(({ key, datastore, format }) => [
        key,
        { datastore: abroad(datastore), format },
      ]),
    ),
  });
  const facts = vmFacts(inventory, vm);
  const sizes = new Map(files.map(({ label, takesBytes }) => [label, takesBytes / BYTES_PER_MB]));
  const home = homeDatastoreOf(inventory, vm);
  const datacenter = datacenterOf(inventory, source);
  const told = {
    source: hostFacts(inventory, source, vm),
    facts: {
      ...facts,
      home: { ...facts.home, sizeMb: sizes.get('VM home') },
      disks: facts.disks.map((disk) => ({ ...disk, sizeMb: sizes.get(disk.label) })),
    },
    registration: registrationOf(vm, context),
  };
  return {
    vm,
    source,
    hot: inventory.read(vm, 'runtime').powerState === 'poweredOn',
    files,
    departure: {
      protocol: PROTOCOL,
      instanceUuid,
      from: {
        vcenter: own,
        host: inventory.read(source, 'name'),
        datacenter: datacenter ? inventory.read(datacenter, 'name') : '',
        datastore: home ? inventory.read(home, 'name') : '',
      },
      ...(renamed(told, `${own}:`) as typeof told),
      target,
    },
  };
}

/** References of this vCenter must not be taken for the other one's, whose ids may be the same. */
function renamed(value: unknown, prefix: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isReference(value)) return reference(value.type, `${prefix}${value.value}`);
  if (Array.isArray(value)) return value.map((item) => renamed(item, prefix));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, renamed(item, prefix)]),
  );
}

export interface DepartureOptions {
  readonly task: RunningTask;
  readonly priority: VirtualMachineMovePriority;
  readonly peer: Peer;
  readonly offer: Offer;
}

export function departureJob(
  leaving: Leaving,
  { task, priority, peer, offer }: DepartureOptions,
  context: Context,
): MigrationJob {
  const { inventory } = context;
  const { vm, source, hot, files } = leaving;
  const kind: OperationKind = hot ? 'xvmotion' : 'provisioning';
  const named = (ref: Ref) => ({ id: ref.value, name: String(inventory.read(ref, 'name')) });
  return {
    task,
    subject: {
      ...{ task: task.key, kind, priority, vm: named(vm), source: named(source) },
      destination: { id: offer.to.vcenter, name: offer.to.host },
    },
    ticket: {
      id: task.key,
      priority,
      queueTimeMs: context.clock.now(),
      demands: operationDemands({
        kind,
        hosts: [hostLoadFacts(inventory, source)],
        datastores: files.map(({ from }) => from.value),
      }),
    },
    needs: [vm, source, ...files.map(({ from }) => from)],
    course: () => ({
      kind,
      memory: hot ? memoryFacts(inventory, vm) : undefined,
      disks: diskCopies(files, guestWritesPerDisk(inventory, leaving)),
    }),
    pipes: (needs) => pipesOf(leaving, offer, needs, context),
    check: (moment) => problem(leaving, moment, task, context),
    begin: () => [assign(vm, '_migration', data('_Migration', { task: task.ref }))],
    handOver: async () => {
      const arrived = await peer.commit(offer.id);
      return gone(leaving, offer, arrived.vm, task, context);
    },
    resume: () => [],
    finish: () => [],
    failed: (fault) => {
      peer.withdraw(offer.id).catch(() => {
        // It forgets what is never taken over by itself.
      });
      return departureFailed(vm, offer.to.host, fault, task, context);
    },
  };
}

/** The VM stays: why, and nothing held for it any more. */
export function departureFailed(
  vm: Vm,
  destination: string,
  fault: VimFault,
  task: RunningTask,
  context: Context,
): Change[] {
  if (!context.inventory.has(vm)) return [];
  const members = {
    eventTypeId: FAILED,
    severity: 'error',
    arguments: keyValues({ destHost: destination }),
    fault: fault.toLocalizedMethodFault(),
  };
  return [
    assign(vm, '_migration', undefined),
    event(context, 'EventEx', vm, task.chainId, members),
  ];
}

function problem(
  { vm, source, hot }: Leaving,
  moment: 'start' | 'switchover',
  task: RunningTask,
  { inventory, tasks }: Context,
): VimFault | undefined {
  const missing = [vm, source].find((ref) => !inventory.has(ref));
  if (missing) return new VimFault('ManagedObjectNotFound', { obj: missing });
  const busy = tasks.activeOn(vm).find(({ key }) => key !== task.key);
  if (busy && moment === 'start') return new VimFault('TaskInProgress', { task: busy.ref });
  const { powerState, host } = inventory.read(vm, 'runtime');
  if ((powerState === 'poweredOn') !== hot) {
    const requestedState = hot ? 'poweredOn' : 'poweredOff';
    return new VimFault('InvalidPowerState', { requestedState, existingState: powerState });
  }
  if (host?.value !== source.value) return new VimFault('InvalidState');
  const { connectionState } = inventory.read(source, 'runtime');
  return connectionState === 'connected' ? undefined : new VimFault('HostNotConnected');
}

/** The VM is the other vCenter's; its files here are no more. */
function gone(
  { vm, departure }: Leaving,
  offer: Offer,
  arrived: Ref,
  task: RunningTask,
  context: Context,
): Change[] {
  const { inventory } = context;
  if (!inventory.has(vm)) return [];
  const members = {
    eventTypeId: LEFT,
    severity: 'info',
    arguments: keyValues({
      destVcenter: departure.instanceUuid,
      destHost: offer.to.host,
      destDatacenter: offer.to.datacenter,
      destDatastore: offer.to.datastore,
      destVm: arrived.value,
    }),
  };
  const removal = { context, chainId: task.chainId };
  return [
    event(context, 'EventEx', vm, task.chainId, members),
    ...forgetInSettings(removal, [vm]),
    ...snapshotsOf(inventory, vm).map(destroy),
    destroy(vm),
  ];
}

function keyValues(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, value]) => build('KeyAnyValue', { key, value }));
}

/** Its own end of the way as it is now, the other end as it was offered. */
function pipesOf(
  { vm, source, hot, files }: Leaving,
  offer: Offer,
  needs: CourseNeeds,
  { inventory }: Context,
): MovePipes {
  // Once it has gone nothing of it is copied any more.
  if (!inventory.has(vm)) return { rates: new Map(), disks: [] };
  const rates = new Map<string, number>();
  const pipe = (name: string, rate: number) => {
    rates.set(name, rate);
    return name;
  };
  const abroad = (name: string) => pipe(`${offer.to.vcenter}:${name}`, offer.pipes[name] ?? 0);
  const network = hot
    ? [pipe(`link:${source.value}`, linkOf(source)), abroad('link')]
    : [pipe(`provisioning:${source.value}`, provisioningOf(source)), abroad('provisioning')];
  const writes = guestWritesPerDisk(inventory, { vm });
  const disks = needs.disks.flatMap((key): DiskStream[] => {
    const file = files.find((one) => String(one.key) === key);
    if (!file) return [];
    const { readMbPerSecond } = datastoreBandwidth(inventory, file.from);
    const write = `write:${file.to.value.slice(file.to.value.indexOf(':') + 1)}`;
    return [
      {
        key,
        pipes: [pipe(`read:${file.from.value}`, readMbPerSecond), abroad(write), ...network],
        guestWriteMbPerSecond: file.key === 'home' ? 0 : writes,
      },
    ];
  });
  return { rates, memory: needs.memory ? network : undefined, disks };

  function linkOf(host: Host): number {
    return inventory.has(host) ? linkRateMbPerSecond(vmotionLink(inventory, host)) : 0;
  }
  function provisioningOf(host: Host): number {
    return inventory.has(host) ? provisioningLinkMbPerSecond(inventory, host) : 0;
  }
}
