import { DatastoreControl } from '../../server/control/datastores.ts';
import { DemandControl } from '../../server/control/demand.ts';
import { StorageIoWorld } from '../helpers/storage-io-world.ts';

function given() {
  const world = new StorageIoWorld();
  return {
    world,
    control: new DatastoreControl(world.services),
    demand: new DemandControl(world.services),
  };
}

describe('DatastoreControl', () => {
  it('tells how fast a datastore answers', () => {
    const { world, control } = given();

    expect(control.report('D1')).toEqual({
      datastore: world.datastore('D1').value,
      name: 'D1',
      device: { baseMs: 1, slopeMs: 0.5 },
      now: { at: '2026-01-01T00:00:00Z', outstandingIo: 40, latencyMs: 21 },
    });
    world.stop();
  });

  it('tells what Storage DRS goes by, once it is known', () => {
    const { world, control } = given();
    world.clock.advance(16 * 3_600_000);

    expect(control.report('D1').settledLatencyMs).toBe(21);
    world.stop();
  });

  it('describes the device and brings others in, and leaves what it is not told of', () => {
    const { world, control } = given();

    control.change('D1', { device: { slopeMs: 0.25 } });
    const after = control.change('D1', { nonViLoad: 4 });

    expect(after.device).toEqual({ baseMs: 1, slopeMs: 0.25 });
    expect(after.now).toMatchObject({ outstandingIo: 44, latencyMs: 12 });
    expect(control.change('D1', { nonViLoad: null }).now.latencyMs).toBe(11);
    world.stop();
  });

  it('refuses what makes no sense', () => {
    const { world, control } = given();

    expect(() => control.change('D1', { nonViLoad: { kind: 'sine' } })).toThrow('nonViLoad');
    expect(() => control.change('D9', { nonViLoad: 1 })).toThrow('there is no datastore "D9"');
    world.stop();
  });
});

describe('DemandControl', () => {
  it('gives single disks their own', () => {
    const { world, control, demand } = given();

    const [report] = demand.change({
      vms: ['split'],
      disks: { 'Hard disk 1': { outstandingIo: 10 }, 'Hard disk 2': null },
    });

    expect(Object.keys(report?.disks ?? {})).toEqual(['Hard disk 1']);
    expect(report?.now?.diskOutstandingIo).toBeGreaterThan(10);
    expect(control.report('D3').now.outstandingIo).toBeGreaterThan(10);
    expect(() => demand.change({ vms: ['split'], disks: { 'Hard disk 1': { iops: 1 } } })).toThrow(
      'Hard disk 1.iops is no quantity',
    );
    world.stop();
  });
});
