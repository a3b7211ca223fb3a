import fc from 'fast-check';
import type { Migration } from '../../../server/engines/vmotion/migration.ts';
import {
  migrationAfter,
  migrationAtRate,
  migrationInsight,
  migrationPlan,
  startMigration,
} from '../../../server/engines/vmotion/migration.ts';

const memory = fc.record({
  memoryMb: fc.integer({ min: 0, max: 1_000_000 }),
  dirtyRateMbPerSecond: fc.integer({ min: 0, max: 50_000 }),
  workingSetMb: fc.integer({ min: 0, max: 1_000_000 }),
});
const rate = fc.double({ min: 1, max: 12_000, noNaN: true });
const changes = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 20_000 }), rate }), {
  maxLength: 8,
});

describe('every migration, whatever becomes of its link,', () => {
  it('has a plan that ends, in order, with progress that only grows', () => {
    fc.assert(
      fc.property(memory, rate, changes, (facts, firstRate, rates) => {
        let migration: Migration = startMigration(facts, firstRate);
        for (const change of rates) {
          migration = migrationAtRate(migrationAfter(migration, change.afterMs), change.rate);
        }

        const { steps, durationMs } = migrationPlan(migration);

        expect(Number.isFinite(durationMs)).toBe(true);
        expect(['done', 'fail']).toContain(steps.at(-1)?.kind);
        expect(steps.every((step) => step.atMs >= 0 && step.atMs <= durationMs)).toBe(true);
        let shown = migration.shownPercent;
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
    const looks = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 10 });
    fc.assert(
      fc.property(memory, rate, looks, (facts, onlyRate, spans) => {
        const start = startMigration(facts, onlyRate);
        const { durationMs } = migrationPlan(start);
        let looked = start;
        for (const ms of spans) looked = migrationAfter(looked, ms);

        const left = migrationPlan(looked).durationMs;
        const end = migrationInsight(migrationAfter(start, durationMs + 1));
        const lookedEnd = migrationInsight(migrationAfter(looked, left + 1));

        expect(left).toBeCloseTo(Math.max(0, durationMs - looked.elapsedMs), 2);
        expect(lookedEnd.sentMb).toBeCloseTo(end.sentMb, 2);
        expect(lookedEnd.downtimeMs ?? 0).toBeCloseTo(end.downtimeMs ?? 0, 2);
      }),
    );
  });
});
