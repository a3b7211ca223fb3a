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

  it('tells nothing of power management where it is off', () => {
    expect(page).not.toContain('USE OF HOST');
  });

  describe('where DPM is on', () => {
    const use = (cpuShare: number) => ({ cpuShare, memoryShare: 0.2 });
    const score = { highCpu: 0, highMemory: 0, lowCpu: 0.3, lowMemory: 0.4 };
    const power: DrsReport['power'] = {
      hosts: [
        { ...H1, on: use(0.3), off: use(0.35) },
        { ...H2, on: use(0.1), off: use(0.12) },
      ],
      recommendations: [
        {
          ...{ kind: 'powerOff', host: H2, reason: 'powerSaving', priority: 3 },
          ...{ rating: 3, automatic: true, moves: 2 },
        },
      ],
      considered: [
        { kind: 'powerOff', host: H2, verdict: 'recommended', before: score, after: score },
        { kind: 'powerOff', host: H1, verdict: 'the last host stays on' },
      ],
    };

    it('tells how hosts are used, what is to be switched, and what was said of which host', () => {
      const text = drsPage({ ...REPORT, power });

      expect(text).toMatch(/^h1 +30 % +20 % +35 % +20 %$/m);
      expect(text).toMatch(/^off +h2 +powerSaving +3 +2 +by itself$/m);
      expect(text).toMatch(/^off +h2 +0\.000 +0\.000 +0\.700 +0\.700 +recommended$/m);
      expect(text).toMatch(/^off +h1 +- +- +- +- +the last host stays on$/m);
    });

    it('says so when nothing is to be switched', () => {
      const text = drsPage({
        ...REPORT,
        power: { hosts: [], recommendations: [], considered: [] },
      });

      expect(text).toContain('no host is to be switched on or off\n');
    });
  });

  it('tells at the lowest level that there is no target', () => {
    const conservative = { ...REPORT, targetImbalance: undefined, recommendations: [] };

    expect(drsPage(conservative)).toContain('no target');
    expect(drsPage(conservative)).toContain('nothing recommended');
  });
});
