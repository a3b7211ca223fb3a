/**
 * IpPoolManager: pools of addresses, per datacenter.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { IpPool } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import {
  addressesIn,
  type DatacenterPool,
  poolKey,
  readAllocations,
  readPools,
  writeAllocations,
  writePools,
} from '../ip-pools.ts';
import { type Context, objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

type Self = Ref<'IpPoolManager'>;
type Datacenter = Ref<'Datacenter'>;

const CONFIGURE = 'Datacenter.IpPoolConfig';
const QUERY = 'Datacenter.IpPoolQueryAllocations';
const RELEASE = 'Datacenter.IpPoolReleaseIp';

export const ipPoolManager = objectType({
  type: 'IpPoolManager',
  methods: {
    QueryIpPools: (self, { dc }, context) => {
      const datacenter = demand(context, dc, 'System.Read');
      return readPools(context.inventory, self)
        .filter((each) => each.datacenter === datacenter.value)
        .map(({ pool }) => counted(context, self, datacenter, pool));
    },

    CreateIpPool: (self, { dc, pool }, context) => {
      const { inventory } = context;
      const datacenter = demand(context, dc, CONFIGURE);
      const pools = readPools(inventory, self);
      demandSound(pools, datacenter, pool);

      const id = inventory.counter('ipPool');
      const added = { datacenter: datacenter.value, pool: settled(pool, id) };
      store(context, self, [...pools, added]);
      return id;
    },

    UpdateIpPool: (self, { dc, pool }, context) => {
      const datacenter = demand(context, dc, CONFIGURE);
      const pools = readPools(context.inventory, self);
      const id = pool.id ?? 0;
      const old = demandPool(pools, datacenter, id);
      demandSound(
        pools.filter((each) => each !== old),
        datacenter,
        pool,
      );
      const changed = { datacenter: datacenter.value, pool: settled({ ...old.pool, ...pool }, id) };
      store(
        context,
        self,
        pools.map((each) => (each === old ? changed : each)),
      );
    },

    DestroyIpPool: (self, { dc, id, force }, context) => {
      const datacenter = demand(context, dc, CONFIGURE);
      const pools = readPools(context.inventory, self);
      const old = demandPool(pools, datacenter, id);
      const key = poolKey(datacenter, id);
      const allocations = readAllocations(context.inventory, self);
      const used = allocations.some(({ pool }) => pool === key);
      if (!force && (used || (old.pool.networkAssociation?.length ?? 0) > 0)) {
        throw new VimFault('InvalidState');
      }
      context.inventory.apply(
        [
          assign(self, '_pools', writePools(pools.filter((each) => each !== old))),
          assign(
            self,
            '_allocations',
            writeAllocations(allocations.filter(({ pool }) => pool !== key)),
          ),
        ],
        causeOf(context),
      );
    },

    AllocateIpv4Address: (self, { dc, poolId, allocationId }, context) => {
      const datacenter = demand(context, dc, CONFIGURE);
      const { pool } = demandPool(readPools(context.inventory, self), datacenter, poolId);
      const key = poolKey(datacenter, poolId);
      const allocations = readAllocations(context.inventory, self);
      const mine = allocations.filter((each) => each.pool === key);
      const known = mine.find(({ allocation }) => allocation.allocationId === allocationId);
      if (known) return known.allocation.ipAddress;

      const taken = new Set(mine.map(({ allocation }) => allocation.ipAddress));
      const ipAddress = addressesIn(pool.ipv4Config?.range)?.find((each) => !taken.has(each));
      if (ipAddress === undefined) throw invalidArgument('poolId');
      const allocation = build('IpPoolManagerIpAllocation', { ipAddress, allocationId });
      context.inventory.apply(
        [
          assign(
            self,
            '_allocations',
            writeAllocations([...allocations, { pool: key, allocation }]),
          ),
        ],
        causeOf(context),
      );
      return ipAddress;
    },

    ReleaseIpAllocation: (self, { dc, poolId, allocationId }, context) => {
      const datacenter = demand(context, dc, RELEASE);
      demandPool(readPools(context.inventory, self), datacenter, poolId);
      const key = poolKey(datacenter, poolId);
      const rest = readAllocations(context.inventory, self).filter(
        ({ pool, allocation }) => pool !== key || allocation.allocationId !== allocationId,
      );
      context.inventory.apply(
        [assign(self, '_allocations', writeAllocations(rest))],
        causeOf(context),
      );
    },

    QueryIPAllocations: (self, { dc, poolId }, context) => {
      const datacenter = demand(context, dc, QUERY);
      demandPool(readPools(context.inventory, self), datacenter, poolId);
      const key = poolKey(datacenter, poolId);
      return readAllocations(context.inventory, self)
        .filter(({ pool }) => pool === key)
        .map(({ allocation }) => allocation);
    },
  },
});

function demand({ authorization, inventory, session }: Context, dc: Datacenter, privilege: string) {
  const datacenter = inventory.demand(dc);
  authorization.demand(session.userName, privilege, datacenter);
  return datacenter;
}

function demandPool(
  pools: readonly DatacenterPool[],
  datacenter: Datacenter,
  id: number,
): DatacenterPool {
  const found = pools.find((each) => each.datacenter === datacenter.value && each.pool.id === id);
  if (!found) throw invalidArgument('id');
  return found;
}

/** A pool has a name of its own in its datacenter, and a range that can be read. */
function demandSound(
  others: readonly DatacenterPool[],
  datacenter: Datacenter,
  pool: IpPool,
): void {
  if (pool.name === undefined || pool.name === '') throw invalidArgument('pool.name');
  const taken = others.some(
    (each) => each.datacenter === datacenter.value && each.pool.name === pool.name,
  );
  if (taken) throw invalidArgument('pool.name');
  if (!addressesIn(pool.ipv4Config?.range)) throw invalidArgument('pool.ipv4Config.range');
}

/** The pool as it is kept: counts are told from the allocations, not kept. */
function settled(pool: IpPool, id: number): IpPool {
  const { _typeName, ...members } = pool;
  return build('IpPool', {
    ...members,
    id,
    availableIpv4Addresses: undefined,
    availableIpv6Addresses: undefined,
    allocatedIpv4Addresses: undefined,
    allocatedIpv6Addresses: undefined,
  });
}

function counted(context: Context, self: Self, datacenter: Datacenter, pool: IpPool): IpPool {
  const key = poolKey(datacenter, pool.id ?? 0);
  const { inventory } = context;
  const used = readAllocations(inventory, self).filter((each) => each.pool === key).length;
  const total = addressesIn(pool.ipv4Config?.range)?.length ?? 0;
  const { _typeName, ...members } = pool;
  return build('IpPool', {
    ...members,
    availableIpv4Addresses: total - used,
    availableIpv6Addresses: 0,
    allocatedIpv4Addresses: used,
    allocatedIpv6Addresses: 0,
  });
}

function store(context: Context, self: Self, pools: readonly DatacenterPool[]): void {
  context.inventory.apply([assign(self, '_pools', writePools(pools))], causeOf(context));
}
