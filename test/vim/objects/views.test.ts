import fc from 'fast-check';
import { assign, create, destroy } from '../../../server/inventory/change.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import {
  type CallOptions,
  createVm,
  folderRef,
  ROOT,
  runtime,
  VIEW_MANAGER,
  vmRef,
  WatchedWorld,
} from '../../helpers/watched-world.ts';

const DATACENTER = reference('Datacenter', 'datacenter-1');
const CLUSTER = reference('ClusterComputeResource', 'domain-c1');
const POOL = reference('ResourcePool', 'resgroup-1');
const HOST1 = reference('HostSystem', 'host-1');
const HOST2 = reference('HostSystem', 'host-2');

function containerView(
  world: WatchedWorld,
  container: Ref,
  type: readonly string[] = [],
  recursive = true,
): Ref {
  const args = { container, type, recursive };
  return world.call(VIEW_MANAGER, 'CreateContainerView', args) as Ref;
}

function listView(world: WatchedWorld, obj: readonly Ref[], options?: CallOptions): Ref {
  return world.call(VIEW_MANAGER, 'CreateListView', { obj }, options) as Ref;
}

function members(world: WatchedWorld, view: Ref): string[] {
  return (world.inventory.read(view, 'view') as readonly Ref[]).map((ref) => ref.value);
}

function fault(name: string, detail: object = {}) {
  return expect.objectContaining({ name, detail: expect.objectContaining(detail) });
}

describe('a ContainerView', () => {
  it.each([
    ['a folder', folderRef('v1'), false, ['vm-1', 'vm-2']],
    ['the root folder', ROOT, false, ['datacenter-1']],
    ['a datacenter', DATACENTER, false, ['group-v1', 'group-h1', 'group-s1', 'group-n1']],
    ['a cluster', CLUSTER, false, ['host-1', 'host-2', 'resgroup-1']],
    ['a cluster and below', CLUSTER, true, ['host-1', 'host-2', 'resgroup-1', 'vm-1', 'vm-2']],
    ['a host', HOST1, false, ['vm-1', 'vm-2']],
    ['a resource pool', POOL, false, ['vm-1', 'vm-2']],
    ['a datastore cluster', reference('StoragePod', 'group-p1'), false, ['datastore-1']],
  ])('holds what is in %s', (_what, container, recursive, expected) => {
    const world = new WatchedWorld(2);

    const view = containerView(world, container, [], recursive);

    expect(members(world, view)).toEqual(expected);
  });

  it('holds of these the types asked for and their subtypes, each object once', () => {
    const world = new WatchedWorld(1);

    const of = (...types: string[]) => members(world, containerView(world, ROOT, types));

    expect(of('VirtualMachine')).toEqual(['vm-1']);
    expect(of('ComputeResource', 'Datastore')).toEqual(['domain-c1', 'datastore-1']);
    expect(of('Folder')).toContain('group-p1');
    expect(of()).toHaveLength(13);
  });

  it('shows what it was made of', () => {
    const world = new WatchedWorld(0);
    const view = containerView(world, ROOT, ['VirtualMachine']);

    expect(world.inventory.read(view, 'container')).toBe(world.inventory.find('group-d1'));
    expect(world.inventory.read(view, 'type')).toEqual(['VirtualMachine']);
    expect(world.inventory.read(view, 'recursive')).toBe(true);
  });

  it('follows what comes, moves and goes, and is the same array while nothing does', () => {
    const world = new WatchedWorld(2);
    const inFolder = containerView(world, folderRef('v1'), ['VirtualMachine']);
    const onHost = containerView(world, HOST1, ['VirtualMachine'], false);
    const before = world.inventory.read(inFolder, 'view');

    world.assign(vmRef(1), 'runtime.powerState', 'poweredOn');
    expect(world.inventory.read(inFolder, 'view')).toBe(before);

    world.inventory.apply([
      create(folderRef('x'), { name: 'x', parent: folderRef('v1') }),
      createVm(3, { folder: folderRef('x') }),
      assign(vmRef(1), 'runtime', runtime(HOST2)),
    ]);
    expect(members(world, inFolder)).toEqual(['vm-1', 'vm-2', 'vm-3']);
    expect(members(world, onHost)).toEqual(['vm-2', 'vm-3']);

    world.assign(folderRef('x'), 'parent', folderRef('n1'));
    world.inventory.apply([destroy(vmRef(2))]);
    expect(members(world, inFolder)).toEqual(['vm-1']);
    expect(members(world, onHost)).toEqual(['vm-3']);
  });

  it('refuses types that do not exist and containers that contain nothing', () => {
    const world = new WatchedWorld(1);

    expect(() => containerView(world, ROOT, ['Toaster'])).toThrow(
      fault('InvalidArgument', { invalidProperty: 'type' }),
    );
    expect(() => containerView(world, vmRef(1))).toThrow(
      fault('InvalidArgument', { invalidProperty: 'container' }),
    );
    expect(() => containerView(world, folderRef('gone'))).toThrow(fault('ManagedObjectNotFound'));
  });

  it('always holds what a fresh one would, whatever moves', () => {
    const place = fc.record({
      vm: fc.integer({ min: 1, max: 4 }),
      folder: fc.constantFrom('v1', 'a', 'b'),
      host: fc.constantFrom(HOST1, HOST2),
      parent: fc.constantFrom('v1', 'a', 'b', 'h1'),
      what: fc.constantFrom('vm to folder', 'vm to host', 'folder', 'cluster', 'vm gone'),
    });
    const containers = [folderRef('v1'), folderRef('a'), folderRef('h1'), CLUSTER, HOST2, POOL];

    fc.assert(
      fc.property(fc.array(place, { maxLength: 12 }), (moves) => {
        const world = new WatchedWorld(3);
        const { inventory } = world;
        inventory.apply([
          create(folderRef('a'), { name: 'a', parent: folderRef('v1') }),
          create(folderRef('b'), { name: 'b', parent: folderRef('h1') }),
        ]);
        const views = containers.flatMap((container) => [
          { container, recursive: true, view: containerView(world, container, [], true) },
          { container, recursive: false, view: containerView(world, container, [], false) },
        ]);

        for (const move of moves) play(world, move);

        for (const { container, recursive, view } of views) {
          const fresh = containerView(world, container, [], recursive);
          expect(members(world, view).sort()).toEqual(members(world, fresh).sort());
        }
      }),
      { numRuns: 60 },
    );
  });
});

interface Move {
  readonly vm: number;
  readonly folder: string;
  readonly host: Ref;
  readonly parent: string;
  readonly what: string;
}

function play(world: WatchedWorld, { vm, folder, host, parent, what }: Move): void {
  const { inventory } = world;
  const ref = vmRef(vm);
  if (what === 'folder') {
    const below = world.services.views.containment.isBelow(folderRef(parent), folderRef(folder));
    if (folder === 'v1' || folder === parent || below) return;
    world.assign(folderRef(folder), 'parent', folderRef(parent));
  } else if (what === 'cluster') {
    world.assign(CLUSTER, 'parent', folderRef(parent));
  } else if (!inventory.has(ref)) {
    inventory.apply([createVm(vm, { folder: folderRef(folder), host })]);
  } else if (what === 'vm gone') {
    inventory.apply([destroy(ref)]);
  } else if (what === 'vm to folder') {
    world.assign(ref, 'parent', folderRef(folder));
  } else {
    world.assign(ref, 'runtime', runtime(host));
  }
}

describe('a ListView', () => {
  it('holds what it is given, each object once, until it is destroyed', () => {
    const world = new WatchedWorld(3);
    const view = listView(world, [vmRef(2), vmRef(1), vmRef(2)]);

    expect(members(world, view)).toEqual(['vm-2', 'vm-1']);
    world.inventory.apply([destroy(vmRef(2))]);
    expect(members(world, view)).toEqual(['vm-1']);
  });

  it('refuses to be made of what does not exist', () => {
    const world = new WatchedWorld(1);

    expect(() => listView(world, [vmRef(1), vmRef(9)])).toThrow(
      fault('ManagedObjectNotFound', { obj: vmRef(9) }),
    );
  });

  it('is modified and reset, and says what it could not find', () => {
    const world = new WatchedWorld(3);
    const view = listView(world, [vmRef(1)]);

    const add = [vmRef(2), vmRef(9)];
    const unresolved = world.call(view, 'ModifyListView', { add, remove: [vmRef(1), vmRef(8)] });
    expect(unresolved).toEqual([vmRef(9)]);
    expect(members(world, view)).toEqual(['vm-2']);

    const reset = world.call(view, 'ResetListView', { obj: [vmRef(3), vmRef(7)] });
    expect(reset).toEqual([vmRef(7)]);
    expect(members(world, view)).toEqual(['vm-3']);
  });

  it('is made and reset from another view, as that is then', () => {
    const world = new WatchedWorld(2);
    const container = containerView(world, ROOT, ['VirtualMachine']);

    const view = world.call(VIEW_MANAGER, 'CreateListViewFromView', { view: container }) as Ref;
    world.inventory.apply([createVm(3)]);
    expect(members(world, view)).toEqual(['vm-1', 'vm-2']);
    world.call(view, 'ResetListViewFromView', { view: container });
    expect(members(world, view)).toEqual(['vm-1', 'vm-2', 'vm-3']);
  });

  it("takes nothing from another session's view", () => {
    const world = new WatchedWorld(1);
    const view = containerView(world, ROOT);
    const session = world.open();

    const make = () => world.call(VIEW_MANAGER, 'CreateListViewFromView', { view }, { session });

    expect(make).toThrow(fault('ManagedObjectNotFound'));
    expect(() => listView(world, [view], { session })).toThrow(fault('ManagedObjectNotFound'));
  });
});

describe('an InventoryView', () => {
  it('opens and closes folders of the tree', () => {
    const world = new WatchedWorld(1);
    const view = world.call(VIEW_MANAGER, 'CreateInventoryView') as Ref;
    const open = (...entity: Ref[]) => world.call(view, 'OpenInventoryViewFolder', { entity });

    expect(members(world, view)).toEqual(['group-d1']);
    expect(open(ROOT, folderRef('gone'))).toEqual([folderRef('gone')]);
    open(DATACENTER, folderRef('v1'));
    world.inventory.apply([createVm(2)]);
    expect(members(world, view)).toEqual([
      'group-d1',
      'datacenter-1',
      'group-v1',
      'group-h1',
      'group-s1',
      'group-n1',
      'vm-1',
      'vm-2',
    ]);

    world.call(view, 'CloseInventoryViewFolder', { entity: [DATACENTER] });
    expect(members(world, view)).toEqual(['group-d1', 'datacenter-1']);
  });
});

describe('views', () => {
  it('end when they are destroyed, and with their session', () => {
    const world = new WatchedWorld(1);
    const destroyed = containerView(world, ROOT);
    listView(world, []);

    world.call(destroyed, 'DestroyView');
    expect(world.inventory.has(destroyed)).toBe(false);
    expect(world.inventory.read(VIEW_MANAGER, 'viewList')).toHaveLength(1);

    world.sessions.end(world.session);
    expect(world.inventory.ofType('View')).toEqual([]);
  });

  it('are never journaled or kept in snapshots', () => {
    const world = new WatchedWorld(1);
    const view = containerView(world, ROOT);

    expect(world.inventory.isTransient(view.type)).toBe(true);
    expect(world.inventory.takeSnapshot().states.has(view.value)).toBe(false);
  });
});
