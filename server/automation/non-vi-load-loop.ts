/**
 * Notices what others than virtual machines do on datastores under Storage I/O Control: once they keep a
 * datastore above its threshold, which hosts cannot help by holding back, vCenter says so; again when they have
 * been gone meanwhile.
 *
 * Nothing is done while no datastore has such a load. Looks are background work: instant time does not leap to them.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import { sampleAt } from '../engines/statistics/grid.ts';
import type { Commit } from '../inventory/change.ts';
import { eventArgument } from '../vim/events/event-arguments.ts';
import type { Services } from '../vim/method.ts';
import { exceedsThreshold } from '../vim/statistics/figures/io-figures.ts';
import { Sampler } from '../vim/statistics/sampler.ts';
import type { Ref } from '../vmodl/reference.ts';

type Datastore = Ref<'Datastore'>;

/** Between two looks, ms. Ours. */
const LOOK_MS = 300_000;
const CAUSE = { method: 'nonViLoad' };

export interface NonViLoadLoopOptions {
  readonly services: Services;
  readonly clock: Clock;
}

export class NonViLoadLoop {
  readonly #services: Services;
  readonly #clock: Clock;
  readonly #leave: () => void;
  /** Datastores on which others are known to be in the way. */
  readonly #disturbed = new Set<string>();
  #timer: Timer | undefined;

  constructor({ services, clock }: NonViLoadLoopOptions) {
    this.#services = services;
    this.#clock = clock;
    this.#leave = services.inventory.subscribe((commit) => this.#hear(commit));
    this.restart();
  }

  /** As after a start: everything was replaced. */
  restart(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#disturbed.clear();
    this.#arrange();
  }

  stop(): void {
    this.#leave();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #hear({ states }: Commit): void {
    const isNews = states.some(
      ({ ref, before, after }) =>
        ref.type === 'Datastore' && before?.['_nonViLoad'] !== after?.['_nonViLoad'],
    );
    if (isNews) this.#arrange();
  }

  #arrange(): void {
    if (this.#timer || this.#loaded().length === 0) return;
    this.#timer = this.#clock.after(LOOK_MS, () => this.#look(), { background: true });
  }

  #loaded(): readonly Datastore[] {
    const { inventory } = this.#services;
    return inventory
      .ofType('Datastore')
      .filter((one) => inventory.read(one as Ref, '_nonViLoad') !== undefined);
  }

  #look(): void {
    this.#timer = undefined;
    const { inventory, statistics, events } = this.#services;
    const sampler = new Sampler(statistics, inventory);
    const sample = sampleAt(this.#clock.now());
    const disturbed = this.#loaded().filter((one) => {
      const load = sampler.io.datastore(one.value, sample);
      return load && load.strangers > 0 && load.facts.controlled && exceedsThreshold(load);
    });
    const fresh = disturbed.filter(({ value }) => !this.#disturbed.has(value));
    this.#disturbed.clear();
    for (const { value } of disturbed) this.#disturbed.add(value);
    const posted = fresh.map((one) =>
      events.change({
        type: 'NonVIWorkloadDetectedOnDatastoreEvent',
        about: one,
        members: { datastore: eventArgument(this.#services, one) },
      }),
    );
    if (posted.length > 0) inventory.apply(posted, CAUSE);
    this.#arrange();
  }
}
