/**
 * A pass of Storage DRS that rests: whatever goes or changes meanwhile, it ends, and recommends nothing of what
 * is gone.
 */
import { storagePassSteps } from '../../../server/vim/storage-drs/pass.ts';
import { actionsOf, StorageWorld } from './storage-world.ts';

type Happening = (world: StorageWorld) => void;

const HAPPENINGS: Readonly<Record<string, Happening>> = {
  'the virtual machine that was to move is destroyed': (world) =>
    world.run(world.vm('v2'), 'Destroy_Task', {}, 1_000),
  'a snapshot is taken of it': (world) =>
    world.run(world.vm('v2'), 'CreateSnapshot_Task', { name: 's', memory: false, quiesce: false }),
  'all of them are unregistered': (world) => {
    for (const name of ['v1', 'v2', 'v3']) world.call(world.vm(name), 'UnregisterVM');
  },
  'the destination leaves the datastore cluster': (world) => {
    const folder = world.read(world.pod, 'parent');
    world.run(folder, 'MoveIntoFolder_Task', { list: [world.datastore('B')] });
  },
  'a datastore is destroyed': (world) => world.run(world.datastore('B'), 'Destroy_Task', {}, 1_000),
  'the datastore cluster is destroyed': (world) => world.run(world.pod, 'Destroy_Task', {}, 1_000),
  'Storage DRS is switched off': (world) => world.configure({ enabled: false }),
};

describe.each(['manual', 'automated'] as const)('A pass that rests, %s, when', (behavior) => {
  it.each(Object.entries(HAPPENINGS))('%s', (_, happen) => {
    for (let rests = 0; ; rests += 1) {
      const world = new StorageWorld({ behavior, enabled: true });
      world.loop.stop();
      const steps = storagePassSteps(world.services, world.pod, 'all');
      let done = false;
      for (let step = 0; step <= rests && !done; step += 1) done = steps.next().done === true;
      if (done) return;
      happen(world);

      while (!steps.next().done);

      const { inventory } = world;
      const named = (inventory.has(world.pod) ? world.recommendations : [])
        .flatMap(actionsOf)
        .flatMap(({ vm, source, destination }) => [vm, source, destination]);
      expect(named.filter((ref) => !inventory.has(ref))).toEqual([]);
      world.clock.advance(3_600_000);
      expect(world.errors).toEqual([]);
      world.stop();
    }
  });
});
