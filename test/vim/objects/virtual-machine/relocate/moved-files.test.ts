/**
 * What follows from moved files: the VM's properties, the datastores on both sides, its snapshots.
 */
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import { staleProperties } from '../../../../helpers/derived-anew.ts';
import { catalog, DISK, GB, MB, StorageWorld } from './storage-world.ts';

describe('a VM whose files have all moved', () => {
  it.each(['runs', 'rests', 'sleeps', 'golden', 'remembers', 'formats'])(
    '%s lies on one datastore',
    (name) => {
      const world = new StorageWorld();
      const vm = world.vm(name);
      const before = world.files(vm);
      const free = world.freeInAll;

      world.move(vm, 'DS2');

      // The image stays where it is.
      expect(world.places(vm)).toEqual(name === 'runs' ? ['DS2', 'DS1'] : ['DS2']);
      expect(world.files(vm).map(({ type, size }) => [type, size])).toEqual(
        before.map(({ type, size }) => [type, size]),
      );
      expect(world.names(vm)).toEqual(before.map((file) => file.name.replace('[DS1]', '[DS2]')));
      expect(world.freeInAll).toBe(free);
      expect(staleProperties(catalog, world.inventory)).toEqual([]);
    },
  );

  it('tells it in every property', () => {
    const world = new StorageWorld();
    const vm = world.vm('runs');
    const host = world.inventory.read(vm, 'runtime').host;

    world.move(vm, 'DS2');

    const read = (path: string) => world.inventory.readPath(vm, path);
    expect(read('config.files')).toMatchObject({
      vmPathName: '[DS2] runs/runs.vmx',
      snapshotDirectory: '[DS2] runs/',
      suspendDirectory: '[DS2] runs/',
      logDirectory: '[DS2] runs/',
    });
    expect(read('summary.config.vmPathName')).toBe('[DS2] runs/runs.vmx');
    expect(read('config.datastoreUrl')).toMatchObject([{ name: 'DS2' }, { name: 'DS1' }]);
    expect(read('layout.disk')).toMatchObject([
      { key: 2000, diskFile: ['[DS2] runs/runs.vmdk'] },
      { key: 2001, diskFile: ['[DS2] runs/runs_1.vmdk'] },
    ]);
    expect(read('layout.swapFile')).toMatch(/^\[DS2] runs\/runs-[0-9a-f]{8}\.vswp$/);
    expect(read('storage.perDatastoreUsage')).toMatchObject([
      {
        datastore: world.datastore('DS2'),
        committed: world.inventory.read(vm, 'summary').storage?.committed,
      },
    ]);
    expect(world.backing(vm)).toMatchObject({ datastore: world.datastore('DS2') });
    expect(world.inventory.read(vm, 'runtime').host).toBe(host);
    expect(world.inventory.read(world.datastore('DS2'), 'vm')).toContain(vm);
  });

  it('keeps the identity of its disks', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');
    const { uuid, contentId, parent } = world.backing(vm);

    world.move(vm, 'DS2');

    expect(world.backing(vm)).toMatchObject({ uuid, contentId, parent: { uuid: parent?.uuid } });
  });

  it('frees at the source what it takes at the destination', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');
    const [ds1, ds2] = [world.free('DS1'), world.free('DS2')];
    const takes = world.moves(vm, 'DS2').reduce((sum, { takesBytes }) => sum + takesBytes, 0);

    world.move(vm, 'DS2');

    expect(world.free('DS1') - ds1).toBe(takes);
    expect(ds2 - world.free('DS2')).toBe(takes);
    // What the disk and the swap of a running VM may still take.
    expect(world.inventory.read(world.datastore('DS2'), 'summary').uncommitted).toBe(8 * GB);
  });

  it('leaves no folder behind', () => {
    const world = new StorageWorld();

    world.move(world.vm('rests'), 'DS2');

    expect(world.listing('DS1').filter((path) => path.startsWith('rests'))).toEqual([]);
  });

  it('leaves files which are not its own', () => {
    const world = new StorageWorld();
    world.addLooseFile('DS1', 'rests/driver.iso', 5 * MB);
    world.addLooseFile('DS1', 'rests/vmware-1.log', MB);

    world.move(world.vm('rests'), 'DS2');

    expect(world.listing('DS1').filter((path) => path.startsWith('rests'))).toEqual([
      'rests/driver.iso',
      'rests/vmware-1.log',
    ]);
  });
});

describe('a VM of which a part has moved', () => {
  it('lies on two datastores when one disk has', () => {
    const world = new StorageWorld();
    const vm = world.vm('formats');

    world.move(vm, undefined, world.disk(2001, 'DS2'));

    expect(world.places(vm)).toEqual(['DS1', 'DS2']);
    expect(world.inventory.readPath(vm, 'config.files.vmPathName')).toBe(
      '[DS1] formats/formats.vmx',
    );
    expect(world.inventory.readPath(vm, 'config.datastoreUrl')).toMatchObject([
      { name: 'DS1' },
      { name: 'DS2' },
    ]);
    expect(world.listing('DS2')).toEqual(['formats/formats.vmdk', 'formats/formats-flat.vmdk']);
    expect(world.inventory.read(world.datastore('DS2'), 'vm')).toEqual([vm]);
    expect(world.inventory.readPath(vm, 'storage.perDatastoreUsage')).toMatchObject([
      { datastore: world.datastore('DS1') },
      { datastore: world.datastore('DS2'), committed: 10 * GB + 512 },
    ]);
    expect(staleProperties(catalog, world.inventory)).toEqual([]);
  });

  it('lies on two datastores when the home has', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');

    world.move(vm, 'DS2', world.disk(DISK, 'DS1'));

    expect(world.places(vm)).toEqual(['DS2', 'DS1']);
    expect(world.listing('DS1')).toEqual(
      expect.arrayContaining(['rests/rests.vmdk', 'rests/rests-flat.vmdk']),
    );
    expect(world.listing('DS1')).not.toContain('rests/rests.vmx');
  });
});

describe('a disk in another format', () => {
  it.each([
    [2000, 'thick', { thinProvisioned: false, eagerlyScrub: false }, 10],
    [2000, 'eager', { thinProvisioned: false, eagerlyScrub: true }, 10],
    [2001, 'thin', { thinProvisioned: true, eagerlyScrub: false }, 10],
    [2002, 'thick', { thinProvisioned: false, eagerlyScrub: false }, 10],
  ] as const)('%i as %s is %o and takes %i GB', (key, format, members, gb) => {
    const world = new StorageWorld();
    const vm = world.vm('formats');
    const index = key - DISK;
    const name = '[DS2] formats/formats-flat.vmdk';

    world.move(vm, undefined, world.disk(key, 'DS2', { format }));

    expect(world.backing(vm, index)).toMatchObject(members);
    expect(world.files(vm).find((file) => file.name === name)?.size).toBe(gb * GB);
  });

  it('remembers what was written', () => {
    const world = new StorageWorld();
    const vm = world.vm('formats');
    const free = world.freeInAll;

    world.move(vm, undefined, world.disk(DISK, 'DS2', { format: 'thick' }));
    const thick = world.freeInAll;
    world.move(vm, undefined, world.disk(DISK, 'DS1', { format: 'thin' }));

    expect(free - thick).toBe(6 * GB);
    expect(world.freeInAll).toBe(free);
  });
});

describe('the snapshots of a moved VM', () => {
  const configs = (world: StorageWorld, vm: Ref<'VirtualMachine'>) =>
    (world.inventory.ofType('VirtualMachineSnapshot') as readonly Ref[])
      .filter((one) => String(world.inventory.read(one, 'vm')) === String(vm))
      .map((one) => JSON.stringify(world.inventory.read(one, 'config')));

  it('name the files where they lie now', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');

    world.move(vm, 'DS2');

    const kept = configs(world, vm);
    expect(kept).toHaveLength(2);
    for (const config of kept) expect(config).not.toContain('[DS1]');
    expect(kept[0]).toContain('"[DS2] remembers/remembers_1.vmdk"');
    expect(kept[1]).toContain('"[DS2] remembers/remembers_1-000001.vmdk"');
    expect(kept[0]).toContain('"vmPathName":"[DS2] remembers/remembers.vmx"');
    expect(kept[0]).toContain(`"value":"${world.datastore('DS2').value}"`);
    expect(kept[0]).not.toContain(`"value":"${world.datastore('DS1').value}"`);
  });

  it('take the format of their base', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');

    world.move(vm, undefined, world.disk(DISK, 'DS1', { format: 'thin' }));

    const disk = JSON.parse(configs(world, vm)[0] ?? '').hardware.device.find(
      ({ key }: { key: number }) => key === DISK,
    );
    expect(disk.backing).toMatchObject({
      fileName: '[DS1] remembers/remembers.vmdk',
      thinProvisioned: true,
    });
  });

  it('stay as they are when only the newest files move', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');
    const before = configs(world, vm);

    world.move(vm, undefined, {
      ...world.disk(DISK, 'DS2', { diskMoveType: 'moveChildMostDiskBacking' }),
    });

    expect(configs(world, vm)).toEqual(before);
  });
});
