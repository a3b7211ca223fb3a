import fc from 'fast-check';
import type {
  DrmDisk,
  StorageDatastore,
  StorageFacts,
  StorageVm,
} from '../../../server/engines/storage-drs/facts.ts';
import { storageDrsPass, storageDrsSteps } from '../../../server/engines/storage-drs/pass.ts';
import { placeStorage } from '../../../server/engines/storage-drs/placement.ts';
import { podConfigOf } from '../../../server/engines/storage-drs/pod-config.ts';
import type { StorageMove } from '../../../server/engines/storage-drs/storage-plan.ts';
import { datastore, disk, GB, pod, vm } from './pod.ts';

const RUNS = { numRuns: 200 };
const DISKS_MAX = 40;

interface DiskWish {
  readonly vm: number;
  readonly on: number;
  readonly sizeGb: number;
  readonly writtenShare: number;
  readonly growthGb: number;
  readonly workload: number;
  readonly fixed: boolean;
}

const factsArbitrary: fc.Arbitrary<StorageFacts> = fc.integer({ min: 2, max: 6 }).chain((count) =>
  fc
    .record({
      disks: fc.array(
        fc.record({
          vm: fc.nat(14),
          on: fc.nat(count - 1),
          sizeGb: fc.integer({ min: 1, max: 120 }),
          writtenShare: fc.constantFrom(0.25, 0.5, 1, 1),
          growthGb: fc.constantFrom(0, 0, 0.125, 1),
          workload: fc.nat(20),
          fixed: fc.constantFrom(false, false, false, true),
        }),
        { maxLength: DISKS_MAX },
      ),
      datastores: fc.array(
        fc.record({
          otherGb: fc.nat(150),
          spareGb: fc.constantFrom(0, 20, 100, 400, 1000),
          latencyMs: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
          slopeMs: fc.constantFrom(0.125, 0.25, 0.5),
          partly: fc.constantFrom(false, false, false, true),
        }),
        { minLength: count, maxLength: count },
      ),
      loose: fc.uniqueArray(fc.nat(14)),
      off: fc.uniqueArray(fc.nat(14), { maxLength: 3 }),
      split: fc.uniqueArray(fc.nat(14), { maxLength: 4 }),
      rules: fc.array(fc.uniqueArray(fc.nat(14), { minLength: 2, maxLength: 4 }), { maxLength: 2 }),
      leaving: fc.option(fc.nat(count - 1), { nil: undefined }),
      freeSpace: fc.boolean(),
      idle: fc.constantFrom(0, 25, 100),
    })
    .map((wish) => {
      const disks = wish.disks.map(diskOf);
      const datastores = wish.datastores.map((one, index): StorageDatastore => {
        const held = disks
          .filter((each) => each.datastore === `d${index}`)
          .reduce((sum, { allocatedBytes }) => sum + allocatedBytes / GB, 0);
        return datastore(
          `d${index}`,
          Math.ceil(held + one.otherGb + one.spareGb),
          held + one.otherGb,
          {
            state: index === wish.leaving ? 'leaving' : 'able',
            latencyMs: one.latencyMs,
            device: { baseMs: 1, slopeMs: one.slopeMs },
            hosts: new Set(one.partly ? ['h2'] : ['h1', 'h2']),
          },
        );
      });
      const vms = Array.from({ length: 15 }, (_, index): StorageVm => {
        const ids = disks.flatMap((each) => (each.vm === `v${index}` ? (each.diskId ?? []) : []));
        return vm(`v${index}`, {
          host: index % 3 === 0 ? 'h2' : 'h1',
          config: {
            enabled: !wish.off.includes(index),
            intraVmAffinity: !wish.loose.includes(index),
            diskRules: wish.split.includes(index)
              ? [{ kind: 'antiAffinity', diskIds: ids.slice(0, 2) }]
              : [],
          },
        });
      });
      const rules = wish.rules.map((list, key) => ({
        ...{ key, name: `rule ${key}` },
        vms: list.map((index) => `v${index}`),
      }));
      return pod(datastores, disks, {
        vms,
        rules,
        config: {
          defaultVmBehavior: 'automated',
          spaceLoadBalanceConfig: {
            spaceThresholdMode: wish.freeSpace ? 'freeSpace' : 'utilization',
          },
          option: [{ key: 'PercentIdleMBinSpaceDemand', value: wish.idle }],
        },
      });
    }),
);

function diskOf(wish: DiskWish, index: number): DrmDisk {
  return disk(`v${wish.vm}`, `d${wish.on}`, wish.sizeGb, {
    diskId: 2000 + index,
    allocatedBytes: Math.floor(wish.sizeGb * wish.writtenShare * GB),
    growthBytesPerHour: wish.growthGb * GB,
    workload: wish.workload,
    immovable: wish.fixed ? 'independentDisk' : undefined,
  });
}

/** Where every disk is after some moves; each must start where its disks are. */
function carriedOut(disks: readonly DrmDisk[], moves: readonly StorageMove[]): readonly DrmDisk[] {
  const places = new Map(disks.map(({ id, datastore: on }) => [id, on]));
  for (const { disks: ids, source, destination } of moves) {
    for (const id of ids) {
      expect(places.get(id)).toBe(source);
      places.set(id, destination);
    }
  }
  return disks.map((one) => ({ ...one, datastore: places.get(one.id) ?? '' }));
}

/** What datastores hold in other files, and in disks. */
function usedOf(facts: StorageFacts, disks: readonly DrmDisk[], id: string): number {
  const held = (list: readonly DrmDisk[]) =>
    list
      .filter((one) => one.datastore === id)
      .reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
  const used = facts.datastores.find((one) => one.id === id)?.usedBytes ?? 0;
  return used - held(facts.disks) + held(disks);
}

const movesOf = (facts: StorageFacts) =>
  storageDrsPass(facts).recommendations.flatMap(({ moves }) => moves);

describe('any pass of Storage DRS', () => {
  it('conserves space, and tells what is used afterwards', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const plan = storageDrsPass(facts);
        const after = carriedOut(facts.disks, movesOf(facts));
        for (const { id, usedBytes } of plan.after) {
          expect(usedBytes).toBeCloseTo(usedOf(facts, after, id), 0);
        }
      }),
      RUNS,
    );
  });

  it('fills no datastore beyond its capacity, and by balancing none beyond its threshold', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const limits = new Map(facts.datastores.map((one) => [one.id, limitPercent(facts, one)]));
        for (const { reason, moves } of storageDrsPass(facts).recommendations) {
          const isBalancing = reason.startsWith('balance') || reason === 'datastoreSpaceOutage';
          for (const { destination, spaceUtilDstAfter } of moves) {
            const most = isBalancing ? (limits.get(destination) ?? 0) : 100;
            expect(spaceUtilDstAfter).toBeLessThanOrEqual(most + 1e-6);
          }
        }
      }),
      RUNS,
    );
  });

  it('balances from fuller to emptier by more than the least difference', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        for (const { reason, moves } of storageDrsPass(facts).recommendations) {
          if (reason !== 'balanceDatastoreSpaceUsage') continue;
          for (const { spaceUtilSrcBefore, spaceUtilDstBefore } of moves) {
            expect(spaceUtilSrcBefore - spaceUtilDstBefore).toBeGreaterThan(5);
          }
        }
      }),
      RUNS,
    );
  });

  it('balances I/O to the more even, and makes nothing too slow', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const config = podConfigOf({
          ...facts.config,
          // Nothing else to do: what is left is I/O.
          spaceLoadBalanceConfig: { spaceUtilizationThreshold: 100 },
        });
        const datastores = facts.datastores.map((one) => ({ ...one, state: 'able' as const }));
        const plan = storageDrsPass({ ...facts, datastores, config, rules: [] });
        if (plan.recommendations.some(({ reason }) => reason !== 'balanceDatastoreIOLoad')) return;
        expect(plan.ioFairnessAfter ?? 1).toBeGreaterThanOrEqual(
          (plan.ioFairnessBefore ?? 1) - 1e-9,
        );
        const before = new Map(plan.before.map(({ id, latencyMs }) => [id, latencyMs ?? 0]));
        for (const { id, latencyMs } of plan.after) {
          expect(latencyMs ?? 0).toBeLessThanOrEqual(Math.max(15, before.get(id) ?? 0) + 1e-6);
        }
      }),
      RUNS,
    );
  });

  it('moves no disk twice, and only what may move to where it can be used', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const vms = new Map(facts.vms.map((one) => [one.id, one]));
        const datastores = new Map(facts.datastores.map((one) => [one.id, one]));
        const moves = movesOf(facts);
        const disks = moves.flatMap((one) => one.disks);
        expect(new Set(disks).size).toBe(disks.length);
        for (const { vm: id, destination } of moves) {
          const to = datastores.get(destination);
          expect(vms.get(id)?.config.enabled).toBe(true);
          expect(to?.state).toBe('able');
          expect(to?.hosts.has(vms.get(id)?.host ?? '')).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('breaks no rule further', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const after = carriedOut(facts.disks, movesOf(facts));
        expect(brokenRules(facts, after)).toBeLessThanOrEqual(brokenRules(facts, facts.disks));
        for (const { id, config } of facts.vms) {
          if (config.intraVmAffinity && config.diskRules?.length === 0) {
            const spread = (disks: readonly DrmDisk[]) =>
              new Set(disks.flatMap((one) => (one.vm === id ? one.datastore : []))).size;
            expect(spread(after)).toBeLessThanOrEqual(spread(facts.disks));
          }
        }
      }),
      RUNS,
    );
  });

  it('is the same for the same facts, in whatever order they are told', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        expect(storageDrsPass(facts)).toEqual(storageDrsPass(structuredClone(facts)));
        const turned = { ...facts, datastores: facts.datastores.toReversed() };
        expect(storageDrsPass(turned)).toEqual(storageDrsPass(facts));
      }),
      { numRuns: 60 },
    );
  });

  it('ends: resting or not, and within as many moves as there are disks', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        let rests = 0;
        const steps = storageDrsSteps(facts);
        for (let next = steps.next(); !next.done; next = steps.next()) rests += 1;
        expect(rests).toBeLessThan(100 + 10 * DISKS_MAX);
        expect(movesOf(facts).length).toBeLessThanOrEqual(facts.disks.length);
      }),
      RUNS,
    );
  });

  it('can be carried out one by one, each after what it needs', () => {
    fc.assert(
      fc.property(factsArbitrary, fc.nat(), (facts, pick) => {
        const { recommendations } = storageDrsPass(facts);
        const chosen = recommendations[pick % Math.max(1, recommendations.length)];
        if (!chosen) return;
        const needed = new Set<number>();
        const add = (number: number) => {
          if (needed.has(number)) return;
          needed.add(number);
          for (const one of recommendations[number - 1]?.prerequisites ?? []) add(one);
        };
        add(chosen.number);
        const moves = recommendations
          .filter(({ number }) => needed.has(number))
          .flatMap((one) => one.moves);
        const after = carriedOut(facts.disks, moves);
        for (const { destination } of chosen.moves) {
          const capacity = facts.datastores.find(({ id }) => id === destination)?.capacityBytes;
          expect(usedOf(facts, after, destination)).toBeLessThanOrEqual((capacity ?? 0) + 1);
        }
      }),
      RUNS,
    );
  });
});

describe('any placement', () => {
  it('fits, after its prerequisites', () => {
    fc.assert(
      fc.property(factsArbitrary, fc.integer({ min: 1, max: 300 }), (facts, sizeGb) => {
        const disks = [disk('', '', sizeGb), disk('', '', sizeGb / 2, { diskId: 2001 })];
        const request = { vm: vm('', { host: 'h1' }), disks };
        const { alternatives, faults } = placeStorage(facts, request);
        expect(alternatives.length > 0).toBe(faults.length === 0);
        for (const { deeds, prerequisites } of alternatives) {
          const after = carriedOut(
            facts.disks,
            prerequisites.flatMap(({ moves }) => moves),
          );
          expect(brokenRules(facts, after)).toBeLessThanOrEqual(brokenRules(facts, facts.disks));
          for (const { destination } of deeds) {
            const to = facts.datastores.find(({ id }) => id === destination);
            const used = usedOf(facts, after, destination) + 1.5 * sizeGb * GB;
            expect(to?.state).toBe('able');
            expect(used).toBeLessThanOrEqual((to?.capacityBytes ?? 0) + 1);
          }
        }
      }),
      RUNS,
    );
  });
});

function limitPercent({ config }: StorageFacts, { capacityBytes }: StorageDatastore): number {
  return config.spaceLoadBalanceConfig.spaceThresholdMode === 'freeSpace'
    ? (100 * (capacityBytes - 50 * GB)) / capacityBytes
    : 80;
}

/** Pairs on one datastore that ought to be apart. */
function brokenRules(facts: StorageFacts, disks: readonly DrmDisk[]): number {
  let broken = 0;
  const ids = facts.datastores.map(({ id }) => id);
  for (const rule of facts.rules) {
    for (const id of ids) {
      const here = disks.filter((one) => one.datastore === id && rule.vms.includes(one.vm));
      broken += Math.max(0, new Set(here.map((one) => one.vm)).size - 1);
    }
  }
  for (const { id: of, config } of facts.vms) {
    for (const { kind, diskIds } of config.diskRules ?? []) {
      const bound = disks.filter((one) => one.vm === of && diskIds.includes(one.diskId ?? -1));
      if (kind === 'antiAffinity')
        broken += bound.length - new Set(bound.map((one) => one.datastore)).size;
    }
  }
  return broken;
}
