/**
 * Categories of tags: made, changed, deleted with all their tags.
 */
import { invalidArgument } from '../../vmodl/fault.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { detachments } from './attachments.ts';
import {
  checkName,
  demandCategory,
  demandTagging,
  newId,
  type TagContext,
  tagEvent,
} from './rules.ts';
import {
  type Cardinality,
  categoriesChange,
  categoriesOf,
  type TagCategory,
  tagCategory,
  tagsChange,
  tagsOf,
} from './tag-store.ts';

export interface CategoryWish {
  readonly name: string;
  readonly description: string;
  readonly cardinality: Cardinality;
  readonly associableTypes: readonly string[];
}

/** Answers its id. Throws InvalidArgument, AlreadyExists, NoPermission. */
export function createCategory(
  context: TagContext,
  wish: CategoryWish & { readonly id?: string | undefined },
): string {
  demandTagging(context, 'CreateCategory');
  const { inventory } = context;
  const all = categoriesOf(inventory);
  checkName(wish.name, all, 'category');
  const id = newId(context, 'Category', wish.id, all);
  inventory.apply([
    categoriesChange([...all, tagCategory({ ...wish, id, usedBy: [] })]),
    tagEvent(context, 'CreateTagCategory', ROOT_FOLDER, { Category: wish.name }),
  ]);
  return id;
}

/**
 * What is left out stays. A category can be opened, not narrowed: `SINGLE` becomes `MULTIPLE`, types are added.
 * Throws NotFound, InvalidArgument, AlreadyExists, NoPermission.
 */
export function updateCategory(
  context: TagContext,
  id: string,
  wish: { readonly [K in keyof CategoryWish]?: CategoryWish[K] | undefined },
): void {
  const { inventory } = context;
  const before = demandCategory(context, id);
  demandTagging(context, 'EditCategory');
  const all = categoriesOf(inventory);
  const { name = before.name, description = before.description } = wish;
  checkName(
    name,
    all.filter((one) => one !== before),
    'category',
  );
  const after = tagCategory({
    ...{ id, name, description, usedBy: before.usedBy },
    cardinality: widerCardinality(before, wish.cardinality),
    associableTypes: widerTypes(before, wish.associableTypes),
  });
  inventory.apply([
    categoriesChange(all.map((one) => (one === before ? after : one))),
    tagEvent(context, 'UpdateTagCategory', ROOT_FOLDER, { Category: name }),
  ]);
}

/** Its tags go with it, from wherever they are attached. Throws NotFound, NoPermission. */
export function deleteCategory(context: TagContext, id: string): void {
  const { inventory } = context;
  const { name } = demandCategory(context, id);
  demandTagging(context, 'DeleteCategory');
  const tags = tagsOf(inventory);
  const own = tags.filter(({ categoryId }) => categoryId === id);
  inventory.apply([
    categoriesChange(categoriesOf(inventory).filter((one) => one.id !== id)),
    ...(own.length > 0 ? [tagsChange(tags.filter((one) => !own.includes(one)))] : []),
    ...detachments(inventory, new Set(own.map((one) => one.id))),
    tagEvent(context, 'DeleteTagCategory', ROOT_FOLDER, { Category: name }),
  ]);
}

/** Notes, or no longer, that an application uses the category. Throws NotFound, NoPermission. */
export function useCategory(context: TagContext, id: string, user: string, uses: boolean): void {
  const { inventory } = context;
  const before = demandCategory(context, id);
  demandTagging(context, 'ModifyUsedByForCategory');
  const after = tagCategory({ ...before, usedBy: usedBy(before, user, uses) });
  const all = categoriesOf(inventory);
  inventory.apply([categoriesChange(all.map((one) => (one === before ? after : one)))]);
}

export function usedBy(
  { usedBy: users }: { readonly usedBy: readonly string[] },
  user: string,
  uses: boolean,
): readonly string[] {
  const others = users.filter((one) => one !== user);
  return uses ? [...others, user] : others;
}

function widerCardinality(before: TagCategory, wanted: Cardinality | undefined): Cardinality {
  if (wanted === 'SINGLE' && before.cardinality === 'MULTIPLE')
    throw invalidArgument('cardinality');
  return wanted ?? before.cardinality;
}

function widerTypes(
  { associableTypes: before }: TagCategory,
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (wanted === undefined) return before;
  const isNarrower =
    wanted.length > 0 && (before.length === 0 || before.some((type) => !wanted.includes(type)));
  if (isNarrower) throw invalidArgument('associable_types');
  return wanted;
}
