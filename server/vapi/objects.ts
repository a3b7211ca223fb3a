/**
 * Objects of the inventory as the vAPI names them: by the bare id of the vim25 API (`vm-12`).
 */

import { VimFault } from '../vmodl/fault.ts';
import type { ManagedMethods } from '../vmodl/generated/managed.ts';
import { type Ref, reference } from '../vmodl/reference.ts';
import { type LocalizableMessage, VapiError } from './error.ts';
import { errorOfFault } from './fault-errors.ts';
import type { VapiContext } from './service.ts';

type ManagedTypeName = keyof ManagedMethods<unknown> & string;

/** What vCenter calls objects of a type, in message ids and in words. */
const NAMES: Readonly<Record<string, readonly [id: string, words: string]>> = {
  VirtualMachine: ['vm', 'Virtual machine'],
  HostSystem: ['host', 'Host'],
  ClusterComputeResource: ['cluster', 'Cluster'],
  Datacenter: ['datacenter', 'Datacenter'],
  Datastore: ['datastore', 'Datastore'],
  Folder: ['folder', 'Folder'],
  Network: ['network', 'Network'],
  ResourcePool: ['resource_pool', 'Resource pool'],
};

const READ = 'System.Read';

/**
 * The object with that id, of that type or a subtype. Throws not_found where there is none, and
 * unauthorized where the caller may not read it.
 */
export function objectOf<T extends ManagedTypeName>(
  context: VapiContext,
  type: T,
  id: string,
): Ref<T> {
  const { inventory, authorization, session, operation } = context;
  const wanted = reference(type, id);
  if (!inventory.has(wanted)) throw new VapiError('not_found', notFound(type, id));
  const ref = inventory.demand(wanted);
  try {
    authorization.demand(session.userName, READ, ref);
  } catch (error) {
    if (error instanceof VimFault) throw errorOfFault(error, operation.errors);
    throw error;
  }
  return ref;
}

/** `Virtual machine with identifier 'vm-9' does not exist.` */
export function notFound(type: string, id: string): LocalizableMessage {
  const [name, words] = NAMES[type] ?? [type.toLowerCase(), type];
  return {
    id: `com.vmware.api.vcenter.${name}.not_found`,
    default_message: `${words} with identifier '${id}' does not exist.`,
    args: [id],
  };
}

/** All objects of a type (and subtypes) which the caller may read, in order of creation. */
export function visibleObjects<T extends ManagedTypeName>(
  { inventory, authorization, session }: VapiContext,
  type: T,
): readonly Ref<T>[] {
  const all = inventory.ofType(type);
  if (authorization.holdsEverything?.(session.userName)) return all;
  return all.filter((ref) => authorization.holds(session.userName, READ, ref));
}

/** vCenter's own limits for lists; what it says beyond them. */
export function refuseTooMany(count: number, limit: number): void {
  if (count <= limit) return;
  throw new VapiError('unable_to_allocate_resource', {
    id: 'com.vmware.api.vcenter.too_many_matches',
    default_message: `More than ${limit} objects match the filter.`,
    args: [String(limit)],
  });
}
