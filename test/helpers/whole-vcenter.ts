/**
 * A vCenter Server with everything it has: all object types, the service content and a generated
 * inventory, on manual time, called through the real dispatch as the administrator.
 */
import { VirtualClock } from '../../server/clock/clock.ts';
import { SeededRandom } from '../../server/clock/random.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';
import { Inventory } from '../../server/inventory/inventory.ts';
import { type Dc0Counts, dc0Model } from '../../server/inventory/seed/dc0-model.ts';
import { seedChanges } from '../../server/inventory/seed/seed-changes.ts';
import { createDispatch } from '../../server/vim/dispatch.ts';
import { EventHistory } from '../../server/vim/event-history.ts';
import type { Conversation, Services } from '../../server/vim/method.ts';
import { objectSchema } from '../../server/vim/object-types.ts';
import { RoleBasedAuthorization } from '../../server/vim/role-based-authorization.ts';
import { serviceChanges } from '../../server/vim/service-content.ts';
import { serviceLives } from '../../server/vim/service-lives.ts';
import { SessionTable } from '../../server/vim/session-table.ts';
import { TaskPlayer } from '../../server/vim/task-player.ts';
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import { type Ref, reference } from '../../server/vmodl/reference.ts';

const SESSION_MANAGER = reference('SessionManager', 'SessionManager');

export interface WholeVcenterOptions {
  /** API version id; the newest release of 8.0 unless told. */
  readonly version?: string;
  readonly counts?: Partial<Dc0Counts>;
}

export class WholeVcenter {
  readonly catalog = loadCatalog();
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

  constructor({ version = '8.0.3.0', counts = {} }: WholeVcenterOptions = {}) {
    const { catalog, clock, wall } = this;
    const schema = objectSchema();
    this.inventory = new Inventory({
      catalog,
      clock,
      schema: { ...schema, lives: [...schema.lives, ...serviceLives(() => this.services)] },
    });
    const { inventory } = this;
    const seed = seedChanges(dc0Model(counts));
    inventory.apply([...seed.changes, ...serviceChanges({ catalog, version })]);

    const random = new SeededRandom('whole');
    const events = new EventHistory({ catalog, inventory, clock });
    const authorization = new RoleBasedAuthorization({ catalog, inventory });
    const sessions = new SessionTable({ inventory, clock, random, authorization, events });
    const tasks = new TaskPlayer({ catalog, inventory, clock, events });
    this.services = {
      ...{ catalog, inventory, clock, wall, random },
      ...{ sessions, authorization, tasks, events },
    } as unknown as Services;
    this.#dispatch = createDispatch({
      services: this.services,
      onError: (error) => this.errors.push(error),
    });
    this.administrator = this.#login();
  }

  #login(): Conversation {
    const conversation: Conversation = {
      session: undefined,
      remoteAddress: '192.0.2.1',
      userAgent: 'test',
    };
    const [userName, password] = ['administrator@vsphere.local', 'VMware1!'];
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
    const rank = this.catalog.newestRank;
    return this.#dispatch(
      { ref, method, args: args as Record<string, unknown>, rank },
      conversation,
    );
  }

  /** The first object of a type. */
  first<T extends string>(type: T): Ref<T> {
    const [ref] = this.inventory.ofType(type);
    if (!ref) throw new Error(`there is no ${type}`);
    return ref;
  }

  /** Types of the events so far, oldest first. */
  eventTypes(): string[] {
    return this.services.events.all().map((event) => event._typeName);
  }

  stop(): void {
    this.clock.stop();
  }
}
