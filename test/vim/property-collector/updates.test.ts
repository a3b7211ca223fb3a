import { assign, create, destroy } from '../../../server/inventory/change.ts';
import {
  NO_ACCESS_ROLE,
  READ_ONLY_ROLE,
} from '../../../server/vim/authorization/authorization-data.ts';
import type { Session } from '../../../server/vim/sessions/sessions.ts';
import type {
  ObjectUpdate,
  PropertyChange,
  PropertyFilterUpdate,
  UpdateSet,
} from '../../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import {
  allProperties,
  type CallOptions,
  COLLECTOR,
  createVm,
  device,
  filterSpec,
  folderRef,
  from,
  properties,
  READER,
  traverse,
  VIEW_MANAGER,
  vmRef,
  WatchedWorld,
} from '../../helpers/watched-world.ts';

const vm1 = vmRef(1);

function watch(world: WatchedWorld, spec: object, options: CallOptions & FilterOptions = {}): Ref {
  const args = { spec, partialUpdates: options.partialUpdates ?? false };
  return world.call(options.collector ?? COLLECTOR, 'CreateFilter', args, options) as Ref;
}

interface FilterOptions {
  readonly partialUpdates?: boolean;
  readonly collector?: Ref;
}

function wait(
  world: WatchedWorld,
  version: string,
  options: object = { maxWaitSeconds: 0 },
  call: CallOptions & FilterOptions = {},
): Promise<UpdateSet | undefined> {
  const args = { version, options };
  const collector = call.collector ?? COLLECTOR;
  return world.call(collector, 'WaitForUpdatesEx', args, call) as Promise<UpdateSet | undefined>;
}

function paths(...pathSet: string[]): object {
  return filterSpec([properties('VirtualMachine', ...pathSet)], [from(vm1)]);
}

function inFolder(...pathSet: string[]): object {
  return filterSpec(
    [properties('VirtualMachine', ...pathSet)],
    [from(folderRef('v1'), true, [traverse('Folder', 'childEntity')])],
  );
}

function updates(set: UpdateSet | undefined): readonly ObjectUpdate[] {
  return (set?.filterSet ?? []).flatMap((each: PropertyFilterUpdate) => each.objectSet ?? []);
}

/** `modify vm-1` and so on. */
function kinds(set: UpdateSet | undefined): string[] {
  return updates(set).map(({ kind, obj }) => `${kind} ${obj.value}`);
}

function changes(set: UpdateSet | undefined): PropertyChange[] {
  return updates(set).flatMap((update) => update.changeSet ?? []);
}

function fault(name: string, detail: object = {}) {
  return expect.objectContaining({ name, detail: expect.objectContaining(detail) });
}

function change(name: string, op: string, val?: unknown) {
  const made = { _typeName: 'PropertyChange', name, op };
  return val === undefined ? made : { ...made, val };
}

describe('WaitForUpdatesEx', () => {
  it('begins with the full state: every object enters, every set property is assigned', async () => {
    const world = new WatchedWorld(2);
    const filter = watch(world, inFolder('name', 'snapshot', 'network'));

    const set = await wait(world, '');

    const network = { _typeName: 'ArrayOfManagedObjectReference', _value: [] };
    const enter = (number: number) => ({
      _typeName: 'ObjectUpdate',
      kind: 'enter',
      obj: vmRef(number),
      changeSet: [change('name', 'assign', `vm${number}`), change('network', 'assign', network)],
    });
    expect(set).toEqual({
      _typeName: 'UpdateSet',
      version: '1',
      filterSet: [{ _typeName: 'PropertyFilterUpdate', filter, objectSet: [enter(1), enter(2)] }],
      truncated: false,
    });
  });

  it('then tells of what changed: newcomers, changed paths, and who left', async () => {
    const world = new WatchedWorld(3);
    watch(world, inFolder('name', 'runtime.powerState'));
    await wait(world, '');

    world.inventory.apply([
      createVm(4),
      assign(vmRef(1), 'runtime.powerState', 'poweredOn'),
      destroy(vmRef(2)),
      assign(vmRef(3), 'parent', folderRef('n1')),
    ]);
    const set = await wait(world, '1');

    expect(set?.version).toBe('2');
    expect(kinds(set).sort()).toEqual(['enter vm-4', 'leave vm-2', 'leave vm-3', 'modify vm-1']);
    expect(updates(set).find(({ kind }) => kind === 'modify')?.changeSet).toEqual([
      change('runtime.powerState', 'assign', {
        _typeName: 'VirtualMachinePowerState',
        _value: 'poweredOn',
      }),
    ]);
    expect(updates(set).find(({ kind }) => kind === 'leave')).not.toHaveProperty('changeSet');
  });

  it('tells nothing of a change that was undone, nor of paths nobody asked for', async () => {
    const world = new WatchedWorld(1);
    watch(world, paths('name', 'config.hardware'));
    await wait(world, '');

    world.assign(vm1, 'name', 'other');
    world.assign(vm1, 'name', 'vm1');
    world.assign(vm1, 'config.name', 'other');
    world.assign(vm1, 'guest', undefined);

    expect(await wait(world, '1')).toBeUndefined();
  });

  it.each([false, true])(
    'tells nothing of members that are never sent (partial updates: %s)',
    async (partialUpdates) => {
      const world = new WatchedWorld(1);
      const backing = 'config.hardware.device[2000].backing';
      watch(world, paths('config', 'config.hardware', 'config.hardware.device', backing), {
        partialUpdates,
      });
      await wait(world, '');

      world.assign(vm1, `${backing}._allocatedBytes`, 4096);
      world.assign(vm1, `${backing}._allocatedBytes`, 8192);

      expect(await wait(world, '1')).toBeUndefined();
      world.assign(vm1, `${backing}._allocatedBytes`, undefined);
      world.assign(vm1, `${backing}.diskMode`, 'independent_persistent');
      expect(changes(await wait(world, '1'))).toHaveLength(4);
    },
  );

  it('never tells of time alone, but shows live values when something else changed', async () => {
    const world = new WatchedWorld(1);
    watch(world, paths('summary'));
    await wait(world, '');

    world.clock.advance(60_000);
    expect(await wait(world, '1')).toBeUndefined();

    world.assign(vm1, 'runtime.powerState', 'poweredOn');
    const [summary] = changes(await wait(world, '1'));
    const uptimeSeconds = world.clock.now() / 1000;
    expect(summary?.val).toMatchObject({
      runtime: { powerState: 'poweredOn' },
      quickStats: { uptimeSeconds },
    });
  });

  it('says with an unset value that a property is unset now, of arrays that they are empty', async () => {
    const world = new WatchedWorld(1);
    watch(world, paths('guest', 'datastore'));
    await wait(world, '');

    world.assign(vm1, 'guest', undefined);
    world.assign(vm1, 'datastore', undefined);

    expect(changes(await wait(world, '1'))).toEqual([
      change('guest', 'assign'),
      change('datastore', 'assign', { _typeName: 'ArrayOfManagedObjectReference', _value: [] }),
    ]);
  });

  it('lists only filters with news', async () => {
    const world = new WatchedWorld(2);
    watch(world, paths('name'));
    const other = watch(world, inFolder('runtime.powerState'));
    await wait(world, '');

    world.assign(vmRef(2), 'runtime.powerState', 'poweredOn');

    const set = await wait(world, '1');
    expect(set?.filterSet?.map(({ filter }) => filter)).toEqual([other]);
  });

  it('lists a missing object to start from once, when that was asked for', async () => {
    const world = new WatchedWorld(1);
    const spec = filterSpec([properties('VirtualMachine')], [from(vm1), from(vmRef(9))], true);
    watch(world, spec);

    const first = await wait(world, '');
    world.inventory.apply([destroy(vm1)]);
    const second = await wait(world, '1');

    const missing = (set: UpdateSet | undefined) =>
      set?.filterSet?.[0]?.missingSet?.map(({ obj, fault: { fault: each } }) => [
        obj.value,
        each._typeName,
      ]);
    expect(missing(first)).toEqual([['vm-9', 'ManagedObjectNotFound']]);
    expect(kinds(second)).toEqual(['leave vm-1']);
    expect(missing(second)).toEqual([['vm-1', 'ManagedObjectNotFound']]);
    expect(await wait(world, '2')).toBeUndefined();
  });

  it('answers at once when nothing is selected yet, and tells of the first that is', async () => {
    const world = new WatchedWorld(0);
    watch(world, inFolder('name'));

    const first = await wait(world, '', {});
    world.inventory.apply([createVm(1)]);

    expect(first).toMatchObject({ version: '1', filterSet: [] });
    expect(kinds(await wait(world, '1'))).toEqual(['enter vm-1']);
  });
});

describe('waiting', () => {
  it('is ended by the commit that brings news, not by others', async () => {
    const world = new WatchedWorld(2);
    watch(world, paths('name'));
    await wait(world, '');
    const ended: string[] = [];
    const waiting = wait(world, '1', {}).then((set) => ended.push(set?.version ?? 'null'));

    world.assign(vmRef(2), 'name', 'other');
    world.assign(vm1, 'guest', undefined);
    await turns();
    expect(ended).toEqual([]);

    world.assign(vm1, 'name', 'other');
    await waiting;
    expect(ended).toEqual(['2']);
  });

  it('ends with nothing after maxWaitSeconds of real time, whatever virtual time does', async () => {
    const world = new WatchedWorld(1);
    watch(world, paths('name'));
    await wait(world, '');
    let ended = false;
    const waiting = wait(world, '1', { maxWaitSeconds: 10 }).then((set) => {
      ended = true;
      return set;
    });

    world.clock.advance(3_600_000);
    world.wall.advance(9_999);
    await turns();
    expect(ended).toBe(false);

    world.wall.advance(1);
    expect(await waiting).toBeUndefined();
    expect(world.wall.pending).toBe(0);
  });

  it('without a limit ends with nothing after half an hour', async () => {
    const world = new WatchedWorld(1);
    watch(world, paths('name'));
    await wait(world, '');
    const waiting = wait(world, '1', {});

    await turns();
    world.wall.advance(30 * 60_000);

    expect(await waiting).toBeUndefined();
  });

  it('hears of a filter created meanwhile', async () => {
    const world = new WatchedWorld(1);
    watch(world, paths('name'));
    await wait(world, '');
    const waiting = wait(world, '1', {});

    const filter = watch(world, paths('config.uuid'));

    expect((await waiting)?.filterSet).toMatchObject([{ filter, objectSet: [{ kind: 'enter' }] }]);
  });

  it.each([
    [
      'CancelWaitForUpdates',
      (world: WatchedWorld, collector: Ref) => world.call(collector, 'CancelWaitForUpdates'),
    ],
    [
      'DestroyPropertyCollector',
      (world: WatchedWorld, collector: Ref) => world.call(collector, 'DestroyPropertyCollector'),
    ],
    ['the end of the session', (world: WatchedWorld) => world.sessions.end(world.session)],
  ])('is ended with RequestCanceled by %s', async (_what, act) => {
    const world = new WatchedWorld(1);
    const collector = world.call(COLLECTOR, 'CreatePropertyCollector') as Ref;
    watch(world, paths('name'), { collector });
    await wait(world, '', {}, { collector });
    const waiting = wait(world, '1', {}, { collector });
    const queued = wait(world, '1', {}, { collector });

    act(world, collector);

    await expect(waiting).rejects.toThrow(fault('RequestCanceled'));
    await expect(queued).rejects.toThrow(fault('RequestCanceled'));
    expect(world.wall.pending).toBe(0);
  });

  it('ends when the client hangs up, and loses nothing', async () => {
    const world = new WatchedWorld(1);
    watch(world, paths('name'));
    await wait(world, '');
    const connection = new AbortController();
    const waiting = wait(world, '1', {}, { signal: connection.signal });

    connection.abort();
    await expect(waiting).rejects.toThrow(fault('RequestCanceled'));
    world.assign(vm1, 'name', 'other');

    expect(kinds(await wait(world, '1'))).toEqual(['modify vm-1']);
  });

  it('is one call after another on a collector, side by side on several', async () => {
    const world = new WatchedWorld(1);
    const collector = world.call(COLLECTOR, 'CreatePropertyCollector') as Ref;
    watch(world, paths('name'));
    watch(world, paths('name'), { collector });
    await wait(world, '');
    const first = wait(world, '1', {});
    const second = wait(world, '1', {});

    expect(kinds(await wait(world, '', {}, { collector }))).toEqual(['enter vm-1']);
    world.assign(vm1, 'name', 'other');

    expect((await first)?.version).toBe('2');
    // It asked for what came after 1 as well.
    expect(await second).toEqual(await first);
  });

  it('keeps its patience while it is queued', async () => {
    const world = new WatchedWorld(1);
    watch(world, paths('name'));
    await wait(world, '');
    void wait(world, '1', {});
    const queued = wait(world, '1', { maxWaitSeconds: 5 });

    await turns();
    world.wall.advance(5000);

    expect(await queued).toBeUndefined();
  });

  it.each([
    [{ maxWaitSeconds: -1 }, 'options.maxWaitSeconds'],
    [{ maxObjectUpdates: 0 }, 'options.maxObjectUpdates'],
    [{ maxObjectUpdates: -5 }, 'options.maxObjectUpdates'],
  ])('refuses %j', (options, invalidProperty) => {
    const world = new WatchedWorld(1);

    expect(() => wait(world, '', options)).toThrow(fault('InvalidArgument', { invalidProperty }));
  });
});

/** Lets promises settle that need no further help. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe('versions', () => {
  it('number pieces on the way to the next complete version', async () => {
    const world = new WatchedWorld(5);
    watch(world, inFolder('name'));
    const seen: [string | undefined, boolean | undefined, number][] = [];

    for (let version = ''; version !== '1'; ) {
      const set = await wait(world, version, { maxObjectUpdates: 2 });
      seen.push([set?.version, set?.truncated, updates(set).length]);
      version = set?.version ?? '';
    }

    expect(seen).toEqual([
      ['0_1', true, 2],
      ['0_2', true, 2],
      ['1', false, 1],
    ]);
  });

  it('say that a set is complete when there is exactly as much as asked for', async () => {
    const world = new WatchedWorld(4);
    watch(world, inFolder('name'));

    const piece = await wait(world, '', { maxObjectUpdates: 2 });
    const rest = await wait(world, piece?.version ?? '', { maxObjectUpdates: 2 });

    expect(rest).toMatchObject({ version: '1', truncated: false });
  });

  it('come in pieces of a hundred objects unless told', async () => {
    const world = new WatchedWorld(101);
    watch(world, inFolder('name'));

    expect(updates(await wait(world, ''))).toHaveLength(100);
  });

  it('may be asked for again after a lost answer, piece by piece', async () => {
    const world = new WatchedWorld(3);
    watch(world, inFolder('name'));
    await wait(world, '');
    for (const number of [1, 2, 3]) world.assign(vmRef(number), 'name', 'other');
    const limit = { maxObjectUpdates: 2, maxWaitSeconds: 0 };

    const lost = await wait(world, '1', limit);
    const again = await wait(world, '1', limit);
    const rest = await wait(world, '1_1', limit);
    const fromTheStart = await wait(world, '1', limit);
    const restAgain = await wait(world, '1_1', limit);

    expect(lost?.version).toBe('1_1');
    expect(again).toEqual(lost);
    expect(rest).toMatchObject({ version: '2', truncated: false });
    expect(fromTheStart).toEqual(lost);
    expect(restAgain).toEqual(rest);
    expect(await wait(world, '2', limit)).toBeUndefined();
  });

  it('are refused when they are unknown, too old, or a piece asked for twice', async () => {
    const world = new WatchedWorld(3);
    watch(world, inFolder('name'));
    const limit = { maxObjectUpdates: 1, maxWaitSeconds: 0 };
    const invalid = fault('InvalidCollectorVersion');

    await wait(world, '', limit);
    await wait(world, '0_1', limit);
    await expect(wait(world, '0_1', limit)).rejects.toThrow(invalid);
    await expect(wait(world, '1', limit)).rejects.toThrow(invalid);
    await expect(wait(world, 'x', limit)).rejects.toThrow(invalid);
    const whole = world.call(COLLECTOR, 'CheckForUpdates', { version: '0_2' });
    await expect(whole).rejects.toThrow(invalid);
    await wait(world, '0_2', limit);
    for (const [name, version] of [
      ['a', '1'],
      ['b', '2'],
    ] as const) {
      world.assign(vm1, 'name', name);
      await wait(world, version, limit);
    }
    await expect(wait(world, '1', limit)).rejects.toThrow(invalid);
  });

  it('begin anew with an empty version, with the state as it is', async () => {
    const world = new WatchedWorld(2);
    watch(world, inFolder('name'));
    await wait(world, '');
    world.inventory.apply([destroy(vmRef(2))]);

    const set = await wait(world, '');

    expect(kinds(set)).toEqual(['enter vm-1']);
    expect(set?.version).toBe('2');
  });
});

describe('CheckForUpdates and WaitForUpdates', () => {
  it('check answers at once, with nothing when there is no news', async () => {
    const world = new WatchedWorld(150);
    watch(world, inFolder('name'));

    const first = (await world.call(COLLECTOR, 'CheckForUpdates', {})) as UpdateSet;
    const second = await world.call(COLLECTOR, 'CheckForUpdates', { version: '1' });

    expect(updates(first)).toHaveLength(150);
    expect(first.truncated).toBe(false);
    expect(second).toBeUndefined();
  });

  it('wait blocks until there is news', async () => {
    const world = new WatchedWorld(1);
    watch(world, paths('name'));
    await world.call(COLLECTOR, 'WaitForUpdates', {});
    const waiting = world.call(COLLECTOR, 'WaitForUpdates', { version: '1' }) as Promise<UpdateSet>;

    await turns();
    world.wall.advance(24 * 3_600_000);
    world.assign(vm1, 'name', 'other');

    expect((await waiting).version).toBe('2');
  });
});

describe('partial updates', () => {
  async function changesOf(
    spec: object,
    ...act: ((world: WatchedWorld) => void)[]
  ): Promise<PropertyChange[]> {
    const world = new WatchedWorld(1);
    watch(world, spec, { partialUpdates: true });
    await wait(world, '');
    for (const each of act) each(world);
    return changes(await wait(world, '1'));
  }

  const set = (path: string, value: Parameters<WatchedWorld['assign']>[2]) => {
    return (world: WatchedWorld) => world.assign(vm1, path, value);
  };

  it('name the values within a path that changed, with their own types', async () => {
    const found = await changesOf(
      paths('config', 'runtime'),
      set('config.hardware.memoryMB', 2048),
      set('runtime.powerState', 'poweredOn'),
      set('config.annotation', 'note'),
      set('config.hardware.device[2000].capacityInKB', 5),
    );

    const powerState = { _typeName: 'VirtualMachinePowerState', _value: 'poweredOn' };
    const [size, capacityInKB] = [2048, { _typeName: 'long', _value: 5 }];
    expect(found).toEqual([
      change('config.annotation', 'assign', 'note'),
      change('config.hardware.memoryMB', 'assign', size),
      change('config.hardware.device[2000].capacityInKB', 'assign', capacityInKB),
      change('runtime.powerState', 'assign', powerState),
    ]);
  });

  it('add and remove items of arrays by key', async () => {
    const disk = device(2000, 'Hard disk 1', 1_048_576);
    const added = device(2001, 'Hard disk 2', 7);

    const found = await changesOf(
      paths('config.hardware', 'datastore', 'config.extraConfig'),
      set('config.hardware.device', [disk, added]),
      set('datastore', [reference('Datastore', 'datastore-2')]),
      set('config.extraConfig', [data('OptionValue', { key: 'other', value: 'x' })]),
    );

    expect(found).toEqual([
      change('config.hardware.device[4000]', 'remove'),
      change('config.hardware.device[2001]', 'add', added),
      change('datastore["datastore-1"]', 'remove'),
      change('datastore["datastore-2"]', 'add', reference('Datastore', 'datastore-2')),
      change('config.extraConfig["guestinfo.role"]', 'remove'),
      change(
        'config.extraConfig["other"]',
        'add',
        data('OptionValue', { key: 'other', value: 'x' }),
      ),
    ]);
  });

  it('send an array as a whole when its order is new', async () => {
    const devices = [device(2000, 'Hard disk 1', 1_048_576), device(4000, 'Ethernet 1')];

    const found = await changesOf(paths('config.hardware'), set('config.hardware.device', devices));

    expect(found).toEqual([
      change('config.hardware.device', 'assign', {
        _typeName: 'ArrayOfVirtualDevice',
        _value: devices,
      }),
    ]);
  });

  it('say indirectRemove when what held a path is gone, assign when the value itself is', async () => {
    const gone = await changesOf(
      paths('config.hardware.device[2000].deviceInfo', 'guest'),
      set('config.hardware.device', []),
      set('guest', undefined),
    );

    expect(gone).toEqual([
      change('config.hardware.device[2000].deviceInfo', 'indirectRemove'),
      change('guest', 'assign'),
    ]);
  });

  it('never mention members newer than the version of the client', async () => {
    const world = new WatchedWorld(1);
    const rank = world.catalog.rankOf('5.0') ?? 0;
    const spec = paths('config');
    watch(world, spec, { partialUpdates: true, rank });
    await wait(world, '');

    world.assign(vm1, 'config.createDate', '2026-01-01T00:00:00Z');

    expect(await wait(world, '1')).toBeUndefined();
  });

  it('end what pyVmomi waits for: the state of a task', async () => {
    const world = new WatchedWorld(0);
    const task = reference('Task', 'task-1');
    const info = data('TaskInfo', { key: 'task-1', state: 'running', cancelled: false });
    world.inventory.apply([create(task, { info })]);
    watch(world, filterSpec([allProperties('Task')], [from(task)]), { partialUpdates: true });
    const first = (await world.call(COLLECTOR, 'WaitForUpdates', {})) as UpdateSet;
    const waiting = world.call(COLLECTOR, 'WaitForUpdates', { version: first.version });

    world.assign(task, 'info.state', 'success');

    const state = { _typeName: 'TaskInfoState', _value: 'success' };
    expect(changes((await waiting) as UpdateSet)).toEqual([change('info.state', 'assign', state)]);
  });
});

describe('filters and collectors', () => {
  it('are refused like retrievals are', () => {
    const world = new WatchedWorld(1);

    expect(() => watch(world, paths('nothing'))).toThrow(fault('InvalidProperty'));
    expect(() => watch(world, filterSpec([properties('Folder')], [from(vmRef(9))]))).toThrow(
      fault('ManagedObjectNotFound'),
    );
    expect(world.inventory.ofType('PropertyFilter')).toEqual([]);
  });

  it('belong to a session: another neither sees nor waits for them', async () => {
    const world = new WatchedWorld(1);
    const session: Session = world.open();
    const filter = watch(world, paths('name'));

    expect(() => world.call(filter, 'DestroyPropertyFilter', {}, { session })).toThrow(
      fault('ManagedObjectNotFound'),
    );
    expect(await world.call(COLLECTOR, 'CheckForUpdates', {}, { session })).toBeUndefined();
  });

  it('end: a filter alone, a collector with its filters, a session with all it has', async () => {
    const world = new WatchedWorld(1);
    const collector = world.call(COLLECTOR, 'CreatePropertyCollector') as Ref;
    const alone = watch(world, paths('name'));
    const owned = watch(world, paths('name'), { collector });
    const kept = watch(world, paths('name'));
    await wait(world, '');

    world.call(alone, 'DestroyPropertyFilter');
    world.call(collector, 'DestroyPropertyCollector');
    world.assign(vm1, 'name', 'other');
    const set = await wait(world, '1');

    expect(set?.filterSet?.map(({ filter }) => filter)).toEqual([kept]);
    expect([alone, owned, collector].some((ref) => world.inventory.has(ref))).toBe(false);
    world.sessions.end(world.session);
    expect(world.inventory.ofType('PropertyFilter')).toEqual([]);
    expect(world.inventory.ofType('PropertyCollector')).toEqual([COLLECTOR]);
  });

  it('do not include the default collector among what may be destroyed', () => {
    const world = new WatchedWorld(1);

    expect(() => world.call(COLLECTOR, 'DestroyPropertyCollector')).toThrow(fault('NotSupported'));
  });
});

describe('rights to watch', () => {
  it('that are lost and given show as leave and enter, or in missingSet', async () => {
    const world = new WatchedWorld(2);
    const session = world.open(READER);
    const spec = filterSpec(
      [properties('VirtualMachine', 'name')],
      [from(vm1), from(folderRef('v1'), true, [traverse('Folder', 'childEntity')])],
    );
    watch(world, spec, { session });
    const options = { maxWaitSeconds: 0 };
    await wait(world, '', options, { session });

    for (const ref of [vm1, vmRef(2)]) world.permit(ref, NO_ACCESS_ROLE);
    const lost = await wait(world, '1', options, { session });
    for (const ref of [vm1, vmRef(2)]) world.permit(ref, READ_ONLY_ROLE);
    const given = await wait(world, '2', options, { session });

    expect(kinds(lost)).toEqual(['leave vm-2', 'modify vm-1']);
    expect(updates(lost)[1]?.missingSet).toMatchObject([
      { path: 'name', fault: { fault: { _typeName: 'NoPermission' } } },
    ]);
    expect(kinds(given)).toEqual(['enter vm-2', 'modify vm-1']);
  });
});

describe('views under a filter', () => {
  it('tell of newcomers, of who moved away, and of nothing else', async () => {
    const world = new WatchedWorld(2);
    const args = { container: folderRef('v1'), type: ['VirtualMachine'], recursive: true };
    const view = world.call(VIEW_MANAGER, 'CreateContainerView', args) as Ref;
    const objects = [from(view, true, [traverse('ContainerView', 'view')])];
    watch(world, filterSpec([properties('VirtualMachine', 'name')], objects));
    await wait(world, '');

    world.inventory.apply([createVm(3)]);
    const entered = await wait(world, '1');
    world.assign(vmRef(3), 'runtime.host', reference('HostSystem', 'host-2'));
    const stayed = await wait(world, '2');
    world.assign(vmRef(3), 'parent', folderRef('n1'));
    const left = await wait(world, '2');

    expect(kinds(entered)).toEqual(['enter vm-3']);
    expect(stayed).toBeUndefined();
    expect(kinds(left)).toEqual(['leave vm-3']);
  });

  it('end with the view: all its members leave', async () => {
    const world = new WatchedWorld(2);
    const view = world.call(VIEW_MANAGER, 'CreateListView', { obj: [vm1, vmRef(2)] }) as Ref;
    const objects = [from(view, true, [traverse('ListView', 'view')])];
    watch(world, filterSpec([properties('VirtualMachine', 'name')], objects));
    await wait(world, '');

    world.call(view, 'ModifyListView', { remove: [vm1] });
    const modified = await wait(world, '1');
    world.call(view, 'DestroyView');
    const ended = await wait(world, '2');

    expect(kinds(modified)).toEqual(['leave vm-1']);
    expect(kinds(ended)).toEqual(['leave vm-2']);
  });
});
