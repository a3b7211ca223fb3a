import { demandOf, forecastOf } from '../../../server/vim/facts/demand-facts.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { StatisticsWorld } from '../../helpers/statistics-world.ts';

const MINUTE = 60_000;

describe('demandOf', () => {
  function given() {
    const world = new StatisticsWorld();
    const vm = (name: string) => world.named('VirtualMachine', name);
    const demand = (ref: Ref<'VirtualMachine'>, question = {}) =>
      demandOf(world.services, [ref], question).get(ref.value);
    return { world, vm, demand };
  }

  it('is the mean of the last five minutes', () => {
    const { world, vm, demand } = given();
    world.demand(vm('steady'), {
      cpuMhz: { kind: 'steps', times: [0, 620], values: [300, 1200] },
    });
    world.clock.advance(13 * MINUTE + 20_000);

    const asked = demand(vm('steady'));

    // Ten samples of the fifteen are of the second step.
    expect(asked).toMatchObject({ cpuMhz: 900, samples: 15, readyPercent: 0 });
    world.stop();
  });

  it('counts active memory, a quarter of what is idle, and overhead', () => {
    const { world, vm, demand } = given();
    world.clock.advance(MINUTE);
    const overheadMb = Number(world.read(vm('steady'), 'runtime.memoryOverhead')) / 2 ** 20;

    expect(demand(vm('steady'))?.memoryMb).toBeCloseTo(819.2 + (3072 - 819.2) / 4 + overheadMb, 1);
    expect(demand(vm('steady'), { idlePercent: 100 })?.memoryMb).toBeCloseTo(3072 + overheadMb, 1);
    world.stop();
  });

  it('assumes the worst of a VM that has just been started, and nothing of one that is off', () => {
    const { world, vm, demand } = given();

    expect(demand(vm('off'))).toBeUndefined();
    world.run(vm('off'), 'PowerOnVM_Task', {}, 1000);

    expect(demand(vm('off'))).toMatchObject({ samples: 0, cpuMhz: 2000 });
    world.clock.advance(MINUTE);
    expect(demand(vm('off'))).toMatchObject({ samples: 3, cpuMhz: 200 });
    world.stop();
  });
});

describe('forecastOf', () => {
  it('tells what the function will be', () => {
    const world = new StatisticsWorld();
    const steady = world.named('VirtualMachine', 'steady');
    world.demand(steady, { cpuMhz: { kind: 'steps', times: [0, 1800], values: [300, 1200] } });

    const forecast = forecastOf(world.services, steady, 3600, 900);

    expect(forecast.map(({ inSeconds, cpuMhz }) => [inSeconds, cpuMhz])).toEqual([
      [900, 300],
      [1800, 1200],
      [2700, 1200],
      [3600, 1200],
    ]);
    world.stop();
  });
});
