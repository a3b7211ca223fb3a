/**
 * Who has a file open, as the host that locked it tells (`FileManager.QueryFileLockInfo`).
 */
import { build } from '../../vmodl/build.ts';
import type { FileLockInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { demandPrivilege } from '../authorization/demand-privilege.ts';
import type { Context } from '../method.ts';
import { datacenterOf } from '../place.ts';
import { cleanPath, parseDatastorePath } from './datastore-path.ts';
import { fileNotFound, invalidDatastore, invalidPath } from './file-faults.ts';
import { holderOf } from './file-locks.ts';
import { type FilePlace, placeOn } from './file-place.ts';
import { FileTree } from './file-tree.ts';

/**
 * A file named without its datacenter: on the host's datastores, or on any. Throws InvalidDatastorePath,
 * InvalidDatastore, FileNotFound, NoPermission.
 */
export function anyPlace(
  path: string,
  host: Ref<'HostSystem'> | undefined,
  context: Context,
): FilePlace {
  const { inventory } = context;
  const parsed = parseDatastorePath(path);
  const clean = parsed && cleanPath(parsed.path.split('/'));
  if (!parsed || !clean || !('path' in clean)) throw invalidPath(path);
  const within = host
    ? (inventory.read(inventory.demand(host), 'datastore') ?? [])
    : inventory.ofType('Datastore');
  const datastore = within.find((one) => inventory.read(one, 'name') === parsed.datastore);
  const datacenter = datastore && datacenterOf(inventory, datastore);
  if (!datastore || !datacenter) throw invalidDatastore(parsed.datastore);
  demandPrivilege(context, 'Datastore.Browse', datastore);
  const place = placeOn(inventory, datacenter, datastore, clean.path);
  if (new FileTree(inventory, datastore).at(place.path).kind === 'missing') {
    throw fileNotFound(place.name);
  }
  return place;
}

/** One lock when a running VM has the file, none otherwise. */
export function lockInfo(place: FilePlace, { inventory }: Context): readonly FileLockInfo[] {
  const hold = holderOf(inventory, place);
  const host = hold?.running ? inventory.read(hold.vm, 'runtime').host : undefined;
  if (!hold || !host) return [];
  const network = inventory.read(host, 'config')?.network;
  return [
    build('FileLockInfo', {
      filePath: place.name,
      host: inventory.read(host, 'name') ?? '',
      mac: network?.pnic?.[0]?.mac ?? '',
      id: inventory.read(hold.vm, 'config')?.uuid ?? '',
      worldName: `vmx-${inventory.read(hold.vm, 'name')}`,
      ownerId: inventory.read(host, 'hardware')?.systemInfo.uuid,
      lockMode: 'exclusive',
      refCount: 1,
    }),
  ];
}
