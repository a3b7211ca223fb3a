/**
 * PropertyCollector: how clients read properties and hear of their changes.
 */
import type { Relation } from '../../inventory/schema.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { UpdateSet, WaitOptions } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Context, objectType } from '../method.ts';
import { Caller } from '../property-collector/caller.ts';
import type { WaitRequest } from '../property-collector/collector.ts';
import { demandPositive } from '../property-collector/update-sequence.ts';
import { ownReferences } from '../sessions/own-references.ts';

/** The collector which every session has from the start. */
const DEFAULT_ID = 'propertyCollector';

/** Updates of objects in one answer unless the client says how many, as on vCenter. */
const OBJECT_UPDATES_MAX = 100;

/** A wait without a limit of the client's ends after this with nothing: proxies cut what is longer. */
const PATIENCE_MAX_MS = 30 * 60_000;

/** Longest timer there is, some 24 days: clients that mean "for ever" ask for more. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** A collector shows its filters. */
const FILTERS: Relation = {
  from: 'PropertyFilter',
  property: '_collector',
  inverse: ['PropertyCollector', 'filter'],
  onDestroy: 'ignore',
};

export const propertyCollector = objectType({
  type: 'PropertyCollector',
  transient: true,
  relations: [FILTERS],
  lives: [
    {
      type: 'PropertyCollector',
      property: 'filter',
      show: (base, { viewer }) => ownReferences(base, viewer.sessionKey),
    },
  ],
  methods: {
    RetrieveProperties(_self, { specSet }, context) {
      return context.collectors.retrievals.all(specSet, callerOf(context));
    },

    RetrievePropertiesEx(self, { specSet, options }, context) {
      const pageSize = options?.maxObjects;
      demandPositive(pageSize, 'options.maxObjects');
      return context.collectors.retrievals.firstPage(self, specSet, callerOf(context), pageSize);
    },

    ContinueRetrievePropertiesEx(self, { token }, context) {
      return context.collectors.retrievals.nextPage(self, token, callerOf(context));
    },

    CancelRetrievePropertiesEx(self, { token }, context) {
      context.collectors.retrievals.cancel(self, token, callerOf(context));
    },

    CreateFilter(self, { spec, partialUpdates }, context) {
      const { session, call } = context;
      const wanted = { spec, partialUpdates, session, rank: call.rank };
      return context.collectors.createFilter(self, wanted);
    },

    CreatePropertyCollector(_self, _args, context) {
      return context.collectors.create(context.session);
    },

    DestroyPropertyCollector(self, _args, context) {
      if (self.value === DEFAULT_ID) throw new VimFault('NotSupported');
      context.collectors.destroy(self);
    },

    CheckForUpdates(self, { version }, context) {
      return updates(self, context, { ...whole(version), patienceMs: 0 });
    },

    async WaitForUpdates(self, { version }, context) {
      const set = await updates(self, context, { ...whole(version), patienceMs: undefined });
      if (!set) throw new Error('a wait without an end has ended');
      return set;
    },

    WaitForUpdatesEx(self, { version, options }, context) {
      demandPositive(options?.maxObjectUpdates, 'options.maxObjectUpdates');
      const limit = options?.maxObjectUpdates ?? OBJECT_UPDATES_MAX;
      const patienceMs = patience(options);
      return updates(self, context, { version: version ?? '', limit, pieces: true, patienceMs });
    },

    CancelWaitForUpdates(self, _args, { collectors, session }) {
      collectors.of(self, session).cancel();
    },
  },
});

function callerOf(context: Context): Caller {
  return new Caller(context, context.conversation.session, context.call.rank);
}

/** A set that comes in one. */
function whole(version: string | undefined) {
  return { version: version ?? '', limit: Number.POSITIVE_INFINITY, pieces: false };
}

function patience(options: WaitOptions | undefined): number {
  const seconds = options?.maxWaitSeconds;
  if (seconds === undefined) return PATIENCE_MAX_MS;
  if (seconds < 0) throw invalidArgument('options.maxWaitSeconds');
  return Math.min(seconds * 1000, TIMER_MAX_MS);
}

function updates(
  self: Ref,
  { collectors, session, conversation }: Context,
  request: WaitRequest,
): Promise<UpdateSet | undefined> {
  return collectors.of(self, session).wait({ ...request, signal: conversation.signal });
}
