/**
 * The program as a process of its own, for tests that end it the hard way.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { NEWEST } from './server.ts';
import { SoapClient } from './soap-client.ts';
import type { Answer } from './xsd-oracle.ts';

const MAIN = join(import.meta.dirname, '../../server/main.ts');

export class ChildServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #clients: SoapClient[] = [];

  private constructor(url: string, child: ChildProcess, ended: Promise<unknown>) {
    this.url = url;
    this.#child = child;
    this.#ended = ended;
  }

  /** Starts `vcmock serve` on a free port; resolves when it is ready. */
  static async start(...args: readonly string[]): Promise<ChildServer> {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', MAIN, 'serve', '--listen', '127.0.0.1:0', '--no-tls', ...args],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
    );
    let [said, complained] = ['', ''];
    child.stderr.on('data', (chunk) => {
      complained += chunk;
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        said += chunk;
        if (said.includes('\n')) resolve(said.slice(0, said.indexOf('\n')));
      });
      void ended.then(() => reject(new Error(`ended before it was ready: ${complained}`)));
    });
    const { url } = JSON.parse(line.replace(/^READY /, '')) as { url: string };
    return new ChildServer(url, child, ended);
  }

  /** A client that has logged in; its answers are kept in the list given. */
  loggedIn(answers: Answer[]): Promise<SoapClient> {
    const client = new SoapClient({ url: `${this.url}/sdk`, version: NEWEST, answers });
    this.#clients.push(client);
    return client.login();
  }

  /** Ends it without a chance to write anything. */
  kill(): Promise<unknown> {
    this.#child.kill('SIGKILL');
    return this.#gone();
  }

  /** Ends it as a user does. */
  stop(): Promise<unknown> {
    this.#child.kill('SIGTERM');
    return this.#gone();
  }

  async #gone(): Promise<unknown> {
    const status = await this.#ended;
    for (const client of this.#clients.splice(0)) client.close();
    return status;
  }
}
