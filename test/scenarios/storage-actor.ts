/**
 * Somebody who calls a server in process and draws at random what he does; what he did is told.
 */
import { SeededRandom } from '../../server/clock/random.ts';
import { createDispatch } from '../../server/vim/dispatch.ts';
import type { Conversation } from '../../server/vim/method.ts';
import { VimFault } from '../../server/vmodl/fault.ts';
import { isReference, type Ref, reference } from '../../server/vmodl/reference.ts';
import { member } from '../../server/vmodl/value.ts';
import type { TestServer } from '../helpers/server.ts';

const SESSIONS = reference('SessionManager', 'SessionManager');

export class StorageActor {
  readonly server: TestServer;
  /** What was done, and how it was answered, oldest first. */
  readonly told: string[] = [];
  readonly errors: unknown[] = [];
  readonly tasks: Ref<'Task'>[] = [];
  readonly random: SeededRandom;
  readonly #dispatch: ReturnType<typeof createDispatch>;
  readonly #conversation: Conversation = {
    session: undefined,
    remoteAddress: '192.0.2.1',
    userAgent: 'test',
  };
  constructor(server: TestServer, seed: string) {
    this.server = server;
    this.random = new SeededRandom(seed);
    this.#dispatch = createDispatch({
      services: server.services,
      onError: (error) => void this.errors.push(error),
    });
    const [userName, password] = ['administrator@vsphere.local', 'VMware1!'];
    this.call(SESSIONS, 'Login', { userName, password });
  }

  // biome-ignore lint/suspicious/noExplicitAny: values are as varied as the API
  read(ref: Ref, path: string): any {
    return this.server.inventory.has(ref) ? this.server.inventory.readPath(ref, path) : undefined;
  }

  chance(share: number): boolean {
    return this.random.next() < share;
  }

  one<T>(list: readonly T[]): T {
    return list[Math.floor(this.random.next() * list.length)] as T;
  }

  some<T extends string>(type: T): Ref<T> {
    const all = this.server.inventory.ofType(type) as readonly Ref<T>[];
    return all.length > 0 ? this.one(all) : reference(type, 'gone');
  }

  /** Calls it; a refusal is an answer too. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are as varied as the API
  call(ref: Ref, method: string, args: object = {}): any {
    const rank = this.server.services.catalog.newestRank;
    const what = `${method} ${ref.value} ${JSON.stringify(args)}`;
    try {
      const call = { ref, method, args: args as Record<string, unknown>, rank };
      const answer: unknown = this.#dispatch(call, this.#conversation);
      const task = isReference(answer) ? answer : member(answer, 'task');
      if (isReference(task) && task.type === 'Task') this.tasks.push(task as Ref<'Task'>);
      this.told.push(`${what} -> ${isReference(task) ? task.value : 'done'}`);
      return answer;
    } catch (error) {
      this.told.push(`${what} -> ${error instanceof VimFault ? error.name : String(error)}`);
      if (!(error instanceof VimFault)) this.errors.push(error);
      return undefined;
    }
  }
}
