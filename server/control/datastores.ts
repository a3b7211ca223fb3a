/**
 * What a test may do to datastores: look at what is under way there and how fast it is answered, describe the
 * device behind one, and let others than virtual machines use it. A change holds from now on.
 */
import { isoTime } from '../clock/clock.ts';
import { momentOf, sampleAt } from '../engines/statistics/grid.ts';
import { readDemand } from '../engines/statistics/read-demand.ts';
import { assign, type Change } from '../inventory/change.ts';
import type { Services } from '../vim/method.ts';
import { datastoreIo, deviceModel, settledLatencyMs } from '../vim/statistics/datastore-io.ts';
import type { Ref } from '../vmodl/reference.ts';
import { data, member } from '../vmodl/value.ts';
import { ControlError } from './control-error.ts';
import { objectNamed } from './object-named.ts';

type Datastore = Ref<'Datastore'>;

export interface DatastoreWish {
  /** Latency of one operation, and how much longer it takes for each that is outstanding, ms. */
  readonly device?: { readonly baseMs?: number; readonly slopeMs?: number } | undefined;
  /** Operations which strangers keep outstanding: a number or a function; null ends it. */
  readonly nonViLoad?: unknown;
}

export interface DatastoreReport {
  readonly datastore: string;
  readonly name: string;
  readonly device: { readonly baseMs: number; readonly slopeMs: number };
  /** As it is understood; absent where there is none. */
  readonly nonViLoad?: unknown;
  /** What Storage DRS goes by; absent before 16 hours were seen. */
  readonly settledLatencyMs?: number | undefined;
  readonly now: {
    readonly at: string;
    readonly outstandingIo: number;
    readonly latencyMs: number;
  };
}

const CAUSE = { method: 'putDatastore' };

export class DatastoreControl {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  report(text: string): DatastoreReport {
    return this.#reportOf(this.#named(text));
  }

  /** Throws ControlError when there is no such datastore, or several, or a wish makes no sense. */
  change(text: string, { device, nonViLoad }: DatastoreWish): DatastoreReport {
    const { inventory } = this.#services;
    const datastore = this.#named(text);
    const changes: Change[] = [];
    if (device) {
      const before = deviceModel(this.#services, datastore);
      changes.push(assign(datastore as Ref, '_device', data('_Device', { ...before, ...device })));
    }
    if (nonViLoad !== undefined) {
      changes.push(assign(datastore as Ref, '_nonViLoad', this.#strangers(nonViLoad)));
    }
    if (changes.length > 0) inventory.apply(changes, CAUSE);
    return this.#reportOf(datastore);
  }

  #strangers(wish: unknown) {
    if (wish === null) return undefined;
    const problems: string[] = [];
    const demand = readDemand(wish, (path, problem) => problems.push(`${path} ${problem}`.trim()));
    if (!demand) throw new ControlError('invalid', `nonViLoad: ${problems.join('; ')}`);
    return data('_NonViLoad', { demand: { ...demand, sinceMs: this.#services.clock.now() } });
  }

  #reportOf(datastore: Datastore): DatastoreReport {
    const { inventory, clock } = this.#services;
    const atMs = momentOf(sampleAt(clock.now()));
    const { outstandingIo, latencyMs } = datastoreIo(this.#services, datastore, atMs);
    const strangers = member(inventory.read(datastore as Ref, '_nonViLoad'), 'demand');
    const settled = settledLatencyMs(this.#services, datastore);
    return {
      datastore: datastore.value,
      name: inventory.read(datastore, 'name'),
      device: deviceModel(this.#services, datastore),
      ...(strangers === undefined ? {} : { nonViLoad: strangers }),
      ...(settled === undefined ? {} : { settledLatencyMs: rounded(settled) }),
      now: {
        at: isoTime(atMs),
        outstandingIo: rounded(outstandingIo),
        latencyMs: rounded(latencyMs),
      },
    };
  }

  /** By id or name. */
  #named(text: string): Datastore {
    const kind = { type: 'Datastore', words: 'datastore' } as const;
    return objectNamed(this.#services.inventory, kind, text);
  }
}

/** To the thousandth. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
