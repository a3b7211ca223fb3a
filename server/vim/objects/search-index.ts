/**
 * SearchIndex: finds entities by UUID, address, DNS name, file or path, without walking the tree.
 */
import { VimFault } from '../../vmodl/fault.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Context, objectType } from '../method.ts';
import { Caller } from '../property-collector/caller.ts';
import type { SearchKey } from '../search/entity-index.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';

/** `[datastore] folder/file.vmx` */
const DATASTORE_PATH = /^\[([^\]]+)\]\s*(\S.*)$/;

type EntityRef = Ref<Kinds['ManagedEntity']>;

interface Search {
  readonly datacenter?: Ref | undefined;
  readonly key: SearchKey;
  readonly text: string;
}

export const searchIndex = objectType({
  type: 'SearchIndex',
  methods: {
    FindByUuid: (_self, args, context) => first(search(uuidSearch(args), context)),
    FindAllByUuid: (_self, args, context) => search(uuidSearch(args), context),
    FindByDnsName: (_self, args, context) => first(search(dnsSearch(args), context)),
    FindAllByDnsName: (_self, args, context) => search(dnsSearch(args), context),
    FindByIp: (_self, args, context) => first(search(ipSearch(args), context)),
    FindAllByIp: (_self, args, context) => search(ipSearch(args), context),

    FindByDatastorePath(_self, { datacenter, path }, context) {
      const [, name, file] = DATASTORE_PATH.exec(path) ?? [];
      if (!name || !file) throw new VimFault('InvalidDatastorePath', { datastorePath: path });
      const home = context.inventory.demand(datacenter);
      if (!hasDatastore(context, home, name)) throw new VimFault('InvalidDatastore', { name });
      const found = search({ datacenter, key: 'vm.path', text: `[${name}] ${file}` }, context);
      return found.find(isVirtualMachine);
    },

    /** `folder/datacenter/vm/name`, from below the root folder; slashes in names are `%2f`. */
    FindByInventoryPath(_self, { inventoryPath }, context) {
      let at: Ref | undefined = context.inventory.find(ROOT_FOLDER.value);
      for (const name of inventoryPath.split('/').filter((step) => step !== '')) {
        at = at && context.entityIndex.child(at, name);
      }
      return visible(at, context);
    },

    FindChild(_self, { entity, name }, context) {
      const parent = context.inventory.demand(entity);
      return visible(context.entityIndex.child(parent, name), context);
    },
  },
});

interface SearchArgs {
  readonly datacenter?: Ref | undefined;
  readonly vmSearch: boolean;
}

function uuidSearch(
  args: SearchArgs & { readonly uuid: string; readonly instanceUuid?: boolean | undefined },
): Search {
  const vmKey = args.instanceUuid ? 'vm.instanceUuid' : 'vm.uuid';
  const key = args.vmSearch ? vmKey : 'host.uuid';
  return { datacenter: args.datacenter, key, text: args.uuid };
}

function dnsSearch({ datacenter, dnsName, vmSearch }: SearchArgs & { readonly dnsName: string }) {
  return { datacenter, key: vmSearch ? 'vm.dns' : 'host.dns', text: dnsName } as const;
}

function ipSearch({ datacenter, ip, vmSearch }: SearchArgs & { readonly ip: string }) {
  return { datacenter, key: vmSearch ? 'vm.ip' : 'host.ip', text: ip } as const;
}

/** What is found, within the datacenter, as far as the caller may see it. */
function search({ datacenter, key, text }: Search, context: Context): EntityRef[] {
  const { entityIndex, inventory } = context;
  const home = datacenter && inventory.demand(datacenter);
  const found = entityIndex.find(key, text).filter((ref) => !home || entityIndex.isIn(ref, home));
  return found.flatMap((ref) => visible(ref, context) ?? []);
}

function visible(ref: Ref | undefined, context: Context): EntityRef | undefined {
  if (!ref || !isEntity(ref, context)) return undefined;
  const caller = new Caller(context, context.session, context.call.rank);
  return caller.unrestricted || caller.sees(ref) ? ref : undefined;
}

function isEntity(ref: Ref, { catalog }: Context): ref is EntityRef {
  return catalog.isA(ref.type, 'ManagedEntity');
}

function first(refs: readonly EntityRef[]): EntityRef | undefined {
  return refs[0];
}

function hasDatastore({ inventory, entityIndex }: Context, datacenter: Ref, name: string): boolean {
  return inventory
    .ofType('Datastore')
    .some((ref) => inventory.read(ref, 'name') === name && entityIndex.isIn(ref, datacenter));
}

function isVirtualMachine(ref: Ref): ref is Ref<'VirtualMachine'> {
  return ref.type === 'VirtualMachine';
}
