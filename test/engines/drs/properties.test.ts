import fc from 'fast-check';
import type {
  DrsFacts,
  DrsHost,
  DrsRecommendation,
  DrsRule,
  DrsVm,
} from '../../../server/engines/drs/facts.ts';
import { DRS_DEFAULTS } from '../../../server/engines/drs/facts.ts';
import { drsPass } from '../../../server/engines/drs/pass.ts';
import { host, vm } from './cluster.ts';

const RUNS = { numRuns: 150 };

const hostsArbitrary = fc
  .array(fc.constantFrom(10_000, 20_000, 40_000), { minLength: 2, maxLength: 6 })
  .map((sizes) =>
    sizes.map(
      (cpuMhz, index): DrsHost => host(`h${index}`, { capacity: { cpuMhz, memoryMb: cpuMhz * 6 } }),
    ),
  );

const factsArbitrary: fc.Arbitrary<DrsFacts> = hostsArbitrary.chain((hosts) =>
  fc
    .record({
      vms: fc.array(
        fc.record({
          on: fc.nat(hosts.length - 1),
          cpuMhz: fc.integer({ min: 0, max: 4000 }),
          memoryMb: fc.integer({ min: 0, max: 16_384 }),
          reservation: fc.constantFrom(0, 0, 0, 500),
          behavior: fc.constantFrom(
            'fullyAutomated' as const,
            'manual' as const,
            'disabled' as const,
          ),
          away: fc.option(fc.nat(hosts.length - 1)),
        }),
        { maxLength: 40 },
      ),
      rules: fc.array(
        fc.record({
          kind: fc.constantFrom('affinity' as const, 'antiAffinity' as const, 'must' as const),
          vms: fc.uniqueArray(fc.nat(39), { minLength: 2, maxLength: 4 }),
          host: fc.nat(hosts.length - 1),
        }),
        { maxLength: 3 },
      ),
      leaving: fc.option(fc.nat(hosts.length - 1)),
      level: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const, 5 as const),
      model: fc.constantFrom('classic' as const, 'score' as const),
    })
    .map(({ vms, rules, leaving, level, model }) => ({
      hosts: hosts.map((one, index) =>
        index === leaving
          ? { ...one, state: 'leaving' as const, leavesFor: 'maintenance' as const }
          : one,
      ),
      vms: vms.map((wish, index) => vmOf(wish, index, hosts)),
      pools: [],
      rules: rules.map(ruleOf),
      level,
      model,
      options: DRS_DEFAULTS,
    })),
);

interface VmWish {
  readonly on: number;
  readonly cpuMhz: number;
  readonly memoryMb: number;
  readonly reservation: number;
  readonly behavior: DrsVm['behavior'];
  readonly away: number | null;
}

function vmOf(wish: VmWish, index: number, hosts: readonly DrsHost[]): DrsVm {
  const able = hosts.filter((_, at) => at !== wish.away || at === wish.on).map(({ id }) => id);
  return vm(`vm-${index}`, `h${wish.on}`, wish.cpuMhz, {
    demand: { cpuMhz: wish.cpuMhz, memoryMb: wish.memoryMb },
    cpu: { shares: 2000, reservation: wish.reservation, limit: -1 },
    behavior: wish.behavior,
    hosts: new Set(able),
  });
}

function ruleOf(
  {
    kind,
    vms,
    host: on,
  }: { kind: 'affinity' | 'antiAffinity' | 'must'; vms: number[]; host: number },
  key: number,
): DrsRule {
  const ids = vms.map((index) => `vm-${index}`);
  if (kind !== 'must') return { kind, key, name: `rule ${key}`, vms: ids };
  const hosts = [`h${on}`];
  return {
    kind: 'vmHost',
    key,
    name: `rule ${key}`,
    vms: ids,
    hosts,
    affine: true,
    mandatory: true,
  };
}

const movesOf = ({ moves }: DrsRecommendation) => moves;

/** Where every VM is once all recommendations are applied. */
function placesAfter(facts: DrsFacts): ReadonlyMap<string, string> {
  const places = new Map(facts.vms.map((one) => [one.id, one.host]));
  for (const { moves } of drsPass(facts).recommendations) {
    for (const { vm: id, source, destination } of moves) {
      expect(places.get(id)).toBe(source);
      places.set(id, destination);
    }
  }
  return places;
}

describe('any pass', () => {
  it('moves VMs only where they can and may run', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const states = new Map(facts.hosts.map(({ id, state }) => [id, state]));
        const vms = new Map(facts.vms.map((one) => [one.id, one]));
        const must = facts.rules.filter((rule) => rule.kind === 'vmHost');
        for (const { vm: id, destination } of drsPass(facts).recommendations.flatMap(movesOf)) {
          expect(vms.get(id)?.hosts.has(destination)).toBe(true);
          expect(vms.get(id)?.behavior).not.toBe('disabled');
          expect(states.get(destination)).toBe('able');
          const bound = must.filter((rule) => rule.vms.includes(id));
          expect(bound.every((rule) => rule.hosts.includes(destination))).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('reserves nowhere more than there is, where that held before', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const reserved = (places: ReadonlyMap<string, string>, id: string) =>
          facts.vms
            .filter((one) => places.get(one.id) === id)
            .reduce((sum, { cpu }) => sum + cpu.reservation, 0);
        const before = new Map(facts.vms.map((one) => [one.id, one.host]));
        const after = placesAfter(facts);
        for (const { id, capacity } of facts.hosts) {
          const most = Math.max(capacity.cpuMhz, reserved(before, id));
          expect(reserved(after, id)).toBeLessThanOrEqual(most);
        }
      }),
      RUNS,
    );
  });

  it('never makes a cluster less even by balancing it', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const able = facts.hosts.map((one) => ({ ...one, state: 'able' as const }));
        const plan = drsPass({ ...facts, hosts: able, rules: [], model: 'classic' });
        const isBalancing = plan.recommendations.every(({ reason }) =>
          reason.startsWith('fairness'),
        );
        if (isBalancing)
          expect(plan.imbalanceAfter).toBeLessThanOrEqual(plan.imbalanceBefore + 1e-9);
      }),
      RUNS,
    );
  });

  it('is the same for the same facts', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        expect(drsPass(facts)).toEqual(drsPass(structuredClone(facts)));
      }),
      { numRuns: 50 },
    );
  });

  it('breaks no rule between VMs that held', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const able = facts.hosts.map((one) => ({ ...one, state: 'able' as const }));
        const held = { ...facts, hosts: able };
        const after = placesAfter(held);
        const hostOf = (places: ReadonlyMap<string, string>, ids: readonly string[]) =>
          ids.flatMap((id) => places.get(id) ?? []);
        const before = new Map(facts.vms.map((one) => [one.id, one.host]));
        // Rules that contradict each other cannot all hold.
        if (held.rules.length > 1) return;
        for (const rule of held.rules) {
          if (rule.kind !== 'antiAffinity') continue;
          const apart = (places: ReadonlyMap<string, string>) => {
            const on = hostOf(places, rule.vms);
            return on.length - new Set(on).size;
          };
          expect(apart(after)).toBeLessThanOrEqual(apart(before));
        }
      }),
      RUNS,
    );
  });
});
