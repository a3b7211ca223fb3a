/**
 * The HTTP(S) listener beneath all doors: limits, connections, and their end.
 */
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ListenAddress, ServerOptions } from './config.ts';
import { HTTP_LIMITS } from './wire/http-limits.ts';

/** A door answers a request or says that it is not its own. */
export interface Door {
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

export interface Listener {
  readonly port: number;
  /** Ends listening and every connection. */
  close(): Promise<void>;
}

/**
 * Listens at every address; asks the doors in order, and answers 404 where none is right. The port is
 * that of the first address. Rejects as `listen` fails, with nothing left open.
 */
export async function listen(
  { listen: first, alsoListen = [], tls }: Pick<ServerOptions, 'listen' | 'alsoListen' | 'tls'>,
  doors: readonly Door[],
): Promise<Listener> {
  const listeners: Listener[] = [];
  const closeAll = async () => void (await Promise.all(listeners.map((each) => each.close())));
  try {
    for (const address of [first, ...alsoListen]) {
      listeners.push(await listenAt(address, tls, doors));
    }
  } catch (error) {
    await closeAll();
    throw error;
  }
  return { port: listeners[0]?.port ?? first.port, close: closeAll };
}

/** What is said to requests that never became one, by the code of Node's error; 400 to all others. */
const REFUSALS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

async function listenAt(
  address: ListenAddress,
  tls: ServerOptions['tls'],
  doors: readonly Door[],
): Promise<Listener> {
  const answer: RequestListener = (request, response) => {
    if (doors.some((door) => door.handle(request, response))) return;
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Not Found\n');
  };
  const server = tls
    ? createHttpsServer({ ...HTTP_LIMITS.server, ...tls }, answer)
    : createHttpServer(HTTP_LIMITS.server, answer);
  server.maxHeadersCount = HTTP_LIMITS.maxHeadersCount;
  server.maxConnections = HTTP_LIMITS.maxConnections;
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    const status = REFUSALS[code] ?? '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  });
  const port = await bind(server, address);
  return { port, close: () => close(server) };
}

function bind(server: Server, { host, port }: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 1024 }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
