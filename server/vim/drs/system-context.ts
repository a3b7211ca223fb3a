/**
 * The context in which vCenter acts by itself: nobody has asked, nobody's name is told.
 */
import type { Ref } from '../../vmodl/reference.ts';
import type { Context, Services } from '../method.ts';

import type { Session } from '../sessions/sessions.ts';

/** Never looked at by what vCenter does by itself; those who do find nobody. */
const NOBODY = undefined as unknown as Session;

export function systemContext(services: Services, about: Ref): Context {
  const context = Object.create(services) as { -readonly [K in keyof Context]: Context[K] };
  context.call = { ref: about, method: '', args: {}, rank: services.catalog.newestRank };
  context.conversation = { session: undefined, remoteAddress: '', userAgent: '' };
  context.session = NOBODY;
  return context;
}
