import type { Course } from '../../../server/engines/migration/course.ts';
import {
  courseAfter,
  courseInsight,
  courseNeeds,
  coursePlan,
  startCourse,
} from '../../../server/engines/migration/course.ts';
import { linkRateMbPerSecond } from '../../../server/engines/vmotion/link.ts';
import { MIGRATE_DEFAULTS } from '../../../server/engines/vmotion/precopy.ts';
import {
  CLEANUP_MS,
  deeds,
  GV_VM_1,
  LINK_1_GBE,
  LINK_10_GBE,
  moment,
  PREPARATION_MS,
  percents,
  vmotion,
} from '../migration/given-course.ts';

const whole = (course: Course) => courseInsight(courseAfter(course, 1e9));

describe('the course of a vMotion', () => {
  const link = (uplinkGbps: number, scalesStreams = true) =>
    linkRateMbPerSecond({ uplinkGbps: [uplinkGbps], vmotionVmkCount: 1, scalesStreams });

  it.each([
    ['GV-VM-1', 4096, 100, 2048, link(10), 1, '3.655', '4096.000', '365.529', '490.5', undefined],
    ['GV-VM-2', 4096, 20, 1024, link(1), 3, '44.241', '4957.538', '23.288', '500.6', undefined],
    ['GV-VM-3', 4096, 200, 2048, link(1), 5, '77.492', '8683.520', '16.384', '439.0', 1],
    [
      'GV-VM-4',
      65536,
      600,
      8192,
      link(25),
      3,
      '26.944',
      '75482.540',
      '375.782',
      '289.9',
      undefined,
    ],
    [
      'GV-VM-5',
      65536,
      600,
      8192,
      link(25, false),
      4,
      '46.224',
      '77696.073',
      '372.611',
      '381.2',
      undefined,
    ],
    ['GV-VM-6', 4096, 100, 4096, link(1), 4, '77.002', '8628.561', '29.242', '553.7', 0],
    [
      'GV-VM-7',
      4096,
      100,
      2048,
      link(10) / 4,
      4,
      '22.368',
      '6266.342',
      '66.504',
      '444.5',
      undefined,
    ],
  ] as const)(
    '%s: %d MB dirtied at %d MB/s',
    (_id, memoryMb, dirtyRateMbPerSecond, workingSetMb, rate, rounds, ...told) => {
      const [seconds, sent, left, downtime, slowedAfterRound] = told;

      const insight = whole(vmotion({ memoryMb, dirtyRateMbPerSecond, workingSetMb }, rate));

      expect(insight.rounds).toHaveLength(rounds);
      expect(insight.precopySeconds.toFixed(3)).toBe(seconds);
      expect(insight.memorySentMb.toFixed(3)).toBe(sent);
      expect(insight.finalMb?.toFixed(3)).toBe(left);
      expect(insight.downtimeMs?.toFixed(1)).toBe(downtime);
      expect(insight.slowedAfterRound).toBe(slowedAfterRound);
    },
  );

  it('lasts preparation, precopy, downtime and cleanup (S-VM-1: 4.146 s of copying)', () => {
    const plan = coursePlan(vmotion(GV_VM_1, LINK_10_GBE));

    const copyingMs = plan.durationMs - PREPARATION_MS - CLEANUP_MS;
    expect((copyingMs / 1000).toFixed(3)).toBe('4.146');
    expect(plan.steps.at(-1)).toEqual({ kind: 'done', atMs: plan.durationMs });
  });

  it('goes through the phases in order and cannot be undone once the guest is stunned', () => {
    const plan = coursePlan(vmotion(GV_VM_1, LINK_10_GBE));

    expect(deeds(plan)).toEqual([
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
    const plan = coursePlan(vmotion({ ...GV_VM_1, memoryMb: 65536 }, LINK_1_GBE));

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
    const plan = coursePlan(vmotion(GV_VM_1, LINK_10_GBE));
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
    expect(coursePlan(vmotion(GV_VM_1, LINK_1_GBE))).toEqual(
      coursePlan(vmotion(GV_VM_1, LINK_1_GBE)),
    );
  });

  it('fails before the stun when the switchover would take too long', () => {
    const options = { ...MIGRATE_DEFAULTS, guestSlowdown: 'off' } as const;
    const busy = { memoryMb: 65536, dirtyRateMbPerSecond: 500, workingSetMb: 16384 };

    const plan = coursePlan(vmotion(busy, LINK_1_GBE, options));

    expect(plan.steps.at(-1)).toMatchObject({
      kind: 'fail',
      fault: { name: 'GenericVmConfigFault' },
    });
    expect(moment(plan, 'pointOfNoReturn')).toBeUndefined();
  });

  it('needs the link from precopy until the guest has resumed', () => {
    const start = vmotion(GV_VM_1, LINK_10_GBE);
    const plan = coursePlan(start);
    const at = (ms: number) => courseNeeds(courseAfter(start, ms)).memory;

    expect(at(PREPARATION_MS - 1)).toBe(false);
    expect(at(PREPARATION_MS)).toBe(true);
    expect(at(Number(moment(plan, 'pointOfNoReturn')) + 1)).toBe(true);
    expect(at(Number(moment(plan, 'commit')))).toBe(false);
  });
});

describe('the course of a move that copies nothing', () => {
  it('lasts two seconds and commits once, after which it cannot be undone', () => {
    const plan = coursePlan(startCourse({ kind: 'provisioning', disks: [] }));

    expect(plan.durationMs).toBe(2000);
    expect(deeds(plan)).toEqual(['validate', 'pointOfNoReturn', 'commit', 'cleanup', 'done']);
    expect(moment(plan, 'commit')).toBe(1500);
    expect(percents(plan)).toEqual([2, 60]);
  });

  it('needs nothing', () => {
    const start = startCourse({ kind: 'provisioning', disks: [] });

    expect(courseNeeds(courseAfter(start, 1500))).toEqual({ memory: false, disks: [] });
  });
});
