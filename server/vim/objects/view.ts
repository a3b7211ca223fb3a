/**
 * View and what all views share: `view` derives from the members, and DestroyView ends one.
 */
import { destroy } from '../../inventory/change.ts';
import type { Derivation, Relation } from '../../inventory/schema.ts';
import { objectType } from '../method.ts';
import { ViewMembers } from '../views/view-members.ts';

const LISTED: Relation = {
  from: 'View',
  property: '_manager',
  inverse: ['ViewManager', 'viewList'],
  onDestroy: 'ignore',
};

const MEMBERS: Derivation = {
  type: 'ManagedObjectView',
  property: 'view',
  reads: ['_members'],
  derive: (self, read) => {
    const members = read(self, '_members');
    return members instanceof ViewMembers ? members.refs() : [];
  },
};

export const view = objectType({
  type: 'View',
  transient: true,
  relations: [LISTED],
  derivations: [MEMBERS],
  methods: {
    DestroyView(self, _args, { inventory }) {
      inventory.apply([destroy(self)]);
    },
  },
});
