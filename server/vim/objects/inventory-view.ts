/**
 * InventoryView: the inventory as a tree whose folders the client opens and closes.
 */
import type { Ref } from '../../vmodl/reference.ts';
import { type Context, objectType } from '../method.ts';
import { resolve } from '../views/resolve.ts';
import { InventoryMembers } from '../views/view-members.ts';

export const inventoryView = objectType({
  type: 'InventoryView',
  methods: {
    /** Adds the children of entities to the view. Answers with those that do not exist. */
    OpenInventoryViewFolder(self, { entity }, context) {
      const { refs, unresolved } = resolve(context, entity);
      const opened = new Map([...openedIn(self, context), ...refs].map((ref) => [ref.value, ref]));
      replace(self, [...opened.values()], context);
      return unresolved;
    },

    /** Takes the children of entities, and what is below them, out of the view. */
    CloseInventoryViewFolder(self, { entity }, context) {
      const { refs, unresolved } = resolve(context, entity);
      const { containment } = context.views;
      const isClosed = (ref: Ref) =>
        refs.some((closed) => closed === ref || containment.isBelow(ref, closed));
      replace(
        self,
        openedIn(self, context).filter((ref) => !isClosed(ref)),
        context,
      );
      return unresolved;
    },
  },
});

function openedIn(self: Ref, { views }: Context): readonly Ref[] {
  const members = views.membersOf(self);
  return members instanceof InventoryMembers ? members.opened : [];
}

function replace(self: Ref, opened: readonly Ref[], { views }: Context): void {
  views.replace(self, new InventoryMembers(views.containment, opened));
}
