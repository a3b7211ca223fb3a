/**
 * A VI JSON door behind a plain HTTP server, with a dispatcher made up by the test.
 */
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Conversation, MethodCall } from '../../../server/vim/method.ts';
import type { Session } from '../../../server/vim/sessions/sessions.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { HTTP_LIMITS } from '../../../server/wire/http-limits.ts';
import { createJsonDoor, type JsonDoorOptions } from '../../../server/wire/json/route.ts';

export const catalog = loadCatalog();
export const BASE = '/sdk/vim25/8.0.3.0';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

export const SESSION: Session = {
  key: '52000000-0000-0000-0000-000000000000',
  secret: 'a'.repeat(40),
  userName: 'u',
  fullName: 'u',
  loginTimeMs: 0,
  locale: 'en',
  ipAddress: '',
  userAgent: '',
  extensionSession: false,
  lastActiveMs: 0,
  callCount: 0,
};

export class TestDoor {
  /** Calls which reached the dispatcher. */
  readonly calls: MethodCall[] = [];
  readonly conversations: Conversation[] = [];
  readonly logged: string[] = [];
  readonly sessions = new Map<string, Session>();
  ticks = 0;
  dispatch: (call: MethodCall, conversation: Conversation) => unknown = () => undefined;
  private readonly server: Server;

  constructor(options: Partial<JsonDoorOptions> = {}) {
    const door = createJsonDoor({
      catalog,
      dispatch: (call, conversation) => {
        this.calls.push(call);
        this.conversations.push(conversation);
        return this.dispatch(call, conversation);
      },
      sessions: { bySecret: (secret) => this.sessions.get(secret) },
      rank: catalog.newestRank,
      secureCookie: true,
      tick: (act) => {
        this.ticks += 1;
        setImmediate(act);
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

  reset(): void {
    this.calls.length = 0;
    this.conversations.length = 0;
    this.logged.length = 0;
    this.sessions.clear();
    this.ticks = 0;
    this.dispatch = () => undefined;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  ask({ method = 'POST', path, headers = {}, body = '' }: Asked): Promise<Reply> {
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
}
