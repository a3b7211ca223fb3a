/**
 * SessionManager: logs users in and out, and shows who is connected.
 *
 * As on a real server a second login over a live session is refused: a client logs out first, or
 * starts a conversation of its own.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { UserSession } from '../../vmodl/generated/data.ts';
import { member } from '../../vmodl/value.ts';
import { principalKey } from '../authorization/principals.ts';
import { type Context, objectType } from '../method.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { causeOf } from '../sessions/caller.ts';
import { supportedLocale } from '../sessions/locales.ts';
import type { LoginOrigin, ServiceRequest, Session } from '../sessions/sessions.ts';
import { userSession } from '../sessions/user-session.ts';

export const sessionManager = objectType({
  type: 'SessionManager',
  methods: {
    Login(_self, { userName, password, locale }, context) {
      refuseSecondLogin(context);
      const { sessions } = context;
      return enter(context, sessions.login({ ...origin(context, locale), userName, password }));
    },

    LoginByToken(_self, { locale }, context) {
      refuseSecondLogin(context);
      const userName = context.conversation.tokenUserName;
      if (userName === undefined) throw new VimFault('InvalidLogin');
      return enter(context, context.sessions.admit(userName, origin(context, locale)));
    },

    /** Windows' own handshake: there is no domain to ask. */
    LoginBySSPI() {
      throw new VimFault('InvalidLogin');
    },

    LoginExtensionBySubjectName(_self, { extensionKey }, context) {
      demandExtension(context, extensionKey);
      throw new VimFault('NoClientCertificate');
    },

    /** Doors take no client certificates, so there never is one that could be right. */
    LoginExtensionByCertificate() {
      throw new VimFault('NoClientCertificate');
    },

    Logout(_self, _args, { sessions, session, conversation }) {
      conversation.session = undefined;
      sessions.end(session);
    },

    TerminateSession(_self, { sessionId }, context) {
      const { sessions, session, events } = context;
      if (sessionId.includes(session.key)) throw invalidArgument('sessionId');
      const ended = sessionId.map((key) => sessions.byKey(key));
      if (ended.includes(undefined)) throw new VimFault('NotFound');

      for (const each of ended) {
        if (!each) continue;
        sessions.end(each);
        events.post(
          [
            {
              type: 'SessionTerminatedEvent',
              about: ROOT_FOLDER,
              userName: session.userName,
              members: { sessionId: each.key, terminatedUsername: each.userName },
            },
          ],
          causeOf(context),
        );
      }
    },

    SessionIsActive(_self, { sessionID, userName }, { sessions }) {
      const found = sessions.byKey(sessionID);
      return found !== undefined && principalKey(found.userName) === principalKey(userName);
    },

    AcquireCloneTicket(_self, _args, { sessions, session }) {
      return sessions.issueTicket(session, 'clone');
    },

    CloneSession(_self, { cloneTicket }, context) {
      refuseSecondLogin(context);
      const cloned = context.sessions.redeemTicket(cloneTicket, 'clone');
      if (!cloned) throw new VimFault('InvalidLogin');
      const { sessions } = context;
      return enter(context, sessions.admit(cloned.userName, origin(context, cloned.locale)));
    },

    /** The conversation goes on as the other user. */
    ImpersonateUser(_self, { userName, locale }, context) {
      const { sessions, session } = context;
      const impersonated = sessions.admit(userName, origin(context, locale));
      sessions.end(session);
      return enter(context, impersonated);
    },

    /** Tickets in files are an ESXi host's way to trust its own console. */
    AcquireLocalTicket() {
      throw new VimFault('NotSupported');
    },

    AcquireGenericServiceTicket(_self, { spec }, { sessions, session }) {
      const request = serviceRequestOf(spec);
      return build('SessionManagerGenericServiceTicket', {
        id: sessions.issueTicket(session, 'service', request),
        hostName: request && hostOf(request.url),
      });
    },

    SetLocale(_self, { locale }, { session }) {
      const supported = supportedLocale(locale);
      if (supported === undefined) throw new VimFault('InvalidLocale');
      session.locale = supported;
    },

    UpdateServiceMessage(self, { message }, context) {
      const { inventory, events, session } = context;
      const prevMessage = inventory.read(self, 'message');
      const changed = events.change({
        type: 'GlobalMessageChangedEvent',
        about: ROOT_FOLDER,
        userName: session.userName,
        members: { message, prevMessage },
      });
      inventory.apply([assign(self, 'message', message), changed], causeOf(context));
    },
  },
});

function origin({ conversation }: Context, locale: string | undefined): LoginOrigin {
  return { locale, ipAddress: conversation.remoteAddress, userAgent: conversation.userAgent };
}

function enter(context: Context, session: Session): UserSession {
  context.conversation.session = session;
  return userSession(session, context.clock);
}

function refuseSecondLogin({ conversation, events }: Context): void {
  if (!conversation.session) return;
  events.post([
    {
      type: 'AlreadyAuthenticatedSessionEvent',
      about: ROOT_FOLDER,
      userName: conversation.session.userName,
    },
  ]);
  throw new VimFault('InvalidLogin');
}

function demandExtension({ inventory }: Context, key: string): void {
  const manager = inventory.ofType('ExtensionManager')[0];
  const extensions = (manager && inventory.read(manager, 'extensionList')) ?? [];
  if (!extensions.some((extension) => extension.key === key)) throw new VimFault('NotFound');
}

/** The one HTTP request that a ticket is asked for; undefined for a call of a method. */
function serviceRequestOf(spec: unknown): ServiceRequest | undefined {
  const url = member(spec, 'url');
  const method = member(spec, 'method');
  if (typeof url !== 'string') return undefined;
  return {
    url,
    method: typeof method === 'string' ? method.slice('http'.length).toUpperCase() : undefined,
  };
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
