/**
 * How files are called once they have moved.
 */
import { fileStemOf } from '../../../../../server/vim/objects/virtual-machine/relocate/file-names.ts';
import {
  nameProblem,
  snapshotProblem,
} from '../../../../../server/vim/objects/virtual-machine/relocate/moved-files.ts';
import { DISK, StorageWorld } from './storage-world.ts';

describe('the folder of a moved VM', () => {
  it('is called like the VM', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');

    world.move(vm, 'DS2');

    expect(world.names(vm)).toEqual([
      '[DS2] rests/rests.vmx',
      '[DS2] rests/rests.vmsd',
      '[DS2] rests/rests.vmxf',
      '[DS2] rests/rests.nvram',
      '[DS2] rests/rests.vmdk',
      '[DS2] rests/rests-flat.vmdk',
      '[DS2] rests/vmware.log',
    ]);
  });

  it('gets a number when a file of nobody lies in one of that name', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');
    world.addLooseFile('DS2', 'rests/notes.txt');
    world.addLooseFile('DS2', 'rests_1/notes.txt');

    world.move(vm, 'DS2');

    expect(world.names(vm)[0]).toBe('[DS2] rests_2/rests.vmx');
    expect(world.chain(vm)).toEqual(['[DS2] rests_2/rests.vmdk']);
  });

  it('gets a number when somebody made an empty one', () => {
    const world = new StorageWorld();
    world.addLooseFile('DS2', 'rests');

    world.move(world.vm('rests'), 'DS2');

    expect(world.names(world.vm('rests'))[0]).toBe('[DS2] rests_1/rests.vmx');
  });

  it('gets a number when another VM lies in one of that name', () => {
    const world = new StorageWorld();
    world.move(world.vm('runs'), 'DS2');
    world.rename(world.vm('runs'), 'elsewhere');
    const vm = world.vm('rests');
    world.rename(vm, 'runs');

    world.move(vm, 'DS2');

    expect(world.names(vm)[0]).toBe('[DS2] runs_1/runs.vmx');
    expect(world.names(world.vm('elsewhere'))[0]).toBe('[DS2] runs/runs.vmx');
  });

  it('is that in which its own disks lie already', () => {
    const world = new StorageWorld();
    const vm = world.vm('runs');
    world.move(vm, undefined, world.disk(2001, 'DS2'));

    world.move(vm, 'DS2');

    expect(world.names(vm)[0]).toBe('[DS2] runs/runs.vmx');
    expect([world.chain(vm, 0), world.chain(vm, 1)]).toEqual([
      ['[DS2] runs/runs_1.vmdk'],
      ['[DS2] runs/runs.vmdk'],
    ]);
  });

  it('goes by the name as it is spelled: that of another case is another folder', () => {
    const world = new StorageWorld();
    world.addLooseFile('DS2', 'RESTS/notes.txt');

    world.move(world.vm('rests'), 'DS2');

    expect(world.names(world.vm('rests'))[0]).toBe('[DS2] rests/rests.vmx');
  });
});

describe('a renamed VM', () => {
  it('has files of its new name once they have moved', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');
    world.rename(vm, 'newname');

    world.move(vm, 'DS2');

    expect(
      world.names(vm).filter((name) => !/\] newname\/(vmx-)?newname|vmware\.log/.test(name)),
    ).toEqual([]);
    expect(world.chain(vm, 1)).toEqual([
      '[DS2] newname/newname_1.vmdk',
      '[DS2] newname/newname_1-000001.vmdk',
      '[DS2] newname/newname_1-000002.vmdk',
    ]);
    expect(world.inventory.readPath(vm, 'config.extraConfig["nvram"].value')).toBe('newname.nvram');
  });

  it('keeps the names of files that stay', () => {
    const world = new StorageWorld();
    const vm = world.vm('runs');
    world.rename(vm, 'newname');

    world.move(vm, undefined, world.disk(2001, 'DS2'));

    expect(world.names(vm)[0]).toBe('[DS1] runs/runs.vmx');
    expect([world.chain(vm, 0), world.chain(vm, 1)]).toEqual([
      ['[DS1] runs/runs.vmdk'],
      ['[DS2] newname/newname.vmdk'],
    ]);
  });
});

describe('a disk that moves to the home datastore', () => {
  it('lies in the home folder, beside disks that have the better names', () => {
    const world = new StorageWorld();
    const vm = world.vm('runs');
    world.move(vm, undefined, world.disk(2001, 'DS2'));

    world.move(vm, undefined, world.disk(2001, 'DS1'));

    expect(world.chain(vm, 1)).toEqual(['[DS1] runs/runs_1.vmdk']);
  });

  it('leaves names to files of nobody', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');
    world.move(vm, undefined, world.disk(DISK, 'DS2'));
    world.addLooseFile('DS1', 'rests/rests-flat.vmdk');
    world.addLooseFile('DS1', 'rests/rests_1.vmdk');

    world.move(vm, undefined, world.disk(DISK, 'DS1'));

    expect(world.chain(vm)).toEqual(['[DS1] rests/rests_2.vmdk']);
  });
});

describe('a disk that changes its format where it lies', () => {
  it('keeps its name', () => {
    const world = new StorageWorld();
    const vm = world.vm('formats');

    world.move(vm, undefined, world.disk(2001, 'DS1', { format: 'thin' }));

    expect(world.chain(vm, 1)).toEqual(['[DS1] formats/formats_1.vmdk']);
  });
});

describe('the files of a chain', () => {
  it('keep their numbers', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');

    world.move(vm, undefined, world.disk(2001, 'DS2'));

    expect(world.chain(vm, 1)).toEqual([
      '[DS2] remembers/remembers.vmdk',
      '[DS2] remembers/remembers-000001.vmdk',
      '[DS2] remembers/remembers-000002.vmdk',
    ]);
  });

  it('are left behind by the newest when only that moves', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');

    world.move(vm, 'DS2', { diskMoveType: 'moveChildMostDiskBacking' });

    expect(world.chain(vm, 0)).toEqual([
      '[DS1] remembers/remembers.vmdk',
      '[DS1] remembers/remembers-000001.vmdk',
      '[DS2] remembers/remembers-000002.vmdk',
    ]);
    expect(world.chain(vm, 1)).toEqual([
      '[DS1] remembers/remembers_1.vmdk',
      '[DS1] remembers/remembers_1-000001.vmdk',
      '[DS2] remembers/remembers_1-000002.vmdk',
    ]);
  });

  it('follow it when the rest moves later', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');
    world.move(vm, 'DS2', { diskMoveType: 'moveChildMostDiskBacking' });

    world.move(vm, 'DS2');

    expect(world.chain(vm, 0)).toEqual([
      '[DS2] remembers/remembers.vmdk',
      '[DS2] remembers/remembers-000001.vmdk',
      '[DS2] remembers/remembers-000002.vmdk',
    ]);
    expect(world.places(vm)).toEqual(['DS2']);
  });

  it('have a new one laid upon them, which is the next', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');

    world.move(
      vm,
      undefined,
      world.disk(DISK, 'DS3', { diskMoveType: 'createNewChildDiskBacking' }),
    );

    expect(world.chain(vm)).toEqual([
      '[DS1] remembers/remembers.vmdk',
      '[DS1] remembers/remembers-000001.vmdk',
      '[DS1] remembers/remembers-000002.vmdk',
      '[DS3] remembers/remembers-000003.vmdk',
    ]);
  });

  it('become one without a number', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');
    world.move(
      vm,
      undefined,
      world.disk(DISK, 'DS3', { diskMoveType: 'createNewChildDiskBacking' }),
    );

    world.move(
      vm,
      undefined,
      world.disk(DISK, 'DS3', { diskMoveType: 'moveAllDiskBackingsAndConsolidate' }),
    );

    expect(world.chain(vm)).toEqual(['[DS3] rests/rests.vmdk']);
    expect(world.backing(vm)).toMatchObject({
      thinProvisioned: true,
      _allocatedBytes: 2 * 2 ** 30,
    });
    expect(world.backing(vm)).not.toHaveProperty('deltaDiskFormat');
  });

  it('cannot become one while snapshots need them', () => {
    const world = new StorageWorld();
    const wish = world.disk(DISK, 'DS2', { diskMoveType: 'moveAllDiskBackingsAndConsolidate' });

    const problem = (name: string) =>
      snapshotProblem(
        world.inventory,
        world.vm(name),
        world.moves(world.vm(name), undefined, wish),
      );

    expect(problem('remembers')).toMatchObject({ name: 'SnapshotCopyNotSupported' });
    expect(problem('rests')).toBeUndefined();
  });
});

describe('the file name of an inventory name', () => {
  it.each([
    ['web-01', 'web-01'],
    ['a%2fb%5cc', 'a_b_c'],
    ['100%25', '100%'],
    ['%252f', '%2f'],
    [' Größe: 1? ', 'Größe: 1?'],
    ['tab\there', 'tab_here'],
    ['..', '_.'],
    ['[x] y', '[x] y'],
  ])('%s is %s', (name, stem) => {
    expect(fileStemOf(name)).toBe(stem);
  });

  it('stands in every path', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');
    world.rename(vm, 'a%2fb');

    world.move(vm, 'DS2');

    expect(world.chain(vm)).toEqual(['[DS2] a_b/a_b.vmdk']);
  });
});

describe('a name that is too long', () => {
  const problemOf = (name: string, rest: object = {}) => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');
    world.rename(vm, name);
    return nameProblem(world.inventory, vm, world.moves(vm, 'DS2', rest));
  };

  it('is none of 80 letters', () => {
    expect(problemOf('x'.repeat(80))).toBeUndefined();
  });

  it('is one whose files would have names of more than 255 bytes', () => {
    const name = '名'.repeat(80);

    expect(problemOf(name)).toMatchObject({
      name: 'FileNameTooLong',
      detail: { file: `[DS2] ${name}/${name}-000002-sesparse.vmdk` },
    });
  });

  it('hinders nothing that stays', () => {
    const world = new StorageWorld();
    const vm = world.vm('remembers');
    world.rename(vm, '名'.repeat(80));

    expect(nameProblem(world.inventory, vm, [])).toBeUndefined();
  });
});
