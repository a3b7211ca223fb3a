/** `vcmock migrations [TASK]`: what a running server tells of its migrations, as a table or as JSON. */
import type { MigrationReport } from '../../control/migrations.ts';
import { member } from '../../vmodl/value.ts';
import { ControlCallError, ControlClient, type ControlFlags } from '../control-client.ts';
import { migrationPage, migrationsTable } from '../migrations-text.ts';
import { type Cli, FAILED, OK, type Terminal, UsageError } from '../terminal.ts';

export interface MigrationsFlags extends ControlFlags {
  readonly state?: string | undefined;
  readonly vm?: string | undefined;
  readonly limit?: string | undefined;
  readonly json?: boolean | undefined;
  /** Look again and again, so many seconds apart; `true`: every second. */
  readonly watch?: string | true | undefined;
}

const FILTERS = ['state', 'vm', 'limit'] as const;

/** Ends with 1 when the server cannot be asked, or has no such migration. */
export async function migrations(
  task: string | undefined,
  flags: MigrationsFlags,
  { terminal }: Cli,
): Promise<number> {
  const client = new ControlClient(flags, terminal.env);
  const path = pathOf(task, flags);
  const pauseMs = pauseOf(flags);
  try {
    for (let again = false; ; again = true) {
      const answer = await client.get(path);
      terminal.out(`${again ? '\n' : ''}${textOf(answer, task, flags)}`);
      if (pauseMs === undefined || isOver(answer)) return OK;
      if (!(await pause(terminal, pauseMs))) return OK;
    }
  } catch (error) {
    if (!(error instanceof ControlCallError)) throw error;
    terminal.err(`vcmock: ${error.message}\n`);
    return FAILED;
  }
}

function pathOf(task: string | undefined, flags: MigrationsFlags): string {
  const given = FILTERS.filter((name) => flags[name] !== undefined);
  if (task !== undefined) {
    if (given[0]) throw new UsageError(`--${given[0]} goes with the list, not with one migration`);
    return `/_mock/migrations/${encodeURIComponent(task)}`;
  }
  const query = new URLSearchParams();
  for (const name of given) query.set(name, flags[name] ?? '');
  return given.length > 0 ? `/_mock/migrations?${query}` : '/_mock/migrations';
}

/** Undefined when one look is enough. */
function pauseOf({ watch }: MigrationsFlags): number | undefined {
  if (watch === undefined) return undefined;
  const seconds = watch === true ? 1 : Number(watch);
  if (seconds > 0 && seconds <= 3_600) return seconds * 1_000;
  throw new UsageError(`--watch wants seconds, not "${watch}"`);
}

function textOf(answer: unknown, task: string | undefined, { json }: MigrationsFlags): string {
  if (json) return `${JSON.stringify(answer, null, 2)}\n`;
  // As openapi.yaml says, which the server checks its answers by.
  if (task !== undefined) return migrationPage(answer as MigrationReport);
  return migrationsTable(member(answer, 'migrations') as readonly MigrationReport[]);
}

/** One migration that has ended; a list goes on. */
function isOver(answer: unknown): boolean {
  return member(answer, 'endedAt') !== undefined;
}

/** Resolves to false when the user has seen enough. */
function pause({ wall, onEndSignal }: Terminal, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = wall.after(ms, () => {
      ignore();
      resolve(true);
    });
    const ignore = onEndSignal(() => {
      timer.cancel();
      ignore();
      resolve(false);
    });
  });
}
