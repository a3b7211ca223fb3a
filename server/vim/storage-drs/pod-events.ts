/**
 * What the server tells of a datastore cluster itself: `EventEx` whose id says what happened.
 */
import type { Change } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { box } from '../../vmodl/value.ts';
import { extendedTexts } from '../events/event-messages.ts';
import type { Context } from '../method.ts';
import type { Pod } from './pod-entry.ts';

const PREFIX = 'com.vmware.vc.sdrs.';

export interface PodEvent {
  /** Without its prefix: `StorageDrsEnabledEvent`. */
  readonly id: string;
  readonly pod: Pod;
  /** Name and folder of a datastore cluster that is not there yet. */
  readonly name?: string | undefined;
  readonly about?: Ref | undefined;
  readonly chainId?: number | undefined;
  readonly userName?: string | undefined;
  /** Words its text names: `{behavior}`. */
  readonly words?: Readonly<Record<string, string>> | undefined;
}

export function podEvent(
  { events, inventory }: Pick<Context, 'events' | 'inventory'>,
  { id, pod, name, about = pod, chainId, userName, words = {} }: PodEvent,
): Change {
  const eventTypeId = `${PREFIX}${id}`;
  const members = {
    eventTypeId,
    severity: extendedTexts()[eventTypeId]?.[0] ?? 'info',
    objectId: pod.value,
    objectType: 'StoragePod',
    objectName: name ?? String(inventory.read(pod, 'name') ?? ''),
    arguments: Object.entries(words).map(([key, value]) =>
      build('KeyAnyValue', { key, value: box('string', value) }),
    ),
  };
  return events.change({ type: 'EventEx', about, members, chainId, userName });
}
