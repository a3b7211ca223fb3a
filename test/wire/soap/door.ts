/**
 * A SOAP door behind a plain HTTP server, with a dispatcher made up by the test.
 */

import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Conversation, MethodCall } from '../../../server/vim/method.ts';
import type { Session } from '../../../server/vim/sessions/sessions.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { HTTP_LIMITS } from '../../../server/wire/http-limits.ts';
import { createSoapDoor, type SoapDoorOptions } from '../../../server/wire/soap/route.ts';

export const catalog = loadCatalog();

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

export class TestDoor {
  /** Calls which reached the dispatcher. */
  readonly calls: MethodCall[] = [];
  readonly conversations: Conversation[] = [];
  readonly logged: string[] = [];
  /** What waits for a tick while ticks are held. */
  readonly ticks: (() => void)[] = [];
  private holding = false;
  readonly sessions = new Map<string, Session>();
  dispatch: (call: MethodCall, conversation: Conversation) => unknown = () => undefined;
  private readonly server: Server;

  constructor(options: Partial<SoapDoorOptions> = {}) {
    const door = createSoapDoor({
      catalog,
      dispatch: (call, conversation) => {
        this.calls.push(call);
        this.conversations.push(conversation);
        return this.dispatch(call, conversation);
      },
      sessions: { bySecret: (secret) => this.sessions.get(secret) },
      rank: catalog.newestRank,
      secureCookie: true,
      address: () => 'https://mock.example/sdk',
      tick: (act) => {
        if (this.holding) this.ticks.push(act);
        else setImmediate(act);
      },
      log: { error: (_details, message) => void this.logged.push(message) },
      ...options,
    });
    this.server = createServer({ ...HTTP_LIMITS.server }, (asked, response) => {
      if (!door.handle(asked, response)) response.writeHead(418).end('not mine');
    });
  }

  async open(): Promise<this> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  holdTicks(): void {
    this.holding = true;
  }

  letTicksRun(): void {
    this.holding = false;
    for (const act of this.ticks.splice(0)) act();
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  ask({ method = 'POST', path = '/sdk', headers = {}, body = '' }: Asked): Promise<Reply> {
    return new Promise((done, failed) => {
      const sent = request(
        { host: '127.0.0.1', port: this.port, method, path, headers, agent: false },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', failed);
          answer.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const { statusCode: status = 0, headers: received } = answer;
            done({ status, headers: received, bytes, text: bytes.toString() });
          });
        },
      );
      sent.on('error', failed);
      sent.end(body);
    });
  }

  /** Sends bytes as they are and gives what came back until the connection ended. */
  askRaw(bytes: string): Promise<string> {
    return new Promise((done, failed) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.end(bytes));
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk.toString();
      });
      socket.on('error', failed);
      socket.on('close', () => done(received));
    });
  }
}
