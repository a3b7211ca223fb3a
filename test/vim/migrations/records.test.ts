import { VirtualClock } from '../../../server/clock/clock.ts';
import type { CourseInsight } from '../../../server/engines/migration/course-facts.ts';
import { MigrationRecords, type MigrationSubject } from '../../../server/vim/migrations/records.ts';
import { VimFault } from '../../../server/vmodl/fault.ts';

const insightAt = (elapsedMs: number): CourseInsight => ({
  phase: 'precopy',
  elapsedMs,
  percent: 40,
  rounds: [],
  memorySentMb: 0,
  finalMb: undefined,
  precopySeconds: 0,
  downtimeMs: undefined,
  slowedAfterRound: undefined,
  disks: [],
  memoryMbPerSecond: 100,
});

function given() {
  const clock = new VirtualClock({ mode: { kind: 'manual' } });
  const records = new MigrationRecords(clock, (task) =>
    task === 'task-9' ? undefined : insightAt(clock.now()),
  );
  return { clock, records };
}

const subject = (task: string): MigrationSubject => ({
  task,
  vm: { id: 'vm-1', name: 'web' },
  kind: 'vmotion',
  priority: 'defaultPriority',
  source: { id: 'host-1', name: 'esx1' },
  destination: { id: 'host-2', name: 'esx2' },
});

describe('MigrationRecords', () => {
  it('tell how long a migration waited for which resource', () => {
    const { clock, records } = given();

    records.queued(subject('task-1'));
    records.waiting('task-1', ['host:host-1', 'network:host-1']);
    clock.advance(1_500);
    records.waiting('task-1', ['host:host-1']);
    clock.advance(500);
    records.started('task-1');
    clock.advance(4_000);

    expect(records.find('task-1')).toMatchObject({
      state: 'running',
      queuedAt: '2026-01-01T00:00:00Z',
      startedAt: '2026-01-01T00:00:02Z',
      endedAt: undefined,
      waitedMs: 2_000,
      waits: [
        { resource: 'host:host-1', ms: 2_000 },
        { resource: 'network:host-1', ms: 1_500 },
      ],
    });
  });

  it('count the wait that is going on, without ending it', () => {
    const { clock, records } = given();

    records.queued(subject('task-1'));
    records.waiting('task-1', ['datastore:datastore-7']);
    clock.advance(250);
    const first = records.find('task-1');
    clock.advance(250);

    expect(first).toMatchObject({ waitedMs: 250, waits: [{ ms: 250 }] });
    expect(records.find('task-1')).toMatchObject({
      state: 'queued',
      waitedMs: 500,
      waits: [{ resource: 'datastore:datastore-7', ms: 500 }],
    });
  });

  it('name no resource when it started at once', () => {
    const { records } = given();

    records.queued(subject('task-1'));
    records.waiting('task-1', ['host:host-1']);
    records.started('task-1');

    expect(records.find('task-1')).toMatchObject({ waitedMs: 0, waits: [] });
  });

  it('ask how a running one stands, and keep what one that succeeded came to, done to the full', () => {
    const { clock, records } = given();
    const ended = insightAt(7);
    records.queued(subject('task-1'));
    records.started('task-1');
    expect(records.find('task-1')?.insight).toEqual(insightAt(clock.now()));

    records.ended('task-1', { state: 'success', insight: ended });
    clock.advance(1_000);

    expect(records.find('task-1')).toMatchObject({
      state: 'success',
      endedAt: '2026-01-01T00:00:00Z',
      insight: { ...ended, percent: 100 },
      error: undefined,
    });
  });

  it('keep why one failed or that it was cancelled in the queue', () => {
    const { clock, records } = given();
    records.queued(subject('task-1'));
    records.queued(subject('task-2'));
    records.waiting('task-2', ['host:host-2']);
    clock.advance(10);

    records.ended('task-1', { state: 'error', fault: new VimFault('Timedout', {}, 'Too slow.') });
    records.ended('task-2', { state: 'cancelled', fault: new VimFault('RequestCanceled') });
    clock.advance(10);

    const [failed, cancelled] = records.all();
    expect(failed).toMatchObject({
      state: 'error',
      startedAt: undefined,
      error: { fault: 'Timedout', message: 'Too slow.' },
    });
    expect(cancelled).toMatchObject({
      state: 'cancelled',
      waitedMs: 10,
      waits: [{ resource: 'host:host-2', ms: 10 }],
    });
  });

  it('end once', () => {
    const { records } = given();
    records.queued(subject('task-1'));

    records.ended('task-1', { state: 'success' });
    records.ended('task-1', { state: 'error', fault: new VimFault('SystemError') });

    expect(records.find('task-1')).toMatchObject({ state: 'success', error: undefined });
  });

  it('stand newest last, and keep a thousand that ended beside all under way', () => {
    const { records } = given();
    records.queued(subject('task-0'));
    records.started('task-0');

    for (let number = 1; number <= 1_200; number++) {
      records.queued(subject(`task-${number}`));
      records.started(`task-${number}`);
      records.ended(`task-${number}`, { state: 'success' });
    }

    const tasks = records.all().map(({ task }) => task);
    expect(tasks).toHaveLength(1_001);
    expect(tasks.slice(0, 2)).toEqual(['task-0', 'task-201']);
    expect(tasks.at(-1)).toBe('task-1200');
  });

  it('know nothing of a task that is none, and nothing at all once cleared', () => {
    const { records } = given();
    records.queued(subject('task-1'));

    records.waiting('task-7', ['host:host-1']);
    records.started('task-7');
    records.clear();

    expect(records.find('task-7')).toBeUndefined();
    expect(records.all()).toEqual([]);
  });
});
