/**
 * Two hundred moves asked for at once over eight hosts: no host, vMotion network or datastore ever carries
 * more than its units, nobody is overtaken who could have started, and all arrive.
 */
import { SeededRandom } from '../../server/clock/random.ts';
import type { Commit } from '../../server/inventory/change.ts';
import type { Ref } from '../../server/vmodl/reference.ts';
import { Vcenter } from '../helpers/vcenter.ts';

const HOSTS = ['H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'H7', 'H8'] as const;
/** Slow vMotion networks, which carry four at once. */
const SLOW: readonly string[] = ['H7', 'H8'];
const DATASTORES = ['DS1', 'DS2', 'DS3', 'DS4'] as const;
const MOVES = 200;
const SEED_NUMBER = process.env['VCMOCK_STORIES_SEED'] ?? '1';
const PRIORITIES = ['highPriority', 'defaultPriority', 'lowPriority'] as const;
const STEP_MS = 500;
const LONG_ENOUGH_MS = 4 * 3_600_000;

/** Units of vCenter's limits on simultaneous migrations. */
const UNITS = {
  vmotion: { host: 2, network: 1, datastore: 1 },
  storage: { host: 8, network: 0, datastore: 16 },
  both: { host: 8, network: 1, datastore: 16 },
} as const;
const HOST_MAX = 16;
const DATASTORE_MAX = 128;

const hostYaml = (name: string) => `
          - name: ${name}
            nics: [{ device: vmnic0, gbps: 10 }, { device: vmnic1, gbps: ${SLOW.includes(name) ? 1 : 10} }]
            vswitches:
              - { name: vSwitch0, nics: [vmnic0], portgroups: [{ name: VM Network }, { name: Management }] }
              - { name: vSwitch1, nics: [vmnic1], portgroups: [{ name: vMotion }] }
            vmknics:
              - { ip: 10.0.0.${name.slice(1)}, portgroup: Management, services: [management] }
              - { ip: 10.0.1.${name.slice(1)}, portgroup: vMotion, services: [vmotion] }`;

const vmYaml = (number: number) => {
  const [host, datastore] = [HOSTS[number % HOSTS.length], DATASTORES[number % DATASTORES.length]];
  return `      - { name: vm${number}, host: ${host}, datastore: ${datastore} }`;
};

const SEED = `
name: crowd
description: eight hosts and two hundred VMs
defaults:
  host: { memoryGb: 512 }
  vm: { memoryMb: 1024, disks: [{ sizeGb: 4, usedGb: 1 }] }
datacenters:
  - name: DC
    clusters:
      - name: C1
        hosts:${HOSTS.map(hostYaml).join('')}
    datastores:
${DATASTORES.map((name) => `      - { name: ${name}, capacityGb: 4000 }`).join('\n')}
    vms:
${Array.from({ length: MOVES }, (_, number) => vmYaml(number)).join('\n')}
`;

type Kind = keyof typeof UNITS;

interface Wish {
  readonly vm: string;
  readonly kind: Kind;
  readonly from: string;
  readonly to: string;
  readonly home: string;
  readonly datastore: string;
  readonly priority: (typeof PRIORITIES)[number];
}

interface Asked extends Wish {
  readonly task: Ref<'Task'>;
  readonly order: number;
  readonly units: ReadonlyMap<string, number>;
}

function unitsOf({ kind, from, to, home, datastore }: Wish): ReadonlyMap<string, number> {
  const { host, network, datastore: copy } = UNITS[kind];
  const hosts = [...new Set([from, to])];
  const all: [string, number][] = [
    ...hosts.map((name): [string, number] => [`host ${name}`, host]),
    ...hosts.map((name): [string, number] => [`network ${name}`, network]),
    ...[...new Set([home, datastore])].map((name): [string, number] => [`datastore ${name}`, copy]),
  ];
  return new Map(all.filter(([, units]) => units > 0));
}

function maxOf(resource: string): number {
  const [type, name = ''] = resource.split(' ');
  if (type === 'network') return SLOW.includes(name) ? 4 : 8;
  return type === 'host' ? HOST_MAX : DATASTORE_MAX;
}

/** A vCenter, what was asked of it, and everything that went against the rules. */
class Crowd {
  readonly vcenter = new Vcenter({ seedText: SEED });
  readonly asked: Asked[] = [];
  readonly started: string[] = [];
  readonly complaints: string[] = [];
  /** The most units seen in use, by resource. */
  readonly most = new Map<string, number>();
  readonly #running = new Set<Asked>();
  readonly #byTask = new Map<string, Asked>();

  constructor() {
    this.vcenter.inventory.subscribe((commit) => this.#see(commit));
  }

  ask(wish: Wish): void {
    const { vcenter } = this;
    const spec = {
      _typeName: 'VirtualMachineRelocateSpec',
      ...(wish.kind === 'storage' ? {} : { host: vcenter.named('HostSystem', wish.to) }),
      ...(wish.kind === 'vmotion' ? {} : { datastore: vcenter.named('Datastore', wish.datastore) }),
    };
    const vm = vcenter.named('VirtualMachine', wish.vm);
    const { priority } = wish;
    const order = this.asked.length;
    const task = vcenter.call(vm, 'RelocateVM_Task', { spec, priority }) as Ref<'Task'>;
    const asked = { ...wish, task, order, units: unitsOf(wish) };
    this.asked.push(asked);
    this.#byTask.set(task.value, asked);
    // It may have started before its task was known.
    if (this.#state(asked) === 'running') this.#start(asked);
  }

  /** Lets time pass until all have ended; nobody who fits is left waiting meanwhile. */
  finish(): void {
    const { clock } = this.vcenter;
    for (let passedMs = 0; passedMs < LONG_ENOUGH_MS && this.#open(); passedMs += STEP_MS) {
      clock.advance(STEP_MS);
      const idle = this.queued().filter((one) => this.#fits(one));
      for (const { vm } of idle) this.complaints.push(`${vm} could start and does not`);
    }
  }

  queued(): readonly Asked[] {
    return this.asked.filter((one) => this.#state(one) === 'queued');
  }

  states(): ReadonlySet<string> {
    return new Set(this.asked.map((one) => this.#end(one)));
  }

  #open(): boolean {
    return this.asked.some((one) => ['queued', 'running'].includes(this.#state(one)));
  }

  #end({ task }: Asked): string {
    return this.vcenter.services.migrations.records.find(task.value)?.state ?? 'unknown';
  }

  /** Tasks are forgotten ten minutes after their end. */
  #state(one: Asked): string {
    const { inventory } = this.vcenter;
    return inventory.has(one.task) ? inventory.read(one.task, 'info').state : this.#end(one);
  }

  #see({ changed }: Commit): void {
    for (const { type, value } of changed.keys()) {
      const one = type === 'Task' ? this.#byTask.get(value) : undefined;
      if (!one) continue;
      const state = this.#state(one);
      if (state === 'running' && !this.#running.has(one)) this.#start(one);
      if (state === 'success' || state === 'error') this.#running.delete(one);
    }
  }

  #start(one: Asked): void {
    for (const other of this.queued()) {
      const isAhead = ahead(other, one);
      if (isAhead && this.#fits(other)) this.complaints.push(`${one.vm} overtook ${other.vm}`);
    }
    this.#running.add(one);
    this.started.push(one.vm);
    for (const [resource, units] of this.#inUse()) {
      this.most.set(resource, Math.max(this.most.get(resource) ?? 0, units));
      if (units > maxOf(resource)) this.complaints.push(`${resource}: ${units}`);
    }
  }

  #inUse(): ReadonlyMap<string, number> {
    const inUse = new Map<string, number>();
    for (const { units } of this.#running) {
      for (const [name, cost] of units) inUse.set(name, (inUse.get(name) ?? 0) + cost);
    }
    return inUse;
  }

  #fits({ units }: Asked): boolean {
    const inUse = this.#inUse();
    return [...units].every(([name, cost]) => (inUse.get(name) ?? 0) + cost <= maxOf(name));
  }
}

/** Is one before another in the queue: by priority, then by the time it was asked for? */
function ahead(one: Asked, other: Asked): boolean {
  const rank = ({ priority }: Wish) => PRIORITIES.indexOf(priority);
  return rank(one) - rank(other) < 0 || (rank(one) === rank(other) && one.order < other.order);
}

function wishes(random: SeededRandom): readonly Wish[] {
  const one = <T>(list: readonly T[]) => list[Math.floor(random.next() * list.length)] as T;
  return Array.from({ length: MOVES }, (_, number) => {
    const from = HOSTS[number % HOSTS.length] ?? 'H1';
    const home = DATASTORES[number % DATASTORES.length] ?? 'DS1';
    const kind = one(['vmotion', 'vmotion', 'vmotion', 'storage', 'both'] as const);
    return {
      ...{ vm: `vm${number}`, kind, from, home, priority: one(PRIORITIES) },
      to: kind === 'storage' ? from : one(HOSTS.filter((name) => name !== from)),
      datastore: kind === 'vmotion' ? home : one(DATASTORES.filter((name) => name !== home)),
    };
  });
}

describe(`Two hundred moves at once (seed ${SEED_NUMBER})`, () => {
  const crowd = new Crowd();
  const all = wishes(new SeededRandom(SEED_NUMBER));
  beforeAll(() => {
    for (const wish of all) crowd.ask(wish);
  });
  afterAll(() => crowd.vcenter.stop());

  it('wait for each other, and all arrive', () => {
    expect(crowd.queued().length).toBeGreaterThan(MOVES / 2);

    crowd.finish();

    expect([...crowd.states()]).toEqual(['success']);
    for (const { vm, to, datastore } of all) {
      const ref = crowd.vcenter.named('VirtualMachine', vm);
      const { inventory } = crowd.vcenter;
      const host = inventory.read(ref, 'runtime').host;
      const places = (inventory.read(ref, 'datastore') ?? []).map((one) =>
        inventory.read(one, 'name'),
      );
      expect([vm, host && inventory.read(host, 'name'), places]).toEqual([vm, to, [datastore]]);
    }
    expect(crowd.vcenter.errors).toEqual([]);
  }, 60_000);

  it('never take more of a host, network or datastore than it has, and no place ahead in the queue', () => {
    expect(crowd.complaints).toEqual([]);
    expect(crowd.started.length).toBe(MOVES);
    // What limits them has been reached.
    expect(HOSTS.map((name) => crowd.most.get(`host ${name}`))).toEqual(HOSTS.map(() => HOST_MAX));
  });

  it('leave nothing behind: no unit is lost', () => {
    const again = crowd.vcenter.named('VirtualMachine', 'vm0');
    const target = crowd.vcenter.named('HostSystem', all[0]?.to === 'H8' ? 'H7' : 'H8');
    const spec = { _typeName: 'VirtualMachineRelocateSpec', host: target };
    crowd.vcenter.run(again, 'RelocateVM_Task', { spec });
    expect(crowd.vcenter.read(again, 'runtime.host')).toEqual(target);
  });
});

describe('Twenty moves between two hosts', () => {
  it('start by priority, and among equals in the order they were asked for', () => {
    const crowd = new Crowd();
    const priorities = ['lowPriority', 'defaultPriority', 'highPriority'] as const;
    for (let number = 0; number < 20; number += 1) {
      const priority = priorities[number % 3] ?? 'lowPriority';
      const places = { from: 'H1', to: 'H2', home: 'DS1', datastore: 'DS1' };
      crowd.ask({ vm: `vm${number * HOSTS.length}`, kind: 'vmotion', priority, ...places });
    }
    const waiting = [...crowd.queued()];
    expect(waiting.length).toBe(12);

    crowd.finish();

    const expected = waiting.toSorted((left, right) => (ahead(left, right) ? -1 : 1));
    expect(crowd.started.slice(8)).toEqual(expected.map(({ vm }) => vm));
    expect(crowd.complaints).toEqual([]);
    crowd.vcenter.stop();
  });
});
