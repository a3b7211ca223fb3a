/** Events about changed roles and permissions. */
import type { Change } from '../../inventory/change.ts';
import type { AuthorizationRole, Permission } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type DataObject, data } from '../../vmodl/value.ts';
import { entityArgument } from '../events/event-arguments.ts';
import type { Context } from '../method.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { principalKey } from './principals.ts';

export function roleEvent(
  { events, session }: Context,
  type: string,
  role: AuthorizationRole,
  members: Readonly<Record<string, unknown>> = {},
): Change {
  return events.change({
    type,
    about: ROOT_FOLDER,
    userName: session.userName,
    members: { role: roleArgument(role), ...members },
  });
}

/** What is told when an entity's permissions become others. */
export function permissionEvents(
  context: Context,
  entity: Ref,
  before: readonly Permission[],
  after: readonly Permission[],
): readonly Change[] {
  const { events, session } = context;
  const tell = (type: string, permission: Permission, members: object = {}): Change =>
    events.change({
      type,
      about: entity,
      userName: session.userName,
      members: {
        entity: entityArgument(context, entity),
        principal: permission.principal,
        group: permission.group,
        ...members,
      },
    });
  const removed = before.filter((each) => !after.some((other) => ruleOf(other) === ruleOf(each)));
  return [
    ...removed.map((each) => tell('PermissionRemovedEvent', each)),
    ...after.flatMap((each) => {
      const role = roleNamed(context, each.roleId);
      const members = { role, propagate: each.propagate };
      const previous = before.find((other) => ruleOf(other) === ruleOf(each));
      if (!previous) return tell('PermissionAddedEvent', each, members);
      if (previous.roleId === each.roleId && previous.propagate === each.propagate) return [];
      return tell('PermissionUpdatedEvent', each, {
        ...members,
        prevRole: roleNamed(context, previous.roleId),
        prevPropagate: previous.propagate,
      });
    }),
  ];
}

function ruleOf(permission: Permission): string {
  return `${permission.group}:${principalKey(permission.principal)}`;
}

function roleNamed({ authorization }: Context, roleId: number): DataObject | undefined {
  const role = authorization.roles().find((each) => each.roleId === roleId);
  return role && roleArgument(role);
}

function roleArgument(role: AuthorizationRole): DataObject {
  return data('RoleEventArgument', { roleId: role.roleId, name: role.name });
}
