/**
 * What is told of a move: the event that begins it, the one that ends it, the one that says it
 * failed; all of the task's chain.
 *
 * A move of files alone is a relocation, every other a migration: vCenter has separate events for both.
 */
import type { OperationKind } from '../../../../engines/vmotion/admission.ts';
import type { Change } from '../../../../inventory/change.ts';
import { build } from '../../../../vmodl/build.ts';
import type { VimFault } from '../../../../vmodl/fault.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { sameReference } from '../../../../vmodl/reference.ts';
import { type DataObject, member } from '../../../../vmodl/value.ts';
import { eventArgument } from '../../../events/event-arguments.ts';
import type { Context } from '../../../method.ts';
import type { Move } from '../../../migrations/move.ts';
import { changesHost } from '../../../migrations/move-kind.ts';
import { datacenterOf } from '../../../place.ts';
import { event } from '../power.ts';
import { homeDatastoreOf } from './file-moves.ts';

const ENCRYPTED = 'com.vmware.vc.vm.VmHotMigratingWithEncryptionEvent';

export interface MoveEvents {
  begun(): Change[];
  /** With what follows a change of pool. */
  ended(): Change[];
  failed(fault: VimFault): Change[];
}

/** Arguments are read now: hosts and datastores may have gone by the last event. */
export function moveEvents(
  move: Move,
  kind: OperationKind,
  { chainId, byDrs }: { readonly chainId: number; readonly byDrs?: boolean | undefined },
  context: Context,
): MoveEvents {
  const { vm } = move;
  const [from, to] = [placesOf(move, 'source', context), placesOf(move, 'dest', context)];
  // Where its home lies at the time of the event.
  const before = { ds: from['sourceDatastore'] };
  const after = { ds: to['destDatastore'] };
  const pools = poolEvents(move, chainId, context);
  const relocates = !changesHost(move);
  // Of VMs that run DRS tells in its own name.
  const migrated = byDrs && kind !== 'provisioning' ? 'DrsVmMigratedEvent' : 'VmMigratedEvent';
  const tell = (type: string, members: Readonly<Record<string, unknown>>) =>
    event(context, type, vm, chainId, members);
  return {
    begun: () => {
      const members = { ...before, ...to };
      if (relocates) return [tell('VmBeingRelocatedEvent', members)];
      if (kind === 'provisioning') return [tell('VmBeingMigratedEvent', members)];
      return isEncrypted(move, context)
        ? [tell('EventEx', { ...before, ...encrypted(to) })]
        : [tell('VmBeingHotMigratedEvent', members)];
    },
    ended: () => [
      tell(relocates ? 'VmRelocatedEvent' : migrated, { ...after, ...from }),
      ...pools(),
    ],
    failed: (fault) => [
      tell(relocates ? 'VmRelocateFailedEvent' : 'VmFailedMigrateEvent', {
        ...before,
        ...to,
        reason: fault.toLocalizedMethodFault(),
      }),
    ],
  };
}

/** VmResourcePoolMovedEvent, when the pool changes. */
export function poolEvents(move: Move, chainId: number, context: Context): () => Change[] {
  const { inventory } = context;
  const from = inventory.read(move.vm, 'resourcePool');
  if (!from || sameReference(from, move.pool)) return () => [];
  const members = {
    oldParent: eventArgument(context, from),
    newParent: eventArgument(context, move.pool),
  };
  return () => [event(context, 'VmResourcePoolMovedEvent', move.vm, chainId, members)];
}

/** `destHost`, `destDatacenter`, `destDatastore` or their `source` counterparts; datastores are the home's. */
function placesOf(
  move: Move,
  end: 'dest' | 'source',
  context: Context,
): Record<string, DataObject> {
  const { inventory } = context;
  const host = end === 'dest' ? move.destination : move.source;
  const home = homeDatastoreOf(inventory, move.vm);
  const moved = move.files?.find(({ key }) => key === 'home');
  const datastore = end === 'dest' ? (moved?.to ?? home) : home;
  const named: Record<string, Ref | undefined> = {
    Host: host,
    Datacenter: datacenterOf(inventory, host),
    Datastore: datastore,
  };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, ref]) =>
      ref ? [[`${end}${name}`, eventArgument(context, ref)]] : [],
    ),
  );
}

/** Encryption is announced where it is demanded; where it is merely allowed nobody is told. Ours. */
function isEncrypted({ vm }: Move, { inventory }: Context): boolean {
  return inventory.read(vm, 'config')?.migrateEncryption === 'required';
}

function encrypted(to: Readonly<Record<string, DataObject>>): Record<string, unknown> {
  const named = Object.entries(to).map(([key, argument]) =>
    build('KeyAnyValue', { key, value: String(member(argument, 'name')) }),
  );
  return { eventTypeId: ENCRYPTED, severity: 'info', arguments: named };
}
