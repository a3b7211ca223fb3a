/** What is measured of one server: each function does the deed once and returns what it took. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PEER_PROGRAM, type Server } from './servers.ts';
import { Client, element, envelope, filterSpec, type Ref, refIn } from './soap.ts';

const run = promisify(execFile);

export interface Read {
  readonly ms: number;
  readonly bytes: number;
  readonly text: string;
}

/** A view of all VMs. */
export async function viewOfVms({ client }: Server): Promise<Ref> {
  const args = `${element('container', client.manager('rootFolder'))}<type>VirtualMachine</type><recursive>true</recursive>`;
  const answer = await client.call('CreateContainerView', client.manager('viewManager'), args);
  return refIn(answer, 'returnval');
}

/** Reads paths (all properties if none) of the VMs of a view, page by page if the server pages. */
export async function readVms(
  { client }: Server,
  view: Ref,
  paths: readonly string[],
): Promise<Read> {
  const collector = client.manager('propertyCollector');
  const spec = `<specSet>${filterSpec(view, 'VirtualMachine', paths)}</specSet><options/>`;
  const pages: Buffer[] = [];
  const began = performance.now();
  let page = await client.post(envelope('RetrievePropertiesEx', collector, spec));
  pages.push(page);
  for (let token = tokenIn(page); token; token = tokenIn(page)) {
    const args = `<token>${token}</token>`;
    page = await client.post(envelope('ContinueRetrievePropertiesEx', collector, args));
    pages.push(page);
  }
  const ms = performance.now() - began;
  const bytes = pages.reduce((sum, { length }) => sum + length, 0);
  return { ms, bytes, text: Buffer.concat(pages).toString() };
}

/** A token stands before or after the objects, never deep inside. */
function tokenIn(page: Buffer): string | undefined {
  const ends =
    page.toString('utf8', 0, 2_000) + page.toString('utf8', Math.max(0, page.length - 500));
  return /<token>([^<]+)<\/token>/.exec(ends)?.[1];
}

/** Waits in WaitForUpdatesEx over all VMs while another session powers one off. */
export class PowerOffWatch {
  readonly #server: Server;
  readonly #actor: Client;
  readonly #collector: Ref;
  #version: string;

  private constructor(server: Server, actor: Client, collector: Ref, version: string) {
    this.#server = server;
    this.#actor = actor;
    this.#collector = collector;
    this.#version = version;
  }

  static async over(server: Server, view: Ref): Promise<PowerOffWatch> {
    const { client } = server;
    const actor = new Client(server.url);
    await actor.login('user', 'pass');
    const created = await client.call(
      'CreatePropertyCollector',
      client.manager('propertyCollector'),
    );
    const collector = refIn(created, 'returnval');
    const spec = `<spec>${filterSpec(view, 'VirtualMachine', ['runtime.powerState'])}</spec><partialUpdates>false</partialUpdates>`;
    await client.call('CreateFilter', collector, spec);
    const watch = new PowerOffWatch(server, actor, collector, '');
    let truncated = true;
    while (truncated) truncated = (await watch.#wait(30)).includes('<truncated>true<');
    return watch;
  }

  /** ms from the call of PowerOffVM_Task to the update set which tells of it. */
  async powerOff(vm: Ref): Promise<number> {
    const told = this.#untilOff(vm);
    await settled();
    const began = performance.now();
    const asked = this.#actor.call('PowerOffVM_Task', vm);
    await told;
    const ms = performance.now() - began;
    await asked;
    return ms;
  }

  async end(): Promise<void> {
    await this.#server.client.call('DestroyPropertyCollector', this.#collector);
    this.#actor.close();
  }

  async #untilOff(vm: Ref): Promise<void> {
    const told = new RegExp(`>${vm.id}<.*>poweredOff<`, 's');
    while (!told.test(await this.#wait(30)));
  }

  async #wait(seconds: number): Promise<string> {
    const args = `<version>${this.#version}</version><options><maxWaitSeconds>${seconds}</maxWaitSeconds></options>`;
    const answer = await this.#server.client.call('WaitForUpdatesEx', this.#collector, args);
    const version = /<version>([^<]*)<\/version>/.exec(answer)?.[1];
    if (version === undefined) throw new Error(`${this.#server.name} told nothing in ${seconds} s`);
    this.#version = version;
    return answer;
  }
}

/** Long enough for a request on its way to be waiting in the server. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60));
}

export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
}

/** The same call over some kept connections for some seconds, by the generator written in Go. */
export async function load(
  { url, client }: Pick<Server, 'url' | 'client'>,
  body: string,
  {
    connections,
    seconds,
    type,
  }: { readonly connections: number; readonly seconds: number; readonly type?: string },
): Promise<Load> {
  const folder = await mkdtemp(join(tmpdir(), 'vcmock-bench-'));
  try {
    const file = join(folder, 'body.xml');
    await writeFile(file, body);
    const flags = [
      `-url=${url}`,
      `-body=${file}`,
      `-cookie=${client.cookie}`,
      `-connections=${connections}`,
      `-duration=${seconds}s`,
      ...(type === undefined ? [] : [`-type=${type}`]),
    ];
    const { stdout } = await run(PEER_PROGRAM, ['load', ...flags]);
    return JSON.parse(stdout) as Load;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function currentTime(): string {
  return envelope('CurrentTime', { type: 'ServiceInstance', id: 'ServiceInstance' });
}

export function nameOf({ client }: Server, vm: Ref): string {
  const spec =
    `<specSet><propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet>` +
    `<objectSet>${element('obj', vm)}</objectSet></specSet><options/>`;
  return envelope('RetrievePropertiesEx', client.manager('propertyCollector'), spec);
}
