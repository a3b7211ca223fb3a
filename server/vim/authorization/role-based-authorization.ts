/**
 * Decides by roles and permissions, as vCenter does.
 *
 * A permission gives a user or group a role on an entity and, if it propagates, on all below it. The
 * nearest permission on the way up counts: a user's own before those of groups, several groups
 * together. A VM inherits from its folder and from its resource pool. Objects that are no entities
 * are guarded by the entity they belong to, managers by the root folder; what a session made is its own.
 */
import { assign, type Change, type Commit } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { noPermission } from '../../vmodl/fault.ts';
import type { AuthorizationRole, Permission } from '../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { type DataObject, data } from '../../vmodl/value.ts';
import { lineage } from '../place.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import type { Authorization, Principal } from './authorization.ts';
import { ADMIN_ROLE, type AuthorizationData, DEFAULT_AUTHORIZATION } from './authorization-data.ts';
import { authorizationRole, defaultRoles } from './default-roles.ts';
import { guardOf } from './guarding-entity.ts';
import { Principals, principalKey, strangerNamed } from './principals.ts';
import { privilegeIds } from './privileges.ts';

export interface AuthorizationOptions {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly data?: AuthorizationData | undefined;
  /** `any`: every non-empty name and password is right, and who is not in the data may do everything. */
  readonly mode?: 'strict' | 'any' | undefined;
}

interface Effective {
  readonly roleIds: readonly number[];
  readonly privileges: ReadonlySet<string>;
}

/** Beyond so many cached answers a start afresh costs less than their memory. */
const CACHED_MAX = 500_000;
/** Properties that decide who inherits what. */
const INHERITANCE = ['parent', 'resourcePool', 'roleList'] as const;
/** What whoever may log in at all may do everywhere. */
const VISITOR: ReadonlySet<string> = new Set(['System.Anonymous', 'System.View']);
/** What the owner of a view, a filter or a collector may do with it; for others it is not there. */
const OWNER: Effective = { roleIds: [], privileges: new Set([...VISITOR, 'System.Read']) };
const OWNED = 'session[';

export class RoleBasedAuthorization implements Authorization {
  readonly #catalog: Catalog;
  readonly #inventory: Inventory;
  readonly #data: AuthorizationData;
  readonly #mode: 'strict' | 'any';
  readonly #principals: Principals;
  readonly #passwords: ReadonlyMap<string, string>;
  readonly #defaultRoles: readonly AuthorizationRole[];
  readonly #all: ReadonlySet<string>;
  readonly #administrators = new Map<string, boolean>();
  readonly #effective = new Map<string, Map<string, Effective>>();
  #cached = 0;
  #rolePrivileges: ReadonlyMap<number, ReadonlySet<string>> | undefined;
  #permitted: readonly Ref[] | undefined;

  constructor(options: AuthorizationOptions) {
    this.#catalog = options.catalog;
    this.#inventory = options.inventory;
    this.#data = options.data ?? DEFAULT_AUTHORIZATION;
    this.#mode = options.mode ?? 'strict';
    this.#principals = new Principals(this.#data);
    this.#passwords = new Map(
      this.#data.users.map((user) => [principalKey(`${user.name}@${user.domain}`), user.password]),
    );
    const ids = privilegeIds(options.catalog);
    this.#all = new Set(ids);
    this.#defaultRoles = defaultRoles(ids).map(authorizationRole);
    this.#inventory.subscribe((commit) => this.#follow(commit));
  }

  holds(userName: string, privilege: string, object: Ref): boolean {
    if (privilege === 'System.Anonymous' || this.#isAdministrator(userName)) return true;
    return this.#effectiveOn(userName, object).privileges.has(privilege);
  }

  holdsEverything(userName: string): boolean {
    return this.#isAdministrator(userName);
  }

  demand(userName: string, privilege: string, object: Ref): void {
    if (this.holds(userName, privilege, object)) return;
    throw noPermission(object, privilege);
  }

  authenticates(userName: string, password: string): boolean {
    if (userName === '' || password === '') return false;
    return this.#mode === 'any' || this.#passwords.get(principalKey(userName)) === password;
  }

  principal(name: string, options: { readonly group?: boolean } = {}): Principal | undefined {
    if (options.group) return this.#principals.group(name);
    const known = this.#principals.user(name);
    return known ?? (this.#mode === 'any' && name !== '' ? strangerNamed(name) : undefined);
  }

  principals(): readonly Principal[] {
    return this.#principals.all();
  }

  admits(userName: string): boolean {
    if (this.#isWelcomeStranger(userName)) return true;
    return this.permittedEntities().some((entity) =>
      this.permissionsOn(entity).some((permission) => this.#concerns(permission, userName)),
    );
  }

  privilegesOn(userName: string, object: Ref): ReadonlySet<string> {
    return this.#isAdministrator(userName)
      ? this.#all
      : this.#effectiveOn(userName, object).privileges;
  }

  rolesOn(userName: string, object: Ref): readonly number[] {
    return this.#isAdministrator(userName)
      ? [ADMIN_ROLE]
      : this.#effectiveOn(userName, object).roleIds;
  }

  roles(): readonly AuthorizationRole[] {
    const manager = this.#manager();
    return (manager && this.#inventory.read(manager, 'roleList')) ?? this.#defaultRoles;
  }

  permissionsOn(entity: Ref): readonly Permission[] {
    if (!this.#inventory.has(entity)) return [];
    const stored: unknown = this.#inventory.read(entity, 'permission');
    return Array.isArray(stored) ? stored : this.#defaultPermissionsOn(entity);
  }

  permittedEntities(): readonly Ref[] {
    this.#permitted ??= this.#inventory
      .ofType('ManagedEntity')
      .filter((entity) => this.permissionsOn(entity).length > 0);
    return this.#permitted;
  }

  rolesChange(roles: readonly AuthorizationRole[]): Change {
    const manager = this.#manager();
    if (!manager) throw new Error('there is no AuthorizationManager to hold the roles');
    return assign(manager, 'roleList', roles);
  }

  permissionsChange(entity: Ref, permissions: readonly Permission[]): Change {
    return assign(entity, 'permission', permissions);
  }

  #manager(): Ref<'AuthorizationManager'> | undefined {
    return this.#inventory.ofType('AuthorizationManager')[0];
  }

  #defaultPermissionsOn(entity: Ref): readonly Permission[] {
    const here = this.#data.permissions.filter(
      (permission) => (permission.entity ?? ROOT_FOLDER.value) === entity.value,
    );
    return here.map(({ principal, group = false, roleId, propagate }) => {
      const made: DataObject = data('Permission', { entity, principal, group, roleId, propagate });
      return made as Permission;
    });
  }

  #isWelcomeStranger(userName: string): boolean {
    return this.#mode === 'any' && this.#principals.user(userName) === undefined;
  }

  /** Admin on the root folder and below, with no permission elsewhere that says otherwise. */
  #isAdministrator(userName: string): boolean {
    const known = this.#administrators.get(userName);
    if (known !== undefined) return known;
    const elsewhere = this.permittedEntities().some(
      (entity) =>
        entity.value !== ROOT_FOLDER.value &&
        this.permissionsOn(entity).some((permission) => this.#concerns(permission, userName)),
    );
    const found =
      this.#isWelcomeStranger(userName) ||
      (!elsewhere && this.#rolesAt(userName, ROOT_FOLDER, true).includes(ADMIN_ROLE));
    if (this.#administrators.size > CACHED_MAX) this.#administrators.clear();
    this.#administrators.set(userName, found);
    return found;
  }

  #effectiveOn(userName: string, object: Ref): Effective {
    if (object.value.startsWith(OWNED)) return OWNER;
    let ofUser = this.#effective.get(userName);
    const known = ofUser?.get(object.value);
    if (known) return known;
    if (this.#cached > CACHED_MAX) this.#forgetRights();
    ofUser = this.#effective.get(userName) ?? new Map();
    this.#effective.set(userName, ofUser);
    const made = this.#decide(userName, guardOf(this.#catalog, this.#inventory, object));
    ofUser.set(object.value, made);
    this.#cached += 1;
    return made;
  }

  #decide(userName: string, entity: Ref): Effective {
    const roleIds = [...new Set(this.#inheritedRoles(userName, entity))];
    const single = roleIds.length === 1 && roleIds[0] !== undefined ? roleIds[0] : undefined;
    if (single !== undefined) return { roleIds, privileges: this.#privilegesOf(single) };
    const visitor = roleIds.length === 0 && this.admits(userName) ? VISITOR : [];
    const union = new Set([...roleIds.flatMap((id) => [...this.#privilegesOf(id)]), ...visitor]);
    return { roleIds, privileges: union };
  }

  #inheritedRoles(userName: string, entity: Ref): readonly number[] {
    const own = this.#rolesAt(userName, entity, false);
    if (own.length > 0) return own;
    const parents = [this.#pointer(entity, 'parent')];
    if (entity.type === 'VirtualMachine') parents.push(this.#pointer(entity, 'resourcePool'));
    return parents.flatMap((parent) => this.#rolesAbove(userName, parent));
  }

  #rolesAbove(userName: string, from: Ref | undefined): readonly number[] {
    for (const at of from ? lineage(this.#inventory, from) : []) {
      const found = this.#rolesAt(userName, at, true);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Roles by the permissions on this very entity; `inherited`: those only which propagate. */
  #rolesAt(userName: string, entity: Ref, inherited: boolean): readonly number[] {
    const applying = this.permissionsOn(entity).filter(
      (permission) => (permission.propagate || !inherited) && this.#concerns(permission, userName),
    );
    const own = applying.filter((permission) => !permission.group);
    return (own.length > 0 ? own : applying).map((permission) => permission.roleId);
  }

  #concerns(permission: Permission, userName: string): boolean {
    const key = principalKey(permission.principal);
    if (!permission.group) return key === principalKey(userName);
    const groups = this.#principals.user(userName)?.groups ?? [];
    return groups.some((group) => principalKey(group) === key);
  }

  #privilegesOf(roleId: number): ReadonlySet<string> {
    this.#rolePrivileges ??= new Map(
      this.roles().map((role) => [
        role.roleId,
        role.roleId === ADMIN_ROLE ? this.#all : new Set(role.privilege),
      ]),
    );
    return this.#rolePrivileges.get(roleId) ?? new Set();
  }

  #pointer(ref: Ref, property: string): Ref | undefined {
    if (!this.#inventory.has(ref)) return undefined;
    const value = this.#inventory.read(ref, property);
    return isReference(value) ? value : undefined;
  }

  #follow(commit: Commit): void {
    const created = new Set(commit.created);
    let moved = false;
    for (const [ref, properties] of commit.changed) {
      const permission = properties.has('permission');
      if (permission) this.#permitted = undefined;
      moved ||=
        permission ||
        (!created.has(ref) && INHERITANCE.some((property) => properties.has(property)));
    }
    for (const ref of commit.destroyed) {
      if (!this.#catalog.isA(ref.type, 'ManagedEntity')) continue;
      moved = true;
      this.#permitted = this.#permitted?.filter((entity) => entity !== ref);
    }
    if (moved) this.#forgetRights();
  }

  #forgetRights(): void {
    this.#rolePrivileges = undefined;
    this.#administrators.clear();
    this.#effective.clear();
    this.#cached = 0;
  }
}
