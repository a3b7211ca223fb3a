/**
 * Who reads through the property collector, and what he may see.
 */
import type { Viewer } from '../../inventory/schema.ts';
import { type LocalizedFault, noPermission, VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { data } from '../../vmodl/value.ts';
import { ANONYMOUS, type Authorization } from '../authorization/authorization.ts';
import type { Session, Sessions } from '../sessions/sessions.ts';

const VIEW = 'System.View';

export class Caller {
  readonly viewer: Viewer;
  readonly session: Session | undefined;
  /** API version he speaks. */
  readonly rank: number;
  readonly #authorization: Authorization;
  readonly #sessions: Sessions;

  constructor(
    services: { readonly authorization: Authorization; readonly sessions: Sessions },
    session: Session | undefined,
    rank: number,
  ) {
    this.#authorization = services.authorization;
    this.#sessions = services.sessions;
    this.session = session;
    this.rank = rank;
    this.viewer = session ? { sessionKey: session.key, userName: session.userName } : {};
  }

  /** Nothing is denied to him anywhere, as long as nobody changes permissions. */
  get unrestricted(): boolean {
    const { session } = this;
    return (
      session !== undefined && this.#authorization.holdsEverything?.(session.userName) === true
    );
  }

  /** May he read what needs this privilege on the object? */
  mayRead(privilege: string, ref: Ref): boolean {
    if (privilege === ANONYMOUS) return true;
    return !!this.session && this.#authorization.holds(this.session.userName, privilege, ref);
  }

  /** Does a traversal show him the object? */
  sees(ref: Ref): boolean {
    return this.mayRead(VIEW, ref);
  }

  /** Does the object belong to another session? To him it does not exist. */
  isForeign(ref: Ref): boolean {
    const owner = this.#sessions.ownerKey(ref);
    return owner !== undefined && owner !== this.session?.key;
  }

  /** Why he may not read: the fault which stands in a missingSet or is thrown. */
  refusal(privilegeId: string, object: Ref): VimFault {
    if (!this.session) return new VimFault('NotAuthenticated', { object, privilegeId });
    return noPermission(object, privilegeId);
  }
}

/** A fault in a missingSet: real servers leave its text empty. */
export function silentFault(fault: VimFault): LocalizedFault {
  return data<LocalizedFault>('LocalizedMethodFault', {
    fault: fault.toDataObject(),
    localizedMessage: '',
  });
}
