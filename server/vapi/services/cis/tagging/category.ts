/** `com.vmware.cis.tagging.category`. */
import {
  createCategory,
  deleteCategory,
  updateCategory,
  useCategory,
} from '../../../../vim/tagging/categories.ts';
import { demandCategory } from '../../../../vim/tagging/rules.ts';
import { categoriesOf } from '../../../../vim/tagging/tag-store.ts';
import { vapiService } from '../../../service.ts';

export const category = vapiService('com.vmware.cis.tagging.category', {
  create: (
    { create_spec: { name, description, cardinality, associable_types, category_id } },
    context,
  ) =>
    createCategory(context, {
      ...{ name, description, cardinality, id: category_id },
      associableTypes: associable_types,
    }),

  get({ category_id }, context) {
    const found = demandCategory(context, category_id);
    const { id, name, description, cardinality, associableTypes, usedBy } = found;
    return {
      ...{ id, name, description, cardinality },
      ...{ associable_types: associableTypes, used_by: usedBy },
    };
  },

  update({ category_id, update_spec }, context) {
    const { name, description, cardinality, associable_types: associableTypes } = update_spec;
    updateCategory(context, category_id, { name, description, cardinality, associableTypes });
  },

  delete: ({ category_id }, context) => deleteCategory(context, category_id),

  list: (_input, { inventory }) => categoriesOf(inventory).map(({ id }) => id),

  list_used_categories: ({ used_by_entity }, { inventory }) =>
    categoriesOf(inventory).flatMap(({ id, usedBy }) =>
      usedBy.includes(used_by_entity) ? [id] : [],
    ),

  add_to_used_by: ({ category_id, used_by_entity }, context) =>
    useCategory(context, category_id, used_by_entity, true),

  remove_from_used_by: ({ category_id, used_by_entity }, context) =>
    useCategory(context, category_id, used_by_entity, false),
});
