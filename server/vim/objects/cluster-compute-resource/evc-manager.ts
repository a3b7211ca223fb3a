/**
 * The object that manages a cluster's EVC mode: made when somebody asks for it first.
 */
import { create } from '../../../inventory/change.ts';
import { isReference, type Ref, reference } from '../../../vmodl/reference.ts';
import type { MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';

const NUMBER = /\d+$/;

export const evcManagerMethods: MethodTable<'ClusterComputeResource'> = {
  EvcManager(self, _args, context) {
    const known: unknown = context.inventory.read(self as Ref, '_evcManager');
    if (isReference(known)) return known as Ref<'ClusterEVCManager'>;
    const id = `evcmanager-${NUMBER.exec(self.value)?.[0] ?? self.value}`;
    const ref = reference('ClusterEVCManager', id);
    context.inventory.apply([create(ref, { managedCluster: self })], causeOf(context));
    return ref;
  },
};
