/**
 * What a user must be allowed to do on what, before a VM of his moves.
 */
import { DEFAULT_AUTHORIZATION } from '../../../../../server/vim/authorization/authorization-data.ts';
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import { reference } from '../../../../../server/vmodl/reference.ts';
import { faultOf } from '../../../../helpers/vcenter.ts';
import { MoveWorld } from './move-world.ts';

const MANAGER = reference('AuthorizationManager', 'AuthorizationManager');
const ROOT = reference('Folder', 'group-d1');
const ALL = [
  'System.Anonymous',
  'System.Read',
  'System.View',
  'Resource.ColdMigrate',
  'Resource.HotMigrate',
  'Resource.AssignVMToPool',
  'VApp.AssignVM',
  'Datastore.AllocateSpace',
  'Network.Assign',
  'VirtualMachine.Inventory.Move',
];

/** A world whose mover may do all of that but one thing. */
function without(privilege: string) {
  const mover = { name: 'mover', domain: 'vsphere.local', password: 'Mover1!' };
  const { users } = DEFAULT_AUTHORIZATION;
  const world = new MoveWorld({
    authorization: { ...DEFAULT_AUTHORIZATION, users: [...users, mover] },
  });
  const roleId = world.call(MANAGER, 'AddAuthorizationRole', {
    name: 'mover',
    privIds: ALL.filter((one) => one !== privilege),
  });
  world.call(MANAGER, 'SetEntityPermissions', {
    entity: ROOT,
    permission: [
      {
        _typeName: 'Permission',
        principal: 'VSPHERE.LOCAL\\mover',
        group: false,
        roleId,
        propagate: true,
      },
    ],
  });
  const session = world.login('mover@vsphere.local', 'Mover1!');
  return { world, move: (vm: string, spec: object) => world.relocate(vm, spec, session) };
}

describe('A user moves a VM', () => {
  it.each<[string, string, (world: MoveWorld) => object]>([
    ['Resource.HotMigrate', 'hot', (world) => ({ host: world.host('H173') })],
    ['Resource.ColdMigrate', 'off', (world) => ({ host: world.host('H173') })],
    ['Resource.AssignVMToPool', 'hot', (world) => ({ pool: world.pool('gold') })],
    ['VApp.AssignVM', 'hot', (world) => ({ pool: world.read(world.vm('in-app'), 'resourcePool') })],
    ['Datastore.AllocateSpace', 'hot', (world) => ({ datastore: world.datastore('DS3') })],
    [
      'VirtualMachine.Inventory.Move',
      'hot',
      (world) => ({ folder: world.named('Folder', 'prod') }),
    ],
    [
      'Network.Assign',
      'hot',
      (world) => ({
        deviceChange: [
          {
            operation: 'edit',
            device: {
              ...world.read(world.vm('hot'), 'config.hardware.device[4000]'),
              backing: { _typeName: 'VirtualEthernetCardNetworkBackingInfo', deviceName: 'Net172' },
            },
          },
        ],
      }),
    ],
  ])('only with %s', (privilege, vm, spec) => {
    const { world, move } = without(privilege);
    const tasks = world.inventory.ofType('Task').length;

    const fault = faultOf(() => move(vm, spec(world)));

    expect(fault).toMatchObject({ name: 'NoPermission', detail: { privilegeId: privilege } });
    expect(world.inventory.ofType('Task')).toHaveLength(tasks);
  });

  it('who has them all', () => {
    const { world, move } = without('nothing');

    const task: Ref<'Task'> = move('hot', { host: world.host('H173'), pool: world.pool('gold') });

    expect(world.ended(task)).toMatchObject({
      state: 'success',
      reason: { userName: expect.any(String) },
    });
  });
});
