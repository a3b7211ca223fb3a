/**
 * `npm run conformance [-- WORD…]`: runs the clients' cases whose names hold a word, each against a
 * fresh server, and tells of each `ok`, `FAIL` or `SKIP`. A case may say `SKIP …` of a part it left out.
 *
 * `vcmock exec` starts the server, so a case finds it as a user's command would. With VSPHERE_URL in
 * the environment (and VSPHERE_USER, VSPHERE_PASSWORD) the cases run against that server instead;
 * they create, move and power off VMs there.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientEnvironment } from '../server/cli/client-environment.ts';
import { DEFAULT_PASSWORD, DEFAULT_USER } from '../server/config.ts';
import { type Case, findCases } from './cases.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..');
const PROGRAM = join(ROOT, 'dist', 'main.js');
/** Two at once keep a small machine busy; more would only make timeouts come nearer. */
const JOBS_MAX = 2;
/** What a case prints is shown when it fails, and only its end when it is long. */
const SHOWN_MAX = 8_000;

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Variables by which a case finds the server named in the environment; undefined if none is named. */
function namedServer(): Readonly<Record<string, string>> | undefined {
  const named = process.env['VSPHERE_URL'];
  if (!named) return undefined;
  const url = new URL(named).origin;
  return clientEnvironment(
    { url, sdkUrl: `${url}/sdk` },
    {
      user: process.env['VSPHERE_USER'] ?? DEFAULT_USER,
      password: process.env['VSPHERE_PASSWORD'] ?? DEFAULT_PASSWORD,
      tls: false,
      controlToken: process.env['VCMOCK_CONTROL_TOKEN'],
    },
  );
}

async function play(each: Case): Promise<Outcome> {
  const server = namedServer();
  const home = await mkdtemp(join(tmpdir(), 'vcmock-case-'));
  const command = server
    ? each.command
    : [process.execPath, PROGRAM, 'exec', ...each.serverFlags, '--', ...each.command];
  const began = performance.now();
  try {
    // Sessions kept by govc, and whatever else a case writes, end with the case.
    const env = { ...process.env, GOVMOMI_HOME: home, TMPDIR: home, ...each.env, ...server };
    const { passed, output } = await runCommand(command, env, each.timeoutSeconds);
    return { passed, output, seconds: (performance.now() - began) / 1000 };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function runCommand(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutSeconds: number,
): Promise<Pick<Outcome, 'passed' | 'output'>> {
  return new Promise((resolve) => {
    // A group of its own, so that ending it ends the server and the client, and nothing else.
    const child = spawn(program, args, {
      env,
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (text: Buffer) => {
      output += text.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const timer = setTimeout(() => {
      output += `\nnot done after ${timeoutSeconds} s\n`;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutSeconds * 1000);
    child.on('error', (error) => {
      output += `${error.message}\n`;
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ passed: status === 0, output });
    });
  });
}

function report(each: Case, { passed, output, seconds }: Outcome): void {
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${each.name} (${seconds.toFixed(1)} s)`);
  for (const line of output.split('\n')) {
    if (line.startsWith('SKIP ')) console.log(`     ${line}`);
  }
  if (passed) return;
  const flags = each.serverFlags.join(' ');
  console.log(`     server flags: ${flags || 'none'}`);
  console.log(output.slice(-SHOWN_MAX).trimEnd().replace(/^/gm, '     | '));
}

async function main(words: readonly string[]): Promise<number> {
  const cases = findCases(HERE, words);
  if (cases.length === 0) {
    console.log(`no case has a name with ${words.join(' or ')} in it`);
    return 1;
  }
  const waiting = cases.filter(({ skip }) => skip === undefined);
  const skipped = cases.filter(({ skip }) => skip !== undefined);
  const total = waiting.length;
  let failed = 0;
  const work = async () => {
    for (let each = waiting.shift(); each; each = waiting.shift()) {
      const outcome = await play(each);
      if (!outcome.passed) failed += 1;
      report(each, outcome);
    }
  };
  // Cases share a server that was named, so there they go one by one.
  const jobs = namedServer() ? 1 : Math.min(JOBS_MAX, availableParallelism());
  await Promise.all(Array.from({ length: jobs }, work));
  for (const { name, skip } of skipped) console.log(`SKIP ${name}: ${skip}`);
  console.log(`\n${total - failed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
