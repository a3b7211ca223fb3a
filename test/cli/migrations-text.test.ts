import { migrationPage, migrationsTable } from '../../server/cli/migrations-text.ts';
import type { MigrationReport } from '../../server/control/migrations.ts';

const ESX1 = { id: 'host-12', name: 'esx1.example' };
const ESX2 = { id: 'host-15', name: 'esx2.example' };
const DS1 = { id: 'datastore-7', name: 'DS1' };
const DS2 = { id: 'datastore-8', name: 'DS2' };

const QUEUED: MigrationReport = {
  task: 'task-14',
  state: 'queued',
  kind: 'vmotion',
  priority: 'highPriority',
  vm: { id: 'vm-33', name: '데이터베이스' },
  source: ESX1,
  destination: ESX2,
  queuedAt: '2026-01-01T00:01:00Z',
  waitedMs: 2_500,
  waits: [
    { resource: 'network', ...ESX2, ms: 2_500 },
    { resource: 'host', ...ESX1, ms: 500 },
  ],
  disks: [],
};

const ENDED: MigrationReport = {
  task: 'task-12',
  state: 'success',
  kind: 'xvmotion',
  priority: 'defaultPriority',
  vm: { id: 'vm-31', name: 'web' },
  source: ESX1,
  destination: ESX2,
  queuedAt: '2026-01-01T00:00:00Z',
  startedAt: '2026-01-01T00:00:02Z',
  endedAt: '2026-01-01T00:01:34.5Z',
  waitedMs: 2_000,
  waits: [{ resource: 'datastore', ...DS2, ms: 2_000 }],
  phase: 'cleanup',
  percent: 99,
  elapsedMs: 92_500,
  downtimeMs: 490.5,
  memory: {
    sentMb: 4_461.529,
    finalMb: 32.6195,
    precopySeconds: 3.981,
    rateMbPerSecond: 0,
    slowedAfterRound: 0,
    rounds: [
      {
        round: 0,
        sentMb: 4_096,
        dirtiedMb: 365.529,
        seconds: 3.655,
        rateMbPerSecond: 1_120.567,
        dirtyRateMbPerSecond: 100,
      },
      {
        round: 1,
        sentMb: 365.529,
        dirtiedMb: 32.62,
        seconds: 0.326,
        rateMbPerSecond: 1_120.567,
        dirtyRateMbPerSecond: 100,
      },
    ],
  },
  disks: [
    {
      key: 'home',
      label: 'VM home',
      source: DS1,
      destination: DS2,
      totalMb: 0,
      copiedMb: 0,
      mirroredMb: 0,
      seconds: 0,
    },
    {
      key: '2000',
      label: 'Hard disk 1',
      source: DS1,
      destination: DS2,
      totalMb: 12_288,
      copiedMb: 12_288,
      mirroredMb: 877.71,
      seconds: 87.771,
    },
  ],
};

const FAILED: MigrationReport = {
  ...ENDED,
  task: 'task-13',
  state: 'error',
  kind: 'storageVmotion',
  destination: ESX1,
  memory: undefined,
  downtimeMs: undefined,
  error: { fault: 'Timedout', message: 'Operation\u001b[2J timed out.' },
};

describe('migrationsTable', () => {
  it('has a line for each, aligned whatever the letters', () => {
    expect(migrationsTable([ENDED, FAILED, QUEUED])).toBe(
      `
TASK     VM            KIND                  FROM          TO            STATE    PHASE    DONE %  WAITED s  TOOK s  MEMORY MB  DISKS MB  STUN ms  ERROR
task-12  web           vMotion with storage  esx1.example  esx2.example  success  cleanup      99     2.000  92.500     4461.5   12288.0    490.5  -
task-13  web           Storage vMotion       DS1           DS2           error    cleanup      99     2.000  92.500          -   12288.0        -  Timedout
task-14  데이터베이스  vMotion               esx1.example  esx2.example  queued   -             -     2.500       -          -         -        -  -
`.slice(1),
    );
  });

  it('says so when there are none', () => {
    expect(migrationsTable([])).toBe('no migrations\n');
  });
});

describe('migrationPage', () => {
  it('shows rounds and disks of one that copied both', () => {
    expect(migrationPage(ENDED)).toBe(
      `
task     task-12, success
vm       web (vm-31)
kind     vMotion with storage, defaultPriority
from     esx1.example (host-12)
to       esx2.example (host-15)
queued   2026-01-01T00:00:00Z
started  2026-01-01T00:00:02Z
ended    2026-01-01T00:01:34.5Z
waited   2.000 s: 2.000 s for datastore DS2
phase    cleanup, 99 %
took     92.500 s
stun     490.5 ms

memory   4461.5 MB sent, 3.981 s of precopy, 32.6 MB left for the switchover, guest slowed down after round 0
ROUND  SENT MB  DIRTIED MB  TOOK s  RATE MB/s  DIRTYING MB/s
    0   4096.0       365.5   3.655     1120.6          100.0
    1    365.5        32.6   0.326     1120.6          100.0

DISK         FROM  TO   TOTAL MB  COPIED MB  MIRRORED MB  TOOK s  RATE MB/s
VM home      DS1   DS2       0.0        0.0          0.0   0.000          -
Hard disk 1  DS1   DS2   12288.0    12288.0        877.7  87.771      140.0
`.slice(1),
    );
  });

  it('shows what one in the queue waits for, and no more', () => {
    expect(migrationPage(QUEUED)).toBe(
      `
task     task-14, queued
vm       데이터베이스 (vm-33)
kind     vMotion, highPriority
from     esx1.example (host-12)
to       esx2.example (host-15)
queued   2026-01-01T00:01:00Z
waited   2.500 s: 2.500 s for vMotion network of esx2.example, 0.500 s for host esx1.example
`.slice(1),
    );
  });

  it('shows the rate of one that copies memory now', () => {
    const memory = { sentMb: 10, precopySeconds: 0, rateMbPerSecond: 112.0567, rounds: [] };

    expect(migrationPage({ ...QUEUED, state: 'running', memory })).toMatch(
      /\n\nmemory {3}10\.0 MB sent, 0\.000 s of precopy, now 112\.1 MB\/s\n$/,
    );
  });

  it('keeps what could steer a terminal from it', () => {
    expect(migrationPage(FAILED)).toContain('error    Timedout: Operation?[2J timed out.\n');
  });
});
