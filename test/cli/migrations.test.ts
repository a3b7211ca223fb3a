/** `vcmock migrations` against a server of its own. */
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from '../../server/cli/program.ts';
import { createServer } from '../../server/create-server.ts';
import { createLogger } from '../../server/log.ts';
import { selfSignedCertificate } from '../../server/tls.ts';
import { ChildServer } from '../helpers/child-server.ts';
import type { ObjectId, SoapClient } from '../helpers/soap-client.ts';
import { element, refElement } from '../helpers/soap-client.ts';
import { FakeServers, FakeTerminal } from './fixtures.ts';

const TOKEN = 'open sesame';
let server: ChildServer;
let client: SoapClient;

beforeAll(async () => {
  server = await ChildServer.start('--time', 'manual', '--control-token', TOKEN);
  client = await server.loggedIn([]);
}, 60_000);

afterAll(() => server.stop());

/** Runs the command line; `terminal` may have been asked to end already. */
async function vcmock(args: readonly string[], terminal = new FakeTerminal(environment())) {
  const cli = { terminal, createServer: new FakeServers().createServer };
  const status = await run(['migrations', ...args], cli);
  return { status, stdout: terminal.stdout, stderr: terminal.stderr };
}

const environment = () => ({ VCMOCK_URL: server.url, VCMOCK_CONTROL_TOKEN: TOKEN });

async function advance(duration: string): Promise<void> {
  const answer = await fetch(`${server.url}/_mock/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-mock-token': TOKEN },
    body: JSON.stringify({ duration }),
  });
  expect(answer.status).toBe(200);
}

async function found(type: string, path: string): Promise<ObjectId> {
  const content = await client.call(
    'FindByInventoryPath',
    { type: 'SearchIndex', value: 'SearchIndex' },
    element('inventoryPath', path),
  );
  return { type, value: content.textAt('returnval') ?? '' };
}

/** Sends a VM of the lab to the host where it is not. */
async function moveAway(): Promise<{ readonly task: string; readonly vm: string }> {
  const folder = await found('Folder', 'Datacenter/vm');
  for (const value of await client.idsOf(folder, 'childEntity')) {
    const vm = { type: 'VirtualMachine', value };
    if ((await client.textOf(vm, 'runtime.powerState')) !== 'poweredOn') continue;
    const host = await client.textOf(vm, 'runtime.host');
    const cluster = await found('ClusterComputeResource', 'Datacenter/host/Cluster');
    const other = (await client.idsOf(cluster, 'host')).find((id) => id !== host) ?? '';
    const spec = `<spec>${refElement('host', { type: 'HostSystem', value: other })}</spec>`;
    const task = await client.start('RelocateVM_Task', vm, spec);
    return { task: task.value, vm: (await client.textOf(vm, 'name')) ?? '' };
  }
  throw new Error('no VM of the lab runs');
}

describe('vcmock migrations', () => {
  it('has none to show at first', async () => {
    expect(await vcmock([])).toEqual({ status: 0, stdout: 'no migrations\n', stderr: '' });
  });

  it('shows a migration while it runs and when it has ended, in the list and by itself', async () => {
    const { task, vm } = await moveAway();
    await advance('2500ms');

    const running = await vcmock([task]);
    await advance('10m');
    const list = await vcmock([]);
    const page = await vcmock([task]);

    expect(running.stdout).toMatch(new RegExp(`^task +${task}, running\nvm +${vm} `));
    expect(list.status).toBe(0);
    expect(list.stdout).toMatch(/^TASK +VM +KIND +FROM +TO +STATE /);
    expect(list.stdout).toMatch(
      new RegExp(`\n${task} +${vm} +vMotion +172\\S+ +172\\S+ +success .* -\n$`),
    );
    expect(page.stdout).toMatch(/\nmemory .* left for the switchover\nROUND +SENT MB .*\n +0 /);
    expect(page.stdout).toMatch(/\nstun +\d+\.\d ms\n/);
  });

  it('prints what the server answered as JSON', async () => {
    const { task } = await moveAway();

    const one = await vcmock([task, '--json']);
    const all = await vcmock(['--json', '--state', 'running', '--limit', '1']);
    await advance('10m');

    expect(JSON.parse(one.stdout)).toMatchObject({ task, state: 'running', kind: 'vmotion' });
    expect(JSON.parse(all.stdout)).toEqual({ migrations: [expect.objectContaining({ task })] });
  });

  it('watches one until it has ended', async () => {
    const { task } = await moveAway();
    const terminal = new FakeTerminal(environment());
    const ended = vcmock([task, '--watch', '5'], terminal);
    await terminal.said(/, running\n/);
    await advance('10m');

    // The pause begins some time after what was said.
    const shown = terminal.said(/, success\n/);
    while (!/, success\n/.test(terminal.stdout)) {
      terminal.wall.advance(5_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await shown;

    expect((await ended).status).toBe(0);
  });

  it('stops watching when asked to end', async () => {
    const terminal = new FakeTerminal(environment());
    let done = false;
    const ended = vcmock(['--watch'], terminal).finally(() => {
      done = true;
    });
    await terminal.said(/TASK|no migrations/);
    while (!done) {
      terminal.signal('SIGINT');
      await new Promise((resolve) => setImmediate(resolve));
    }

    expect((await ended).status).toBe(0);
  });

  it.each([
    [['task-99999'], 1, /there is no migration "task-99999"\n$/],
    [['--token', 'guessed'], 1, /control token .*\(here: --token\)\n$/],
    [['--url', 'http://127.0.0.1:1'], 1, /nobody listens; --url names another\n$/],
    [['--url', 'ftp://here'], 2, /--url wants an address/],
    [['--url', 'a b'], 2, /--url wants an address/],
    [['--limit', 'none'], 2, /limit must be integer\n$/],
    [['--state', 'lost'], 2, /state must be equal to one of the allowed values/],
    [['task-1', '--vm', 'web'], 2, /--vm goes with the list/],
    [['--watch', 'soon'], 2, /--watch wants seconds/],
    [['--colour'], 2, /unknown option '--colour'/],
  ])('%j ends with %i', async (args, status, complaint) => {
    const ended = await vcmock(args);

    expect(ended).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(complaint) });
  });

  it('says so when what answers is no vcmock', async () => {
    const other = createHttpServer((_request, response) => response.end('<html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;

    const ended = await vcmock(['--url', `http://127.0.0.1:${port}`]);
    other.close();

    expect(ended).toMatchObject({
      status: 1,
      stderr: `vcmock: http://127.0.0.1:${port} is no vcmock (HTTP 200)\n`,
    });
  });
});

describe('vcmock migrations over HTTPS', () => {
  it('takes a certificate which a server on this machine signed itself', async () => {
    const secure = await createServer({
      listen: { host: '127.0.0.1', port: 0 },
      seed: 'lab',
      time: { kind: 'manual' },
      apiVersion: '8.0.3.0',
      user: 'user',
      password: 'pass',
      auth: 'strict',
      tls: await selfSignedCertificate(['127.0.0.1'], Date.parse('2026-01-01T00:00:00Z')),
      durability: 'memory',
      log: createLogger('silent', { write: () => undefined }),
    });

    const ended = await vcmock([], new FakeTerminal({ VCMOCK_URL: secure.url }));
    await secure.close();

    expect(ended).toEqual({ status: 0, stdout: 'no migrations\n', stderr: '' });
  });
});
