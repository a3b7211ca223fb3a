/**
 * The lab (or another inventory that is told) on manual time, with every method table that is written,
 * called through the real dispatch. Failed tasks are thrown as the faults they hold.
 */
import { VirtualClock } from '../../server/clock/clock.ts';
import { SeededRandom } from '../../server/clock/random.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';
import { Inventory } from '../../server/inventory/inventory.ts';
import { builtInPath } from '../../server/inventory/seed/built-in.ts';
import { loadSeed } from '../../server/inventory/seed/load-seed.ts';
import type { Seed } from '../../server/inventory/seed/seed.ts';
import { seedChanges } from '../../server/inventory/seed/seed-changes.ts';
import type { AuthorizationData } from '../../server/vim/authorization-data.ts';
import { createDispatch } from '../../server/vim/dispatch.ts';
import { EventHistory } from '../../server/vim/event-history.ts';
import type { Conversation, Services } from '../../server/vim/method.ts';
import { Migrations } from '../../server/vim/migrations/migrations.ts';
import { MethodTables, OBJECT_TYPES, objectSchema } from '../../server/vim/object-types.ts';
import { powerOnMethods } from '../../server/vim/objects/datacenter/power-on.ts';
import { browseMethods } from '../../server/vim/objects/datastore/browse.ts';
import { destroyDatastoreMethods } from '../../server/vim/objects/datastore/destroy.ts';
import { refreshDatastoreMethods } from '../../server/vim/objects/datastore/refresh.ts';
import { createInFolderMethods } from '../../server/vim/objects/folder/create.ts';
import { moveIntoFolderMethods } from '../../server/vim/objects/folder/move.ts';
import { registerMethods } from '../../server/vim/objects/folder/register.ts';
import { connectionMethods } from '../../server/vim/objects/host-system/connection.ts';
import { maintenanceMethods } from '../../server/vim/objects/host-system/maintenance.ts';
import {
  destroyMethods,
  unregisterFolderMethods,
} from '../../server/vim/objects/managed-entity/destroy.ts';
import { destroyNetworkMethods } from '../../server/vim/objects/managed-entity/remove-network.ts';
import { reloadMethods, renameMethods } from '../../server/vim/objects/managed-entity/rename.ts';
import { configurePoolMethods } from '../../server/vim/objects/resource-pool/configure.ts';
import { consoleMethods } from '../../server/vim/objects/virtual-machine/console.ts';
import { reconfigureMethods } from '../../server/vim/objects/virtual-machine/reconfigure.ts';
import { unregisterMethods } from '../../server/vim/objects/virtual-machine/remove.ts';
import { templateMethods } from '../../server/vim/objects/virtual-machine/template.ts';
import { RoleBasedAuthorization } from '../../server/vim/role-based-authorization.ts';
import { serviceChanges } from '../../server/vim/service-content.ts';
import { SessionTable } from '../../server/vim/session-table.ts';
import { TaskPlayer } from '../../server/vim/task-player.ts';
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import { VimFault } from '../../server/vmodl/fault.ts';
import type { TaskInfo } from '../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { type DataObject, member } from '../../server/vmodl/value.ts';
import { complaints } from './value-check.ts';

const SESSION_MANAGER = reference('SessionManager', 'SessionManager');

const EXTRA = [
  { type: 'ManagedEntity', methods: { ...destroyMethods, ...renameMethods, ...reloadMethods } },
  {
    type: 'Folder',
    methods: {
      ...createInFolderMethods,
      ...moveIntoFolderMethods,
      ...registerMethods,
      ...unregisterFolderMethods,
    },
  },
  { type: 'HostSystem', methods: { ...connectionMethods, ...maintenanceMethods } },
  { type: 'ResourcePool', methods: configurePoolMethods },
  { type: 'Datastore', methods: { ...destroyDatastoreMethods, ...refreshDatastoreMethods } },
  { type: 'Network', methods: destroyNetworkMethods },
  { type: 'Datacenter', methods: powerOnMethods },
  { type: 'HostDatastoreBrowser', methods: browseMethods },
  {
    type: 'VirtualMachine',
    methods: { ...unregisterMethods, ...reconfigureMethods, ...templateMethods, ...consoleMethods },
  },
] as const;

const catalog = loadCatalog();

export class Lab {
  readonly catalog = catalog;
  readonly errors: unknown[] = [];
  readonly wall = new ManualWallClock();
  readonly clock = new VirtualClock({
    mode: { kind: 'manual' },
    wall: this.wall,
    onError: (error) => this.errors.push(error),
  });
  readonly inventory: Inventory;
  readonly services: Services;
  readonly administrator: Conversation;
  readonly #dispatch: ReturnType<typeof createDispatch>;

  constructor(
    options: {
      readonly seed?: string | Seed;
      readonly authorization?: AuthorizationData;
    } = {},
  ) {
    const { clock, wall } = this;
    this.inventory = new Inventory({
      catalog,
      clock,
      schema: objectSchema(),
      check: (ref, property, value) => check(ref, property, value),
    });
    const { inventory } = this;
    const seed = options.seed ?? 'lab';
    const whole = typeof seed === 'string' ? loadSeed(builtInPath(seed)) : seed;
    inventory.apply([
      ...seedChanges(whole).changes,
      ...serviceChanges({ catalog, version: '8.0.3.0' }),
    ]);
    const random = new SeededRandom('lab');
    const events = new EventHistory({ catalog, inventory, clock });
    const authorization = new RoleBasedAuthorization({
      catalog,
      inventory,
      ...(options.authorization ? { data: options.authorization } : {}),
    });
    const sessions = new SessionTable({ inventory, clock, random, authorization, events });
    const tasks = new TaskPlayer({ catalog, inventory, clock, events });
    const parts = {
      catalog,
      inventory,
      clock,
      wall,
      random,
      sessions,
      authorization,
      tasks,
      events,
    };
    this.services = { ...parts, migrations: new Migrations(parts) } as unknown as Services;
    const types = [...OBJECT_TYPES, ...EXTRA] as unknown as typeof OBJECT_TYPES;
    this.#dispatch = createDispatch({
      services: this.services,
      tables: new MethodTables(catalog, types),
      onError: (error) => this.errors.push(error),
    });
    this.administrator = this.login('administrator@vsphere.local', 'VMware1!');
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

/** Every stored value of the vocabulary must be as the vocabulary has it. */
function check(ref: Ref, property: string, value: unknown): void {
  if (property.startsWith('_')) return;
  const use = catalog.managed(ref.type)?.property(property);
  if (!use) return;
  const found = complaints(catalog, use, value).filter((one) => !/\._[a-zA-Z]+: unknown/.test(one));
  if (found.length > 0) throw new Error(`${ref.value}.${property}: ${found.join('; ')}`);
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

export function memberOf(value: unknown, name: string): unknown {
  return member(value, name);
}
