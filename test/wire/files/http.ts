/**
 * Requests as they are: paths go out unchanged, bodies in pieces, and a test may hang up in the middle.
 */
import { type ClientRequest, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export class Http {
  readonly #host: string;
  readonly #port: number;
  /** Sent with every request. */
  cookie: string | undefined;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  ask(path: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.open(path, { method, headers }, resolve).on('error', reject).end(body);
    });
  }

  /** A request whose body the test sends itself. */
  open(
    path: string,
    { method = 'PUT', headers = {} }: Asking,
    answered: (answer: Answer) => void = () => undefined,
  ): ClientRequest {
    const cookie = this.cookie === undefined ? {} : { cookie: this.cookie };
    const options = { host: this.#host, port: this.#port, path, method };
    return request({ ...options, headers: { ...cookie, ...headers }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        answered({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
  }

  /** Sends bytes as they are; gives the first line of what comes back. */
  raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, this.#host, () => socket.write(text));
      socket.once('data', (data) => {
        resolve(data.toString('latin1').split('\r\n', 1)[0] ?? '');
        socket.destroy();
      });
      socket.once('error', reject);
    });
  }
}
