/**
 * The LOCK of a data directory: one process at a time.
 *
 * The file names the process by pid and start, so that the lock of a process which died, or whose
 * number went to another, is known to be stale and taken over. Where the system does not tell when
 * a process started, the pid alone must do.
 */
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, StoreError } from './store-error.ts';

const LOCK_FILE = 'LOCK';
/** Attempts before giving up: each lost one means that somebody else was quicker. */
const ATTEMPTS_MAX = 5;

/** What file systems without hard links answer. */
const LINKLESS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
]);

interface Owner {
  readonly pid: number;
  /** Boot id and start tick of the process; empty when the system does not tell. */
  readonly started: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** Throws StoreError 'in use' while another living process (or this one) holds the directory. */
export async function acquireLock(dir: string): Promise<Lock> {
  const path = join(dir, LOCK_FILE);
  const own: Owner = { pid: process.pid, started: await startOf(process.pid) };
  const text = JSON.stringify(own);
  const draft = `${path}.${process.pid}.${process.hrtime.bigint()}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      // A link appears whole or not at all: nobody reads a half-written lock.
      if (await linked(draft, path)) return { release: () => release(path, text) };
      await removeIfStale(dir, path, draft);
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new StoreError('in use', `${dir} is being opened by several processes at once.`);
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!LINKLESS.has(errorCode(error) ?? '')) throw error;
  }
  return createdExclusively(draft, path);
}

async function createdExclusively(draft: string, path: string): Promise<boolean> {
  try {
    await writeFile(path, await readFile(draft), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfStale(dir: string, path: string, draft: string): Promise<void> {
  const text = await readIfThere(path);
  if (text === undefined) return;
  const owner = parseOwner(text);
  if (owner && (await lives(owner))) {
    throw new StoreError(
      'in use',
      `${dir} is in use by process ${owner.pid}. Stop it, or name another directory. (If there is no such vcmock, delete ${path}.)`,
    );
  }

  // Moved aside first: whoever moves something else than what was judged stale puts it back.
  const aside = `${draft}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readIfThere(aside)) !== text) await linked(aside, path);
  await rm(aside, { force: true });
}

async function release(path: string, text: string): Promise<void> {
  if ((await readIfThere(path)) === text) await rm(path, { force: true });
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Owner>;
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return undefined;
    return { pid, started: String(started ?? '') };
  } catch {
    return undefined; // Not a lock of ours: a crash of the machine may leave an empty file.
  }
}

async function lives(owner: Owner): Promise<boolean> {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  const started = await startOf(owner.pid);
  return started !== ENDED && (started === '' || owner.started === '' || started === owner.started);
}

/** What `startOf` says of a process that ended but was never waited for, as in containers without an init. */
const ENDED = 'ended';
const ENDED_STATES: ReadonlySet<string> = new Set(['Z', 'X', 'x']);

/** Boot and tick at which a process started, from Linux's /proc; empty elsewhere. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // The name in parentheses may hold spaces; the start time is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (ENDED_STATES.has(fields[0] ?? '')) return ENDED;
    return `${boot.trim()}/${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}
