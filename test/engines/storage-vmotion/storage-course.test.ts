import type { Course } from '../../../server/engines/migration/course.ts';
import {
  courseAfter,
  courseAtRates,
  courseInsight,
  courseNeeds,
  coursePlan,
  startCourse,
} from '../../../server/engines/migration/course.ts';
import type {
  CourseFacts,
  CourseRates,
  DiskCopyFacts,
} from '../../../server/engines/migration/course-facts.ts';
import {
  CLEANUP_MS,
  deeds,
  disk,
  GV_VM_1,
  LINK_10_GBE,
  moment,
  PREPARATION_MS,
  percents,
  rates,
} from '../migration/given-course.ts';

const DOWNTIME_MS = 300;

function course(
  kind: CourseFacts['kind'],
  disks: readonly DiskCopyFacts[],
  given: CourseRates,
): Course {
  const memory = kind === 'xvmotion' ? GV_VM_1 : undefined;
  return courseAtRates(startCourse({ kind, memory, disks }), given);
}

const ended = (start: Course) => courseInsight(courseAfter(start, 1e9));
/** From the start of the copy to the stun. */
const copySeconds = (start: Course) =>
  (Number(moment(coursePlan(start), 'switchover')) - PREPARATION_MS) / 1000;

describe('the course of a storage vMotion', () => {
  it.each([
    ['GV-SV-1: thin to thin, 12288 MB', 12288, 140, 10, '87.771', '877.7'],
    ['GV-SV-1: thin to thick, 40960 MB', 40960, 140, 10, '292.571', '2925.7'],
    ['a guest that writes nothing', 12288, 150, 0, '81.920', '0.0'],
    ['a disk of nothing', 0, 140, 10, '0.000', '0.0'],
  ])('%s', (_name, copyMb, rate, guestWriteMbPerSecond, seconds, mirroredMb) => {
    const start = course(
      'storageVmotion',
      [disk('2000', { copyMb, guestWriteMbPerSecond })],
      rates(0, { 2000: rate }),
    );

    expect(copySeconds(start).toFixed(3)).toBe(seconds);
    const [insight] = ended(start).disks;
    expect(insight?.seconds.toFixed(3)).toBe(seconds);
    expect(insight?.mirroredMb.toFixed(1)).toBe(mirroredMb);
    expect(insight).toMatchObject({ totalMb: copyMb, copiedMb: copyMb });
    expect(ended(start).downtimeMs).toBe(DOWNTIME_MS);
  });

  it('goes through the phases in order, stuns for 0.3 s and cleans up (S-SV-1)', () => {
    const plan = coursePlan(course('storageVmotion', [disk('2000')], rates(0, { 2000: 140 })));

    expect(deeds(plan)).toEqual([
      'validate',
      'prepareDestination',
      'connect',
      'copy',
      'switchover',
      'pointOfNoReturn',
      'commit',
      'cleanup',
      'done',
    ]);
    expect(Number(moment(plan, 'commit'))).toBeCloseTo(PREPARATION_MS + 87_771.43 + DOWNTIME_MS, 2);
    expect(plan.durationMs).toBeCloseTo(Number(moment(plan, 'commit')) + CLEANUP_MS);
  });

  it('shows progress from 10 to 90 by what was copied', () => {
    const plan = coursePlan(course('storageVmotion', [disk('2000')], rates(0, { 2000: 122.88 })));

    const shown = plan.steps.flatMap((step) =>
      step.kind === 'progress' ? [[step.atMs, step.percent]] : [],
    );
    expect(shown.slice(0, 4)).toEqual([
      [0, 2],
      [1000, 10],
      [3000, 11],
      [4000, 12],
    ]);
    expect(shown).toContainEqual([51_000, 50]);
    expect(shown).toContainEqual([101_000, 90]);
  });

  it('competes for nothing but the disks it copies', () => {
    const start = course('storageVmotion', [disk('2000')], rates(0, { 2000: 140 }));
    const at = (ms: number) => courseNeeds(courseAfter(start, ms));

    expect(at(500)).toEqual({ memory: false, disks: [] });
    expect(at(PREPARATION_MS)).toEqual({ memory: false, disks: ['2000'] });
    expect(at(PREPARATION_MS + 87_000)).toEqual({ memory: false, disks: ['2000'] });
    expect(at(PREPARATION_MS + 87_900)).toEqual({ memory: false, disks: [] });
  });
});

describe('several disks', () => {
  const MB = { copyMb: 1000 };
  const inParallel = (index: number) =>
    disk(`${index}`, { ...MB, source: `from-${index}`, destination: `to-${index}` });

  it.each([
    ['between the same datastores', [disk('a', MB), disk('b', MB)], 20],
    [
      'from one datastore to two',
      [disk('a', MB), disk('b', { ...MB, destination: 'datastore-3' })],
      20,
    ],
    [
      'from two datastores to one',
      [disk('a', MB), disk('b', { ...MB, source: 'datastore-3' })],
      20,
    ],
    ['between datastores of their own', [inParallel(1), inParallel(2)], 10],
    ['between datastores of their own, four of them', [1, 2, 3, 4].map(inParallel), 10],
    ['between datastores of their own, five of them', [1, 2, 3, 4, 5].map(inParallel), 20],
    [
      'crosswise',
      [disk('a', MB), disk('b', { ...MB, source: 'datastore-2', destination: 'datastore-1' })],
      10,
    ],
  ])('%s', (_name, disks, seconds) => {
    const given = rates(0, Object.fromEntries(disks.map(({ key }) => [key, 100])));

    expect(copySeconds(course('storageVmotion', disks, given))).toBeCloseTo(seconds, 6);
  });

  it('start in their order as soon as their datastores are free, and announce each turn', () => {
    const disks = [
      disk('a', { copyMb: 500, source: 's1', destination: 'd1' }),
      disk('b', { copyMb: 500, source: 's1', destination: 'd2' }),
      disk('c', { copyMb: 1000, source: 's2', destination: 'd2' }),
    ];
    const start = course('storageVmotion', disks, rates(0, { a: 100, b: 100, c: 100 }));
    const at = (ms: number) => courseNeeds(courseAfter(start, PREPARATION_MS + ms)).disks;

    expect(at(1)).toEqual(['a', 'c']);
    expect(at(5001)).toEqual(['c']);
    expect(at(10_001)).toEqual(['b']);
    const copies = coursePlan(start).steps.filter(
      (step) => step.kind === 'phase' && step.name === 'copy',
    );
    expect(copies.map((step) => step.atMs)).toEqual([1000, 6000, 11_000]);
  });

  it('are expected to be copied as fast as the disk before, until told', () => {
    const start = course('storageVmotion', [disk('a', MB), disk('b', MB)], rates(0, { a: 100 }));

    expect(copySeconds(start)).toBeCloseTo(20, 6);
  });
});

describe('a disk whose datastores are shared anew', () => {
  it('keeps what it has copied: half at one rate, half at another', () => {
    const start = course('storageVmotion', [disk('a', { copyMb: 1000 })], rates(0, { a: 100 }));

    const halfway = courseAfter(start, PREPARATION_MS + 5000);
    const slower = courseAtRates(halfway, rates(0, { a: 20 }));

    expect(courseInsight(halfway).disks[0]?.copiedMb).toBeCloseTo(500);
    expect(moment(coursePlan(slower), 'switchover')).toBeCloseTo(25_000);
    expect(ended(slower).disks[0]?.seconds).toBeCloseTo(30);
  });

  it('never takes progress back', () => {
    const start = course('storageVmotion', [disk('a', { copyMb: 1000 })], rates(0, { a: 100 }));
    const slower = courseAtRates(courseAfter(start, 7000), rates(0, { a: 1 }));
    const shown = courseInsight(slower).percent;

    expect(shown).toBeGreaterThanOrEqual(58);
    expect(percents(coursePlan(slower)).every((percent) => percent > shown)).toBe(true);
  });

  it('gives up after a minute without any data, counted without a break', () => {
    const start = course('storageVmotion', [disk('a', { copyMb: 1000 })], rates(0, { a: 0 }));

    const stalled = courseAfter(start, PREPARATION_MS + 50_000);
    const drip = courseAfter(courseAtRates(stalled, rates(0, { a: 1 })), 1000);
    const stalledAgain = courseAtRates(drip, rates(0, { a: 0 }));

    expect(coursePlan(start)).toMatchObject({ durationMs: PREPARATION_MS + 60_000 });
    expect(coursePlan(start).steps.at(-1)).toMatchObject({
      kind: 'fail',
      fault: { name: 'Timedout' },
    });
    expect(coursePlan(stalled).durationMs).toBeCloseTo(10_000);
    expect(coursePlan(stalledAgain).durationMs).toBeCloseTo(60_000);
  });
});

describe('the course of a vMotion without shared storage', () => {
  const start = course('xvmotion', [disk('2000')], rates(LINK_10_GBE, { 2000: 140 }));

  it('copies disks, then memory, and switches over once', () => {
    const plan = coursePlan(start);

    expect(deeds(plan)).toEqual([
      'validate',
      'prepareDestination',
      'connect',
      'copy',
      'precopy',
      'switchover',
      'pointOfNoReturn',
      'commit',
      'cleanup',
      'done',
    ]);
    const copyMs = Number(moment(plan, 'precopy')) - Number(moment(plan, 'copy'));
    const memoryMs = Number(moment(plan, 'switchover')) - Number(moment(plan, 'precopy'));
    expect((copyMs / 1000).toFixed(3)).toBe('87.771');
    expect((memoryMs / 1000).toFixed(3)).toBe('3.655');
    expect(ended(start).downtimeMs?.toFixed(1)).toBe('490.5');
  });

  it('shows disks from 10 to 60 and memory from 60 to 90', () => {
    const plan = coursePlan(start);
    const shownBefore = (ms: number | undefined) =>
      plan.steps
        .filter((step) => step.kind === 'progress' && step.atMs < Number(ms))
        .map((step) => (step.kind === 'progress' ? step.percent : 0));

    expect(shownBefore(moment(plan, 'precopy')).at(-1)).toBe(59);
    expect(Math.max(...shownBefore(moment(plan, 'switchover')))).toBeLessThanOrEqual(90);
    expect(Math.max(...shownBefore(moment(plan, 'switchover')))).toBeGreaterThan(60);
  });

  it('competes for pipes with its disks first, with its memory then', () => {
    const plan = coursePlan(start);
    const at = (ms: number) => courseNeeds(courseAfter(start, ms));

    expect(at(5000)).toEqual({ memory: false, disks: ['2000'] });
    expect(at(Number(moment(plan, 'precopy')))).toEqual({ memory: true, disks: [] });
  });

  it('does not mind its memory being sent slowly while disks are copied', () => {
    const slowMemory = courseAtRates(start, rates(0, { 2000: 140 }));
    const copied = courseAfter(slowMemory, Number(moment(coursePlan(start), 'precopy')));

    const sending = courseAtRates(copied, rates(LINK_10_GBE));

    expect(coursePlan(sending).steps.at(-1)?.kind).toBe('done');
  });
});

describe('the course of a VM that does not run and takes its disks along', () => {
  const start = course(
    'provisioning',
    [disk('2000', { guestWriteMbPerSecond: 10 })],
    rates(0, { 2000: 150 }),
  );

  it('copies and commits without a stun', () => {
    const plan = coursePlan(start);

    expect(deeds(plan)).toEqual([
      'validate',
      'prepareDestination',
      'connect',
      'copy',
      'pointOfNoReturn',
      'commit',
      'cleanup',
      'done',
    ]);
    expect(moment(plan, 'pointOfNoReturn')).toBe(moment(plan, 'commit'));
    expect(Number(moment(plan, 'commit'))).toBeCloseTo(PREPARATION_MS + 81_920);
    expect(plan.durationMs).toBeCloseTo(PREPARATION_MS + 81_920 + CLEANUP_MS);
  });

  it('mirrors nothing and stuns nobody', () => {
    expect(ended(start)).toMatchObject({ downtimeMs: undefined, disks: [{ mirroredMb: 0 }] });
  });
});
