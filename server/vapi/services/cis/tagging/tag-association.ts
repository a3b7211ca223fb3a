/**
 * `com.vmware.cis.tagging.tag_association`: which tags are attached to which objects.
 *
 * Operations on many do what they can and say of the others why not.
 */
import {
  attachableTags,
  attachTag,
  detachTag,
  objectsByTag,
  taggable,
} from '../../../../vim/tagging/attachments.ts';
import { demandTag } from '../../../../vim/tagging/rules.ts';
import { tagIdsOn } from '../../../../vim/tagging/tag-store.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { messageOfFault } from '../../../fault-errors.ts';
import type {
  CisTaggingTagAssociationBatchResult,
  VapiStdDynamicID,
} from '../../../generated/types.ts';
import { type VapiContext, vapiService } from '../../../service.ts';

export const tagAssociation = vapiService('com.vmware.cis.tagging.tag_association', {
  attach: ({ tag_id, object_id }, context) =>
    attachTag(context, tag_id, objectBehind(context, object_id)),

  detach: ({ tag_id, object_id }, context) =>
    detachTag(context, tag_id, objectBehind(context, object_id)),

  attach_multiple_tags_to_object: ({ object_id, tag_ids }, context) =>
    batch(tag_ids, (id) => attachTag(context, id, objectBehind(context, object_id))),

  detach_multiple_tags_from_object: ({ object_id, tag_ids }, context) =>
    batch(tag_ids, (id) => detachTag(context, id, objectBehind(context, object_id))),

  attach_tag_to_multiple_objects({ tag_id, object_ids }, context) {
    demandTag(context, tag_id);
    return batch(object_ids, (one) => attachTag(context, tag_id, objectBehind(context, one)));
  },

  detach_tag_from_multiple_objects({ tag_id, object_ids }, context) {
    demandTag(context, tag_id);
    return batch(object_ids, (one) => detachTag(context, tag_id, objectBehind(context, one)));
  },

  list_attached_objects({ tag_id }, context) {
    demandTag(context, tag_id);
    return carriersOf(context, [tag_id]).get(tag_id) ?? [];
  },

  /** Tags that nobody knows, or that nobody carries, have no objects. */
  list_attached_objects_on_tags({ tag_ids }, context) {
    const carriers = carriersOf(context, tag_ids);
    return [...new Set(tag_ids)].map((id) => ({ tag_id: id, object_ids: carriers.get(id) ?? [] }));
  },

  list_attached_tags: ({ object_id }, context) =>
    tagIdsOn(context.inventory, objectBehind(context, object_id)),

  /** Objects that are gone, or not the caller's to see, have no tags. */
  list_attached_tags_on_objects: ({ object_ids }, context) =>
    object_ids.map((object_id) => {
      const object = seenObject(context, object_id);
      return { object_id, tag_ids: object ? tagIdsOn(context.inventory, object) : [] };
    }),

  list_attachable_tags: ({ object_id }, context) =>
    attachableTags(context, objectBehind(context, object_id)).map(({ id }) => id),
});

/** Objects that carry the tags and that the caller sees, by tag id. */
export function carriersOf(
  context: VapiContext,
  tagIds: readonly string[],
): ReadonlyMap<string, readonly VapiStdDynamicID[]> {
  const found = objectsByTag(context.inventory, tagIds);
  return new Map(
    [...found].map(([id, objects]) => [
      id,
      objects
        .filter((object) => isSeen(context, object))
        .map(({ type, value }) => ({ type, id: value })),
    ]),
  );
}

/** Throws ManagedObjectNotFound, also for what the caller may not see. */
function objectBehind(context: VapiContext, { type, id }: VapiStdDynamicID): Ref {
  const object = taggable(context, type, id);
  context.authorization.demand(context.session.userName, 'System.Read', object);
  return object;
}

function seenObject(context: VapiContext, id: VapiStdDynamicID): Ref | undefined {
  try {
    return objectBehind(context, id);
  } catch (error) {
    if (error instanceof VimFault) return undefined;
    throw error;
  }
}

function isSeen({ authorization, session }: VapiContext, object: Ref): boolean {
  return authorization.holds(session.userName, 'System.Read', object);
}

function batch<T>(all: readonly T[], act: (one: T) => void): CisTaggingTagAssociationBatchResult {
  const errors = all.flatMap((one) => {
    try {
      act(one);
      return [];
    } catch (error) {
      if (!(error instanceof VimFault)) throw error;
      const { id, default_message, args = [] } = messageOfFault(error);
      return [{ id, default_message, args }];
    }
  });
  return { success: errors.length === 0, error_messages: errors };
}
