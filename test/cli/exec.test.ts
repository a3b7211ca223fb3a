import { run } from '../../server/cli/program.ts';
import { FakeServers, FakeTerminal } from './fixtures.ts';

const NODE = process.execPath;

async function exec(args: readonly string[], terminal = new FakeTerminal({ ...process.env })) {
  const servers = new FakeServers();
  const status = await run(['exec', ...args], { terminal, createServer: servers.createServer });
  return { status, terminal, servers };
}

describe('vcmock exec', () => {
  it('gives the command a server of its own and ends with its status', async () => {
    const script = `
      const { GOVC_URL, VSPHERE_SERVER, VSPHERE_PASSWORD } = process.env;
      const right = GOVC_URL === 'https://' + VSPHERE_SERVER + '/sdk' && VSPHERE_PASSWORD === 'VMware1!';
      process.exit(right ? 7 : 8);`;

    const { status, servers } = await exec(['--seed', 'lab', '--', NODE, '-e', script]);

    expect(status).toBe(7);
    expect(servers.made).toMatchObject([
      { seed: 'lab', listen: { port: 0 }, time: { kind: 'instant' } },
    ]);
    expect(servers.closed).toBe(1);
  });

  it('leaves the flags of the command to the command, also without --', async () => {
    const { status, servers } = await exec([NODE, '--no-warnings', '--eval', 'process.exit(3)']);

    expect(status).toBe(3);
    expect(servers.made[0]?.seed).toBe('lab');
  });

  it('leaves standard output to the command', async () => {
    const { terminal } = await exec(['--', NODE, '-e', '0']);

    expect(terminal.stdout).toBe('');
  });

  it('passes signals on and answers as a shell does', async () => {
    const terminal = new FakeTerminal({ ...process.env });
    const ended = exec(['--', NODE, '-e', 'setInterval(() => 0, 1000)'], terminal);
    const again = setInterval(() => terminal.signal('SIGTERM'), 50);

    const { status } = await ended;
    clearInterval(again);

    expect(status).toBe(128 + 15);
  });

  it('answers 127 for a command that is not there, 126 for one that is no program', async () => {
    const missing = await exec(['--', 'no-such-command-here']);
    const inert = await exec(['--', './package.json']);

    expect(missing.status).toBe(127);
    expect(missing.terminal.stderr).toMatch(/no-such-command-here cannot be run: there is no such/);
    expect(inert.status).toBe(126);
    expect(inert.servers.closed).toBe(1);
  });
});
