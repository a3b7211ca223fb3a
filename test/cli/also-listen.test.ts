/** `--also-listen`: a second address with the same doors. */

import type { AddressInfo, Server } from 'node:net';
import { createServer as createNetServer } from 'node:net';
import { run } from '../../server/cli/program.ts';
import { flagsFromEnvironment, SERVE_DEFAULTS } from '../../server/cli/server-flags.ts';
import { readServerOptions } from '../../server/cli/server-options.ts';
import { createServer } from '../../server/create-server.ts';
import { FakeServers, FakeTerminal } from './fixtures.ts';

const options = (alsoListen: string, more: Record<string, string> = {}) =>
  readServerOptions(
    { ...SERVE_DEFAULTS, tls: false, listen: '127.0.0.1:0', alsoListen, ...more },
    new FakeTerminal(),
  );

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = await taken();
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function taken(): Promise<Server> {
  const server = createNetServer();
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('--also-listen', () => {
  it('reads several addresses, from flags and from the environment', async () => {
    const read = await options('127.0.0.1:443, [::1]:8443');

    expect(read.alsoListen).toEqual([
      { host: '127.0.0.1', port: 443 },
      { host: '::1', port: 8443 },
    ]);
    expect(flagsFromEnvironment({ VCMOCK_ALSO_LISTEN: '127.0.0.1:443' })).toEqual({
      alsoListen: '127.0.0.1:443',
    });
  });

  it('may be given again', async () => {
    const terminal = new FakeTerminal();
    const servers = new FakeServers();
    const args = [
      '--listen',
      '127.0.0.1:0',
      '--also-listen',
      '127.0.0.1:1',
      '--also-listen',
      '[::1]:2',
    ];

    const ended = run(args, { terminal, createServer: servers.createServer });
    await terminal.said(/READY/);
    terminal.signal('SIGTERM');
    await ended;

    expect(servers.made[0]?.alsoListen).toEqual([
      { host: '127.0.0.1', port: 1 },
      { host: '::1', port: 2 },
    ]);
  });

  it('names itself when its value is none', async () => {
    await expect(options('somewhere')).rejects.toThrow(/^--also-listen wants host:port/);
  });

  it('wants a password when it can be reached from elsewhere', async () => {
    await expect(options('0.0.0.0:443')).rejects.toThrow(/^0\.0\.0\.0:443 can be reached/);
  });

  it('answers at both addresses, and at neither once closed', async () => {
    const port = await freePort();
    const server = await createServer(await options(`127.0.0.1:${port}`));
    const second = `http://127.0.0.1:${port}`;

    const answers = await Promise.all(
      [server.url, second].map((url) => fetch(`${url}/sdk/vimServiceVersions.xml`)),
    );
    await server.close();

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await expect(fetch(second)).rejects.toThrow();
  });

  it('tells which address is taken', async () => {
    const other = await taken();
    const { port } = other.address() as AddressInfo;
    const terminal = new FakeTerminal();

    const status = await run(
      ['--no-tls', '-l', '127.0.0.1:0', '--also-listen', `127.0.0.1:${port}`],
      {
        terminal,
        createServer,
      },
    );
    await new Promise((resolve) => other.close(resolve));

    expect(status).toBe(1);
    expect(terminal.stderr).toBe(
      `vcmock: port ${port} of 127.0.0.1 is taken; --also-listen 127.0.0.1:0 takes a free one\n`,
    );
  });
});
