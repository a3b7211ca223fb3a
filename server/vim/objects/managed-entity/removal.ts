/**
 * What the removals of all kinds of entities share: who asks, and the lists of others in which the removed
 * object is named (rules, groups, overrides of a cluster).
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import { isReference, type Ref } from '../../../vmodl/reference.ts';
import { member, type Value } from '../../../vmodl/value.ts';
import type { Context } from '../../method.ts';

/** On whose behalf something is removed. */
export interface Removal {
  readonly context: Context;
  /** Event chain of the task or call. */
  readonly chainId: number;
  /** The task itself, which does not count as work in progress on what it removes. */
  readonly task?: Ref | undefined;
}

export function removalEvent(
  { context, chainId }: Removal,
  type: string,
  about: Ref,
  members: Readonly<Record<string, unknown>> = {},
): Change {
  const userName = context.session?.userName;
  return context.events.change({ type, about, chainId, members, userName });
}

/** Takes objects out of the settings of clusters and datastore clusters. */
export function forgetInSettings({ context }: Removal, gone: readonly Ref[]): Change[] {
  const { inventory } = context;
  const ids = new Set(gone.map(({ value }) => value));
  const places = [
    ...inventory.ofType('ClusterComputeResource').map((ref) => [ref, 'configurationEx'] as const),
    ...inventory.ofType('StoragePod').map((ref) => [ref, 'podStorageDrsEntry'] as const),
  ];
  return places
    .filter(([ref]) => !ids.has(ref.value))
    .flatMap(([ref, property]) => forgottenIn(ref, property, ids, inventory));
}

/** Takes hosts and VMs that leave a cluster, and stay in the inventory, out of its settings. */
export function forgetInCluster(
  cluster: Ref,
  gone: readonly Ref[],
  { inventory }: Pick<Context, 'inventory'>,
): Change[] {
  if (cluster.type !== 'ClusterComputeResource') return [];
  const ids = new Set(gone.map(({ value }) => value));
  return forgottenIn(cluster, 'configurationEx', ids, inventory);
}

function forgottenIn(
  ref: Ref,
  property: string,
  ids: ReadonlySet<string>,
  inventory: Context['inventory'],
): Change[] {
  const before: unknown = inventory.read(ref, property);
  const after = withoutReferences(before, ids);
  return after === before ? [] : [assign(ref, property, after as Value)];
}

/**
 * The value without items of lists that are, or by `key`, `vm` or `host` stand for, one of the objects.
 * The same value when none was there.
 */
function withoutReferences(value: unknown, ids: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null || isReference(value)) return value;
  if (Array.isArray(value)) {
    const kept = value.filter((item: unknown) => !standsFor(item, ids));
    const items = kept.map((item: unknown) => withoutReferences(item, ids));
    const same = items.length === value.length && items.every((item, at) => item === value[at]);
    return same ? value : items;
  }
  const copy: Record<string, unknown> = {};
  let changed = false;
  for (const [name, inner] of Object.entries(value)) {
    copy[name] = withoutReferences(inner, ids);
    changed ||= copy[name] !== inner;
  }
  return changed ? copy : value;
}

function standsFor(item: unknown, ids: ReadonlySet<string>): boolean {
  if (isReference(item)) return ids.has(item.value);
  return ['key', 'vm', 'host'].some((name) => {
    const ref = member(item, name);
    return isReference(ref) && ids.has(ref.value);
  });
}

/** ResourceInUse, naming what is in use. */
export function inUse(self: Ref, { inventory }: Pick<Context, 'inventory'>): VimFault {
  const name = String(inventory.read(self, 'name') ?? '');
  const text = `The resource '${name}' is in use.`;
  return new VimFault('ResourceInUse', { type: self.type, name }, text);
}
