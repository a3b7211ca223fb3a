/**
 * CryptoManagerKmip: key providers of this vCenter Server, as definitions. No key server is ever
 * spoken to, so there are no keys.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { KmipClusterInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Context, objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

type Self = Ref<'CryptoManagerKmip'>;

const MANAGEMENT_TYPES: readonly string[] = ['vCenter', 'trustAuthority', 'nativeProvider'];

export const cryptoManagerKmip = objectType({
  type: 'CryptoManagerKmip',
  methods: {
    ListKmipServers: (self, { limit }, context) =>
      clusters(context, self).slice(0, limit ?? undefined),

    ListKmsClusters: (self, { includeKmsServers }, context) =>
      clusters(context, self).map((cluster) => {
        const { _typeName, ...members } = cluster;
        return includeKmsServers === false
          ? build('KmipClusterInfo', { ...members, servers: undefined })
          : cluster;
      }),

    ListKeys: () => [],

    GetDefaultKmsCluster: (self, { entity }, context) => {
      if (entity) context.inventory.demand(entity);
      return clusters(context, self).find(({ useAsDefault }) => useAsDefault)?.clusterId;
    },

    /** Nobody answers for a provider: those who ask hear that it is not active. */
    IsKmsClusterActive: (self, { cluster }, context) => {
      if (cluster) demandCluster(context, self, cluster.id);
      return false;
    },

    QueryCryptoKeyStatus: (_self, { keyIds = [] }) =>
      keyIds.map((keyId) =>
        build('CryptoManagerKmipCryptoKeyStatus', { keyId, keyAvailable: false }),
      ),

    RegisterKmsCluster: (self, { clusterId, managementType }, context) => {
      const known = clusters(context, self);
      if (clusterId.id === '' || known.some((each) => each.clusterId.id === clusterId.id)) {
        throw invalidArgument('clusterId');
      }
      if (managementType !== undefined && !MANAGEMENT_TYPES.includes(managementType)) {
        throw invalidArgument('managementType');
      }
      const added = build('KmipClusterInfo', {
        clusterId,
        servers: [],
        useAsDefault: false,
        managementType: managementType ?? 'vCenter',
      });
      store(context, self, [...known, added]);
    },

    UnregisterKmsCluster: (self, { clusterId }, context) => {
      const old = demandCluster(context, self, clusterId.id);
      store(
        context,
        self,
        clusters(context, self).filter((each) => each !== old),
      );
    },

    MarkDefault: (self, { clusterId }, context) => makeDefault(context, self, clusterId.id),

    SetDefaultKmsCluster: (self, { entity, clusterId }, context) => {
      if (entity) throw invalidArgument('entity');
      makeDefault(context, self, clusterId?.id);
    },

    RegisterKmipServer: (self, { server }, context) => {
      const old = demandCluster(context, self, server.clusterId.id);
      const servers = old.servers ?? [];
      if (servers.some(({ name }) => name === server.info.name)) throw invalidArgument('server');
      replace(context, self, old, { servers: [...servers, server.info] });
    },

    UpdateKmipServer: (self, { server }, context) => {
      const old = demandServer(context, self, server.clusterId.id, server.info.name);
      const servers = (old.servers ?? []).map((each) =>
        each.name === server.info.name ? server.info : each,
      );
      replace(context, self, old, { servers });
    },

    RemoveKmipServer: (self, { clusterId, serverName }, context) => {
      const old = demandServer(context, self, clusterId.id, serverName);
      const servers = (old.servers ?? []).filter(({ name }) => name !== serverName);
      replace(context, self, old, { servers });
    },
  },
});

function clusters({ inventory }: Context, self: Self): readonly KmipClusterInfo[] {
  return inventory.read(self, 'kmipServers') ?? [];
}

function demandCluster(context: Context, self: Self, id: string): KmipClusterInfo {
  const found = clusters(context, self).find(({ clusterId }) => clusterId.id === id);
  if (!found) throw invalidArgument('clusterId');
  return found;
}

function demandServer(context: Context, self: Self, id: string, name: string): KmipClusterInfo {
  const cluster = demandCluster(context, self, id);
  if (!cluster.servers?.some((server) => server.name === name)) throw invalidArgument('server');
  return cluster;
}

/** Makes one provider the default; without an id, none is. */
function makeDefault(context: Context, self: Self, id: string | undefined): void {
  if (id !== undefined) demandCluster(context, self, id);
  store(
    context,
    self,
    clusters(context, self).map(({ _typeName, ...members }) =>
      build('KmipClusterInfo', { ...members, useAsDefault: members.clusterId.id === id }),
    ),
  );
}

function replace(
  context: Context,
  self: Self,
  old: KmipClusterInfo,
  members: Pick<KmipClusterInfo, 'servers'>,
): void {
  const { _typeName, ...rest } = old;
  const changed = build('KmipClusterInfo', { ...rest, ...members });
  store(
    context,
    self,
    clusters(context, self).map((each) => (each === old ? changed : each)),
  );
}

function store(context: Context, self: Self, kmipServers: readonly KmipClusterInfo[]): void {
  context.inventory.apply([assign(self, 'kmipServers', kmipServers)], causeOf(context));
}
