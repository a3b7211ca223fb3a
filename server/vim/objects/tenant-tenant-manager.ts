/**
 * TenantManager: objects that belong to the provider of the service and not to its tenants.
 */
import { assign } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

type Entity = Ref<Kinds['ManagedEntity']>;

const MARKED = '_serviceProviders';

export const tenantTenantManager = objectType({
  type: 'TenantTenantManager',
  methods: {
    MarkServiceProviderEntities: (self, { entity = [] }, context) => {
      const { inventory } = context;
      const added = entity.map((each) => inventory.demand(each));
      const all = new Map([...marked(inventory, self), ...added].map((ref) => [ref.value, ref]));
      inventory.apply([assign(self, MARKED, [...all.values()])], causeOf(context));
    },

    UnmarkServiceProviderEntities: (self, { entity = [] }, context) => {
      const { inventory } = context;
      const gone = new Set(entity.map((each) => inventory.demand(each).value));
      const rest = marked(inventory, self).filter(({ value }) => !gone.has(value));
      inventory.apply([assign(self, MARKED, rest)], causeOf(context));
    },

    RetrieveServiceProviderEntities: (self, _args, { inventory }) => marked(inventory, self),
  },
});

/** What is marked and still there. */
function marked(inventory: Inventory, self: Ref): readonly Entity[] {
  const refs = (inventory.read(self, MARKED) ?? []) as readonly Entity[];
  return refs.filter((ref) => inventory.has(ref));
}
