/**
 * References a client hands to a view: which of them exist, for this client.
 */
import { invalidArgument } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Context } from '../method.ts';
import { Caller } from '../property-collector/caller.ts';
import { notFound } from '../property-collector/filter.ts';

export interface Resolved<R extends Ref> {
  readonly refs: readonly Ref[];
  /** Gone, never there, or another session's. */
  readonly unresolved: readonly R[];
}

export function resolve<R extends Ref>(context: Context, wanted: readonly R[]): Resolved<R> {
  const { inventory, session, call } = context;
  const caller = new Caller(context, session, call.rank);
  const refs: Ref[] = [];
  const unresolved: R[] = [];
  for (const ref of wanted) {
    if (inventory.has(ref) && !caller.isForeign(ref)) refs.push(inventory.demand(ref));
    else unresolved.push(ref);
  }
  return { refs, unresolved };
}

/** The members of the caller's own view. Throws ManagedObjectNotFound, InvalidArgument. */
export function membersOf(context: Context, view: Ref): readonly Ref[] {
  if (resolve(context, [view]).unresolved.length > 0) throw notFound(context.catalog, view);
  const members = context.views.membersOf(view);
  if (!members) throw invalidArgument('view');
  return members.refs();
}
