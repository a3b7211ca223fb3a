import { perfCounters } from '../../server/vim/catalogues/perf-counters.ts';
import {
  countOperation,
  countOperations,
  type OperationCounter,
  operationsAt,
} from '../../server/vim/operation-counts.ts';
import { data } from '../../server/vmodl/value.ts';
import { CLUSTER, DATACENTER, HOST, OTHER_VM, SmallVcenter, VM } from '../helpers/small-vcenter.ts';
import { Vcenter } from '../helpers/vcenter.ts';

const HOUR_MS = 3_600_000;

function given() {
  const vcenter = new SmallVcenter();
  const { inventory, clock, services } = vcenter;
  return {
    inventory,
    clock,
    services,
    count: (counter: OperationCounter) => inventory.apply(countOperation(services, VM, counter)),
    at: (counter: OperationCounter, ms = clock.now()) =>
      operationsAt(inventory, CLUSTER, counter, ms),
  };
}

/** The lab, with a VM that runs and one that does not. */
function lab() {
  const vcenter = new Vcenter();
  const { inventory, clock } = vcenter;
  const vmThat = (powerState: string) => {
    const found = inventory
      .ofType('VirtualMachine')
      .find((vm) => inventory.read(vm, 'runtime').powerState === powerState);
    if (!found) throw new Error(`no VM of the lab is ${powerState}`);
    return found;
  };
  const places = [...inventory.ofType('Datacenter'), ...inventory.ofType('ClusterComputeResource')];
  return {
    vcenter,
    running: vmThat('poweredOn'),
    stopped: vmThat('poweredOff'),
    counts: (counter: OperationCounter) =>
      places.map((place) => operationsAt(inventory, place, counter, clock.now())),
  };
}

describe('countOperation', () => {
  it('adds one to the datacenter and the cluster of the VM', () => {
    const { inventory, clock, count } = given();

    count('numPoweron');
    count('numPoweron');
    count('numReset');

    for (const place of [DATACENTER, CLUSTER]) {
      expect(operationsAt(inventory, place, 'numPoweron', clock.now())).toBe(2);
      expect(operationsAt(inventory, place, 'numReset', clock.now())).toBe(1);
      expect(operationsAt(inventory, place, 'numVMotion', clock.now())).toBe(0);
    }
    expect(operationsAt(inventory, HOST, 'numPoweron', clock.now())).toBe(0);
  });

  it('counts several in one commit, and one by its host', () => {
    const { inventory, services, at } = given();

    inventory.apply([
      ...countOperations(services, [VM, OTHER_VM], 'numDestroy'),
      ...countOperation(services, HOST, 'numCreate'),
      ...countOperation(services, HOST, 'numCreate'),
    ]);

    expect([at('numDestroy'), at('numCreate')]).toEqual([2, 2]);
  });

  it('tells what the counter showed at any moment of the last hour', () => {
    const { clock, count, at } = given();
    const startMs = clock.now();
    for (let number = 0; number < 10; number++) {
      clock.advance(20_000);
      count('numSVMotion');
    }

    expect(at('numSVMotion', startMs)).toBe(0);
    expect(at('numSVMotion', startMs + 19_999)).toBe(0);
    expect(at('numSVMotion', startMs + 20_000)).toBe(1);
    expect(at('numSVMotion', startMs + 199_999)).toBe(9);
    expect(at('numSVMotion')).toBe(10);
  });

  it('keeps few figures of many operations, exact at the steps of their age', () => {
    const { inventory, clock, count, at } = given();
    const startMs = clock.now();
    const PER_HOUR = 200;
    for (let number = 0; number < 24 * PER_HOUR; number++) {
      clock.advance(HOUR_MS / PER_HOUR);
      count('numVMotion');
    }

    const kept = inventory.read(CLUSTER, '_vmop_numVMotion') as readonly unknown[];
    expect(kept.length).toBeLessThanOrEqual(2_048);
    expect(at('numVMotion')).toBe(24 * PER_HOUR);
    for (let hour = 1; hour <= 24; hour++) {
      expect(at('numVMotion', startMs + hour * HOUR_MS)).toBe(hour * PER_HOUR);
    }
  });

  it('never forgets a sum, however long ago', () => {
    const { inventory, at } = given();
    for (let day = 0; day < 2_100; day++) {
      const clock = { now: () => day * 24 * HOUR_MS };
      inventory.apply(countOperation({ inventory, clock }, VM, 'numClone'));
    }

    expect(at('numClone')).toBe(2_100);
  });

  it.each([
    ['PowerOffVM_Task', {}, 'numPoweroff'],
    ['SuspendVM_Task', {}, 'numSuspend'],
    ['ResetVM_Task', {}, 'numReset'],
    ['RebootGuest', {}, 'numRebootGuest'],
    ['StandbyGuest', {}, 'numStandbyGuest'],
    ['ShutdownGuest', {}, 'numShutdownGuest'],
    ['ReconfigVM_Task', { spec: data('VirtualMachineConfigSpec', {}) }, 'numReconfigure'],
  ] as const)('counts %s of a VM that runs', (method, args, counter) => {
    const { vcenter, running, counts } = lab();

    vcenter.call(running, method, args);
    vcenter.clock.advance(60_000);

    expect(counts(counter)).toEqual([1, 1]);
  });

  it.each([
    ['PowerOnVM_Task', 'numPoweron'],
    ['Destroy_Task', 'numDestroy'],
    ['UnregisterVM', 'numUnregister'],
  ] as const)('counts %s of a VM that does not', (method, counter) => {
    const { vcenter, stopped, counts } = lab();

    vcenter.call(stopped, method);
    vcenter.clock.advance(60_000);

    expect(counts(counter)).toEqual([1, 1]);
  });

  it('counts neither what was refused nor what failed', () => {
    const { vcenter, stopped, counts } = lab();

    expect(() => vcenter.call(stopped, 'RebootGuest')).toThrow();
    vcenter.call(stopped, 'ResetVM_Task');
    vcenter.clock.advance(60_000);

    expect([counts('numRebootGuest'), counts('numReset')]).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('knows every counter of the catalogue by its name, and no other', () => {
    const known: Readonly<Record<OperationCounter, true>> = {
      numPoweron: true,
      numPoweroff: true,
      numSuspend: true,
      numReset: true,
      numRebootGuest: true,
      numStandbyGuest: true,
      numShutdownGuest: true,
      numCreate: true,
      numDestroy: true,
      numRegister: true,
      numUnregister: true,
      numReconfigure: true,
      numClone: true,
      numDeploy: true,
      numChangeHost: true,
      numChangeDS: true,
      numChangeHostDS: true,
      numVMotion: true,
      numSVMotion: true,
      numXVMotion: true,
    };

    const catalogued = perfCounters().filter(({ group }) => group === 'vmop');

    expect(catalogued.map(({ name }) => name).sort()).toEqual(Object.keys(known).sort());
  });
});
