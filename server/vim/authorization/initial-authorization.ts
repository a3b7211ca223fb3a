/**
 * Users, roles and permissions as a server starts: those of a fresh vCenter Server, the user it was
 * started with, and what its seed adds.
 */

import type { SeedState } from '../../inventory/seed/seed-changes.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type { AuthorizationRole } from '../../vmodl/generated/data.ts';
import {
  type AuthorizationData,
  DEFAULT_AUTHORIZATION,
  type PermissionData,
  type UserData,
} from './authorization-data.ts';
import { authorizationRole, defaultRoles } from './default-roles.ts';
import { privilegeIds } from './privileges.ts';

/** What a seed says of people. */
type SeededPeople = Pick<SeedState, 'users' | 'roles' | 'permissions'>;

export interface InitialAuthorization {
  readonly data: AuthorizationData;
  /** Roles to store when the seed has some of its own; unset: the default ones. */
  readonly roles: readonly AuthorizationRole[] | undefined;
}

const DOMAIN = 'vsphere.local';
const ADMINISTRATORS = 'Administrators';

/** Throws an Error that names a permission whose entity or role is not there. */
export function initialAuthorization(
  catalog: Catalog,
  administrator: { readonly user: string; readonly password: string },
  seeded: SeededPeople,
): InitialAuthorization {
  const ids = privilegeIds(catalog);
  const known = defaultRoles(ids);
  const first = Math.max(...known.map((role) => role.id)) + 1;
  const own = seeded.roles.map(({ name, label, privileges }, index) => ({
    id: first + index,
    name,
    label: label ?? name,
    summary: label ?? name,
    privileges: [...new Set(['System.Anonymous', 'System.View', 'System.Read', ...privileges])],
  }));
  const roles = [...known, ...own];
  const roleId = (name: string) => {
    const role = roles.find((one) => one.name === name || one.label === name);
    if (!role) throw new Error(`permission for a role "${name}" that is not there`);
    return role.id;
  };
  return {
    data: {
      users: [adminUser(administrator), ...seeded.users.map(userData)],
      groups: DEFAULT_AUTHORIZATION.groups,
      permissions: [
        ...DEFAULT_AUTHORIZATION.permissions,
        ...seeded.permissions.map((permission) => permissionData(permission, roleId)),
      ],
    },
    roles: own.length === 0 ? undefined : roles.map(authorizationRole),
  };
}

function adminUser({ user, password }: { user: string; password: string }): UserData {
  const { name, domain } = splitName(user);
  return { name, domain, password, fullName: `${name} ${domain}`, groups: [ADMINISTRATORS] };
}

function userData(user: SeededPeople['users'][number]): UserData {
  const { name, domain } = splitName(user.name);
  return {
    name,
    domain,
    password: user.password,
    ...(user.fullName === undefined ? {} : { fullName: user.fullName }),
    groups: user.groups ?? [],
  };
}

function permissionData(
  { path, entity, principal, group, role, propagate }: SeededPeople['permissions'][number],
  roleId: (name: string) => number,
): PermissionData {
  if (!entity) throw new Error(`permission on "${path}", which is not there`);
  const { name, domain } = splitName(principal);
  return {
    entity: entity.value,
    principal: `${domain.toUpperCase()}\\${name}`,
    group,
    roleId: roleId(role),
    propagate,
  };
}

/** `name@domain`, `DOMAIN\name` or a bare name of the default domain. */
function splitName(text: string): { name: string; domain: string } {
  const [, domain, name] = /^([^\\]+)\\(.+)$/.exec(text) ?? [];
  if (domain !== undefined && name !== undefined) return { name, domain: domain.toLowerCase() };
  const at = text.lastIndexOf('@');
  if (at > 0) return { name: text.slice(0, at), domain: text.slice(at + 1) };
  return { name: text, domain: DOMAIN };
}
