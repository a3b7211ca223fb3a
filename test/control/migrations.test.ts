import { VirtualClock } from '../../server/clock/clock.ts';
import { MigrationReports } from '../../server/control/migrations.ts';
import type { CourseInsight } from '../../server/engines/migration/course-facts.ts';
import { MigrationRecords, type MigrationSubject } from '../../server/vim/migrations/records.ts';
import { DATASTORE, HOST, SmallVcenter, VM } from '../helpers/small-vcenter.ts';

const INSIGHT: CourseInsight = {
  phase: 'precopy',
  elapsedMs: 3_000,
  percent: 42,
  rounds: [],
  memorySentMb: 100,
  finalMb: undefined,
  precopySeconds: 2,
  downtimeMs: undefined,
  slowedAfterRound: undefined,
  disks: [],
  memoryMbPerSecond: 112,
};

const subject = (task: string, more: Partial<MigrationSubject> = {}): MigrationSubject => ({
  task,
  vm: { id: VM.value, name: 'web' },
  kind: 'vmotion',
  priority: 'defaultPriority',
  source: { id: HOST.value, name: 'esx1' },
  destination: { id: 'host-99', name: 'esx2' },
  ...more,
});

function given() {
  const { inventory } = new SmallVcenter();
  const clock = new VirtualClock({ mode: { kind: 'manual' } });
  const records = new MigrationRecords(clock, () => INSIGHT);
  const name = (ref: typeof HOST | typeof DATASTORE) => String(inventory.read(ref, 'name'));
  return { clock, records, reports: new MigrationReports(records, inventory), name };
}

describe('MigrationReports', () => {
  it('name what a migration waited for; what has gone is called by its id', () => {
    const { clock, records, reports, name } = given();
    records.queued(subject('task-1'));
    records.waiting('task-1', [`network:${HOST.value}`, 'host:host-99', 'datastore:datastore-10']);
    clock.advance(1_500);

    expect(reports.get('task-1')).toMatchObject({
      state: 'queued',
      waitedMs: 1_500,
      waits: [
        { resource: 'network', id: HOST.value, name: name(HOST), ms: 1_500 },
        { resource: 'host', id: 'host-99', name: 'host-99', ms: 1_500 },
        { resource: 'datastore', id: DATASTORE.value, name: name(DATASTORE), ms: 1_500 },
      ],
      phase: undefined,
      memory: undefined,
      disks: [],
    });
  });

  it('tell of memory only where memory is copied', () => {
    const { records, reports } = given();
    for (const kind of ['vmotion', 'xvmotion', 'storageVmotion', 'provisioning'] as const) {
      records.queued(subject(kind, { kind }));
      records.started(kind);
    }

    const told = reports.list({ limit: 10 }).filter(({ memory }) => memory !== undefined);

    expect(told.map(({ kind }) => kind)).toEqual(['vmotion', 'xvmotion']);
    expect(told[0]).toMatchObject({
      phase: 'precopy',
      percent: 42,
      elapsedMs: 3_000,
      memory: { sentMb: 100, precopySeconds: 2, rateMbPerSecond: 112, rounds: [] },
    });
  });

  it('list the latest, by state and by id or name of the VM', () => {
    const { records, reports } = given();
    const other = { id: 'vm-99', name: 'db' };
    records.queued(subject('task-1'));
    records.queued(subject('task-2', { vm: other }));
    records.queued(subject('task-3'));
    records.started('task-2');
    records.started('task-3');
    const tasks = (filter: Partial<Parameters<typeof reports.list>[0]>) =>
      reports.list({ limit: 10, ...filter }).map(({ task }) => task);

    expect(tasks({})).toEqual(['task-1', 'task-2', 'task-3']);
    expect(tasks({ limit: 2 })).toEqual(['task-2', 'task-3']);
    expect(tasks({ state: 'running' })).toEqual(['task-2', 'task-3']);
    expect(tasks({ vm: 'web', state: 'running' })).toEqual(['task-3']);
    expect(tasks({ vm: 'vm-99' })).toEqual(['task-2']);
    expect(tasks({ vm: 'nobody' })).toEqual([]);
  });

  it('know no task that is no migration', () => {
    const { reports } = given();

    expect(() => reports.get('task-9')).toThrow(
      expect.objectContaining({ problem: 'not found', message: 'there is no migration "task-9"' }),
    );
  });
});
