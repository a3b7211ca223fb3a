/**
 * Alarms are looked at when something happens: those over events as an event is posted, those over states and over
 * space as an object changes. Nothing is looked at again while nothing changes. After a start everything is
 * looked at, a sample of the statistics later; a look at much rests now and then, so that others are served.
 *
 * Metrics are judged of datastores and datastore clusters, whose figures are what they are now; how much of
 * their space is used is known without sampling. Figures of hosts and virtual machines are not watched.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { Change, Commit } from '../inventory/change.ts';
import { type AlarmTurn, alarmsTurned, type Entity, stateIn } from '../vim/alarms/alarm-state.ts';
import { eventExpressions, meansEvent } from '../vim/alarms/event-expression.ts';
import { expressionStatus } from '../vim/alarms/expression-status.ts';
import { alarmView, type Condition, conditionsOf } from '../vim/alarms/watching.ts';
import { scopeOf, subjectsOf } from '../vim/events/event-arguments.ts';
import type { Services } from '../vim/method.ts';
import type { AlarmInfo } from '../vmodl/generated/data.ts';
import type { Ref } from '../vmodl/reference.ts';
import { type DataObject, member } from '../vmodl/value.ts';

export interface AlarmLoopOptions {
  readonly services: Services;
  readonly clock: Clock;
  /** Goes on after others were served: `VirtualClock.rest`. */
  readonly rest: (act: () => void) => void;
  /** Does time pass by itself? */
  readonly flows: () => boolean;
}

/** An alarm that is on, and what it means. */
interface Watch {
  readonly alarm: Ref<'Alarm'>;
  readonly info: AlarmInfo;
  /** None of an alarm over events. */
  readonly conditions: readonly Condition[];
}

const CAUSE = { method: 'alarms' };
/** Two looks are at least a sample of the statistics apart, ms. */
const GAP_MS = 20_000;
/** Objects looked at between two rests: the space of a datastore follows from all that lies there. */
const STEP_OBJECTS = 5;

export class AlarmLoop {
  readonly #options: AlarmLoopOptions;
  readonly #services: Services;
  readonly #clock: Clock;
  readonly #leave: () => void;
  /** Objects to be looked at, by id. */
  readonly #changed = new Map<string, Ref>();
  #timer: Timer | undefined;
  #lookedMs: number;
  /** Counts starts: a look that rests ends with what it began in. */
  #epoch = 0;
  #overEvents: readonly Watch[] = [];
  #overObjects: readonly Watch[] = [];

  constructor(options: AlarmLoopOptions) {
    const { services, clock } = options;
    this.#options = options;
    this.#services = services;
    this.#clock = clock;
    this.#lookedMs = clock.now();
    this.#leave = services.inventory.subscribe((commit) => this.#hear(commit));
    this.restart();
  }

  /** As after a start: everything was replaced. */
  restart(): void {
    this.#cancel();
    this.#learn();
  }

  stop(): void {
    this.#leave();
    this.#cancel();
  }

  #cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#lookedMs = this.#clock.now();
    this.#epoch += 1;
    this.#changed.clear();
  }

  /** Which alarms there are; everything they are about is looked at. */
  #learn(): void {
    const { inventory } = this.#services;
    const all = inventory
      .ofType('Alarm')
      .map((alarm): Watch => {
        const info = inventory.read(alarm, 'info');
        return { alarm, info, conditions: conditionsOf(info.expression) };
      })
      .filter(({ info }) => info.enabled);
    this.#overEvents = all.filter(({ info }) => eventExpressions(info.expression).length > 0);
    this.#overObjects = all.filter((watch) => !this.#overEvents.includes(watch));
    const types = new Set(
      this.#overObjects.flatMap((one) => one.conditions.map(({ type }) => type)),
    );
    for (const type of types) {
      for (const ref of inventory.ofType(type)) this.#changed.set(ref.value, ref);
    }
    this.#lookSoon();
  }

  #hear({ states, changed, events }: Commit): void {
    if (states.some(({ ref }) => ref.type === 'Alarm')) this.#learn();
    const changes = events.flatMap((event) => this.#hearEvent(event));
    if (changes.length > 0) this.#services.inventory.apply(changes, CAUSE);
    for (const [ref, names] of changed) {
      if (this.#concerns(ref, names)) this.#changed.set(ref.value, ref);
    }
    this.#lookSoon();
  }

  #concerns(ref: Ref, names: ReadonlySet<string>): boolean {
    const { catalog } = this.#services;
    return this.#overObjects.some(({ conditions }) =>
      conditions.some(({ type, reads }) => names.has(reads) && catalog.isA(ref.type, type)),
    );
  }

  /** At once, unless the last look was within the present sample. */
  #lookSoon(): void {
    if (this.#timer || this.#changed.size === 0) return;
    // Background: instant time does not leap to a look, but one that is due is had at once.
    const waitMs = Math.max(0, this.#lookedMs + GAP_MS - this.#clock.now());
    this.#timer = this.#clock.after(waitMs, () => this.#look(), { background: true });
  }

  #look(): void {
    this.#timer = undefined;
    this.#lookedMs = this.#clock.now();
    const refs = [...this.#changed.values()];
    this.#changed.clear();
    this.#judge(refs, 0, this.#epoch);
  }

  /** Those from that place on; rests after some where time passes by itself. */
  #judge(refs: readonly Ref[], from: number, epoch: number): void {
    const { flows, rest } = this.#options;
    if (epoch !== this.#epoch) return;
    for (let at = from; at < refs.length; at += STEP_OBJECTS) {
      if (at > from && flows()) {
        rest(() => this.#judge(refs, at, epoch));
        return;
      }
      const some = refs.slice(at, at + STEP_OBJECTS);
      const changes = some.flatMap((ref) => this.#turns(ref as Entity));
      if (changes.length > 0) this.#services.inventory.apply(changes, CAUSE);
    }
  }

  #turns(entity: Entity): readonly Change[] {
    const { inventory, catalog } = this.#services;
    if (!inventory.has(entity)) return [];
    const about = this.#overObjects.filter(({ conditions }) =>
      conditions.some(({ type }) => catalog.isA(entity.type, type)),
    );
    const view = alarmView(this.#services, entity);
    const turns = this.#watching(about, entity).flatMap(({ alarm, info }): AlarmTurn[] => {
      const to = expressionStatus(info.expression, view);
      return to ? [{ alarm, to }] : [];
    });
    return alarmsTurned(this.#services, entity, turns);
  }

  /** Those defined on the object or above it, unless they are switched off there. */
  #watching(watches: readonly Watch[], entity: Entity): readonly Watch[] {
    if (watches.length === 0) return [];
    const scope = scopeOf(this.#services, entity);
    return watches.filter(
      ({ alarm, info }) =>
        scope.has(info.entity.value) &&
        stateIn(this.#services.inventory, entity, alarm)?.disabled !== true,
    );
  }

  #hearEvent(event: DataObject): readonly Change[] {
    const { catalog } = this.#services;
    if (catalog.isA(event._typeName, 'AlarmEvent')) return [];
    const turns = new Map<string, { readonly entity: Entity; readonly turns: AlarmTurn[] }>();
    for (const watch of this.#overEvents) {
      const meant = eventExpressions(watch.info.expression).find(
        (one) => one.status !== undefined && meansEvent(one, event, catalog),
      );
      const entity = meant && this.#entityOf(event, meant.objectType);
      if (!meant?.status || !entity || this.#watching([watch], entity).length === 0) continue;
      const known = turns.get(entity.value) ?? { entity, turns: [] };
      turns.set(entity.value, known);
      known.turns.push({
        ...{ alarm: watch.alarm, to: meant.status },
        eventKey: Number(member(event, 'key')),
      });
    }
    return [...turns.values()].flatMap((one) =>
      alarmsTurned(this.#services, one.entity, one.turns),
    );
  }

  /** The object of that type which an event is about. */
  #entityOf(event: DataObject, type = 'ManagedEntity'): Entity | undefined {
    const { inventory, catalog } = this.#services;
    const id = member(event, 'objectId');
    const named = typeof id === 'string' ? inventory.find(id) : undefined;
    const found = [...(named ? [named] : []), ...subjectsOf(event)].find(
      (ref) => catalog.isA(ref.type, type) && inventory.has(ref),
    );
    return found as Entity | undefined;
  }
}
