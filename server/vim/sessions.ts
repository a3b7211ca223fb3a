/**
 * Login sessions: who is connected, since when, and what belongs to whom.
 */
import type { Ref } from '../vmodl/reference.ts';

export interface Session {
  /** `UserSession.key`, a uuid that starts with `52`; public. */
  readonly key: string;
  /** The cookie's value, 40 hex digits; secret, not derivable from the key. */
  readonly secret: string;
  readonly userName: string;
  readonly fullName: string;
  readonly loginTimeMs: number;
  readonly locale: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly extensionSession: boolean;
  lastActiveMs: number;
  callCount: number;
}

export interface LoginRequest {
  readonly userName: string;
  readonly password: string;
  readonly locale?: string | undefined;
  readonly ipAddress: string;
  readonly userAgent: string;
}

export interface Sessions {
  /** Throws InvalidLogin. */
  login(request: LoginRequest): Session;
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
}
