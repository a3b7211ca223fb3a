import { destroy } from '../../../server/inventory/change.ts';
import { NO_ACCESS_ROLE } from '../../../server/vim/authorization/authorization-data.ts';
import { fetchProperty } from '../../../server/vim/property-collector/fetch.ts';
import type { ObjectContent, RetrieveResult } from '../../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import {
  allProperties,
  type CallOptions,
  COLLECTOR,
  filterSpec,
  folderRef,
  from,
  named,
  properties,
  READER,
  ROOT,
  runtime,
  SESSION_MANAGER,
  traverse,
  VIEW_MANAGER,
  vmRef,
  WatchedWorld,
} from '../../helpers/watched-world.ts';

const vm1 = vmRef(1);
const host1 = reference('HostSystem', 'host-1');

function retrieve(world: WatchedWorld, spec: object, options?: CallOptions): ObjectContent[] {
  const args = { specSet: [spec] };
  return world.call(COLLECTOR, 'RetrieveProperties', args, options) as ObjectContent[];
}

function page(world: WatchedWorld, specSet: object[], options: object, call?: CallOptions) {
  const args = { specSet, options };
  return world.call(COLLECTOR, 'RetrievePropertiesEx', args, call) as RetrieveResult | undefined;
}

function values(content: ObjectContent | undefined): Record<string, unknown> {
  return Object.fromEntries((content?.propSet ?? []).map(({ name, val }) => [name, val]));
}

function ids(contents: readonly ObjectContent[] | undefined): string[] {
  return (contents ?? []).map((content) => content.obj.value);
}

function paths(...pathSet: string[]): object {
  return filterSpec([properties('VirtualMachine', ...pathSet)], [from(vm1)]);
}

function fault(name: string, detail: object = {}) {
  return expect.objectContaining({ name, detail: expect.objectContaining(detail) });
}

describe('RetrieveProperties', () => {
  const world = new WatchedWorld();

  it('answers with the paths asked for, under the names asked for, in that order', () => {
    const [content] = retrieve(world, paths('runtime.powerState', 'name', 'name'));

    expect(content?.propSet).toEqual([
      {
        _typeName: 'DynamicProperty',
        name: 'runtime.powerState',
        val: { _typeName: 'VirtualMachinePowerState', _value: 'poweredOff' },
      },
      { _typeName: 'DynamicProperty', name: 'name', val: 'vm1' },
    ]);
  });

  it.each([
    ['config.hardware.device[2000].deviceInfo.label', 'Hard disk 1'],
    ['config.hardware.device[2000].capacityInKB', { _typeName: 'long', _value: 1_048_576 }],
    ['config.hardware.device[2000].backing.fileName', '[ds] Hard disk 1.vmdk'],
    ['config.extraConfig["guestinfo.role"].value', 'web'],
    ['config.hardware.memoryMB', 1024],
    ['config.template', false],
    ['runtime.host', host1],
    ['datastore["datastore-1"]', reference('Datastore', 'datastore-1')],
    [
      'datastore',
      {
        _typeName: 'ArrayOfManagedObjectReference',
        _value: [reference('Datastore', 'datastore-1')],
      },
    ],
    ['network', { _typeName: 'ArrayOfManagedObjectReference', _value: [] }],
    ['config.bootOptions.bootOrder', undefined],
    ['config.cpuFeatureMask', { _typeName: 'ArrayOfHostCpuIdInfo', _value: [] }],
    ['config.annotation', undefined],
    ['config.hardware.device[1].deviceInfo', undefined],
  ])('shows %s', (path, val) => {
    const [content] = retrieve(world, paths(path));

    expect(values(content)).toEqual(val === undefined ? {} : { [path]: val });
  });

  it.each([
    'parent.name',
    'config.hardware.device.key',
    'config.hardware.device[2000].nothing',
    'nothing',
    'name[1]',
    '_members',
    'config..hardware',
    '',
  ])('faults with InvalidProperty for %p', (path) => {
    expect(() => retrieve(world, paths(path))).toThrow(fault('InvalidProperty', { name: path }));
  });

  it('knows a property from the version on that has it', () => {
    const rank = world.catalog.rankOf('4.0') ?? 0;
    const spec = filterSpec(
      [properties('DistributedVirtualSwitch', 'runtime')],
      [from(folderRef('n1'))],
    );

    expect(() => retrieve(world, spec, { rank })).toThrow(
      fault('InvalidProperty', { name: 'runtime' }),
    );
    expect(retrieve(world, spec)).toEqual([]);
  });

  it('lists all properties by name, and live ones as they are now', () => {
    const spec = filterSpec([allProperties('ManagedEntity')], [from(vm1)]);

    const [content] = retrieve(world, spec);

    const names = content?.propSet?.map(({ name }) => name) ?? [];
    expect(names).toEqual([...names].sort());
    expect(names).toContain('config');
    expect(values(content)['summary']).toHaveProperty('quickStats.uptimeSeconds');
  });

  it('reports but the reference for an empty pathSet, and nothing of types not asked for', () => {
    const objects = [from(vm1), from(host1)];

    expect(retrieve(world, filterSpec([properties('VirtualMachine')], objects))).toEqual([
      { _typeName: 'ObjectContent', obj: vm1, propSet: [] },
    ]);
  });

  it('unites the specs of a type and its ancestors', () => {
    const spec = filterSpec(
      [properties('VirtualMachine', 'name', 'config.uuid'), properties('ManagedEntity', 'name')],
      [from(vm1)],
    );

    expect(Object.keys(values(retrieve(world, spec)[0]))).toEqual(['name', 'config.uuid']);
  });

  it('blends several specs, each object once', () => {
    const specSet = [paths('name'), paths('config.uuid')];

    const [content, ...others] = world.call(COLLECTOR, 'RetrieveProperties', {
      specSet,
    }) as ObjectContent[];

    expect(others).toEqual([]);
    expect(Object.keys(values(content))).toEqual(['name', 'config.uuid']);
  });

  it.each([
    ['no propSet', filterSpec([], [from(vm1)]), 'InvalidArgument'],
    ['no objectSet', filterSpec([properties('Folder')], []), 'InvalidArgument'],
    ['an unknown type', filterSpec([properties('Toaster')], [from(vm1)]), 'InvalidType'],
    ['a data type', filterSpec([properties('VirtualDisk')], [from(vm1)]), 'InvalidType'],
    ['an unknown selection', withSelection(named('nowhere')), 'InvalidArgument'],
    ['an unknown type to walk', withSelection(traverse('Toaster', 'name')), 'InvalidType'],
    ['an unknown path to walk', withSelection(traverse('Folder', 'children')), 'InvalidArgument'],
    ['a path to no reference', withSelection(traverse('Folder', 'name')), 'InvalidArgument'],
  ])('refuses %s', (_what, spec, name) => {
    expect(() => retrieve(world, spec)).toThrow(fault(name));
  });

  it('fails as a whole when an object is missing, unless that is to be reported', () => {
    const objects = [from(vm1), from(vmRef(99))];
    const propSet = [properties('VirtualMachine', 'name')];

    expect(() => retrieve(world, filterSpec(propSet, objects))).toThrow(
      fault('ManagedObjectNotFound', { obj: vmRef(99) }),
    );
    expect(ids(retrieve(world, filterSpec(propSet, objects, true)))).toEqual(['vm-1']);
  });

  it("knows nothing of another session's objects", () => {
    const args = { container: ROOT, type: [], recursive: true };
    const view = world.call(VIEW_MANAGER, 'CreateContainerView', args) as Ref;
    const spec = filterSpec([properties('ContainerView', 'view')], [from(view)]);

    expect(() => retrieve(world, spec, { session: world.open() })).toThrow(
      fault('ManagedObjectNotFound'),
    );
  });
});

function withSelection(selection: object): object {
  return filterSpec([properties('Folder', 'name')], [from(ROOT, false, [selection])]);
}

describe('a traversal', () => {
  const world = new WatchedWorld();
  const tree = [
    traverse('Folder', 'childEntity', {
      name: 'folders',
      selectSet: [named('folders'), named('vmFolders')],
    }),
    traverse('Datacenter', 'vmFolder', { name: 'vmFolders', selectSet: [named('folders')] }),
  ];

  it('follows selection specs by name, before and after they are defined, round and round', () => {
    const spec = filterSpec([properties('ManagedEntity', 'name')], [from(ROOT, false, tree)]);

    expect(ids(retrieve(world, spec))).toEqual([
      'group-d1',
      'datacenter-1',
      'group-v1',
      'vm-1',
      'vm-2',
      'vm-3',
    ]);
  });

  it('leaves out what is skipped, but goes on from it', () => {
    const skipping = traverse('Folder', 'childEntity', {
      skip: true,
      selectSet: [traverse('Datacenter', 'vmFolder')],
    });
    const spec = filterSpec([properties('ManagedEntity')], [from(ROOT, true, [skipping])]);

    expect(ids(retrieve(world, spec))).toEqual(['group-v1']);
  });

  it('ends on circles and reports each object once', () => {
    const circle = traverse('ManagedEntity', 'parent', {
      name: 'up',
      selectSet: [named('up'), traverse('Folder', 'childEntity', { selectSet: [named('up')] })],
    });
    const spec = filterSpec([properties('ManagedEntity')], [from(vm1, false, [circle])]);

    const found = ids(retrieve(world, spec));

    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(['vm-1', 'vm-2', 'group-d1', 'datacenter-1']));
  });

  it('walks a chain of any length', () => {
    const deep = new WatchedWorld(0);
    const names = Array.from({ length: 3000 }, (_, index) => `deep${index}`);
    let parent = ROOT;
    for (const name of names) {
      deep.inventory.apply([createFolder(name, parent)]);
      parent = folderRef(name);
    }
    const spec = filterSpec([properties('Folder')], [from(folderRef('deep0'), false, tree)]);

    expect(retrieve(deep, spec)).toHaveLength(3000);
  });
});

function createFolder(name: string, parent: Ref) {
  return { op: 'create', ref: folderRef(name), properties: { name, parent } } as const;
}

describe('RetrievePropertiesEx', () => {
  const inFolder = filterSpec(
    [properties('VirtualMachine', 'name')],
    [from(folderRef('v1'), true, [traverse('Folder', 'childEntity')])],
  );

  it('pages by maxObjects; each token is good once, for its session and collector', () => {
    const world = new WatchedWorld(5);

    const first = page(world, [inFolder], { maxObjects: 2 });
    const continued = (token: unknown, options?: CallOptions, collector: Ref = COLLECTOR) =>
      world.call(collector, 'ContinueRetrievePropertiesEx', { token }, options) as RetrieveResult;

    expect(ids(first?.objects)).toEqual(['vm-1', 'vm-2']);
    const other = world.call(COLLECTOR, 'CreatePropertyCollector') as Ref;
    expect(() => continued(first?.token, { session: world.open() })).toThrow(
      fault('InvalidArgument'),
    );
    expect(() => continued(first?.token, {}, other)).toThrow(fault('InvalidArgument'));
    const second = continued(first?.token);
    expect(ids(second.objects)).toEqual(['vm-3', 'vm-4']);
    expect(() => continued(first?.token)).toThrow(
      fault('InvalidArgument', { invalidProperty: 'token' }),
    );
    world.inventory.apply([destroy(vmRef(5))]);
    const last = continued(second.token);
    expect(last).toEqual({ _typeName: 'RetrieveResult', objects: [] });
  });

  it('drops the rest on CancelRetrievePropertiesEx', () => {
    const world = new WatchedWorld(5);
    const token = page(world, [inFolder], { maxObjects: 2 })?.token;

    world.call(COLLECTOR, 'CancelRetrievePropertiesEx', { token });

    expect(() => world.call(COLLECTOR, 'ContinueRetrievePropertiesEx', { token })).toThrow(
      fault('InvalidArgument'),
    );
  });

  it('answers with nothing at all when no object matches', () => {
    expect(page(new WatchedWorld(0), [inFolder], {})).toBeUndefined();
  });

  it.each([0, -1])('refuses maxObjects %d', (maxObjects) => {
    expect(() => page(new WatchedWorld(1), [inFolder], { maxObjects })).toThrow(
      fault('InvalidArgument', { invalidProperty: 'options.maxObjects' }),
    );
  });
});

describe('rights to read', () => {
  it('lists what a user may not read in missingSet, with the privilege it takes', () => {
    const world = new WatchedWorld();
    const session = world.open(READER);
    const spec = filterSpec(
      [properties('SessionManager', 'defaultLocale', 'sessionList')],
      [from(SESSION_MANAGER)],
    );

    const [content] = retrieve(world, spec, { session });

    expect(values(content)).toEqual({ defaultLocale: 'en' });
    expect(content?.missingSet).toEqual([
      expect.objectContaining({
        path: 'sessionList',
        fault: expect.objectContaining({
          fault: expect.objectContaining({
            _typeName: 'NoPermission',
            object: SESSION_MANAGER,
            privilegeId: 'Sessions.TerminateSession',
          }),
          localizedMessage: '',
        }),
      }),
    ]);
  });

  it('hides from traversals what a user may not see', () => {
    const world = new WatchedWorld();
    const session = world.open(READER);
    world.permit(vmRef(2), NO_ACCESS_ROLE);
    const spec = filterSpec(
      [properties('VirtualMachine', 'name')],
      [from(folderRef('v1'), true, [traverse('Folder', 'childEntity')])],
    );

    expect(ids(retrieve(world, spec, { session }))).toEqual(['vm-1', 'vm-3']);
    expect(ids(retrieve(world, spec))).toEqual(['vm-1', 'vm-2', 'vm-3']);
  });

  it('shows to callers without a session only what anybody may read', () => {
    const world = new WatchedWorld();
    const spec = filterSpec(
      [properties('SessionManager', 'defaultLocale', 'message')],
      [from(SESSION_MANAGER)],
    );

    const [content] = retrieve(world, spec, { session: undefined });

    expect(values(content)).toEqual({ defaultLocale: 'en' });
    expect(content?.missingSet?.[0]).toMatchObject({
      path: 'message',
      fault: { fault: { _typeName: 'NotAuthenticated', privilegeId: 'System.View' } },
    });
    const vms = filterSpec(
      [properties('VirtualMachine', 'name')],
      [from(folderRef('v1'), true, [traverse('Folder', 'childEntity')])],
    );
    expect(retrieve(world, vms, { session: undefined })).toEqual([]);
  });
});

describe('Fetch', () => {
  const world = new WatchedWorld();
  const fetch = (ref: Ref, prop: string, options?: CallOptions) =>
    fetchProperty(world.context(ref, options), ref, prop);

  it('gives the bare value and its declared type', () => {
    expect(fetch(vm1, 'name')).toMatchObject({ type: { type: 'string' }, value: 'vm1' });
    expect(fetch(vm1, 'runtime')).toMatchObject({ value: runtime(host1) });
  });

  it('gives an empty array for an array that is unset, and nothing for other unset values', () => {
    expect(fetch(vm1, 'network')).toMatchObject({ type: { array: true }, value: [] });
    expect(fetch(vm1, 'snapshot').value).toBeUndefined();
  });

  it('takes an ancestor of the type for the object', () => {
    expect(fetch(reference('ManagedEntity', 'vm-1'), 'config').value).toBeDefined();
  });

  it('faults for what does not exist or may not be read', () => {
    expect(() => fetch(vm1, 'nothing')).toThrow(fault('InvalidProperty', { name: 'nothing' }));
    expect(() => fetch(vmRef(99), 'name')).toThrow(fault('ManagedObjectNotFound'));
    expect(() => fetch(vm1, 'name', { session: undefined })).toThrow(
      fault('NotAuthenticated', { object: vm1 }),
    );
    expect(() => fetch(SESSION_MANAGER, 'sessionList', { session: world.open(READER) })).toThrow(
      fault('NoPermission'),
    );
  });

  it("shows of the default collector's filters and of the views the session's own", () => {
    const spec = paths('name');
    const filter = world.call(COLLECTOR, 'CreateFilter', { spec, partialUpdates: false });
    const view = world.call(VIEW_MANAGER, 'CreateListView', {});
    const session = world.open();

    expect(fetch(COLLECTOR, 'filter').value).toEqual([filter]);
    expect(fetch(COLLECTOR, 'filter', { session }).value).toEqual([]);
    expect(fetch(VIEW_MANAGER, 'viewList').value).toEqual([view]);
    expect(fetch(VIEW_MANAGER, 'viewList', { session }).value).toEqual([]);
    expect(fetch(filter as Ref, 'spec').value).toEqual(spec);
    expect(fetch(filter as Ref, 'partialUpdates').value).toBe(false);
  });
});
