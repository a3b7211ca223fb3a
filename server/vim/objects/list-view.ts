/**
 * ListView: a view whose members the client names.
 */
import type { Ref } from '../../vmodl/reference.ts';
import { type Context, objectType } from '../method.ts';
import { membersOf, resolve } from '../views/resolve.ts';
import { ListMembers } from '../views/view-members.ts';

export const listView = objectType({
  type: 'ListView',
  methods: {
    /** Answers with what could not be added because it does not exist. */
    ModifyListView(self, { add, remove }, context) {
      const { refs, unresolved } = resolve(context, add ?? []);
      const gone = new Set((remove ?? []).map((ref) => ref.value));
      const members = [...current(self, context), ...refs];
      replace(
        self,
        members.filter((ref) => !gone.has(ref.value)),
        context,
      );
      return unresolved;
    },

    ResetListView(self, { obj }, context) {
      const { refs, unresolved } = resolve(context, obj ?? []);
      replace(self, refs, context);
      return unresolved;
    },

    ResetListViewFromView(self, { view }, context) {
      replace(self, membersOf(context, view), context);
    },
  },
});

function current(self: Ref, { views }: Context): readonly Ref[] {
  return views.membersOf(self)?.refs() ?? [];
}

function replace(self: Ref, refs: readonly Ref[], { views }: Context): void {
  views.replace(self, new ListMembers(refs));
}
