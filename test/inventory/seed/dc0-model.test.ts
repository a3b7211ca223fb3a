import { type Dc0Counts, dc0Model } from '../../../server/inventory/seed/dc0-model.ts';
import { loadSeed } from '../../../server/inventory/seed/load-seed.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { named, seeded } from '../../helpers/seeded.ts';

const catalog = loadCatalog();

/** `id name parent` of every managed entity, sorted. */
function tree(counts: Partial<Dc0Counts>): readonly string[] {
  const inventory = seeded(catalog, dc0Model(counts));
  return inventory
    .ofType('ManagedEntity')
    .map((ref: Ref) => {
      const parent = inventory.read(ref, 'parent') as Ref | undefined;
      return `${ref.value} ${inventory.read(ref, 'name')} ${parent?.value ?? '-'}`;
    })
    .sort();
}

/** As vcsim of govmomi 0.53.0 makes them. */
const DEFAULT_TREE = [
  'datacenter-1 DC0 group-d1',
  'datastore-59 LocalDS_0 group-4',
  'domain-c28 DC0_C0 group-3',
  'domain-s24 DC0_H0 group-3',
  'dvportgroup-10 DVS0-DVUplinks-8 group-5',
  'dvportgroup-12 DC0_DVPG0 group-5',
  'dvs-8 DVS0 group-5',
  'group-2 vm datacenter-1',
  'group-3 host datacenter-1',
  'group-4 datastore datacenter-1',
  'group-5 network datacenter-1',
  'group-d1 Datacenters -',
  'host-21 DC0_H0 domain-s24',
  'host-37 DC0_C0_H0 domain-c28',
  'host-47 DC0_C0_H1 domain-c28',
  'host-57 DC0_C0_H2 domain-c28',
  'network-6 VM Network group-5',
  'resgroup-23 Resources domain-s24',
  'resgroup-27 Resources domain-c28',
  'vm-62 DC0_H0_VM0 group-2',
  'vm-65 DC0_H0_VM1 group-2',
  'vm-68 DC0_C0_RP0_VM0 group-2',
  'vm-71 DC0_C0_RP0_VM1 group-2',
];

const MACHINES = [
  {
    name: 'DC0_H0_VM0',
    uuid: '63d40cc5-9cba-5cc1-884a-f7f19070ecea',
    instanceUuid: 'b170c191-7587-5f8e-9a15-08c6a0a11ca5',
    mac: '00:0c:29:63:65:61',
  },
  {
    name: 'DC0_C0_RP0_VM1',
    uuid: 'a0cb3cff-afd1-5417-aac7-58c7036c22dc',
    instanceUuid: '2d541848-501a-5248-8a3f-b3e6d2a05526',
    mac: '00:0c:29:32:64:63',
  },
];

describe('dc0, the default model of vcsim', () => {
  it('has its tree, names and ids', () => {
    expect(tree({})).toEqual(DEFAULT_TREE);
  });

  it('is what the seed of that name holds', () => {
    const { ids, datacenters } = loadSeed('dc0');

    expect(ids).toEqual(dc0Model().ids);
    expect(datacenters).toEqual(dc0Model().datacenters);
  });

  it.each(MACHINES)('gives $name its UUIDs and MAC address', (machine) => {
    const inventory = seeded(catalog, dc0Model());
    const vm = named(inventory, 'VirtualMachine', machine.name);

    const config = inventory.read(vm, 'config');
    const card = config?.hardware.device?.find(({ _typeName }) => _typeName === 'VirtualE1000');

    expect(config?.uuid).toBe(machine.uuid);
    expect(config?.instanceUuid).toBe(machine.instanceUuid);
    expect(config?.files.vmPathName).toBe(`[LocalDS_0] ${machine.name}/${machine.name}.vmx`);
    expect(card).toMatchObject({ macAddress: machine.mac });
  });

  it.each([
    ['DC0_H0', 'efc5827c-ee19-5d35-84ef-a77d6ea6ee4c'],
    ['DC0_C0_H2', '505095b1-13ac-5a7a-be5e-ef40f9b0d7f7'],
  ])('gives host %s its UUID', (name, uuid) => {
    const inventory = seeded(catalog, dc0Model());

    const host = named(inventory, 'HostSystem', name);

    expect(inventory.read(host, 'summary').hardware?.uuid).toBe(uuid);
  });

  it('gives the switch its UUID', () => {
    const inventory = seeded(catalog, dc0Model());

    const dvs = named(inventory, 'VmwareDistributedVirtualSwitch', 'DVS0');

    expect(inventory.read(dvs, 'uuid')).toBe('a86ec114-1915-5fba-b48e-5c2b06075be0');
  });

  it('counts ids along with pools, vApps, pods, folders and NSX networks', () => {
    const found = tree({
      pool: 1,
      app: 1,
      pod: 1,
      datastore: 2,
      portgroup: 2,
      opaqueNetwork: 1,
      nsxPortgroup: 1,
      folder: 1,
    });

    expect(found).toEqual(
      expect.arrayContaining([
        'group-1 F0 group-d1',
        'datacenter-2 DC0 group-1',
        'group-p8 DC0_POD0 group-5',
        'dvportgroup-24 DC0_NSXPG1 group-11',
        'opaquenetwork-25 DC0_NSX0 group-11',
        'host-70 DC0_C0_H2 domain-c41',
        'resgroup-72 DC0_C0_RP1 resgroup-40',
        'resgroup-v73 DC0_C0_APP0 resgroup-40',
        'datastore-76 LocalDS_1 group-9',
        'vm-79 DC0_H0_VM0 group-12',
        'vm-88 DC0_C0_RP1_VM1 group-12',
        // vcsim gives a vApp's VMs a folder; in vCenter they have none.
        'vm-94 DC0_C0_APP0_VM1 -',
      ]),
    );
  });

  it.each([
    [{ portgroup: 0, standaloneHost: 2 }, 'vm-79 DC0_C0_RP0_VM1 group-2'],
    [{ autostart: false, cluster: 0 }, 'vm-31 DC0_H0_VM1 group-2'],
    [
      { datacenter: 2, host: 1, vm: 1, cluster: 2, folder: 1, pod: 1 },
      'vm-130 DC1_C1_RP0_VM0 group-64',
    ],
  ])('counts ids along with %j', (counts, last) => {
    expect(tree(counts)).toContain(last);
  });

  it('makes nothing but the root folder of no datacenters', () => {
    expect(tree({ datacenter: 0 })).toEqual(['group-d1 Datacenters -']);
  });

  it('makes no VMs without a datastore to lie on', () => {
    expect(tree({ datastore: 0 }).filter((line) => line.startsWith('vm-'))).toEqual([]);
  });

  it('leaves VMs powered off without autostart', () => {
    const inventory = seeded(catalog, dc0Model({ autostart: false }));

    const states = inventory
      .ofType('VirtualMachine')
      .map((vm) => inventory.read(vm, 'runtime').powerState);

    expect(new Set(states)).toEqual(new Set(['poweredOff']));
  });
});
