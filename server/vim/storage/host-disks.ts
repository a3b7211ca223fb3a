/**
 * The disks of hosts: which there are, who else sees one, how it is partitioned, what uses it.
 *
 * A partition table is a fact of the disk; every host that sees the disk keeps the same one, in its
 * internal property `_partitionTables`, a list of `{ key: canonical name, spec }`. A disk on which nobody
 * has written since the seed has none: then a volume that lies on it has all of it.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type {
  DataTypes,
  HostDiskPartitionSpec,
  HostScsiDisk,
  HostVmfsVolume,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type DataObject, data, isDataObject, member } from '../../vmodl/value.ts';
import { datacenterOf } from '../place.ts';
import { blankTable, table, vmfsPartition, wholeDisk } from './partition-table.ts';

export type Host = Ref<'HostSystem'>;

interface StoredTable extends DataObject {
  readonly key: string;
  readonly spec: HostDiskPartitionSpec;
}

const TABLES = '_partitionTables';
/** Internal, of a host: whom it signs in as to NFS 4.1 servers. */
export const NFS_USER = '_nfsUser';

export function isA<K extends keyof DataTypes>(
  value: unknown,
  typeName: K,
): value is DataTypes[K] & DataObject {
  return isDataObject(value) && value._typeName === typeName;
}

/** Throws HostNotConnected: nobody can ask a host that does not answer. */
export function demandConnected(inventory: Inventory, host: Host): void {
  if (inventory.read(host, 'runtime').connectionState !== 'connected') {
    throw new VimFault('HostNotConnected');
  }
}

export function disksOf(inventory: Inventory, host: Host): readonly HostScsiDisk[] {
  const luns = inventory.read(host, 'config')?.storageDevice?.scsiLun ?? [];
  return luns.flatMap((lun) => (isA(lun, 'HostScsiDisk') ? [lun] : []));
}

export function diskByUuid(
  inventory: Inventory,
  host: Host,
  uuid: string,
): HostScsiDisk | undefined {
  return disksOf(inventory, host).find((disk) => disk.uuid === uuid);
}

export function diskByName(
  inventory: Inventory,
  host: Host,
  canonicalName: string,
): HostScsiDisk | undefined {
  return disksOf(inventory, host).find((disk) => nameOf(disk) === canonicalName);
}

/** The disk at `/vmfs/devices/disks/naa.…`. Throws NotFound. */
export function demandDiskAt(inventory: Inventory, host: Host, devicePath: string): HostScsiDisk {
  const found = disksOf(inventory, host).find((disk) => disk.devicePath === devicePath);
  if (!found) throw new VimFault('NotFound', {}, `There is no disk ${devicePath} on the host.`);
  return found;
}

export function nameOf(disk: HostScsiDisk): string {
  return disk.canonicalName ?? disk.deviceName;
}

/** Was it taken out of use, by `DetachScsiLun`? */
export function isDetached({ operationalState }: HostScsiDisk): boolean {
  return operationalState.includes('off');
}

/** The hosts of a host's datacenter on which the disk is in use, the host itself first. */
export function hostsSeeing(
  inventory: Inventory,
  host: Host,
  { uuid }: HostScsiDisk,
): readonly Host[] {
  const datacenter = datacenterOf(inventory, host);
  const others = inventory
    .ofType('HostSystem')
    .filter((one) => one.value !== host.value && datacenterOf(inventory, one) === datacenter);
  return [host, ...others].filter((one) => {
    const disk = diskByUuid(inventory, one, uuid);
    return disk !== undefined && !isDetached(disk);
  });
}

/** A volume and the datastore it is. */
export interface Placed {
  readonly datastore: Ref<'Datastore'>;
  readonly volume: HostVmfsVolume;
}

/** The VMFS volume of a datastore; undefined for one of another kind. */
export function vmfsOf(
  inventory: Inventory,
  datastore: Ref<'Datastore'>,
): HostVmfsVolume | undefined {
  const volume = inventory.read(datastore as Ref, '_volume');
  return isA(volume, 'HostVmfsVolume') ? volume : undefined;
}

/** The VMFS volumes of all datastores, by the canonical names of their disks. */
export function volumesByDisk(inventory: Inventory): ReadonlyMap<string, Placed> {
  const found = new Map<string, Placed>();
  for (const datastore of inventory.ofType('Datastore')) {
    const volume = vmfsOf(inventory, datastore);
    for (const { diskName } of volume?.extent ?? []) {
      if (volume) found.set(diskName, { datastore, volume });
    }
  }
  return found;
}

export function volumeOn(inventory: Inventory, disk: HostScsiDisk): Placed | undefined {
  return volumesByDisk(inventory).get(nameOf(disk));
}

export function tableOf(
  inventory: Inventory,
  host: Host,
  disk: HostScsiDisk,
): HostDiskPartitionSpec {
  const name = nameOf(disk);
  const stored = storedTables(inventory, host).find(({ key }) => key === name);
  if (stored) return stored.spec;
  const { extent = [] } = volumeOn(inventory, disk)?.volume ?? {};
  const own = extent.filter(({ diskName }) => diskName === name);
  if (own.length === 0) return blankTable(disk);
  const whole = wholeDisk(disk);
  return table(
    disk,
    'gpt',
    own.map(({ partition }) => vmfsPartition(partition, whole, 'gpt')),
  );
}

/** Tables of disks, written for hosts all of which see the disks. */
export function tablesWritten(
  inventory: Inventory,
  hosts: readonly Host[],
  tables: readonly (readonly [disk: HostScsiDisk, spec: HostDiskPartitionSpec])[],
): readonly Change[] {
  const written = tables.map(([disk, spec]) =>
    data<StoredTable>('_PartitionTable', { key: nameOf(disk), spec }),
  );
  const names = new Set(written.map(({ key }) => key));
  return hosts.map((host) => {
    const others = storedTables(inventory, host).filter(({ key }) => !names.has(key));
    return assign(host, TABLES, [...others, ...written]);
  });
}

function storedTables(inventory: Inventory, host: Host): readonly StoredTable[] {
  return (inventory.read(host as Ref, TABLES) ?? []) as unknown as readonly StoredTable[];
}

/** Uuids of the disks which VMs have as they are. */
export function rawDisks(inventory: Inventory): ReadonlySet<string> {
  const found = new Set<string>();
  for (const vm of inventory.ofType('VirtualMachine')) {
    for (const { backing } of inventory.read(vm, 'config')?.hardware.device ?? []) {
      const uuid = member(backing, 'lunUuid');
      if (typeof uuid === 'string') found.add(uuid);
    }
  }
  return found;
}

export function nfsUserOf(inventory: Inventory, host: Host): string | undefined {
  const user = inventory.read(host as Ref, NFS_USER);
  return typeof user === 'string' ? user : undefined;
}

/** PlatformConfigFault: what a host says when the deed itself fails. */
export function hostRefuses(text: string): VimFault {
  return new VimFault(
    'PlatformConfigFault',
    { text },
    `An error occurred during host configuration: ${text}`,
  );
}
