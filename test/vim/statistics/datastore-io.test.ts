import {
  datastoreIo,
  deviceModel,
  diskWorkload,
  settledLatencyMs,
} from '../../../server/vim/statistics/datastore-io.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { STORAGE_IO_SEED, StorageIoWorld } from '../../helpers/storage-io-world.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

function given(seedText = STORAGE_IO_SEED) {
  const world = new StorageIoWorld(seedText);
  const io = (name: string, atMs = world.clock.now()) =>
    datastoreIo(world.services, world.datastore(name), atMs);
  const settled = (name: string) => settledLatencyMs(world.services, world.datastore(name));
  const workload = (vm: string, key: number) =>
    diskWorkload(world.services, world.vm(vm), key, world.clock.now());
  const figure = (of: Ref, counter: string, instance = '') =>
    world.values(of, counter, { maxSample: 1, instance }).at(-1);
  const instance = (name: string) =>
    world.inventory.read(world.datastore(name), 'info').url.split('/').at(-2) ?? '';
  return { world, io, settled, workload, figure, instance };
}

/** A seed with another profile for the only VM on D1. */
function alone(profile: string, datastore = ''): string {
  return `
name: alone
description: One guest
datacenters:
  - name: DC
    clusters: [{ name: C1, hosts: [{ name: esx1 }] }]
    datastores: [{ name: D1, capacityGb: 500, device: { baseMs: 1, slopeMs: 0.5 }${datastore} }]
    vms: [{ name: one, host: esx1, datastore: D1, profile: ${profile} }]
`;
}

describe('datastoreIo', () => {
  it('answers by base and slope of the device under all that is outstanding there', () => {
    const { world, io } = given();

    expect(io('D1')).toEqual({
      outstandingIo: 40,
      latencyMs: 21,
      device: { baseMs: 1, slopeMs: 0.5 },
    });
    expect(io('D2')).toMatchObject({ outstandingIo: 8, latencyMs: 3 });
    world.stop();
  });

  it('finds what operations per second come to by themselves', () => {
    const { world, io } = given(alone('{ diskIops: 1000 }'));

    // 1000/s at 2 ms are 2 outstanding, and 1 + 0.5 * 2 is 2 ms.
    expect(io('D1').latencyMs).toBeCloseTo(2);
    expect(io('D1').outstandingIo).toBeCloseTo(2);
    world.stop();
  });

  it('counts what strangers do, who have no figures', () => {
    const { world, io, figure } = given(alone('{ diskOutstandingIo: 8 }', ', nonViLoad: 10'));

    expect(io('D1')).toMatchObject({ outstandingIo: 18, latencyMs: 10 });
    expect(figure(world.vm('one'), 'virtualDisk.readOIO.latest', 'scsi0:0')).toBe(
      Math.round(8 * 0.7),
    );
    world.stop();
  });

  it('follows a VM to another datastore, and keeps what was', () => {
    const { world, io } = given();
    world.clock.advance(10 * MINUTE);
    const devices = world.inventory.read(world.vm('v16'), 'config')?.hardware.device ?? [];
    const index = devices.findIndex(({ _typeName }) => _typeName === 'VirtualDisk');
    const path = `config.hardware.device.${index}.backing.datastore`;
    const moved = devices.map((device, at) =>
      at === index && device.backing
        ? { ...device, backing: { ...device.backing, datastore: world.datastore('D2') } }
        : device,
    );
    expect(path).toContain('device');
    world.assign(world.vm('v16'), 'config.hardware.device', moved as never);
    world.clock.advance(10 * MINUTE);

    const now = world.clock.now();
    expect([io('D1').latencyMs, io('D2').latencyMs]).toEqual([13, 7]);
    expect([io('D1', now - 15 * MINUTE).latencyMs, io('D2', now - 15 * MINUTE).latencyMs]).toEqual([
      21, 3,
    ]);
    world.stop();
  });

  it('is that of an idle device where nothing runs', () => {
    const { world, io } = given();

    expect(io('filer')).toMatchObject({ outstandingIo: 0, latencyMs: 3 });
    world.stop();
  });

  it('gives operations no more room than their limit', () => {
    const { world, figure } = given(alone('{ diskIops: 1000 }'));
    const devices = world.inventory.read(world.vm('one'), 'config')?.hardware.device ?? [];
    world.assign(
      world.vm('one'),
      'config.hardware.device',
      devices.map((device) =>
        device._typeName === 'VirtualDisk'
          ? {
              ...device,
              storageIOAllocation: data('StorageIOAllocationInfo', { limit: 200, reservation: 0 }),
            }
          : device,
      ) as never,
    );

    expect(figure(world.vm('one'), 'virtualDisk.numberReadAveraged.average', 'scsi0:0')).toBe(140);
    expect(figure(world.vm('one'), 'virtualDisk.numberWriteAveraged.average', 'scsi0:0')).toBe(60);
    world.stop();
  });
});

describe('the device behind a datastore', () => {
  it('is told, or what its kind usually is', () => {
    const { world } = given();
    const device = (name: string) => deviceModel(world.services, world.datastore(name));

    expect(device('D1')).toEqual({ baseMs: 1, slopeMs: 0.5 });
    expect(device('flash').slopeMs).toBeLessThan(device('filer').slopeMs);
    world.stop();
  });
});

describe('diskWorkload', () => {
  it('tells a disk that was told its own from those which share', () => {
    const { world, workload, io } = given();
    const of = [2000, 2001, 2002].map((key) => workload('split', key).outstandingIo);

    expect(of[1]).toBeCloseTo(5);
    expect(of[0]).toBeGreaterThan(0);
    expect((of[0] ?? 0) + (of[2] ?? 0)).toBeCloseTo(io('D3').outstandingIo);
    world.stop();
  });

  it('is nothing of a VM that does not run', () => {
    const { world, workload } = given();
    world.run(world.vm('v16'), 'PowerOffVM_Task', {}, MINUTE);

    expect(workload('v16', 2000)).toEqual({ outstandingIo: 0, writeMbPerSecond: 0 });
    expect(workload('v14', 2000).outstandingIo).toBe(14);
    world.stop();
  });
});

describe('settledLatencyMs', () => {
  it('is unknown before sixteen hours', () => {
    const { world, settled } = given();
    world.clock.advance(15 * HOUR);
    expect(settled('D1')).toBeUndefined();

    world.clock.advance(HOUR);
    expect([settled('D1'), settled('D2')]).toEqual([21, 3]);
    world.stop();
  });

  it('is the 90th percentile of the day', () => {
    const day = [3, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 25];
    const points = day.map((ms, index) => `[${index * 4320}, ${(ms - 1) / 0.5}]`).join(', ');
    const profile = `{ demand: { diskOutstandingIo: { kind: steps, points: [${points}] } } }`;
    const { world, settled } = given(alone(profile));
    world.clock.advance(24 * HOUR - 1);

    expect(settled('D1')).toBeCloseTo(18);
    world.stop();
  });

  it('is yesterday’s until the new day is sixteen hours old', () => {
    const points = '[[0, 40], [86400, 8]]';
    const profile = `{ demand: { diskOutstandingIo: { kind: steps, points: ${points} } } }`;
    const { world, settled } = given(alone(profile));
    world.clock.advance(24 * HOUR + 15 * HOUR);
    const before = settled('D1');
    world.clock.advance(HOUR);

    expect([before, settled('D1')]).toEqual([21, 5]);
    world.stop();
  });
});

describe('figures of datastores', () => {
  it('show the same latency of a VM, its host and the datastore', () => {
    const { world, figure, instance } = given();
    const [d1, d2] = [instance('D1'), instance('D2')];
    const esx = (name: string) => world.named('HostSystem', name);

    expect(figure(world.vm('v16'), 'datastore.totalReadLatency.average', d1)).toBe(21);
    expect(figure(world.vm('v16'), 'virtualDisk.totalWriteLatency.average', 'scsi0:0')).toBe(21);
    expect(figure(esx('esx1'), 'datastore.totalReadLatency.average', d1)).toBe(21);
    expect(figure(esx('esx2'), 'datastore.datastoreVMObservedLatency.latest', d1)).toBe(21_000);
    expect(figure(esx('esx1'), 'datastore.totalWriteLatency.average', d2)).toBe(3);
    world.stop();
  });

  it('add up from disks to hosts and datastores', () => {
    const { world, figure, instance } = given();
    world.clock.advance(10 * MINUTE);
    const vms = ['v16', 'v14', 'v10', 'v8', 'split'];
    for (const name of ['D1', 'D2', 'D3', 'flash']) {
      for (const counter of ['numberReadAveraged', 'numberWriteAveraged', 'read', 'write']) {
        const of = (entity: Ref) =>
          figure(entity, `datastore.${counter}.average`, instance(name)) ?? 0;
        const ofVms = vms.map((vm) => of(world.vm(vm))).reduce((sum, one) => sum + one, 0);
        const ofHosts = ['esx1', 'esx2']
          .map((host) => of(world.named('HostSystem', host)))
          .reduce((sum, one) => sum + one, 0);

        expect([name, counter, ofHosts]).toEqual([name, counter, ofVms]);
        expect(ofVms).toBeGreaterThan(0);
      }
    }
    world.stop();
  });

  it('show Storage I/O Control at work above its threshold', () => {
    const { world, figure, instance } = given();
    const host = world.named('HostSystem', 'esx1');
    const active = () => figure(host, 'datastore.siocActiveTimePercentage.average', instance('D1'));
    const depth = () => figure(host, 'datastore.datastoreMaxQueueDepth.latest', instance('D1'));
    const device = () =>
      figure(host, 'datastore.sizeNormalizedDatastoreLatency.average', instance('D1'));
    expect([active(), depth(), device()]).toEqual([0, 64, 21_000]);

    world.assign(world.datastore('D1'), 'iormConfiguration', {
      ...world.inventory.read(world.datastore('D1'), 'iormConfiguration'),
      ...{ enabled: true, congestionThresholdMode: 'manual', congestionThreshold: 15 },
    } as never);

    expect([active(), device()]).toEqual([10_000, 15_000]);
    expect(depth()).toBeLessThan(64);
    world.stop();
  });
});
