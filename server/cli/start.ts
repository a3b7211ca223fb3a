/** Starts a server for a command, with its failures in words for the user. */
import type { RunningServer, ServerOptions } from '../config.ts';
import { type Cli, StartError, UsageError } from './terminal.ts';

export async function start(cli: Cli, options: ServerOptions): Promise<RunningServer> {
  try {
    return await cli.createServer(options);
  } catch (error) {
    throw explained(error, options);
  }
}

function explained(error: unknown, { listen }: ServerOptions): unknown {
  const { name, code, message } = error as NodeJS.ErrnoException;
  const place = `port ${listen.port} of ${listen.host}`;
  if (code === 'EADDRINUSE') {
    return new StartError(`${place} is taken; --listen ${listen.host}:0 takes a free one`);
  }
  if (code === 'EACCES' && listen.port > 0 && listen.port < 1024) {
    return new StartError(`${place} is not open to this user; choose one above 1023`);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new StartError(`${listen.host} is no address of this machine`);
  }
  if (name === 'SeedError') return new UsageError(message);
  if (name === 'StoreError') return new StartError(message);
  return error;
}

/** How long a server may take to write what waits before the process goes without it, ms. */
const CLOSE_MS = 5_000;

/** Closes a server; resolves to false when it took too long. */
export async function stop(cli: Cli, server: RunningServer): Promise<boolean> {
  let timer: { cancel(): void } | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = cli.terminal.wall.after(CLOSE_MS, () => resolve(false));
  });
  const closed = server.close().then(() => true);
  try {
    return await Promise.race([closed, late]);
  } finally {
    timer?.cancel();
  }
}
