/**
 * A client of the vAPI over REST: supertest against a whole server whose answers are held against
 * openapi.yaml, so that no test passes with an answer that is not described there.
 */
import supertest from 'supertest';
import type { ServerOptions } from '../../server/config.ts';
import { serverForThisFile, type TestServer } from './server.ts';

export interface RestReply {
  readonly status: number;
  /** The parsed body; undefined where there was none. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface RestRequest {
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A server for all tests of a file that judges what it answers over REST. */
export function restServerForThisFile(options: Partial<ServerOptions> = {}): TestServer {
  return serverForThisFile({ judgeAnswers: true, ...options });
}

/** `POST /api/session`; the session of the administrator unless told. */
export async function restLogin(
  server: TestServer,
  userName = 'administrator@vsphere.local',
  password = 'VMware1!',
): Promise<RestClient> {
  const reply = await supertest(server.running.url).post('/api/session').auth(userName, password);
  if (reply.status !== 201) throw new Error(`no session: ${reply.status} ${reply.text}`);
  return new RestClient(server.running.url, reply.body as string);
}

export class RestClient {
  readonly #url: string;
  /** Of the session; a client without one is nobody. */
  readonly token: string | undefined;

  constructor(url: string, token?: string) {
    this.#url = url;
    this.token = token;
  }

  /** Sends a request, `path` with its `/api` or `/rest`. Does not look at the status. */
  async send(method: Method, path: string, request: RestRequest = {}): Promise<RestReply> {
    const { query = {}, body, headers = {} } = request;
    const verb = method.toLowerCase() as Lowercase<Method>;
    const session = this.token === undefined ? {} : { 'vmware-api-session-id': this.token };
    const sent = supertest(this.#url)
      [verb](path)
      .query(query)
      .set({ ...session, ...headers });
    const reply = await (body === undefined ? sent : sent.send(body));
    return {
      status: reply.status,
      body: reply.text === '' ? undefined : reply.body,
      headers: reply.headers,
    };
  }

  /** The body of a successful answer. Throws RestProblem for every status from 400 on. */
  async get<T = unknown>(path: string, query: RestRequest['query'] = {}): Promise<T> {
    return (await this.#demand('GET', path, { query })).body as T;
  }

  async post<T = unknown>(
    path: string,
    body?: object,
    query: RestRequest['query'] = {},
  ): Promise<T> {
    return (await this.#demand('POST', path, { body, query })).body as T;
  }

  async put(path: string, body?: object): Promise<void> {
    await this.#demand('PUT', path, { body });
  }

  async patch(path: string, body?: object): Promise<void> {
    await this.#demand('PATCH', path, { body });
  }

  async delete(path: string, query: RestRequest['query'] = {}): Promise<void> {
    await this.#demand('DELETE', path, { query });
  }

  async #demand(method: Method, path: string, request: RestRequest): Promise<RestReply> {
    const reply = await this.send(method, path, request);
    if (reply.status < 400) return reply;
    throw new RestProblem(reply);
  }
}

interface ErrorBody {
  readonly error_type?: string;
  readonly messages?: readonly { readonly id: string; readonly default_message: string }[];
}

/** An error as the client of `/api` sees it. */
export class RestProblem extends Error {
  readonly status: number;
  /** `NOT_FOUND` */
  readonly errorType: string | undefined;
  /** Ids of its messages. */
  readonly ids: readonly string[];

  constructor({ status, body }: RestReply) {
    const { error_type, messages = [] } = (body ?? {}) as ErrorBody;
    super(`${status} ${error_type}: ${messages.map((each) => each.default_message).join(' ')}`);
    this.status = status;
    this.errorType = error_type;
    this.ids = messages.map(({ id }) => id);
  }
}
