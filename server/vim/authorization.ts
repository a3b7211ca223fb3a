/**
 * Users, roles and permissions: may this user do that on this object?
 */
import type { Ref } from '../vmodl/reference.ts';

export interface Authorization {
  /** Does the user hold the privilege on the object (permissions are inherited down the tree)? */
  holds(userName: string, privilege: string, object: Ref): boolean;
  /** Throws NoPermission{object, privilegeId, missingPrivileges}. */
  demand(userName: string, privilege: string, object: Ref): void;
  /** Is this name and password right? With `--auth any` every non-empty pair is. */
  authenticates(userName: string, password: string): boolean;
}
