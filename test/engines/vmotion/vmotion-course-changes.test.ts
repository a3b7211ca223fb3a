import type { Course } from '../../../server/engines/migration/course.ts';
import {
  courseAfter,
  courseAtRates,
  courseInsight,
  coursePlan,
} from '../../../server/engines/migration/course.ts';
import {
  deeds,
  GV_VM_1,
  LINK_1_GBE,
  LINK_10_GBE,
  moment,
  PREPARATION_MS,
  percents,
  rates,
  vmotion,
} from '../migration/given-course.ts';

describe('a vMotion over a poor link', () => {
  it('fails with Timedout after a minute below 250 Mb/s', () => {
    const plan = coursePlan(vmotion(GV_VM_1, LINK_1_GBE / 5));

    expect(plan.steps.at(-1)).toMatchObject({
      kind: 'fail',
      fault: { name: 'Timedout' },
      atMs: PREPARATION_MS + 60_000,
    });
    expect(moment(plan, 'commit')).toBeUndefined();
  });

  it('bears four migrations on 1 GbE, each at just 250 Mb/s of the line', () => {
    expect(coursePlan(vmotion(GV_VM_1, LINK_1_GBE / 4)).steps.at(-1)?.kind).toBe('done');
  });

  it('finishes when it takes less than a minute', () => {
    const small = { memoryMb: 512, dirtyRateMbPerSecond: 0, workingSetMb: 0 };

    expect(coursePlan(vmotion(small, LINK_1_GBE / 10)).steps.at(-1)?.kind).toBe('done');
  });

  it('fails after 20 s over a link that carries nothing', () => {
    const plan = coursePlan(vmotion(GV_VM_1, 0));

    expect(plan.durationMs).toBe(PREPARATION_MS + 20_000);
    expect(plan.steps.at(-1)).toMatchObject({ kind: 'fail', fault: { name: 'Timedout' } });
    expect(percents(plan).every((percent) => percent <= 15)).toBe(true);
  });

  it('counts 20 s of silence without a break, also as slowness', () => {
    const silent = courseAfter(vmotion(GV_VM_1, 0), PREPARATION_MS + 15_000);

    const slow = courseAfter(courseAtRates(silent, rates(LINK_1_GBE / 5)), 10_000);
    const silentAgain = courseAtRates(slow, rates(0));

    expect(coursePlan(silent).durationMs).toBeCloseTo(5000);
    expect(coursePlan(slow).durationMs).toBeCloseTo(35_000);
    expect(coursePlan(silentAgain).durationMs).toBeCloseTo(20_000);
  });

  it('counts a minute of slowness without a break only', () => {
    const slow = courseAfter(vmotion(GV_VM_1, LINK_1_GBE / 5), PREPARATION_MS + 50_000);

    const hurried = courseAfter(courseAtRates(slow, rates(LINK_1_GBE)), 1000);
    const slowAgain = coursePlan(courseAtRates(hurried, rates(LINK_1_GBE / 5)));

    expect(coursePlan(slow).durationMs).toBeCloseTo(10_000);
    expect(slowAgain.durationMs).toBeCloseTo(60_000);
  });
});

describe('a vMotion moved on', () => {
  it.each([0, 300, PREPARATION_MS, 1234.5, 2000, 4700, 5000, 5300])(
    'leaves after %d ms what was planned from then on',
    (ms) => {
      const start = vmotion(GV_VM_1, LINK_10_GBE);
      const plan = coursePlan(start);

      const rest = coursePlan(courseAfter(start, ms));

      expect(rest.durationMs).toBeCloseTo(plan.durationMs - ms, 6);
      const expected = plan.steps.filter((step) => step.atMs > ms);
      expect(rest.steps.filter((step) => step.atMs > 0).map((step) => step.kind)).toEqual(
        expected.map((step) => step.kind),
      );
    },
  );

  it('comes to the same insight in many small steps as in one', () => {
    const start = vmotion(GV_VM_1, LINK_1_GBE);
    const { durationMs } = coursePlan(start);
    let stepped: Course = start;
    for (let ms = 0; ms < durationMs; ms += 500) stepped = courseAfter(stepped, 500);

    const insight = courseInsight(stepped);
    const once = courseInsight(courseAfter(start, durationMs));

    expect(insight.rounds).toHaveLength(once.rounds.length);
    expect(insight.downtimeMs).toBeCloseTo(Number(once.downtimeMs), 6);
    expect(insight.memorySentMb).toBeCloseTo(once.memorySentMb, 6);
    expect(once.slowedAfterRound).toBe(1);
  });

  it('shows the percent it was last sampled at, looked at past its end as on the way', () => {
    const start = vmotion(GV_VM_1, LINK_10_GBE);
    const { durationMs, steps } = coursePlan(start);
    const last = steps.findLast(({ kind }) => kind === 'progress');

    const late = courseInsight(courseAfter(start, durationMs + 2_500));

    expect(last).toMatchObject({ percent: late.percent });
    expect(late.percent).toBeGreaterThan(80);
  });

  it('still ends when the clock is a hair past the end', () => {
    const start = vmotion(GV_VM_1, LINK_10_GBE);
    const { durationMs } = coursePlan(start);

    const rest = coursePlan(courseAfter(start, durationMs + 0.001));

    expect(rest.steps).toEqual([{ kind: 'done', atMs: 0 }]);
  });

  it.each([-0.0005, 0, 0.0005])(
    'names a commit of this very moment (%d ms beside it) again, but no phase',
    (besideMs) => {
      const start = vmotion(GV_VM_1, LINK_10_GBE);
      const resumedMs = Number(moment(coursePlan(start), 'commit'));

      const rest = coursePlan(courseAfter(start, resumedMs + besideMs));

      expect(deeds(rest)).toEqual(['commit', 'done']);
      expect(moment(rest, 'commit')).toBeCloseTo(0, 2);
    },
  );
});

describe('a vMotion whose link is shared anew', () => {
  it('takes GV-VM-7 for four which start together, and hurries when three are gone', () => {
    const shared = vmotion(GV_VM_1, LINK_10_GBE / 4);
    const alone = courseAtRates(courseAfter(shared, PREPARATION_MS + 10_000), rates(LINK_10_GBE));

    // 2801.418 of 4096 MB sent in 10 s; the rest of round 0 needs 1.155 s, and dirtied 1115.5 MB.
    const hurried = courseInsight(courseAfter(alone, 60_000));
    expect(hurried.rounds[0]?.seconds.toFixed(3)).toBe('11.155');
    expect(hurried.rounds[0]?.dirtiedMb.toFixed(1)).toBe('1115.5');
  });

  it('never takes progress back', () => {
    const moved = courseAfter(vmotion({ ...GV_VM_1, memoryMb: 65536 }, LINK_10_GBE), 30_000);
    const shown = courseInsight(moved).percent;
    expect(shown).toBeGreaterThan(40);

    const plan = coursePlan(courseAtRates(moved, rates(LINK_1_GBE)));

    expect(percents(plan).every((percent) => percent > shown)).toBe(true);
  });

  it('leaves a switchover as it began', () => {
    const start = vmotion(GV_VM_1, LINK_10_GBE);
    const stunMs = Number(moment(coursePlan(start), 'pointOfNoReturn'));

    const stunned = courseAtRates(courseAfter(start, stunMs + 100), rates(LINK_1_GBE));

    expect(moment(coursePlan(stunned), 'commit')).toBeCloseTo(390.5, 1);
  });
});
