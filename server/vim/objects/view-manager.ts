/**
 * ViewManager: makes the views by which clients name many objects with one reference.
 */
import { invalidArgument } from '../../vmodl/fault.ts';
import { type Context, objectType } from '../method.ts';
import { notFound } from '../property-collector/filter.ts';
import { ownReferences } from '../sessions/own-references.ts';
import { membersOf, resolve } from '../views/resolve.ts';
import { ContainerMembers, InventoryMembers, ListMembers } from '../views/view-members.ts';

export const viewManager = objectType({
  type: 'ViewManager',
  lives: [
    {
      type: 'ViewManager',
      property: 'viewList',
      show: (base, { viewer }) => ownReferences(base, viewer.sessionKey),
    },
  ],
  methods: {
    CreateContainerView(self, { container, type, recursive }, context) {
      const { views, inventory, session } = context;
      const root = inventory.demand(container);
      if (!views.containment.isContainer(root.type)) throw invalidArgument('container');
      const accepts = typeFilter(context, type ?? []);
      const members = new ContainerMembers(views.containment, {
        container: root,
        accepts,
        recursive,
      });
      const properties = { container: root, type, recursive };
      return views.create(session, { type: 'ContainerView', manager: self, members, properties });
    },

    CreateListView(self, { obj }, context) {
      const { refs, unresolved } = resolve(context, obj ?? []);
      const [missing] = unresolved;
      if (missing) throw notFound(context.catalog, missing);
      const members = new ListMembers(refs);
      return context.views.create(context.session, { type: 'ListView', manager: self, members });
    },

    CreateListViewFromView(self, { view }, context) {
      const members = new ListMembers(membersOf(context, view));
      return context.views.create(context.session, { type: 'ListView', manager: self, members });
    },

    CreateInventoryView(self, _args, { views, session }) {
      const members = new InventoryMembers(views.containment, []);
      return views.create(session, { type: 'InventoryView', manager: self, members });
    },
  },
});

/** Matches a type or a subtype of any of those named; all when none is. */
function typeFilter({ catalog, call }: Context, names: readonly string[]) {
  for (const name of names) {
    const known = catalog.managed(name);
    if (!known || known.rank > call.rank) throw invalidArgument('type');
  }
  const answers = new Map<string, boolean>();
  return (type: string): boolean => {
    const known = answers.get(type);
    if (known !== undefined) return known;
    const answer = names.length === 0 || names.some((name) => catalog.isA(type, name));
    answers.set(type, answer);
    return answer;
  };
}
