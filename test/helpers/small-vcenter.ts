/**
 * A vCenter Server of one datacenter, one cluster, one host and two VMs on manual time, with the real
 * sessions, rights, tasks and events, called through the real dispatch.
 */
import { VirtualClock } from '../../server/clock/clock.ts';
import { SeededRandom } from '../../server/clock/random.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';
import { createServices, type ServerServices } from '../../server/create-services.ts';
import { type Change, create } from '../../server/inventory/change.ts';
import type { Inventory } from '../../server/inventory/inventory.ts';
import type { Relation } from '../../server/inventory/schema.ts';
import type { AuthorizationData } from '../../server/vim/authorization/authorization-data.ts';
import type { RoleBasedAuthorization } from '../../server/vim/authorization/role-based-authorization.ts';
import { createDispatch } from '../../server/vim/dispatch.ts';
import type { EventHistory } from '../../server/vim/events/event-history.ts';
import type { Context, Conversation } from '../../server/vim/method.ts';
import { MethodTables, objectSchema } from '../../server/vim/object-types.ts';
import { authorizationManager } from '../../server/vim/objects/authorization-manager.ts';
import { eventHistoryCollector } from '../../server/vim/objects/event-history-collector.ts';
import { eventManager } from '../../server/vim/objects/event-manager.ts';
import { historyCollector } from '../../server/vim/objects/history-collector.ts';
import { sessionManager } from '../../server/vim/objects/session-manager.ts';
import { task } from '../../server/vim/objects/task.ts';
import { taskHistoryCollector } from '../../server/vim/objects/task-history-collector.ts';
import { taskManager } from '../../server/vim/objects/task-manager.ts';
import { userDirectory } from '../../server/vim/objects/user-directory.ts';
import type { LockoutPolicy } from '../../server/vim/sessions/login-lockout.ts';
import type { SessionTable } from '../../server/vim/sessions/session-table.ts';
import type { Session } from '../../server/vim/sessions/sessions.ts';
import type { TaskPlayer } from '../../server/vim/tasks/task-player.ts';
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { data } from '../../server/vmodl/value.ts';

const TYPES = [
  authorizationManager,
  eventHistoryCollector,
  eventManager,
  historyCollector,
  sessionManager,
  task,
  taskHistoryCollector,
  taskManager,
  userDirectory,
];

const TREE: Relation = {
  from: 'ManagedEntity',
  property: 'parent',
  inverse: ['Folder', 'childEntity'],
  onDestroy: 'ignore',
};

export const ROOT = reference('Folder', 'group-d1');
export const DATACENTER = reference('Datacenter', 'datacenter-2');
export const VM_FOLDER = reference('Folder', 'group-v3');
export const HOST_FOLDER = reference('Folder', 'group-h4');
export const CLUSTER = reference('ClusterComputeResource', 'domain-c7');
export const POOL = reference('ResourcePool', 'resgroup-8');
export const HOST = reference('HostSystem', 'host-9');
export const DATASTORE = reference('Datastore', 'datastore-10');
export const VM = reference('VirtualMachine', 'vm-11');
export const OTHER_VM = reference('VirtualMachine', 'vm-12');
export const SESSION_MANAGER = reference('SessionManager', 'SessionManager');
export const AUTHORIZATION_MANAGER = reference('AuthorizationManager', 'AuthorizationManager');
export const EVENT_MANAGER = reference('EventManager', 'EventManager');
export const TASK_MANAGER = reference('TaskManager', 'TaskManager');
export const USER_DIRECTORY = reference('UserDirectory', 'UserDirectory');

export const ADMINISTRATOR = 'VSPHERE.LOCAL\\Administrator';

export interface SmallVcenterOptions {
  readonly authorization?: AuthorizationData;
  readonly auth?: 'strict' | 'any';
  readonly lockout?: LockoutPolicy;
  readonly sessionsMax?: number;
  readonly taskHistoryMax?: number;
  /** Sessions and tasks also wait for real time. */
  readonly followsWall?: boolean;
}

export class SmallVcenter {
  readonly catalog = loadCatalog();
  readonly wall = new ManualWallClock();
  readonly errors: unknown[] = [];
  readonly clock = new VirtualClock({
    mode: { kind: 'manual' },
    wall: this.wall,
    onError: (error) => this.errors.push(error),
  });
  readonly services: ServerServices;
  readonly inventory: Inventory;
  readonly tasks: TaskPlayer;
  readonly events: EventHistory;
  readonly sessions: SessionTable;
  readonly authorization: RoleBasedAuthorization;
  readonly #dispatch: ReturnType<typeof createDispatch>;

  constructor(options: SmallVcenterOptions = {}) {
    const { catalog, clock, wall } = this;
    const schema = objectSchema(TYPES);
    const { lockout, sessionsMax, taskHistoryMax } = options;
    this.services = createServices({
      ...{ catalog, clock, wall, lockout, sessionsMax, taskHistoryMax },
      random: new SeededRandom('small'),
      schema: { ...schema, relations: [...schema.relations, TREE] },
      auth: options.auth,
      patience: options.followsWall ? wall : undefined,
      fill: (inventory) => {
        inventory.apply(tree());
        return options.authorization;
      },
    });
    const { inventory, tasks, events, sessions, authorization } = this.services;
    this.inventory = inventory;
    this.tasks = tasks;
    this.events = events;
    this.sessions = sessions;
    this.authorization = authorization;
    this.#dispatch = createDispatch({
      services: this.services,
      tables: new MethodTables(catalog, TYPES),
      onError: (error) => this.errors.push(error),
    });
  }

  conversation(overrides: Partial<Conversation> = {}): Conversation {
    return {
      session: undefined,
      remoteAddress: '192.0.2.1',
      userAgent: 'test',
      ...overrides,
    };
  }

  /** A conversation that has logged in. */
  loggedIn(userName = 'administrator@vsphere.local', password = 'VMware1!'): Conversation {
    const conversation = this.conversation();
    this.call(conversation, SESSION_MANAGER, 'Login', { userName, password });
    return conversation;
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers are as varied as the API
  call(conversation: Conversation, ref: Ref, method: string, args: object = {}): any {
    const rank = this.catalog.newestRank;
    return this.#dispatch(
      { ref, method, args: args as Record<string, unknown>, rank },
      conversation,
    );
  }

  /** A context as a method gets it, of the administrator unless told. */
  context(conversation: Conversation = this.loggedIn()): Context {
    const call = { ref: ROOT, method: 'Test', args: {}, rank: this.catalog.newestRank };
    return { ...this.services, call, conversation, session: conversation.session as Session };
  }

  /** Types of the events so far, oldest first. */
  eventTypes(): string[] {
    return this.events.all().map((event) => event._typeName);
  }

  stop(): void {
    this.clock.stop();
  }
}

function tree(): readonly Change[] {
  const managers: readonly Ref[] = [
    SESSION_MANAGER,
    AUTHORIZATION_MANAGER,
    EVENT_MANAGER,
    TASK_MANAGER,
    USER_DIRECTORY,
  ];
  const vm = (ref: Ref, name: string) =>
    create(ref, {
      name,
      parent: VM_FOLDER,
      resourcePool: POOL,
      runtime: data('VirtualMachineRuntimeInfo', { host: HOST, powerState: 'poweredOff' }),
      config: data('VirtualMachineConfigInfo', { name, template: false }),
    });
  return [
    ...managers.map((ref) => create(ref, {})),
    create(ROOT, { name: 'Datacenters' }),
    create(DATACENTER, { name: 'DC0', parent: ROOT }),
    create(VM_FOLDER, { name: 'vm', parent: DATACENTER }),
    create(HOST_FOLDER, { name: 'host', parent: DATACENTER }),
    create(CLUSTER, { name: 'Cluster', parent: HOST_FOLDER }),
    create(POOL, { name: 'Resources', parent: CLUSTER, owner: CLUSTER }),
    create(HOST, { name: 'esx1', parent: CLUSTER }),
    create(DATASTORE, { name: 'datastore1', parent: DATACENTER }),
    vm(VM, 'web'),
    vm(OTHER_VM, 'db'),
  ];
}
