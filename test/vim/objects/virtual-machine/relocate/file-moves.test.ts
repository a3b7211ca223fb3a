/**
 * Which files a storage migration moves and how many bytes that is.
 */
import { assign } from '../../../../../server/inventory/change.ts';
import type { DiskFormat } from '../../../../../server/vim/migrations/move.ts';
import { build } from '../../../../../server/vmodl/build.ts';
import { DISK, GB, MB, StorageWorld } from './storage-world.ts';

const DESCRIPTOR = 512;
const VMX_SWAP = 82 * MB;

describe('what moves', () => {
  it('is the home first, then all disks in the order of devices', () => {
    const world = new StorageWorld();

    const moves = world.moves(world.vm('runs'), 'DS2');

    expect(moves.map(({ key, label, from, to }) => [key, label, from.value, to.value])).toEqual([
      ['home', 'VM home', world.datastore('DS1').value, world.datastore('DS2').value],
      [2000, 'Hard disk 1', world.datastore('DS1').value, world.datastore('DS2').value],
      [2001, 'Hard disk 2', world.datastore('DS1').value, world.datastore('DS2').value],
    ]);
  });

  it('is nothing when all lies there already', () => {
    const world = new StorageWorld();

    expect(world.moves(world.vm('runs'), 'DS1')).toEqual([]);
    expect(world.moves(world.vm('runs'), undefined)).toEqual([]);
    expect(world.moves(world.vm('runs'), undefined, world.disk(DISK, 'DS1'))).toEqual([]);
  });

  it('is the listed disk alone without a datastore for the rest', () => {
    const world = new StorageWorld();

    const moves = world.moves(world.vm('runs'), undefined, world.disk(2001, 'DS2'));

    expect(moves.map(({ key }) => key)).toEqual([2001]);
  });

  it('is the home without a disk that is listed where it lies', () => {
    const world = new StorageWorld();

    const moves = world.moves(world.vm('rests'), 'DS2', world.disk(DISK, 'DS1'));

    expect(moves.map(({ key }) => key)).toEqual(['home']);
  });

  it('goes to several datastores at once', () => {
    const world = new StorageWorld();

    const moves = world.moves(world.vm('runs'), 'DS2', world.disk(2001, 'DS3'));

    expect(moves.map(({ to }) => world.inventory.read(to, 'name'))).toEqual(['DS2', 'DS2', 'DS3']);
  });

  it('is a disk that changes its format where it lies', () => {
    const world = new StorageWorld();

    const wish = world.disk(DISK, 'DS1', { format: 'thick' });
    const [move] = world.moves(world.vm('rests'), undefined, wish);

    expect(move).toMatchObject({ key: DISK, from: move?.to, format: 'thick', copyBytes: 8 * GB });
  });

  it('follows a hint for all disks, which leaves thick ones as thick as they are', () => {
    const world = new StorageWorld();
    const vm = world.vm('formats');

    const keys = (format: DiskFormat) =>
      world.moves(vm, undefined, { format }).map(({ key }) => key);

    expect(keys('thick')).toEqual([2000]);
    expect(keys('thin')).toEqual([2001, 2002]);
  });
});

describe('the bytes of a disk', () => {
  const WRITTEN = 4 * GB;
  const ALL = 10 * GB;
  // The thick disks of the seed are written from end to end; these are not.
  const table: readonly (readonly [
    number,
    DiskFormat,
    DiskFormat | undefined,
    DiskFormat,
    number,
  ])[] = [
    [2000, 'thin', undefined, 'thin', WRITTEN],
    [2000, 'thin', 'thin', 'thin', WRITTEN],
    [2000, 'thin', 'thick', 'thick', ALL],
    [2000, 'thin', 'eager', 'eager', ALL],
    [2001, 'thick', undefined, 'thick', ALL],
    [2001, 'thick', 'thin', 'thin', WRITTEN],
    [2001, 'thick', 'thick', 'thick', ALL],
    [2001, 'thick', 'eager', 'eager', ALL],
    [2002, 'eager', undefined, 'eager', ALL],
    [2002, 'eager', 'thin', 'thin', WRITTEN],
    [2002, 'eager', 'thick', 'thick', ALL],
    [2002, 'eager', 'eager', 'eager', ALL],
  ];

  it.each(table)('%i: %s asked to be %s becomes %s', (key, _from, asked, format, bytes) => {
    const world = new StorageWorld();
    const vm = world.vm('formats');
    world.apply(
      [2001, 2002].map((thick) =>
        assign(vm, `config.hardware.device[${thick}].backing._allocatedBytes`, WRITTEN),
      ),
    );

    const [move] = world.moves(vm, undefined, world.disk(key, 'DS2', { format: asked }));

    expect(move).toMatchObject({ format, copyBytes: bytes, takesBytes: bytes + DESCRIPTOR });
  });

  it('are those of the whole chain', () => {
    const world = new StorageWorld();

    const moves = world.moves(world.vm('remembers'), undefined, world.disk(DISK, 'DS2'));

    // A thick base and two deltas, of which the first holds a quarter of a GB.
    expect(moves).toMatchObject([
      { copyBytes: 17.25 * GB, takesBytes: 17.25 * GB + 3 * DESCRIPTOR, format: 'thick' },
    ]);
  });

  it('are those of the base in another format with the deltas upon it', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');

    const [move] = world.moves(vm, undefined, world.disk(2001, 'DS2', { format: 'thick' }));

    expect(move).toMatchObject({ copyBytes: 17.25 * GB, format: 'thick' });
  });

  it('are those of the newest file when only that moves', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');

    const wish = world.disk(DISK, 'DS2', { diskMoveType: 'moveChildMostDiskBacking' });
    const [move] = world.moves(vm, undefined, wish);

    expect(move).toMatchObject({ chain: 'newest', copyBytes: GB, takesBytes: GB + DESCRIPTOR });
  });

  it('are none when a new file is laid upon the others', () => {
    const world = new StorageWorld();

    const wish = world.disk(DISK, 'DS2', { diskMoveType: 'createNewChildDiskBacking' });
    const [move] = world.moves(world.vm('rests'), undefined, wish);

    expect(move).toMatchObject({ chain: 'newUpon', copyBytes: 0, takesBytes: DESCRIPTOR });
  });

  it('are all that was written when the chain becomes one file', () => {
    const world = new StorageWorld();

    const wish = world.disk(2001, 'DS2', { diskMoveType: 'moveAllDiskBackingsAndConsolidate' });
    const [move] = world.moves(world.vm('remembers'), undefined, wish);

    expect(move).toMatchObject({ chain: 'merged', copyBytes: 4.25 * GB, format: 'thin' });
  });

  it('are those of the mapping file alone for a mapped LUN, whatever format is asked for', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');
    world.apply([
      assign(
        vm,
        'config.hardware.device[2000].backing',
        build('VirtualDiskRawDiskMappingVer1BackingInfo', {
          fileName: '[DS1] rests/rests.vmdk',
          datastore: world.datastore('DS1'),
          compatibilityMode: 'physicalMode',
          diskMode: 'independent_persistent',
          deviceName: 'vml.1',
          lunUuid: '1',
        }),
      ),
    ]);

    const moves = world.moves(vm, 'DS2', world.disk(DISK, 'DS2', { format: 'thick' }));
    world.move(vm, 'DS2');

    expect(moves[1]).toMatchObject({ copyBytes: 0, takesBytes: DESCRIPTOR, format: undefined });
    expect(world.names(vm)).toContain('[DS2] rests/rests-rdmp.vmdk');
    expect(world.backing(vm)).toMatchObject({
      _typeName: 'VirtualDiskRawDiskMappingVer1BackingInfo',
    });
  });
});

describe('the bytes of the home', () => {
  const home = (name: string) => {
    const world = new StorageWorld();
    const [move] = world.moves(world.vm(name), 'DS2', world.disk(DISK, 'DS1'));
    return { world, files: world.files(world.vm(name)), move };
  };
  const sizeOf = (files: readonly { type: string; size: number }[], ...types: string[]) =>
    files.filter(({ type }) => types.includes(type)).reduce((sum, { size }) => sum + size, 0);
  const SMALL = ['config', 'extendedConfig', 'nvram', 'snapshotList', 'log'];

  it('hold swap for memory without its reservation, which takes room and is not copied', () => {
    const { move, files } = home('runs');

    const small = sizeOf(files, ...SMALL);
    expect(move?.copyBytes).toBe(small);
    expect(move?.takesBytes).toBe(small + 3072 * MB + VMX_SWAP);
  });

  it('are few when the VM is off', () => {
    const { move, files } = home('rests');

    expect(move?.copyBytes).toBe(sizeOf(files, ...SMALL));
    expect(move?.takesBytes).toBe(move?.copyBytes);
  });

  it('hold the memory of a suspended VM', () => {
    const { move, files } = home('sleeps');

    expect(move?.copyBytes).toBe(sizeOf(files, ...SMALL, 'suspend', 'suspendMemory'));
    expect(move?.copyBytes).toBeGreaterThan(1024 * MB);
  });

  it('hold what snapshots remember of memory', () => {
    const { move, files } = home('remembers');

    expect(sizeOf(files, 'snapshotMemory')).toBe(512 * MB);
    expect(move?.copyBytes).toBe(sizeOf(files, ...SMALL, 'snapshotData', 'snapshotMemory'));
  });

  it('hold no log of a template', () => {
    const { move, files } = home('golden');

    expect(files.map(({ type }) => type)).not.toContain('log');
    expect(move?.copyBytes).toBe(sizeOf(files, ...SMALL));
  });
});
