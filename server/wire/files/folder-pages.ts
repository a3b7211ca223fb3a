/**
 * The pages of the door: what the caller may see of datacenters, datastores and folders.
 */
import { folderOf } from '../../vim/datastore-files/datastore-path.ts';
import type { FileCaller } from '../../vim/datastore-files/file-place.ts';
import { FileTree } from '../../vim/datastore-files/file-tree.ts';
import { lineage } from '../../vim/place.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Target } from './address.ts';
import { folderHref, type ListingRow, listingPage } from './listing-page.ts';

export function folderPage(target: Target, caller: FileCaller): string {
  switch (target.kind) {
    case 'datacenters':
      return listingPage({ title: 'datacenters', rows: datacenters(caller) });
    case 'datastores':
      return listingPage({
        title: target.dcPath,
        up: folderHref({}),
        rows: datastores(target, caller),
      });
    case 'place':
      return placePage(target, caller);
  }
}

function datacenters({ inventory, authorization, session }: FileCaller): readonly ListingRow[] {
  return inventory
    .ofType('Datacenter')
    .filter((one) => authorization.holds(session.userName, 'System.View', one))
    .map((one) => {
      const dcPath = inventoryPath(one, inventory);
      return { name: dcPath, href: folderHref({ dcPath }) };
    });
}

/** Names from below the root folder down: `folder/DC0`. */
function inventoryPath(ref: Ref, inventory: FileCaller['inventory']): string {
  const names = lineage(inventory, ref).map((one) => String(inventory.read(one, 'name')));
  return names.toReversed().slice(1).join('/');
}

function datastores(
  { datacenter, dcPath }: Extract<Target, { kind: 'datastores' }>,
  { inventory, authorization, session }: FileCaller,
): readonly ListingRow[] {
  return (inventory.read(datacenter, 'datastore') ?? [])
    .filter((one) => authorization.holds(session.userName, 'Datastore.Browse', one))
    .map((one) => {
      const dsName = inventory.read(one, 'name') ?? '';
      return { name: dsName, href: folderHref({ dcPath, dsName }) };
    });
}

function placePage(
  { place, dcPath }: Extract<Target, { kind: 'place' }>,
  { inventory }: FileCaller,
): string {
  const { datastoreName: dsName, path, name } = place;
  const where = dcPath === undefined ? { dsName } : { dcPath, dsName };
  const above =
    path === ''
      ? folderHref(dcPath === undefined ? {} : { dcPath })
      : folderHref({ ...where, path: folderOf(path) });
  const entries = new FileTree(inventory, place.datastore).entries(path);
  return listingPage({
    title: name,
    up: above,
    rows: entries.map((entry) => ({
      name: entry.folder ? `${entry.name}/` : entry.name,
      href: folderHref({ ...where, path: path === '' ? entry.name : `${path}/${entry.name}` }),
      modified: entry.file?.modified,
      size: entry.folder ? undefined : entry.file?.size,
    })),
  });
}
