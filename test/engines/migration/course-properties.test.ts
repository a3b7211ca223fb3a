import fc from 'fast-check';
import type { Course } from '../../../server/engines/migration/course.ts';
import {
  courseAfter,
  courseAtRates,
  courseInsight,
  courseNeeds,
  coursePlan,
  startCourse,
} from '../../../server/engines/migration/course.ts';
import type { CourseFacts, CourseRates } from '../../../server/engines/migration/course-facts.ts';

const KEYS = ['home', '2000', '2001', '2002', '2003', '2004'] as const;
const memory = fc.record({
  memoryMb: fc.integer({ min: 0, max: 1_000_000 }),
  dirtyRateMbPerSecond: fc.integer({ min: 0, max: 50_000 }),
  workingSetMb: fc.integer({ min: 0, max: 1_000_000 }),
});
const datastore = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const copy = fc.record({
  source: datastore,
  destination: datastore,
  copyMb: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500_000 })),
  guestWriteMbPerSecond: fc.integer({ min: 0, max: 50 }),
});
const facts: fc.Arbitrary<CourseFacts> = fc
  .record({
    kind: fc.constantFrom('vmotion', 'storageVmotion', 'xvmotion', 'provisioning'),
    memory,
    copies: fc.array(copy, { maxLength: KEYS.length }),
  })
  .map(({ kind, memory: ofVm, copies }) => ({
    kind,
    memory: kind === 'vmotion' || kind === 'xvmotion' ? ofVm : undefined,
    disks:
      kind === 'vmotion'
        ? []
        : copies.map((one, index) => ({
            ...one,
            key: KEYS[index] ?? '',
            label: `Hard disk ${index}`,
          })),
  }));
const rate = fc.oneof(fc.constant(0), fc.double({ min: 0.5, max: 12_000, noNaN: true }));
const rates = (of: fc.Arbitrary<number>): fc.Arbitrary<CourseRates> =>
  fc
    .record({
      memoryMbPerSecond: of,
      disks: fc.array(of, { minLength: KEYS.length, maxLength: KEYS.length }),
    })
    .map(({ memoryMbPerSecond, disks }) => ({
      memoryMbPerSecond,
      disksMbPerSecond: new Map(KEYS.map((key, index) => [key, disks[index] ?? 0])),
    }));
const anyRates = rates(rate);
const goodRates = rates(fc.double({ min: 30, max: 12_000, noNaN: true }));
const ms = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }),
  fc.double({ min: 0, max: 5e6, noNaN: true }),
);
const changes = fc.array(fc.record({ afterMs: ms, rates: anyRates }), { maxLength: 8 });

const copiedMb = (course: Course) =>
  courseInsight(course).disks.reduce((total, disk) => total + disk.copiedMb, 0);

/** Plays a course as its player does: moves it at every phase and shares anew there. */
function play(start: Course, given: (at: number) => CourseRates) {
  let course = courseAtRates(start, given(0));
  let plan = coursePlan(course);
  const shown: number[] = [];
  const played: string[] = [];
  for (let turns = 0; turns < 1000; turns += 1) {
    const [step] = plan.steps;
    if (!step) throw new Error('a plan without an end');
    if (step.kind === 'progress') shown.push(step.percent);
    else played.push(step.kind === 'phase' ? step.name : step.kind);
    if (step.kind === 'done' || step.kind === 'fail') return { course, shown, played, step };
    if (step.kind === 'phase') {
      // The clock counts whole microseconds.
      const delayMs = Math.round(step.atMs * 1000) / 1000;
      course = courseAtRates(courseAfter(course, delayMs), given(turns));
      plan = coursePlan(course);
    } else {
      plan = { ...plan, steps: plan.steps.slice(1) };
    }
  }
  throw new Error('a course without an end');
}

describe('every course, whatever becomes of its pipes,', () => {
  it('has a plan that ends, in order, with progress that only grows', () => {
    fc.assert(
      fc.property(facts, anyRates, changes, (given, firstRates, later) => {
        let course = courseAtRates(startCourse(given), firstRates);
        for (const change of later) {
          course = courseAtRates(courseAfter(course, change.afterMs), change.rates);
        }

        const { steps, durationMs } = coursePlan(course);

        expect(Number.isFinite(durationMs)).toBe(true);
        expect(['done', 'fail']).toContain(steps.at(-1)?.kind);
        expect(steps.filter(({ kind }) => kind === 'done' || kind === 'fail')).toHaveLength(1);
        expect(steps.every((step) => step.atMs >= 0 && step.atMs <= durationMs)).toBe(true);
        expect(steps).toEqual(steps.toSorted((left, right) => left.atMs - right.atMs));
        let shown = courseInsight(course).percent;
        for (const step of steps) {
          if (step.kind !== 'progress') continue;
          expect(step.percent).toBeGreaterThan(shown);
          shown = step.percent;
        }
        expect(shown).toBeLessThan(100);
      }),
    );
  });

  it('is the same whether looked at often or once', () => {
    fc.assert(
      fc.property(facts, anyRates, fc.array(ms, { maxLength: 10 }), (given, only, spans) => {
        const start = courseAtRates(startCourse(given), only);
        const { durationMs } = coursePlan(start);
        let looked = start;
        let lookedMs = 0;
        for (const span of spans) {
          looked = courseAfter(looked, span);
          lookedMs += span;
        }

        const left = coursePlan(looked).durationMs;
        const end = courseAfter(start, durationMs + 1);
        const lookedEnd = courseAfter(looked, left + 1);

        expect(left).toBeCloseTo(Math.max(0, durationMs - lookedMs), 2);
        expect(copiedMb(lookedEnd)).toBeCloseTo(copiedMb(end), 2);
        expect(courseInsight(lookedEnd).memorySentMb).toBeCloseTo(
          courseInsight(end).memorySentMb,
          2,
        );
        expect(courseInsight(lookedEnd).downtimeMs ?? 0).toBeCloseTo(
          courseInsight(end).downtimeMs ?? 0,
          2,
        );
      }),
    );
  });

  it('copies what it was given, at any rates, once it is done', () => {
    const later = fc.array(fc.record({ afterMs: ms, rates: goodRates }), { maxLength: 8 });
    fc.assert(
      fc.property(facts, goodRates, later, (given, first, changed) => {
        let course = courseAtRates(startCourse(given), first);
        for (const change of changed) {
          course = courseAtRates(courseAfter(course, change.afterMs), change.rates);
        }
        course = courseAfter(course, coursePlan(course).durationMs);

        const totalMb = given.disks.reduce((total, disk) => total + disk.copyMb, 0);
        expect(copiedMb(course)).toBeCloseTo(totalMb, 6);
        expect(coursePlan(course).steps).toHaveLength(1);
      }),
    );
  });

  it('equals its like', () => {
    fc.assert(
      fc.property(facts, anyRates, ms, (given, only, span) => {
        const make = () => coursePlan(courseAfter(courseAtRates(startCourse(given), only), span));

        expect(make()).toEqual(make());
      }),
    );
  });
});

describe('every course, played with pipes shared anew at every phase,', () => {
  it('ends, enters no phase twice, and commits once, after the point of no return', () => {
    fc.assert(
      fc.property(facts, fc.array(anyRates, { minLength: 1, maxLength: 6 }), (given, all) => {
        const { shown, played, step } = play(
          startCourse(given),
          (turn) => all[turn % all.length] ?? { memoryMbPerSecond: 0, disksMbPerSecond: new Map() },
        );

        const phases = played.filter((name) => name !== 'copy');
        // A commit and a point of no return of this very moment may come again.
        const once = phases.filter((name) => name !== 'commit' && name !== 'pointOfNoReturn');
        expect(once).toEqual([...new Set(once)]);
        expect(played.filter((name) => name === 'copy').length).toBeLessThanOrEqual(
          given.disks.length + 1,
        );
        expect(shown).toEqual([...new Set(shown)].toSorted((left, right) => left - right));
        if (step.kind !== 'done') return;
        expect(played.indexOf('pointOfNoReturn')).toBeGreaterThanOrEqual(0);
        expect(played.indexOf('commit')).toBeGreaterThan(played.indexOf('pointOfNoReturn'));
      }),
    );
  });

  it('never competes for more than four disks, nor for two on one datastore', () => {
    fc.assert(
      fc.property(facts, goodRates, ms, (given, only, span) => {
        const course = courseAfter(courseAtRates(startCourse(given), only), span);

        const needs = courseNeeds(course);
        const copied = given.disks.filter((one) => needs.disks.includes(one.key));

        expect(copied.length).toBeLessThanOrEqual(4);
        expect(new Set(copied.map((one) => one.source)).size).toBe(copied.length);
        expect(new Set(copied.map((one) => one.destination)).size).toBe(copied.length);
        expect(needs.memory && copied.length > 0).toBe(false);
      }),
    );
  });
});
