/**
 * HostDatastoreSystem: datastores of NFS exports, and of directories of the host.
 *
 * Any server exports what it is asked for: a file system of one terabyte, empty. Hosts that mount the same
 * export under the same name share one datastore. CIFS is known to the API, not to ESXi.
 */
import type { Change } from '../../../inventory/change.ts';
import { uuidOf, volumeUuid } from '../../../inventory/seed/identity.ts';
import {
  type DatastoreType,
  datastoreUrl,
  type VolumePlan,
  volume,
} from '../../../inventory/templates/datastore.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { HostNasVolume, HostNasVolumeSpec } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { BYTES_PER_GB } from '../../../vmodl/units.ts';
import { demandFreeName, entityName } from '../../entity-names.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import type { Context, MethodTable } from '../../method.ts';
import { datacenterOf } from '../../place.ts';
import { causeOf } from '../../sessions/caller.ts';
import { type Host, isA, nfsUserOf } from '../../storage/host-disks.ts';
import { mountedOn, mountOn, uuidOfDatastore } from '../../storage/mounts.ts';
import {
  datastoreCreated,
  datastoreFolderOf,
  newDatastoreRef,
} from '../../storage/new-datastore.ts';
import { connectedHost } from './create-vmfs.ts';

type Datastore = Ref<'Datastore'>;
type NasType = Extract<DatastoreType, 'NFS' | 'NFS41'>;

const EXPORT_BYTES = 1024 * BYTES_PER_GB;
const ACCESS_MODES: readonly string[] = ['readOnly', 'readWrite'];
/** `AUTH_SYS` is all that NFS 3 knows. */
const SECURITY_TYPES: Readonly<Record<NasType, readonly string[]>> = {
  NFS: ['AUTH_SYS'],
  NFS41: ['AUTH_SYS', 'SEC_KRB5', 'SEC_KRB5I'],
};

/** An export, as a client asks for it. */
interface Export {
  readonly type: NasType;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly path: string;
  readonly accessMode: string;
  readonly securityType: string;
}

export const createNasMethods: MethodTable<'HostDatastoreSystem'> = {
  CreateNasDatastore(self, { spec }, context) {
    const { inventory } = context;
    const host = connectedHost(context, self);
    const wanted = exportOf(spec);
    demandUnmounted(host, wanted, context);
    demandSignIn(host, wanted, context);
    const known = sameExport(host, wanted, context);
    if (known) {
      inventory.apply(nasMounted(host, known, wanted, context), causeOf(context));
      return known;
    }
    const ref = newDatastoreRef(context);
    inventory.apply(nasCreated(host, ref, wanted, context), causeOf(context));
    return ref;
  },

  CreateLocalDatastore(self, args, context) {
    const { inventory } = context;
    const host = connectedHost(context, self);
    const name = entityName(args.name);
    demandFreeName(context, { type: 'Datastore', parent: datastoreFolderOf(context, host), name });
    if (!args.path.startsWith('/')) throw noDirectory(args.path);
    const ref = newDatastoreRef(context);
    const plan = planOf({ type: 'OTHER', name, uuid: volumeUuid(`${ref.value}/${name}`) });
    inventory.apply(
      datastoreCreated(
        {
          ...{ ref, name, uuid: plan.uuid, type: 'OTHER', event: 'LocalDatastoreCreatedEvent' },
          volume: volume({ ...plan, local: true, localPath: args.path }),
          hosts: [host],
          ownBytes: 0,
        },
        context,
      ),
      causeOf(context),
    );
    return ref;
  },
};

function noDirectory(file: string): VimFault {
  return new VimFault('FileNotFound', { file }, `File ${file} was not found`);
}

/** Throws InvalidArgument, InvalidName; NotSupported for CIFS. */
function exportOf(spec: HostNasVolumeSpec): Export {
  const type = spec.type ?? 'NFS';
  if (type === 'CIFS') throw new VimFault('NotSupported');
  if (type !== 'NFS' && type !== 'NFS41') throw invalidArgument('spec.type');
  const named = (spec.remoteHostNames ?? []).filter((one) => one !== '');
  const hosts = type === 'NFS41' && named.length > 0 ? named : [spec.remoteHost];
  if (hosts.some((one) => one.trim() === '')) throw invalidArgument('spec.remoteHost');
  if (spec.remotePath.trim() === '') throw invalidArgument('spec.remotePath');
  if (!ACCESS_MODES.includes(spec.accessMode)) throw invalidArgument('spec.accessMode');
  const securityType = spec.securityType ?? 'AUTH_SYS';
  if (!SECURITY_TYPES[type].includes(securityType)) throw invalidArgument('spec.securityType');
  const name = entityName(spec.localPath);
  const { remotePath: path, accessMode } = spec;
  return { type, name, hosts, path, accessMode, securityType };
}

/** Throws DuplicateName, AlreadyExists when the host mounts the name, or the export by another one. */
function demandUnmounted(host: Host, wanted: Export, { inventory }: Context): void {
  const mounted = inventory.read(host, 'datastore') ?? [];
  for (const object of mounted) {
    const { name } = wanted;
    if (inventory.read(object, 'name') === name)
      throw new VimFault('DuplicateName', { name, object });
  }
  for (const one of mounted) {
    if (isExport(one, wanted, inventory)) throw alreadyExists(one, inventory);
  }
}

/**
 * The datastore which other hosts of the datacenter have of the export. Throws AlreadyExists when they call it
 * otherwise, DuplicateName when the name is another's.
 */
function sameExport(host: Host, wanted: Export, context: Context): Datastore | undefined {
  const { inventory } = context;
  const datacenter = datacenterOf(inventory, host);
  const all = (datacenter && inventory.read(datacenter, 'datastore')) ?? [];
  const same = all.find((one) => isExport(one, wanted, inventory));
  if (same && inventory.read(same, 'name') === wanted.name) return same;
  if (same) throw alreadyExists(same, inventory);
  const parent = datastoreFolderOf(context, host);
  demandFreeName(context, { type: 'Datastore', parent, name: wanted.name });
  return undefined;
}

/** Kerberos needs somebody to sign in as. Throws InvalidNasCredentials. */
function demandSignIn(host: Host, { securityType, name }: Export, { inventory }: Context): void {
  if (securityType === 'AUTH_SYS' || nfsUserOf(inventory, host) !== undefined) return;
  throw new VimFault('InvalidNasCredentials', { name, userName: '' });
}

/** Server and path are compared as they are written, `/a` and `/a/` being two exports. */
function isExport(datastore: Datastore, wanted: Export, inventory: Context['inventory']): boolean {
  const known = inventory.read(datastore as Ref, '_volume');
  if (!isA(known, 'HostNasVolume')) return false;
  return (
    known.type === wanted.type &&
    known.remotePath === wanted.path &&
    serversOf(known).toSorted().join() === wanted.hosts.toSorted().join()
  );
}

function serversOf({ type, remoteHost, remoteHostNames }: HostNasVolume): readonly string[] {
  return type === 'NFS41' && remoteHostNames?.length ? remoteHostNames : [remoteHost];
}

function alreadyExists(datastore: Datastore, inventory: Context['inventory']): VimFault {
  const name = inventory.read(datastore, 'name');
  return new VimFault('AlreadyExists', { name }, `The export is mounted as '${name}' already.`);
}

function nasCreated(
  host: Host,
  ref: Datastore,
  wanted: Export,
  context: Context,
): readonly Change[] {
  const { name, type, hosts, path, accessMode, securityType } = wanted;
  const plan = planOf({ type, name, uuid: nasUuid(wanted) });
  const [remoteHost] = hosts;
  return datastoreCreated(
    {
      ...{ ref, name, uuid: plan.uuid, type, event: 'NASDatastoreCreatedEvent', accessMode },
      volume: volume({
        ...plan,
        ...{ remoteHost, remotePath: path, remoteHostNames: hosts, securityType },
      }),
      hosts: [host],
      ownBytes: 0,
    },
    context,
  );
}

function nasMounted(
  about: Host,
  datastore: Datastore,
  { accessMode }: Export,
  context: Context,
): readonly Change[] {
  const { inventory, events, session } = context;
  if (mountOn(inventory, datastore, about)) throw alreadyExists(datastore, inventory);
  const members = {
    datastore: eventArgument(context, datastore),
    datastoreUrl: datastoreUrl(uuidOfDatastore(inventory, datastore)),
  };
  const { userName } = session;
  return [
    ...mountedOn(inventory, datastore, [about], accessMode),
    events.change({ type: 'NASDatastoreCreatedEvent', about, members, userName }),
  ];
}

function planOf(one: Pick<VolumePlan, 'type' | 'name' | 'uuid'>): VolumePlan {
  return { ...one, capacityBytes: EXPORT_BYTES, local: false, ssd: false };
}

/** As ESXi writes it: made of server and path, so that all hosts come to the same. */
function nasUuid({ hosts, path }: Export): string {
  const hex = uuidOf(`nas:${hosts.join()}:${path}`).replaceAll('-', '');
  return `${hex.slice(0, 8)}-${hex.slice(16, 24)}`;
}
