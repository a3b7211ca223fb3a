/**
 * What holds for every cluster: without DRS nothing happens, and equal stories end alike.
 */
import fc from 'fast-check';
import type { HostOfStory, StoryCluster } from './drs-story.ts';
import { DrsWorld, FIVE_MINUTES } from './drs-world.ts';

const RUNS = 12;

const loads = fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 5 });
const hosts = fc.array(loads, { minLength: 2, maxLength: 4 }).map((all): readonly HostOfStory[] =>
  all.map((own, host) => ({
    name: `h${host + 1}`,
    vms: Object.fromEntries(own.map((mhz, vm) => [`vm${host + 1}-${vm + 1}`, mhz])),
  })),
);
const story = fc.record({
  hosts,
  behavior: fc.constantFrom('manual', 'partiallyAutomated', 'fullyAutomated'),
  vmotionRate: fc.integer({ min: 1, max: 5 }),
});

function told(cluster: StoryCluster) {
  const world = new DrsWorld(cluster);
  world.clock.advance(3 * FIVE_MINUTES + 60_000);
  const { recommendations, summary } = world;
  const places = world.inventory
    .ofType('VirtualMachine')
    .map((vm) => world.inventory.read(vm, 'runtime').host?.value);
  world.stop();
  return { recommendations, summary, places, errors: world.errors, events: world.eventTypes() };
}

describe('DRS', () => {
  it('recommends the same in the same story', () => {
    fc.assert(
      fc.property(story, (cluster) => {
        expect(told(cluster)).toEqual(told(cluster));
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('changes nothing where it is off', () => {
    fc.assert(
      fc.property(story, (cluster) => {
        const world = new DrsWorld({ ...cluster, enabled: false });
        const { seq } = world.inventory;
        world.clock.advance(3 * FIVE_MINUTES);
        world.refresh();
        expect(world.inventory.seq).toBe(seq);
        expect(world.errors).toEqual([]);
        world.stop();
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('moves nothing by itself unless it may, and leaves no cluster less even', () => {
    fc.assert(
      fc.property(story, (cluster) => {
        const world = new DrsWorld(cluster);
        world.clock.advance(FIVE_MINUTES);
        const before = world.summary.currentBalance ?? 0;
        const places = () =>
          world.inventory.ofType('VirtualMachine').map((vm) => world.read(vm, 'runtime.host'));
        const at = places();
        world.clock.advance(FIVE_MINUTES);

        if (cluster.behavior !== 'fullyAutomated') expect(places()).toEqual(at);
        expect(world.summary.currentBalance).toBeLessThanOrEqual(before);
        expect(world.errors).toEqual([]);
        world.stop();
      }),
      { numRuns: RUNS },
    );
  }, 60_000);
});
