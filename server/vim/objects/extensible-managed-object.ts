/**
 * ExtensibleManagedObject: custom values, which every inventory object may have.
 */
import type { CustomFieldDef } from '../../vmodl/generated/data.ts';
import { CUSTOM_FIELDS_MANAGER, setCustomValue } from '../custom-values.ts';
import { objectType } from '../method.ts';

/** Types that take the fields of another type too. */
const SUPERTYPES: Readonly<Record<string, string>> = {
  VmwareDistributedVirtualSwitch: 'DistributedVirtualSwitch',
  DistributedVirtualPortgroup: 'Network',
  OpaqueNetwork: 'Network',
  ClusterComputeResource: 'ComputeResource',
  VirtualApp: 'ResourcePool',
  StoragePod: 'Folder',
};

export const extensibleManagedObject = objectType({
  type: 'ExtensibleManagedObject',
  methods: {
    setCustomValue: (self, { key, value }, context) => {
      setCustomValue(context, self, { name: key }, value);
    },
  },
  derivations: [
    { type: 'ExtensibleManagedObject', property: 'value', reads: [], derive: () => [] },
    {
      type: 'ManagedEntity',
      property: 'customValue',
      reads: ['value'],
      derive: (self, read) => read(self, 'value'),
    },
  ],
  lives: [
    {
      type: 'ExtensibleManagedObject',
      property: 'availableField',
      show: (_base, { self, read }) => {
        const fields = (read(CUSTOM_FIELDS_MANAGER, 'field') ?? []) as readonly CustomFieldDef[];
        const types = [self.type, SUPERTYPES[self.type], 'ManagedEntity'];
        return fields.filter(
          ({ managedObjectType }) =>
            managedObjectType === undefined || types.includes(managedObjectType),
        );
      },
    },
  ],
});
