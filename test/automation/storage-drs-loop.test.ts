import { data } from '../../server/vmodl/value.ts';
import { HOUR, MINUTE, StorageWorld } from '../vim/storage-drs/storage-world.ts';

/** Nothing is wrong; A has room for another 50 GB. */
const IN_ORDER = {
  datastores: {
    A: { capacityGb: 1000, usedGb: 750 },
    B: { capacityGb: 1000, usedGb: 400 },
  },
  vms: { v1: { datastore: 'A', usedGb: 100, provisionedGb: 400 } },
};

function lastLook(world: StorageWorld): number | undefined {
  return world.services.storageDrs.lastPass(world.pod)?.atMs;
}

describe('Storage DRS looks', () => {
  it('every eight hours, unless told otherwise', () => {
    const world = new StorageWorld(IN_ORDER);
    const beginMs = world.clock.now();

    world.clock.advance(8 * HOUR - 1);
    expect(lastLook(world)).toBeUndefined();
    world.clock.advance(1);
    expect(lastLook(world)).toBe(beginMs + 8 * HOUR);

    world.configure({ loadBalanceInterval: 60 });
    const configuredMs = lastLook(world) ?? 0;
    world.clock.advance(HOUR);
    expect(lastLook(world)).toBe(configuredMs + HOUR);
  });

  it('at once when a datastore becomes fuller than allowed', () => {
    const world = new StorageWorld(IN_ORDER);
    world.clock.advance(HOUR);

    world.write('v1', 200);
    world.clock.advance(0);

    expect(world.moves).toEqual(['v1: A -> B']);
  });

  it('no more than once in 20 seconds because of datastores', () => {
    const world = new StorageWorld(IN_ORDER);
    world.write('v1', 110);
    world.clock.advance(0);
    const checkedMs = world.clock.now();

    world.clock.advance(1_000);
    world.write('v1', 200);
    world.clock.advance(18_999);
    expect(lastLook(world)).toBeUndefined();
    world.clock.advance(1);

    expect(lastLook(world)).toBe(checkedMs + 20_000);
  });

  it('when a member comes or goes', () => {
    const world = new StorageWorld({
      ...IN_ORDER,
      datastores: { ...IN_ORDER.datastores, X: { capacityGb: 500, usedGb: 100, outside: true } },
    });

    world.run(world.pod, 'MoveIntoFolder_Task', { list: [world.datastore('X')] }, MINUTE);

    const seen = world.services.storageDrs.lastPass(world.pod)?.facts.datastores;
    expect(seen?.map(({ name }) => name)).toEqual(['A', 'B', 'X']);
  });

  it('again when a VM has arrived whose own move made a datastore too full', () => {
    const world = new StorageWorld({
      datastores: {
        A: { capacityGb: 1000, usedGb: 750 },
        B: { capacityGb: 1000, usedGb: 400 },
        X: { capacityGb: 500, usedGb: 200, outside: true },
      },
      vms: { v1: { datastore: 'X', usedGb: 100, provisionedGb: 100 } },
    });

    world.call(world.vm('v1'), 'RelocateVM_Task', {
      spec: data('VirtualMachineRelocateSpec', { datastore: world.datastore('A') }),
    });
    world.clock.advance(2 * HOUR);

    expect(world.moves).toEqual(['v1: A -> B']);
  });

  it('when a setting changes', () => {
    const world = new StorageWorld(IN_ORDER);

    world.configure({
      spaceLoadBalanceConfig: data('StorageDrsSpaceLoadBalanceConfig', {
        spaceUtilizationThreshold: 70,
      }),
    });

    expect(world.moves).toEqual(['v1: A -> B']);
  });

  it('when what it recommends can no longer be done', () => {
    const world = new StorageWorld();
    world.refresh();

    world.run(world.vm('v2'), 'Destroy_Task', {}, MINUTE);

    expect(world.recommendations).toEqual([]);
  });

  it('no more, and says nothing more, when it is switched off', () => {
    const world = new StorageWorld();
    world.refresh();

    world.configure({ enabled: false });
    world.clock.advance(24 * HOUR);

    expect(world.recommendations).toEqual([]);
    expect(lastLook(world)).toBeUndefined();
  });

  it('by itself after a start, at what is too full', () => {
    const world = new StorageWorld();

    world.clock.advance(0);

    expect(world.moves).toEqual(['v2: A -> B']);
  });

  it('at no datastore cluster where it is off', () => {
    const world = new StorageWorld({ ...IN_ORDER, enabled: false });

    world.fill('A', 200);
    world.clock.advance(24 * HOUR);

    expect(lastLook(world)).toBeUndefined();
    world.loop.stop();
    expect(world.errors).toEqual([]);
  });
});

describe('The growth of disks', () => {
  it('is what they have written by hour, the latest hours first', () => {
    const world = new StorageWorld(IN_ORDER);
    const growth = () => {
      world.refresh();
      const pass = world.services.storageDrs.lastPass(world.pod);
      const disk = pass?.facts.disks.find(({ diskId }) => diskId === 2000);
      return (disk?.growthBytesPerHour ?? 0) / 2 ** 30;
    };
    expect(growth()).toBe(0);

    world.write('v1', 102);
    world.clock.advance(HOUR);
    expect(growth()).toBeCloseTo(2, 6);

    world.write('v1', 103);
    world.clock.advance(HOUR);
    expect(growth()).toBeCloseTo(1.5, 6);
  });

  it('keeps a move from where there would soon be no room', () => {
    const world = new StorageWorld({
      datastores: { A: { capacityGb: 1000, usedGb: 750 }, B: { capacityGb: 1000, usedGb: 700 } },
      vms: {
        v1: { datastore: 'A', usedGb: 30, provisionedGb: 100 },
        v2: { datastore: 'B', usedGb: 30, provisionedGb: 300 },
      },
    });
    world.write('v2', 36);
    world.clock.advance(HOUR);

    world.fill('A', 51);
    world.clock.advance(MINUTE);

    expect(world.recommendations).toEqual([]);
    const considered = world.services.storageDrs.lastPass(world.pod)?.plan.considered;
    expect(considered?.map(({ verdict }) => verdict)).toContain('outgrown');
  });
});
