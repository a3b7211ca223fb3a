import fc from 'fast-check';
import type { Conversation } from '../../../server/vim/method.ts';
import type { Event, EventFilterSpec, TaskInfo } from '../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import {
  CLUSTER,
  DATACENTER,
  DATASTORE,
  EVENT_MANAGER,
  HOST,
  OTHER_VM,
  ROOT,
  SESSION_MANAGER,
  SmallVcenter,
  TASK_MANAGER,
  VM,
  VM_FOLDER,
} from '../../helpers/small-vcenter.ts';

let vcenter: SmallVcenter;
let caller: Conversation;
beforeEach(() => {
  vcenter = new SmallVcenter();
  caller = vcenter.loggedIn();
});
afterEach(() => vcenter.stop());

const filter = (members: object = {}) => data('EventFilterSpec', members) as EventFilterSpec;
const keys = (events: readonly Event[]) => events.map(({ key }) => key);

/** Posts that many VM events; their keys. */
function post(count: number, about: Ref = VM): number[] {
  const before = vcenter.events.all().length;
  for (let number = 0; number < count; number += 1) {
    vcenter.events.post([{ type: 'VmPoweredOnEvent', about }]);
    vcenter.clock.advance(1000);
  }
  return keys(vcenter.events.all().slice(before) as unknown as readonly Event[]);
}

function collector(members: object = { type: ['VmEvent'] }): Ref {
  return vcenter.call(caller, EVENT_MANAGER, 'CreateCollectorForEvents', {
    filter: filter(members),
  });
}

const read = (ref: Ref, method: string, maxCount = 3) =>
  keys(vcenter.call(caller, ref, method, { maxCount }));

describe('An event history collector', () => {
  it('begins at the oldest event and reads forward, page by page, to the end', () => {
    const posted = post(5);
    const events = collector();

    expect(read(events, 'ReadNextEvents')).toEqual(posted.slice(0, 3));
    expect(read(events, 'ReadNextEvents')).toEqual(posted.slice(3));
    expect(read(events, 'ReadNextEvents')).toEqual([]);
  });

  it('after ResetCollector reads back from the newest event to the oldest', () => {
    const posted = post(5).reverse();
    const events = collector();
    vcenter.call(caller, events, 'ResetCollector');

    expect(read(events, 'ReadPreviousEvents')).toEqual(posted.slice(0, 3));
    expect(read(events, 'ReadPreviousEvents')).toEqual(posted.slice(3));
    expect(read(events, 'ReadPreviousEvents')).toEqual([]);
  });

  it('reads on with what came after it had reached the end', () => {
    post(2);
    const events = collector();
    read(events, 'ReadNextEvents');
    const later = post(1);

    expect(read(events, 'ReadNextEvents')).toEqual(later);
  });

  it('turns round between two events', () => {
    const posted = post(5);
    const events = collector();

    read(events, 'ReadNextEvents');
    expect(read(events, 'ReadPreviousEvents', 2)).toEqual([posted[2], posted[1]]);
    expect(read(events, 'ReadNextEvents', 1)).toEqual([posted[1]]);
    vcenter.call(caller, events, 'RewindCollector');
    expect(read(events, 'ReadNextEvents', 1)).toEqual([posted[0]]);
  });

  it('shows its newest ten, newest first, and follows what happens', () => {
    const posted = post(12);
    const events = collector();
    const latest = () => keys(vcenter.inventory.read(events, 'latestPage') as unknown as Event[]);

    expect(latest()).toEqual(posted.slice(2).reverse());
    const [fresh] = post(1);
    expect(latest()).toEqual([fresh, ...posted.slice(3).reverse()]);
    vcenter.events.post([{ type: 'DatastoreRenamedEvent', about: DATASTORE }]);
    expect(latest()[0]).toBe(fresh);
  });

  it('shows pages of the size a client sets', () => {
    const posted = post(5);
    const events = collector();

    vcenter.call(caller, events, 'SetCollectorPageSize', { maxCount: 2 });
    expect(vcenter.inventory.read(events, 'latestPage')).toHaveLength(2);
    const [fresh] = post(1);

    expect(keys(vcenter.inventory.read(events, 'latestPage') as unknown as Event[])).toEqual([
      fresh,
      posted[4],
    ]);
  });

  it.each([0, -1, 1001])('refuses pages of %d', (maxCount) => {
    const events = collector();

    for (const method of ['ReadNextEvents', 'ReadPreviousEvents', 'SetCollectorPageSize']) {
      expect(() => vcenter.call(caller, events, method, { maxCount })).toThrow(
        expect.objectContaining({
          name: 'InvalidArgument',
          detail: { invalidProperty: 'maxCount' },
        }),
      );
    }
  });

  it('is one of 32 a session may have', () => {
    const first = collector();
    for (let count = 1; count < 32; count += 1) collector();

    expect(() => collector()).toThrow(expect.objectContaining({ name: 'InvalidState' }));
    vcenter.call(caller, first, 'DestroyCollector');
    collector();
  });

  it('goes with its session, and no other session sees it', () => {
    const events = collector();
    const stranger = vcenter.loggedIn();

    expect(() => vcenter.call(stranger, events, 'RewindCollector')).toThrow(
      expect.objectContaining({ name: 'ManagedObjectNotFound' }),
    );
    vcenter.call(caller, SESSION_MANAGER, 'Logout');

    expect(vcenter.inventory.has(events)).toBe(false);
  });

  it('reads everything once, forward and backward, however the pages are cut', () => {
    const posted = post(17);

    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 17 }), (sizes) => {
        const events = collector();
        const forward = sizes.flatMap((size) => read(events, 'ReadNextEvents', size));
        const backward = sizes.flatMap((size) => read(events, 'ReadPreviousEvents', size));
        vcenter.call(caller, events, 'DestroyCollector');
        expect(forward).toEqual(posted);
        expect(backward).toEqual(posted.toReversed());
      }),
      { numRuns: 25 },
    );
  });
});

describe('An event filter', () => {
  const query = (members: object): Event[] =>
    vcenter.call(caller, EVENT_MANAGER, 'QueryEvents', { filter: filter(members) });
  const types = (members: object) => query(members).map(({ _typeName }) => _typeName);
  const entity = (ref: Ref, recursion: string) => ({
    entity: data('EventFilterSpecByEntity', { entity: ref, recursion }),
  });

  beforeEach(() => {
    vcenter.events.post([
      { type: 'VmPoweredOnEvent', about: VM, userName: 'VSPHERE.LOCAL\\Ann' },
      { type: 'VmFailedToPowerOnEvent', about: OTHER_VM, userName: 'VSPHERE.LOCAL\\Ann' },
      { type: 'HostConnectedEvent', about: HOST, userName: '' },
      { type: 'DatastoreRenamedEvent', about: DATASTORE, userName: 'VSPHERE.LOCAL\\Bob' },
      { type: 'GeneralUserEvent', about: VM_FOLDER, userName: 'VSPHERE.LOCAL\\Bob' },
    ]);
  });

  it.each([
    [VM, 'self', ['VmPoweredOnEvent']],
    [VM, 'children', []],
    [HOST, 'self', ['VmPoweredOnEvent', 'VmFailedToPowerOnEvent', 'HostConnectedEvent']],
    [HOST, 'children', ['VmPoweredOnEvent', 'VmFailedToPowerOnEvent']],
    [CLUSTER, 'children', ['VmPoweredOnEvent', 'VmFailedToPowerOnEvent', 'HostConnectedEvent']],
    [VM_FOLDER, 'all', ['VmPoweredOnEvent', 'VmFailedToPowerOnEvent', 'GeneralUserEvent']],
    [VM_FOLDER, 'children', ['VmPoweredOnEvent', 'VmFailedToPowerOnEvent']],
  ])('by entity: %o %s', (ref, recursion, expected) => {
    const found = types(entity(ref, recursion));

    expect(found).toEqual(expected);
  });

  it('by the root folder with all below it finds everything', () => {
    expect(query(entity(ROOT, 'all'))).toHaveLength(vcenter.events.all().length);
  });

  it('by type takes subtypes along', () => {
    expect(types({ type: ['VmEvent', 'HostConnectedEvent'] })).toEqual([
      'VmPoweredOnEvent',
      'VmFailedToPowerOnEvent',
      'HostConnectedEvent',
    ]);
  });

  it('by event type id finds events of the vocabulary and extended ones', () => {
    vcenter.events.post([
      {
        type: 'EventEx',
        about: VM,
        members: { eventTypeId: 'com.acme.broken', severity: 'error' },
      },
    ]);

    expect(types({ eventTypeId: ['vim.event.VmPoweredOnEvent'] })).toEqual(['VmPoweredOnEvent']);
    expect(types({ eventTypeId: ['VmPoweredOnEvent'] })).toEqual(['VmPoweredOnEvent']);
    expect(types({ eventTypeId: ['com.acme.broken'] })).toEqual(['EventEx']);
    expect(types({ category: ['error'] })).toEqual(['VmFailedToPowerOnEvent', 'EventEx']);
  });

  it('by user, written in any way, or by the system', () => {
    const by = (members: object) => ({ userName: data('EventFilterSpecByUsername', members) });

    expect(types(by({ systemUser: false, userList: ['bob@vsphere.local'] }))).toEqual([
      'DatastoreRenamedEvent',
      'GeneralUserEvent',
    ]);
    expect(types(by({ systemUser: true, userList: [] }))).toEqual(['HostConnectedEvent']);
  });

  it('by chain and time', () => {
    vcenter.clock.advance(60_000);
    const [key] = post(1);
    const time = data('EventFilterSpecByTime', { beginTime: '2026-01-01T00:01:00Z' });

    expect(keys(query({ time }))).toEqual([key]);
    expect(keys(query({ eventChainId: key }))).toEqual([key]);
    expect(
      query({ time: data('EventFilterSpecByTime', { endTime: '2025-01-01T00:00:00Z' }) }),
    ).toEqual([]);
  });

  it('by alarm and by tag', () => {
    const alarm = reference('Alarm', 'alarm-1');
    vcenter.events.post([
      {
        type: 'AlarmCreatedEvent',
        about: ROOT,
        members: { alarm: data('AlarmEventArgument', { name: 'a', alarm }), changeTag: 'blue' },
      },
    ]);

    expect(types({ alarm })).toEqual(['AlarmCreatedEvent']);
    expect(types({ tag: ['blue'] })).toEqual(['AlarmCreatedEvent']);
  });

  it('with disableFullMessage takes the messages out', () => {
    const [event] = query({ type: ['VmPoweredOnEvent'], disableFullMessage: true });

    expect(event).toMatchObject({ _typeName: 'VmPoweredOnEvent', vm: { name: 'web' } });
    expect(event).not.toHaveProperty('fullFormattedMessage');
  });

  it('with maxCount gives the newest, oldest first', () => {
    expect(types({ maxCount: 2 })).toEqual(['DatastoreRenamedEvent', 'GeneralUserEvent']);
  });

  it('of an unknown entity or type is a fault', () => {
    const missing = reference('VirtualMachine', 'vm-99');

    expect(() => query(entity(missing, 'self'))).toThrow(
      expect.objectContaining({ name: 'ManagedObjectNotFound' }),
    );
    expect(() => query({ type: ['NoSuchEvent'] })).toThrow(
      expect.objectContaining({ name: 'InvalidArgument' }),
    );
  });
});

describe('EventManager', () => {
  const latest = () => vcenter.events.all().at(-1);

  it('LogUserEvent notes what a user says of an entity', () => {
    vcenter.call(caller, EVENT_MANAGER, 'LogUserEvent', { entity: VM, msg: 'looks odd' });

    expect(latest()).toMatchObject({
      _typeName: 'GeneralUserEvent',
      userName: 'VSPHERE.LOCAL\\Administrator',
      message: 'looks odd',
      entity: { name: 'web', entity: VM },
      vm: { name: 'web' },
      fullFormattedMessage: 'User logged event: looks odd',
    });
  });

  it('PostEvent takes an extended event, and gives it key, time and place', () => {
    const eventToPost = data('EventEx', {
      key: -1,
      chainId: 0,
      createdTime: '1970-01-01T00:00:00Z',
      userName: '',
      eventTypeId: 'com.acme.backup.done',
      message: 'Backup done',
      objectId: VM.value,
      objectType: 'VirtualMachine',
    });

    vcenter.call(caller, EVENT_MANAGER, 'PostEvent', { eventToPost });

    expect(latest()).toMatchObject({
      eventTypeId: 'com.acme.backup.done',
      createdTime: '2026-01-01T00:00:00Z',
      userName: 'VSPHERE.LOCAL\\Administrator',
      vm: { name: 'web', vm: VM },
      fullFormattedMessage: 'Backup done',
    });
    expect((latest() as Event).key).toBeGreaterThan(0);
  });

  it('RetrieveArgumentDescription lists the members of an event type', () => {
    const described = vcenter.call(caller, EVENT_MANAGER, 'RetrieveArgumentDescription', {
      eventTypeId: 'vim.event.VmRenamedEvent',
    });

    expect(described.map((each: { name: string }) => each.name)).toEqual(
      expect.arrayContaining(['vm', 'oldName', 'newName']),
    );
    expect(() =>
      vcenter.call(caller, EVENT_MANAGER, 'RetrieveArgumentDescription', { eventTypeId: 'none' }),
    ).toThrow(expect.objectContaining({ name: 'InvalidArgument' }));
  });

  it('latestEvent is the newest', () => {
    const [key] = post(1);

    expect(vcenter.inventory.show(EVENT_MANAGER, 'latestEvent')).toMatchObject({ key });
    expect(vcenter.inventory.show(EVENT_MANAGER, 'maxCollector')).toBe(32);
  });
});

describe('A task history collector', () => {
  const start = (entity: Ref, durationMs = 1000) =>
    vcenter.tasks.start(vcenter.context(caller), {
      entity,
      name: 'Rename_Task',
      durationMs,
      finish: () => ({ changes: [] }),
    });
  const collect = (members: object = {}): Ref =>
    vcenter.call(caller, TASK_MANAGER, 'CreateCollectorForTasks', {
      filter: data('TaskFilterSpec', members),
    });
  const taskKeys = (infos: readonly TaskInfo[]) => infos.map(({ key }) => key);
  const readAll = (members: object): string[] =>
    taskKeys(vcenter.call(caller, collect(members), 'ReadNextTasks', { maxCount: 100 }));
  const byEntity = (entity: Ref, recursion: string) => ({
    entity: data('TaskFilterSpecByEntity', { entity, recursion }),
  });

  it('reads tasks that are gone already, and those that run', () => {
    start(VM);
    vcenter.clock.advance(700_000);
    start(OTHER_VM);
    const tasks = collect();

    expect(taskKeys(vcenter.call(caller, tasks, 'ReadNextTasks', { maxCount: 1 }))).toEqual([
      'task-1',
    ]);
    expect(taskKeys(vcenter.call(caller, tasks, 'ReadNextTasks', { maxCount: 9 }))).toEqual([
      'task-2',
    ]);
    vcenter.call(caller, tasks, 'ResetCollector');
    expect(taskKeys(vcenter.call(caller, tasks, 'ReadPreviousTasks', { maxCount: 9 }))).toEqual([
      'task-2',
      'task-1',
    ]);
  });

  it('follows tasks as they go', () => {
    const tasks = collect({ state: ['success'] });

    const ref = start(VM);
    expect(vcenter.inventory.read(tasks, 'latestPage')).toEqual([]);
    vcenter.clock.advance(1000);

    expect(vcenter.inventory.read(tasks, 'latestPage')).toMatchObject([{ key: ref.value }]);
  });

  it('selects by entity, state, time, user, chain and parents', () => {
    const first = start(VM);
    vcenter.clock.advance(5000);
    const second = start(OTHER_VM, 60_000);
    vcenter.tasks.create(undefined, { entity: DATACENTER, descriptionId: 'Drm.ExecuteVMotionLRO' });
    vcenter.tasks.create(undefined, {
      entity: VM,
      name: 'Rename_Task',
      parentTaskKey: second.value,
    });
    const chain = (vcenter.inventory.read(first, 'info') as unknown as TaskInfo).eventChainId;
    const time = (timeType: string, beginTime: string) => ({
      time: data('TaskFilterSpecByTime', { timeType, beginTime }),
    });

    expect(readAll(byEntity(VM, 'self'))).toEqual(['task-1', 'task-4']);
    expect(readAll(byEntity(DATACENTER, 'self'))).toEqual(['task-3']);
    expect(readAll(byEntity(DATACENTER, 'children'))).toEqual(['task-1', 'task-2', 'task-4']);
    expect(readAll(byEntity(ROOT, 'all'))).toHaveLength(4);
    expect(readAll({ state: ['success'] })).toEqual(['task-1']);
    expect(readAll(time('queuedTime', '2026-01-01T00:00:05Z'))).toHaveLength(3);
    expect(readAll(time('completedTime', '2026-01-01T00:00:00Z'))).toEqual(['task-1']);
    expect(
      readAll({ userName: data('TaskFilterSpecByUsername', { systemUser: true, userList: [] }) }),
    ).toEqual(['task-3', 'task-4']);
    expect(readAll({ eventChainId: [chain] })).toEqual(['task-1']);
    expect(readAll({ parentTaskKey: [second.value] })).toEqual(['task-4']);
    expect(readAll({ rootTaskKey: [second.value] })).toEqual(['task-4']);
  });

  it('takes results out where an info filter says so', () => {
    vcenter.tasks
      .create(undefined, { entity: VM, name: 'Rename_Task' })
      .succeed([], data('IntPolicy', { inherited: false }));
    const tasks = vcenter.call(caller, TASK_MANAGER, 'CreateCollectorWithInfoFilterForTasks', {
      filter: data('TaskFilterSpec', {}),
      infoFilter: data('TaskInfoFilterSpec', {
        filterTaskResults: data('TaskInfoFilterSpecFilterTaskResults', { removeAll: true }),
      }),
    });

    const [found] = vcenter.call(caller, tasks, 'ReadNextTasks', { maxCount: 1 });
    expect(found).toMatchObject({ key: 'task-1', state: 'success' });
    expect(found).not.toHaveProperty('result');
  });
});
