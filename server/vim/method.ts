/**
 * How a managed object type is written: a table of methods under their wire names, and what its
 * properties derive from. One file per type in `objects/`; `object-types.ts` lists them.
 */
import type { Clock } from '../clock/clock.ts';
import type { SeededRandom } from '../clock/random.ts';
import type { WallClock } from '../clock/wall-clock.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Derivation, Live, Relation } from '../inventory/schema.ts';
import type { Catalog } from '../vmodl/catalog.ts';
import type { ManagedMethods } from '../vmodl/generated/managed.ts';
import type { Ref } from '../vmodl/reference.ts';
import type { Authorization } from './authorization/authorization.ts';
import type { FileContents } from './datastore-files/contents/file-contents.ts';
import type { DrsRecords } from './drs/drs-records.ts';
import type { Events } from './events/events.ts';
import type { Migrations } from './migrations/migrations.ts';
import type { ConnectPeer } from './peers/protocol.ts';
import type { Collectors } from './property-collector/collectors.ts';
import type { EntityIndex } from './search/entity-index.ts';
import type { Session, Sessions } from './sessions/sessions.ts';
import type { Settings } from './settings.ts';
import type { Statistics } from './statistics/statistics.ts';
import type { StorageDrsRecords } from './storage-drs/storage-drs-records.ts';
import type { Tasks } from './tasks/tasks.ts';
import type { Views } from './views/views.ts';

/** A decoded request: which method of which object, with arguments checked against the schema. */
export interface MethodCall {
  readonly ref: Ref;
  /** Wire name. */
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Rank of the API version the caller speaks. */
  readonly rank: number;
}

/**
 * The caller's side of one request. A door makes it; `Login` and its kin set `session`, `Logout`
 * unsets it, and the door turns a change into its own cookie or header.
 */
export interface Conversation {
  session: Session | undefined;
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly operationId?: string | undefined;
  /** Who a SAML token in the request's header names, once the door has read it: `LoginByToken`. */
  readonly tokenUserName?: string | undefined;
  /** Aborted when the client hung up. */
  readonly signal?: AbortSignal | undefined;
}

/** What the server is made of, one set per server. */
export interface Services {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly clock: Clock;
  /** Real time, for waits which a client measures with its own watch. */
  readonly wall: WallClock;
  readonly random: SeededRandom;
  readonly sessions: Sessions;
  readonly authorization: Authorization;
  readonly tasks: Tasks;
  readonly events: Events;
  readonly migrations: Migrations;
  readonly drs: DrsRecords;
  readonly storageDrs: StorageDrsRecords;
  readonly collectors: Collectors;
  readonly views: Views;
  readonly entityIndex: EntityIndex;
  /** The way to other vCenters, for VMs that go there. */
  readonly connectPeer: ConnectPeer;
  /** What was uploaded into files of datastores. */
  readonly fileContents: FileContents;
  readonly statistics: Statistics;
  readonly settings: Settings;
}

export interface Context extends Services {
  readonly call: MethodCall;
  readonly conversation: Conversation;
  /** The caller's session; methods that run without one (Login …) must not ask. */
  readonly session: Session;
}

/** Methods of one type under their wire names, typed against the API. */
export type MethodTable<T extends keyof ManagedMethods<Context>> = Partial<
  ManagedMethods<Context>[T]
>;

export interface ObjectType<
  T extends keyof ManagedMethods<Context> = keyof ManagedMethods<Context>,
> {
  readonly type: T;
  readonly methods: MethodTable<T>;
  readonly relations?: readonly Relation[];
  readonly derivations?: readonly Derivation[];
  readonly lives?: readonly Live[];
  /** Objects of this type belong to a session or to the process: never journaled. */
  readonly transient?: boolean;
}

/** Declares a managed object type; subtypes inherit methods, derivations and lives. */
export function objectType<T extends keyof ManagedMethods<Context>>(
  declared: ObjectType<T>,
): ObjectType<T> {
  return declared;
}
