import type { Plan } from '../../../server/engines/plan.ts';
import { linkRateMbPerSecond } from '../../../server/engines/vmotion/link.ts';
import type { Migration } from '../../../server/engines/vmotion/migration.ts';
import {
  migrationAfter,
  migrationAtRate,
  migrationInsight,
  migrationPlan,
  startMigration,
} from '../../../server/engines/vmotion/migration.ts';
import {
  CLEANUP_MS,
  coldMovePlan,
  PREPARATION_MS,
} from '../../../server/engines/vmotion/phases.ts';
import { MIGRATE_DEFAULTS } from '../../../server/engines/vmotion/precopy.ts';

const LINK_10_GBE = linkRateMbPerSecond({
  uplinkGbps: [10],
  vmotionVmkCount: 1,
  scalesStreams: true,
});
const LINK_1_GBE = LINK_10_GBE / 10;
const GV_VM_1 = { memoryMb: 4096, dirtyRateMbPerSecond: 100, workingSetMb: 2048 };

const percents = (plan: Plan) =>
  plan.steps.flatMap((step) => (step.kind === 'progress' ? [step.percent] : []));
const moment = (plan: Plan, kind: string) => plan.steps.find((step) => step.kind === kind)?.atMs;

describe('migrationPlan', () => {
  it('lasts preparation, precopy, downtime and cleanup (S-VM-1: 4.146 s of copying)', () => {
    const plan = migrationPlan(startMigration(GV_VM_1, LINK_10_GBE));

    const copyingMs = plan.durationMs - PREPARATION_MS - CLEANUP_MS;
    expect((copyingMs / 1000).toFixed(3)).toBe('4.146');
    expect(plan.steps.at(-1)).toEqual({ kind: 'done', atMs: plan.durationMs });
  });

  it('goes through the phases in order and cannot be undone once the guest is stunned', () => {
    const plan = migrationPlan(startMigration(GV_VM_1, LINK_10_GBE));

    const deeds = plan.steps.flatMap((step) => {
      if (step.kind === 'progress') return [];
      return step.kind === 'phase' ? [step.name] : [step.kind];
    });
    expect(deeds).toEqual([
      'validate',
      'prepareDestination',
      'connect',
      'traceGuest',
      'precopy',
      'switchover',
      'pointOfNoReturn',
      'commit',
      'cleanup',
      'done',
    ]);
    expect(Number(moment(plan, 'commit')) - Number(moment(plan, 'pointOfNoReturn'))).toBeCloseTo(
      490.5,
      1,
    );
    expect(plan.durationMs - Number(moment(plan, 'commit'))).toBeCloseTo(CLEANUP_MS);
  });

  it('reports progress at most once a second, only when it grew', () => {
    const plan = migrationPlan(startMigration({ ...GV_VM_1, memoryMb: 65536 }, LINK_1_GBE));

    const updates = plan.steps.filter((step) => step.kind === 'progress');
    const gaps = updates.slice(1).map((step, index) => step.atMs - Number(updates[index]?.atMs));
    expect(gaps.every((gap) => gap >= 1000)).toBe(true);
    const shown = percents(plan);
    expect(shown).toEqual([...new Set(shown)].toSorted((left, right) => left - right));
    expect(shown.at(0)).toBe(2);
    expect(shown.filter((percent) => percent >= 15 && percent <= 78).length).toBeGreaterThan(60);
    expect(shown.every((percent) => percent < 100)).toBe(true);
  });

  it('shows 15 when precopy begins and no more than 78 while it lasts', () => {
    const plan = migrationPlan(startMigration(GV_VM_1, LINK_10_GBE));
    const stunMs = Number(moment(plan, 'pointOfNoReturn'));

    const shown = plan.steps.filter((step) => step.kind === 'progress' && step.atMs < stunMs);

    expect(shown.map((step) => [step.atMs, step.kind === 'progress' && step.percent])).toEqual([
      [0, 2],
      [1000, 15],
      [2000, 32],
      [3000, 49],
      [4000, 66],
    ]);
  });

  it('is the same plan for the same facts', () => {
    expect(migrationPlan(startMigration(GV_VM_1, LINK_1_GBE))).toEqual(
      migrationPlan(startMigration(GV_VM_1, LINK_1_GBE)),
    );
  });

  it('fails with Timedout after a minute below 250 Mb/s', () => {
    const plan = migrationPlan(startMigration(GV_VM_1, LINK_1_GBE / 5));

    expect(plan.steps.at(-1)).toMatchObject({
      kind: 'fail',
      fault: { name: 'Timedout' },
      atMs: PREPARATION_MS + 60_000,
    });
    expect(moment(plan, 'commit')).toBeUndefined();
  });

  it('bears four migrations on 1 GbE, each at just 250 Mb/s of the line', () => {
    const plan = migrationPlan(startMigration(GV_VM_1, LINK_1_GBE / 4));

    expect(plan.steps.at(-1)?.kind).toBe('done');
  });

  it('finishes over a slow link when it takes less than a minute', () => {
    const small = { memoryMb: 512, dirtyRateMbPerSecond: 0, workingSetMb: 0 };

    const plan = migrationPlan(startMigration(small, LINK_1_GBE / 10));

    expect(plan.steps.at(-1)?.kind).toBe('done');
  });

  it('fails before the stun when the switchover would take too long', () => {
    const options = { ...MIGRATE_DEFAULTS, guestSlowdown: 'off' } as const;
    const busy = { memoryMb: 65536, dirtyRateMbPerSecond: 500, workingSetMb: 16384 };

    const plan = migrationPlan(startMigration(busy, LINK_1_GBE, options));

    expect(plan.steps.at(-1)).toMatchObject({
      kind: 'fail',
      fault: { name: 'GenericVmConfigFault' },
    });
    expect(moment(plan, 'pointOfNoReturn')).toBeUndefined();
  });

  it('times out over a link that carries nothing', () => {
    const plan = migrationPlan(startMigration(GV_VM_1, 0));

    expect(plan).toMatchObject({ durationMs: PREPARATION_MS + 60_000 });
    expect(percents(plan).every((percent) => percent <= 15)).toBe(true);
  });
});

describe('migrationAfter', () => {
  it.each([0, 300, PREPARATION_MS, 1234.5, 2000, 4700, 5000, 5300])(
    'leaves after %d ms what was planned from then on',
    (ms) => {
      const start = startMigration(GV_VM_1, LINK_10_GBE);
      const whole = migrationPlan(start);

      const rest = migrationPlan(migrationAfter(start, ms));

      expect(rest.durationMs).toBeCloseTo(whole.durationMs - ms, 6);
      const expected = whole.steps.filter((step) => step.atMs > ms);
      expect(rest.steps.filter((step) => step.atMs > 0).map((step) => step.kind)).toEqual(
        expected.map((step) => step.kind),
      );
    },
  );

  it('comes to the same insight in many small steps as in one', () => {
    const start = startMigration(GV_VM_1, LINK_1_GBE);
    const { durationMs } = migrationPlan(start);
    let stepped: Migration = start;
    for (let ms = 0; ms < durationMs; ms += 500) stepped = migrationAfter(stepped, 500);

    const insight = migrationInsight(stepped);
    const whole = migrationInsight(migrationAfter(start, durationMs));

    expect(insight.rounds).toHaveLength(whole.rounds.length);
    expect(insight.downtimeMs).toBeCloseTo(Number(whole.downtimeMs), 6);
    expect(insight.sentMb).toBeCloseTo(whole.sentMb, 6);
    expect(whole.slowedAfterRound).toBe(1);
  });

  it('counts a minute of slowness without a break only', () => {
    const slow = migrationAfter(startMigration(GV_VM_1, LINK_1_GBE / 5), PREPARATION_MS + 50_000);

    const hurried = migrationAfter(migrationAtRate(slow, LINK_1_GBE), 1000);
    const slowAgain = migrationPlan(migrationAtRate(hurried, LINK_1_GBE / 5));

    expect(migrationPlan(slow).durationMs).toBeCloseTo(10_000);
    expect(slowAgain.durationMs).toBeCloseTo(60_000);
  });
});

describe('migrationAtRate', () => {
  it('takes GV-VM-7 for four which start together, and hurries when three are gone', () => {
    const shared = startMigration(GV_VM_1, LINK_10_GBE / 4);
    const alone = migrationAtRate(migrationAfter(shared, PREPARATION_MS + 10_000), LINK_10_GBE);

    const insight = migrationInsight(migrationAfter(shared, 60_000));
    expect(insight).toMatchObject({ slowedAfterRound: undefined });
    expect(insight.precopySeconds.toFixed(3)).toBe('22.368');
    expect(insight.downtimeMs?.toFixed(1)).toBe('444.5');

    // 2801.418 of 4096 MB sent in 10 s; the rest of round 0 needs 1.155 s, and dirtied 1115.5 MB.
    const hurried = migrationInsight(migrationAfter(alone, 60_000));
    expect(hurried.rounds[0]?.seconds.toFixed(3)).toBe('11.155');
    expect(hurried.rounds[0]?.dirtiedMb.toFixed(1)).toBe('1115.5');
  });

  it('never takes progress back', () => {
    const shownBefore = 40;
    let migration = startMigration({ ...GV_VM_1, memoryMb: 65536 }, LINK_10_GBE);
    migration = { ...migrationAfter(migration, 30_000) };
    expect(migration.shownPercent).toBeGreaterThan(shownBefore);

    const plan = migrationPlan(migrationAtRate(migration, LINK_1_GBE));

    expect(percents(plan).every((percent) => percent > migration.shownPercent)).toBe(true);
  });

  it('leaves a switchover as it began', () => {
    const start = startMigration(GV_VM_1, LINK_10_GBE);
    const stunMs = Number(moment(migrationPlan(start), 'pointOfNoReturn'));

    const stunned = migrationAtRate(migrationAfter(start, stunMs + 100), LINK_1_GBE);

    expect(moment(migrationPlan(stunned), 'commit')).toBeCloseTo(390.5, 1);
  });
});

describe('migrationPlan near its end', () => {
  it('still ends when the clock is a hair past the end', () => {
    const start = startMigration(GV_VM_1, LINK_10_GBE);
    const { durationMs } = migrationPlan(start);

    const rest = migrationPlan(migrationAfter(start, durationMs + 0.001));

    expect(rest.steps).toEqual([{ kind: 'done', atMs: 0 }]);
  });

  it('names a step of this very moment again', () => {
    const start = startMigration(GV_VM_1, LINK_10_GBE);
    const resumedMs = Number(moment(migrationPlan(start), 'commit'));

    const rest = migrationPlan(migrationAfter(start, resumedMs + 0.0005));

    expect(rest.steps.map((step) => step.kind)).toEqual(['commit', 'phase', 'done']);
    expect(moment(rest, 'commit')).toBe(0);
  });
});

describe('coldMovePlan', () => {
  it('lasts two seconds and commits once', () => {
    const plan = coldMovePlan();

    expect(plan.durationMs).toBe(2000);
    expect(plan.steps.filter((step) => step.kind === 'commit')).toHaveLength(1);
    expect(plan.steps.at(-1)?.kind).toBe('done');
  });
});
