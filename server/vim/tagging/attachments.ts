/**
 * Which tags are attached to which objects.
 *
 * An object carries one tag of a `SINGLE` category at most, and only tags of categories that are for its type.
 */
import type { Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { invalidArgument, managedObjectNotFound, type VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { demandCategory, demandTag, demandTagging, type TagContext, tagEvent } from './rules.ts';
import { type Tag, tagIdsChange, tagIdsOn, tagsOf } from './tag-store.ts';

/** How clients may write a type: `urn:vim25:VirtualMachine`. */
const TYPE_PREFIX = 'urn:vim25:';
/** A category for networks is for every kind of them; the same for switches. */
const KINDS: Readonly<Record<string, string>> = {
  HostNetwork: 'Network',
  DistributedVirtualSwitch: 'VmwareDistributedVirtualSwitch',
};

/** The object behind a type and an id as clients of tags write them. Throws ManagedObjectNotFound. */
export function taggable(
  { inventory, catalog }: Pick<TagContext, 'inventory' | 'catalog'>,
  type: string,
  id: string,
): Ref {
  const found = inventory.find(id);
  const wanted = plainType(type);
  if (found && (found.type === wanted || isKindOf(catalog, found, wanted))) return found;
  throw managedObjectNotFound({ type: wanted, value: id } as Ref, wanted, id);
}

/** Nothing happens where it is attached already. Throws NotFound, InvalidArgument, NoPermission. */
export function attachTag(context: TagContext, tagId: string, object: Ref): void {
  const { inventory } = context;
  const tag = demandTag(context, tagId);
  demandTagging(context, 'AttachTag', object);
  const carried = tagIdsOn(inventory, object);
  if (carried.includes(tagId)) return;
  const problem = attachProblem(context, tag, object);
  if (problem) throw problem;
  inventory.apply([
    tagIdsChange(object, [...carried, tagId]),
    tagEvent(context, 'AttachTag', object, told(inventory, tag, object)),
  ]);
}

/** Nothing happens where it is not attached. Throws NotFound, NoPermission. */
export function detachTag(context: TagContext, tagId: string, object: Ref): void {
  const { inventory } = context;
  const tag = demandTag(context, tagId);
  demandTagging(context, 'AttachTag', object);
  const carried = tagIdsOn(inventory, object);
  if (!carried.includes(tagId)) return;
  inventory.apply([
    tagIdsChange(
      object,
      carried.filter((one) => one !== tagId),
    ),
    tagEvent(context, 'DetachTag', object, told(inventory, tag, object)),
  ]);
}

/** Tags that could be attached to the object: for its type, and with room for one of their category. */
export function attachableTags(context: TagContext, object: Ref): readonly Tag[] {
  const carried = tagIdsOn(context.inventory, object);
  return tagsOf(context.inventory).filter(
    (tag) => !carried.includes(tag.id) && !attachProblem(context, tag, object),
  );
}

/** Objects that carry the tags, by tag id; in the order of the inventory. */
export function objectsByTag(
  inventory: Inventory,
  tagIds: readonly string[],
): ReadonlyMap<string, readonly Ref[]> {
  const found = new Map<string, Ref[]>(tagIds.map((id) => [id, []]));
  for (const object of inventory.ofType('ManagedEntity')) {
    for (const id of tagIdsOn(inventory, object)) found.get(id)?.push(object);
  }
  return found;
}

/** The changes that take tags from whoever carries them. */
export function detachments(inventory: Inventory, tagIds: ReadonlySet<string>): Change[] {
  const carriers = new Set([...objectsByTag(inventory, [...tagIds]).values()].flat());
  return [...carriers].map((object) =>
    tagIdsChange(
      object,
      tagIdsOn(inventory, object).filter((id) => !tagIds.has(id)),
    ),
  );
}

function attachProblem(context: TagContext, tag: Tag, object: Ref): VimFault | undefined {
  const { inventory } = context;
  const category = demandCategory(context, tag.categoryId);
  const types = category.associableTypes.map(plainType);
  if (types.length > 0 && !types.some((type) => isKindOf(context.catalog, object, type))) {
    return invalidArgument('object_id');
  }
  if (category.cardinality !== 'SINGLE') return undefined;
  const carried = new Set(tagIdsOn(inventory, object));
  const others = tagsOf(inventory).filter((one) => one.categoryId === category.id);
  return others.some(({ id }) => carried.has(id)) ? invalidArgument('tag_id') : undefined;
}

function told(inventory: Inventory, tag: Tag, object: Ref): Readonly<Record<string, string>> {
  const name = inventory.read(object, 'name');
  return { Tag: tag.name, Object: typeof name === 'string' ? name : object.value };
}

function plainType(type: string): string {
  const plain = type.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : type;
  return KINDS[plain] ?? plain;
}

function isKindOf(catalog: Catalog, { type }: Ref, wanted: string): boolean {
  return catalog.isA(type, wanted);
}
