/**
 * Migrations as people read them: a table of all of them, or a page about one with its rounds and disks.
 */
import type { DiskReport, MigrationReport, Named } from '../control/migrations.ts';
import type { PrecopyRound } from '../engines/vmotion/precopy.ts';
import { type Column, shown, textTable } from './text-table.ts';

const KINDS: Readonly<Record<MigrationReport['kind'], string>> = {
  vmotion: 'vMotion',
  storageVmotion: 'Storage vMotion',
  xvmotion: 'vMotion with storage',
  provisioning: 'cold',
};

type Row = Column<MigrationReport>;

const MIGRATIONS: readonly Row[] = [
  { head: 'TASK', cell: ({ task }) => task },
  { head: 'VM', cell: ({ vm }) => vm.name },
  { head: 'KIND', cell: ({ kind }) => KINDS[kind] },
  { head: 'FROM', cell: (migration) => places(migration, 'source') },
  { head: 'TO', cell: (migration) => places(migration, 'destination') },
  { head: 'STATE', cell: ({ state }) => state },
  { head: 'PHASE', cell: ({ phase }) => phase },
  right('DONE %', ({ percent }) => percent?.toFixed(0)),
  right('WAITED s', ({ waitedMs }) => seconds(waitedMs / 1000)),
  right('TOOK s', ({ elapsedMs }) =>
    elapsedMs === undefined ? undefined : seconds(elapsedMs / 1000),
  ),
  right('MEMORY MB', ({ memory }) => megabytes(memory?.sentMb)),
  right('DISKS MB', ({ disks }) => (disks.length > 0 ? megabytes(total(disks)) : undefined)),
  right('STUN ms', ({ downtimeMs }) => downtimeMs?.toFixed(1)),
  { head: 'ERROR', cell: ({ error }) => error?.fault },
];

const ROUNDS: readonly Column<PrecopyRound>[] = [
  right('ROUND', ({ round }) => String(round)),
  right('SENT MB', ({ sentMb }) => megabytes(sentMb)),
  right('DIRTIED MB', ({ dirtiedMb }) => megabytes(dirtiedMb)),
  right('TOOK s', (round) => seconds(round.seconds)),
  right('RATE MB/s', ({ rateMbPerSecond }) => rateMbPerSecond.toFixed(1)),
  right('DIRTYING MB/s', ({ dirtyRateMbPerSecond }) => dirtyRateMbPerSecond.toFixed(1)),
];

const DISKS: readonly Column<DiskReport>[] = [
  { head: 'DISK', cell: ({ label }) => label },
  { head: 'FROM', cell: ({ source }) => source.name },
  { head: 'TO', cell: ({ destination }) => destination.name },
  right('TOTAL MB', ({ totalMb }) => megabytes(totalMb)),
  right('COPIED MB', ({ copiedMb }) => megabytes(copiedMb)),
  right('MIRRORED MB', ({ mirroredMb }) => megabytes(mirroredMb)),
  right('TOOK s', (disk) => seconds(disk.seconds)),
  right('RATE MB/s', (disk) =>
    disk.seconds > 0 ? (disk.copiedMb / disk.seconds).toFixed(1) : undefined,
  ),
];

/** A line for each. */
export function migrationsTable(migrations: readonly MigrationReport[]): string {
  return migrations.length > 0 ? textTable(MIGRATIONS, migrations) : 'no migrations\n';
}

/** All that is known of one. */
export function migrationPage(migration: MigrationReport): string {
  const parts = [factsOf(migration), memoryOf(migration), disksOf(migration)];
  return parts.filter((part) => part !== '').join('\n');
}

function factsOf(migration: MigrationReport): string {
  const { state, kind, priority, error, phase, percent, elapsedMs, downtimeMs } = migration;
  const moment = (text: string | undefined) => (text === undefined ? [] : [text]);
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ['task', [`${migration.task}, ${state}`]],
    ['error', error ? [`${error.fault}: ${error.message}`] : []],
    ['vm', [withId(migration.vm)]],
    ['kind', [`${KINDS[kind]}, ${priority}`]],
    ['from', [withId(migration.source)]],
    ['to', [withId(migration.destination)]],
    ['queued', moment(migration.queuedAt)],
    ['started', moment(migration.startedAt)],
    ['ended', moment(migration.endedAt)],
    ['waited', [`${seconds(migration.waitedMs / 1000)} s${waitsIn(migration)}`]],
    ['phase', phase === undefined ? [] : [`${phase}, ${percent?.toFixed(0)} %`]],
    ['took', elapsedMs === undefined ? [] : [`${seconds(elapsedMs / 1000)} s`]],
    ['stun', downtimeMs === undefined ? [] : [`${downtimeMs.toFixed(1)} ms`]],
  ];
  return facts
    .flatMap(([name, texts]) => texts.map((text) => `${name.padEnd(9)}${shown(text)}\n`))
    .join('');
}

function waitsIn({ waits }: MigrationReport): string {
  if (waits.length === 0) return '';
  const each = waits.map(({ resource, name, ms }) => {
    const what = resource === 'network' ? `vMotion network of ${name}` : `${resource} ${name}`;
    return `${seconds(ms / 1000)} s for ${what}`;
  });
  return `: ${each.join(', ')}`;
}

function memoryOf({ memory, state }: MigrationReport): string {
  if (!memory) return '';
  const { sentMb, finalMb, precopySeconds, slowedAfterRound, rateMbPerSecond, rounds } = memory;
  const told = [
    `memory   ${megabytes(sentMb)} MB sent, ${seconds(precopySeconds)} s of precopy`,
    ...(state === 'running' ? [`now ${rateMbPerSecond.toFixed(1)} MB/s`] : []),
    ...(finalMb === undefined ? [] : [`${megabytes(finalMb)} MB left for the switchover`]),
    ...(slowedAfterRound === undefined
      ? []
      : [`guest slowed down after round ${slowedAfterRound}`]),
  ];
  return `${told.join(', ')}\n${rounds.length > 0 ? textTable(ROUNDS, rounds) : ''}`;
}

function disksOf({ disks }: MigrationReport): string {
  return disks.length > 0 ? textTable(DISKS, disks) : '';
}

/** Hosts, or where the VM stays on its host, the datastores. */
function places(
  { source, destination, disks }: MigrationReport,
  end: 'source' | 'destination',
): string {
  if (source.id !== destination.id || disks.length === 0) {
    return (end === 'source' ? source : destination).name;
  }
  return [...new Set(disks.map((disk) => disk[end].name))].join(',');
}

function withId({ id, name }: Named): string {
  return `${name} (${id})`;
}

function total(disks: readonly DiskReport[]): number {
  return disks.reduce((sum, { copiedMb }) => sum + copiedMb, 0);
}

function megabytes(value: number | undefined): string | undefined {
  return value?.toFixed(1);
}

function seconds(value: number): string {
  return value.toFixed(3);
}

function right<T>(head: string, cell: Column<T>['cell']): Column<T> {
  return { head, align: 'right', cell };
}
