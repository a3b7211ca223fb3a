/**
 * The invariant of watching: whatever happens, applying the update sets one after another to an empty
 * client gives what a fresh read gives. Random changes, random filters, several collectors and
 * sessions; fast-check prints the seed of a failure.
 */
import fc from 'fast-check';
import { assign, type Change, create, destroy } from '../../../server/inventory/change.ts';
import type { Session } from '../../../server/vim/sessions/sessions.ts';
import type {
  PropertyFilterSpec,
  RetrieveResult,
  UpdateSet,
} from '../../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import type { Value } from '../../../server/vmodl/value.ts';
import {
  allProperties,
  COLLECTOR,
  createVm,
  device,
  filterSpec,
  folderRef,
  from,
  named,
  properties,
  ROOT,
  traverse,
  VIEW_MANAGER,
  vmRef,
  WatchedWorld,
} from '../../helpers/watched-world.ts';
import { asSeen, WatchingClient } from '../../helpers/watching-client.ts';

const VMS = 6;
/** Some seconds' worth; thousands were run when this was written. */
const RUNS = 100;
const number = fc.integer({ min: 1, max: VMS });
const folder = fc.constantFrom('v1', 'a', 'b', 'c');
const host = fc.constantFrom('host-1', 'host-2');

/** Things that may happen; what makes no sense at the time does not. */
type Deed = (world: WatchedWorld) => readonly Change[];

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  fc.tuple(number, folder).map(([n, name]) => (world: WatchedWorld) => {
    if (world.inventory.has(vmRef(n)) || !world.inventory.has(folderRef(name))) return [];
    return [createVm(n, { folder: folderRef(name) })];
  }),
  onVm(number, () => 'destroy'),
  fc.tuple(number, folder).map(([n, name]) => moveDeed(vmRef(n), name)),
  fc.tuple(folder, folder).map(([child, parent]) => moveDeed(folderRef(child), parent)),
  fc.tuple(folder, folder).map(([name, parent]) => (world: WatchedWorld) => {
    const exists = world.inventory.has(folderRef(name));
    if (exists || !world.inventory.has(folderRef(parent))) return [];
    return [create(folderRef(name), { name, parent: folderRef(parent) })];
  }),
  folder.map((name) => (world: WatchedWorld) => {
    const ref = folderRef(name);
    if (name === 'v1' || !world.inventory.has(ref)) return [];
    return (world.inventory.read(ref, 'childEntity')?.length ?? 0) > 0 ? [] : [destroy(ref)];
  }),
  set(number, 'runtime.powerState', fc.constantFrom('poweredOn', 'poweredOff')),
  set(number, 'config.hardware.memoryMB', fc.integer({ min: 1, max: 3 })),
  set(number, 'name', fc.constantFrom('one', 'two')),
  set(
    number,
    'runtime.host',
    host.map((id) => reference('HostSystem', id) as Value),
  ),
  set(number, 'config.hardware.device[2000].deviceInfo.label', fc.constantFrom('x', 'y')),
  set(number, 'config.extraConfig["guestinfo.role"].value', fc.constantFrom('web', 'db')),
  set(number, 'config.extraConfig', fc.constant(undefined)),
  set(number, 'guest', fc.constant(undefined)),
  set(number, 'config', fc.constant(undefined)),
  set(
    number,
    'config.hardware.device',
    fc.subarray([1, 2, 2000, 4000]).map((keys) => keys.map((key) => device(key, `d${key}`, key))),
  ),
  set(
    number,
    'config.hardware.device',
    fc
      .shuffledSubarray([1, 2000, 4000])
      .map((keys) => keys.map((key) => device(key, `d${key}`, key))),
  ),
  set(
    number,
    'datastore',
    fc
      .subarray(['datastore-1', 'datastore-2'])
      .map((ids) => ids.map((id) => reference('Datastore', id))),
  ),
);

function onVm(numbers: fc.Arbitrary<number>, _deed: () => 'destroy'): fc.Arbitrary<Deed> {
  return numbers.map(
    (n) => (world: WatchedWorld) => (world.inventory.has(vmRef(n)) ? [destroy(vmRef(n))] : []),
  );
}

function moveDeed(ref: Ref, name: string): Deed {
  return (world) => {
    const parent = folderRef(name);
    const { inventory } = world;
    if (!inventory.has(ref) || !inventory.has(parent) || ref.value === 'group-v1') return [];
    if (ref === parent || world.services.views.containment.isBelow(parent, ref)) return [];
    return ref.value === parent.value ? [] : [assign(ref, 'parent', parent)];
  };
}

function set(
  numbers: fc.Arbitrary<number>,
  path: string,
  values: fc.Arbitrary<Value | undefined>,
): fc.Arbitrary<Deed> {
  return fc.tuple(numbers, values).map(([n, value]) => (world: WatchedWorld) => {
    const ref = vmRef(n);
    if (!world.inventory.has(ref)) return [];
    const holder = path.slice(0, path.lastIndexOf('.'));
    const nested = path.includes('.') || path.includes('[');
    if (nested && world.inventory.readPath(ref, holder) === undefined) return [];
    return [assign(ref, path, value)];
  });
}

const VM_PATHS = [
  'name',
  'runtime.powerState',
  'runtime',
  'config',
  'config.hardware',
  'config.hardware.device',
  'config.hardware.device[2000]',
  'config.hardware.device[2000].deviceInfo.label',
  'config.extraConfig',
  'config.extraConfig["guestinfo.role"].value',
  'guest.ipAddress',
  'guest',
  'datastore',
  'summary',
  'parent',
];
const isWithin = (path: string, other: string) =>
  path.startsWith(`${other}.`) || path.startsWith(`${other}[`);

/** Never a path and one within it: a change of the inner one would have the same name twice. */
const vmPaths = fc
  .shuffledSubarray(VM_PATHS, { maxLength: 5 })
  .map((paths) => paths.filter((path) => !paths.some((other) => isWithin(path, other))));

/** Makes a spec, and whatever view it starts from, in a world for a session. */
type SpecMaker = (world: WatchedWorld, session: Session) => object;

const folders = traverse('Folder', 'childEntity', { name: 'tree', selectSet: [named('tree')] });

const specs: fc.Arbitrary<SpecMaker> = fc.oneof(
  fc
    .tuple(vmPaths, fc.boolean())
    .map(([paths, recursive]) => (world: WatchedWorld, session: Session) => {
      const args = { container: folderRef('v1'), type: ['VirtualMachine', 'Folder'], recursive };
      const view = world.call(VIEW_MANAGER, 'CreateContainerView', args, { session }) as Ref;
      const objects = [from(view, true, [traverse('ContainerView', 'view')])];
      return filterSpec(
        [properties('VirtualMachine', ...paths), properties('Folder', 'name')],
        objects,
      );
    }),
  vmPaths.map(
    (paths) => () =>
      filterSpec(
        [properties('VirtualMachine', ...paths), properties('Folder', 'childEntity', 'name')],
        [from(folderRef('v1'), false, [folders])],
      ),
  ),
  fc.constant(() =>
    filterSpec(
      [allProperties('VirtualMachine'), properties('HostSystem', 'vm')],
      [from(reference('HostSystem', 'host-1'), false, [traverse('HostSystem', 'vm')])],
    ),
  ),
  fc.constant(() => {
    const up = traverse('ManagedEntity', 'parent', {
      name: 'up',
      selectSet: [named('up'), named('down')],
    });
    const down = traverse('Folder', 'childEntity', { name: 'down', selectSet: [named('up')] });
    const objects = [
      from(reference('HostSystem', 'host-2'), true, [
        traverse('HostSystem', 'vm', { selectSet: [up, down] }),
      ]),
    ];
    return filterSpec([properties('ManagedEntity', 'name')], objects);
  }),
  fc.constant((world: WatchedWorld, session: Session) => {
    const obj = [vmRef(1), vmRef(2)].filter((ref) => world.inventory.has(ref));
    const view = world.call(VIEW_MANAGER, 'CreateListView', { obj }, { session }) as Ref;
    const objects = [from(view, false, [traverse('ListView', 'view')])];
    return filterSpec(
      [properties('VirtualMachine', 'runtime.host'), properties('ListView', 'view')],
      objects,
    );
  }),
);

function pathsIn(spec: object): string[] {
  return (spec as PropertyFilterSpec).propSet.flatMap((each) => each.pathSet ?? []);
}

interface Watcher {
  readonly session: Session;
  readonly collector: Ref;
  readonly client: WatchingClient;
  readonly filters: Map<string, object>;
}

interface Step {
  readonly deeds: readonly Deed[];
  /** Which watcher looks, and how many updates it takes at a time. */
  readonly looks: readonly {
    readonly watcher: number;
    readonly maxObjectUpdates: number;
    readonly loses: boolean;
  }[];
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    deeds: fc.array(deeds, { maxLength: 6 }),
    looks: fc.array(
      fc.record({
        watcher: fc.nat({ max: 2 }),
        maxObjectUpdates: fc.integer({ min: 1, max: 5 }),
        loses: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 12 },
);

function openWatchers(world: WatchedWorld): Watcher[] {
  return [0, 1, 2].map((index) => {
    const session = index === 2 ? world.open() : world.session;
    const collector =
      index === 1
        ? (world.call(COLLECTOR, 'CreatePropertyCollector', {}, { session }) as Ref)
        : COLLECTOR;
    return { session, collector, client: new WatchingClient(), filters: new Map() };
  });
}

async function look(
  world: WatchedWorld,
  watcher: Watcher,
  options: object,
): Promise<UpdateSet | undefined> {
  const args = { version: watcher.client.version, options: { maxWaitSeconds: 0, ...options } };
  const { session, collector } = watcher;
  return (await world.call(collector, 'WaitForUpdatesEx', args, { session })) as
    | UpdateSet
    | undefined;
}

/** Takes all updates there are; now and then an answer to a complete version is lost. */
async function catchUp(
  world: WatchedWorld,
  watcher: Watcher,
  maxObjectUpdates: number,
  loses: boolean,
) {
  const { client, filters } = watcher;
  if (filters.size === 0) return;
  if (loses && /^\d+$/.test(client.version)) await look(world, watcher, { maxObjectUpdates });
  for (;;) {
    const set = await look(world, watcher, { maxObjectUpdates });
    if (set) {
      const count = (set.filterSet ?? []).flatMap((each) => each.objectSet ?? []).length;
      expect(count).toBeLessThanOrEqual(maxObjectUpdates);
      client.apply(set);
    }
    if (!set?.truncated) return;
  }
}

function expectInStep(world: WatchedWorld, { session, filters, client }: Watcher): void {
  for (const [id, spec] of filters) {
    const args = { specSet: [spec], options: {} };
    const fresh = world.call(COLLECTOR, 'RetrievePropertiesEx', args, { session });
    const objects = (fresh as RetrieveResult | undefined)?.objects ?? [];
    expect(client.known(id)).toEqual(asSeen(objects));
  }
}

interface Wanted {
  readonly watcher: number;
  readonly make: SpecMaker;
  readonly partialUpdates: boolean;
}

function createFilter(world: WatchedWorld, watchers: readonly Watcher[], wanted: Wanted): void {
  const watcher = watchers[wanted.watcher];
  if (!watcher) return;
  const { session, collector, filters, client } = watcher;
  const spec = wanted.make(world, session);
  const args = { spec, partialUpdates: wanted.partialUpdates };
  const filter = world.call(collector, 'CreateFilter', args, { session }) as Ref;
  filters.set(filter.value, spec);
  client.asks(filter.value, pathsIn(spec));
}

async function live(world: WatchedWorld, watchers: readonly Watcher[], step: Step): Promise<void> {
  for (const deed of step.deeds) {
    const changes = deed(world);
    if (changes.length > 0) world.inventory.apply(changes);
  }
  for (const { watcher, maxObjectUpdates, loses } of step.looks) {
    const chosen = watchers[watcher];
    if (!chosen) continue;
    await catchUp(world, chosen, maxObjectUpdates, loses);
    expectInStep(world, chosen);
  }
}

describe('a client that applies update sets', () => {
  const filters = fc.array(
    fc.record({ watcher: fc.nat({ max: 2 }), make: specs, partialUpdates: fc.boolean() }),
    { minLength: 1, maxLength: 5 },
  );

  it('knows what a fresh read shows, whatever happened in between', async () => {
    await fc.assert(
      fc.asyncProperty(filters, steps, async (wanted, happenings) => {
        const world = new WatchedWorld(3);
        const second = reference('Datastore', 'datastore-2');
        world.inventory.apply([create(second, { name: 'ds2', parent: ROOT })]);
        const watchers = openWatchers(world);
        for (const each of wanted) createFilter(world, watchers, each);

        for (const step of happenings) await live(world, watchers, step);

        for (const watcher of watchers) await catchUp(world, watcher, 100, false);
        for (const watcher of watchers) expectInStep(world, watcher);
      }),
      { numRuns: RUNS },
    );
  });
});
