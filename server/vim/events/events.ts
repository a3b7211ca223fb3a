/**
 * Events: made from a type and its arguments, kept in a history, read back by filter.
 */
import type { Cause, Change } from '../../inventory/change.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { DataObject } from '../../vmodl/value.ts';

export interface EventDraft {
  /** Type of the event: `VmPoweredOnEvent`. For `EventEx` the id goes into members.eventTypeId. */
  readonly type: string;
  /**
   * What the event is about: any of vm, host, pool, cluster, datastore, network, switch, folder, datacenter.
   * The `datacenter`, `computeResource`, `host`, `vm`, `ds`, `net`, `dvs` arguments are filled in from
   * the object and its place in the tree.
   */
  readonly about: Ref;
  /** Members of the event type beyond those of `Event`. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Key of the first event of the same operation; its own key when absent. */
  readonly chainId?: number | undefined;
  readonly userName?: string | undefined;
}

export interface Events {
  /**
   * Finishes a draft: key, time, arguments and formatted message. It is in the history once the change
   * is applied: `inventory.apply([...changes, events.change(draft)])`.
   */
  change(draft: EventDraft): Change & { readonly op: 'post' };
  /** Applies drafts which go with no other change. */
  post(drafts: readonly EventDraft[], cause?: Cause): void;
  /** Reserves a chain id for events to come. */
  nextChainId(): number;
  /** The history, oldest first. */
  all(): readonly DataObject[];
  /**
   * Ids of the objects an event concerned and of all above them, as they were at its time; the object
   * it was about comes first.
   */
  scopeOf(event: DataObject): ReadonlySet<string>;
}
