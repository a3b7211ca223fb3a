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

/** A failure to listen, as Node tells it. */
interface ListenError extends NodeJS.ErrnoException {
  readonly port?: number;
  readonly hostname?: string;
}

function explained(error: unknown, options: ServerOptions): unknown {
  const { name, code, message } = error as ListenError;
  const { flag, host, port } = failedListener(error as ListenError, options);
  const place = `port ${port} of ${host}`;
  if (code === 'EADDRINUSE') {
    return new StartError(`${place} is taken; ${flag} ${host}:0 takes a free one`);
  }
  if (code === 'EACCES' && port > 0 && port < 1024) {
    return new StartError(
      `${place} is not open to this user; choose one above 1023, or let it: ${PRIVILEGE}`,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new StartError(`${host} is no address of this machine`);
  }
  if (name === 'SeedError') return new UsageError(message);
  if (name === 'StoreError') return new StartError(message);
  return error;
}

/** How Linux lets a user listen at low ports. */
const PRIVILEGE = 'sysctl net.ipv4.ip_unprivileged_port_start=443';

/** Which of the addresses could not be had. */
function failedListener({ port, hostname }: ListenError, { listen, alsoListen }: ServerOptions) {
  const also = alsoListen?.find((each) => each.port === port || each.host === hostname);
  const isFirst = !also || port === listen.port || hostname === listen.host;
  return isFirst ? { flag: '--listen', ...listen } : { flag: '--also-listen', ...also };
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
