/**
 * What follows from a change: figures, lists and states of the objects around it.
 */
import { assign, destroy } from '../../../server/inventory/change.ts';
import type { Inventory } from '../../../server/inventory/inventory.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { datacenterOf, named } from '../../helpers/seeded.ts';

const catalog = loadCatalog();
const GB = 2 ** 30;
const MB = 2 ** 20;

const WORLD = `clusters:
  - name: C
    drs: { enabled: true }
    hosts:
      - { name: h1, memoryGb: 64, cpu: { packages: 2, coresPerPackage: 10, mhz: 2500 } }
      - { name: h2, memoryGb: 64, cpu: { packages: 2, coresPerPackage: 10, mhz: 2500 } }
    pools:
      - name: prod
        cpu: { reservation: 3000, expandable: true }
        pools: [{ name: web, cpu: { reservation: 500 } }]
pods: [{ name: POD }]
datastores:
  - { name: DS1, capacityGb: 100, pod: POD, files: [{ path: iso/a.iso, sizeMb: 1024 }] }
  - { name: DS2, capacityGb: 50, freeGb: 20, pod: POD }
vms:
  - name: a
    host: h1
    pool: C/prod/web
    memoryMb: 4096
    cpu: { reservation: 1000 }
    memory: { reservation: 1024 }
    ip: 10.0.0.5
    disks: [{ sizeGb: 20, usedGb: 5, datastore: DS1 }]
  - { name: b, host: h2, power: off, disks: [{ sizeGb: 10, provisioning: thick, datastore: DS2 }] }
  - name: s
    host: h2
    power: off
    datastore: DS1
    snapshots: [{ name: one }, { name: two, memory: true, deltaGb: 1 }]`.replaceAll(
  ': off',
  ': "off"',
);

function world() {
  const inventory = datacenterOf(catalog, WORLD);
  return {
    inventory,
    vm: (name: string) => named(inventory, 'VirtualMachine', name),
    host: (name: string) => named(inventory, 'HostSystem', name),
    datastore: (name: string) => named(inventory, 'Datastore', name),
    pool: (name: string) => named(inventory, 'ResourcePool', name),
    cluster: named(inventory, 'ClusterComputeResource', 'C'),
    pod: named(inventory, 'StoragePod', 'POD'),
  };
}

const free = (inventory: Inventory, ref: Ref<'Datastore'>) =>
  Number(inventory.read(ref, 'summary').freeSpace);

const committed = (inventory: Inventory, ref: Ref<'VirtualMachine'>) =>
  Number(inventory.read(ref, 'summary').storage?.committed);

describe('free space of a datastore', () => {
  it('is its capacity less the files on it', () => {
    const { inventory, vm, datastore } = world();
    const ds1 = datastore('DS1');

    const files = inventory.read(ds1 as Ref, '_listing') as unknown as readonly {
      readonly size: number;
    }[];
    const other = Number(inventory.read(ds1 as Ref, '_otherBytes'));

    const taken = files.reduce((sum, { size }) => sum + size, 0) + other;
    expect(free(inventory, ds1)).toBe(100 * GB - taken);
    expect(taken).toBe(
      committed(inventory, vm('a')) + committed(inventory, vm('s')) + 1024 * MB + other,
    );
  });

  it('is what the seed says with all VMs in place', () => {
    const { inventory, datastore } = world();

    expect(free(inventory, datastore('DS2'))).toBe(20 * GB);
  });

  it('shrinks by the swap file when a VM powers on', () => {
    const { inventory, vm, datastore } = world();
    const before = free(inventory, datastore('DS2'));

    const commit = inventory.apply([assign(vm('b'), 'runtime.powerState', 'poweredOn')]);

    expect(before - free(inventory, datastore('DS2'))).toBe(2048 * MB + 82 * MB);
    expect(commit.changed.get(datastore('DS2'))?.has('summary')).toBe(true);
    expect(commit.changed.has(datastore('DS1'))).toBe(false);
  });

  it('moves with a disk', () => {
    const { inventory, vm, datastore } = world();
    const [ds1, ds2] = [datastore('DS1'), datastore('DS2')];
    const before = { ds1: free(inventory, ds1), ds2: free(inventory, ds2) };
    const path = 'config.hardware.device[2000].backing';

    inventory.apply([
      assign(vm('a'), `${path}.datastore`, ds2),
      assign(vm('a'), `${path}.fileName`, '[DS2] a/a.vmdk'),
    ]);

    expect(free(inventory, ds1) - before.ds1).toBe(5 * GB + 512);
    expect(before.ds2 - free(inventory, ds2)).toBe(5 * GB + 512);
    expect(inventory.read(vm('a'), 'datastore')).toEqual([ds1, ds2]);
    expect(inventory.read(ds2, 'vm')).toContain(vm('a'));
  });

  it('is summed up by the datastore cluster', () => {
    const { inventory, datastore, pod } = world();

    const summary = inventory.read(pod, 'summary');

    expect(summary?.capacity).toBe(150 * GB);
    expect(summary?.freeSpace).toBe(
      free(inventory, datastore('DS1')) + free(inventory, datastore('DS2')),
    );
  });
});

describe('the files of a VM', () => {
  it('are those of its home, its disks and its run', () => {
    const { inventory, vm } = world();

    const files = inventory
      .read(vm('a'), 'layoutEx')
      ?.file?.map(({ name, type }) => `${type} ${name}`);

    expect(files).toEqual([
      'config [DS1] a/a.vmx',
      'snapshotList [DS1] a/a.vmsd',
      'extendedConfig [DS1] a/a.vmxf',
      'nvram [DS1] a/a.nvram',
      'diskDescriptor [DS1] a/a.vmdk',
      'diskExtent [DS1] a/a-flat.vmdk',
      expect.stringMatching(/^swap \[DS1\] a\/a-[0-9a-f]{8}\.vswp$/),
      expect.stringMatching(/^uwswap \[DS1\] a\/vmx-a-[0-9a-f]{8}\.vswp$/),
      'log [DS1] a/vmware.log',
    ]);
  });

  it('include the chain of its snapshots', () => {
    const { inventory, vm } = world();

    const layout = inventory.read(vm('s'), 'layoutEx');
    const names = layout?.file?.map(({ name }) => name);
    const chain = layout?.disk?.[0]?.chain?.map(({ fileKey }) =>
      fileKey.map((key) => names?.[key] ?? ''),
    );

    expect(chain).toEqual([
      ['[DS1] s/s.vmdk', '[DS1] s/s-flat.vmdk'],
      ['[DS1] s/s-000001.vmdk', '[DS1] s/s-000001-sesparse.vmdk'],
      ['[DS1] s/s-000002.vmdk', '[DS1] s/s-000002-sesparse.vmdk'],
    ]);
    expect(names).toEqual(
      expect.arrayContaining(['[DS1] s/s-Snapshot1.vmsn', '[DS1] s/s-Snapshot2.vmem']),
    );
  });

  it('leave thin disks room to grow', () => {
    const { inventory, vm } = world();

    expect(inventory.read(vm('a'), 'storage')?.perDatastoreUsage).toMatchObject([
      { uncommitted: 15 * GB },
    ]);
  });
});

describe('a snapshot of a seed', () => {
  it('keeps the disk as it was', () => {
    const { inventory, vm } = world();
    const [first, second] = inventory.ofType('VirtualMachineSnapshot');
    if (!first || !second) throw new Error('two snapshots');

    const fileOf = (ref: typeof first) =>
      inventory
        .read(ref, 'config')
        .hardware.device?.find(({ _typeName }) => _typeName === 'VirtualDisk')?.backing;

    expect(fileOf(first)).toMatchObject({ fileName: '[DS1] s/s.vmdk' });
    expect(fileOf(second)).toMatchObject({ fileName: '[DS1] s/s-000001.vmdk' });
    expect(inventory.read(vm('s'), 'snapshot')?.currentSnapshot).toBe(second);
    expect(inventory.read(vm('s'), 'rootSnapshot')).toEqual([first]);
  });
});

describe('a VM that moves to another host', () => {
  it('is listed there, and nowhere else', () => {
    const { inventory, vm, host } = world();

    inventory.apply([assign(vm('a'), 'runtime.host', host('h2'))]);

    expect(inventory.read(host('h1'), 'vm')).toEqual([]);
    expect(inventory.read(host('h2'), 'vm')).toContain(vm('a'));
    expect(inventory.read(vm('a'), 'summary').runtime.host).toBe(host('h2'));
  });
});

describe('the name of a VM', () => {
  it('has its home in the configuration', () => {
    const { inventory, vm } = world();
    const ref = vm('a');

    const commit = inventory.apply([assign(ref, 'config.name', 'renamed')]);

    expect(inventory.read(ref, 'name')).toBe('renamed');
    expect(inventory.read(ref, 'summary').config.name).toBe('renamed');
    expect(commit.changed.get(ref)?.has('name')).toBe(true);
  });
});

describe('disabledMethod of a VM', () => {
  it('follows its power state', () => {
    const { inventory, vm } = world();

    const on = inventory.read(vm('a'), 'disabledMethod');
    inventory.apply([assign(vm('a'), 'runtime.powerState', 'poweredOff')]);
    const off = inventory.read(vm('a'), 'disabledMethod');

    expect(on).toEqual(expect.arrayContaining(['PowerOnVM_Task', 'Destroy_Task']));
    expect(on).not.toContain('PowerOffVM_Task');
    expect(off).toEqual(expect.arrayContaining(['PowerOffVM_Task', 'SuspendVM_Task']));
    expect(off).not.toContain('PowerOnVM_Task');
  });
});

describe('the summary of a cluster', () => {
  it('adds its hosts up, and leaves out those that can run no VM', () => {
    const { inventory, cluster, host } = world();

    expect(inventory.read(cluster, 'summary')).toMatchObject({
      totalCpu: 100_000,
      effectiveCpu: 99_000,
      totalMemory: 128 * GB,
      numHosts: 2,
      numEffectiveHosts: 2,
    });

    inventory.apply([assign(host('h2'), 'runtime.inMaintenanceMode', true)]);

    expect(inventory.read(cluster, 'summary')).toMatchObject({
      totalCpu: 100_000,
      effectiveCpu: 49_500,
      numEffectiveHosts: 1,
    });
  });

  it('counts vMotions and shows the last balance', () => {
    const { inventory, cluster } = world();

    inventory.apply([
      assign(cluster, '_numVmotions', 3),
      assign(cluster, '_balance', data('_Balance', { currentBalance: 120, targetBalance: 200 })),
    ]);

    expect(inventory.read(cluster, 'summary')).toMatchObject({
      numVmotions: 3,
      currentBalance: 120,
      targetBalance: 200,
    });
  });
});

describe('a resource pool', () => {
  it('holds of its parent what its members need, if it may grow', () => {
    const { inventory, pool } = world();

    expect(inventory.read(pool('web'), 'runtime').cpu).toMatchObject({
      reservationUsedForVm: 1000,
      unreservedForPool: 0,
      unreservedForVm: 2000 + 96_000,
    });
    expect(inventory.read(pool('prod'), 'runtime').cpu).toMatchObject({
      reservationUsed: 1000,
      unreservedForPool: 2000,
      unreservedForVm: 2000 + 96_000,
    });
    expect(inventory.read(pool('Resources'), 'runtime').cpu).toMatchObject({
      reservationUsed: 3000,
      maxUsage: 99_000,
      unreservedForPool: 96_000,
    });
  });

  it('counts the memory overhead of running VMs as reserved', () => {
    const { inventory, vm, pool } = world();
    const overhead = Number(inventory.read(vm('a'), 'runtime').memoryOverhead);

    expect(inventory.read(pool('web'), 'runtime').memory.reservationUsedForVm).toBe(
      1024 * MB + overhead,
    );

    inventory.apply([assign(vm('a'), 'runtime.powerState', 'poweredOff')]);

    expect(inventory.read(pool('web'), 'runtime').memory.reservationUsedForVm).toBe(0);
  });
});

describe('quickStats', () => {
  it('of a host are the sum of its VMs and its own', () => {
    const { inventory, vm, host } = world();

    const shown = (ref: Ref) =>
      inventory.show(ref, 'summary') as unknown as { readonly quickStats: Record<string, number> };
    const ofVm = shown(vm('a')).quickStats;
    const ofHost = shown(host('h1')).quickStats;

    expect(ofVm['overallCpuUsage']).toBe(250);
    expect(ofHost['overallCpuUsage']).toBe(ofVm['overallCpuUsage']);
    expect(ofHost['overallMemoryUsage']).toBeGreaterThan(ofVm['hostMemoryUsage'] ?? 0);
  });

  it('of a VM that is off are nothing', () => {
    const { inventory, vm } = world();

    expect(inventory.show(vm('b'), 'summary')).toMatchObject({
      quickStats: { overallCpuUsage: 0, hostMemoryUsage: 0, uptimeSeconds: 0 },
    });
  });

  it('tell how long a VM has been up', () => {
    const { inventory, vm } = world();

    expect(inventory.show(vm('a'), 'summary')).toMatchObject({
      quickStats: { uptimeSeconds: 7 * 86_400 },
    });
  });
});

describe('overallStatus', () => {
  it('is the worst of alarms and configuration issues', () => {
    const { inventory, vm } = world();
    const ref = vm('a');
    const alarm = (overallStatus: string) =>
      data('AlarmState', {
        key: 'alarm-1.vm-1',
        entity: ref,
        alarm: { _typeName: 'ManagedObjectReference', type: 'Alarm', value: 'alarm-1' },
        overallStatus,
        time: '2026-01-01T00:00:00Z',
      });

    const calm = inventory.read(ref, 'overallStatus');
    inventory.apply([assign(ref, 'declaredAlarmState', [alarm('yellow'), alarm('red')])]);

    expect(calm).toBe('green');
    expect(inventory.read(ref, 'overallStatus')).toBe('red');
    expect(inventory.read(ref, 'summary').overallStatus).toBe('red');
  });
});

describe('networks', () => {
  it('list the VMs whose cards are plugged in', () => {
    const { inventory, vm } = world();
    const network = named(inventory, 'Network', 'VM Network');

    expect(inventory.read(network, 'vm')).toEqual([vm('a'), vm('b'), vm('s')]);
    expect(inventory.read(vm('a'), 'network')).toEqual([network]);
  });

  it('cannot be destroyed while a VM is plugged in', () => {
    const { inventory } = world();
    const network = named(inventory, 'Network', 'VM Network');

    expect(() => inventory.apply([destroy(network)])).toThrow(/is in use/);
  });
});
