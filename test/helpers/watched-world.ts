/**
 * A small inventory with sessions and a wall clock moved by hand, for tests of what clients read and
 * watch: property collectors, views, the search index.
 */
import { VirtualClock } from '../../server/clock/clock.ts';
import { SeededRandom } from '../../server/clock/random.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';
import { createServices } from '../../server/create-services.ts';
import { assign, type Change, create } from '../../server/inventory/change.ts';
import type { Inventory } from '../../server/inventory/inventory.ts';
import type { Derivation, Live, Relation } from '../../server/inventory/schema.ts';
import {
  type AuthorizationData,
  DEFAULT_AUTHORIZATION,
  READ_ONLY_ROLE,
} from '../../server/vim/authorization/authorization-data.ts';
import type { RoleBasedAuthorization } from '../../server/vim/authorization/role-based-authorization.ts';
import { createDispatch, type Dispatch } from '../../server/vim/dispatch.ts';
import type { Context, Conversation, MethodCall, Services } from '../../server/vim/method.ts';
import { MethodTables, objectSchema } from '../../server/vim/object-types.ts';
import { inventoryView } from '../../server/vim/objects/inventory-view.ts';
import { listView } from '../../server/vim/objects/list-view.ts';
import { propertyCollector } from '../../server/vim/objects/property-collector.ts';
import { propertyFilter } from '../../server/vim/objects/property-filter.ts';
import { searchIndex } from '../../server/vim/objects/search-index.ts';
import { view } from '../../server/vim/objects/view.ts';
import { viewManager } from '../../server/vim/objects/view-manager.ts';
import type { SessionTable } from '../../server/vim/sessions/session-table.ts';
import type { Session } from '../../server/vim/sessions/sessions.ts';
import { build } from '../../server/vmodl/build.ts';
import { type Catalog, loadCatalog } from '../../server/vmodl/catalog.ts';
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { type DataObject, data } from '../../server/vmodl/value.ts';

const catalog = loadCatalog();

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

const ADMINISTRATOR = 'VSPHERE.LOCAL\\Administrator';
/** May read everything, unless a test forbids it. */
export const READER = 'VSPHERE.LOCAL\\Reader';
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

function vmConfig(number: number, memoryMB = 1024): DataObject {
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

const READER_DATA: AuthorizationData = {
  ...DEFAULT_AUTHORIZATION,
  users: [
    ...DEFAULT_AUTHORIZATION.users,
    { name: 'Reader', domain: 'vsphere.local', password: 'VMware1!' },
  ],
  permissions: [
    ...DEFAULT_AUTHORIZATION.permissions,
    { principal: READER, roleId: READ_ONLY_ROLE, propagate: true },
  ],
};

export interface CallOptions {
  readonly session?: Session | undefined;
  readonly rank?: number;
  readonly signal?: AbortSignal;
}

export class WatchedWorld {
  readonly catalog: Catalog = catalog;
  readonly wall = new ManualWallClock();
  readonly clock = new VirtualClock({ mode: { kind: 'manual' }, wall: this.wall });
  readonly inventory: Inventory;
  readonly sessions: SessionTable;
  readonly authorization: RoleBasedAuthorization;
  readonly services: Services;
  /** The administrator's. */
  readonly session: Session;
  readonly #dispatch: Dispatch;

  constructor(vmCount = 3) {
    const schema = objectSchema(TYPES);
    const { clock, wall } = this;
    const services = createServices({
      ...{ catalog, clock, wall, patience: wall },
      random: new SeededRandom('watched'),
      schema: {
        ...schema,
        relations: [...schema.relations, ...RELATIONS],
        derivations: [...schema.derivations, SUMMARY],
        lives: [...schema.lives, QUICK_STATS],
      },
      fill: (inventory) => {
        inventory.apply(buildings(vmCount));
        return READER_DATA;
      },
    });
    this.services = services;
    this.inventory = services.inventory;
    this.authorization = services.authorization;
    this.sessions = services.sessions;
    const tables = new MethodTables(catalog, TYPES);
    const onError = (error: unknown) => {
      throw error;
    };
    this.#dispatch = createDispatch({ services, tables, onError });
    this.session = this.open();
  }

  /** A session more. */
  open(userName = ADMINISTRATOR): Session {
    return this.sessions.admit(userName, { ipAddress: '127.0.0.1', userAgent: 'test' });
  }

  /** Gives the reader a role on an object and below. */
  permit(entity: Ref, roleId: number): void {
    const principal = READER;
    const permission = build('Permission', { principal, group: false, roleId, propagate: true });
    this.inventory.apply([this.authorization.permissionsChange(entity, [permission])]);
  }

  /** Calls a method as a door does; as the administrator unless told. */
  call(ref: Ref, method: string, args: object = {}, options: CallOptions = {}): unknown {
    const call = this.#callTo(ref, method, args, options);
    return this.#dispatch(call, this.#conversation(options));
  }

  /** A context as a method gets it. */
  context(ref: Ref, options: CallOptions = {}): Context {
    const conversation = this.#conversation(options);
    const call = this.#callTo(ref, 'Fetch', {}, options);
    return { ...this.services, call, conversation, session: conversation.session } as Context;
  }

  #callTo(ref: Ref, method: string, args: object, options: CallOptions): MethodCall {
    return { ref, method, args: { ...args }, rank: options.rank ?? catalog.newestRank };
  }

  #conversation(options: CallOptions): Conversation {
    const session = 'session' in options ? options.session : this.session;
    const { signal } = options;
    return { session, remoteAddress: '127.0.0.1', userAgent: 'test', signal };
  }

  assign(ref: Ref, path: string, value: Parameters<typeof assign>[2]): void {
    this.inventory.apply([assign(ref, path, value)]);
  }
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
