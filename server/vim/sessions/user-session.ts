/** Sessions as the API shows them. */
import type { Clock } from '../../clock/clock.ts';
import { build } from '../../vmodl/build.ts';
import type { UserSession } from '../../vmodl/generated/data.ts';
import { MESSAGE_LOCALES } from './locales.ts';
import type { Session } from './sessions.ts';

/** The session as of now: its secret stays out of it. */
export function userSession(session: Session, clock: Pick<Clock, 'iso'>): UserSession {
  return build('UserSession', {
    key: session.key,
    userName: session.userName,
    fullName: session.fullName,
    loginTime: clock.iso(session.loginTimeMs),
    lastActiveTime: clock.iso(session.lastActiveMs),
    locale: session.locale,
    messageLocale: MESSAGE_LOCALES[0] ?? session.locale,
    extensionSession: session.extensionSession,
    ipAddress: session.ipAddress,
    userAgent: session.userAgent,
    callCount: session.callCount,
  });
}
