/**
 * Room that files take at their destination while they are being copied (`VirtualMachine._copies`): the
 * source keeps its own until all is there, so that both datastores are charged.
 */
import { assign, type Change } from '../../../../inventory/change.ts';
import type { Relation } from '../../../../inventory/schema.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { type DataObject, data } from '../../../../vmodl/value.ts';
import type { FileMove } from '../../../migrations/move.ts';

type Vm = Ref<'VirtualMachine'>;
type Datastore = Ref<'Datastore'>;

/** What is on its way to a datastore. */
export interface Copy extends DataObject {
  readonly datastore: Datastore;
  readonly bytes: number;
  /** Device keys of disks; `home`. */
  readonly files: readonly string[];
}

export const COPIES: Relation = {
  from: 'VirtualMachine',
  property: '_copies',
  member: 'datastore',
  inverse: ['Datastore', '_arriving'],
  onDestroy: 'refuse',
};

/** The destinations are charged with all that will arrive. */
export function copiesBegun(vm: Vm, moves: readonly FileMove[]): Change[] {
  const byDatastore = new Map<string, Pick<Copy, 'datastore' | 'bytes' | 'files'>>();
  for (const { to, key, takesBytes } of moves) {
    const known = byDatastore.get(to.value);
    const bytes = (known?.bytes ?? 0) + takesBytes;
    const files = [...(known?.files ?? []), String(key)];
    byDatastore.set(to.value, { datastore: to, bytes, files });
  }
  if (byDatastore.size === 0) return [];
  const copies = [...byDatastore.values()].map((one) => data<Copy>('_Copy', one));
  return [assign(vm, '_copies', copies)];
}

/** Nothing is on its way any more: in the commit of `filesMoved`, or when the copies were given up. */
export function copiesEnded(vm: Vm): Change[] {
  return [assign(vm, '_copies', undefined)];
}
