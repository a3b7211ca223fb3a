/**
 * Filters of lists: a member that is unset or empty lets everything through, of several values one must fit.
 */
import type { Inventory } from '../../../inventory/inventory.ts';
import { isReference, type Ref } from '../../../vmodl/reference.ts';

export type Wanted = readonly string[] | undefined;

export function fits(wanted: Wanted, value: string | undefined): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  return value !== undefined && wanted.includes(value);
}

/** Does one of them fit? */
export function someFit(wanted: Wanted, values: readonly string[]): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  return values.some((value) => wanted.includes(value));
}

export function nameOf(inventory: Inventory, ref: Ref): string {
  return String(inventory.read(ref, 'name') ?? '');
}

/** The objects above, nearest first. */
export function ancestors(inventory: Inventory, ref: Ref): readonly Ref[] {
  const found: Ref[] = [];
  for (let at: unknown = inventory.read(ref, 'parent'); isReference(at); ) {
    found.push(at);
    at = inventory.read(at, 'parent');
  }
  return found;
}

export function datacenterOf(inventory: Inventory, ref: Ref): string | undefined {
  return ancestors(inventory, ref).find(({ type }) => type === 'Datacenter')?.value;
}

/** The folder an object is in; hosts are where their cluster is, datastores where their datastore cluster is too. */
export function foldersOf(inventory: Inventory, ref: Ref): readonly string[] {
  const found: string[] = [];
  for (const { type, value } of ancestors(inventory, ref)) {
    found.push(value);
    if (type === 'Folder') break;
  }
  return found;
}

export interface PlaceFilter {
  readonly names?: Wanted;
  readonly folders?: Wanted;
  readonly datacenters?: Wanted;
}

/** Name, folder and datacenter. */
export function fitsPlace(inventory: Inventory, ref: Ref, filter: PlaceFilter): boolean {
  return (
    fits(filter.names, nameOf(inventory, ref)) &&
    (isOpen(filter.folders) || someFit(filter.folders, foldersOf(inventory, ref))) &&
    (isOpen(filter.datacenters) || fits(filter.datacenters, datacenterOf(inventory, ref)))
  );
}

/** Spares the walk up the tree where nobody asked. */
function isOpen(wanted: Wanted): boolean {
  return wanted === undefined || wanted.length === 0;
}
