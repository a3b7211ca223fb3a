/**
 * Login sessions: who is connected, since when, and what belongs to whom.
 */
import type { Ref } from '../../vmodl/reference.ts';

export interface Session {
  /** `UserSession.key`, a uuid that starts with `52`; public. */
  readonly key: string;
  /** The cookie's value, 40 hex digits; secret, not derivable from the key. */
  readonly secret: string;
  /** As vCenter shows it: `VSPHERE.LOCAL\Administrator`. */
  readonly userName: string;
  readonly fullName: string;
  readonly loginTimeMs: number;
  /** `SetLocale` changes it. */
  locale: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly extensionSession: boolean;
  lastActiveMs: number;
  callCount: number;
}

/** Where a login comes from. */
export interface LoginOrigin {
  readonly locale?: string | undefined;
  readonly ipAddress: string;
  readonly userAgent: string;
}

export interface LoginRequest extends LoginOrigin {
  readonly userName: string;
  readonly password: string;
}

/** What a one-time ticket opens: a clone of the session, or one request to another endpoint. */
export type TicketPurpose = 'clone' | 'service';

/** The request at another endpoint that a service ticket is good for. */
export interface ServiceRequest {
  readonly url: string;
  /** `GET`, `PUT` …; any when absent. */
  readonly method?: string | undefined;
}

export interface Sessions {
  /** Throws InvalidLogin, InvalidLocale; NoPermission when the user may nothing at all. */
  login(request: LoginRequest): Session;
  /** Is that the user's password? Failures count: it is no for a user locked out. */
  verifies(userName: string, password: string): boolean;
  /**
   * Opens a session for somebody who is known by other means than a password: a token, a ticket, an
   * administrator who acts for him. Throws as `login`; InvalidLogin when there is no such user.
   */
  admit(userName: string, origin: LoginOrigin): Session;
  /** The live session with that cookie value; counts as activity. Expired ones are gone. */
  bySecret(secret: string): Session | undefined;
  byKey(key: string): Session | undefined;
  all(): readonly Session[];
  /** Ends a session: its views, filters and collectors go, its waits end. */
  end(session: Session): void;
  /** Calls act when a session ends, for whatever reason. */
  onEnd(act: (session: Session) => void): void;
  /** Id of a new object that belongs to a session: `session[<key>]<uuid>`. */
  ownedId(session: Session): string;
  /** Key of the session that owns an object with such an id; undefined for all other ids. */
  ownerKey(ref: Ref): string | undefined;
  /** A secret that stands for the session once, for a short while. */
  issueTicket(session: Session, purpose: TicketPurpose, request?: ServiceRequest): string;
  /** The live session behind a ticket, which is used up by it. */
  redeemTicket(ticket: string, purpose: TicketPurpose): Session | undefined;
  /** As `redeemTicket` for a service ticket, with the request it is good for. */
  redeemServiceTicket(
    ticket: string,
  ): { readonly session: Session; readonly request: ServiceRequest | undefined } | undefined;
}
