/**
 * Tags: made in a category, changed, deleted from wherever they are attached.
 */
import { ROOT_FOLDER } from '../service/service-content.ts';
import { detachments } from './attachments.ts';
import { usedBy } from './categories.ts';
import {
  checkName,
  demandCategory,
  demandTag,
  demandTagging,
  newId,
  type TagContext,
  tagEvent,
} from './rules.ts';
import { tag, tagsChange, tagsOf } from './tag-store.ts';

export interface TagWish {
  readonly name: string;
  readonly description: string;
}

/** Answers its id. Throws NotFound (the category), InvalidArgument, AlreadyExists, NoPermission. */
export function createTag(
  context: TagContext,
  {
    categoryId,
    id: given,
    ...wish
  }: TagWish & { readonly categoryId: string; readonly id?: string | undefined },
): string {
  const { inventory } = context;
  const category = demandCategory(context, categoryId);
  demandTagging(context, 'CreateTag');
  const all = tagsOf(inventory);
  checkName(wish.name, siblings(context, categoryId), 'tag');
  const id = newId(context, 'Tag', given, all);
  inventory.apply([
    tagsChange([...all, tag({ ...wish, id, categoryId, usedBy: [] })]),
    tagEvent(context, 'CreateTag', ROOT_FOLDER, { Tag: wish.name, Category: category.name }),
  ]);
  return id;
}

/** What is left out stays. Throws NotFound, InvalidArgument, AlreadyExists, NoPermission. */
export function updateTag(
  context: TagContext,
  id: string,
  wish: { readonly [K in keyof TagWish]?: TagWish[K] | undefined },
): void {
  const { inventory } = context;
  const before = demandTag(context, id);
  demandTagging(context, 'EditTag');
  const { name = before.name, description = before.description } = wish;
  checkName(
    name,
    siblings(context, before.categoryId).filter((one) => one !== before),
    'tag',
  );
  const after = tag({ ...before, name, description });
  inventory.apply([
    tagsChange(tagsOf(inventory).map((one) => (one === before ? after : one))),
    tagEvent(context, 'UpdateTag', ROOT_FOLDER, { Tag: name }),
  ]);
}

/** Throws NotFound, NoPermission. */
export function deleteTag(context: TagContext, id: string): void {
  const { inventory } = context;
  const { name } = demandTag(context, id);
  demandTagging(context, 'DeleteTag');
  inventory.apply([
    tagsChange(tagsOf(inventory).filter((one) => one.id !== id)),
    ...detachments(inventory, new Set([id])),
    tagEvent(context, 'DeleteTag', ROOT_FOLDER, { Tag: name }),
  ]);
}

/** Notes, or no longer, that an application uses the tag. Throws NotFound, NoPermission. */
export function useTag(context: TagContext, id: string, user: string, uses: boolean): void {
  const { inventory } = context;
  const before = demandTag(context, id);
  demandTagging(context, 'ModifyUsedByForTag');
  const after = tag({ ...before, usedBy: usedBy(before, user, uses) });
  inventory.apply([tagsChange(tagsOf(inventory).map((one) => (one === before ? after : one)))]);
}

function siblings({ inventory }: TagContext, categoryId: string) {
  return tagsOf(inventory).filter((one) => one.categoryId === categoryId);
}
