/** Everything that sessions, rights, tasks and events show is as the vocabulary declares it. */
import { VimFault } from '../../server/vmodl/fault.ts';
import type { Ref } from '../../server/vmodl/reference.ts';
import { data } from '../../server/vmodl/value.ts';
import {
  ADMINISTRATOR,
  AUTHORIZATION_MANAGER,
  EVENT_MANAGER,
  ROOT,
  SESSION_MANAGER,
  SmallVcenter,
  TASK_MANAGER,
  USER_DIRECTORY,
  VM,
} from '../helpers/small-vcenter.ts';
import { complaints } from '../helpers/value-check.ts';

let vcenter: SmallVcenter;
beforeAll(() => {
  vcenter = new SmallVcenter();
  const caller = vcenter.loggedIn();
  const call = (ref: Ref, method: string, args: object) => vcenter.call(caller, ref, method, args);
  expect(() => vcenter.loggedIn('eve@vsphere.local', 'x')).toThrow();
  call(SESSION_MANAGER, 'UpdateServiceMessage', { message: 'hello' });
  const roleId = call(AUTHORIZATION_MANAGER, 'AddAuthorizationRole', {
    name: 'starter',
    privIds: ['VirtualMachine.Interact.PowerOn'],
  });
  const principal = ADMINISTRATOR;
  const permission = [data('Permission', { principal, group: false, roleId, propagate: true })];
  call(AUTHORIZATION_MANAGER, 'SetEntityPermissions', { entity: VM, permission });
  call(AUTHORIZATION_MANAGER, 'UpdateAuthorizationRole', { roleId, newName: 'beginner' });
  call(AUTHORIZATION_MANAGER, 'RemoveAuthorizationRole', { roleId, failIfUsed: false });
  call(EVENT_MANAGER, 'LogUserEvent', { entity: ROOT, msg: 'hello' });
  vcenter.tasks.start(vcenter.context(caller), {
    entity: VM,
    name: 'Rename_Task',
    durationMs: 1000,
    cancelable: true,
    finish: () => ({ changes: [], result: VM }),
  });
  vcenter.tasks.start(undefined, {
    entity: VM,
    name: 'Rename_Task',
    durationMs: 1000,
    finish: () => {
      throw new VimFault('DuplicateName', { name: 'x', object: VM });
    },
  });
  vcenter.clock.advance(1000);
  call(EVENT_MANAGER, 'CreateCollectorForEvents', { filter: data('EventFilterSpec', {}) });
  call(TASK_MANAGER, 'CreateCollectorForTasks', { filter: data('TaskFilterSpec', {}) });
  vcenter.loggedIn();
});
afterAll(() => vcenter.stop());

it('events', () => {
  const use = { type: 'Event', kind: 'data', array: true } as const;

  expect(vcenter.events.all().length).toBeGreaterThan(8);
  expect(complaints(vcenter.catalog, use, vcenter.events.all())).toEqual([]);
});

it('the texts of every event type name nothing the type does not have', () => {
  const use = { type: 'EventDescription', kind: 'data', array: false } as const;

  const description = vcenter.inventory.show(EVENT_MANAGER, 'description');

  expect(complaints(vcenter.catalog, use, description)).toEqual([]);
});

describe('properties of', () => {
  it.each([
    'SessionManager',
    'AuthorizationManager',
    'EventManager',
    'TaskManager',
    'UserDirectory',
    'Task',
    'EventHistoryCollector',
    'TaskHistoryCollector',
  ])('%s', (type) => {
    const { catalog, inventory } = vcenter;
    const viewer = { sessionKey: vcenter.sessions.all()[0]?.key, userName: ADMINISTRATOR };
    const found = inventory.ofType(type);

    expect(found.length).toBeGreaterThan(0);
    for (const ref of found) {
      for (const property of catalog.managed(type)?.properties ?? []) {
        const value = inventory.show(ref, property.name, viewer);
        const at = `${ref.value}.${property.name}`;
        if (value !== undefined) expect(complaints(catalog, property, value, at)).toEqual([]);
        else if (!property.optional) throw new Error(`${at} is missing`);
      }
    }
  });

  it('an entity, as far as rights and tasks go', () => {
    const { catalog, inventory } = vcenter;

    for (const name of ['effectiveRole', 'permission', 'recentTask']) {
      const property = catalog.managed('VirtualMachine')?.property(name);
      const value = inventory.show(VM, name, { userName: ADMINISTRATOR });
      expect(value).toBeDefined();
      expect(property && complaints(catalog, property, value)).toEqual([]);
    }
    expect(inventory.show(USER_DIRECTORY, 'domainList')).toEqual(['VSPHERE.LOCAL']);
  });
});

it('what is not as declared would be noticed', () => {
  const use = { type: 'Event', kind: 'data', array: false } as const;
  const wrong = data('GeneralUserEvent', { key: 'x', chainId: 1, userName: 'me', colour: 'red' });

  expect(complaints(vcenter.catalog, use, wrong)).toEqual([
    'Event.colour: unknown to GeneralUserEvent',
    'Event.key: x is no int',
    'Event.createdTime: missing',
    'Event.message: missing',
  ]);
});
