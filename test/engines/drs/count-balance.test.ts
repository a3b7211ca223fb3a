import type { DrsFacts, DrsLevel, DrsRule } from '../../../server/engines/drs/facts.ts';
import { DRS_DEFAULTS } from '../../../server/engines/drs/facts.ts';
import { drsPass } from '../../../server/engines/drs/pass.ts';
import { CPU_ONLY, cluster, host, vm } from './cluster.ts';

const EVEN_COUNTS = { ...DRS_DEFAULTS, weights: CPU_ONLY, balancesVmCounts: true };

/** One large VM on h1, five small ones on h2: even in load, not in number. */
const lopsided = (wish: Partial<DrsFacts> = {}) =>
  cluster(
    [host('h1'), host('h2')],
    [vm('large', 'h1', 2500), ...['a', 'b', 'c', 'd', 'e'].map((id) => vm(id, 'h2', 500))],
    { options: EVEN_COUNTS, ...wish },
  );

const counts = (facts: DrsFacts) => drsPass(facts).after.map(({ vmCount }) => vmCount);

describe('TryBalanceVmsPerHost', () => {
  it('leaves VM counts alone unless it is asked to', () => {
    expect(counts(lopsided({ options: DRS_DEFAULTS }))).toEqual([1, 5]);
  });

  it('evens them out as long as the imbalance stays below the target', () => {
    const plan = drsPass(lopsided());

    expect(plan.after.map(({ vmCount }) => vmCount)).toEqual([3, 3]);
    expect(plan.recommendations).toMatchObject([
      { reason: 'maxVmsConstraint', priority: 3, rating: 3, moves: [{ source: 'h2' }] },
      { reason: 'maxVmsConstraint', moves: [{ source: 'h2' }] },
    ]);
    expect(plan.imbalanceAfter).toBeLessThanOrEqual(plan.targetImbalance ?? 0);
  });

  it('stops where the cluster would become less even than its level wants', () => {
    const heavy = cluster(
      [host('h1'), host('h2')],
      [vm('large', 'h1', 6000), ...['a', 'b', 'c', 'd'].map((id) => vm(id, 'h2', 1500))],
      { options: EVEN_COUNTS },
    );

    expect(counts(heavy)).toEqual([1, 4]);
  });

  const rule = { key: 1, name: 'r', vms: ['a', 'b', 'c', 'd', 'e'] };
  const rules: readonly DrsRule[] = [
    { ...rule, kind: 'vmHost', hosts: ['h2'], affine: true, mandatory: true },
  ];
  it.each<[string, Partial<DrsFacts>, number[]]>([
    ['a mandatory rule', { rules }, [1, 5]],
    ['the most conservative level', { level: 1 as DrsLevel }, [1, 5]],
    ['MaxMovesPerHost', { options: { ...EVEN_COUNTS, maxMovesPerHost: 1 } }, [2, 4]],
  ])('gives way to %s', (_name, wish, expected) => {
    expect(counts(lopsided(wish))).toEqual(expected);
  });
});

describe('a VM without a sample', () => {
  const young = (wish = {}) =>
    cluster(
      [host('h1'), host('h2'), host('h3')],
      [vm('a', 'h1', 3000), vm('young', 'h1', 5000, wish), vm('b', 'h2', 1000)],
    );

  it('neither moves for balance nor drives others away', () => {
    expect(drsPass(young()).recommendations).not.toEqual([]);
    expect(drsPass(young({ unseen: true })).recommendations).toEqual([]);
    expect(drsPass({ ...young({ unseen: true }), model: 'score' }).recommendations).toEqual([]);
  });

  it('still counts as load', () => {
    expect(drsPass(young({ unseen: true })).before[0]?.cpuShare).toBeCloseTo(0.8);
  });

  it('leaves a host that is emptied', () => {
    const facts = young({ unseen: true });
    const [first, ...others] = facts.hosts;
    const leaving = { ...first, state: 'leaving', leavesFor: 'maintenance' } as typeof first;
    const { recommendations } = drsPass({ ...facts, hosts: leaving ? [leaving, ...others] : [] });

    expect(recommendations.map(({ reason }) => reason)).toEqual(['hostMaint', 'hostMaint']);
  });
});
