import { assign, destroy } from '../../../server/inventory/change.ts';
import { DEFAULT_AUTHORIZATION } from '../../../server/vim/authorization/authorization-data.ts';
import type { Conversation } from '../../../server/vim/method.ts';
import type {
  AuthorizationRole,
  Permission,
  UserSearchResult,
} from '../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import {
  ADMINISTRATOR,
  AUTHORIZATION_MANAGER,
  CLUSTER,
  DATACENTER,
  HOST_FOLDER,
  POOL,
  ROOT,
  SmallVcenter,
  USER_DIRECTORY,
  VM,
  VM_FOLDER,
} from '../../helpers/small-vcenter.ts';

const ANN = 'VSPHERE.LOCAL\\ann';
const OPERATORS = 'VSPHERE.LOCAL\\operators';
const POWER_ON = 'VirtualMachine.Interact.PowerOn';
const READ_ONLY = -2;
const VM_USER = 5;

let vcenter: SmallVcenter;
let admin: Conversation;
beforeEach(() => {
  vcenter = new SmallVcenter({
    authorization: {
      users: [
        ...DEFAULT_AUTHORIZATION.users,
        { name: 'ann', domain: 'vsphere.local', password: 'secret', groups: ['operators'] },
      ],
      groups: [...DEFAULT_AUTHORIZATION.groups, { name: 'operators', domain: 'vsphere.local' }],
      permissions: DEFAULT_AUTHORIZATION.permissions,
    },
  });
  admin = vcenter.loggedIn();
});
afterEach(() => vcenter.stop());

const fault = (name: string) => expect.objectContaining({ name });
const call = (method: string, args: object = {}) =>
  vcenter.call(admin, AUTHORIZATION_MANAGER, method, args);
const permit = (entity: Ref, roleId: number, options: object = {}) =>
  call('SetEntityPermissions', {
    entity,
    permission: [
      data('Permission', { principal: ANN, group: false, roleId, propagate: true, ...options }),
    ],
  });
const mayPowerOn = (entity: Ref = VM) => vcenter.authorization.holds(ANN, POWER_ON, entity);
const roleNamed = (name: string): AuthorizationRole => {
  const found = vcenter.authorization.roles().find((role) => role.name === name);
  if (!found) throw new Error(`no role ${name}`);
  return found;
};

describe('A permission', () => {
  it('counts on its entity and below it', () => {
    expect(mayPowerOn()).toBe(false);
    permit(VM_FOLDER, VM_USER);

    expect(mayPowerOn()).toBe(true);
    expect(mayPowerOn(VM_FOLDER)).toBe(true);
    expect(mayPowerOn(DATACENTER)).toBe(false);
  });

  it('counts on its entity alone when it does not propagate', () => {
    permit(VM_FOLDER, VM_USER, { propagate: false });

    expect(mayPowerOn(VM_FOLDER)).toBe(true);
    expect(mayPowerOn(VM)).toBe(false);
  });

  it('nearer to the object overrules one farther up', () => {
    permit(DATACENTER, VM_USER);
    permit(VM_FOLDER, READ_ONLY);
    vcenter.inventory.apply([assign(VM, 'resourcePool', undefined)]);

    expect(mayPowerOn()).toBe(false);
    expect(vcenter.authorization.holds(ANN, 'System.Read', VM)).toBe(true);
  });

  it('of the user overrules those of his groups; groups count without one', () => {
    permit(VM_FOLDER, VM_USER, { principal: OPERATORS, group: true });
    expect(mayPowerOn()).toBe(true);
    permit(VM_FOLDER, READ_ONLY);

    expect(mayPowerOn()).toBe(false);
  });

  it('reaches a VM through its folder and through its resource pool', () => {
    permit(VM_FOLDER, READ_ONLY);
    permit(POOL, VM_USER);

    expect(mayPowerOn()).toBe(true);
    expect([...vcenter.authorization.rolesOn(ANN, VM)].sort()).toEqual([READ_ONLY, VM_USER]);
  });

  it('is felt at once when objects move or permissions go', () => {
    permit(CLUSTER, VM_USER);
    expect(mayPowerOn()).toBe(true);
    vcenter.inventory.apply([assign(VM, 'resourcePool', undefined)]);
    expect(mayPowerOn()).toBe(false);
    permit(VM_FOLDER, VM_USER);
    expect(mayPowerOn()).toBe(true);

    call('RemoveEntityPermission', { entity: VM_FOLDER, user: ANN, isGroup: false });

    expect(mayPowerOn()).toBe(false);
  });

  it('lets its user see the rest of the tree, no more', () => {
    permit(VM, VM_USER);

    expect(vcenter.authorization.holds(ANN, 'System.View', HOST_FOLDER)).toBe(true);
    expect(vcenter.authorization.holds(ANN, 'System.Read', HOST_FOLDER)).toBe(false);
  });

  it('can bind an administrator below the root', () => {
    expect(vcenter.authorization.holds(ADMINISTRATOR, POWER_ON, VM)).toBe(true);

    permit(VM_FOLDER, READ_ONLY, { principal: ADMINISTRATOR });
    vcenter.inventory.apply([assign(VM, 'resourcePool', undefined)]);

    expect(vcenter.authorization.holds(ADMINISTRATOR, POWER_ON, VM)).toBe(false);
    expect(vcenter.authorization.holds(ADMINISTRATOR, POWER_ON, CLUSTER)).toBe(true);
  });

  it('that is missing is told in full', () => {
    const demand = () => vcenter.authorization.demand(ANN, POWER_ON, VM);

    expect(demand).toThrow(
      expect.objectContaining({
        name: 'NoPermission',
        message: 'Permission to perform this operation was denied.',
        detail: {
          object: VM,
          privilegeId: POWER_ON,
          missingPrivileges: [
            {
              _typeName: 'NoPermissionEntityPrivileges',
              entity: VM,
              privilegeIds: [POWER_ON],
            },
          ],
        },
      }),
    );
  });

  it('goes with its entity', () => {
    permit(VM, VM_USER);
    vcenter.inventory.apply([destroy(VM)]);

    expect(call('RetrieveAllPermissions')).toHaveLength(2);
    expect(vcenter.authorization.admits(ANN)).toBe(false);
  });
});

describe('Permissions', () => {
  it('are stored with the proper name of the principal, and told', () => {
    permit(VM, VM_USER, { principal: 'ANN@vsphere.local' });

    expect(vcenter.inventory.show(VM, 'permission')).toEqual([
      {
        _typeName: 'Permission',
        entity: VM,
        principal: ANN,
        group: false,
        roleId: VM_USER,
        propagate: true,
      },
    ]);
    expect(vcenter.events.all().at(-1)).toMatchObject({
      _typeName: 'PermissionAddedEvent',
      principal: ANN,
      entity: { name: 'web', entity: VM },
      role: { roleId: VM_USER, name: 'VirtualMachineUser' },
      fullFormattedMessage: `Permission created for ${ANN} on web, role is VirtualMachineUser, propagation is true`,
    });
  });

  it('of one principal are changed by setting them again', () => {
    permit(VM, VM_USER);
    permit(VM, READ_ONLY, { propagate: false });

    expect(vcenter.inventory.show(VM, 'permission')).toMatchObject([{ roleId: READ_ONLY }]);
    expect(vcenter.events.all().at(-1)).toMatchObject({
      _typeName: 'PermissionUpdatedEvent',
      prevRole: { roleId: VM_USER },
      prevPropagate: true,
    });
  });

  it('can be replaced and read back, with those inherited', () => {
    permit(VM_FOLDER, READ_ONLY);
    permit(VM, VM_USER);
    const retrieve = (inherited: boolean): Permission[] =>
      call('RetrieveEntityPermissions', { entity: VM, inherited });

    expect(retrieve(false)).toHaveLength(1);
    expect(retrieve(true).map((each) => each.entity)).toEqual([VM, VM_FOLDER, ROOT, ROOT]);
    call('ResetEntityPermissions', { entity: VM, permission: [] });

    expect(retrieve(false)).toEqual([]);
    expect(call('RetrieveRolePermissions', { roleId: READ_ONLY })).toMatchObject([
      { entity: VM_FOLDER },
    ]);
    expect(vcenter.eventTypes()).toContain('PermissionRemovedEvent');
  });

  it.each([
    ['an unknown user', { principal: 'VSPHERE.LOCAL\\eve' }, 'UserNotFound'],
    ['a group as a user', { principal: OPERATORS }, 'UserNotFound'],
    ['an unknown role', { roleId: 77 }, 'NotFound'],
  ])('of %s are refused', (_what, options, name) => {
    expect(() => permit(VM, VM_USER, options)).toThrow(fault(name));
  });

  it('always leave one administrator', () => {
    expect(() => call('ResetEntityPermissions', { entity: ROOT, permission: [] })).toThrow(
      fault('AuthMinimumAdminPermission'),
    );
    expect(() => call('RemoveEntityPermission', { entity: VM, user: ANN, isGroup: false })).toThrow(
      fault('NotFound'),
    );
  });

  it('can be given only by who may', () => {
    permit(ROOT, READ_ONLY);
    const ann = vcenter.loggedIn('ann', 'secret');
    const act = () =>
      vcenter.call(ann, AUTHORIZATION_MANAGER, 'ResetEntityPermissions', { entity: VM });

    expect(act).toThrow(fault('NoPermission'));
  });
});

describe('Roles', () => {
  it('of a fresh server are there, the Admin with every privilege', () => {
    const privileges = vcenter.inventory.show(
      AUTHORIZATION_MANAGER,
      'privilegeList',
    ) as unknown as {
      privId: string;
    }[];

    expect(roleNamed('Admin')).toMatchObject({ roleId: -1, system: true });
    expect(roleNamed('Admin').privilege).toEqual(privileges.map(({ privId }) => privId));
    expect(roleNamed('ReadOnly').roleId).toBe(-2);
    expect(roleNamed('NoAccess').privilege).toEqual([]);
    expect(privileges.length).toBeGreaterThan(250);
    for (const role of vcenter.authorization.roles()) {
      for (const id of role.privilege ?? [])
        expect(privileges).toContainEqual(expect.objectContaining({ privId: id }));
    }
  });

  it('can be added, changed, and removed', () => {
    const roleId = call('AddAuthorizationRole', { name: 'starter', privIds: [POWER_ON] });
    permit(VM, roleId);
    expect(mayPowerOn()).toBe(true);

    call('UpdateAuthorizationRole', { roleId, newName: 'reader', privIds: [] });
    expect(mayPowerOn()).toBe(false);
    expect(vcenter.events.all().at(-1)).toMatchObject({
      _typeName: 'RoleUpdatedEvent',
      prevRoleName: 'starter',
      privilegesRemoved: [POWER_ON],
    });
    expect(() => call('RemoveAuthorizationRole', { roleId, failIfUsed: true })).toThrow(
      fault('RemoveFailed'),
    );
    call('RemoveAuthorizationRole', { roleId, failIfUsed: false });

    expect(vcenter.inventory.show(VM, 'permission')).toEqual([]);
    expect(vcenter.authorization.roles().some((role) => role.roleId === roleId)).toBe(false);
    expect(vcenter.eventTypes()).toEqual(
      expect.arrayContaining(['RoleAddedEvent', 'RoleUpdatedEvent', 'RoleRemovedEvent']),
    );
  });

  it('refuse what makes no sense', () => {
    expect(() => call('AddAuthorizationRole', { name: 'admin' })).toThrow(fault('AlreadyExists'));
    expect(() => call('AddAuthorizationRole', { name: ' ' })).toThrow(fault('InvalidName'));
    expect(() => call('AddAuthorizationRole', { name: 'x', privIds: ['No.Such'] })).toThrow(
      fault('InvalidArgument'),
    );
    expect(() => call('RemoveAuthorizationRole', { roleId: -1, failIfUsed: false })).toThrow(
      fault('InvalidArgument'),
    );
    expect(() => call('UpdateAuthorizationRole', { roleId: 99, newName: 'x' })).toThrow(
      fault('NotFound'),
    );
  });

  it('can take over the permissions of another', () => {
    permit(VM, VM_USER);

    call('MergePermissions', { srcRoleId: VM_USER, dstRoleId: READ_ONLY });

    expect(vcenter.inventory.show(VM, 'permission')).toMatchObject([{ roleId: READ_ONLY }]);
    expect(() => call('MergePermissions', { srcRoleId: -1, dstRoleId: READ_ONLY })).toThrow(
      fault('AuthMinimumAdminPermission'),
    );
  });
});

describe('Questions about rights', () => {
  it('are answered for sessions and users', () => {
    permit(VM, VM_USER);
    const ann = vcenter.loggedIn('ann', 'secret');
    const sessionId = ann.session?.key;
    const privId = [POWER_ON, 'Datastore.Browse'];

    expect(call('HasPrivilegeOnEntity', { entity: VM, sessionId, privId })).toEqual([true, false]);
    expect(
      call('HasPrivilegeOnEntities', { entity: [VM, CLUSTER], sessionId, privId }),
    ).toMatchObject([
      {
        entity: VM,
        privAvailability: [{ privId: POWER_ON, isGranted: true }, { isGranted: false }],
      },
      { entity: CLUSTER, privAvailability: [{ isGranted: false }, { isGranted: false }] },
    ]);
    expect(
      call('HasUserPrivilegeOnEntities', { entities: [VM], userName: 'ann', privId }),
    ).toMatchObject([{ privAvailability: [{ isGranted: true }, { isGranted: false }] }]);
    const [fetched] = call('FetchUserPrivilegeOnEntities', { entities: [VM], userName: ANN });
    expect(fetched.privileges).toContain(POWER_ON);
    expect(fetched.privileges).not.toContain('Datastore.Browse');
  });

  it('about no session are a fault', () => {
    expect(() => call('HasPrivilegeOnEntity', { entity: VM, sessionId: 'x' })).toThrow(
      fault('InvalidArgument'),
    );
  });

  it('effectiveRole shows what applies to the reader', () => {
    permit(VM, VM_USER);
    const role = (userName: string) => vcenter.inventory.show(VM, 'effectiveRole', { userName });

    expect(role(ADMINISTRATOR)).toEqual([-1]);
    expect(role(ANN)).toEqual([VM_USER]);
  });
});

describe('UserDirectory.RetrieveUserGroups', () => {
  const search = (args: object): UserSearchResult[] =>
    vcenter.call(admin, USER_DIRECTORY, 'RetrieveUserGroups', {
      searchStr: '',
      exactMatch: false,
      findUsers: true,
      findGroups: true,
      ...args,
    });
  const names = (args: object) => search(args).map(({ principal }) => principal);

  it('finds by a part of the name, in any case', () => {
    expect(names({ searchStr: 'ADMIN' })).toEqual([ADMINISTRATOR, 'VSPHERE.LOCAL\\Administrators']);
    expect(names({ searchStr: 'admin', exactMatch: true })).toEqual([]);
    expect(names({ searchStr: 'Ann', exactMatch: true })).toEqual([ANN]);
  });

  it('finds users or groups, in a domain by their bare names', () => {
    expect(names({ findGroups: false, domain: 'VSPHERE.LOCAL' })).toEqual(['Administrator', 'ann']);
    expect(() => search({ domain: 'NOWHERE' })).toThrow(fault('NotFound'));
  });

  it('finds members of a group and groups of a user', () => {
    expect(names({ belongsToGroup: OPERATORS })).toEqual([ANN]);
    expect(names({ belongsToUser: ANN })).toEqual([OPERATORS]);
    expect(() => search({ belongsToGroup: 'none' })).toThrow(fault('NotFound'));
  });
});
