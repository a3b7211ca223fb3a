/**
 * What a move costs, what it copies, and through which pipes.
 */
import type {
  CourseFacts,
  CourseNeeds,
  DiskCopyFacts,
} from '../../engines/migration/course-facts.ts';
import type { DiskStream } from '../../engines/migration/sharing.ts';
import type { OperationKind, ResourceDemand } from '../../engines/vmotion/admission.ts';
import { operationDemands } from '../../engines/vmotion/admission.ts';
import { linkRateMbPerSecond } from '../../engines/vmotion/link.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { sameReference } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import type { MovePipes } from '../migrations/migration-job.ts';
import type { FileMove, Host, Move } from '../migrations/move.ts';
import { changesHost } from '../migrations/move-kind.ts';
import { hostLoadFacts, vmotionLink } from './host-facts.ts';
import { migrateOptions } from './migrate-options.ts';
import {
  datastoreBandwidth,
  guestWriteMbPerSecond,
  provisioningLinkMbPerSecond,
} from './storage-facts.ts';
import { isDisk, memoryFacts } from './vm-facts.ts';

/** What it takes of hosts, their vMotion networks and datastores while it runs. */
export function moveDemands(
  inventory: Inventory,
  move: Move,
  kind: OperationKind,
): readonly ResourceDemand[] {
  const copied = (move.files ?? []).flatMap(({ from, to }) => [from, to]);
  const lies = kind === 'vmotion' ? (inventory.read(move.vm, 'datastore') ?? []) : [];
  return operationDemands({
    kind,
    hosts: [move.source, move.destination].map((host) => hostLoadFacts(inventory, host)),
    datastores: [...lies, ...copied].map(({ value }) => value),
  });
}

/** What it copies as things are now. */
export function courseFacts(inventory: Inventory, move: Move, kind: OperationKind): CourseFacts {
  const { vm, files = [] } = move;
  const sendsMemory = kind === 'vmotion' || kind === 'xvmotion';
  const writes = guestWritesPerDisk(inventory, move);
  return {
    kind,
    memory: sendsMemory ? memoryFacts(inventory, vm) : undefined,
    options: sendsMemory ? migrateOptions(inventory, vm, move.source) : undefined,
    disks: diskCopies(files, writes),
  };
}

/** Home and disks as the engine copies them; the guest writes to disks alone. */
export function diskCopies(files: readonly FileMove[], writesPerDisk: number): DiskCopyFacts[] {
  return files.map((file) => ({
    key: String(file.key),
    label: file.label,
    source: file.from.value,
    destination: file.to.value,
    copyMb: file.copyBytes / BYTES_PER_MB,
    guestWriteMbPerSecond: file.key === 'home' ? 0 : writesPerDisk,
  }));
}

/** The pipes of what it copies now; hosts and datastores which have gone carry nothing. */
export function movePipes(
  inventory: Inventory,
  move: Move,
  kind: OperationKind,
  needs: CourseNeeds,
): MovePipes {
  if (!needs.memory && needs.disks.length === 0) return { rates: new Map(), disks: [] };
  const network = networkPipes(inventory, move, kind);
  const rates = new Map(network);
  const writes = guestWritesPerDisk(inventory, move);
  const disks = needs.disks.flatMap((key): DiskStream[] => {
    const file = move.files?.find((one) => String(one.key) === key);
    if (!file) return [];
    const storage = storagePipes(inventory, file);
    for (const [pipe, rate] of storage) rates.set(pipe, rate);
    return [
      {
        key,
        pipes: [...storage.keys(), ...network.keys()],
        guestWriteMbPerSecond: file.key === 'home' ? 0 : writes,
        offload: kind === 'xvmotion' ? undefined : offloadOf(inventory, file),
      },
    ];
  });
  return { rates, memory: needs.memory ? [...network.keys()] : undefined, disks };
}

/** Between the hosts: vMotion's network for VMs that run, provisioning's for others; none within a host. */
function networkPipes(
  inventory: Inventory,
  move: Move,
  kind: OperationKind,
): ReadonlyMap<string, number> {
  if (!changesHost(move)) return new Map();
  const cold = kind === 'provisioning';
  const rateOf = (host: Host) => {
    if (!inventory.has(host)) return 0;
    return cold
      ? provisioningLinkMbPerSecond(inventory, host)
      : linkRateMbPerSecond(vmotionLink(inventory, host));
  };
  return new Map(
    [move.source, move.destination].map((host) => [
      `${cold ? 'provisioning' : 'link'}:${host.value}`,
      rateOf(host),
    ]),
  );
}

function storagePipes(inventory: Inventory, { from, to }: FileMove): ReadonlyMap<string, number> {
  const bandwidth = (datastore: FileMove['from']) =>
    inventory.has(datastore) ? datastoreBandwidth(inventory, datastore) : undefined;
  return new Map([
    [`read:${from.value}`, bandwidth(from)?.readMbPerSecond ?? 0],
    [`write:${to.value}`, bandwidth(to)?.writeMbPerSecond ?? 0],
  ]);
}

/** Datastores of one array copy among each other by themselves. */
function offloadOf(inventory: Inventory, { from, to }: FileMove): DiskStream['offload'] {
  if (!inventory.has(from) || !inventory.has(to)) return undefined;
  const { array, offloadMbPerSecond } = datastoreBandwidth(inventory, to);
  const other = sameReference(from, to) ? array : datastoreBandwidth(inventory, from).array;
  if (array === undefined || array !== other || offloadMbPerSecond === undefined) return undefined;
  return { array, mbPerSecond: offloadMbPerSecond };
}

/** The guest writes to all its disks alike, for all we know. */
export function guestWritesPerDisk(inventory: Inventory, { vm }: Pick<Move, 'vm'>): number {
  if (!inventory.has(vm)) return 0;
  const devices = inventory.read(vm, 'config')?.hardware.device ?? [];
  return guestWriteMbPerSecond(inventory, vm) / Math.max(1, devices.filter(isDisk).length);
}
