import { run } from '../../server/cli/program.ts';
import type { ServerOptions } from '../../server/config.ts';
import { createServer } from '../../server/create-server.ts';
import { createLogger } from '../../server/log.ts';
import { FakeServers, FakeTerminal } from './fixtures.ts';

/** What a command line makes of the server's options. */
async function optionsOf(args: readonly string[], env: Record<string, string> = {}) {
  const terminal = new FakeTerminal(env);
  const servers = new FakeServers();
  const cli = { terminal, createServer: servers.createServer };
  const ended = run(['serve', '--listen', '127.0.0.1:0', '--no-tls', ...args], cli);
  void terminal.said(/READY/).then(() => terminal.signal('SIGTERM'));
  const status = await ended;
  return { status, stderr: terminal.stderr, chosen: servers.made[0]?.storageVmotionWarning };
}

const FLAG = '--storage-vmotion-warning';

describe(FLAG, () => {
  it.each([
    [[], {}, undefined],
    [[FLAG, 'on'], {}, true],
    [[FLAG, 'off'], {}, false],
    [[], { VCMOCK_STORAGE_VMOTION_WARNING: 'on' }, true],
    [[FLAG, 'off'], { VCMOCK_STORAGE_VMOTION_WARNING: 'on' }, false],
  ])('%j with %j chooses %s', async (args, env, expected) => {
    expect(await optionsOf(args, env)).toMatchObject({ status: 0, chosen: expected });
  });

  it('takes on and off only', async () => {
    const { status, stderr } = await optionsOf([FLAG, 'maybe']);

    expect(status).toBe(2);
    expect(stderr).toMatch(/--storage-vmotion-warning wants one of on, off/);
  });

  it.each([
    ['lab', undefined, true],
    ['lab', false, false],
    ['dc0', undefined, false],
    ['dc0', true, true],
  ])('and the seed %s: %s makes %s', async (seed, storageVmotionWarning, expected) => {
    const options: ServerOptions = {
      listen: { host: '127.0.0.1', port: 0 },
      seed,
      time: { kind: 'manual' },
      apiVersion: '8.0.3.0',
      user: 'user',
      password: 'pass',
      auth: 'strict',
      tls: false,
      storageVmotionWarning,
      durability: 'memory',
      log: createLogger('silent', { write: () => undefined }),
    };

    const server = await createServer(options);
    await server.close();

    expect(server.services.settings.storageVmotionWarning).toBe(expected);
  });
});
