/**
 * What holds for every change of tags: who may, which names are taken, what is told of it.
 */
import type { Change } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Services } from '../method.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { categoriesOf, type Tag, type TagCategory, tagsOf } from './tag-store.ts';

/** The services that tags need, and in whose name they are changed. */
export type TagContext = Pick<
  Services,
  'catalog' | 'inventory' | 'authorization' | 'events' | 'random'
> & {
  readonly session: { readonly userName: string };
};

export type TaggingPrivilege =
  | 'AttachTag'
  | 'CreateCategory'
  | 'CreateTag'
  | 'DeleteCategory'
  | 'DeleteTag'
  | 'EditCategory'
  | 'EditTag'
  | 'ModifyUsedByForCategory'
  | 'ModifyUsedByForTag';

/** Longest name of a tag or a category. */
const NAME_LENGTH_MAX = 256;

/** Tags and categories are global: rights on them are rights on the root, unless told. */
export function demandTagging(
  { authorization, session }: TagContext,
  privilege: TaggingPrivilege,
  object: Ref = ROOT_FOLDER,
): void {
  authorization.demand(session.userName, `InventoryService.Tagging.${privilege}`, object);
}

/** Throws NotFound. */
export function demandCategory(
  { inventory }: Pick<TagContext, 'inventory'>,
  id: string,
): TagCategory {
  const found = categoriesOf(inventory).find((one) => one.id === id);
  if (found) return found;
  throw new VimFault('NotFound', {}, `The category "${id}" does not exist.`);
}

/** Throws NotFound. */
export function demandTag({ inventory }: Pick<TagContext, 'inventory'>, id: string): Tag {
  const found = tagsOf(inventory).find((one) => one.id === id);
  if (found) return found;
  throw new VimFault('NotFound', {}, `The tag "${id}" does not exist.`);
}

/** Throws InvalidArgument for no name, AlreadyExists for one that is taken. Case does not count. */
export function checkName(
  name: string,
  others: readonly { readonly name: string }[],
  what: 'category' | 'tag',
): void {
  if (name.trim() === '' || name.length > NAME_LENGTH_MAX) throw invalidArgument('name');
  const wanted = name.toLowerCase();
  if (!others.some((other) => other.name.toLowerCase() === wanted)) return;
  throw new VimFault(
    'AlreadyExists',
    { name },
    `A ${what} with the name "${name}" already exists.`,
  );
}

/**
 * The id of a new tag or category: made by us, or given by the client if it has the right form and is free.
 * Throws InvalidArgument, AlreadyExists.
 */
export function newId(
  { random }: TagContext,
  kind: 'Tag' | 'Category',
  given: string | undefined,
  others: readonly { readonly id: string }[],
): string {
  const prefix = `urn:vmomi:InventoryService${kind}:`;
  if (given === undefined || given === '') return `${prefix}${random.uuid()}:GLOBAL`;
  const isOurs =
    given.startsWith(prefix) && /^[0-9a-f-]{36}:GLOBAL$/i.test(given.slice(prefix.length));
  if (!isOurs) throw invalidArgument(kind === 'Tag' ? 'tag_id' : 'category_id');
  if (!others.some(({ id }) => id === given)) return given;
  throw new VimFault('AlreadyExists', { name: given }, `The id "${given}" is taken.`);
}

/**
 * What happened to a tag or a category: `com.vmware.cis.AttachTag` and its kin, with who did it and the
 * names of what it was done to.
 */
export function tagEvent(
  { events, session }: TagContext,
  name: string,
  about: Ref,
  details: Readonly<Record<string, string>>,
): Change {
  const told = { ...details, User: session.userName };
  return events.change({
    type: 'EventEx',
    about,
    userName: session.userName,
    members: {
      eventTypeId: `com.vmware.cis.${name}`,
      severity: 'info',
      message: Object.entries(told)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', '),
      arguments: Object.entries(told).map(([key, value]) => build('KeyAnyValue', { key, value })),
    },
  });
}
