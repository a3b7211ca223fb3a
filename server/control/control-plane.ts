/**
 * What a test may do with a running server besides calling its API. One per server; the door in
 * `wire/control` only carries requests here.
 */
import type { TimeMode } from '../clock/clock.ts';
import { formatTimeMode } from '../clock/time-mode.ts';
import type { Services } from '../vim/method.ts';
import { ClockControl, type ControlledClock } from './clock-control.ts';
import { type Coverage, computeCoverage } from './coverage.ts';
import { DatastoreControl } from './datastores.ts';
import { DemandControl } from './demand.ts';
import { DrsReports } from './drs.ts';
import { ForecastControl } from './forecasts.ts';
import { HostControl } from './hosts.ts';
import { MigrationReports } from './migrations.ts';
import { type SnapshotHooks, Snapshots } from './snapshots.ts';
import { StorageDrsReports } from './storage-drs.ts';

export interface ServerFacts {
  /** Version of the package. */
  readonly version: string;
  readonly seed: string;
  /** A release of the vim25 ladder. */
  readonly apiVersion: string;
}

export interface ControlPlaneOptions extends SnapshotHooks {
  readonly services: Services;
  readonly clock: ControlledClock & { readonly mode: TimeMode };
  readonly server: ServerFacts;
  /** Runs act after what is under way: `wall.tick`. */
  readonly tick: (act: () => void) => void;
  /** Wire names of the methods that are written: `MethodTables.implemented`. */
  readonly implemented: () => ReadonlySet<string>;
  /** Calls of methods that are not, by wire name: `MissingCalls.counts`. */
  readonly missingCalls: ReadonlyMap<string, number>;
  /** Why the server cannot work, in words: a data directory that cannot be written. */
  readonly problem?: () => string | undefined;
}

export interface Readiness {
  readonly ready: boolean;
  readonly problem?: string | undefined;
}

export interface Information extends ServerFacts {
  readonly time: string;
  readonly now: string;
  readonly uptimeMs: number;
  readonly pid: number;
  readonly sessions: number;
  readonly objects: { readonly total: number; readonly [type: string]: number };
}

/** Types whose counts tell what inventory this is. */
const COUNTED = [
  'Datacenter',
  'ClusterComputeResource',
  'HostSystem',
  'ResourcePool',
  'VirtualMachine',
  'Datastore',
  'StoragePod',
  'Network',
] as const;

export class ControlPlane {
  readonly clock: ClockControl;
  readonly snapshots: Snapshots;
  readonly migrations: MigrationReports;
  readonly demand: DemandControl;
  readonly datastores: DatastoreControl;
  readonly hosts: HostControl;
  readonly drs: DrsReports;
  readonly storageDrs: StorageDrsReports;
  readonly forecasts: ForecastControl;
  readonly #options: ControlPlaneOptions;
  readonly #startedMs: number;

  constructor(options: ControlPlaneOptions) {
    const { services, clock, tick } = options;
    this.#options = options;
    this.#startedMs = services.wall.nowMs();
    this.clock = new ClockControl(clock, tick);
    this.migrations = new MigrationReports(services.migrations.records, services.inventory);
    this.demand = new DemandControl(services);
    this.datastores = new DatastoreControl(services);
    this.hosts = new HostControl(services);
    this.drs = new DrsReports(services);
    this.storageDrs = new StorageDrsReports(services);
    this.forecasts = new ForecastControl(services);
    this.snapshots = new Snapshots(services.inventory, () => clock.iso(), options);
  }

  readiness(): Readiness {
    const problem = this.#options.problem?.();
    return problem === undefined ? { ready: true } : { ready: false, problem };
  }

  information(): Information {
    const { services, clock, server } = this.#options;
    const { inventory, sessions, wall } = services;
    const counts = COUNTED.map((type) => [type, inventory.ofType(type).length] as const);
    return {
      ...server,
      time: formatTimeMode(clock.mode),
      now: clock.iso(),
      uptimeMs: Math.round(wall.nowMs() - this.#startedMs),
      pid: process.pid,
      sessions: sessions.all().length,
      objects: { total: inventory.size, ...Object.fromEntries(counts) },
    };
  }

  coverage(): Coverage {
    const { services, server, implemented, missingCalls } = this.#options;
    const { catalog } = services;
    const rank = catalog.rankOf(server.apiVersion) ?? catalog.newestRank;
    return computeCoverage({ catalog, rank, implemented: implemented(), calls: missingCalls });
  }
}
