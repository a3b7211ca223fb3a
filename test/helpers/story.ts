/**
 * A whole server on manual time that tells one story after another: what happens is asked for over
 * SOAP, time passes when the test says so, and the inventory is put back after each story.
 */
import type { ServerOptions } from '../../server/config.ts';
import { serverForThisFile, type TestServer } from './server.ts';
import { element, type ObjectId, refElement, type SoapClient } from './soap-client.ts';

export interface EventSeen {
  readonly type: string;
  readonly key: number;
  readonly chainId: number;
}

export interface Outcome {
  readonly state: string;
  /** Type of the fault of a task that failed. */
  readonly fault: string | undefined;
  readonly ms: number | undefined;
}

const EVENT_MANAGER: ObjectId = { type: 'EventManager', value: 'EventManager' };
const TASK_MANAGER: ObjectId = { type: 'TaskManager', value: 'TaskManager' };

export class Story {
  readonly server: TestServer;
  #client: SoapClient | undefined;

  constructor(server: TestServer) {
    this.server = server;
  }

  async begin(): Promise<void> {
    await this.server.reset();
    this.#client ??= await this.server.loggedIn();
  }

  get client(): SoapClient {
    if (!this.#client) throw new Error('the story has not begun');
    return this.#client;
  }

  vm(name: string): ObjectId {
    return this.server.named('VirtualMachine', name);
  }

  host(name: string): ObjectId {
    return this.server.named('HostSystem', name);
  }

  pass(ms: number): void {
    this.server.advance(ms);
  }

  /** Asks for a move of a VM to a host; gives the task. */
  relocate(vm: string, host: string, client = this.client): Promise<ObjectId> {
    const spec = `<spec>${refElement('host', this.host(host))}</spec>`;
    return client.start('RelocateVM_Task', this.vm(vm), spec);
  }

  cancel(task: ObjectId): Promise<unknown> {
    return this.client.call('CancelTask', task);
  }

  /** Name of the host a VM is registered on. */
  async hostOf(vm: string): Promise<string | undefined> {
    const id = await this.client.textOf(this.vm(vm), 'runtime.host');
    return id && this.client.textOf({ type: 'HostSystem', value: id }, 'name');
  }

  /** Does the host list the VM? */
  async lists(host: string, vm: string): Promise<boolean> {
    return (await this.client.idsOf(this.host(host), 'vm')).includes(this.vm(vm).value);
  }

  async outcome(task: ObjectId): Promise<Outcome> {
    const info = await this.client.taskInfo(task);
    const [start, end] = ['startTime', 'completeTime'].map((name) => info.textAt(name));
    return {
      state: info.textAt('state') ?? '',
      fault: info.at('error/fault')?.type,
      ms: start && end ? Date.parse(end) - Date.parse(start) : undefined,
    };
  }

  /** Progress of a task; undefined when it shows none. */
  async progress(task: ObjectId): Promise<number | undefined> {
    const text = (await this.client.taskInfo(task)).textAt('progress');
    return text === undefined ? undefined : Number(text);
  }

  /** Events that concern an entity, oldest first. */
  async events(entity: ObjectId): Promise<readonly EventSeen[]> {
    const filter = `<filter><entity>${refElement('entity', entity)}${element('recursion', 'self')}</entity></filter>`;
    const answer = await this.client.call('QueryEvents', EVENT_MANAGER, filter);
    return answer
      .all('returnval')
      .map((event) => ({
        type: event.type ?? '',
        key: Number(event.textAt('key')),
        chainId: Number(event.textAt('chainId')),
      }))
      .sort((one, other) => one.key - other.key);
  }

  async eventTypes(entity: ObjectId): Promise<readonly string[]> {
    return (await this.events(entity)).map(({ type }) => type);
  }

  /** Tasks which the server shows as recent. */
  recentTasks(): Promise<readonly string[]> {
    return this.client.idsOf(TASK_MANAGER, 'recentTask');
  }
}

/** One server for the stories of a file. */
export function storiesOf(options: Partial<ServerOptions>): Story {
  const story = new Story(serverForThisFile(options));
  beforeEach(() => story.begin());
  return story;
}
