/**
 * From the name of a file to the datastore it lies on: in which datacenter, may the caller reach it,
 * is it there to be reached.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { demandPrivilege } from '../authorization/demand-privilege.ts';
import type { Context } from '../method.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import {
  type CleanPath,
  cleanPath,
  parseDatastorePath,
  parseFolderAddress,
  targetOfUrl,
} from './datastore-path.ts';
import { invalidDatastore, invalidPath, nameTooLong } from './file-faults.ts';

type Datastore = Ref<'Datastore'>;

/** What finding a file takes of a context. */
export type FileCaller = Pick<Context, 'inventory' | 'entityIndex' | 'authorization' | 'session'>;

export interface FilePlace {
  readonly datastore: Datastore;
  readonly datacenter: Ref<'Datacenter'>;
  /** Name of the datastore. */
  readonly datastoreName: string;
  /** Below the root, without slashes at its ends; empty for the root. */
  readonly path: string;
  /** `[datastore] path` */
  readonly name: string;
}

/** A name with the datacenter it is told with, as methods get them. */
export interface NamedPlace {
  readonly name: string;
  readonly datacenter: Ref<'Datacenter'> | undefined;
  /** The parameter to blame when there is no datacenter. */
  readonly argument: string;
}

const FILE_MANAGEMENT = 'Datastore.FileManagement';

/**
 * The place that a method's arguments name. Throws InvalidArgument for a datastore path without a
 * datacenter, InvalidDatastorePath, FileNameTooLong, InvalidDatastore, InaccessibleDatastore, and
 * NoPermission for a caller who may not manage files there.
 */
export function managedPlace(named: NamedPlace, caller: FileCaller): FilePlace {
  const place = placeNamed(named, caller);
  demandPlace(place, FILE_MANAGEMENT, caller);
  return place;
}

/** Throws NoPermission, InaccessibleDatastore. */
export function demandPlace(place: FilePlace, privilege: string, caller: FileCaller): void {
  demandPrivilege(caller, privilege, place.datastore);
  demandAccessible(place, caller.inventory);
}

function placeNamed({ name, datacenter, argument }: NamedPlace, caller: FileCaller): FilePlace {
  const { inventory } = caller;
  if (/^https?:/i.test(name)) return placeOfUrl(name, caller);
  const parsed = parseDatastorePath(name);
  if (!parsed) throw invalidPath(name);
  if (!datacenter) throw invalidArgument(argument);
  const found = inventory.demand(datacenter);
  const datastore = datastoreIn(inventory, found, parsed.datastore);
  if (!datastore) throw invalidDatastore(parsed.datastore);
  const path = demandPath(cleanPath(parsed.path.split('/')), name);
  return placeOn(inventory, found, datastore, path);
}

function placeOfUrl(url: string, caller: FileCaller): FilePlace {
  const { inventory } = caller;
  const address = parseFolderAddress(targetOfUrl(url) ?? '');
  if (address?.dcPath === undefined || address.dsName === undefined) throw invalidPath(url);
  const datacenter = datacenterAt(caller, address.dcPath);
  const datastore = datacenter && datastoreIn(inventory, datacenter, address.dsName);
  if (!datacenter || !datastore) throw invalidDatastore(address.dsName);
  return placeOn(inventory, datacenter, datastore, demandPath(address.path, url));
}

export function placeOn(
  inventory: Inventory,
  datacenter: Ref<'Datacenter'>,
  datastore: Datastore,
  path: string,
): FilePlace {
  const datastoreName = inventory.read(datastore, 'name') ?? '';
  const name = fileName(datastoreName, path);
  return { datastore, datacenter, datastoreName, path, name };
}

/** The place of another file on the same datastore. */
export function placeBeside(place: FilePlace, path: string): FilePlace {
  return { ...place, path, name: fileName(place.datastoreName, path) };
}

/** `[datastore] folder/file`; `[datastore]` for the root. */
export function fileName(datastore: string, path: string): string {
  return path === '' ? `[${datastore}]` : `[${datastore}] ${path}`;
}

function demandPath(clean: CleanPath, name: string): string {
  if ('path' in clean) return clean.path;
  throw clean.wrong === 'tooLong' ? nameTooLong(name) : invalidPath(name);
}

function demandAccessible({ datastore, datastoreName: name }: FilePlace, inventory: Inventory) {
  if (inventory.read(datastore, 'summary').accessible) return;
  throw new VimFault(
    'InaccessibleDatastore',
    { datastore, name },
    `Datastore '${name}' is not accessible.`,
  );
}

export function datastoreIn(
  inventory: Inventory,
  datacenter: Ref<'Datacenter'>,
  name: string,
): Datastore | undefined {
  const datastores = inventory.read(datacenter, 'datastore') ?? [];
  return datastores.find((one) => inventory.read(one, 'name') === name);
}

/** The datacenter of an inventory path: `DC0`, `/folder/DC0`. */
export function datacenterAt(
  { inventory, entityIndex }: Pick<FileCaller, 'inventory' | 'entityIndex'>,
  path: string,
): Ref<'Datacenter'> | undefined {
  const steps = path.split('/').filter((step) => step !== '');
  let at: Ref | undefined = steps.length > 0 ? ROOT_FOLDER : undefined;
  for (const step of steps) at = at && entityIndex.child(at, step);
  return at?.type === 'Datacenter' ? inventory.ref('Datacenter', at.value) : undefined;
}
