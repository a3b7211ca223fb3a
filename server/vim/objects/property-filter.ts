/**
 * PropertyFilter: one question of a client, asked of a property collector again and again.
 */
import { destroy } from '../../inventory/change.ts';
import { objectType } from '../method.ts';

export const propertyFilter = objectType({
  type: 'PropertyFilter',
  transient: true,
  methods: {
    DestroyPropertyFilter(self, _args, { inventory }) {
      inventory.apply([destroy(self)]);
    },
  },
});
