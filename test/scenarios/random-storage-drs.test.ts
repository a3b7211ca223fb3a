/**
 * Storage DRS left to itself on datastore clusters of any shape: whatever it does, no space appears or is lost,
 * no datastore becomes too full by it, and virtual machines that are kept apart stay apart.
 */
import fc from 'fast-check';
import '../helpers/fuzz-seed.ts';
import { data } from '../../server/vmodl/value.ts';
import { GB, HOUR, StorageWorld } from '../vim/storage-drs/storage-world.ts';

const RUNS = Number(process.env['VCMOCK_STORIES'] ?? 10);
const THRESHOLD = 80;

const podShape = fc.record({
  /** What else lies there, percent. */
  fill: fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 2, maxLength: 5 }),
  vms: fc.array(
    fc.record({
      at: fc.nat({ max: 4 }),
      usedGb: fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 3 }),
      running: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  together: fc.boolean(),
});

type Shape = typeof podShape extends fc.Arbitrary<infer T> ? T : never;
const CAPACITY_GB = 300;

function worldOf({ fill, vms }: Shape): StorageWorld {
  const placed = vms.map((vm, index) => ({ ...vm, name: `v${index}`, at: vm.at % fill.length }));
  const usedOn = (at: number) =>
    placed
      .filter((vm) => vm.at === at)
      .flatMap(({ usedGb }) => usedGb)
      .reduce((sum, gb) => sum + gb, 0);
  const datastores = fill.map((percent, at) => {
    const usedGb = Math.min(CAPACITY_GB - 5, usedOn(at) + 15 + (percent / 100) * CAPACITY_GB);
    return [
      `D${at}`,
      { capacityGb: CAPACITY_GB, usedGb: Math.max(usedGb, usedOn(at) + 15) },
    ] as const;
  });
  return new StorageWorld({
    enabled: false,
    datastores: Object.fromEntries(datastores),
    vms: Object.fromEntries(
      placed.map(({ name, at, usedGb, running }) => [
        name,
        { datastore: `D${at}`, usedGb, more: running ? 'power: "on"' : 'power: "off"' },
      ]),
    ),
  });
}

const namesOf = ({ fill }: Shape) => fill.map((_, at) => `D${at}`);

function usedGb(world: StorageWorld, shape: Shape): readonly number[] {
  return namesOf(shape).map((name) => (world.usedPercent(name) / 100) * CAPACITY_GB);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const excess = (percents: readonly number[]) =>
  sum(percents.map((one) => Math.max(0, one - THRESHOLD)));

describe('Storage DRS', () => {
  it('makes datastores no fuller than allowed, and loses nothing', () => {
    fc.assert(
      fc.property(podShape, (shape) => {
        const world = worldOf(shape);
        const before = usedGb(world, shape);
        const percents = namesOf(shape).map((name) => world.usedPercent(name));

        world.configure({
          ...{ enabled: true, defaultVmBehavior: 'automated' },
          defaultIntraVmAffinity: shape.together,
        });
        world.clock.advance(24 * HOUR);

        const after = usedGb(world, shape);
        const now = namesOf(shape).map((name) => world.usedPercent(name));
        world.stop();
        expect(Math.abs(sum(after) - sum(before)) * GB).toBeLessThan(2 ** 20);
        expect(excess(now)).toBeLessThanOrEqual(excess(percents) + 0.001);
        now.forEach((percent, at) => {
          expect(percent).toBeLessThanOrEqual(Math.max(THRESHOLD, percents[at] ?? 0) + 0.01);
        });
        expect(world.errors).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 120_000);

  it('keeps apart who must not share a datastore', () => {
    fc.assert(
      fc.property(podShape, (shape) => {
        const world = worldOf(shape);
        const pair = shape.vms.slice(0, 2).map((_, index) => `v${index}`);
        fc.pre(pair.length === 2);
        const rule = data('ClusterAntiAffinityRuleSpec', {
          ...{ name: 'apart', enabled: true },
          vm: pair.map((name) => world.vm(name)),
        });

        world.configure({
          ...{ enabled: true, defaultVmBehavior: 'automated' },
          rule: [data('ClusterRuleSpec', { operation: 'add', info: rule })],
        });
        const apart = () => {
          const [one = [], other = []] = pair.map((name) => world.datastoresOf(name));
          return !one.some((name) => other.includes(name));
        };
        world.clock.advance(24 * HOUR);
        const faulted = world.faults.some(({ reason }) => reason === 'antiAffin');
        world.stop();

        expect(apart() || faulted).toBe(true);
        expect(world.errors).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 120_000);
});
