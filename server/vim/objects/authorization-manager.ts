/**
 * AuthorizationManager: roles, and who has which role on what.
 */
import type { Change } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { AuthorizationRole, EntityPrivilege, Permission } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { data } from '../../vmodl/value.ts';
import { ADMIN_ROLE } from '../authorization/authorization-data.ts';
import { permissionEvents, roleEvent } from '../authorization/authorization-events.ts';
import { principalKey } from '../authorization/principals.ts';
import { privilegeIds } from '../authorization/privileges.ts';
import { type Context, objectType } from '../method.ts';
import { lineage } from '../place.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { causeOf } from '../sessions/caller.ts';

type Entity = NonNullable<Permission['entity']>;

/** Every role can do this much. */
const EVERY_ROLE = ['System.Anonymous', 'System.Read', 'System.View'];
const MODIFY_PERMISSIONS = 'Authorization.ModifyPermissions';

export const authorizationManager = objectType({
  type: 'AuthorizationManager',
  methods: {
    AddAuthorizationRole(_self, { name, privIds }, context) {
      const { authorization } = context;
      const roles = authorization.roles();
      demandFreeName(roles, name);
      const roleId = Math.max(9, ...roles.map((role) => role.roleId)) + 1;
      const role = makeRole(context, roleId, name, privIds ?? []);
      const event = roleEvent(context, 'RoleAddedEvent', role, { privilegeList: role.privilege });
      apply(context, [authorization.rolesChange([...roles, role]), event]);
      return roleId;
    },

    RemoveAuthorizationRole(_self, { roleId, failIfUsed }, context) {
      const { authorization } = context;
      const role = changeableRole(context, roleId);
      const users = entitiesWithRole(context, roleId);
      if (failIfUsed && users.length > 0) throw new VimFault('RemoveFailed');

      const without = users.map((entity) =>
        authorization.permissionsChange(
          entity,
          authorization.permissionsOn(entity).filter((each) => each.roleId !== roleId),
        ),
      );
      const rest = authorization.roles().filter((each) => each.roleId !== roleId);
      const event = roleEvent(context, 'RoleRemovedEvent', role);
      apply(context, [...without, authorization.rolesChange(rest), event]);
    },

    UpdateAuthorizationRole(_self, { roleId, newName, privIds }, context) {
      const { authorization } = context;
      const role = changeableRole(context, roleId);
      const others = authorization.roles().filter((each) => each.roleId !== roleId);
      demandFreeName(others, newName);
      const updated = makeRole(context, roleId, newName, privIds ?? []);
      const before = role.privilege ?? [];
      const after = updated.privilege ?? [];
      const roles = authorization.roles().map((each) => (each.roleId === roleId ? updated : each));
      const event = roleEvent(context, 'RoleUpdatedEvent', updated, {
        privilegeList: after,
        prevRoleName: role.name,
        privilegesAdded: after.filter((id) => !before.includes(id)),
        privilegesRemoved: before.filter((id) => !after.includes(id)),
      });
      apply(context, [authorization.rolesChange(roles), event]);
    },

    MergePermissions(_self, { srcRoleId, dstRoleId }, context) {
      const { authorization } = context;
      demandRole(context, srcRoleId);
      demandRole(context, dstRoleId);
      if (srcRoleId === ADMIN_ROLE && dstRoleId !== ADMIN_ROLE) {
        throw new VimFault('AuthMinimumAdminPermission');
      }
      const changes = entitiesWithRole(context, srcRoleId).flatMap((entity) =>
        replacePermissions(
          context,
          entity,
          authorization
            .permissionsOn(entity)
            .map((each) => (each.roleId === srcRoleId ? { ...each, roleId: dstRoleId } : each)),
        ),
      );
      if (changes.length > 0) apply(context, changes);
    },

    RetrieveRolePermissions(_self, { roleId }, context) {
      demandRole(context, roleId);
      return allPermissions(context).filter((permission) => permission.roleId === roleId);
    },

    RetrieveEntityPermissions(_self, { entity, inherited }, context) {
      const { authorization, inventory } = context;
      const found = [...authorization.permissionsOn(inventory.demand(entity))];
      const above = inherited ? lineage(inventory, entity).slice(1) : [];
      for (const at of above) {
        found.push(...authorization.permissionsOn(at).filter((each) => each.propagate));
      }
      return found;
    },

    RetrieveAllPermissions(_self, _args, context) {
      return allPermissions(context);
    },

    SetEntityPermissions(_self, { entity, permission }, context) {
      const target = modifiableEntity(context, entity);
      const given = (permission ?? []).map((each) => checkedPermission(context, target, each));
      const kept = context.authorization
        .permissionsOn(target)
        .filter((each) => !given.some((other) => isSameRule(each, other)));
      apply(context, replacePermissions(context, target, [...kept, ...given]));
    },

    ResetEntityPermissions(_self, { entity, permission }, context) {
      const target = modifiableEntity(context, entity);
      const given = (permission ?? []).map((each) => checkedPermission(context, target, each));
      apply(context, replacePermissions(context, target, given));
    },

    RemoveEntityPermission(_self, { entity, user, isGroup }, context) {
      const target = modifiableEntity(context, entity);
      const before = context.authorization.permissionsOn(target);
      const kept = before.filter((each) => !isSameRule(each, { principal: user, group: isGroup }));
      if (kept.length === before.length) throw new VimFault('NotFound');
      apply(context, replacePermissions(context, target, kept));
    },

    HasPrivilegeOnEntity(_self, { entity, sessionId, privId }, context) {
      const userName = userOfSession(context, sessionId);
      const target = context.inventory.demand(entity);
      return (privId ?? []).map((id) => context.authorization.holds(userName, id, target));
    },

    HasPrivilegeOnEntities(_self, { entity, sessionId, privId }, context) {
      const userName = userOfSession(context, sessionId);
      return entity.map((each) => availability(context, userName, each, privId ?? []));
    },

    HasUserPrivilegeOnEntities(_self, { entities, userName, privId }, context) {
      return entities.map((each) => availability(context, userName, each, privId ?? []));
    },

    FetchUserPrivilegeOnEntities(_self, { entities, userName }, { authorization, inventory }) {
      return entities.map((asked) => {
        const entity = inventory.demand(asked);
        const privileges = [...authorization.privilegesOn(userName, entity)].sort();
        return build('UserPrivilegeResult', { entity, privileges });
      });
    },
  },
});

function apply(context: Context, changes: readonly Change[]): void {
  context.inventory.apply(changes, causeOf(context));
}

function makeRole(
  { catalog }: Context,
  roleId: number,
  name: string,
  privIds: readonly string[],
): AuthorizationRole {
  if (name.trim() === '') throw new VimFault('InvalidName', { name });
  const known = new Set(privilegeIds(catalog));
  if (privIds.some((id) => !known.has(id))) throw invalidArgument('privIds');
  return build('AuthorizationRole', {
    roleId,
    system: false,
    name,
    info: build('Description', { label: name, summary: name }),
    privilege: [...new Set([...EVERY_ROLE, ...privIds])].sort(),
  });
}

function demandFreeName(roles: readonly AuthorizationRole[], name: string): void {
  if (roles.some((role) => role.name.toLowerCase() === name.toLowerCase())) {
    throw new VimFault('AlreadyExists', { name });
  }
}

function demandRole({ authorization }: Context, roleId: number): AuthorizationRole {
  const role = authorization.roles().find((each) => each.roleId === roleId);
  if (!role) throw new VimFault('NotFound');
  return role;
}

function changeableRole(context: Context, roleId: number): AuthorizationRole {
  const role = demandRole(context, roleId);
  if (role.system) throw invalidArgument('roleId');
  return role;
}

function entitiesWithRole({ authorization }: Context, roleId: number): readonly Ref[] {
  return authorization
    .permittedEntities()
    .filter((entity) => authorization.permissionsOn(entity).some((each) => each.roleId === roleId));
}

function allPermissions({ authorization }: Context): readonly Permission[] {
  return authorization.permittedEntities().flatMap((entity) => authorization.permissionsOn(entity));
}

function modifiableEntity({ authorization, inventory, session }: Context, entity: Entity): Entity {
  const target = inventory.demand(entity);
  authorization.demand(session.userName, MODIFY_PERMISSIONS, target);
  return target;
}

/** A permission as it is kept: the principal under its proper name, the entity filled in. */
function checkedPermission(context: Context, entity: Entity, given: Permission): Permission {
  const { authorization } = context;
  demandRole(context, given.roleId);
  const principal = authorization.principal(given.principal, { group: given.group });
  if (!principal) {
    throw new VimFault('UserNotFound', { principal: given.principal, unresolved: false });
  }
  const { group, roleId, propagate } = given;
  return build('Permission', { entity, principal: principal.name, group, roleId, propagate });
}

function isSameRule(left: Permission, right: Pick<Permission, 'principal' | 'group'>): boolean {
  return (
    left.group === right.group && principalKey(left.principal) === principalKey(right.principal)
  );
}

/** Somebody must remain who may do everything. */
function replacePermissions(
  context: Context,
  entity: Ref,
  permissions: readonly Permission[],
): readonly Change[] {
  const isAdmin = (each: Permission) => each.roleId === ADMIN_ROLE && each.propagate;
  if (entity.value === ROOT_FOLDER.value && !permissions.some(isAdmin)) {
    throw new VimFault('AuthMinimumAdminPermission');
  }
  const before = context.authorization.permissionsOn(entity);
  return [
    context.authorization.permissionsChange(entity, permissions),
    ...permissionEvents(context, entity, before, permissions),
  ];
}

function userOfSession({ sessions }: Context, sessionId: string): string {
  const session = sessions.byKey(sessionId);
  if (!session) throw invalidArgument('sessionId');
  return session.userName;
}

function availability(
  { authorization, inventory }: Context,
  userName: string,
  asked: Ref,
  privIds: readonly string[],
): EntityPrivilege {
  const entity = inventory.demand(asked);
  const privAvailability = privIds.map((privId) =>
    build('PrivilegeAvailability', {
      privId,
      isGranted: authorization.holds(userName, privId, entity),
    }),
  );
  return data<EntityPrivilege>('EntityPrivilege', {
    entity: entity as EntityPrivilege['entity'],
    privAvailability,
  });
}
