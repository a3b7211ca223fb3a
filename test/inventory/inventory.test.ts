import { assign, create, destroy, insert, remove } from '../../server/inventory/change.ts';
import { Inventory } from '../../server/inventory/inventory.ts';
import { over } from '../../server/inventory/schema.ts';
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import { reference } from '../../server/vmodl/reference.ts';

const catalog = loadCatalog();
const clock = { now: () => 0 };

const folder = reference('Folder', 'group-h1');
const cluster = reference('ClusterComputeResource', 'domain-c1');
const h1 = reference('HostSystem', 'host-1');
const h2 = reference('HostSystem', 'host-2');
const vm = reference('VirtualMachine', 'vm-1');

function makeInventory(): Inventory {
  return new Inventory({
    catalog,
    clock,
    schema: {
      relations: [
        {
          from: 'ManagedEntity',
          property: 'parent',
          inverse: ['Folder', 'childEntity'],
          onDestroy: 'refuse',
        },
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
          onDestroy: 'refuse',
        },
        {
          from: 'VirtualMachine',
          property: '_far',
          inverse: ['ComputeResource', '_vms'],
          onDestroy: 'ignore',
        },
      ],
      derivations: [
        {
          type: 'ComputeResource',
          property: '_names',
          reads: [over('host', ['name'])],
          derive: (self, read) =>
            (read(self, 'host') as (typeof h1)[]).map((host) => read(host, 'name') as string),
        },
        {
          type: 'VirtualMachine',
          property: '_hostName',
          reads: [over('runtime.host', ['name'])],
          derive: (self, read) => {
            const { host } = read(self, 'runtime') as unknown as { host: typeof h1 };
            return read(host, 'name');
          },
        },
        {
          type: 'VirtualMachine',
          property: '_far',
          reads: [over('runtime.host', ['parent'])],
          derive: (self, read) => {
            const { host } = read(self, 'runtime') as unknown as { host: typeof h1 };
            return read(host, 'parent');
          },
        },
      ],
      lives: [{ type: 'HostSystem', property: 'name', show: (base) => `${String(base)}!` }],
      transient: [],
    },
  });
}

function filled(): Inventory {
  const inventory = makeInventory();
  inventory.apply([
    create(folder, { name: 'host' }),
    create(cluster, { name: 'C1', parent: folder }),
    create(h1, { name: 'a', parent: cluster }),
    create(h2, { name: 'b', parent: cluster }),
    create(vm, {
      name: 'vm',
      runtime: { _typeName: 'VirtualMachineRuntimeInfo', host: h1 } as never,
    }),
  ]);
  return inventory;
}

describe('Inventory', () => {
  it('shows the inverse of a relation in order of arrival', () => {
    const inventory = filled();

    expect(inventory.read(cluster, 'host')).toEqual([h1, h2]);
    expect(inventory.read(folder, 'childEntity')).toEqual([cluster]);
    expect(inventory.read(h2, 'vm')).toEqual([]);
  });

  it('moves the inverse when the fact moves and tells of both ends', () => {
    const inventory = filled();
    inventory.read(h1, 'vm');

    const commit = inventory.apply([assign(vm, 'runtime.host', h2)]);

    expect(inventory.read(h1, 'vm')).toEqual([]);
    expect(inventory.read(h2, 'vm')).toEqual([vm]);
    expect([...commit.changed].map(([ref, names]) => [ref.value, [...names].sort()])).toEqual(
      expect.arrayContaining([
        ['vm-1', ['runtime']],
        ['host-1', ['vm']],
        ['host-2', ['vm']],
      ]),
    );
  });

  it('keeps a derived value until what it reads changes', () => {
    const inventory = filled();
    const before = inventory.read(cluster, '_names');
    inventory.apply([assign(vm, 'name', 'other')]);
    expect(inventory.read(cluster, '_names')).toBe(before);

    const commit = inventory.apply([assign(h2, 'name', 'c')]);

    expect(inventory.read(cluster, '_names')).toEqual(['a', 'c']);
    expect(commit.changed.get(cluster)).toEqual(new Set(['_names']));
  });

  it('derives across a forward relation, also after the pointer moved', () => {
    const inventory = filled();
    expect(inventory.read(vm, '_hostName')).toBe('a');

    inventory.apply([assign(vm, 'runtime.host', h2)]);
    expect(inventory.read(vm, '_hostName')).toBe('b');
    inventory.apply([assign(h2, 'name', 'z')]);

    expect(inventory.read(vm, '_hostName')).toBe('z');
  });

  it('keeps relations that are derived themselves', () => {
    const inventory = filled();
    const other = reference('ClusterComputeResource', 'domain-c2');
    expect(inventory.read(cluster, '_vms')).toEqual([vm]);

    inventory.apply([create(other, { name: 'C2', parent: folder }), assign(h1, 'parent', other)]);

    expect(inventory.read(cluster, '_vms')).toEqual([]);
    expect(inventory.read(other, '_vms')).toEqual([vm]);
  });

  it('changes nothing when one change of many makes no sense', () => {
    const inventory = filled();

    const apply = () =>
      inventory.apply([
        assign(vm, 'name', 'renamed'),
        assign(vm, 'runtime.host', reference('HostSystem', 'host-99')),
      ]);

    expect(apply).toThrow('host-99');
    expect(inventory.read(vm, 'name')).toBe('vm');
    expect(inventory.seq).toBe(1);
  });

  it('refuses to destroy what others need, and destroys it together with them', () => {
    const inventory = filled();
    expect(() => inventory.apply([destroy(h1)])).toThrow('in use');

    inventory.apply([destroy(h1), destroy(vm)]);

    expect(inventory.has(h1)).toBe(false);
    expect(inventory.read(cluster, 'host')).toEqual([h2]);
  });

  it('edits keyed array elements along a path and shares the rest', () => {
    const inventory = filled();
    const devices = [
      { _typeName: 'VirtualDevice', key: 4000, unitNumber: 1 },
      { _typeName: 'VirtualDevice', key: 2000, unitNumber: 2 },
    ];
    inventory.apply([
      assign(vm, 'config', {
        _typeName: 'VirtualMachineConfigInfo',
        hardware: { _typeName: 'VirtualHardware', device: devices },
      } as never),
    ]);

    inventory.apply([
      assign(vm, 'config.hardware.device[4000].unitNumber', 9),
      insert(vm, 'config.hardware.device', { _typeName: 'VirtualDevice', key: 1 } as never),
      remove(vm, 'config.hardware.device[2000]'),
    ]);

    expect(inventory.readPath(vm, 'config.hardware.device')).toEqual([
      { _typeName: 'VirtualDevice', key: 4000, unitNumber: 9 },
      { _typeName: 'VirtualDevice', key: 1 },
    ]);
  });

  it('restores a snapshot exactly and tells what differs', () => {
    const inventory = filled();
    const snapshot = inventory.takeSnapshot();
    inventory.apply([assign(vm, 'runtime.host', h2), assign(h1, 'name', 'x')]);
    inventory.apply([destroy(vm)]);

    const commit = inventory.restore(snapshot);

    expect(inventory.read(h1, 'vm')).toEqual([vm]);
    expect(inventory.read(h1, 'name')).toBe('a');
    expect(commit.created).toEqual([vm]);
    expect(inventory.read(cluster, '_vms')).toEqual([vm]);
  });

  it('shows live properties to readers and keeps them out of what is derived', () => {
    const inventory = filled();

    expect(inventory.show(h1, 'name')).toBe('a!');
    expect(inventory.read(h1, 'name')).toBe('a');
  });

  it('tells subscribers of commits in order, also of those a subscriber makes', () => {
    const inventory = filled();
    const heard: number[] = [];
    inventory.subscribe((commit) => {
      if (commit.seq === 2) inventory.apply([assign(vm, 'name', 'third')]);
    });
    inventory.subscribe((commit) => heard.push(commit.seq));

    inventory.apply([assign(vm, 'name', 'second')]);

    expect(heard).toEqual([2, 3]);
  });

  it('answers for unknown objects with ManagedObjectNotFound', () => {
    const inventory = filled();

    expect(() => inventory.demand(reference('VirtualMachine', 'vm-9'))).toThrow(
      "The object 'vim.VirtualMachine:vm-9' has already been deleted or has not been completely created",
    );
    expect(() => inventory.demand(reference('VirtualMachine', 'host-1'))).toThrow();
    expect(inventory.demand(reference('ManagedEntity', 'host-1'))).toEqual(h1);
  });
});
