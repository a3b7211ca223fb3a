/**
 * A whole server on manual time, over plain HTTP on a free port, one per test file; and clients of it.
 *
 * Every answer that any client of it gets is kept and, when the file ends, validated against the
 * schemas we serve for that client's version. No test of the file can pass with an invalid answer.
 */
import { VirtualClock } from '../../server/clock/clock.ts';
import type { RunningServer, ServerOptions } from '../../server/config.ts';
import { createServer } from '../../server/create-server.ts';
import type { Inventory } from '../../server/inventory/inventory.ts';
import type { Logger } from '../../server/log.ts';
import type { Services } from '../../server/vim/method.ts';
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import { type ObjectId, SoapClient } from './soap-client.ts';
import { type Answer, validateAnswers } from './xsd-oracle.ts';

const CATALOG = loadCatalog();
/** The newest release a server of these tests speaks. */
export const NEWEST = '9.1.0.0';
/** Python starts, reads ten sets of schemas and some hundred megabytes of answers. */
const VALIDATION_LIMIT_MS = 300_000;

export class TestServer {
  readonly answers: Answer[] = [];
  /** What the server wrote to its log as errors: our own mistakes. */
  readonly logged: string[] = [];
  readonly #options: ServerOptions;
  #running: RunningServer | undefined;
  readonly #clients: SoapClient[] = [];

  constructor(options: Partial<ServerOptions> = {}) {
    this.#options = {
      listen: { host: '127.0.0.1', port: 0 },
      seed: 'lab',
      time: { kind: 'manual' },
      apiVersion: NEWEST,
      user: 'administrator@vsphere.local',
      password: 'VMware1!',
      auth: 'strict',
      tls: false,
      durability: 'memory',
      log: errorsInto(this.logged),
      ...options,
    };
  }

  async open(): Promise<this> {
    this.#running = await createServer(this.#options);
    return this;
  }

  async close(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    await this.#running?.close();
    this.#running = undefined;
  }

  get running(): RunningServer {
    if (!this.#running) throw new Error('the server is not open');
    return this.#running;
  }

  get services(): Services {
    return this.running.services;
  }

  get inventory(): Inventory {
    return this.services.inventory;
  }

  get clock(): VirtualClock {
    const { clock } = this.services;
    if (clock instanceof VirtualClock) return clock;
    throw new Error('the server has another clock');
  }

  /** A client that has not logged in. */
  client(version: string = NEWEST): SoapClient {
    return this.#adopt(
      new SoapClient({ url: this.running.sdkUrl, version, answers: this.answers }),
    );
  }

  /** A client that sends that SOAPAction (undefined: none) and gets answers of that version. */
  clientSaying(soapAction: string | undefined, version: string): SoapClient {
    const { answers } = this;
    return this.#adopt(new SoapClient({ url: this.running.sdkUrl, version, answers, soapAction }));
  }

  async loggedIn(version: string = NEWEST): Promise<SoapClient> {
    return this.client(version).login();
  }

  /** Calls an operation of the control plane; gives what it answers. */
  async control(path: string, body: object = {}): Promise<unknown> {
    const response = await fetch(`${this.running.url}/_mock/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-mock-control': '1' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Back to the seed: objects, events, tasks. Sessions stay. */
  async reset(): Promise<void> {
    await this.control('reset');
  }

  /** Lets virtual time pass; who waits for what happened has been answered or is about to be. */
  advance(ms: number): void {
    this.clock.advance(ms);
  }

  /** The object of a type by its name. */
  named(type: string, name: string): ObjectId {
    const found = this.inventory
      .ofType(type)
      .find((ref) => this.inventory.readPath(ref, 'name') === name);
    if (!found) throw new Error(`there is no ${type} ${name}`);
    return found;
  }

  /** What is wrong with the answers got so far, each mistake told once; forgets the answers. */
  invalidAnswers(): string[] {
    const told = new Map<string, string>();
    const different = new Map(
      this.answers.splice(0).map((each) => [`${each.version} ${each.xml}`, each]),
    );
    for (const error of validateAnswers([...different.values()])) {
      const [line = ''] = error.split('\n', 1);
      if (isEmptyResult(line)) continue;
      const mistake = line.replace(/^\S+: /, '').replace(/^[^ ]*\/\S+ /, '');
      if (!told.has(mistake)) told.set(mistake, error);
    }
    return [...told.values()];
  }

  #adopt(client: SoapClient): SoapClient {
    this.#clients.push(client);
    return client;
  }
}

/**
 * A list of results which is empty, or of what holds for each of no privileges: the published schemas
 * ask for one item at least, but there is none to write.
 */
function isEmptyResult(error: string): boolean {
  if (error.endsWith('( {urn:vim25}privAvailability ).')) return true;
  const method = /\}(\w+)Response': Missing child element\(s\).*returnval/.exec(error)?.[1] ?? '';
  return CATALOG.method(method)?.result?.array === true;
}

/** A server for all tests of a file; what it answered and logged is judged after the last. */
export function serverForThisFile(options: Partial<ServerOptions> = {}): TestServer {
  const server = new TestServer(options);
  beforeAll(() => server.open());
  afterAll(async () => {
    await server.close();
    expect(server.logged).toEqual([]);
    expect(server.invalidAnswers()).toEqual([]);
  }, VALIDATION_LIMIT_MS);
  return server;
}

function errorsInto(lines: string[]): Logger {
  const ignore = () => undefined;
  return {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error(message, details) {
      const error = details?.['err'];
      lines.push(error instanceof Error ? `${message}: ${error.stack}` : message);
    },
    writes: () => false,
  };
}
