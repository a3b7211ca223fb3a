/**
 * Privileges beyond the method's own: on the objects that a call moves, uses or takes from.
 */
import type { Ref } from '../../vmodl/reference.ts';
import type { Context } from '../method.ts';

/** Throws NoPermission unless the caller holds the privilege on every one of the objects. */
export function demandPrivilege(
  { authorization, session }: Pick<Context, 'authorization' | 'session'>,
  privilege: string,
  ...objects: readonly (Ref | undefined)[]
): void {
  for (const object of objects) {
    if (object) authorization.demand(session.userName, privilege, object);
  }
}
