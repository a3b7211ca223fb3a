/** Starts and ends the two servers which are measured, on loopback, each with a port of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from './soap.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const PEER_PROGRAM = join(ROOT, 'bench', '.bin', 'peer');
const VCMOCK_PROGRAM = join(ROOT, 'dist', 'main.js');

export type Name = 'peer' | 'vcmock';

/** Counts of an inventory in the flags of vcsim, which both take. */
export type Counts = Readonly<Record<string, number>>;

export interface Server {
  readonly name: Name;
  readonly url: string;
  /** From the start of the process to the first answer, ms. */
  readonly readyMs: number;
  readonly client: Client;
  /** Resident memory now, bytes; undefined where the system does not tell. */
  rssBytes(): number | undefined;
  /** Processor time used so far, seconds. */
  cpuSeconds(): number | undefined;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

export async function startServer(name: Name, counts: Counts): Promise<Server> {
  const flags = Object.entries(counts).map(([flag, count]) => `-${flag}=${count}`);
  const began = performance.now();
  const child =
    name === 'peer'
      ? spawn(PEER_PROGRAM, ['serve', ...flags], { stdio: ['pipe', 'pipe', 'ignore'] })
      : spawn(
          process.execPath,
          [VCMOCK_PROGRAM, 'vcsim', '-l=127.0.0.1:0', '-tls=false', '-stdinexit', ...flags],
          { stdio: ['pipe', 'pipe', 'inherit'] },
        );
  running.add(child);
  child.on('exit', () => running.delete(child));
  const url = await addressOf(name, child);
  const client = new Client(url);
  await client.readContent();
  const readyMs = performance.now() - began;
  await client.login('user', 'pass');
  return {
    name,
    url,
    readyMs,
    client,
    rssBytes: () => residentBytes(child.pid),
    cpuSeconds: () => processorSeconds(child.pid),
    async stop() {
      client.close();
      await end(child);
    },
  };
}

/** Ends what is still there, for the way out after a failure. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(end));
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.stdin?.end();
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  });
}

/** What the server prints once it listens: a line of JSON, or vcsim's line of exports. */
function addressOf(name: Name, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status) => reject(new Error(`${name} ended with ${status}`)));
    if (!child.stdout) return reject(new Error(`${name} has no output`));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /"url":"([^"]+)"|GOVC_URL=(\S+)/.exec(line);
      if (!address) return;
      const url = new URL(address[1] ?? address[2] ?? '');
      url.username = '';
      url.password = '';
      resolve(url.href);
    });
  });
}

function residentBytes(pid: number | undefined): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Clock ticks of Linux are hundredths of a second. */
function processorSeconds(pid: number | undefined): number | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  const fields = readFileSync(path, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
