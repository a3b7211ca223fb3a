import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../server/cli/program.ts';
import type { ServerOptions } from '../../server/config.ts';
import { selfSignedCertificate } from '../../server/tls.ts';
import { FakeServers, FakeTerminal } from './fixtures.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vcmock-cli-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** Runs `vcmock …` on a free port until it is ready, hands over, asks it to end. */
async function running(
  args: readonly string[],
  act: (terminal: FakeTerminal, options: ServerOptions) => Promise<void> | void = () => undefined,
  env: Record<string, string> = {},
) {
  const terminal = new FakeTerminal({ VCMOCK_LISTEN: '127.0.0.1:0', ...env });
  const servers = new FakeServers();
  const ended = run(args, { terminal, createServer: servers.createServer });
  await Promise.race([terminal.said(/READY \{.*\n.*\n/), ended]);
  const options = servers.made[0];
  if (!options) throw new Error(`not started: ${terminal.stderr}`);
  await act(terminal, options);
  terminal.signal('SIGTERM');
  return { status: await ended, terminal, servers, options };
}

/** Runs a command line which does not start a server. */
async function failing(args: readonly string[], env: Record<string, string> = {}) {
  const terminal = new FakeTerminal(env);
  const servers = new FakeServers();
  const status = await run(args, { terminal, createServer: servers.createServer });
  expect(servers.made).toEqual([]);
  return { status, message: terminal.stderr };
}

describe('vcmock serve', () => {
  it('runs until it is asked to end, then closes and ends with 0', async () => {
    const { status, servers, terminal } = await running(['serve']);

    expect(status).toBe(0);
    expect(servers.closed).toBe(1);
    expect(terminal.stderr).toBe('');
  });

  it('is what vcmock does without a command', async () => {
    const { options } = await running(['--seed', 'lab', '--no-tls']);

    expect(options).toMatchObject({ seed: 'lab', tls: false });
  });

  it('starts with the defaults of a real vCenter', async () => {
    const { options } = await running([]);

    expect(options).toMatchObject({
      user: 'administrator@vsphere.local',
      password: 'VMware1!',
      auth: 'strict',
      time: { kind: 'realtime', rate: 1 },
      apiVersion: '8.0.3.0',
      durability: 'memory',
    });
    expect(options).toHaveProperty('tls.cert', expect.stringMatching(/BEGIN CERTIFICATE/));
  });

  it('takes the command line before the environment', async () => {
    const env = { VCMOCK_SEED: 'lab', VCMOCK_TIME: '60x', VCMOCK_TLS: 'false' };

    const { options } = await running(['--time', 'manual'], undefined, env);

    expect(options).toMatchObject({ seed: 'lab', time: { kind: 'manual' }, tls: false });
  });

  it('reads the beginning of a release as the newest that begins so', async () => {
    const { options } = await running(['--api-version', '7.0']);

    expect(options.apiVersion).toBe('7.0.3.2');
  });

  it('says on one line that it is ready, and how govc reaches it', async () => {
    await running([], (terminal) => {
      const [line = '', govc = ''] = terminal.stdout.split('\n');
      const { url, sdk, user } = JSON.parse(line.replace(/^READY /, ''));

      expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
      expect(sdk).toBe(`${url}/sdk`);
      expect(user).toBe('administrator@vsphere.local');
      expect(govc).toContain(`export GOVC_URL=${sdk} `);
    });
  });

  it('keeps a chosen password out of what it says', async () => {
    const { terminal } = await running(['--password', 'very secret']);

    expect(terminal.stdout + terminal.stderr).not.toContain('very secret');
  });

  it('reads a seed from a file', async () => {
    const file = join(dir, 'my.yaml');
    await writeFile(file, 'datacenters: []\n');

    const { options } = await running(['--seed', file]);

    expect(options).toMatchObject({ seed: file, seedText: 'datacenters: []\n' });
  });

  it('takes a certificate of the user', async () => {
    const own = selfSignedCertificate(['vc.example.test'], 0);
    await writeFile(join(dir, 'own.pem'), own.cert);
    await writeFile(join(dir, 'own.key'), own.key);

    const { options } = await running([
      '--cert',
      join(dir, 'own.pem'),
      '--key',
      join(dir, 'own.key'),
    ]);

    expect(options.tls).toEqual(own);
  });

  it('writes a ready file for its owner alone, and takes it away at the end', async () => {
    const file = join(dir, 'ready.json');

    await running(['--ready-file', file], async () => {
      const ready = JSON.parse(await readFile(file, 'utf8'));
      expect(ready).toMatchObject({ user: 'administrator@vsphere.local', password: 'VMware1!' });
      expect(ready.pid).toBe(process.pid);
      expect(ready.sdk).toBe(`${ready.url}/sdk`);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    });

    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('writes shell exports that survive any password', async () => {
    const file = join(dir, 'env.sh');
    const { execFileSync } = await import('node:child_process');
    const password = `it's "$HOME" \`x\` \\ 한`;

    await running(['--env', file, '--password', password], () => {
      const script = `. "${file}"; printf '%s' "$GOVC_PASSWORD"`;
      expect(execFileSync('sh', ['-c', script]).toString()).toBe(password);
    });
  });

  it('keeps standard output for the shell with --env -', async () => {
    const { terminal } = await running(['--env', '-']);

    expect(terminal.stdout).toMatch(/^(export \w+=\S+\n)+$/);
    expect(terminal.stdout).toContain('export VSPHERE_USER=administrator@vsphere.local\n');
    expect(terminal.stderr).toContain('READY');
  });

  it('listens beyond loopback with a password, and makes up a token for the control plane', async () => {
    const { options, terminal } = await running(['--listen', ':0', '--password', 'pw']);

    expect(options.listen.host).toBe('::');
    expect(options.controlToken).toMatch(/^[0-9a-f]{32}$/);
    expect(terminal.stdout).toContain(options.controlToken);
  });

  it('goes without waiting for ever when the server does not close', async () => {
    const terminal = new FakeTerminal();
    const servers = new FakeServers();
    const stuck = async (options: ServerOptions) => {
      const server = await servers.createServer(options);
      await server.close();
      return { ...server, close: () => new Promise<void>(() => undefined) };
    };
    const ended = run(['--listen', '127.0.0.1:0'], { terminal, createServer: stuck });
    await terminal.said(/READY/);

    terminal.signal('SIGINT');
    await new Promise((resolve) => setImmediate(resolve));
    terminal.wall.advance(5_000);

    expect(await ended).toBe(1);
    expect(terminal.stderr).toMatch(/did not close in time/);
  });
});

describe('a command line that is wrong', () => {
  it.each([
    [['--listen', 'nowhere'], /--listen wants host:port/],
    [['--listen', '127.0.0.1:65536'], /--listen wants host:port/],
    [['--listen', '0.0.0.0:0'], /choose a --password/],
    [['--time', 'fast'], /--time wants instant, realtime, manual/],
    [['--auth', 'none'], /--auth wants one of strict, any/],
    [['--api-version', '12'], /there is no release "12"/],
    [['--durability', 'durable'], /wants a directory: --data DIR/],
    [['--cert', 'x.pem'], /--cert and --key go together/],
    [
      ['--cert', 'no.pem', '--key', 'no.key'],
      /--cert: no.pem cannot be read: there is no such file/,
    ],
    [['--seed', './none.yaml'], /--seed: .\/none.yaml cannot be read/],
    [['--log', 'loud'], /--log wants one of/],
    [['--nonsense'], /unknown option '--nonsense'/],
    [['--sed', 'lab'], /Did you mean --seed\?/],
    [['--seed'], /argument missing/],
    [['frobnicate'], /there is no command "frobnicate"/],
    [['seeds', 'extra'], /too many arguments/],
    [['exec'], /missing required argument 'command'/],
  ])('is refused with status 2 and one line: %j', async (args, expected) => {
    const { status, message } = await failing(args);

    expect(status).toBe(2);
    expect(message).toMatch(expected);
    expect(message).toMatch(/^vcmock: /);
    expect(message.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('is refused in the environment as well', async () => {
    const { status, message } = await failing([], { VCMOCK_TLS: 'perhaps' });

    expect(status).toBe(2);
    expect(message).toBe('vcmock: VCMOCK_TLS must be true or false, not "perhaps"\n');
  });

  it('is explained by --help, which ends with 0', async () => {
    const terminal = new FakeTerminal();

    const status = await run(['serve', '--help'], { terminal, ...new FakeServers() });

    expect(status).toBe(0);
    expect(terminal.stdout).toMatch(/--ready-file <file>.*\n?.*VCMOCK_READY_FILE/);
  });
});

describe('a server that cannot start', () => {
  it('names the port that is taken, status 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;

    const { status, message } = await failing(['--listen', `127.0.0.1:${port}`]);

    expect(status).toBe(1);
    expect(message).toBe(
      `vcmock: port ${port} of 127.0.0.1 is taken; --listen 127.0.0.1:0 takes a free one\n`,
    );
    other.close();
  });

  it.each([
    ['SeedError', 2, 'seeds/my.yaml:12: unknown key "vmm"'],
    ['StoreError', 1, '/data is in use by process 12'],
  ])('passes on what a %s says, status %i', async (name, expected, text) => {
    const terminal = new FakeTerminal();
    const createServer = async () => {
      throw Object.assign(new Error(text), { name });
    };

    const status = await run(['--listen', '127.0.0.1:0'], { terminal, createServer });

    expect(status).toBe(expected);
    expect(terminal.stderr).toBe(`vcmock: ${text}\n`);
  });
});
