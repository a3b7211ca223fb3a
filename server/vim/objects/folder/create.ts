/**
 * New folders, datacenters, clusters and datastore clusters.
 */
import { type Change, create } from '../../../inventory/change.ts';
import { poolConfig } from '../../../inventory/templates/compute.ts';
import {
  CHILD_TYPES,
  entityProperties,
  FOLDER_KINDS,
  type FolderKind,
} from '../../../inventory/templates/entity.ts';
import { podStorageDrsEntry } from '../../../inventory/templates/storage-pod.ts';
import { build } from '../../../vmodl/build.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { ClusterConfigSpec, ClusterConfigSpecEx } from '../../../vmodl/generated/data.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import { type Ref, reference } from '../../../vmodl/reference.ts';
import { demandFreeName, entityName } from '../../entity-names.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { podEvent } from '../../storage-drs/pod-events.ts';
import { newSettings } from '../cluster-compute-resource/reconfigure.ts';
import { newRef } from './new-ref.ts';

export { newRef };

type Folder = Ref<Kinds['Folder']>;
type Cluster = Ref<'ClusterComputeResource'>;

/** Prefixes of the ids which vCenter gives to folders. */
const FOLDER_PREFIXES: readonly (readonly [childType: string, prefix: string])[] = [
  ['VirtualMachine', 'group-v'],
  ['ComputeResource', 'group-h'],
  ['Datastore', 'group-s'],
  ['Network', 'group-n'],
  ['Datacenter', 'group-d'],
];

export const createInFolderMethods: MethodTable<'Folder'> = {
  CreateFolder(self, args, context) {
    const { inventory } = context;
    const name = freeName(self, 'Folder', args.name, context);
    const childType = inventory.read(self, 'childType') ?? [];
    if (!childType.includes('Folder')) throw new VimFault('NotSupported');
    const prefix = FOLDER_PREFIXES.find(([type]) => childType.includes(type))?.[1] ?? 'group-d';
    const ref = newRef('Folder', prefix, context);
    inventory.apply(
      [create(ref, { ...entityProperties(self), name, childType })],
      causeOf(context),
    );
    return ref;
  },

  CreateDatacenter(self, args, context) {
    const { inventory } = context;
    demandChildType(self, 'Datacenter', context);
    const name = freeName(self, 'Datacenter', args.name, context);
    const ref = newRef('Datacenter', 'datacenter-', context);
    const argument = build('DatacenterEventArgument', { name, datacenter: ref });
    inventory.apply(
      [
        ...newDatacenter(ref, name, self, context),
        created('DatacenterCreatedEvent', self, { datacenter: argument }, context),
      ],
      causeOf(context),
    );
    return ref;
  },

  CreateCluster(self, args, context) {
    return createCluster(self, args.name, args.spec, context);
  },

  CreateClusterEx(self, args, context) {
    return createCluster(self, args.name, args.spec, context);
  },

  CreateStoragePod(self, args, context) {
    const { inventory } = context;
    demandChildType(self, 'StoragePod', context);
    const name = freeName(self, 'StoragePod', args.name, context);
    const ref = newRef('StoragePod', 'group-p', context);
    inventory.apply(
      [
        create(ref, {
          ...entityProperties(self),
          name,
          childType: CHILD_TYPES.pod,
          podStorageDrsEntry: podStorageDrsEntry({}),
        }),
        podEvent(context, {
          id: 'StoragePodCreatedEvent',
          ...{ pod: ref, name, about: self, userName: context.session.userName },
        }),
      ],
      causeOf(context),
    );
    return ref;
  },
};

/** The datacenter with its four folders, which are never without it. */
function newDatacenter(
  ref: Ref<'Datacenter'>,
  name: string,
  parent: Folder,
  context: Context,
): Change[] {
  const prefixes: Readonly<Record<FolderKind, string>> = {
    vm: 'group-v',
    host: 'group-h',
    datastore: 'group-s',
    network: 'group-n',
  };
  const folders = FOLDER_KINDS.map((kind) => ({
    kind,
    ref: newRef('Folder', prefixes[kind], context),
  }));
  return [
    create(ref, {
      ...entityProperties(parent),
      name,
      ...Object.fromEntries(folders.map(({ kind, ref: folder }) => [`${kind}Folder`, folder])),
      configuration: build('DatacenterConfigInfo', {}),
    }),
    ...folders.map(({ kind, ref: folder }) =>
      create(folder, { ...entityProperties(ref), name: kind, childType: CHILD_TYPES[kind] }),
    ),
  ];
}

function createCluster(
  self: Folder,
  wanted: string,
  spec: ClusterConfigSpec | ClusterConfigSpecEx,
  context: Context,
): Cluster {
  const { inventory } = context;
  demandChildType(self, 'ComputeResource', context);
  const name = freeName(self, 'ClusterComputeResource', wanted, context);
  const { config: configurationEx } = newSettings(spec, context);
  const ref = newRef('ClusterComputeResource', 'domain-c', context);
  const pool = newRef('ResourcePool', 'resgroup-', context);
  const number = /\d+$/.exec(ref.value)?.[0] ?? '';
  const browser = reference('EnvironmentBrowser', `envbrowser-${number}`);
  const datastores = reference('HostDatastoreBrowser', `datastoreBrowser-${ref.value}`);
  const none: readonly never[] = [];
  const argument = build('ComputeResourceEventArgument', { name, computeResource: ref });
  inventory.apply(
    [
      create(ref, {
        ...entityProperties(self),
        name,
        configurationEx,
        environmentBrowser: browser,
        lifecycleManaged: false,
        recommendation: none,
        drsRecommendation: none,
        migrationHistory: none,
        actionHistory: none,
        drsFault: none,
        _numVmotions: 0,
      }),
      create(pool, {
        ...entityProperties(ref),
        name: 'Resources',
        owner: ref,
        config: poolConfig(pool, {}, {}),
      }),
      create(datastores, { _owner: ref }),
      create(browser, { _owner: ref, datastoreBrowser: datastores }),
      created('ClusterCreatedEvent', self, { computeResource: argument }, context),
    ],
    causeOf(context),
  );
  return ref;
}

function freeName(parent: Folder, type: string, wanted: string, context: Context): string {
  const name = entityName(wanted);
  demandFreeName(context, { type, parent, name });
  return name;
}

/** The folder must be one for such children, else NotSupported. */
function demandChildType(self: Folder, type: string, { inventory }: Context): void {
  const takes: readonly string[] = inventory.read(self, 'childType') ?? [];
  if (!takes.includes(type)) throw new VimFault('NotSupported');
}

/** The event of a new object, which is not there yet: what names it is given. */
function created(
  type: string,
  parent: Folder,
  members: Readonly<Record<string, unknown>>,
  context: Context,
): Change {
  return context.events.change({
    type,
    about: parent,
    members: { parent: eventArgument(context, parent), ...members },
    userName: context.session.userName,
  });
}
