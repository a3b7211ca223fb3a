import { readDemandProfile } from '../../../server/engines/statistics/read-demand.ts';

function read(value: unknown) {
  const complaints: string[] = [];
  const profile = readDemandProfile(value, (path, problem) =>
    complaints.push(`${path}: ${problem}`),
  );
  return { profile, complaints };
}

describe('readDemandProfile', () => {
  it('takes a number for a constant', () => {
    expect(read({ cpuMhz: 1200 })).toEqual({
      profile: { cpuMhz: { kind: 'constant', value: 1200 } },
      complaints: [],
    });
  });

  it('understands every kind', () => {
    const { profile, complaints } = read({
      cpuPercent: {
        kind: 'sine',
        mean: 40,
        amplitude: 30,
        periodSeconds: 3600,
        spread: 2,
        seed: 7,
      },
      activeMemoryMb: {
        kind: 'steps',
        points: [
          [0, 100],
          [60, 200],
        ],
        repeatSeconds: 120,
      },
      diskReadIops: { kind: 'trace', csv: 'seconds,iops\n0,10\n\n60, 20 # peak\n', linear: true },
      diskLatencyMs: { kind: 'burst', base: 1, peak: 9, everySeconds: 60, lastingSeconds: 20 },
      networkReceivedKbPerSecond: { kind: 'noise', mean: 5, spread: 5 },
    });

    expect(complaints).toEqual([]);
    expect(profile).toEqual({
      cpuPercent: {
        kind: 'sine',
        mean: 40,
        amplitude: 30,
        periodSeconds: 3600,
        spread: 2,
        seed: 7,
      },
      activeMemoryMb: { kind: 'steps', times: [0, 60], values: [100, 200], repeatSeconds: 120 },
      diskReadIops: { kind: 'trace', times: [0, 60], values: [10, 20], linear: true },
      diskLatencyMs: { kind: 'burst', base: 1, peak: 9, everySeconds: 60, lastingSeconds: 20 },
      networkReceivedKbPerSecond: { kind: 'noise', mean: 5, spread: 5 },
    });
  });

  it.each<[value: unknown, complaint: RegExp]>([
    [[], /^: must be a mapping/],
    [{ cpu: 5 }, /^cpu: is no quantity; known: cpuMhz/],
    [{ cpuMhz: -5 }, /^cpuMhz: must be a number from 0/],
    [{ cpuMhz: 'a lot' }, /^cpuMhz: must be a number or a mapping/],
    [{ cpuMhz: { kind: 'cosine' } }, /^cpuMhz.kind: must be one of constant, steps/],
    [{ cpuMhz: { kind: 'toString' } }, /^cpuMhz.kind: must be one of/],
    [{ cpuMhz: { kind: 'sine', mean: 1, amplitude: 1 } }, /^cpuMhz: lacks "periodSeconds"/],
    [
      { cpuMhz: { kind: 'sine', mean: 1, amplitude: 1, periodSeconds: 0 } },
      /^cpuMhz.periodSeconds: must be a number of seconds above 0/,
    ],
    [
      { cpuMhz: { kind: 'constant', value: 1, sinceMs: 5 } },
      /^cpuMhz.sinceMs: is no key of a constant/,
    ],
    [{ cpuMhz: { kind: 'constant', value: Number.NaN } }, /^cpuMhz.value: must be a number/],
    [
      {
        cpuMhz: {
          kind: 'steps',
          points: [
            [0, 1],
            [0, 2],
          ],
        },
      },
      /ascending order/,
    ],
    [{ cpuMhz: { kind: 'steps', points: [[0]] } }, /^cpuMhz.points: .*number 1/],
    [{ cpuMhz: { kind: 'steps', points: [] } }, /^cpuMhz: has no points/],
    [{ cpuMhz: { kind: 'trace', csv: '0,1\nfive,2' } }, /^cpuMhz.csv: line 2 is not/],
    [{ cpuMhz: { kind: 'trace' } }, /^cpuMhz: wants either points or csv/],
  ])('complains of %j', (value, complaint) => {
    const { complaints } = read(value);

    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(complaint);
  });
});
