/**
 * Moves of every kind at random, called off, crossed by power operations, lost hosts and removals: each
 * task ends, and when all have ended nothing is held, reserved or charged for any of them.
 */
import { SeededRandom } from '../../../server/clock/random.ts';
import { VimFault } from '../../../server/vmodl/fault.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { MoveWorld } from '../objects/virtual-machine/relocate/move-world.ts';

const OPERATIONS = 120;
const HOSTS = ['H172', 'H173', 'H181', 'H182', 'H191', 'H192', 'alone'];
const POOLS = ['C1', 'C2', 'C3', 'alone', 'gold'];
const DATASTORES = ['DS1', 'DS2', 'DS3', 'L172', 'L173'];
const VMS = ['hot', 'off', 'asleep', 'local', 'two-disks', 'big', 'wired', 'held', 'in-app'];

class Troubles {
  readonly world = new MoveWorld();
  readonly tasks: Ref<'Task'>[] = [];
  readonly #random: SeededRandom;

  constructor(seed: string) {
    this.#random = new SeededRandom(seed);
  }

  #one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random.next() * list.length)] as T;
  }

  #spec(): object {
    const { world } = this;
    const maybe = (name: string, value: () => unknown) =>
      this.#random.next() < 0.5 ? { [name]: value() } : {};
    return {
      ...maybe('host', () => world.host(this.#one(HOSTS))),
      ...maybe('pool', () => world.pool(this.#one(POOLS))),
      ...maybe('datastore', () => world.datastore(this.#one(DATASTORES))),
      ...maybe('folder', () => world.named('Folder', this.#one(['prod', 'test']))),
    };
  }

  #do(): void {
    const { world } = this;
    const vm = world.vm(this.#one(VMS));
    const call = (ref: Ref, method: string, args: object = {}) => {
      const answer = world.call(ref, method, args);
      if (answer?.type === 'Task') this.tasks.push(answer);
    };
    const host = world.host(this.#one(HOSTS));
    const deeds: (() => unknown)[] = [
      () => call(vm, 'PowerOffVM_Task'),
      () => call(vm, 'PowerOnVM_Task'),
      () => call(vm, 'SuspendVM_Task'),
      () => this.tasks.length > 0 && call(this.#one(this.tasks), 'CancelTask'),
      () => call(host, 'DisconnectHost_Task'),
      // Lost hosts come back more often than they go.
      ...HOSTS.map((name) => () => call(world.host(name), 'ReconnectHost_Task')),
      () => call(world.pool('gold'), 'MoveIntoResourcePool', { list: [vm] }),
    ];
    if (this.#random.next() < 0.6) {
      call(vm, 'RelocateVM_Task', {
        spec: { _typeName: 'VirtualMachineRelocateSpec', ...this.#spec() },
      });
    } else this.#one(deeds)();
  }

  play(): void {
    for (let done = 0; done < OPERATIONS; done += 1) {
      try {
        this.#do();
      } catch (error) {
        if (!(error instanceof VimFault)) throw error;
      }
      if (this.#random.next() < 0.7)
        this.world.clock.advance(Math.floor(this.#random.next() * 40_000));
    }
    this.world.clock.advance(3_600_000);
  }
}

describe.each(['one', 'two', 'three', 'four'])('A vCenter with troubles (%s)', (seed) => {
  it('ends every move and holds nothing for it afterwards', () => {
    const troubles = new Troubles(seed);
    const { world } = troubles;

    troubles.play();

    expect(world.errors).toEqual([]);
    for (const vm of world.inventory.ofType('VirtualMachine')) {
      expect(world.read(vm, '_migration')).toBeUndefined();
      expect(world.read(vm, '_copies')).toBeUndefined();
    }
    for (const host of world.inventory.ofType('HostSystem')) {
      expect(world.read(host, '_incoming') ?? []).toEqual([]);
    }
    const states = world.services.migrations.records.all().map(({ state }) => state);
    expect(states.filter((state) => state === 'queued' || state === 'running')).toEqual([]);
    expect(new Set(states)).toContain('success');
    const unfinished = world.inventory
      .ofType('Task')
      .filter((task) => world.read(task as Ref, 'info.completeTime') === undefined);
    expect(unfinished).toEqual([]);
  });
});
