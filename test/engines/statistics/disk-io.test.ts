import fc from 'fast-check';
import {
  type DeviceLine,
  type DiskWant,
  diskIo,
  settledLine,
} from '../../../server/engines/statistics/disk-io.ts';
import '../../helpers/fuzz-seed.ts';

const DISK = { key: 2000, datastore: 'ds', limitIops: undefined, own: undefined };
const FULL = Number.POSITIVE_INFINITY;

function want(more: Partial<DiskWant>): DiskWant {
  const flow = { readIops: 0, writeIops: 0, readKbps: 0, writeKbps: 0 };
  return { disk: DISK, queue: 32, iops: 0, latencyMs: undefined, ...flow, ...more };
}

const keeps = (queue: number) => want({ queue, iops: FULL });
const asks = (iops: number) => want({ iops, readIops: iops });

describe('settledLine', () => {
  const device: DeviceLine = { baseMs: 1, slopeMs: 0.5 };

  it.each<[story: string, wants: readonly DiskWant[], strangers: number, latencyMs: number]>([
    ['is the base where nothing is done', [], 0, 1],
    ['follows from what is kept outstanding', [keeps(16), keeps(14), keeps(10)], 0, 21],
    ['counts strangers alike', [keeps(16)], 24, 21],
    // 1000/s at 2 ms: 2 outstanding, 1 + 0.5 * 2 = 2 ms.
    ['meets its own consequences', [asks(1000)], 0, 2],
    // No more than 32 are outstanding: 1 + 0.5 * 32.
    ['stays finite when more is asked than the device can do', [asks(5000)], 0, 17],
    // The first runs full: 1 + 0.5 * 32 = 17, (17 + 0) / (1 - 0.05) with 100/s of the second.
    ['fills the busiest queue first', [asks(100), asks(5000)], 0, 17 / 0.95],
    [
      'leaves alone what a told latency keeps outstanding',
      [want({ queue: 4, iops: FULL, latencyMs: 9 })],
      0,
      3,
    ],
  ])('%s', (_story, wants, strangers, latencyMs) => {
    expect(settledLine(device, wants, strangers)).toBeCloseTo(latencyMs, 9);
  });

  it('is where line and load meet', () => {
    const wish = fc.oneof(
      fc.double({ min: 0, max: 20, noNaN: true }).map(keeps),
      fc.integer({ min: 0, max: 4000 }).map(asks),
    );
    const line = fc.record({
      baseMs: fc.double({ min: 0.1, max: 5, noNaN: true }),
      slopeMs: fc.double({ min: 0, max: 2, noNaN: true }),
    });

    fc.assert(
      fc.property(line, fc.array(wish, { maxLength: 12 }), (of, wants) => {
        const latencyMs = settledLine(of, wants);
        const outstanding = wants
          .map((one) => diskIo(one, latencyMs))
          .reduce((sum, io) => sum + io.readOutstanding + io.writeOutstanding, 0);

        expect(of.baseMs + of.slopeMs * outstanding).toBeCloseTo(latencyMs, 6);
      }),
    );
  });
});

describe('diskIo', () => {
  it('does what is asked while its queue has room', () => {
    const io = diskIo(
      want({ iops: 100, readIops: 70, writeIops: 30, readKbps: 560, writeKbps: 240 }),
      10,
    );

    expect(io).toMatchObject({ readIops: 70, writeIops: 30, readKbps: 560, writeKbps: 240 });
    expect(io.readOutstanding + io.writeOutstanding).toBeCloseTo(1);
  });

  it('does what its queue lets through, by Little, at the size of its operations', () => {
    const io = diskIo(
      want({ iops: 8000, readIops: 4000, writeIops: 4000, readKbps: 16_000, writeKbps: 32_000 }),
      8,
    );

    expect(io).toMatchObject({
      readIops: 2000,
      writeIops: 2000,
      readKbps: 8000,
      writeKbps: 16_000,
    });
    expect(io.readOutstanding).toBeCloseTo(16);
  });

  it('gives a full queue the usual mix where nothing was asked', () => {
    expect(diskIo(keeps(10), 10)).toMatchObject({ readIops: 700, writeIops: 300, readKbps: 5600 });
  });

  it('sees the latency it is told', () => {
    const io = diskIo(want({ queue: 0.4, iops: FULL, readIops: 100, latencyMs: 4 }), 99);

    expect(io).toMatchObject({ readIops: 100, latencyMs: 4 });
  });
});
