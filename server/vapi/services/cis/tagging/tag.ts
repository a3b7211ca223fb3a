/** `com.vmware.cis.tagging.tag`. */
import { demandCategory, demandTag } from '../../../../vim/tagging/rules.ts';
import { tagsOf } from '../../../../vim/tagging/tag-store.ts';
import { createTag, deleteTag, updateTag, useTag } from '../../../../vim/tagging/tags.ts';
import { vapiService } from '../../../service.ts';

export const tag = vapiService('com.vmware.cis.tagging.tag', {
  create: ({ create_spec: { name, description, category_id, tag_id } }, context) =>
    createTag(context, { name, description, categoryId: category_id, id: tag_id }),

  get({ tag_id }, context) {
    const { id, name, description, categoryId, usedBy } = demandTag(context, tag_id);
    return { id, name, description, category_id: categoryId, used_by: usedBy };
  },

  update: ({ tag_id, update_spec }, context) => updateTag(context, tag_id, update_spec),

  delete: ({ tag_id }, context) => deleteTag(context, tag_id),

  list: (_input, { inventory }) => tagsOf(inventory).map(({ id }) => id),

  list_tags_for_category({ category_id }, context) {
    demandCategory(context, category_id);
    return tagsOf(context.inventory).flatMap(({ id, categoryId }) =>
      categoryId === category_id ? [id] : [],
    );
  },

  list_used_tags: ({ used_by_entity }, { inventory }) =>
    tagsOf(inventory).flatMap(({ id, usedBy }) => (usedBy.includes(used_by_entity) ? [id] : [])),

  add_to_used_by: ({ tag_id, used_by_entity }, context) =>
    useTag(context, tag_id, used_by_entity, true),

  remove_from_used_by: ({ tag_id, used_by_entity }, context) =>
    useTag(context, tag_id, used_by_entity, false),
});
