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

/** Units in use of each resource by what runs. */
function unitsInUse(running: readonly Ticket[]): ReadonlyMap<string, number> {
  const inUse = new Map<string, number>();
  for (const ticket of running) charge(inUse, ticket);
  return inUse;
}

/** Has every resource room for it? */
function fits(inUse: ReadonlyMap<string, number>, ticket: Ticket): boolean {
  return ticket.demands.every(
    ({ resource, cost, max }) => (inUse.get(resource) ?? 0) + cost <= max,
  );
}

/** Which of the queued may start beside what runs, in the order they start. */
export function admit(running: readonly Ticket[], queued: readonly Ticket[]): readonly Ticket[] {
  const inUse = new Map(unitsInUse(running));
  const started: Ticket[] = [];
  for (const ticket of queueOrder(queued)) {
    if (!fits(inUse, ticket)) continue;
    charge(inUse, ticket);
    started.push(ticket);
  }
  return started;
}

/** By priority, then by queue time; equals keep the order given. */
function queueOrder(queued: readonly Ticket[]): readonly Ticket[] {
  return queued.toSorted(
    (left, right) =>
      PRIORITY_ORDER[left.priority] - PRIORITY_ORDER[right.priority] ||
      left.queueTimeMs - right.queueTimeMs,
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

function charge(inUse: Map<string, number>, ticket: Ticket): void {
  for (const { resource, cost } of ticket.demands) {
    inUse.set(resource, (inUse.get(resource) ?? 0) + cost);
  }
}
