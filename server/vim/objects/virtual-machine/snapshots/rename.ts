/**
 * RenameSnapshot, and what may be the name of one.
 */
import { assign } from '../../../../inventory/change.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { Context } from '../../../method.ts';
import { causeOf } from '../../../sessions/caller.ts';
import { standingOf } from './standing.ts';
import { changed, type Snapshot } from './tree.ts';

const NAME_LENGTH_MAX = 80;

/** Throws InvalidName. */
export function demandSnapshotName(name: string): void {
  if (name.trim() === '' || [...name].length > NAME_LENGTH_MAX) {
    throw new VimFault('InvalidName', { name }, `The name '${name}' is not valid.`);
  }
}

/** What is left out stays as it is. Throws InvalidName, InvalidState, TaskInProgress. */
export function renameSnapshot(
  self: Snapshot,
  {
    name,
    description,
  }: { readonly name?: string | undefined; readonly description?: string | undefined },
  context: Context,
): void {
  const { inventory } = context;
  if (name !== undefined) demandSnapshotName(name);
  const vm = inventory.read(self, 'vm');
  const { info } = standingOf(vm, undefined, context);
  if (!info || (name === undefined && description === undefined)) return;
  const members = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
  };
  inventory.apply([assign(vm, 'snapshot', changed(info, self, members))], causeOf(context));
}
