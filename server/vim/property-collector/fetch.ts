/**
 * `Fetch`, the undocumented method by which pyVmomi and ovftool read single properties.
 */

import type { TypeUse } from '../../vmodl/catalog.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Context } from '../method.ts';
import { Caller } from './caller.ts';
import { notFound } from './filter.ts';
import { ContentReader } from './object-content.ts';
import { typePath } from './typed-path.ts';

export interface Fetched {
  /** Declared type of the property. */
  readonly type: TypeUse;
  /** The bare value; undefined when unset, an empty array for an array that is unset. */
  readonly value: unknown;
}

/**
 * Reads one property; works without a session for what anybody may read. Throws
 * ManagedObjectNotFound, InvalidProperty, NotAuthenticated, NoPermission.
 */
export function fetchProperty(context: Context, ref: Ref, prop: string): Fetched {
  const { catalog, inventory, call, conversation } = context;
  const caller = new Caller(context, conversation.session, call.rank);
  const self = inventory.demand(ref);
  if (caller.isForeign(self)) throw notFound(catalog, self);
  const path = typePath(catalog, self.type, prop, call.rank);
  if (!path) throw new VimFault('InvalidProperty', { name: prop });

  const reader = new ContentReader(inventory, caller);
  if (!reader.mayRead(self, path)) throw caller.refusal(path.privilege, self);
  return { type: path.use, value: reader.shown(self, path) };
}
