import { clustersTable, drsPage } from '../../server/cli/drs-text.ts';
import type { DrsReport, DrsSummary } from '../../server/control/drs.ts';

const CLUSTER = { id: 'domain-c7', name: 'C1' };
const H1 = { id: 'host-9', name: 'h1' };
const H2 = { id: 'host-10', name: 'h2' };
const A = { id: 'vm-13', name: 'A' };

const SUMMARY: DrsSummary = {
  cluster: CLUSTER,
  enabled: true,
  at: '2026-01-01T00:05:00Z',
  model: 'classic',
  level: 3,
  imbalanceBefore: 0.3,
  imbalanceAfter: 0,
  targetImbalance: 0.14142,
  recommended: 1,
};

const load = (cpuMhz: number, vmCount: number) => ({
  ...{ cpuMhz, vmCount, cpuShare: cpuMhz / 10_000 },
  ...{ memoryMb: 2_048, memoryShare: 0.032 },
});
const capacity = { cpuMhz: 10_000, memoryMb: 64_000 };

const REPORT: DrsReport = {
  ...SUMMARY,
  hosts: [
    { ...H1, state: 'able', capacity, before: load(7_000, 3), after: load(4_000, 2) },
    { ...H2, state: 'able', capacity, before: load(1_000, 1), after: load(4_000, 2) },
  ],
  vms: [],
  recommendations: [
    {
      ...{ key: '1', reason: 'fairnessCpuAvg', priority: 2, rating: 4, automatic: false },
      moves: [{ vm: A, source: H1, destination: H2, cpuMhz: 3_000, memoryMb: 729 }],
    },
  ],
  faults: [{ reason: 'antiAffin', vm: A, fault: 'RuleViolation', message: 'No way.' }],
  considered: [{ vm: A, source: H1, destination: H2, goodness: 0.3, verdict: 'taken' }],
};

describe('The table of clusters', () => {
  it('has a line for each', () => {
    const off: DrsSummary = { cluster: { id: 'domain-c8', name: 'C2' }, enabled: false };

    expect(clustersTable([SUMMARY, off])).toBe(
      [
        'CLUSTER  DRS  MODEL    LEVEL  IMBALANCE  TARGET  RECOMMENDED  LOOKED AT',
        'C1       on   classic      3      0.300   0.141            1  2026-01-01T00:05:00Z',
        'C2       off  -            -          -       -            -  -',
        '',
      ].join('\n'),
    );
  });

  it('says so when there is none', () => {
    expect(clustersTable([])).toBe('no clusters\n');
  });
});

describe('The page about a pass', () => {
  const page = drsPage(REPORT);

  it('tells how even the cluster was and would be', () => {
    expect(page).toContain('imbalance  0.300, then 0.000, target 0.141\n');
    expect(page).toMatch(/^h1 +able +7000 +10000 +0\.700 +0\.400 /m);
  });

  it('tells what is recommended, what cannot be done, and what was looked at', () => {
    expect(page).toMatch(/^1 +2 +fairnessCpuAvg +A +h1 +h2 +3000 +729 +when applied$/m);
    expect(page).toMatch(/^antiAffin +A +RuleViolation +No way\.$/m);
    expect(page).toMatch(/^A +h1 +h2 +0\.3000 +taken$/m);
  });

  it('tells at the lowest level that there is no target', () => {
    const conservative = { ...REPORT, targetImbalance: undefined, recommendations: [] };

    expect(drsPage(conservative)).toContain('no target');
    expect(drsPage(conservative)).toContain('nothing recommended');
  });
});
