/** The program as it is started, with the whole server in it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../server/main.ts');
const children: ChildProcess[] = [];

/** Starts the program; resolves with the first line it says, and later with how it ended. */
function vcmock(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  children.push(child);
  let said = '';
  let complained = '';
  child.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  const ended = new Promise<{ status: number | null; signal: string | null; complained: string }>(
    (resolve) => child.on('close', (status, signal) => resolve({ status, signal, complained })),
  );
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('\n')) resolve(said.slice(0, said.indexOf('\n')));
    });
    child.on('close', () => reject(new Error(`ended before it was ready: ${complained}`)));
  });
  line.catch(() => undefined);
  return { child, line, ended };
}

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

describe('the program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'serves until %s, then ends with 0 although a client is still connected',
    async (signal) => {
      const { child, line, ended } = vcmock('serve', '--listen', '127.0.0.1:0', '--no-tls');
      const { url } = JSON.parse((await line).replace(/^READY /, ''));
      const ready = await fetch(`${url}/_mock/ready`);
      const idle = connect(Number(new URL(url).port), '127.0.0.1');
      await new Promise((resolve) => idle.once('connect', resolve));
      idle.on('error', () => undefined);

      child.kill(signal);

      expect(ready.status).toBe(200);
      expect(await ended).toEqual({ status: 0, signal: null, complained: '' });
    },
    60_000,
  );

  it('takes the place of vcsim, and says when its port is taken', async () => {
    const first = vcmock('vcsim', '-l', '127.0.0.1:0', '-vm', '1');
    const line = await first.line;
    const url = new URL(/GOVC_URL=(\S+)/.exec(line)?.[1] ?? '');

    const second = vcmock('serve', '--listen', url.host);
    const refused = await second.ended;
    first.child.kill('SIGTERM');

    expect(line).toContain(`GOVC_SIM_PID=${first.child.pid}`);
    expect(refused).toMatchObject({ status: 1, complained: expect.stringMatching(/is taken/) });
    expect((await first.ended).status).toBe(0);
  }, 60_000);
});
