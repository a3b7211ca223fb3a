import { generateInventory } from '../../../server/inventory/seed/generate-inventory.ts';
import { checkReferences } from '../../../server/inventory/seed/references.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { seeded } from '../../helpers/seeded.ts';

const catalog = loadCatalog();

describe('generateInventory', () => {
  it('makes as many of each as asked for', () => {
    const inventory = seeded(
      catalog,
      generateInventory({
        datacenters: 2,
        clusters: 2,
        hosts: 3,
        standaloneHosts: 1,
        vms: 70,
        datastores: 2,
        pods: 1,
        pools: 2,
        folders: 2,
        portgroups: 3,
      }),
    );

    const counts = Object.fromEntries(
      ['Datacenter', 'ClusterComputeResource', 'HostSystem', 'VirtualMachine', 'StoragePod'].map(
        (type) => [type, inventory.ofType(type).length],
      ),
    );

    expect(counts).toEqual({
      Datacenter: 2,
      ClusterComputeResource: 4,
      HostSystem: 14,
      VirtualMachine: 70,
      StoragePod: 2,
    });
  });

  it('names nothing that is not there', () => {
    expect(checkReferences(generateInventory({ vms: 200, folders: 3, pods: 2, pools: 3 }))).toEqual(
      [],
    );
  });

  it('spreads VMs evenly over hosts', () => {
    const inventory = seeded(catalog, generateInventory({ hosts: 4, vms: 40 }));

    const counts = inventory.ofType('HostSystem').map((host) => inventory.read(host, 'vm')?.length);

    expect(counts).toEqual([10, 10, 10, 10]);
  });

  it('powers off the share it is told to', () => {
    const inventory = seeded(catalog, generateInventory({ vms: 200, vmsOff: 25 }));

    const off = inventory
      .ofType('VirtualMachine')
      .filter((vm) => inventory.read(vm, 'runtime').powerState === 'poweredOff');

    expect(off).toHaveLength(50);
  });

  it('gives guests the profiles in turn, each later than the one before it', () => {
    const wave = { kind: 'sine', mean: 40, amplitude: 30, periodSeconds: 7200 } as const;
    const burst = {
      kind: 'burst',
      base: 1,
      peak: 9,
      everySeconds: 600,
      lastingSeconds: 60,
    } as const;
    const { datacenters } = generateInventory({
      vms: 4,
      phaseSeconds: 500,
      profiles: [
        {
          diskIops: 7,
          demand: { cpuPercent: wave, activeMemoryMb: { kind: 'constant', value: 9 } },
        },
        { demand: { cpuPercent: { ...burst, offsetSeconds: 30 } } },
      ],
    });

    expect(datacenters[0]?.vms?.map(({ profile }) => profile)).toMatchObject([
      { diskIops: 7, demand: { cpuPercent: { ...wave, offsetSeconds: 0 } } },
      { demand: { cpuPercent: { ...burst, offsetSeconds: 530 } } },
      { demand: { cpuPercent: { offsetSeconds: 1000 }, activeMemoryMb: { value: 9 } } },
      { demand: { cpuPercent: { offsetSeconds: 330 } } },
    ]);
  });

  it('refuses more than a vCenter holds', () => {
    expect(() => generateInventory({ clusters: 100, hosts: 96 })).toThrow(RangeError);
    expect(() => generateInventory({ vms: 45_001 })).toThrow('45001 VMs are more than 45000');
  });

  it('shares between VMs what does not differ', () => {
    const inventory = seeded(catalog, generateInventory({ vms: 2, vmsOff: 0, hosts: 1 }));
    const [one, other] = inventory.ofType('VirtualMachine');
    if (!one || !other) throw new Error('two VMs');

    const config = (vm: Ref<'VirtualMachine'>) => inventory.read(vm, 'config');

    expect(inventory.read(one, 'capability')).toBe(inventory.read(other, 'capability'));
    expect(inventory.read(one, 'runtime')).toBe(inventory.read(other, 'runtime'));
    expect(config(one)?.flags).toBe(config(other)?.flags);
    expect(config(one)?.hardware.device?.[0]).toBe(config(other)?.hardware.device?.[0]);
    expect(config(one)?.uuid).not.toBe(config(other)?.uuid);
  });
});
