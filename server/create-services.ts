/**
 * The parts a server is made of, put together in the one order that works: an inventory with something
 * in it, who may do what, and everything that listens to commits.
 */
import type { Clock } from './clock/clock.ts';
import type { SeededRandom } from './clock/random.ts';
import type { WallClock } from './clock/wall-clock.ts';
import { assign } from './inventory/change.ts';
import { Inventory, type InventoryOptions } from './inventory/inventory.ts';
import type { ObjectSchema } from './inventory/schema.ts';
import type { AuthorizationData } from './vim/authorization/authorization-data.ts';
import { RoleBasedAuthorization } from './vim/authorization/role-based-authorization.ts';
import type { FileContents } from './vim/datastore-files/contents/file-contents.ts';
import { followNames } from './vim/datastore-files/contents/follow-names.ts';
import { MemoryContents } from './vim/datastore-files/contents/memory-contents.ts';
import { dropUnfinished } from './vim/datastore-files/play-work.ts';
import { DrsRecords } from './vim/drs/drs-records.ts';
import { EventHistory } from './vim/events/event-history.ts';
import { resumeFailovers } from './vim/ha/failover.ts';
import { keepLatestPages } from './vim/histories/latest-pages.ts';
import type { Services } from './vim/method.ts';
import { Migrations } from './vim/migrations/migrations.ts';
import { objectSchema } from './vim/object-types.ts';
import { forgetEnteringDatastores } from './vim/objects/datastore/maintenance-state.ts';
import { forgetEntering } from './vim/objects/host-system/leaving-host.ts';
import { resumeGuests } from './vim/objects/virtual-machine/guest-state.ts';
import type { ConnectPeer } from './vim/peers/protocol.ts';
import { Collectors } from './vim/property-collector/collectors.ts';
import { EntityIndex } from './vim/search/entity-index.ts';
import { serviceLives } from './vim/service/service-lives.ts';
import type { LockoutPolicy } from './vim/sessions/login-lockout.ts';
import { SessionTable } from './vim/sessions/session-table.ts';
import { DEFAULT_SETTINGS, type Settings } from './vim/settings.ts';
import { Statistics } from './vim/statistics/statistics.ts';
import { StorageDrsRecords } from './vim/storage-drs/storage-drs-records.ts';
import { TaskPlayer } from './vim/tasks/task-player.ts';
import { Views } from './vim/views/views.ts';
import type { Catalog } from './vmodl/catalog.ts';
import { VimFault } from './vmodl/fault.ts';
import type { Ref } from './vmodl/reference.ts';

export interface ServiceParts {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly wall: WallClock;
  readonly random: SeededRandom;
  /**
   * Puts the first objects into the empty inventory, before anybody listens. Says whom the server
   * knows; those of a fresh vCenter Server when it says nothing.
   */
  readonly fill: (inventory: Inventory) => AuthorizationData | undefined;
  /** `any` lets in every name and password. */
  readonly auth?: 'strict' | 'any' | undefined;
  /** Sessions and tasks outlive their time until it has passed by this clock too. */
  readonly patience?: WallClock | undefined;
  /** The object types' own unless told. */
  readonly schema?: ObjectSchema | undefined;
  /** Where the contents of files are kept; in memory unless given. */
  readonly fileContents?: FileContents | undefined;
  readonly check?: InventoryOptions['check'];
  readonly lockout?: LockoutPolicy | undefined;
  /** The way to other vCenters; none unless told. */
  readonly connectPeer?: ConnectPeer | undefined;
  readonly sessionsMax?: number | undefined;
  readonly taskHistoryMax?: number | undefined;
  /** What is left out is as by default. */
  readonly settings?: Partial<Settings> | undefined;
}

/** The services as their owner knows them, with what no method needs. */
export interface ServerServices extends Services {
  readonly sessions: SessionTable;
  readonly authorization: RoleBasedAuthorization;
  readonly tasks: TaskPlayer;
  readonly events: EventHistory;
}

function noPeers(): never {
  throw new VimFault('NotSupported', {}, 'This server knows no way to other vCenter Servers.');
}

export function createServices(parts: ServiceParts): ServerServices {
  const { catalog, clock, wall, random, patience } = parts;
  const made: { services?: ServerServices } = {};
  const inventory = emptyInventory(parts, () => madeServices(made));
  const people = parts.fill(inventory);

  const authorization = new RoleBasedAuthorization({
    catalog,
    inventory,
    data: people,
    mode: parts.auth,
  });
  const events = new EventHistory({ catalog, inventory, clock });
  const sessions = new SessionTable({
    ...{ inventory, clock, random, authorization, events, wall: patience },
    lockout: parts.lockout,
    sessionsMax: parts.sessionsMax,
  });
  const tasks = new TaskPlayer({
    ...{ catalog, inventory, clock, events, wall: patience },
    historyMax: parts.taskHistoryMax,
  });
  keepLatestPages({ catalog, inventory, events, tasks });
  const settings: Settings = { ...DEFAULT_SETTINGS, ...parts.settings };
  const state = { catalog, inventory, clock, wall, random, settings };
  const statistics = new Statistics({ inventory });
  const base = { ...state, sessions, authorization, tasks, events, statistics };
  const services: ServerServices = {
    ...base,
    migrations: new Migrations(base),
    drs: new DrsRecords(),
    storageDrs: new StorageDrsRecords(),
    // Views hear of a commit before collectors do: membership is part of what changed.
    views: new Views(base),
    collectors: new Collectors(base),
    entityIndex: new EntityIndex(base),
    fileContents: parts.fileContents ?? new MemoryContents(),
    connectPeer: parts.connectPeer ?? noPeers,
  };
  followNames(inventory, services.fileContents);
  made.services = services;
  return services;
}

/** What managers show of sessions and rights is asked of the services, which are made later. */
function emptyInventory(
  { catalog, clock, check, schema = objectSchema() }: ServiceParts,
  services: () => Services,
): Inventory {
  const lives = [...schema.lives, ...serviceLives(services)];
  return new Inventory({ catalog, clock, check, schema: { ...schema, lives } });
}

/** For those who must hand on a service before there is one; throws when asked too early. */
export function madeServices({ services }: { readonly services?: ServerServices }): ServerServices {
  if (!services) throw new Error('the services were asked for before they were made');
  return services;
}

/** What was under way in a state put back cannot go on; guests that were booting can. */
export function resumeServices(services: ServerServices, reason: string): void {
  const { inventory, tasks } = services;
  tasks.failRunning(reason);
  const stranded = inventory
    .ofType('VirtualMachine')
    .flatMap((vm) =>
      ['_migration', '_copies']
        .filter((property) => inventory.read(vm as Ref, property) !== undefined)
        .map((property) => assign(vm, property, undefined)),
    );
  if (stranded.length > 0) inventory.apply(stranded);
  forgetEntering(services);
  forgetEnteringDatastores(services);
  dropUnfinished(services);
  resumeGuests(services);
  resumeFailovers(services);
}
