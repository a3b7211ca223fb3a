/**
 * DatastoreNamespaceManager: folders on datastores which know no folders at their top, vSAN and virtual
 * volumes. Datastores here are of other kinds, on which FileManager makes folders: what is asked of
 * them through this manager faults as a real server faults.
 */
import { invalidArgument } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { demandPrivilege } from '../authorization/demand-privilege.ts';
import { parseDatastorePath, targetOfUrl } from '../datastore-files/datastore-path.ts';
import { invalidDatastore, invalidPath } from '../datastore-files/file-faults.ts';
import { datastoreIn } from '../datastore-files/file-place.ts';
import { type Context, objectType } from '../method.ts';

export const datastoreNamespaceManager = objectType({
  type: 'DatastoreNamespaceManager',
  methods: {
    CreateDirectory(_self, { datastore }, { inventory }) {
      const found = inventory.demand(datastore);
      throw invalidDatastore(inventory.read(found, 'name') ?? '', found);
    },

    DeleteDirectory(_self, { datacenter, datastorePath }, context) {
      throw notANamespace(datastorePath, datacenter, context);
    },

    IncreaseDirectorySize(_self, { datacenter, stableName }, context) {
      throw notANamespace(stableName, datacenter, context);
    },

    QueryDirectoryInfo(_self, { datacenter, stableName }, context) {
      throw notANamespace(stableName, datacenter, context);
    },

    ConvertNamespacePathToUuidPath(_self, { namespaceUrl }) {
      const named = /^ds:\/\/\/vmfs\/volumes\/([^/]+)/.exec(namespaceUrl)?.[1];
      throw named === undefined ? invalidPath(namespaceUrl) : invalidDatastore(named);
    },
  },
});

/** The fault for a path on a datastore that has no namespaces; throws for what is no such path. */
function notANamespace(
  path: string,
  datacenter: Ref<'Datacenter'> | undefined,
  context: Context,
): Error {
  const { inventory } = context;
  const stable = /^\/vmfs\/volumes\/([^/]+)\/./.exec(path)?.[1];
  const parsed = parseDatastorePath(path);
  if (stable !== undefined) return invalidDatastore(stable);
  if (!parsed || targetOfUrl(path) !== undefined) return invalidPath(path);
  if (!datacenter) return invalidArgument('datacenter');
  const datastore = datastoreIn(inventory, inventory.demand(datacenter), parsed.datastore);
  if (datastore) demandPrivilege(context, 'Datastore.Config', datastore);
  return invalidDatastore(parsed.datastore, datastore);
}
