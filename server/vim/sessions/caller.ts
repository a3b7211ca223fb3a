/**
 * Who called, as changes and events want to know it.
 */
import type { Cause } from '../../inventory/change.ts';
import type { Context } from '../method.ts';

/** The cause of a change made by the method that is being called. */
export function causeOf({ call, session }: Context): Cause {
  return { method: call.method, userName: session.userName };
}
