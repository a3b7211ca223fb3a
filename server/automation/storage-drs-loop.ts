/**
 * When Storage DRS looks at its datastore clusters: every few hours of virtual time, and in a hurry when a
 * datastore comes, goes, grows, becomes fuller than allowed or enters maintenance, when a setting or a rule
 * changes, when what it has recommended can no longer be done, and when a VM has arrived that could not be moved
 * from where it is too full while it was on its way.
 *
 * Commits that touch no datastore cost nothing. What happens to datastores within a sample of the statistics is
 * looked at together. Periods are background work: instant time does not leap to them. Where time passes by
 * itself, a pass rests now and then, so that others are served; where time is told to pass it is over before
 * time goes on.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { StorageFacts } from '../engines/storage-drs/facts.ts';
import type { Commit, StateChange } from '../inventory/change.ts';
import { hasStorageDrs, podConfig, podOf } from '../vim/facts/storage-drs-settings.ts';
import type { Services } from '../vim/method.ts';
import { storagePassSteps, withdrawStorage } from '../vim/storage-drs/pass.ts';
import type { Pod } from '../vim/storage-drs/pod-entry.ts';
import { sampleGrowth } from '../vim/storage-drs/sample-growth.ts';
import type { Ref } from '../vmodl/reference.ts';
import { member } from '../vmodl/value.ts';
import { isOutdated, needsHelp, standing } from './storage-drs-watch.ts';

type Scope = StorageFacts['scope'];

export interface StorageDrsLoopOptions {
  readonly services: Services;
  readonly clock: Clock;
  /** Goes on after others were served: `VirtualClock.rest`. */
  readonly rest: (act: () => void) => void;
  /** Does time pass by itself? */
  readonly flows: () => boolean;
  readonly onError: (error: unknown) => void;
}

const MS_PER_MINUTE = 60_000;
const HOUR_MS = 3_600_000;
/** Two looks at how datastores stand are at least a sample of the statistics apart, ms. */
const GAP_MS = 20_000;

/** What is known of a datastore cluster that has Storage DRS. */
interface Watched {
  readonly pod: Pod;
  timer: Timer | undefined;
  periodMs: number;
  standing: string;
  checkedAtMs: number | undefined;
  /** The next look at how its datastores stand. */
  check: Timer | undefined;
  /** A pass that rests. */
  thinking: Generator<void> | undefined;
  /** Asked for while it was thinking. */
  again: Scope | undefined;
}

export class StorageDrsLoop {
  readonly #options: StorageDrsLoopOptions;
  readonly #services: Services;
  /** By id of the datastore cluster. */
  readonly #watched = new Map<string, Watched>();
  readonly #asked = new Map<string, { readonly pod: Pod; readonly scope: Scope }>();
  #soon: Timer | undefined;
  #hourly: Timer | undefined;
  readonly #leave: () => void;

  constructor(options: StorageDrsLoopOptions) {
    this.#options = options;
    this.#services = options.services;
    this.#leave = this.#services.inventory.subscribe((commit) => this.#hear(commit));
    this.restart();
  }

  /** As after a start: everything was replaced. */
  restart(): void {
    this.#cancelAll();
    for (const pod of this.#services.inventory.ofType('StoragePod')) {
      const watched = this.#arrange(pod);
      if (watched && needsHelp(watched.standing)) this.#ask(pod, 'urgent');
    }
  }

  stop(): void {
    this.#leave();
    this.#cancelAll();
  }

  #cancelAll(): void {
    for (const watched of this.#watched.values()) cancel(watched);
    this.#watched.clear();
    this.#asked.clear();
    this.#soon?.cancel();
    this.#soon = undefined;
    this.#hourly?.cancel();
    this.#hourly = undefined;
  }

  /** Sees to it that it is looked at as often as it wants; undefined when it wants no more. */
  #arrange(pod: Pod): Watched | undefined {
    const { inventory } = this.#services;
    const on: boolean = hasStorageDrs(inventory, pod);
    if (!on) {
      this.#leaveAlone(pod);
      return undefined;
    }
    const watched = this.#watched.get(pod.value) ?? this.#newlyWatched(pod);
    const periodMs = podConfig(inventory, pod).loadBalanceInterval * MS_PER_MINUTE;
    if (watched.periodMs !== periodMs) {
      watched.timer?.cancel();
      watched.periodMs = periodMs;
      watched.timer = this.#options.clock.every(periodMs, () => this.#ask(pod, 'all'));
    }
    this.#arrangeHours();
    return watched;
  }

  #leaveAlone(pod: Ref): void {
    const watched = this.#watched.get(pod.value);
    if (watched) cancel(watched);
    this.#watched.delete(pod.value);
    this.#arrangeHours();
  }

  #newlyWatched(pod: Pod): Watched {
    const watched: Watched = {
      ...{ pod, timer: undefined, periodMs: 0, standing: standing(this.#services, pod) },
      ...{ checkedAtMs: undefined, check: undefined, thinking: undefined, again: undefined },
    };
    this.#watched.set(pod.value, watched);
    return watched;
  }

  /** Growth is looked at every hour, while there is anybody to whom it matters. */
  #arrangeHours(): void {
    if (this.#watched.size === 0) {
      this.#hourly?.cancel();
      this.#hourly = undefined;
      return;
    }
    if (this.#hourly) return;
    const look = () => {
      const pods = [...this.#watched.values()].map(({ pod }) => pod);
      sampleGrowth(this.#services, pods);
    };
    look();
    this.#hourly = this.#options.clock.every(HOUR_MS, look);
  }

  #hear({ states, changed }: Commit): void {
    for (const state of states) if (state.ref.type === 'StoragePod') this.#hearPod(state);
    if (this.#watched.size === 0) return;
    for (const [ref, names] of changed) {
      if (ref.type === 'Datastore' && (names.has('summary') || names.has('parent'))) {
        this.#hearDatastore(ref);
      }
    }
    for (const state of states) this.#hearState(state);
  }

  #hearState({ ref, before, after }: StateChange): void {
    if (ref.type === 'VirtualMachine' && after && hasArrived(before, after)) {
      this.#hearArrival(ref as Ref<'VirtualMachine'>);
    }
    if (ref.type === 'Datastore' && before?.['parent'] !== after?.['parent']) {
      this.#hearMove(before?.['parent'], after?.['parent']);
    }
  }

  #hearPod({ ref, before, after }: StateChange): void {
    const pod = ref as Pod;
    const [was, is] = [before, after].map((state) =>
      member(state?.['podStorageDrsEntry'], 'storageDrsConfig'),
    );
    if (was === is) return;
    if (after) {
      this.#ask(pod, 'all');
      return;
    }
    this.#leaveAlone(pod);
    this.#services.storageDrs.forget(pod);
  }

  /** A datastore has come to a datastore cluster, or left one. */
  #hearMove(...parents: readonly unknown[]): void {
    for (const parent of parents) {
      const watched = this.#watched.get(String(member(parent, 'value')));
      if (watched) this.#checkSoon(watched);
    }
  }

  #hearArrival(vm: Ref<'VirtualMachine'>): void {
    const { inventory } = this.#services;
    for (const datastore of inventory.read(vm, 'datastore') ?? []) {
      const pod = podOf(inventory, datastore);
      const watched = pod && this.#watched.get(pod.value);
      if (watched && needsHelp(watched.standing)) this.#ask(watched.pod, 'urgent');
    }
  }

  #hearDatastore(datastore: Ref): void {
    const pod = podOf(this.#services.inventory, datastore);
    const watched = pod && this.#watched.get(pod.value);
    if (watched) this.#checkSoon(watched);
  }

  /** At once, unless it has been looked at within the present sample. */
  #checkSoon(watched: Watched): void {
    if (watched.check) return;
    const { clock } = this.#options;
    const { checkedAtMs } = watched;
    const waitMs = checkedAtMs === undefined ? 0 : checkedAtMs + GAP_MS - clock.now();
    watched.check = clock.after(Math.max(0, waitMs), () => this.#check(watched), {
      background: waitMs > 0,
    });
  }

  #check(watched: Watched): void {
    const { pod } = watched;
    watched.check = undefined;
    if (!hasStorageDrs(this.#services.inventory, pod)) return;
    watched.checkedAtMs = this.#options.clock.now();
    const before = watched.standing;
    watched.standing = standing(this.#services, pod);
    if (before !== watched.standing || isOutdated(this.#services, pod)) this.#ask(pod, 'urgent');
  }

  #ask(pod: Pod, scope: Scope): void {
    const known = this.#asked.get(pod.value)?.scope;
    this.#asked.set(pod.value, { pod, scope: known === 'all' ? known : scope });
    this.#soon ??= this.#options.clock.after(0, () => {
      this.#soon = undefined;
      const asked = [...this.#asked.values()];
      this.#asked.clear();
      for (const one of asked) this.#look(one.pod, one.scope);
    });
  }

  #look(pod: Pod, scope: Scope): void {
    if (!this.#services.inventory.has(pod)) return;
    const watched = this.#arrange(pod);
    if (!watched) {
      withdrawStorage(this.#services, pod);
      return;
    }
    if (watched.thinking) {
      if (this.#options.flows()) {
        watched.again = watched.again === 'all' ? 'all' : scope;
        return;
      }
      this.#think(watched, watched.thinking);
    }
    watched.standing = standing(this.#services, pod);
    watched.thinking = storagePassSteps(this.#services, pod, scope);
    this.#think(watched, watched.thinking);
  }

  #think(watched: Watched, steps: Generator<void>): void {
    const { rest, flows, onError } = this.#options;
    if (watched.thinking !== steps) return;
    try {
      do {
        if (steps.next().done) {
          this.#thought(watched);
          return;
        }
      } while (!flows());
    } catch (error) {
      watched.thinking = undefined;
      watched.again = undefined;
      onError(error);
      return;
    }
    rest(() => this.#think(watched, steps));
  }

  #thought(watched: Watched): void {
    const { again, pod } = watched;
    watched.thinking = undefined;
    watched.again = undefined;
    if (again) this.#ask(pod, again);
  }
}

function hasArrived(before: StateChange['before'], after: StateChange['after']): boolean {
  return before?.['_migration'] !== undefined && after?.['_migration'] === undefined;
}

function cancel(watched: Watched): void {
  watched.timer?.cancel();
  watched.check?.cancel();
  watched.thinking = undefined;
}
