import { planOf, progressSteps, sampledBetween } from '../../server/engines/plan.ts';

const told = (steps: ReturnType<typeof progressSteps>) =>
  steps.map((step) => [step.atMs, step.kind === 'progress' && step.percent]);

describe('progressSteps', () => {
  const line = [
    { atMs: 0, percent: 10 },
    { atMs: 4000, percent: 12 },
    { atMs: 4000, percent: 50 },
    { atMs: 6000, percent: 60 },
  ];

  it('samples once a second of age, tells whole numbers that grew, and leaves the end out', () => {
    expect(told(progressSteps(line, 0, 0))).toEqual([
      [0, 10],
      [2000, 11],
      [4000, 50],
      [5000, 55],
    ]);
  });

  it('goes on where it stood, at whole seconds of its age', () => {
    expect(told(progressSteps(line, 700, 11))).toEqual([
      [4300, 51],
      [5300, 56],
    ]);
  });

  it('leaves out what has passed', () => {
    const passed = line.map(({ atMs, percent }) => ({ atMs: atMs - 4500, percent }));

    expect(told(progressSteps(passed, 4500, 0))).toEqual([[500, 55]]);
  });

  it('makes no more steps than there are percents, however long it takes', () => {
    const year = [
      { atMs: 0, percent: 15 },
      { atMs: 3.2e10, percent: 78 },
    ];

    expect(progressSteps(year, 0, 0)).toHaveLength(63);
  });

  it('tells nothing of a line that never moves, but where it stands', () => {
    const stalled = [
      { atMs: 0, percent: 15 },
      { atMs: 60_000, percent: 15 },
    ];

    expect(told(progressSteps(stalled, 0, 2))).toEqual([[0, 15]]);
  });
});

describe('sampledBetween', () => {
  it.each([
    [0, 0, undefined],
    [0, 999, undefined],
    [0, 1000, 1000],
    [1000, 1500, undefined],
    [1000, 3500, 3000],
  ])('after %d ms and not after %d ms', (afterMs, untilMs, sample) => {
    expect(sampledBetween(afterMs, untilMs)).toBe(sample);
  });
});

describe('planOf', () => {
  it('puts steps in the order of their moments and lasts until the last of them', () => {
    const plan = planOf([
      { kind: 'done', atMs: 5 },
      { kind: 'phase', name: 'first', atMs: 0 },
      { kind: 'pointOfNoReturn', atMs: 0 },
    ]);

    expect(plan.durationMs).toBe(5);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['phase', 'pointOfNoReturn', 'done']);
  });
});
