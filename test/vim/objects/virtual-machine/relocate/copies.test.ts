/**
 * Room at the destination while files are on their way.
 */

import {
  copiesBegun,
  copiesEnded,
} from '../../../../../server/vim/objects/virtual-machine/relocate/copies.ts';
import { filesMoved } from '../../../../../server/vim/objects/virtual-machine/relocate/moved-files.ts';
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import { staleProperties } from '../../../../helpers/derived-anew.ts';
import { catalog, DISK, GB, StorageWorld } from './storage-world.ts';

/** What watchers of datastores are told of. */
function told(world: StorageWorld): string[] {
  const heard: string[] = [];
  world.inventory.subscribe(({ changed }) => {
    for (const [ref, properties] of changed) {
      if (ref.type === 'Datastore' && properties.has('summary')) {
        heard.push(
          `${world.inventory.read(ref, 'name')} ${world.free(String(world.inventory.read(ref, 'name'))) / GB}`,
        );
      }
    }
  });
  return heard;
}

describe('files on their way', () => {
  it('take their room at the destination while the source keeps its own', () => {
    const world = new StorageWorld();
    const vm = world.vm('formats');
    const moves = world.moves(vm, 'DS2', world.disk(2001, 'DS3'));
    const [ds1, ds2, ds3] = [world.free('DS1'), world.free('DS2'), world.free('DS3')];

    world.apply(copiesBegun(vm, moves));

    const takes = (...keys: unknown[]) =>
      moves.filter(({ key }) => keys.includes(key)).reduce((sum, one) => sum + one.takesBytes, 0);
    expect(world.free('DS1')).toBe(ds1);
    expect(ds2 - world.free('DS2')).toBe(takes('home', 2000, 2002));
    expect(ds3 - world.free('DS3')).toBe(takes(2001));
    expect(world.inventory.read(world.datastore('DS2'), 'info').freeSpace).toBe(world.free('DS2'));
    expect(world.inventory.read(world.datastore('DS2'), 'vm')).toEqual([]);
    expect(staleProperties(catalog, world.inventory)).toEqual([]);
  });

  it('are the same room once they are there', () => {
    const world = new StorageWorld();
    const vm = world.vm('runs');
    const moves = world.moves(vm, 'DS2');
    world.apply(copiesBegun(vm, moves));
    const under = [world.free('DS1'), world.free('DS2')] as const;

    world.apply([...filesMoved(world.inventory, vm, moves), ...copiesEnded(vm)]);

    const takes = moves.reduce((sum, { takesBytes }) => sum + takesBytes, 0);
    expect(world.free('DS2')).toBe(under[1]);
    expect(world.free('DS1')).toBe(under[0] + takes);
    expect(world.inventory.read(vm as Ref, '_copies')).toBeUndefined();
  });

  it('give their room back when they are given up', () => {
    const world = new StorageWorld();
    const vm = world.vm('runs');
    const free = world.free('DS2');

    world.apply(copiesBegun(vm, world.moves(vm, 'DS2')));
    world.apply(copiesEnded(vm));

    expect(world.free('DS2')).toBe(free);
  });

  it('take room for a second copy when a disk changes its format where it lies', () => {
    const world = new StorageWorld();
    const vm = world.vm('formats');
    const free = world.free('DS1');
    const moves = world.moves(vm, undefined, world.disk(DISK, 'DS1', { format: 'thick' }));

    world.apply(copiesBegun(vm, moves));
    const under = world.free('DS1');
    world.apply([...filesMoved(world.inventory, vm, moves), ...copiesEnded(vm)]);

    expect(free - under).toBe(10 * GB + 512);
    expect(free - world.free('DS1')).toBe(6 * GB);
  });

  it('are told to watchers of both datastores when they begin and when they end', () => {
    const world = new StorageWorld();
    const vm = world.vm('formats');
    const moves = world.moves(vm, undefined, world.disk(2001, 'DS2'));
    const heard = told(world);
    const free = (name: string) => `${name} ${world.free(name) / GB}`;

    world.apply(copiesBegun(vm, moves));
    const begun = [free('DS2')];
    world.apply([...filesMoved(world.inventory, vm, moves), ...copiesEnded(vm)]);

    expect(heard.slice(0, 1)).toEqual(begun);
    expect(heard).toContain(free('DS1'));
  });

  it('are none of a move of nothing', () => {
    const world = new StorageWorld();

    expect(copiesBegun(world.vm('rests'), [])).toEqual([]);
  });

  it('end with a VM that is destroyed', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');
    const free = world.free('DS2');
    world.apply(copiesBegun(vm, world.moves(vm, 'DS2')));

    world.apply([{ op: 'destroy', ref: vm }]);

    expect(world.free('DS2')).toBe(free);
  });

  it('keep their destination from being destroyed', () => {
    const world = new StorageWorld();
    const vm = world.vm('rests');
    world.apply(copiesBegun(vm, world.moves(vm, 'DS2')));

    expect(() => world.apply([{ op: 'destroy', ref: world.datastore('DS2') }])).toThrow(/in use/);
  });
});
