/**
 * Properties which are answered by the server's services at the moment they are read: who is logged
 * in, which role the reader has, what the newest event is.
 *
 * The inventory is made before the services, so these are declared with a way to ask for them.
 */
import type { Live } from '../../inventory/schema.ts';
import type { Value } from '../../vmodl/value.ts';
import { authorizationDescription, privilegeList } from '../authorization/privileges.ts';
import { eventDescription } from '../events/event-description.ts';
import type { Services } from '../method.ts';
import { DEFAULT_LOCALE, MESSAGE_LOCALES, SUPPORTED_LOCALES } from '../sessions/locales.ts';
import { userSession } from '../sessions/user-session.ts';
import { taskDescription } from '../tasks/task-labels.ts';

export type LiveServices = Pick<
  Services,
  'catalog' | 'clock' | 'sessions' | 'authorization' | 'events'
>;

/** To be added to the inventory's schema; `ask` is called at the first read. */
export function serviceLives(ask: () => LiveServices): readonly Live[] {
  return [...sessionLives(ask), ...authorizationLives(ask), ...descriptionLives(ask)];
}

function sessionLives(ask: () => LiveServices): readonly Live[] {
  const type = 'SessionManager';
  return [
    {
      type,
      property: 'sessionList',
      show: () => {
        const { sessions, clock } = ask();
        return sessions.all().map((session) => userSession(session, clock));
      },
    },
    {
      type,
      property: 'currentSession',
      show: (_base, { viewer }) => {
        const { sessions, clock } = ask();
        const session = viewer.sessionKey && sessions.byKey(viewer.sessionKey);
        return session ? userSession(session, clock) : undefined;
      },
    },
    { type, property: 'message', show: (base) => base ?? '' },
    { type, property: 'defaultLocale', show: () => DEFAULT_LOCALE },
    { type, property: 'supportedLocaleList', show: () => SUPPORTED_LOCALES },
    { type, property: 'messageLocaleList', show: () => MESSAGE_LOCALES },
  ];
}

function authorizationLives(ask: () => LiveServices): readonly Live[] {
  return [
    {
      type: 'ManagedEntity',
      property: 'effectiveRole',
      show: (_base, { self, viewer }) =>
        viewer.userName === undefined ? [] : ask().authorization.rolesOn(viewer.userName, self),
    },
    {
      type: 'ManagedEntity',
      property: 'permission',
      show: (_base, { self }) => ask().authorization.permissionsOn(self),
    },
    {
      type: 'AuthorizationManager',
      property: 'roleList',
      show: () => ask().authorization.roles(),
    },
    {
      type: 'UserDirectory',
      property: 'domainList',
      show: () => {
        const domains = ask().authorization.principals();
        return [...new Set(domains.map(({ domain }) => domain.toUpperCase()))];
      },
    },
    {
      type: 'EventManager',
      property: 'latestEvent',
      show: () => ask().events.all().at(-1),
    },
  ];
}

/** Lists made from the vocabulary once, when somebody first reads them. */
function descriptionLives(ask: () => LiveServices): readonly Live[] {
  const once = (make: () => Value): (() => Value) => {
    let made: Value | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  return [
    {
      type: 'AuthorizationManager',
      property: 'privilegeList',
      show: once(() => privilegeList(ask().catalog)),
    },
    {
      type: 'AuthorizationManager',
      property: 'description',
      show: once(() => authorizationDescription(ask().catalog)),
    },
    {
      type: 'TaskManager',
      property: 'description',
      show: once(() => taskDescription(ask().catalog)),
    },
    {
      type: 'EventManager',
      property: 'description',
      show: once(() => eventDescription(ask().catalog)),
    },
  ];
}
