/** EventManager: tells what happened, describes events, takes events from clients. */
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { Event, EventFilterSpec } from '../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { entityArgument, namedIn } from '../events/event-arguments.ts';
import { argumentDescriptions } from '../events/event-description.ts';
import { COLLECTORS_MAX, createCollector } from '../histories/history-collectors.ts';
import { PAGE_DEFAULT, PAGE_MAX } from '../histories/history-page.ts';
import { latestEvents } from '../histories/latest-pages.ts';
import { type Context, objectType } from '../method.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { causeOf } from '../sessions/caller.ts';

export const eventManager = objectType({
  type: 'EventManager',
  lives: [{ type: 'EventManager', property: 'maxCollector', show: () => COLLECTORS_MAX }],
  methods: {
    CreateCollectorForEvents(_self, { filter }, context) {
      demandFilter(context, filter);
      return createCollector(context, 'EventHistoryCollector', {
        filter,
        initialized: true,
        latestPage: latestEvents(context, filter, PAGE_DEFAULT),
      });
    },

    /** The newest that match, oldest first. */
    QueryEvents(_self, { filter }, context) {
      demandFilter(context, filter);
      const { maxCount } = filter;
      if (maxCount !== undefined && maxCount < 0) throw invalidArgument('filter.maxCount');
      return latestEvents(context, filter, maxCount || PAGE_MAX).toReversed();
    },

    PostEvent(_self, { eventToPost, taskInfo }, context) {
      const { catalog, events, inventory, session } = context;
      if (!catalog.isA(eventToPost._typeName, 'Event')) throw new VimFault('InvalidEvent');
      const { _typeName, key: _key, chainId: _chain, createdTime: _time, ...given } = eventToPost;
      const { userName, ...members } = given;
      const posted = events.change({
        type: _typeName,
        about: subjectOf(context, eventToPost),
        chainId: taskInfo?.eventChainId,
        userName: userName || session.userName,
        members,
      });
      inventory.apply([posted], causeOf(context));
    },

    LogUserEvent(_self, { entity, msg }, context) {
      const { authorization, events, inventory, session } = context;
      const about = inventory.demand(entity);
      authorization.demand(session.userName, 'Global.LogEvent', about);
      const logged = events.change({
        type: 'GeneralUserEvent',
        about,
        userName: session.userName,
        members: { message: msg, entity: entityArgument(context, about) },
      });
      inventory.apply([logged], causeOf(context));
    },

    RetrieveArgumentDescription(_self, { eventTypeId }, { catalog }) {
      const described = argumentDescriptions(catalog, eventTypeId);
      if (!described) throw invalidArgument('eventTypeId');
      return described;
    },
  },
});

function demandFilter({ inventory }: Context, filter: EventFilterSpec): void {
  if (filter.entity) inventory.demand(filter.entity.entity);
}

/** What a client's event is about: its object, or the innermost of its arguments that exists. */
function subjectOf({ inventory }: Context, event: Event): Ref {
  const objectId = member(event, 'objectId');
  const ids = [objectId, ...[...namedIn(event)].reverse(), managedObjectId(event)];
  for (const id of ids) {
    const found = typeof id === 'string' ? inventory.find(id) : undefined;
    if (found) return found;
  }
  return ROOT_FOLDER;
}

function managedObjectId(event: Event): string | undefined {
  const object = member(event, 'managedObject');
  return isReference(object) ? object.value : undefined;
}
