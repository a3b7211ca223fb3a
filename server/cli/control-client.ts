/**
 * Calls of a running server's control plane from the command line.
 *
 * A server is found as its clients find it: `--url`, else `VCMOCK_URL` (which `vcmock exec` and
 * `serve --env` set), else where `vcmock serve` listens by default.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { DEFAULT_LISTEN, isLoopback } from '../config.ts';
import { member } from '../vmodl/value.ts';
import { UsageError } from './terminal.ts';

export interface ControlFlags {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
}

/** The server cannot be reached, or refuses: one line for the user, status 1. */
export class ControlCallError extends Error {
  override readonly name = 'ControlCallError';
}

/** Answers come at once; longer than this, nobody is there. */
const PATIENCE_MS = 10_000;
/** A thousand migrations with all their rounds are a few megabytes. */
const ANSWER_MAX = 64 * 2 ** 20;
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

export class ControlClient {
  readonly #base: URL;
  readonly #token: string | undefined;

  /** Throws UsageError for a URL that is none. */
  constructor(flags: ControlFlags, env: Readonly<Record<string, string | undefined>>) {
    const { host, port } = DEFAULT_LISTEN;
    this.#base = readUrl(flags.url ?? (env['VCMOCK_URL'] || `https://${host}:${port}`));
    this.#token = flags.token ?? (env['VCMOCK_CONTROL_TOKEN'] || undefined);
  }

  /** Resolves to the answer's body. Throws ControlCallError, and UsageError for what the server finds wrong. */
  async get(path: string): Promise<unknown> {
    const { status, text } = await this.#send(new URL(path, this.#base));
    const body = parsed(text);
    if (status === 200 && body !== undefined) return body;
    const told = member(member(body, 'error'), 'message');
    if (told === undefined) {
      throw new ControlCallError(`${this.#base.origin} is no vcmock (HTTP ${status})`);
    }
    const message = String(told);
    if (status === 400) throw new UsageError(message);
    throw new ControlCallError(status === 401 ? `${message} (here: --token)` : message);
  }

  #send(url: URL): Promise<{ readonly status: number; readonly text: string }> {
    const headers = this.#token === undefined ? {} : { 'x-mock-token': this.#token };
    const options = { headers, timeout: PATIENCE_MS };
    // Servers sign their certificates themselves; on this very machine nobody stands in between.
    const trust = { rejectUnauthorized: !isLoopback(bareHost(url)) };
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) =>
        reject(new ControlCallError(`${this.#base.origin} ${failureOf(error)}`));
      const take = (answer: IncomingMessage) => void readAll(answer).then(resolve, fail);
      const request =
        url.protocol === 'https:'
          ? httpsRequest(url, { ...options, ...trust }, take)
          : httpRequest(url, options, take);
      request.on('timeout', () => request.destroy(new Error('took too long')));
      request.on('error', fail);
      request.end();
    });
  }
}

function readUrl(text: string): URL {
  const whole = /^\w+:\/\//.test(text) ? text : `https://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return new URL(url.origin);
  throw new UsageError(`--url wants an address such as https://127.0.0.1:8989, not "${text}"`);
}

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

async function readAll(answer: IncomingMessage) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > ANSWER_MAX) throw new Error('answered without end');
    chunks.push(chunk);
  }
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'is not there: nobody listens; --url names another';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'is not there: the name is not known';
  if (code === 'EPROTO' || code === 'ECONNRESET') return 'hung up: is it http or https?';
  if (code !== undefined && UNTRUSTED.test(code)) {
    return 'shows a certificate nobody here trusts; NODE_EXTRA_CA_CERTS=FILE makes it known';
  }
  return `cannot be called: ${message}`;
}
