/**
 * Which entity's permissions guard an object that is no entity itself: a task's entity, a snapshot's
 * VM, the host of a host's own managers; the root folder for all else.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';

/** The entity whose permissions decide about an object. */
export function guardOf(catalog: Catalog, inventory: Inventory, object: Ref): Ref {
  if (catalog.isA(object.type, 'ManagedEntity')) return object;
  if (!inventory.has(object)) return ROOT_FOLDER;
  const entity = member(inventory.read(object, 'info'), 'entity') ?? inventory.read(object, 'vm');
  if (isReference(entity)) return entity;
  const number = /-(\d+)$/.exec(object.value)?.[1];
  const host = object.type.startsWith('Host') ? inventory.find(`host-${number}`) : undefined;
  return host ?? ROOT_FOLDER;
}
