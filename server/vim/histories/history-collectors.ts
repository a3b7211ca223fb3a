/** What the history collectors of events and of tasks have in common: being made, counted and moved. */
import { assign, create } from '../../inventory/change.ts';
import { VimFault } from '../../vmodl/fault.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import type { Context } from '../method.ts';
import { OLDEST, type Page } from './history-page.ts';

/** `maxCollector` of both managers: so many collectors of a kind a session may have. */
export const COLLECTORS_MAX = 32;

export type CollectorType = 'EventHistoryCollector' | 'TaskHistoryCollector';

/** Makes a collector that belongs to the caller's session. Throws InvalidState beyond the limit. */
export function createCollector<T extends CollectorType>(
  { inventory, sessions, session }: Context,
  type: T,
  properties: Readonly<Record<string, Value | undefined>>,
): Ref<T> {
  const own = inventory.ofType(type).filter((ref) => sessions.ownerKey(ref) === session.key);
  if (own.length >= COLLECTORS_MAX) throw new VimFault('InvalidState');

  const collector = reference(type, sessions.ownedId(session));
  inventory.apply([create(collector, { ...properties, _position: OLDEST })]);
  return collector;
}

/** Reads a page from where the collector stands and moves it on. */
export function readPage<T>(
  { inventory }: Context,
  collector: Ref,
  read: (position: number) => Page<T>,
): readonly T[] {
  const position: unknown = inventory.read(collector, '_position');
  const page = read(typeof position === 'number' ? position : OLDEST);
  if (page.position !== position) inventory.apply([assign(collector, '_position', page.position)]);
  return page.items;
}
