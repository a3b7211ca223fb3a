/**
 * A small inventory with sessions and a wall clock moved by hand, for tests of what clients read and
 * watch: property collectors, views, the search index.
 */
import { VirtualClock } from '../../server/clock/clock.ts';
import { SeededRandom } from '../../server/clock/random.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';
import { assign, type Change, create } from '../../server/inventory/change.ts';
import { Inventory } from '../../server/inventory/inventory.ts';
import type { Derivation, Live, Relation } from '../../server/inventory/schema.ts';
import type { Authorization } from '../../server/vim/authorization.ts';
import type { Context, Conversation, Services } from '../../server/vim/method.ts';
import { type Handler, MethodTables, objectSchema } from '../../server/vim/object-types.ts';
import { inventoryView } from '../../server/vim/objects/inventory-view.ts';
import { listView } from '../../server/vim/objects/list-view.ts';
import { propertyCollector } from '../../server/vim/objects/property-collector.ts';
import { propertyFilter } from '../../server/vim/objects/property-filter.ts';
import { searchIndex } from '../../server/vim/objects/search-index.ts';
import { view } from '../../server/vim/objects/view.ts';
import { viewManager } from '../../server/vim/objects/view-manager.ts';
import { Collectors } from '../../server/vim/property-collector/collectors.ts';
import { EntityIndex } from '../../server/vim/search/entity-index.ts';
import type { Session, Sessions } from '../../server/vim/sessions.ts';
import { Views } from '../../server/vim/views/views.ts';
import { type Catalog, loadCatalog } from '../../server/vmodl/catalog.ts';
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { type DataObject, data } from '../../server/vmodl/value.ts';

const TYPES = [
  inventoryView,
  listView,
  propertyCollector,
  propertyFilter,
  searchIndex,
  view,
  viewManager,
];

function pointer(from: string, property: string, inverse: [string, string]): Relation {
  return { from, property, inverse, onDestroy: 'ignore' };
}

const RELATIONS: readonly Relation[] = [
  pointer('ManagedEntity', 'parent', ['Folder', 'childEntity']),
  pointer('HostSystem', 'parent', ['ComputeResource', 'host']),
  { ...pointer('ResourcePool', 'parent', ['ComputeResource', 'resourcePool']), single: true },
  pointer('ResourcePool', 'parent', ['ResourcePool', 'resourcePool']),
  { ...pointer('VirtualMachine', 'runtime', ['HostSystem', 'vm']), member: 'host' },
  pointer('VirtualMachine', 'resourcePool', ['ResourcePool', 'vm']),
];

/** A summary derived from two other properties. */
const SUMMARY: Derivation = {
  type: 'VirtualMachine',
  property: 'summary',
  reads: ['config', 'runtime'],
  derive: (self, read) =>
    data('VirtualMachineSummary', {
      vm: self,
      config: read(self, 'config'),
      runtime: read(self, 'runtime'),
      overallStatus: 'green',
    }),
};

/** … over which time lays the quick statistics. */
const QUICK_STATS: Live = {
  type: 'VirtualMachine',
  property: 'summary',
  show: (base, { nowMs }) =>
    data('VirtualMachineSummary', {
      ...(base as DataObject),
      quickStats: data('VirtualMachineQuickStats', { uptimeSeconds: nowMs / 1000 }),
    }),
};

export const ROOT = reference('Folder', 'group-d1');
export const COLLECTOR = reference('PropertyCollector', 'propertyCollector');
export const VIEW_MANAGER = reference('ViewManager', 'ViewManager');
export const SEARCH_INDEX = reference('SearchIndex', 'SearchIndex');
export const SESSION_MANAGER = reference('SessionManager', 'SessionManager');

export function vmRef(number: number): Ref<'VirtualMachine'> {
  return reference('VirtualMachine', `vm-${number}`);
}

export function folderRef(name: string): Ref<'Folder'> {
  return reference('Folder', `group-${name}`);
}

export function device(key: number, label: string, capacityInKB?: number): DataObject {
  const deviceInfo = data('Description', { label, summary: label });
  const backing = data('VirtualDiskFlatVer2BackingInfo', {
    fileName: `[ds] ${label}.vmdk`,
    diskMode: 'persistent',
  });
  return capacityInKB === undefined
    ? data('VirtualDevice', { key, deviceInfo })
    : data('VirtualDisk', { key, deviceInfo, backing, capacityInKB });
}

export function vmConfig(number: number, memoryMB = 1024): DataObject {
  const uuid = `4200${String(number).padStart(4, '0')}-aaaa-bbbb-cccc-1234567890ab`;
  return data('VirtualMachineConfigInfo', {
    name: `vm${number}`,
    uuid,
    instanceUuid: `5${uuid.slice(1)}`,
    template: false,
    files: data('VirtualMachineFileInfo', { vmPathName: `[ds] vm${number}/vm${number}.vmx` }),
    hardware: data('VirtualHardware', {
      numCPU: 2,
      memoryMB,
      device: [device(4000, 'Ethernet 1'), device(2000, 'Hard disk 1', 1_048_576)],
    }),
    extraConfig: [data('OptionValue', { key: 'guestinfo.role', value: 'web' })],
  });
}

export function runtime(host: Ref, powerState = 'poweredOff'): DataObject {
  return data('VirtualMachineRuntimeInfo', { host, powerState, connectionState: 'connected' });
}

export function createVm(
  number: number,
  place: { readonly folder?: Ref; readonly host?: Ref; readonly pool?: Ref } = {},
): Change {
  return create(vmRef(number), {
    name: `vm${number}`,
    parent: place.folder ?? folderRef('v1'),
    runtime: runtime(place.host ?? reference('HostSystem', 'host-1')),
    resourcePool: place.pool ?? reference('ResourcePool', 'resgroup-1'),
    config: vmConfig(number),
    guest: data('GuestInfo', { hostName: `guest${number}.lab`, ipAddress: `10.0.0.${number}` }),
    datastore: [reference('Datastore', 'datastore-1')],
  });
}

function buildings(vmCount: number): Change[] {
  const dc = reference('Datacenter', 'datacenter-1');
  const [vmFolder, hostFolder] = [folderRef('v1'), folderRef('h1')];
  const [datastoreFolder, networkFolder] = [folderRef('s1'), folderRef('n1')];
  const cluster = reference('ClusterComputeResource', 'domain-c1');
  const changes = [
    create(COLLECTOR, {}),
    create(VIEW_MANAGER, {}),
    create(SEARCH_INDEX, {}),
    create(SESSION_MANAGER, { defaultLocale: 'en' }),
    create(ROOT, { name: 'Datacenters', childType: ['Folder', 'Datacenter'] }),
    create(dc, {
      name: 'DC',
      parent: ROOT,
      vmFolder,
      hostFolder,
      datastoreFolder,
      networkFolder,
    }),
    create(vmFolder, { name: 'vm', parent: dc }),
    create(hostFolder, { name: 'host', parent: dc }),
    create(datastoreFolder, { name: 'datastore', parent: dc }),
    create(networkFolder, { name: 'network', parent: dc }),
    create(cluster, { name: 'cluster', parent: hostFolder }),
    create(reference('HostSystem', 'host-1'), hostProperties(1, cluster)),
    create(reference('HostSystem', 'host-2'), hostProperties(2, cluster)),
    create(reference('ResourcePool', 'resgroup-1'), { name: 'Resources', parent: cluster }),
    create(reference('StoragePod', 'group-p1'), { name: 'pod', parent: datastoreFolder }),
    create(reference('Datastore', 'datastore-1'), { name: 'ds', parent: folderRef('p1') }),
    create(reference('Network', 'network-1'), { name: 'VM Network', parent: networkFolder }),
  ];
  for (let number = 1; number <= vmCount; number++) changes.push(createVm(number));
  return changes;
}

function hostProperties(number: number, parent: Ref) {
  return {
    name: `esx${number}.lab`,
    parent,
    hardware: data('HostHardwareInfo', {
      systemInfo: data('HostSystemInfo', { uuid: `9999000${number}-0000-0000-0000-000000000000` }),
    }),
    config: data('HostConfigInfo', {
      network: data('HostNetworkInfo', {
        vnic: [
          data('HostVirtualNic', {
            device: 'vmk0',
            spec: data('HostVirtualNicSpec', {
              ip: data('HostIpConfig', { dhcp: false, ipAddress: `192.168.0.${number}` }),
            }),
          }),
        ],
      }),
    }),
  };
}

/** Sessions by number, with what the collectors and views ask of them. */
class NumberedSessions implements Pick<Sessions, 'onEnd' | 'ownedId' | 'ownerKey'> {
  readonly #ends: ((session: Session) => void)[] = [];
  #count = 0;
  #owned = 0;

  open(userName: string): Session {
    this.#count += 1;
    const key = `52000000-0000-0000-0000-00000000000${this.#count}`;
    return {
      key,
      secret: 'secret',
      userName,
      fullName: userName,
      loginTimeMs: 0,
      locale: 'en',
      ipAddress: '127.0.0.1',
      userAgent: 'test',
      extensionSession: false,
      lastActiveMs: 0,
      callCount: 0,
    };
  }

  end(session: Session): void {
    for (const act of this.#ends) act(session);
  }

  onEnd(act: (session: Session) => void): void {
    this.#ends.push(act);
  }

  ownedId(session: Session): string {
    this.#owned += 1;
    return `session[${session.key}]52dddddd-0000-0000-0000-${String(this.#owned).padStart(12, '0')}`;
  }

  ownerKey(ref: Ref): string | undefined {
    return /^session\[([^\]]*)\]/.exec(ref.value)?.[1];
  }
}

/** The administrator may do everything; what others are denied a test says itself. */
export class TestAuthorization implements Pick<Authorization, 'holds' | 'holdsEverything'> {
  /** `user privilege id` */
  readonly denied = new Set<string>();
  asked = 0;

  holds(userName: string, privilege: string, object: Ref): boolean {
    this.asked += 1;
    return !this.denied.has(`${userName} ${privilege} ${object.value}`);
  }

  holdsEverything(userName: string): boolean {
    return userName === 'administrator';
  }
}

export interface CallOptions {
  readonly session?: Session | undefined;
  readonly rank?: number;
  readonly signal?: AbortSignal;
}

export class WatchedWorld {
  readonly catalog: Catalog = sharedCatalog();
  readonly wall = new ManualWallClock();
  readonly clock = new VirtualClock({ mode: { kind: 'manual' }, wall: this.wall });
  readonly inventory: Inventory;
  readonly sessions = new NumberedSessions();
  readonly authorization = new TestAuthorization();
  readonly services: Services;
  readonly session: Session;
  readonly #tables: MethodTables;

  constructor(vmCount = 3) {
    const schema = objectSchema(TYPES);
    this.inventory = new Inventory({
      catalog: this.catalog,
      clock: this.clock,
      schema: {
        ...schema,
        relations: [...schema.relations, ...RELATIONS],
        derivations: [...schema.derivations, SUMMARY],
        lives: [...schema.lives, QUICK_STATS],
      },
    });
    const { catalog, wall, clock, inventory } = this;
    const parts = { catalog, wall, clock, inventory, random: new SeededRandom('test') };
    const known = { ...parts, sessions: this.sessions, authorization: this.authorization };
    const base = known as unknown as Services;
    this.services = {
      ...base,
      collectors: new Collectors(base),
      views: new Views(base),
      entityIndex: new EntityIndex(base),
    };
    this.#tables = new MethodTables(catalog, TYPES);
    this.session = this.sessions.open('administrator');
    inventory.apply(buildings(vmCount));
  }

  /** Calls a method as a door would, with its arguments frozen in the shape of VI JSON. */
  call(self: Ref, method: string, args: object = {}, options: CallOptions = {}): unknown {
    const ref = this.inventory.demand(self);
    const handler: Handler | undefined = this.#tables.handler(ref.type, method);
    if (!handler) throw new Error(`${ref.type} has no ${method}`);
    return handler(ref, args, this.context(self, method, options));
  }

  context(ref: Ref, method: string, options: CallOptions = {}): Context {
    const session = 'session' in options ? options.session : this.session;
    const rank = options.rank ?? this.catalog.newestRank;
    const conversation: Conversation = {
      session,
      remoteAddress: '127.0.0.1',
      userAgent: 'test',
      signal: options.signal,
    };
    return {
      ...this.services,
      call: { ref, method, args: {}, rank },
      conversation,
      session,
    } as Context;
  }

  assign(ref: Ref, path: string, value: Parameters<typeof assign>[2]): void {
    this.inventory.apply([assign(ref, path, value)]);
  }
}

let catalog: Catalog | undefined;

/** Reading the vocabulary takes some milliseconds; it never changes. */
function sharedCatalog(): Catalog {
  catalog ??= loadCatalog();
  return catalog;
}

// Filter specs, as clients write them.

export function filterSpec(
  propSet: readonly object[],
  objectSet: readonly object[],
  reportMissingObjectsInResults?: boolean,
): DataObject {
  return data('PropertyFilterSpec', { propSet, objectSet, reportMissingObjectsInResults });
}

export function properties(type: string, ...pathSet: string[]): DataObject {
  return data('PropertySpec', { type, pathSet });
}

export function allProperties(type: string): DataObject {
  return data('PropertySpec', { type, all: true });
}

export function from(obj: Ref, skip = false, selectSet: readonly object[] = []): DataObject {
  return data('ObjectSpec', { obj, skip, selectSet });
}

export function traverse(
  type: string,
  path: string,
  rest: {
    readonly name?: string;
    readonly skip?: boolean;
    readonly selectSet?: readonly object[];
  } = {},
): DataObject {
  return data('TraversalSpec', { type, path, ...rest });
}

export function named(name: string): DataObject {
  return data('SelectionSpec', { name });
}
