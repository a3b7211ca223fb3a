/**
 * What of an entity is as it is now, whatever the sample: space, and counts which remember by themselves.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { DatastoreSummary } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_KB } from '../../vmodl/units.ts';
import { member } from '../../vmodl/value.ts';
import { type OperationCounter, operationsAt } from '../operation-counts.ts';
import type { EntityFacts } from './figures/figure.ts';

type Space = Omit<EntityFacts, 'failoverLevel' | 'operations'>;

const NO_SPACE: Space = { usedKb: 0, provisionedKb: 0, unsharedKb: 0, capacityKb: 0 };

export function entityFacts(inventory: Inventory, entity: Ref): EntityFacts {
  return {
    ...spaceOf(inventory, entity),
    failoverLevel: failoverLevel(inventory, entity),
    operations: (name, ms) => operationsAt(inventory, entity, name as OperationCounter, ms),
  };
}

function spaceOf(inventory: Inventory, entity: Ref): Space {
  switch (entity.type) {
    case 'VirtualMachine':
      return vmSpace(inventory, entity as Ref<'VirtualMachine'>);
    case 'Datastore':
      return datastoreSpace(inventory.read(entity as Ref<'Datastore'>, 'summary'));
    case 'StoragePod':
      return podSpace(inventory, entity as Ref<'StoragePod'>);
    default:
      return NO_SPACE;
  }
}

function vmSpace(inventory: Inventory, vm: Ref<'VirtualMachine'>): Space {
  const { storage } = inventory.read(vm, 'summary');
  const committed = Number(storage?.committed ?? 0);
  return {
    usedKb: kilobytes(committed),
    provisionedKb: kilobytes(committed + Number(storage?.uncommitted ?? 0)),
    unsharedKb: kilobytes(Number(storage?.unshared ?? 0)),
    capacityKb: 0,
  };
}

function datastoreSpace({ capacity, freeSpace, uncommitted }: DatastoreSummary): Space {
  const used = Number(capacity) - Number(freeSpace);
  return {
    usedKb: kilobytes(used),
    provisionedKb: kilobytes(used + Number(uncommitted ?? 0)),
    unsharedKb: kilobytes(used),
    capacityKb: kilobytes(Number(capacity)),
  };
}

function podSpace(inventory: Inventory, pod: Ref<'StoragePod'>): Space {
  const members = (inventory.read(pod, 'childEntity') ?? []) as readonly Ref<'Datastore'>[];
  return members
    .map((datastore) => datastoreSpace(inventory.read(datastore, 'summary')))
    .reduce(
      (sum, one) => ({
        usedKb: sum.usedKb + one.usedKb,
        provisionedKb: sum.provisionedKb + one.provisionedKb,
        unsharedKb: sum.unsharedKb + one.unsharedKb,
        capacityKb: sum.capacityKb + one.capacityKb,
      }),
      NO_SPACE,
    );
}

function failoverLevel(inventory: Inventory, entity: Ref): number {
  if (entity.type !== 'ClusterComputeResource') return 0;
  return Number(member(inventory.read(entity, 'summary'), 'currentFailoverLevel') ?? 0);
}

function kilobytes(bytes: number): number {
  return Math.floor(bytes / BYTES_PER_KB);
}
