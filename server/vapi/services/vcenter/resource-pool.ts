/** `com.vmware.vcenter.resource_pool`. */
import type { Inventory } from '../../../inventory/inventory.ts';
import { build } from '../../../vmodl/build.ts';
import type { ResourceAllocationInfo } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type {
  VcenterResourcePoolResourceAllocationInfo,
  VcenterResourcePoolResourceAllocationUpdateSpec,
  VcenterResourcePoolSharesInfoLevel,
} from '../../generated/types.ts';
import { objectOf, refuseTooMany, visibleObjects } from '../../objects.ts';
import { vapiService } from '../../service.ts';
import { datacenterOf, fits, nameOf, someFit } from './filters.ts';

type Pool = Ref<'ResourcePool'>;
type Wish = VcenterResourcePoolResourceAllocationUpdateSpec;

const LIST_MAX = 1000;
const LEVELS = { LOW: 'low', NORMAL: 'normal', HIGH: 'high', CUSTOM: 'custom' } as const;
/** Of a new pool, where its maker says nothing. */
const DEFAULT_WISH: Wish = {
  reservation: 0,
  expandable_reservation: true,
  limit: -1,
  shares: { level: 'NORMAL' },
};

export const resourcePool = vapiService('com.vmware.vcenter.resource_pool', {
  get({ resource_pool }, context) {
    const { inventory } = context;
    const self = objectOf(context, 'ResourcePool', resource_pool);
    const { cpuAllocation, memoryAllocation } = inventory.read(self, 'config');
    return {
      name: nameOf(inventory, self),
      resource_pools: (inventory.read(self, 'resourcePool') ?? []).map(({ value }) => value),
      cpu_allocation: shownAllocation(cpuAllocation),
      memory_allocation: shownAllocation(memoryAllocation),
    };
  },

  list({ filter = {} }, context) {
    const { inventory } = context;
    const found = visibleObjects(context, 'ResourcePool').filter(
      (one) =>
        one.type === 'ResourcePool' &&
        fits(filter.resource_pools, one.value) &&
        fits(filter.names, nameOf(inventory, one)) &&
        fits(filter.parent_resource_pools, inventory.read(one, 'parent')?.value) &&
        fits(filter.datacenters, datacenterOf(inventory, one)) &&
        someFit(filter.hosts, hostsOf(inventory, one)) &&
        fits(filter.clusters, inventory.read(one, 'owner').value),
    );
    refuseTooMany(found.length, LIST_MAX);
    return found.map((one) => ({ resource_pool: one.value, name: nameOf(inventory, one) }));
  },

  async create({ spec }, context) {
    const parent = objectOf(context, 'ResourcePool', spec.parent);
    const made = await context.call(parent, 'CreateResourcePool', {
      name: spec.name,
      spec: build('ResourceConfigSpec', {
        cpuAllocation: allocation({ ...DEFAULT_WISH, ...spec.cpu_allocation }),
        memoryAllocation: allocation({ ...DEFAULT_WISH, ...spec.memory_allocation }),
      }),
    });
    return made.value;
  },

  async update({ resource_pool, spec }, context) {
    const self = objectOf(context, 'ResourcePool', resource_pool);
    const { name, cpu_allocation: cpu, memory_allocation: memory } = spec;
    const config =
      cpu || memory
        ? build('ResourceConfigSpec', {
            cpuAllocation: allocation(cpu ?? {}),
            memoryAllocation: allocation(memory ?? {}),
          })
        : undefined;
    await context.call(self, 'UpdateConfig', { name, config });
  },

  async delete({ resource_pool }, context) {
    const self = objectOf(context, 'ResourcePool', resource_pool);
    await context.carryOut(self, 'Destroy_Task', {});
  },
});

/** The host of a pool that is a host's own; those of a cluster belong to no host. */
function hostsOf(inventory: Inventory, pool: Pool): readonly string[] {
  const owner = inventory.read(pool, 'owner');
  if (owner.type === 'ClusterComputeResource') return [];
  return (inventory.read(owner, 'host') ?? []).map(({ value }) => value);
}

function shownAllocation({
  reservation,
  expandableReservation,
  limit,
  shares,
}: ResourceAllocationInfo): VcenterResourcePoolResourceAllocationInfo {
  const level = (shares?.level ?? 'normal').toUpperCase() as VcenterResourcePoolSharesInfoLevel;
  return {
    reservation: Number(reservation ?? 0),
    expandable_reservation: expandableReservation ?? false,
    limit: Number(limit ?? -1),
    shares: { level, shares: level === 'CUSTOM' ? shares?.shares : undefined },
  };
}

function allocation({
  reservation,
  expandable_reservation: expandableReservation,
  limit,
  shares,
}: Wish): ResourceAllocationInfo {
  return build('ResourceAllocationInfo', {
    ...{ reservation, expandableReservation, limit },
    shares:
      shares && build('SharesInfo', { level: LEVELS[shares.level], shares: shares.shares ?? 0 }),
  });
}
