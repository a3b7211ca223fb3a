/**
 * A client that watches objects over the wire: a collector of its own, WaitForUpdatesEx again and
 * again. Keeps what it was told, change by change, and what it knows by that.
 */
import {
  COLLECTOR,
  element,
  filterSpec,
  type ObjectId,
  objectSpec,
  type SoapClient,
  SoapFault,
} from './soap-client.ts';
import type { XmlElement } from './xml-element.ts';

export interface ChangeSeen {
  readonly object: string;
  readonly path: string;
  readonly value: string | undefined;
}

export interface Watched {
  readonly object: ObjectId;
  readonly paths: readonly string[];
}

export class WireWatcher {
  /** All changes after the first full state, in the order in which they were told. */
  readonly changes: ChangeSeen[] = [];
  /** `<id> <path>` → value as XML: what the update sets say. */
  readonly known = new Map<string, string>();
  readonly #client: SoapClient;
  #collector: ObjectId | undefined;
  #version = '';
  #loop: Promise<void> | undefined;

  constructor(client: SoapClient) {
    this.#client = client;
  }

  /** Asks for the full state, then goes on waiting by itself. */
  async watch(watched: readonly Watched[]): Promise<this> {
    const made = await this.#client.call('CreatePropertyCollector', COLLECTOR);
    this.#collector = { type: 'PropertyCollector', value: made.textAt('returnval') ?? '' };
    for (const { object, paths } of watched) {
      const spec = filterSpec(object.type, paths, [objectSpec(object)]);
      const filter = `<spec>${spec}</spec>${element('partialUpdates', false)}`;
      await this.#client.call('CreateFilter', this.#collector, filter);
    }
    await this.#wait(this.#collector);
    this.changes.length = 0;
    this.#loop = this.#goOn(this.#collector);
    return this;
  }

  /** Hears what is still to be told, then ends. */
  async stop(): Promise<void> {
    const collector = this.#collector;
    if (!collector || !this.#loop) throw new Error('nothing is watched');
    let ended = false;
    const loop = this.#loop.finally(() => {
      ended = true;
    });
    // Between two waits there is nothing to cancel.
    while (!ended) await this.#client.call('CancelWaitForUpdates', collector);
    await loop;
    await this.#wait(collector, 0);
    await this.#client.call('DestroyPropertyCollector', collector);
  }

  /** Values a path went through. */
  valuesOf(object: ObjectId, path: string): readonly (string | undefined)[] {
    return this.changes
      .filter((each) => each.object === object.value && each.path === path)
      .map(({ value }) => value);
  }

  async #goOn(collector: ObjectId): Promise<void> {
    for (;;) {
      try {
        await this.#wait(collector);
      } catch (error) {
        if (error instanceof SoapFault && error.name === 'RequestCanceled') return;
        throw error;
      }
    }
  }

  async #wait(collector: ObjectId, maxWaitSeconds?: number): Promise<void> {
    const patience =
      maxWaitSeconds === undefined
        ? ''
        : `<options>${element('maxWaitSeconds', maxWaitSeconds)}</options>`;
    const answer = await this.#client.call(
      'WaitForUpdatesEx',
      collector,
      element('version', this.#version) + patience,
    );
    const set = answer.at('returnval');
    if (!set) return;
    this.#version = set.textAt('version') ?? '';
    for (const update of set.all('filterSet/objectSet')) this.#take(update);
  }

  #take(update: XmlElement): void {
    const object = update.textAt('obj') ?? '';
    if (update.textAt('kind') === 'leave') this.#forget(object);
    for (const change of update.all('changeSet')) {
      const path = change.textAt('name') ?? '';
      const value = change.at('val');
      this.changes.push({ object, path, value: value && writtenOut(value) });
      if (value) this.known.set(`${object} ${path}`, writtenOut(value));
      else this.known.delete(`${object} ${path}`);
    }
  }

  #forget(object: string): void {
    for (const key of this.known.keys()) if (key.startsWith(`${object} `)) this.known.delete(key);
  }
}

/** What a fresh read says, in the form in which a watcher knows it; nothing of what is gone. */
export async function freshlyRead(
  client: SoapClient,
  watched: readonly Watched[],
): Promise<Map<string, string>> {
  const fresh = new Map<string, string>();
  for (const { object, paths } of watched) {
    for (const [path, value] of await readIfThere(client, object, paths)) {
      fresh.set(`${object.value} ${path}`, writtenOut(value));
    }
  }
  return fresh;
}

async function readIfThere(
  client: SoapClient,
  object: ObjectId,
  paths: readonly string[],
): Promise<ReadonlyMap<string, XmlElement>> {
  try {
    return await client.read(object, ...paths);
  } catch (error) {
    if (error instanceof SoapFault && error.name === 'ManagedObjectNotFound') return new Map();
    throw error;
  }
}

/** A value as text: alike for equal values. A plain one is its text. */
export function writtenOut(value: XmlElement): string {
  return value.children.length === 0 ? value.text : value.children.map(inside).join('');
}

function inside({ name, type, attributes, text, children }: XmlElement): string {
  const referred = attributes['type'] ?? '';
  return `<${name} ${type ?? ''} ${referred}>${text}${children.map(inside).join('')}</>`;
}
