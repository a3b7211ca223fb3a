/**
 * The one file that knows every floor: makes a server's parts, hands each what it needs from below,
 * and opens the doors. Two servers in one process share nothing but code.
 */

import { AlarmLoop } from './automation/alarm-loop.ts';
import { DiskGrowthLoop } from './automation/disk-growth.ts';
import { DrsLoop } from './automation/drs-loop.ts';
import { FailoverWatch } from './automation/failover-watch.ts';
import { HaAgents } from './automation/ha-agents.ts';
import { NonViLoadLoop } from './automation/non-vi-load-loop.ts';
import { PodLeftovers } from './automation/pod-leftovers.ts';
import { StorageDrsLoop } from './automation/storage-drs-loop.ts';
import { VirtualClock } from './clock/clock.ts';
import { SeededRandom } from './clock/random.ts';
import { RealWallClock } from './clock/real-time-driver.ts';
import { isLoopback, type RunningServer, type ServerOptions } from './config.ts';
import { MissingCalls } from './control/coverage.ts';
import {
  createServices,
  madeServices,
  resumeServices,
  type ServerServices,
  type ServiceParts,
} from './create-services.ts';
import {
  durableDispatch,
  keepCommits,
  openDataStore,
  restorer,
  startMs,
} from './data-directory.ts';
import type { Inventory } from './inventory/inventory.ts';
import type { Store } from './inventory/persistence/store.ts';
import { compiledSeed } from './inventory/seed/compiled-seed.ts';
import { dc0Model } from './inventory/seed/dc0-model.ts';
import type { Seed } from './inventory/seed/seed.ts';
import { seedChanges } from './inventory/seed/seed-changes.ts';
import { type Door, listen } from './listen.ts';
import { packageVersion } from './package-version.ts';
import { createSingleSignOn, type SingleSignOn } from './single-sign-on.ts';
import { thumbprintOf } from './tls.ts';
import { initialAuthorization } from './vim/authorization/initial-authorization.ts';
import { openContents } from './vim/datastore-files/contents/open-contents.ts';
import { createDispatch, type Dispatch } from './vim/dispatch.ts';
import { MethodTables } from './vim/object-types.ts';
import { serviceChanges } from './vim/service/service-content.ts';
import type { Settings } from './vim/settings.ts';
import { type Catalog, loadCatalog } from './vmodl/catalog.ts';
import { once } from './vmodl/once.ts';
import { createControlDoor } from './wire/control/route.ts';
import { createFilesDoor } from './wire/files/route.ts';
import { createJsonDoor } from './wire/json/route.ts';
import { connectPeer } from './wire/peers/client.ts';
import { createPeerDoor } from './wire/peers/route.ts';
import { createRestDoor } from './wire/rest/route.ts';
import { createRpcDoor } from './wire/rpc/route.ts';
import { createSoapDoor } from './wire/soap/route.ts';

export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const catalog = loadCatalog();
  const rank = servedRank(catalog, options.apiVersion);
  const { services, store, clock } = await startServices(catalog, options);
  const tables = new MethodTables(catalog);
  const loops = loopsOf({ services, store, clock }, options);
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
  const api = {
    ...{ catalog, dispatch, rank, secureCookie: options.tls !== false },
    sessions: services.sessions,
    tick: (act: () => void) => services.wall.tick(act),
    log: doorLog(options),
  };
  const signOn = createSingleSignOn({ services, options, address: url, hasVapi: true });
  const soap = createSoapDoor({
    ...api,
    address: () => `${url()}/sdk`,
    userOfMessage: (text) => signOn.tokens.userOfMessage(text),
  });
  const json = createJsonDoor(api);
  const control = createControlDoor({
    services,
    clock,
    server: { version: await packageVersion(), seed: options.seed, apiVersion: options.apiVersion },
    tick: (act) => services.wall.tick(act),
    implemented: () => tables.implemented(),
    missingCalls: missing.counts,
    problem: () => store?.problem,
    ...restoreHooks({ services, store, clock }, loops, signOn),
    access: controlAccess(options),
    log: options.log,
  });
  const settled = async () => store?.flushed();
  const vapi = vapiDoors({ services, dispatch, settled, missing, tokens: signOn.tokens }, options);
  const files = createFilesDoor({ services, settled, log: options.log });
  const peers = createPeerDoor({ services, settled, log: options.log });
  const doors = [soap, json, ...vapi, control, files, peers, ...signOn.doors];
  const listener = await listen(options, doors);
  port = listener.port;
  signOn.announce();
  return {
    url: url(),
    sdkUrl: `${url()}/sdk`,
    thumbprint: options.tls ? thumbprintOf(options.tls.cert) : undefined,
    services,
    close: async () => {
      await listener.close();
      for (const loop of loops) loop.stop();
      clock.stop();
      await store?.close();
    },
  };
}

interface VapiParts {
  readonly services: ServerServices;
  readonly dispatch: Dispatch;
  readonly settled: () => Promise<void>;
  readonly missing: MissingCalls;
  readonly tokens: SingleSignOn['tokens'];
}

/** The vAPI's doors; its operations and what they need are loaded when the first of them is called. */
function vapiDoors(
  { missing, tokens, ...parts }: VapiParts,
  options: ServerOptions,
): readonly Door[] {
  const { log, tls, judgeAnswers } = options;
  const vapi = once(async () => {
    const { openVapi } = await import('./vapi/open-vapi.ts');
    return openVapi({
      ...parts,
      // Operations may use what is newer than what other doors serve.
      rank: parts.services.catalog.versions.length - 1,
      onError: (err, { service, name }) => log.error(`${service} ${name} failed`, { err }),
      onMissing: (service, name) => missing.note({ name: `${service}.${name}` }),
    });
  });
  const { sessions } = parts.services;
  const common = { vapi, sessions, log: doorLog(options) };
  return [
    createRpcDoor({ ...common, userOfToken: (xml) => tokens.userOfToken(xml) }),
    createRestDoor({
      ...{ ...common, secureCookie: tls !== false, judgeAnswers },
      userOfRequest: (header, content) => tokens.userOfRequest(header, content),
    }),
  ];
}

function controlAccess(options: ServerOptions) {
  const { listen: first, alsoListen = [], controlToken, allowedHosts = [] } = options;
  const beyondLoopback = [first, ...alsoListen].some(({ host }) => !isLoopback(host));
  return { beyondLoopback, token: controlToken, allowedHosts };
}

function doorLog({ log }: ServerOptions) {
  return {
    error: (details: object, message: string) => log.error(message, { ...details }),
  };
}

interface Parts {
  readonly services: ServerServices;
  readonly store: Store | undefined;
  readonly clock: VirtualClock;
}

/** When the inventory is replaced, nothing that was under way goes on. */
function restoreHooks({ services, store }: Parts, loops: readonly Loop[], signOn: SingleSignOn) {
  const reason = 'The inventory was reset.';
  return {
    beforeRestore: () => {
      services.migrations.clear();
      services.drs.clear();
      services.storageDrs.clear();
      services.tasks.failRunning(reason);
    },
    afterRestore: () => {
      resumeServices(services, reason);
      signOn.announce();
      for (const loop of loops) loop.restart();
      return store?.snapshot(services.inventory.takeSnapshot());
    },
  };
}

/** What vCenter does unasked. */
type Loop =
  | DrsLoop
  | StorageDrsLoop
  | DiskGrowthLoop
  | PodLeftovers
  | HaAgents
  | FailoverWatch
  | NonViLoadLoop
  | AlarmLoop;

function loopsOf({ services, clock }: Parts, { log }: ServerOptions): readonly Loop[] {
  const common = {
    ...{ services, clock },
    rest: (act: () => void) => clock.rest(act),
    flows: () => clock.flows,
  };
  const failed = (what: string) => (err: unknown) => log.error(`${what} failed`, { err });
  return [
    new DiskGrowthLoop(common),
    new PodLeftovers(common),
    new NonViLoadLoop(common),
    new AlarmLoop(common),
    new HaAgents(common),
    new FailoverWatch(common),
    new DrsLoop({ ...common, onError: failed('DRS') }),
    new StorageDrsLoop({ ...common, onError: failed('Storage DRS') }),
  ];
}

async function startServices(catalog: Catalog, options: ServerOptions): Promise<Parts> {
  const { log } = options;
  const wall = new RealWallClock();
  const parts: { services?: ServerServices } = {};
  const store = await openDataStore(options, wall, () => madeServices(parts).inventory);
  const clock = new VirtualClock({
    mode: options.time,
    wall,
    ...startMs(options, wall, store),
    onError: (err) => log.error('a timer failed', { err }),
  });
  const isNew = store?.initial === undefined;
  const seed = await readSeed(options);
  const services = createServices({
    ...{ catalog, clock, wall },
    random: new SeededRandom(options.seed),
    fill: await contentOf(seed, { store, catalog, options, clock }),
    settings: settingsOf(seed, options),
    fileContents: await openContents({
      dataDir: options.dataDir,
      limits: options.fileLimits,
      warn: (message) => log.warn(message),
    }),
    connectPeer,
    auth: options.auth,
    // Where time moves by itself or leaps, a client that is merely slow must not lose session or task.
    patience: options.time.kind === 'manual' ? undefined : wall,
  });
  parts.services = services;
  if (isNew) await store?.snapshot(services.inventory.takeSnapshot());
  resumeServices(services, 'The server was restarted while the task was running.');
  return { services, store, clock };
}

/** What the seed's author chose for the server's behaviour, unless its owner chose otherwise. */
function settingsOf(seed: Seed, options: ServerOptions): Partial<Settings> {
  const storageVmotionWarning =
    options.storageVmotionWarning ?? seed.options?.storageVmotionWarning;
  return storageVmotionWarning === undefined ? {} : { storageVmotionWarning };
}

interface Filling {
  readonly store: Store | undefined;
  readonly catalog: Catalog;
  readonly options: ServerOptions;
  readonly clock: VirtualClock;
}

/** What a new inventory gets: what the data directory holds, else the seed. Its commits go to the store. */
async function contentOf(
  seed: Seed,
  { store, catalog, options, clock }: Filling,
): Promise<ServiceParts['fill']> {
  // Only manual time begins when the seed says; else the seed's world is as old as it looks.
  const seeded = seedChanges(
    options.time.kind === 'manual' ? seed : { ...seed, clock: clock.iso() },
  );
  const { data, roles } = initialAuthorization(catalog, options, seeded);
  const restore = await restorer(store);
  const plant = (inventory: Inventory) => {
    const service = serviceChanges({
      catalog,
      version: options.apiVersion,
      hostName: options.listen.host,
      instanceUuid: options.instanceUuid,
      installedAt: seeded.startTime,
      properties: roles ? { AuthorizationManager: { roleList: roles } } : {},
    });
    inventory.apply([...seeded.changes, ...service], { method: 'seed' });
  };
  return (inventory) => {
    (restore ?? plant)(inventory);
    if (store) keepCommits(inventory, store);
    return data;
  };
}

async function readSeed({ seed, seedText, model }: ServerOptions): Promise<Seed> {
  if (model) return dc0Model(model);
  const compiled = seedText === undefined ? compiledSeed(seed) : undefined;
  if (compiled) return compiled;
  const { loadSeed, parseSeed } = await import('./inventory/seed/load-seed.ts');
  return seedText === undefined ? loadSeed(seed) : parseSeed(seedText, seed);
}

function servedRank(catalog: Catalog, apiVersion: string): number {
  const rank = catalog.rankOf(apiVersion);
  if (rank === undefined) throw new Error(`no API version ${apiVersion}`);
  return rank;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
