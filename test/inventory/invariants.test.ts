/**
 * Random transactions over a small world: what the inventory promises must hold after each of them.
 */
import fc from 'fast-check';
import { assign, type Change, create, destroy } from '../../server/inventory/change.ts';
import { Inventory } from '../../server/inventory/inventory.ts';
import { type ObjectSchema, over, type Reader } from '../../server/inventory/schema.ts';
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { type DataObject, data, type Value } from '../../server/vmodl/value.ts';

const catalog = loadCatalog();
const HOSTS = ['host-1', 'host-2', 'host-3'].map((id) => reference('HostSystem', id));
const VMS = ['vm-1', 'vm-2', 'vm-3', 'vm-4', 'vm-5'].map((id) => reference('VirtualMachine', id));
const STORES = ['datastore-1', 'datastore-2'].map((id) => reference('Datastore', id));
const CLUSTERS = ['domain-c1', 'domain-c2'].map((id) => reference('ClusterComputeResource', id));

const names = (read: Reader, refs: unknown) =>
  (refs as readonly Ref[]).map((ref) => String(read(ref, 'name')));

const schema: ObjectSchema = {
  relations: [
    {
      from: 'HostSystem',
      property: 'parent',
      inverse: ['ComputeResource', 'host'],
      onDestroy: 'refuse',
    },
    {
      from: 'VirtualMachine',
      property: 'runtime',
      member: 'host',
      inverse: ['HostSystem', 'vm'],
      onDestroy: 'cascade',
    },
    {
      from: 'VirtualMachine',
      property: 'datastore',
      inverse: ['Datastore', 'vm'],
      onDestroy: 'ignore',
    },
  ],
  derivations: [
    {
      type: 'VirtualMachine',
      property: 'datastore',
      reads: ['_disks'],
      derive: (self, read) => read(self, '_disks') ?? [],
    },
    {
      type: 'HostSystem',
      property: '_load',
      reads: ['name', over('vm', ['name'])],
      derive: (self, read) => `${read(self, 'name')}:${names(read, read(self, 'vm')).sort()}`,
    },
    {
      type: 'ComputeResource',
      property: '_loads',
      reads: [over('host', ['_load'])],
      derive: (self, read) =>
        (read(self, 'host') as readonly Ref[])
          .map((host) => String(read(host, '_load')))
          .sort()
          .join(';'),
    },
    {
      type: 'Datastore',
      property: '_users',
      reads: [over('vm', ['_where'])],
      derive: (self, read) =>
        (read(self, 'vm') as readonly Ref[])
          .map((vm) => String(read(vm, '_where')))
          .sort()
          .join(';'),
    },
    {
      type: 'VirtualMachine',
      property: '_where',
      reads: ['name', over('runtime.host', ['name'])],
      derive: (self, read) => {
        const { host } = read(self, 'runtime') as unknown as { host: Ref };
        return `${read(self, 'name')}@${read(host, 'name')}`;
      },
    },
  ],
  lives: [],
  transient: [],
};

const DERIVED: Readonly<Record<string, readonly string[]>> = {
  HostSystem: ['vm', '_load'],
  ClusterComputeResource: ['host', '_loads'],
  Datastore: ['vm', '_users'],
  VirtualMachine: ['datastore', '_where'],
};

function makeInventory(): Inventory {
  const inventory = new Inventory({ catalog, clock: { now: () => 0 }, schema });
  inventory.apply([
    ...CLUSTERS.map((ref) => create(ref, { name: ref.value })),
    ...STORES.map((ref) => create(ref, { name: ref.value })),
    ...HOSTS.map((ref) => create(ref, { name: ref.value, parent: CLUSTERS[0] })),
  ]);
  return inventory;
}

const runtime = (host: Ref): Value =>
  data<DataObject>('VirtualMachineRuntimeInfo', { host } as object);
const pick = <T>(items: readonly T[]) => fc.constantFrom(...items);
const name = fc.constantFrom('a', 'b', 'c');

/** What somebody may ask for; whether it makes sense is seen when it is done. */
const wish = fc.oneof(
  fc.record({
    vm: pick(VMS),
    host: pick(HOSTS),
    disks: fc.subarray(STORES),
    name,
    kind: fc.constant('make' as const),
  }),
  fc.record({ ref: pick<Ref>([...VMS, ...HOSTS]), name, kind: fc.constant('rename' as const) }),
  fc.record({ vm: pick(VMS), host: pick(HOSTS), kind: fc.constant('move' as const) }),
  fc.record({ vm: pick(VMS), disks: fc.subarray(STORES), kind: fc.constant('disks' as const) }),
  fc.record({ host: pick(HOSTS), cluster: pick(CLUSTERS), kind: fc.constant('host' as const) }),
  fc.record({ ref: pick<Ref>([...VMS, ...HOSTS]), kind: fc.constant('destroy' as const) }),
);
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

function changesFor(asked: Wish): Change[] {
  switch (asked.kind) {
    case 'make':
      return [
        create(asked.vm, {
          name: asked.name,
          runtime: runtime(asked.host),
          _disks: asked.disks as never,
        }),
      ];
    case 'rename':
      return [assign(asked.ref, 'name', asked.name)];
    case 'move':
      return [assign(asked.vm, 'runtime.host', asked.host)];
    case 'disks':
      return [assign(asked.vm, '_disks', asked.disks as never)];
    case 'host':
      return [assign(asked.host, 'parent', asked.cluster)];
    case 'destroy':
      return [destroy(asked.ref)];
  }
}

/** Everything anybody can read, in an order that does not depend on history. */
function picture(inventory: Inventory): Record<string, unknown> {
  const seen: Record<string, unknown> = {};
  for (const type of Object.keys(DERIVED)) {
    for (const ref of inventory.ofType(type)) {
      for (const property of ['name', 'runtime', 'parent', '_disks', ...(DERIVED[type] ?? [])]) {
        const value: unknown = inventory.read(ref as Ref, property);
        seen[`${ref.value}.${property}`] = Array.isArray(value)
          ? [...value].map((item) => (item as Ref).value).sort()
          : value;
      }
    }
  }
  return seen;
}

/** The same stored state in an inventory which derives everything anew. */
function rebuilt(inventory: Inventory): Inventory {
  const fresh = new Inventory({ catalog, clock: { now: () => 0 }, schema });
  fresh.restore(inventory.takeSnapshot());
  return fresh;
}

const transactions = fc.array(fc.array(wish, { minLength: 1, maxLength: 3 }), { maxLength: 30 });
const options = { numRuns: 60 };

function perform(inventory: Inventory, wishes: readonly Wish[]): boolean {
  try {
    inventory.apply(wishes.flatMap(changesFor));
    return true;
  } catch {
    return false;
  }
}

describe('Whatever happens to an inventory', () => {
  it('derived properties and inverses equal those derived from scratch', () => {
    fc.assert(
      fc.property(transactions, (all) => {
        const inventory = makeInventory();
        for (const wishes of all) {
          perform(inventory, wishes);
          expect(picture(inventory)).toEqual(picture(rebuilt(inventory)));
        }
      }),
      options,
    );
  });

  it('a transaction which is refused leaves no trace', () => {
    fc.assert(
      fc.property(transactions, (all) => {
        const inventory = makeInventory();
        for (const wishes of all) {
          const before = picture(inventory);
          const { seq } = inventory;
          if (perform(inventory, wishes)) continue;
          expect(picture(inventory)).toEqual(before);
          expect(inventory.seq).toBe(seq);
        }
      }),
      options,
    );
  });

  it('replaying the journal gives the same inventory', () => {
    fc.assert(
      fc.property(transactions, (all) => {
        const inventory = makeInventory();
        const replica = rebuilt(inventory);
        inventory.subscribe((commit) => replica.apply(commit.changes, commit.cause));
        for (const wishes of all) perform(inventory, wishes);
        expect(picture(replica)).toEqual(picture(inventory));
      }),
      options,
    );
  });

  it('a commit names every property that changed', () => {
    fc.assert(
      fc.property(transactions, (all) => {
        const inventory = makeInventory();
        for (const wishes of all) {
          const before = picture(inventory);
          let told = new Set<string>();
          const stop = inventory.subscribe((commit) => {
            told = new Set(
              [...commit.changed].flatMap(([ref, properties]) =>
                [...properties].map((property) => `${ref.value}.${property}`),
              ),
            );
            for (const ref of commit.created) told.add(ref.value);
          });
          perform(inventory, wishes);
          stop();
          for (const [key, value] of Object.entries(picture(inventory))) {
            if (told.has(key) || told.has(key.slice(0, key.indexOf('.')))) continue;
            expect([key, value]).toEqual([key, before[key]]);
          }
        }
      }),
      options,
    );
  });

  it('restoring a snapshot is exact', () => {
    fc.assert(
      fc.property(transactions, transactions, (first, second) => {
        const inventory = makeInventory();
        for (const wishes of first) perform(inventory, wishes);
        const snapshot = inventory.takeSnapshot();
        const before = picture(inventory);
        for (const wishes of second) perform(inventory, wishes);
        inventory.restore(snapshot);
        expect(picture(inventory)).toEqual(before);
      }),
      options,
    );
  });
});
