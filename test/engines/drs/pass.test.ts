import type { DrsLevel, DrsRule } from '../../../server/engines/drs/facts.ts';
import { thousandths } from '../../../server/engines/drs/imbalance.ts';
import { drsPass } from '../../../server/engines/drs/pass.ts';
import { placeVm } from '../../../server/engines/drs/placement.ts';
import { cluster, host, vm } from './cluster.ts';

const told = (plan: ReturnType<typeof drsPass>) =>
  plan.recommendations.map(({ reason, priority, rating, moves }) => ({
    reason,
    priority,
    rating,
    moves: moves.map(({ vm: id, source, destination }) => `${id} ${source}>${destination}`),
  }));

const two = (level: DrsLevel = 3) =>
  cluster(
    [host('h1'), host('h2')],
    [vm('a', 'h1', 3000), vm('b', 'h1', 2500), vm('c', 'h1', 1500), vm('d', 'h2', 1000)],
    { level },
  );

describe('a pass over a cluster', () => {
  it('takes the one move that helps most (GV-LB-1)', () => {
    const plan = drsPass(two());
    expect(thousandths(plan.imbalanceBefore)).toBe(300);
    expect(told(plan)).toEqual([
      { reason: 'fairnessCpuAvg', priority: 2, rating: 4, moves: ['a h1>h2'] },
    ]);
    expect(plan.recommendations[0]?.moves[0]).toMatchObject({
      load: { cpuMhz: 3000 },
      sourceLoad: { cpuMhz: 7000 },
      destinationLoad: { cpuMhz: 1000 },
    });
    expect(plan.after.map(({ cpuShare }) => cpuShare)).toEqual([0.4, 0.4]);
    expect(thousandths(plan.imbalanceAfter)).toBe(0);
  });

  it('goes on until the target is reached (GV-LB-2)', () => {
    const plan = drsPass(
      cluster(
        [host('h1'), host('h2'), host('h3')],
        [
          vm('a', 'h1', 4000),
          vm('b', 'h1', 3000),
          vm('c', 'h1', 2000),
          vm('d', 'h2', 1000),
          vm('e', 'h3', 2000),
        ],
      ),
    );
    expect(plan.imbalanceBefore).toBeCloseTo(0.3559, 4);
    expect(told(plan)).toEqual([
      { reason: 'fairnessCpuAvg', priority: 2, rating: 4, moves: ['a h1>h2'] },
      { reason: 'fairnessCpuAvg', priority: 3, rating: 3, moves: ['c h1>h3'] },
    ]);
    expect(plan.after.map(({ cpuShare }) => Number(cpuShare.toFixed(6)))).toEqual([0.3, 0.5, 0.4]);
    expect(thousandths(plan.imbalanceAfter)).toBe(82);
  });

  it('balances two hosts that are far apart in a cluster that is even (GV-IMB-3)', () => {
    const shares = [0.6, 0.38, 0.49, 0.49, 0.49, 0.49, 0.49, 0.49];
    const hosts = shares.map((_, index) => host(`h${index}`));
    const vms = shares.flatMap((share, index) =>
      [0, 1, 2, 3, 4].map((n) => vm(`v${index}${n}`, `h${index}`, share * 2000)),
    );
    const plan = drsPass(cluster(hosts, vms));
    expect(plan.imbalanceBefore).toBeLessThan(plan.targetImbalance ?? 0);
    expect(plan.recommendations.length).toBeGreaterThan(0);
    const without = cluster(hosts, vms, {
      options: { ...cluster([], []).options, pairwise: false },
    });
    expect(drsPass(without).recommendations).toEqual([]);
  });

  it('only does what must be done at level 1', () => {
    expect(drsPass(two(1)).recommendations).toEqual([]);
  });

  it('leaves alone whose automation is disabled, and only recommends for manual ones', () => {
    const facts = two();
    const [a, ...others] = facts.vms;
    if (!a) throw new Error('no VM');
    const disabled = drsPass({ ...facts, vms: [{ ...a, behavior: 'disabled' }, ...others] });
    expect(told(disabled)[0]?.moves).toEqual(['b h1>h2']);
    const manual = drsPass({ ...facts, vms: [{ ...a, behavior: 'manual' }, ...others] });
    expect(manual.recommendations.map(({ automatic }) => automatic)).toEqual([false]);
  });

  it('does not move what takes longer than load is stable', () => {
    const facts = two();
    const vms = facts.vms.map((one) => ({ ...one, migrationSeconds: 400 }));
    const plan = drsPass({ ...facts, vms });
    expect(plan.recommendations).toEqual([]);
    expect(plan.considered.map(({ verdict }) => verdict)).toContain('costs more than it brings');
    const free = { ...facts.options, costBenefit: false };
    expect(drsPass({ ...facts, vms, options: free }).recommendations).toHaveLength(1);
  });

  it('does not fill a host beyond the VMs or vCPUs allowed there', () => {
    const facts = two();
    const full = { ...facts.options, vmsPerHostMax: 1 };
    expect(drsPass({ ...facts, options: full }).recommendations).toEqual([]);
    const dense = { ...facts.options, vcpusPerCoreMax: 0.1 };
    expect(drsPass({ ...facts, options: dense }).recommendations).toEqual([]);
  });

  it('parts VMs that must not be together, the smaller one moving (GV-RULE-1)', () => {
    const rule: DrsRule = { kind: 'antiAffinity', key: 1, name: 'apart', vms: ['x', 'y'] };
    const plan = drsPass(
      cluster(
        [host('h1'), host('h2'), host('h3')],
        [
          vm('x', 'h1', 500, { demand: { cpuMhz: 500, memoryMb: 4096 } }),
          vm('y', 'h1', 500, { demand: { cpuMhz: 500, memoryMb: 2048 } }),
          vm('z', 'h2', 500),
        ],
        { rules: [rule], level: 1 },
      ),
    );
    expect(told(plan)).toEqual([
      { reason: 'antiAffin', priority: 1, rating: 5, moves: ['y h1>h3'] },
    ]);
  });

  it('brings together VMs that must be, the smaller one moving (GV-RULE-2)', () => {
    const rule: DrsRule = { kind: 'affinity', key: 1, name: 'together', vms: ['x', 'y'] };
    const plan = drsPass(
      cluster(
        [host('h1'), host('h2')],
        [
          vm('x', 'h1', 500, { demand: { cpuMhz: 500, memoryMb: 4096 } }),
          vm('y', 'h2', 500, { demand: { cpuMhz: 500, memoryMb: 2048 } }),
        ],
        { rules: [rule], level: 1 },
      ),
    );
    expect(told(plan)).toEqual([
      { reason: 'jointAffin', priority: 1, rating: 5, moves: ['y h2>h1'] },
    ]);
  });

  it.each([
    [true, 'vmHostHardAffinity'],
    [false, 'vmHostSoftAffinity'],
  ])('brings VMs to the hosts of their group (mandatory: %p)', (mandatory, reason) => {
    const rule: DrsRule = {
      ...{ kind: 'vmHost', key: 1, name: 'licence', vms: ['a'], hosts: ['h2'] },
      ...{ affine: true, mandatory },
    };
    const plan = drsPass(
      cluster([host('h1'), host('h2')], [vm('a', 'h1', 500)], { rules: [rule] }),
    );
    expect(told(plan)[0]).toMatchObject({ reason, moves: ['a h1>h2'] });
  });

  it('leaves a soft rule broken rather than fill a host', () => {
    const rule: DrsRule = {
      ...{ kind: 'vmHost', key: 1, name: 'near', vms: ['a'], hosts: ['h2'] },
      ...{ affine: true, mandatory: false },
    };
    const vms = [vm('a', 'h1', 500), vm('b', 'h2', 9800)];
    const plan = drsPass(cluster([host('h1'), host('h2')], vms, { rules: [rule], level: 1 }));
    expect(plan.recommendations).toEqual([]);
    expect(plan.faults[0]?.fault.name).toBe('SoftRuleVioCorrectionImpact');
  });

  it('empties a host that enters maintenance, and says who cannot leave', () => {
    const leaving = host('h1', { state: 'leaving', leavesFor: 'maintenance' });
    const vms = [
      vm('a', 'h1', 500),
      vm('b', 'h1', 500, { behavior: 'disabled' }),
      vm('c', 'h1', 500, { hosts: new Set(['h1']) }),
    ];
    const plan = drsPass(cluster([leaving, host('h2')], vms, { level: 1 }));
    expect(told(plan)).toEqual([
      { reason: 'hostMaint', priority: 1, rating: 5, moves: ['a h1>h2'] },
    ]);
    expect(plan.faults.map(({ vm: id, fault }) => [id, fault.name])).toEqual([
      ['c', 'NoCompatibleHost'],
      ['b', 'DrsDisabledOnVm'],
    ]);
  });

  it('frees a host on which more is reserved than it has', () => {
    const reserved = (id: string, reservation: number) =>
      vm(id, 'h1', 100, { cpu: { shares: 2000, reservation, limit: -1 } });
    const vms = [reserved('a', 6000), reserved('b', 3000), reserved('c', 2500)];
    const plan = drsPass(cluster([host('h1'), host('h2')], vms, { level: 1 }));
    expect(told(plan)).toEqual([
      { reason: 'reservationCpu', priority: 1, rating: 5, moves: ['c h1>h2'] },
    ]);
  });

  it('moves the badly served where they are served well (7.0 and later)', () => {
    const vms = [...'abcdefgh'].map((id) => vm(id, 'h1', 1200));
    const plan = drsPass(cluster([host('h1'), host('h2')], vms, { model: 'score' }));
    expect(plan.recommendations.length).toBeGreaterThan(0);
    expect(plan.recommendations.every(({ priority }) => priority <= 3)).toBe(true);
    expect(Math.max(...plan.after.map(({ cpuShare }) => cpuShare))).toBeLessThan(0.8);
  });
});

describe('initial placement', () => {
  const capacity = { cpuMhz: 20_000, memoryMb: 65_536 };
  const loaded = (id: string, on: string) =>
    vm(id, on, 1000, { demand: { cpuMhz: 1000, memoryMb: 2048 } });
  const newcomer = vm('new', 'h172', 0, {
    demand: { cpuMhz: 5000, memoryMb: 4148.72 },
    hosts: new Set(['h172', 'h173']),
  });
  const facts = {
    ...cluster(
      [host('h172', { capacity }), host('h173', { capacity })],
      ['a', 'b', 'c', 'd'].map((id) => loaded(id, 'h172')).concat(loaded('e', 'h173')),
    ),
    newcomer,
  };
  const { weights: _weights, ...options } = facts.options;

  it('prefers the emptier host (GV-DRS-7)', () => {
    const { placements } = placeVm({ ...facts, options });
    expect(placements.map(({ host: id, rating }) => [id, rating])).toEqual([
      ['h173', 5],
      ['h172', 1],
    ]);
    expect(placements[0]?.imbalance).toBeCloseTo(0.03261, 5);
    expect(placements[1]?.imbalance).toBeCloseTo(0.13926, 5);
  });

  it('tells why a host is none', () => {
    const rule: DrsRule = { kind: 'antiAffinity', key: 1, name: 'apart', vms: ['new', 'e'] };
    const { placements, refused } = placeVm({
      ...facts,
      rules: [rule],
      hosts: [...facts.hosts, host('h1', { state: 'absent' }), host('h2')],
      options,
    });
    expect(placements.map(({ host: id }) => id)).toEqual(['h172']);
    expect(Object.fromEntries(refused)).toEqual({
      h173: 'rule',
      h1: 'notAble',
      h2: 'incompatible',
    });
  });
});
