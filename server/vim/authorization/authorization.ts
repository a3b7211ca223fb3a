/**
 * Users, roles and permissions: may this user do that on this object?
 */
import type { Change } from '../../inventory/change.ts';
import type { AuthorizationRole, Permission } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';

/** The privilege of what anybody may do, logged in or not. */
export const ANONYMOUS = 'System.Anonymous';

/** A user or group of the identity source. */
export interface Principal {
  /** As permissions and sessions show it: `VSPHERE.LOCAL\Administrator`. */
  readonly name: string;
  readonly fullName: string;
  readonly domain: string;
  readonly group: boolean;
  /** Names of the groups it belongs to. */
  readonly groups: readonly string[];
}

export interface Authorization {
  /** Does the user hold the privilege on the object (permissions are inherited down the tree)? */
  holds(userName: string, privilege: string, object: Ref): boolean;
  /** Does the user, as things are, hold every privilege on every object? Readers of many then ask no more. */
  holdsEverything?(userName: string): boolean;
  /** Throws NoPermission{object, privilegeId, missingPrivileges}. */
  demand(userName: string, privilege: string, object: Ref): void;
  /** Is this name and password right? With `--auth any` every non-empty pair is. */
  authenticates(userName: string, password: string): boolean;

  /** Who that is, whatever way the name is written (`user@domain`, `DOMAIN\user`); undefined when unknown. */
  principal(name: string, options?: { readonly group?: boolean }): Principal | undefined;
  /** All users and groups of the identity source. */
  principals(): readonly Principal[];
  /** Has the user any permission at all? */
  admits(userName: string): boolean;
  /** Everything the user may do on the object. */
  privilegesOn(userName: string, object: Ref): ReadonlySet<string>;
  /** Ids of the roles that apply to the user on the object. */
  rolesOn(userName: string, object: Ref): readonly number[];

  roles(): readonly AuthorizationRole[];
  /** Permissions defined on this very entity. */
  permissionsOn(entity: Ref): readonly Permission[];
  /** All entities with permissions of their own. */
  permittedEntities(): readonly Ref[];
  /** The change that makes these the roles. */
  rolesChange(roles: readonly AuthorizationRole[]): Change;
  /** The change that makes these the entity's permissions. */
  permissionsChange(entity: Ref, permissions: readonly Permission[]): Change;
}
