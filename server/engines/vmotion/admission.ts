/**
 * How many provisioning operations run at once: vCenter's cost units.
 *
 * Hosts, vMotion networks and datastores each hold so many units; an operation costs some on each
 * it touches and starts only where every one of them has room, else its task stays queued. From the
 * units follow the limits users know: eight vMotions per host at 10 GbE, four at 1 GbE, two storage
 * moves per host, 128 vMotions and eight storage moves per datastore.
 *
 * Source: vSphere "Limits on simultaneous migrations"; vCenter's `config.vpxd.ResourceManager`
 * options `maxCostPerEsx6xHost`, `maxCostPerEsx41Host`. The order of the queue is ours: by
 * priority, then by queue time, and who fits starts, whoever waits ahead for something else.
 */
import type { MovePriority } from './link.ts';

export type OperationKind =
  | 'vmotion'
  | 'storageVmotion'
  /** vMotion without shared storage: host and datastore at once. */
  | 'xvmotion'
  /** Clone, deploy, move of a VM which does not run. */
  | 'provisioning';

export interface HostLoadFacts {
  /** Identifies the host among resources: its moid. */
  readonly key: string;
  /** Major version of ESXi. */
  readonly esxMajorVersion: number;
  /** Line rate of its vMotion network, Gb/s; irrelevant to operations without memory copy. */
  readonly vmotionLineGbps: number;
}

export interface OperationFacts {
  readonly kind: OperationKind;
  /** Source and destination; one host twice counts once. */
  readonly hosts: readonly HostLoadFacts[];
  /** Moids: where the VM lies and, of copies, where it goes. A move without copy of a VM which does not run touches none. */
  readonly datastores: readonly string[];
}

/** What an operation takes of one resource, and how much the resource holds in all. */
export interface ResourceDemand {
  /** `host:host-12`, `network:host-12`, `datastore:datastore-7` */
  readonly resource: string;
  readonly cost: number;
  readonly max: number;
}

/** An operation in the queue or running. */
export interface Ticket {
  readonly id: string;
  readonly priority: MovePriority;
  readonly queueTimeMs: number;
  readonly demands: readonly ResourceDemand[];
}

const HOST_COST = { vmotion: 2, storageVmotion: 8, xvmotion: 8, provisioning: 2 };
const HOST_MAX = 16;
const OLD_HOST_COST = { vmotion: 1, storageVmotion: 4, xvmotion: 4, provisioning: 1 };
const OLD_HOST_MAX = 8;
const NETWORK_COST = { vmotion: 1, storageVmotion: 0, xvmotion: 1, provisioning: 0 };
const DATASTORE_COST = { vmotion: 1, storageVmotion: 16, xvmotion: 16, provisioning: 16 };
const DATASTORE_MAX = 128;
const PRIORITY_ORDER = { highPriority: 0, defaultPriority: 1, lowPriority: 2 };

/** What an operation takes of every resource it touches. */
export function operationDemands(operation: OperationFacts): readonly ResourceDemand[] {
  const { kind } = operation;
  const hosts = new Map(operation.hosts.map((host) => [host.key, host]));
  const demands = [...hosts.values()].flatMap((host) => [
    hostDemand(host, kind),
    {
      resource: `network:${host.key}`,
      cost: NETWORK_COST[kind],
      max: networkMax(host.vmotionLineGbps),
    },
  ]);
  for (const key of new Set(operation.datastores)) {
    demands.push({ resource: `datastore:${key}`, cost: DATASTORE_COST[kind], max: DATASTORE_MAX });
  }
  return demands.filter((demand) => demand.cost > 0);
}

/**
 * Units in use by resource. Whoever admits often keeps them, by `takeUnits` and `returnUnits` as
 * operations start and end, rather than count all that run again.
 */
export type UnitsInUse = Map<string, number>;

export function unitsInUse(running: readonly Ticket[]): UnitsInUse {
  const inUse: UnitsInUse = new Map();
  for (const ticket of running) takeUnits(inUse, ticket);
  return inUse;
}

/** Which of the queued may start beside what runs, in the order they start. */
export function admit(running: readonly Ticket[], queued: readonly Ticket[]): readonly Ticket[] {
  return admitBeside(unitsInUse(running), queued);
}

/** As `admit`, given the units in use; they are left as they are. */
export function admitBeside(
  inUse: ReadonlyMap<string, number>,
  queued: readonly Ticket[],
): readonly Ticket[] {
  let units: ReadonlyMap<string, number> = inUse;
  let taken: UnitsInUse | undefined;
  const started: Ticket[] = [];
  for (const ticket of queueOrder(queued)) {
    if (ticket.demands.some((demand) => lacksRoom(units, demand))) continue;
    // Most calls start nobody: units are copied for the first one who does.
    taken ??= new Map(inUse);
    takeUnits(taken, ticket);
    units = taken;
    started.push(ticket);
  }
  return started;
}

/** The resources that lack room for it: what it waits for. */
export function blockers(running: readonly Ticket[], ticket: Ticket): readonly string[] {
  return blockersBeside(unitsInUse(running), ticket);
}

/** As `blockers`, given the units in use. */
export function blockersBeside(
  inUse: ReadonlyMap<string, number>,
  ticket: Ticket,
): readonly string[] {
  return ticket.demands
    .filter((demand) => lacksRoom(inUse, demand))
    .map(({ resource }) => resource);
}

/** Notes in `inUse` that an operation started. */
export function takeUnits(inUse: UnitsInUse, ticket: Ticket): void {
  for (const { resource, cost } of ticket.demands) {
    inUse.set(resource, (inUse.get(resource) ?? 0) + cost);
  }
}

/** Notes in `inUse` that an operation ended. */
export function returnUnits(inUse: UnitsInUse, ticket: Ticket): void {
  for (const { resource, cost } of ticket.demands) {
    const left = (inUse.get(resource) ?? 0) - cost;
    if (left > 0) inUse.set(resource, left);
    else inUse.delete(resource);
  }
}

function lacksRoom(
  inUse: ReadonlyMap<string, number>,
  { resource, cost, max }: ResourceDemand,
): boolean {
  return (inUse.get(resource) ?? 0) + cost > max;
}

/** By priority, then by queue time; equals keep the order given. */
function queueOrder(queued: readonly Ticket[]): readonly Ticket[] {
  const isInOrder = queued.every((ticket, index) => {
    const before = queued[index - 1];
    return !before || inOrder(before, ticket) <= 0;
  });
  return isInOrder ? queued : queued.toSorted(inOrder);
}

function inOrder(left: Ticket, right: Ticket): number {
  return (
    PRIORITY_ORDER[left.priority] - PRIORITY_ORDER[right.priority] ||
    left.queueTimeMs - right.queueTimeMs
  );
}

function hostDemand(host: HostLoadFacts, kind: OperationKind): ResourceDemand {
  const resource = `host:${host.key}`;
  return host.esxMajorVersion >= 6
    ? { resource, cost: HOST_COST[kind], max: HOST_MAX }
    : { resource, cost: OLD_HOST_COST[kind], max: OLD_HOST_MAX };
}

function networkMax(lineGbps: number): number {
  if (lineGbps < 1) return 2;
  return lineGbps < 10 ? 4 : 8;
}
