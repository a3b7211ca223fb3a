/**
 * Where tags and their categories are kept: lists on the service instance; which tags an object carries
 * is a list on the object, which goes with it.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type DataObject, data } from '../../vmodl/value.ts';
import { SERVICE_INSTANCE } from '../service/service-content.ts';

/** `SINGLE`: an object carries one tag of the category at most. */
export type Cardinality = 'SINGLE' | 'MULTIPLE';

export interface TagCategory extends DataObject {
  /** `urn:vmomi:InventoryServiceCategory:<uuid>:GLOBAL` */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly cardinality: Cardinality;
  /** Types its tags can be attached to; none: all. */
  readonly associableTypes: readonly string[];
  readonly usedBy: readonly string[];
}

export interface Tag extends DataObject {
  /** `urn:vmomi:InventoryServiceTag:<uuid>:GLOBAL` */
  readonly id: string;
  readonly categoryId: string;
  readonly name: string;
  readonly description: string;
  readonly usedBy: readonly string[];
}

const CATEGORIES = '_tagCategories';
const TAGS = '_tags';

export function categoriesOf(inventory: Inventory): readonly TagCategory[] {
  return listOf<TagCategory>(inventory, SERVICE_INSTANCE, CATEGORIES);
}

export function tagsOf(inventory: Inventory): readonly Tag[] {
  return listOf<Tag>(inventory, SERVICE_INSTANCE, TAGS);
}

/** Ids of the tags an object carries, in the order they were attached. */
export function tagIdsOn(inventory: Inventory, object: Ref): readonly string[] {
  return listOf<string>(inventory, object, TAGS);
}

export function categoriesChange(categories: readonly TagCategory[]): Change {
  return assign(SERVICE_INSTANCE, CATEGORIES, categories);
}

export function tagsChange(tags: readonly Tag[]): Change {
  return assign(SERVICE_INSTANCE, TAGS, tags);
}

export function tagIdsChange(object: Ref, ids: readonly string[]): Change {
  return assign(object, TAGS, ids.length > 0 ? ids : undefined);
}

export function tagCategory(members: Omit<TagCategory, '_typeName'>): TagCategory {
  return data<TagCategory>('_TagCategory', members);
}

export function tag(members: Omit<Tag, '_typeName'>): Tag {
  return data<Tag>('_Tag', members);
}

function listOf<T>(inventory: Inventory, object: Ref, property: string): readonly T[] {
  return (inventory.read(object, property) ?? []) as readonly T[];
}
