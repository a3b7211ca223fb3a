/**
 * What the managers of hosts have in common: which host they belong to, and how to show a piece of
 * that host's state as their own property.
 */
import type { Inventory } from '../inventory/inventory.ts';
import type { Derivation, Reader, Relation } from '../inventory/schema.ts';
import { over } from '../inventory/schema.ts';
import type { HostConfigInfo } from '../vmodl/generated/data.ts';
import type { ManagedProps } from '../vmodl/generated/managed.ts';
import { isReference, type Ref } from '../vmodl/reference.ts';
import type { Value } from '../vmodl/value.ts';

/** Stored property of every manager of a host: the host. */
const HOST = '_host';

/** A host's managers go with it. */
export const HOST_MANAGER_RELATION: Relation = {
  from: 'ManagedObject',
  property: HOST,
  inverse: ['HostSystem', '_managers'],
  onDestroy: 'cascade',
};

/** The host whose manager this is; undefined for managers of vCenter Server itself. */
export function hostOf(inventory: Inventory, manager: Ref): Ref<'HostSystem'> | undefined {
  const host = inventory.read(manager, HOST);
  return isReference(host) ? (host as Ref<'HostSystem'>) : undefined;
}

/** As `hostOf`, for types which only hosts have. */
export function demandHostOf(inventory: Inventory, manager: Ref): Ref<'HostSystem'> {
  const host = hostOf(inventory, manager);
  if (!host) throw new Error(`${manager.value} belongs to no host`);
  return host;
}

/** `config` of the host whose manager this is, for derivations that read over `_host`. */
export function ownConfig(self: Ref, read: Reader): HostConfigInfo | undefined {
  return ownProperty(self, read, 'config');
}

type HostProps = ManagedProps['HostSystem'];

function ownProperty<P extends keyof HostProps & string>(
  self: Ref,
  read: Reader,
  property: P,
): HostProps[P] | undefined {
  const host = read(self, HOST);
  return isReference(host) ? (read(host, property) as HostProps[P] | undefined) : undefined;
}

/** Derives a manager's property from one top-level property of its host. */
export function fromHost<P extends keyof HostProps & string>(
  type: string,
  property: string,
  source: P,
  pick: (value: NonNullable<HostProps[P]>, self: Ref) => unknown,
): Derivation {
  return {
    type,
    property,
    reads: [over(HOST, [source])],
    derive: (self, read) => {
      const value = ownProperty(self, read, source);
      return value === undefined || value === null
        ? undefined
        : (pick(value as NonNullable<HostProps[P]>, self) as Value | undefined);
    },
  };
}

/** A property which is a member of `HostSystem.config`, or `otherwise` where the host has none. */
export function fromConfig<K extends keyof HostConfigInfo & string>(
  type: string,
  property: string,
  member: K,
  otherwise?: () => NonNullable<HostConfigInfo[K]>,
): Derivation {
  return fromHost(type, property, 'config', (config) => config?.[member] ?? otherwise?.());
}
