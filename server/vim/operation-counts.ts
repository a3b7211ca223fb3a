/**
 * How often virtual machines were powered on, moved, cloned …: the figures behind the `vmop`
 * performance counters of a datacenter and of a cluster, with their history.
 *
 * A counter never goes back. Each operation leaves one sample, `[moment, how many]`, in an internal
 * property of both places; what a counter showed at a moment is the sum of its samples until then.
 * Samples are kept to the operation for the last hour at least and merged as they age, to the steps
 * in which vCenter keeps statistics: 5 minutes for a day, 30 for a week, 2 hours for a month, a day
 * for a year. They are ordinary state: snapshots, journal and restarts keep them.
 */
import type { Clock } from '../clock/clock.ts';
import { assign, type Change, insert } from '../inventory/change.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Ref } from '../vmodl/reference.ts';
import { lineage } from './place.ts';

/** Names of the counters in the group `vmop`. */
export type OperationCounter =
  | 'numPoweron'
  | 'numPoweroff'
  | 'numSuspend'
  | 'numReset'
  | 'numRebootGuest'
  | 'numStandbyGuest'
  | 'numShutdownGuest'
  | 'numCreate'
  | 'numDestroy'
  | 'numRegister'
  | 'numUnregister'
  | 'numReconfigure'
  | 'numClone'
  | 'numDeploy'
  | 'numChangeHost'
  | 'numChangeDS'
  | 'numChangeHostDS'
  | 'numVMotion'
  | 'numSVMotion'
  | 'numXVMotion';

/** Virtual ms since the epoch, and how many operations were done then (or since the sample before). */
type Sample = readonly [atMs: number, added: number];

/** Merged once there are as many; what is left is well below. */
const SAMPLES_MAX = 2_048;

const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;
/** Samples up to an age are merged to one per step, older ones to one in all. */
const STEPS = [
  { untilMs: 3_600 * SECOND_MS, stepMs: 20 * SECOND_MS },
  { untilMs: DAY_MS, stepMs: 300 * SECOND_MS },
  { untilMs: 7 * DAY_MS, stepMs: 1_800 * SECOND_MS },
  { untilMs: 31 * DAY_MS, stepMs: 7_200 * SECOND_MS },
  { untilMs: 366 * DAY_MS, stepMs: DAY_MS },
] as const;

/** The context of a method is one. */
interface Counting {
  readonly inventory: Inventory;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * One operation more in the VM's datacenter and cluster, for the commit that completes it. For a VM
 * which is not there yet, `about` is the host it comes to.
 */
export function countOperation(
  services: Counting,
  about: Ref,
  counter: OperationCounter,
): readonly Change[] {
  return countOperations(services, [about], counter);
}

/** The same for several VMs in one commit. */
export function countOperations(
  { inventory, clock }: Counting,
  about: readonly Ref[],
  counter: OperationCounter,
): readonly Change[] {
  const added = new Map<Ref, number>();
  for (const place of about.flatMap((each) => placesOf(inventory, each))) {
    added.set(place, (added.get(place) ?? 0) + 1);
  }
  const atMs = clock.now();
  const property = propertyOf(counter);
  return [...added].flatMap(([place, count]) => {
    const samples = samplesOf(inventory, place, counter);
    const room =
      samples.length < SAMPLES_MAX ? [] : [assign(place, property, merged(samples, atMs))];
    return [...room, insert(place, property, [atMs, count])];
  });
}

/**
 * What a `vmop` counter of a datacenter or cluster showed at a moment (virtual ms since the epoch): 0
 * before the first operation, and for what has no such counters. Exact at every multiple of the step
 * of its age.
 */
export function operationsAt(
  inventory: Inventory,
  place: Ref,
  counter: OperationCounter,
  atMs: number,
): number {
  let count = 0;
  for (const [moment, added] of samplesOf(inventory, place, counter)) {
    if (moment <= atMs) count += added;
  }
  return count;
}

/** The datacenter, and the cluster if the object is in one; by the host, since VMs in vApps have no folder. */
function placesOf(inventory: Inventory, about: Ref): readonly Ref[] {
  const { host = about } =
    about.type === 'VirtualMachine'
      ? inventory.read(about as Ref<'VirtualMachine'>, 'runtime')
      : { host: about };
  const above = lineage(inventory, host);
  return ['ClusterComputeResource', 'Datacenter'].flatMap(
    (type) => above.find((ref) => ref.type === type) ?? [],
  );
}

function propertyOf(counter: OperationCounter): string {
  return `_vmop_${counter}`;
}

function samplesOf(inventory: Inventory, place: Ref, counter: OperationCounter) {
  return (inventory.read(place, propertyOf(counter)) ?? []) as unknown as readonly Sample[];
}

/** One sample per step of its age, at the last moment in the step; the sums at its end stay what they were. */
function merged(samples: readonly Sample[], nowMs: number): readonly Sample[] {
  const steps = new Map<string, Sample>();
  for (const [atMs, added] of samples) {
    const age = nowMs - atMs;
    const stepMs = STEPS.find(({ untilMs }) => age <= untilMs)?.stepMs ?? Number.POSITIVE_INFINITY;
    const step = `${stepMs}:${Math.ceil(atMs / stepMs)}`;
    const [knownMs, known] = steps.get(step) ?? [atMs, 0];
    steps.set(step, [Math.max(knownMs, atMs), known + added]);
  }
  return [...steps.values()];
}
