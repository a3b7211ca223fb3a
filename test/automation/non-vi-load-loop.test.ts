import { NonViLoadLoop } from '../../server/automation/non-vi-load-loop.ts';
import { DatastoreControl } from '../../server/control/datastores.ts';
import { member } from '../../server/vmodl/value.ts';
import { StorageIoWorld } from '../helpers/storage-io-world.ts';

const MINUTE = 60_000;

function given() {
  const world = new StorageIoWorld();
  const loop = new NonViLoadLoop({ services: world.services, clock: world.clock });
  const control = new DatastoreControl(world.services);
  const noticed = () =>
    world
      .events()
      .filter(({ _typeName }) => _typeName === 'NonVIWorkloadDetectedOnDatastoreEvent')
      .map((event) => member(member(event, 'ds'), 'name'));
  const underControl = (name: string) =>
    world.assign(world.datastore(name), 'iormConfiguration', {
      ...world.inventory.read(world.datastore(name), 'iormConfiguration'),
      ...{ enabled: true, congestionThresholdMode: 'manual', congestionThreshold: 10 },
    } as never);
  const end = () => {
    loop.stop();
    world.stop();
  };
  return { world, control, noticed, underControl, end };
}

describe('A load of others', () => {
  it('is noticed once, when it keeps a datastore above its threshold', () => {
    const { world, control, noticed, underControl, end } = given();
    underControl('D2');
    control.change('D2', { nonViLoad: 20 });
    world.clock.advance(30 * MINUTE);
    expect(noticed()).toEqual([]);

    control.change('D2', { nonViLoad: 40 });
    world.clock.advance(30 * MINUTE);

    expect(noticed()).toEqual(['D2']);
    end();
  });

  it('is noticed again after it was gone', () => {
    const { world, control, noticed, underControl, end } = given();
    underControl('D2');
    const nonViLoad = {
      kind: 'burst',
      base: 0,
      peak: 60,
      everySeconds: 7200,
      lastingSeconds: 3600,
    };
    control.change('D2', { nonViLoad });
    world.clock.advance(180 * MINUTE);

    expect(noticed()).toEqual(['D2', 'D2']);
    end();
  });

  it('is nobody’s business without Storage I/O Control', () => {
    const { world, control, noticed, end } = given();
    control.change('D2', { nonViLoad: 90 });
    world.clock.advance(30 * MINUTE);

    expect(noticed()).toEqual([]);
    end();
  });
});
