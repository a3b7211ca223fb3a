/**
 * What the statistics remember: where each VM ran and what it was given, how each host was, and until when.
 *
 * Figures themselves are not recorded. They are functions of time, of profiles, and of this history,
 * which is heard from commits: nothing is done per VM at start, nothing is kept of what never changes.
 * What was before the server started is taken to be what was when it started, since boot.
 */
import type { VmLoadFacts } from '../../engines/statistics/vm-load.ts';
import type { Commit, StateChange } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { type DatastoreLoadFacts, datastoreLoadFacts, sameDatastore } from './datastore-facts.ts';
import { FactHistory, type Span } from './fact-history.ts';
import {
  type HostLoadFacts,
  hostLoadFacts,
  type PropertyOf,
  sameHost,
  sameLoad,
  statisticsSinceMs,
  vmLoadFacts,
} from './load-facts.ts';
import { SettledLatencies } from './settled-latencies.ts';

/** Kinds of objects whose figures begin when they are made. */
const DATED: ReadonlySet<string> = new Set([
  'Datacenter',
  'ClusterComputeResource',
  'ComputeResource',
  'Datastore',
  'ResourcePool',
  'StoragePod',
  'VirtualApp',
]);
/** A fresh server has collected for as long as its hosts are up. */
const COLLECTED_BEFORE_MS = 30 * 86_400_000;

export class Statistics {
  readonly #inventory: Inventory;
  readonly #vms = new FactHistory<VmLoadFacts>(({ host, pool, datastores }) => [
    host,
    ...(pool === undefined ? [] : [pool]),
    ...datastores,
  ]);
  readonly #hosts = new FactHistory<HostLoadFacts>(({ computeResource }) =>
    computeResource === undefined ? [] : [computeResource],
  );
  /** Facts of VMs as they are now, once somebody asked for them. */
  readonly #vmsNow = new Map<string, VmLoadFacts>();
  readonly #datastores = new FactHistory<DatastoreLoadFacts>(() => []);
  /** Days of datastores' latency, as Storage DRS judges it. */
  readonly settled = new SettledLatencies();
  readonly #madeMs = new Map<string, number>();
  #sinceMs: number | undefined;

  constructor({ inventory }: { readonly inventory: Inventory }) {
    this.#inventory = inventory;
    inventory.subscribe((commit) => this.#hear(commit));
  }

  /** When demand of seeds began, ms; it never moves. */
  get sinceMs(): number {
    this.#sinceMs ??= statisticsSinceMs((ref, property) =>
      this.#inventory.has(ref) ? this.#inventory.read(ref, property) : undefined,
    );
    return this.#sinceMs;
  }

  /** No figures are older than this. */
  beginsMs(id: string): number {
    return this.#madeMs.get(id) ?? this.sinceMs - COLLECTED_BEFORE_MS;
  }

  vmNow(id: string): VmLoadFacts | undefined {
    const known = this.#vmsNow.get(id);
    if (known) return known;
    const property = this.#propertyOf(id);
    const facts = property && vmLoadFacts(property, this.sinceMs);
    if (facts) this.#vmsNow.set(id, facts);
    return facts;
  }

  hostNow(id: string): HostLoadFacts | undefined {
    const property = this.#propertyOf(id);
    return property && hostLoadFacts(property);
  }

  datastoreNow(id: string): DatastoreLoadFacts | undefined {
    const property = this.#propertyOf(id);
    return property && datastoreLoadFacts(property, { id, sinceMs: this.sinceMs });
  }

  datastoreBefore(id: string, ms: number): Span<DatastoreLoadFacts> | undefined {
    return this.#datastores.before(id, ms);
  }

  /** How a VM was; undefined when it is now as it was then. */
  vmBefore(id: string, ms: number): Span<VmLoadFacts> | undefined {
    return this.#vms.before(id, ms);
  }

  hostBefore(id: string, ms: number): Span<HostLoadFacts> | undefined {
    return this.#hosts.before(id, ms);
  }

  /** Everything a VM was before. */
  vmPasts(id: string): readonly Span<VmLoadFacts>[] {
    return this.#vms.all(id);
  }

  /** VMs that once were on a host, in a pool or on a datastore. */
  vmVisitors(place: string): Iterable<string> {
    return this.#vms.visitors(place);
  }

  /** Hosts that once were in a compute resource. */
  hostVisitors(computeResource: string): Iterable<string> {
    return this.#hosts.visitors(computeResource);
  }

  #propertyOf(id: string): PropertyOf | undefined {
    const ref = this.#inventory.find(id);
    return ref && ((property) => this.#inventory.read(ref, property));
  }

  #hear({ states, timeMs }: Commit): void {
    for (const change of states) {
      if (change.ref.type === 'VirtualMachine') this.#hearVm(change, timeMs);
      else if (change.ref.type === 'HostSystem') this.#hearHost(change, timeMs);
      else if (change.ref.type === 'Datastore') this.#hearDatastore(change, timeMs);
      if (DATED.has(change.ref.type)) this.#date(change, timeMs);
    }
  }

  #hearVm(change: StateChange, timeMs: number): void {
    if (!this.#isNews(this.#vms, change, sameLoad)) return;
    this.#vmsNow.delete(change.ref.value);
    const before = change.before && vmLoadFacts(of(change.before), this.sinceMs);
    this.#vms.note(change.ref.value, before, timeMs);
  }

  #hearHost(change: StateChange, timeMs: number): void {
    if (!this.#isNews(this.#hosts, change, sameHost)) return;
    const before = change.before && hostLoadFacts(of(change.before));
    this.#hosts.note(change.ref.value, before, timeMs);
  }

  #hearDatastore(change: StateChange, timeMs: number): void {
    if (!this.#isNews(this.#datastores, change, sameDatastore)) return;
    const id = change.ref.value;
    if (!change.after) this.settled.forget(id);
    const before =
      change.before && datastoreLoadFacts(of(change.before), { id, sinceMs: this.sinceMs });
    this.#datastores.note(id, before, timeMs);
  }

  /** Follows what comes and goes; says whether facts may have changed. */
  #isNews<F>(
    history: FactHistory<F>,
    { ref, before, after }: StateChange,
    same: (before: PropertyOf, after: PropertyOf) => boolean,
  ): boolean {
    if (!after) history.leave(ref.value);
    else if (!before) history.enter(ref.value);
    return !(before && after && same(of(before), of(after)));
  }

  #date({ ref, before, after }: StateChange, timeMs: number): void {
    if (!after) this.#madeMs.delete(ref.value);
    else if (!before) this.#madeMs.set(ref.value, timeMs);
  }
}

function of(stored: NonNullable<StateChange['before']>): PropertyOf {
  return (property) => stored[property];
}
