/**
 * A datastore comes into being: in the datastore folder of its host's datacenter, with a browser, mounted
 * on all hosts that see it.
 */
import { type Change, create } from '../../inventory/change.ts';
import {
  type DatastoreType,
  datastoreCapability,
  datastoreUrl,
  hostMountOf,
  iormConfiguration,
  mountInfo,
} from '../../inventory/templates/datastore.ts';
import { entityProperties } from '../../inventory/templates/entity.ts';
import { Shelf } from '../../inventory/templates/shelf.ts';
import { build } from '../../vmodl/build.ts';
import type { HostFileSystemVolume } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import type { Context } from '../method.ts';
import { datacenterOf } from '../place.ts';
import type { Host } from './host-disks.ts';
import { listedOnHosts } from './mounts.ts';

type Datastore = Ref<'Datastore'>;

export interface NewDatastore {
  readonly ref: Datastore;
  readonly name: string;
  readonly uuid: string;
  readonly type: DatastoreType;
  readonly volume: HostFileSystemVolume;
  /** The host on which it is made comes first. */
  readonly hosts: readonly Host[];
  readonly accessMode?: string | undefined;
  /** What the file system keeps for itself. */
  readonly ownBytes: number;
  /** What the host on which it is made tells: `VMFSDatastoreCreatedEvent` … */
  readonly event: string;
}

export function newDatastoreRef({ inventory }: Context): Datastore {
  return reference('Datastore', inventory.nextId('datastore'));
}

/** Where new datastores of a host lie. */
export function datastoreFolderOf({ inventory }: Context, host: Host): Ref<Kinds['Folder']> {
  const datacenter = datacenterOf(inventory, host);
  if (!datacenter) throw new Error(`${host.value} is in no datacenter`);
  return inventory.read(datacenter, 'datastoreFolder');
}

export function datastoreCreated(wanted: NewDatastore, context: Context): readonly Change[] {
  const { ref, name, uuid, hosts } = wanted;
  const [maker] = hosts;
  if (!maker) throw new Error(`nobody makes ${name}`);
  const shelf = new Shelf();
  const info = mountInfo({ uuid, accessMode: wanted.accessMode });
  const browser = reference('HostDatastoreBrowser', `datastoreBrowser-${ref.value}`);
  return [
    create(browser, { _owner: ref }),
    create(ref, {
      ...entityProperties(datastoreFolderOf(context, maker)),
      name,
      _volume: wanted.volume as Value,
      _volumeUuid: uuid,
      _otherBytes: wanted.ownBytes,
      _files: [],
      host: hosts.map((host) => hostMountOf(host, info)),
      browser,
      capability: datastoreCapability(wanted.type, shelf),
      iormConfiguration: iormConfiguration(shelf),
    }),
    ...listedOnHosts(hosts, wanted.volume, info),
    ...toldOf(wanted, context),
  ];
}

function toldOf({ ref, name, uuid, hosts, event }: NewDatastore, context: Context): Change[] {
  const datastore = build('DatastoreEventArgument', { name, datastore: ref });
  const chainId = context.events.nextChainId();
  const userName = context.session.userName;
  return hosts.map((about, index) => {
    const made = index === 0;
    const type = made ? event : 'DatastoreDiscoveredEvent';
    const members = made ? { datastore, datastoreUrl: datastoreUrl(uuid) } : { datastore };
    return context.events.change({ type, about, members, chainId, userName });
  });
}
