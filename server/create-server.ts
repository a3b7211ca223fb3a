/**
 * The one file that knows every floor: makes a server's parts, hands each what it needs from below,
 * and opens the doors. Two servers in one process share nothing but code.
 */

import { VirtualClock } from './clock/clock.ts';
import { MANUAL_START_MS } from './clock/moment.ts';
import { SeededRandom } from './clock/random.ts';
import { RealWallClock } from './clock/real-time-driver.ts';
import { isLoopback, type RunningServer, type ServerOptions } from './config.ts';
import { MissingCalls } from './control/coverage.ts';
import { assign, type Commit, type JournalEntry } from './inventory/change.ts';
import { Inventory } from './inventory/inventory.ts';
import type { Store } from './inventory/persistence/store.ts';
import { dc0Model } from './inventory/seed/dc0-model.ts';
import { loadSeed, parseSeed } from './inventory/seed/load-seed.ts';
import type { Seed } from './inventory/seed/seed.ts';
import { seedChanges } from './inventory/seed/seed-changes.ts';
import { listen } from './listen.ts';
import { packageVersion } from './package-version.ts';
import { thumbprintOf } from './tls.ts';
import type { AuthorizationData } from './vim/authorization-data.ts';
import { createDispatch, type Dispatch } from './vim/dispatch.ts';
import { EventHistory } from './vim/event-history.ts';
import { initialAuthorization } from './vim/initial-authorization.ts';
import { keepLatestPages } from './vim/latest-pages.ts';
import type { Services } from './vim/method.ts';
import { Migrations } from './vim/migrations/migrations.ts';
import { MethodTables, objectSchema } from './vim/object-types.ts';
import { forgetEntering } from './vim/objects/host-system/maintenance.ts';
import { resumeGuests } from './vim/objects/virtual-machine/guest-state.ts';
import { Collectors } from './vim/property-collector/collectors.ts';
import { RoleBasedAuthorization } from './vim/role-based-authorization.ts';
import { EntityIndex } from './vim/search/entity-index.ts';
import { serviceChanges } from './vim/service-content.ts';
import { serviceLives } from './vim/service-lives.ts';
import { SessionTable } from './vim/session-table.ts';
import { TaskPlayer } from './vim/task-player.ts';
import { Views } from './vim/views/views.ts';
import { type Catalog, loadCatalog } from './vmodl/catalog.ts';
import type { Ref } from './vmodl/reference.ts';
import { createControlDoor } from './wire/control/route.ts';
import { createSoapDoor } from './wire/soap/route.ts';

export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const catalog = loadCatalog();
  const rank = servedRank(catalog, options.apiVersion);
  const { services, store, clock, tasks } = await createServices(catalog, options);
  const tables = new MethodTables(catalog);
  const missing = new MissingCalls();
  const dispatch = durableDispatch(
    createDispatch({
      services,
      tables,
      onMissing: missing.note,
      onError: (err, call) => options.log.error(`${call.method} failed`, { err }),
    }),
    services.inventory,
    store,
  );

  let port = options.listen.port;
  const scheme = options.tls ? 'https' : 'http';
  const url = () => `${scheme}://${bracketed(options.listen.host)}:${port}`;
  const soap = createSoapDoor({
    catalog,
    dispatch,
    sessions: services.sessions,
    rank,
    secureCookie: options.tls !== false,
    address: () => `${url()}/sdk`,
    tick: (act) => services.wall.tick(act),
    log: { error: (details, message) => options.log.error(message, { ...details }) },
  });
  const control = createControlDoor({
    services,
    clock,
    server: { version: await packageVersion(), seed: options.seed, apiVersion: options.apiVersion },
    tick: (act) => services.wall.tick(act),
    implemented: () => tables.implemented(),
    missingCalls: missing.counts,
    problem: () => store?.problem,
    beforeRestore: () => {
      services.migrations.clear();
      tasks.failRunning('The inventory was reset.');
    },
    afterRestore: () => {
      resume(services, tasks, 'The inventory was reset.');
      return store?.snapshot(services.inventory.takeSnapshot());
    },
    access: {
      beyondLoopback: !isLoopback(options.listen.host),
      token: options.controlToken,
      allowedHosts: options.allowedHosts ?? [],
    },
    log: options.log,
  });
  const listener = await listen(options, [soap, control]);
  port = listener.port;
  return {
    url: url(),
    sdkUrl: `${url()}/sdk`,
    thumbprint: options.tls ? thumbprintOf(options.tls.cert) : undefined,
    services,
    close: async () => {
      await listener.close();
      clock.stop();
      await store?.close();
    },
  };
}

interface Parts {
  readonly services: Services;
  readonly store: Store | undefined;
  readonly clock: VirtualClock;
  readonly tasks: TaskPlayer;
}

async function createServices(catalog: Catalog, options: ServerOptions): Promise<Parts> {
  const { log } = options;
  const wall = new RealWallClock();
  const parts: { services?: Services } = {};
  const store = await openDataStore(options, wall, () => demandServices(parts).inventory);
  const clock = new VirtualClock({
    mode: options.time,
    wall,
    // Time never goes back behind what a data directory has seen.
    ...startMs(options, wall, store),
    onError: (err) => log.error('a timer failed', { err }),
  });
  const random = new SeededRandom(options.seed);
  // What managers show of sessions and rights is asked of the services, which are made below.
  const schema = objectSchema();
  const lives = [...schema.lives, ...serviceLives(() => demandServices(parts))];
  const inventory = new Inventory({ catalog, clock, schema: { ...schema, lives } });
  const seeded = await fill(inventory, store, catalog, options, clock);

  const authorization = new RoleBasedAuthorization({
    catalog,
    inventory,
    data: seeded,
    mode: options.auth,
  });
  const events = new EventHistory({ catalog, inventory, clock });
  // Where time moves by itself or leaps, a client that is merely slow must not lose session or task.
  const patience = options.time.kind === 'manual' ? undefined : wall;
  const sessions = new SessionTable({
    inventory,
    clock,
    random,
    authorization,
    events,
    wall: patience,
  });
  const tasks = new TaskPlayer({ catalog, inventory, clock, wall: patience, events });
  keepLatestPages({ catalog, inventory, events, tasks });
  const base = { catalog, inventory, clock, wall, random, sessions, authorization, tasks, events };
  const services: Services = {
    ...base,
    migrations: new Migrations(base),
    // Views hear of a commit before collectors do: membership is part of what changed.
    views: new Views(base),
    collectors: new Collectors(base),
    entityIndex: new EntityIndex(base),
  };
  parts.services = services;
  resume(services, tasks, 'The server was restarted while the task was running.');
  return { services, store, clock, tasks };
}

function demandServices({ services }: { readonly services?: Services }): Services {
  if (!services) throw new Error('the services were asked for before they were made');
  return services;
}

/** What was under way in a state put back cannot go on; guests that were booting can. */
function resume(services: Services, tasks: TaskPlayer, reason: string): void {
  tasks.failRunning(reason);
  const { inventory } = services;
  const stranded = inventory
    .ofType('VirtualMachine')
    .filter((vm) => inventory.read(vm as Ref, '_migration') !== undefined);
  if (stranded.length > 0)
    inventory.apply(stranded.map((vm) => assign(vm, '_migration', undefined)));
  forgetEntering(services);
  resumeGuests(services);
}

function startMs(
  { time }: ServerOptions,
  wall: RealWallClock,
  store: Store | undefined,
): { startMs?: number } {
  const seenMs = store?.initial?.timeMs;
  if (seenMs === undefined) return {};
  return { startMs: Math.max(seenMs, time.kind === 'manual' ? MANUAL_START_MS : wall.nowMs()) };
}

async function openDataStore(
  { dataDir, durability, log }: ServerOptions,
  wall: RealWallClock,
  inventory: () => Inventory,
): Promise<Store | undefined> {
  if (dataDir === undefined) return undefined;
  const { openStore } = await import('./inventory/persistence/store.ts');
  return openStore({
    dir: dataDir,
    durability,
    wall,
    warn: (message) => log.warn(message),
    takeSnapshot: () => inventory().takeSnapshot(),
  });
}

/** Fills the inventory from the data directory if it holds one, else from the seed. */
async function fill(
  inventory: Inventory,
  store: Store | undefined,
  catalog: Catalog,
  options: ServerOptions,
  clock: VirtualClock,
): Promise<AuthorizationData> {
  const seed = readSeed(options);
  // Only manual time begins when the seed says; else the seed's world is as old as it looks.
  const seeded = seedChanges(
    options.time.kind === 'manual' ? seed : { ...seed, clock: clock.iso() },
  );
  const { data, roles } = initialAuthorization(catalog, options, seeded);
  if (store?.initial) {
    const { restoreSaved } = await import('./inventory/persistence/restore.ts');
    restoreSaved(inventory, store.initial);
    store.forgetInitial();
  } else {
    const service = serviceChanges({
      catalog,
      version: options.apiVersion,
      hostName: options.listen.host,
      installedAt: seeded.startTime,
      properties: roles ? { AuthorizationManager: { roleList: roles } } : {},
    });
    inventory.apply([...seeded.changes, ...service], { method: 'seed' });
    await store?.snapshot(inventory.takeSnapshot());
  }
  if (store) {
    inventory.subscribe((commit) => {
      const entry = lasting(commit, inventory);
      if (entry) store.append(entry);
    });
  }
  return data;
}

function readSeed({ seed, seedText, model }: ServerOptions): Seed {
  if (model) return dc0Model(model);
  return seedText === undefined ? loadSeed(seed) : parseSeed(seedText, seed);
}

/** What of a commit outlives the process: sessions' own objects do not. */
function lasting(commit: Commit, inventory: Inventory): JournalEntry | undefined {
  const changes = commit.changes.filter(
    (change) => change.op === 'post' || !inventory.isTransient(change.ref.type),
  );
  if (changes.length === 0) return undefined;
  const { seq, timeMs, cause, counters } = commit;
  return { seq, timeMs, cause, changes, counters };
}

/** With a data directory, an answer leaves only when what its call changed is as safe as was asked for. */
function durableDispatch(
  dispatch: Dispatch,
  inventory: Inventory,
  store: Store | undefined,
): Dispatch {
  if (!store) return dispatch;
  return (call, conversation) => {
    const before = inventory.seq;
    const answer = dispatch(call, conversation);
    if (!(answer instanceof Promise) && inventory.seq === before) return answer;
    return Promise.resolve(answer).then(async (value) => {
      await store.flushed();
      return value;
    });
  };
}

function servedRank(catalog: Catalog, apiVersion: string): number {
  const rank = catalog.rankOf(apiVersion);
  if (rank === undefined) throw new Error(`no API version ${apiVersion}`);
  return rank;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
