/**
 * A small VI JSON client of one release: logs in, calls methods with arguments as plain objects, reads
 * properties.
 */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { ObjectId } from './soap-client.ts';

export interface JsonReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface JsonRequest {
  readonly method?: string;
  /** From the root of the server. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer | undefined;
  readonly signal?: AbortSignal;
}

/** A fault as the client sees it. */
export class JsonFault extends Error {
  override readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(body: Readonly<Record<string, unknown>>) {
    super(String(body['faultstring']));
    this.name = String(body['_typeName']);
    this.body = body;
  }
}

export const LOGIN = { userName: 'administrator@vsphere.local', password: 'VMware1!' };

export class JsonClient {
  /** Sent as `vmware-api-session-id`. */
  session: string | undefined;
  readonly #url: string;
  readonly #release: string;
  readonly #agent = new Agent({ keepAlive: true });

  /** @param url of the server: `http://127.0.0.1:1234` */
  constructor(url: string, release = '9.1.0.0') {
    this.#url = url;
    this.#release = release;
  }

  async login(): Promise<this> {
    await this.call('Login', { type: 'SessionManager', value: 'SessionManager' }, LOGIN);
    return this;
  }

  /** Calls a method; gives what its answer holds, undefined for nothing. Throws JsonFault. */
  async call(method: string, self: ObjectId, args?: object): Promise<unknown> {
    const path = this.path(self, method);
    const body = args === undefined ? undefined : JSON.stringify(args);
    return read(await this.ask({ path, body }));
  }

  async get(self: ObjectId, property: string): Promise<unknown> {
    return read(await this.ask({ method: 'GET', path: this.path(self, property) }));
  }

  path({ type, value }: ObjectId, member: string): string {
    return `/sdk/vim25/${this.#release}/${type}/${encodeURIComponent(value)}/${member}`;
  }

  /** Sends a request as it is; remembers the session that the answer names. */
  ask({ method = 'POST', path, headers = {}, body, signal }: JsonRequest): Promise<JsonReply> {
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.#url), {
        method,
        agent: this.#agent,
        ...(signal ? { signal } : {}),
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(this.session === undefined ? {} : { 'vmware-api-session-id': this.session }),
          ...headers,
        },
      });
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const session = response.headers['vmware-api-session-id'];
          if (session !== undefined) this.session = String(session);
          const { statusCode: status = 0, headers: received } = response;
          resolve({ status, headers: received, text: Buffer.concat(chunks).toString() });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function read({ status, text }: JsonReply): unknown {
  if (status === 204) return undefined;
  if (status === 200) return JSON.parse(text);
  if (status === 500) throw new JsonFault(JSON.parse(text));
  throw new Error(`${status} ${text}`);
}
