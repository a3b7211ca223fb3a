/**
 * A whole vCenter Server of a seed (the lab unless told) on manual time, called through the real
 * dispatch. Every stored value is held against the vocabulary; failed tasks are thrown as the faults
 * they hold.
 */
import { VirtualClock } from '../../server/clock/clock.ts';
import { SeededRandom } from '../../server/clock/random.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';
import { createServices, type ServerServices } from '../../server/create-services.ts';
import { propertyCheck } from '../../server/inventory/check-value.ts';
import type { Inventory } from '../../server/inventory/inventory.ts';
import { builtInPath } from '../../server/inventory/seed/built-in.ts';
import { type Dc0Counts, dc0Model } from '../../server/inventory/seed/dc0-model.ts';
import { loadSeed, parseSeed } from '../../server/inventory/seed/load-seed.ts';
import type { Seed } from '../../server/inventory/seed/seed.ts';
import { seedChanges } from '../../server/inventory/seed/seed-changes.ts';
import type { AuthorizationData } from '../../server/vim/authorization/authorization-data.ts';
import { createDispatch } from '../../server/vim/dispatch.ts';
import type { Conversation } from '../../server/vim/method.ts';
import { serviceChanges } from '../../server/vim/service/service-content.ts';
import type { Settings } from '../../server/vim/settings.ts';
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import { VimFault } from '../../server/vmodl/fault.ts';
import type { TaskInfo } from '../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import type { DataObject } from '../../server/vmodl/value.ts';

const SESSION_MANAGER = reference('SessionManager', 'SessionManager');

/** The newest release of 8.0. */
const VERSION = '8.0.3.0';

const catalog = loadCatalog();

export interface VcenterOptions {
  /** Name of a built-in seed. */
  readonly seed?: string;
  /** A seed of the test's own, as YAML. */
  readonly seedText?: string;
  /** Instead of a seed: so many of each kind. */
  readonly counts?: Partial<Dc0Counts>;
  readonly authorization?: AuthorizationData;
  /** As by default, whatever the seed says, unless given. */
  readonly settings?: Partial<Settings>;
}

function seedOf({ seed = 'lab', seedText }: VcenterOptions): Seed {
  return seedText === undefined
    ? loadSeed(builtInPath(seed))
    : parseSeed(seedText, 'seed of the test');
}

export class Vcenter {
  readonly catalog = catalog;
  readonly errors: unknown[] = [];
  readonly wall = new ManualWallClock();
  readonly clock = new VirtualClock({
    mode: { kind: 'manual' },
    wall: this.wall,
    onError: (error) => this.errors.push(error),
  });
  readonly services: ServerServices;
  readonly administrator: Conversation;
  readonly #dispatch: ReturnType<typeof createDispatch>;

  constructor(options: VcenterOptions = {}) {
    const { counts, authorization, settings } = options;
    const { clock, wall } = this;
    const content = seedChanges(counts ? dc0Model(counts) : seedOf(options));
    this.services = createServices({
      ...{ catalog, clock, wall, settings },
      check: propertyCheck(catalog),
      random: new SeededRandom('vcenter'),
      fill: (inventory) => {
        inventory.apply([...content.changes, ...serviceChanges({ catalog, version: VERSION })]);
        return authorization;
      },
    });
    this.#dispatch = createDispatch({
      services: this.services,
      onError: (error) => this.errors.push(error),
    });
    this.administrator = this.login('administrator@vsphere.local', 'VMware1!');
  }

  get inventory(): Inventory {
    return this.services.inventory;
  }

  login(userName: string, password: string): Conversation {
    const conversation: Conversation = {
      session: undefined,
      remoteAddress: '192.0.2.1',
      userAgent: 'test',
    };
    this.callAs(conversation, SESSION_MANAGER, 'Login', { userName, password });
    return conversation;
  }

  /** Calls a method as the administrator. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are as varied as the API
  call(ref: Ref, method: string, args: object = {}): any {
    return this.callAs(this.administrator, ref, method, args);
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers are as varied as the API
  callAs(conversation: Conversation, ref: Ref, method: string, args: object = {}): any {
    const rank = catalog.newestRank;
    const call = { ref, method, args: args as Record<string, unknown>, rank };
    return this.#dispatch(call, conversation);
  }

  /** Calls a method, lets time pass until its task has ended and gives the task's result. */
  // biome-ignore lint/suspicious/noExplicitAny: results are as varied as the API
  run(ref: Ref, method: string, args: object = {}, withinMs = 60_000): any {
    const task = this.call(ref, method, args) as Ref<'Task'>;
    this.clock.advance(withinMs);
    const info = this.taskInfo(task);
    if (info.state === 'success') return info.result;
    const fault = info.error?.fault;
    if (!fault) throw new Error(`${method} is still ${info.state}`);
    throw new VimFault(fault._typeName, { ...fault });
  }

  taskInfo(task: Ref<'Task'>): TaskInfo {
    return this.inventory.read(task, 'info');
  }

  /** The object of a type by its name. */
  named<T extends string>(type: T, name: string): Ref<T> {
    const found = this.inventory
      .ofType(type)
      .find((ref) => this.inventory.read(ref as Ref, 'name') === name);
    if (!found) throw new Error(`there is no ${type} ${name}`);
    return found;
  }

  /** The first object of a type. */
  first<T extends string>(type: T): Ref<T> {
    const [ref] = this.inventory.ofType(type);
    if (!ref) throw new Error(`there is no ${type}`);
    return ref;
  }

  // biome-ignore lint/suspicious/noExplicitAny: values are as varied as the API
  read(ref: Ref, path: string): any {
    return this.inventory.readPath(ref, path);
  }

  assign(ref: Ref, path: string, value: DataObject | string | number | boolean | undefined): void {
    this.inventory.apply([{ op: 'assign', ref, path, value }]);
  }

  /** Types of the events since that many, oldest first, tasks' own left out. */
  eventTypes(since = 0): string[] {
    return this.events(since).map((event) => event._typeName);
  }

  events(since = 0): DataObject[] {
    return this.services.events
      .all()
      .slice(since)
      .filter(({ _typeName }) => _typeName !== 'TaskEvent');
  }

  get eventCount(): number {
    return this.services.events.all().length;
  }

  stop(): void {
    this.clock.stop();
  }
}

/** The fault that an act throws: its name and members. */
export function faultOf(act: () => unknown): { readonly name: string; readonly detail: unknown } {
  try {
    act();
  } catch (error) {
    if (error instanceof VimFault) return { name: error.name, detail: error.detail };
    throw error;
  }
  throw new Error('no fault was thrown');
}
