import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseGoFlags } from '../../server/cli/go-flags.ts';
import { run } from '../../server/cli/program.ts';
import { FakeServers, FakeTerminal } from './fixtures.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vcmock-vcsim-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function vcsim(
  args: readonly string[],
  end = (terminal: FakeTerminal) => terminal.signal('SIGTERM'),
) {
  const terminal = new FakeTerminal();
  const servers = new FakeServers();
  const ended = run(['vcsim', '-l', '127.0.0.1:0', ...args], {
    terminal,
    createServer: servers.createServer,
  });
  const ready = terminal.said(/GOVC_URL/);
  await Promise.race([ready, ended]);
  end(terminal);
  return { status: await ended, terminal, servers, options: servers.made[0] };
}

describe('vcmock vcsim', () => {
  it('prints the one line that scripts evaluate', async () => {
    const { status, terminal } = await vcsim([]);

    expect(status).toBe(0);
    expect(terminal.stdout).toMatch(
      new RegExp(
        `^export GOVC_URL=https://user:pass@127\\.0\\.0\\.1:\\d+/sdk GOVC_SIM_PID=${process.pid}\n$`,
      ),
    );
  });

  it('writes the line into a named pipe with -E, and ends on input with -stdinexit', async () => {
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const terminal = new FakeTerminal();
    const args = ['vcsim', '-l', '127.0.0.1:0', '-E', pipe, '-stdinexit'];

    const ended = run(args, { terminal, createServer: new FakeServers().createServer });
    const line = await readFile(pipe, 'utf8');
    terminal.type();

    expect(await ended).toBe(0);
    expect(line).toMatch(/^export GOVC_URL=\S+ GOVC_SIM_PID=\d+\n$/);
    expect(terminal.stdout).toBe('');
  });

  it('builds the model of the default counts', async () => {
    const { options } = await vcsim([]);

    expect(options).toMatchObject({
      auth: 'any',
      time: { kind: 'instant' },
      model: {
        datacenter: 1,
        cluster: 1,
        host: 3,
        standaloneHost: 1,
        vm: 2,
        datastore: 1,
        autostart: true,
      },
    });
  });

  it('takes counts with one dash or two, and the last of several', async () => {
    const { options } = await vcsim([
      '-dc=2',
      '--vm',
      '7',
      '-vm=9',
      '-standalone-host',
      '0',
      '-autostart=false',
    ]);

    expect(options?.model).toMatchObject({
      datacenter: 2,
      vm: 9,
      standaloneHost: 0,
      autostart: false,
    });
  });

  it('demands the user and password given, which files may hold', async () => {
    const file = join(dir, 'password');
    await writeFile(file, 's3cret\n');

    const { options, terminal } = await vcsim(['-username', 'me@x', '-password', file]);

    expect(options).toMatchObject({ auth: 'strict', user: 'me@x', password: 's3cret' });
    expect(terminal.stdout).toContain('https://me%40x:s3cret@127.0.0.1');
  });

  it('serves plain HTTP with -tls=false', async () => {
    const { terminal } = await vcsim(['-tls=false']);

    expect(terminal.stdout).toContain('GOVC_URL=http://user:pass@');
  });

  it('takes flags without meaning here with a warning', async () => {
    const { status, terminal } = await vcsim([
      '-trace',
      '-delay',
      '5',
      '-tunnel=0',
      '-method-delay',
      'a:1',
    ]);

    expect(status).toBe(0);
    expect(terminal.stderr.match(/warning: -\S+ has no effect/g)).toHaveLength(3);
  });

  it.each([
    [['-load', 'dir'], /-load: models saved by vcsim are not read/],
    [['-esx'], /-esx: a standalone ESXi host is not simulated/],
    [['-vm', '-1'], /-vm cannot be negative/],
    [['-vm', 'many'], /invalid value "many" for flag -vm: parse error/],
    [['-nonsense'], /flag provided but not defined: -nonsense/],
    [['-vm'], /flag needs an argument: -vm/],
  ])('refuses %j with status 2', async (args, expected) => {
    const { status, terminal, servers } = await vcsim(args);

    expect(status).toBe(2);
    expect(terminal.stderr).toMatch(expected);
    expect(servers.made).toEqual([]);
  });

  it('has uuidgen, version and -h', async () => {
    const uuid = await vcsim(['uuidgen']);
    const version = await vcsim(['version']);
    const help = await vcsim(['-h']);

    expect(uuid.terminal.stdout).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n$/);
    expect(version.terminal.stdout).toMatch(/^vcmock \d+\.\d+\.\d+\n$/);
    expect(help.terminal.stderr).toMatch(/-standalone-host int\n.*default 1/);
    expect([uuid.status, version.status, help.status]).toEqual([0, 0, 0]);
  });
});

describe('flags in the syntax of Go', () => {
  const table = {
    n: { kind: 'int', initial: 1, text: '' },
    b: { kind: 'bool', initial: false, text: '' },
    s: { kind: 'string', initial: '', text: '' },
    f: { kind: 'float', initial: 0, text: '' },
  } as const;

  it.each([
    ['-n=5', { n: 5 }, []],
    ['--n 0x10', { n: 16 }, []],
    ['-n -3', { n: -3 }, []],
    ['-b', { b: true }, []],
    ['-b false', { b: true }, ['false']],
    ['-b=F', { b: false }, []],
    ['-s -n', { s: '-n' }, []],
    ['-s=a=b', { s: 'a=b' }, []],
    ['-s=', { s: '' }, []],
    ['-f 1.5e3', { f: 1500 }, []],
    ['-n 2 x -n 3', { n: 2 }, ['x', '-n', '3']],
    ['-- -n 3', { n: 1 }, ['-n', '3']],
    ['- -n', { n: 1 }, ['-', '-n']],
  ])('%s', (line, expected, operands) => {
    const parsed = parseGoFlags(table, line.split(' '));

    expect(parsed.values).toMatchObject(expected);
    expect(parsed.operands).toEqual(operands);
  });

  it.each(['-=x', '---n', '--=', '-n=x', '-b=maybe', '-f=x', '-s'])('refuses %s', (argument) => {
    expect(() => parseGoFlags(table, [argument])).toThrow();
  });
});
