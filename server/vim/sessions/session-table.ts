/**
 * The table of login sessions.
 *
 * A session's cookie is drawn anew at each login from secure chance, never taken from the client, and
 * has nothing to do with its public key. Sessions expire when idle; what belongs to one goes with it.
 */
import type { Clock } from '../../clock/clock.ts';
import { type SeededRandom, secureId } from '../../clock/random.ts';
import type { WallClock } from '../../clock/wall-clock.ts';
import { destroy } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Authorization, Principal } from '../authorization/authorization.ts';
import type { Events } from '../events/events.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { DEFAULT_LOCALE, supportedLocale } from './locales.ts';
import { type LockoutPolicy, LoginLockout } from './login-lockout.ts';
import type {
  LoginOrigin,
  LoginRequest,
  ServiceRequest,
  Session,
  Sessions,
  TicketPurpose,
} from './sessions.ts';
import { type Redeemed, Tickets } from './tickets.ts';

export interface SessionTableOptions {
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly authorization: Authorization;
  readonly events: Events;
  /** Idle longer than this, virtual ms, a session ends. */
  readonly idleMs?: number;
  /**
   * With it, a session must also have been idle for `idleWallMs` of real time: virtual time may leap
   * or run fast while a client takes no longer than ever. Also times one-time tickets.
   */
  readonly wall?: Pick<WallClock, 'nowMs'> | undefined;
  readonly idleWallMs?: number;
  /** One login more, and the session idle longest ends. */
  readonly sessionsMax?: number | undefined;
  /** Locks a user out after failed logins; off unless given. */
  readonly lockout?: LockoutPolicy | undefined;
}

/** vCenter's default. */
const IDLE_MS = 1_800_000;
/** vCenter's own limit. */
const SESSIONS_MAX = 2000;
const SWEEP_PERIOD_MS = 60_000;
const SECRET_BYTES = 20;
const OWNED_ID = /^session\[([^\]]+)\]/;
/** Types whose objects are made by a session and go with it. */
const OWNED_TYPES = ['View', 'HistoryCollector', 'PropertyCollector', 'PropertyFilter'] as const;

export class SessionTable implements Sessions {
  readonly #options: SessionTableOptions;
  readonly #clock: Clock;
  readonly #keys: SeededRandom;
  readonly #bySecret = new Map<string, Session>();
  readonly #byKey = new Map<string, Session>();
  readonly #lastActiveWallMs = new WeakMap<Session, number>();
  readonly #endings: ((session: Session) => void)[] = [];
  readonly #lockout: LoginLockout;
  readonly #tickets: Tickets;

  constructor(options: SessionTableOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#keys = options.random.fork('sessions');
    this.#lockout = new LoginLockout(options.lockout, options.clock);
    this.#tickets = new Tickets(options.wall ?? { nowMs: () => options.clock.now() });
    this.#clock.every(SWEEP_PERIOD_MS, () => this.#endIdle());
  }

  login(request: LoginRequest): Session {
    const { userName, password } = request;
    if (!this.verifies(userName, password)) {
      this.#refuse('BadUsernameSessionEvent', userName, request);
      throw new VimFault('InvalidLogin');
    }
    return this.admit(userName, request);
  }

  verifies(userName: string, password: string): boolean {
    const locked = this.#lockout.isLocked(userName);
    if (locked || !this.#options.authorization.authenticates(userName, password)) {
      this.#lockout.noteFailure(userName);
      return false;
    }
    this.#lockout.noteSuccess(userName);
    return true;
  }

  admit(userName: string, origin: LoginOrigin): Session {
    const { authorization } = this.#options;
    const locale = supportedLocale(origin.locale ?? DEFAULT_LOCALE);
    if (locale === undefined) throw new VimFault('InvalidLocale');
    const principal = authorization.principal(userName);
    if (!principal) {
      this.#refuse('BadUsernameSessionEvent', userName, origin);
      throw new VimFault('InvalidLogin');
    }
    if (!authorization.admits(principal.name)) {
      this.#refuse('NoAccessUserEvent', principal.name, origin);
      throw new VimFault('NoPermission', { object: ROOT_FOLDER, privilegeId: 'System.View' });
    }
    this.#makeRoom();
    return this.#open(principal, locale, origin);
  }

  bySecret(secret: string): Session | undefined {
    const session = this.#bySecret.get(secret);
    if (!session) return undefined;
    if (this.#isIdle(session)) {
      this.end(session);
      return undefined;
    }
    this.#touch(session);
    return session;
  }

  byKey(key: string): Session | undefined {
    return this.#byKey.get(key);
  }

  all(): readonly Session[] {
    return [...this.#byKey.values()];
  }

  end(session: Session): void {
    if (!this.#byKey.delete(session.key)) return;
    this.#bySecret.delete(session.secret);
    this.#tickets.revoke(session);
    for (const act of this.#endings) act(session);
    this.#destroyOwned(session);
    this.#options.events.post(
      [
        {
          type: 'UserLogoutSessionEvent',
          about: ROOT_FOLDER,
          userName: session.userName,
          members: {
            ipAddress: session.ipAddress,
            userAgent: session.userAgent,
            callCount: session.callCount,
            sessionId: session.key,
            loginTime: this.#clock.iso(session.loginTimeMs),
          },
        },
      ],
      { userName: session.userName },
    );
  }

  onEnd(act: (session: Session) => void): void {
    this.#endings.push(act);
  }

  ownedId(session: Session): string {
    return `session[${session.key}]${this.#sessionUuid()}`;
  }

  ownerKey(ref: Ref): string | undefined {
    return ref.value.startsWith('session[') ? OWNED_ID.exec(ref.value)?.[1] : undefined;
  }

  issueTicket(session: Session, purpose: TicketPurpose, request?: ServiceRequest): string {
    return this.#tickets.issue(session, purpose, request);
  }

  redeemTicket(ticket: string, purpose: TicketPurpose): Session | undefined {
    return this.#redeem(ticket, purpose)?.session;
  }

  redeemServiceTicket(ticket: string): Redeemed | undefined {
    return this.#redeem(ticket, 'service');
  }

  #redeem(ticket: string, purpose: TicketPurpose): Redeemed | undefined {
    const redeemed = this.#tickets.redeem(ticket, purpose);
    return redeemed && this.#byKey.has(redeemed.session.key) ? redeemed : undefined;
  }

  #open(principal: Principal, locale: string, origin: LoginOrigin): Session {
    const nowMs = this.#clock.now();
    const session: Session = {
      key: this.#sessionUuid(),
      secret: secureId(SECRET_BYTES),
      userName: principal.name,
      fullName: principal.fullName,
      loginTimeMs: nowMs,
      locale,
      ipAddress: origin.ipAddress,
      userAgent: origin.userAgent,
      extensionSession: false,
      lastActiveMs: nowMs,
      callCount: 0,
    };
    this.#byKey.set(session.key, session);
    this.#bySecret.set(session.secret, session);
    this.#touch(session);
    const { ipAddress, userAgent } = origin;
    this.#options.events.post(
      [
        {
          type: 'UserLoginSessionEvent',
          about: ROOT_FOLDER,
          userName: session.userName,
          members: { ipAddress, userAgent, locale, sessionId: session.key },
        },
      ],
      { method: 'Login', userName: session.userName },
    );
    return session;
  }

  /** A uuid as vCenter's sessions have it: its first byte is 0x52. */
  #sessionUuid(): string {
    return `52${this.#keys.uuid().slice(2)}`;
  }

  #touch(session: Session): void {
    session.lastActiveMs = this.#clock.now();
    const { wall } = this.#options;
    if (wall) this.#lastActiveWallMs.set(session, wall.nowMs());
  }

  #refuse(type: string, userName: string, { ipAddress }: LoginOrigin): void {
    this.#options.events.post([{ type, about: ROOT_FOLDER, userName, members: { ipAddress } }], {
      method: 'Login',
      userName,
    });
  }

  #isIdle(session: Session): boolean {
    const { wall, idleMs = IDLE_MS, idleWallMs = IDLE_MS } = this.#options;
    if (this.#clock.now() - session.lastActiveMs <= idleMs) return false;
    return !wall || wall.nowMs() - (this.#lastActiveWallMs.get(session) ?? 0) > idleWallMs;
  }

  #endIdle(): void {
    for (const session of this.all()) if (this.#isIdle(session)) this.end(session);
  }

  #makeRoom(): void {
    if (this.#byKey.size < (this.#options.sessionsMax ?? SESSIONS_MAX)) return;
    const byActivity = this.all().toSorted((left, right) => left.lastActiveMs - right.lastActiveMs);
    const idlest = byActivity[0];
    if (idlest) this.end(idlest);
  }

  #destroyOwned(session: Session): void {
    const { inventory } = this.#options;
    const owned = OWNED_TYPES.flatMap((type): readonly Ref[] => inventory.ofType(type)).filter(
      (ref) => this.ownerKey(ref) === session.key,
    );
    if (owned.length > 0) inventory.apply(owned.map(destroy));
  }
}
