import { linkRateMbPerSecond } from '../../../server/engines/vmotion/link.ts';
import {
  copyFor,
  downtimeMs,
  endOfPrecopy,
  MIGRATE_DEFAULTS,
  sentMb,
  solvePrecopy,
  startPrecopy,
} from '../../../server/engines/vmotion/precopy.ts';

const link = (gbps: number, scalesStreams = true) =>
  linkRateMbPerSecond({ uplinkGbps: [gbps], vmotionVmkCount: 1, scalesStreams });

const memory = (memoryMb: number, dirtyRateMbPerSecond: number, workingSetMb: number) => ({
  memoryMb,
  dirtyRateMbPerSecond,
  workingSetMb,
});

describe('solvePrecopy', () => {
  it.each([
    ['GV-VM-1', [4096, 100, 2048], link(10), 1, '3.655', '4096.000', '365.529', '490.5', undefined],
    ['GV-VM-2', [4096, 20, 1024], link(1), 3, '44.241', '4957.538', '23.288', '500.6', undefined],
    ['GV-VM-3', [4096, 200, 2048], link(1), 5, '77.492', '8683.520', '16.384', '439.0', 1],
    [
      'GV-VM-4',
      [65536, 600, 8192],
      link(25),
      3,
      '26.944',
      '75482.540',
      '375.782',
      '289.9',
      undefined,
    ],
    [
      'GV-VM-5',
      [65536, 600, 8192],
      link(25, false),
      4,
      '46.224',
      '77696.073',
      '372.611',
      '381.2',
      undefined,
    ],
    ['GV-VM-6', [4096, 100, 4096], link(1), 4, '77.002', '8628.561', '29.242', '553.7', 0],
    [
      'GV-VM-7',
      [4096, 100, 2048],
      link(10) / 4,
      4,
      '22.368',
      '6266.342',
      '66.504',
      '444.5',
      undefined,
    ],
  ] as const)(
    '%s: %j MB, MB/s, MB',
    (_id, facts, rate, rounds, seconds, sent, final, downtime, slowedAfterRound) => {
      const result = solvePrecopy(memory(facts[0], facts[1], facts[2]), rate);

      expect({
        rounds: result.rounds.length,
        seconds: result.seconds.toFixed(3),
        sent: result.sentMb.toFixed(3),
        final: result.finalMb.toFixed(3),
        downtime: result.downtimeMs.toFixed(1),
        slowedAfterRound: result.slowedAfterRound,
      }).toEqual({ rounds, seconds, sent, final, downtime, slowedAfterRound });
    },
  );

  it('shows each round of GV-VM-3: the guest is slowed after it dirtied as much as was sent', () => {
    const { rounds } = solvePrecopy(memory(4096, 200, 2048), link(1));

    expect(rounds.map((round) => Number(round.sentMb.toFixed(3)))).toEqual([
      4096, 2048, 2048, 409.6, 81.92,
    ]);
    expect(rounds.at(-1)?.dirtiedMb).toBeCloseTo(16.384);
    expect(rounds.map((round) => round.dirtyRateMbPerSecond.toFixed(1))).toEqual([
      '200.0',
      '200.0',
      '22.4',
      '22.4',
      '22.4',
    ]);
  });

  it('needs one round for a guest that writes nothing', () => {
    const result = solvePrecopy(memory(1024, 0, 0), 1024);

    expect(result).toMatchObject({
      seconds: 1,
      sentMb: 1024,
      finalMb: 0,
      downtimeMs: 150 + 16000 / 1024,
    });
  });

  it('switches over with what is left when slowing the guest is off and rounds gain nothing', () => {
    const options = { ...MIGRATE_DEFAULTS, guestSlowdown: 'off' } as const;

    const result = solvePrecopy(memory(4096, 200, 2048), link(1), options);

    expect(result.rounds).toHaveLength(2);
    expect(result.finalMb).toBe(2048);
    expect(result.slowedAfterRound).toBeUndefined();
  });

  it('slows every guest when told so', () => {
    const options = { ...MIGRATE_DEFAULTS, guestSlowdown: 'always' } as const;

    const result = solvePrecopy(memory(4096, 90, 1024), link(1), options);

    expect(result.slowedAfterRound).toBe(0);
  });

  it('never ends when nothing is sent', () => {
    expect(endOfPrecopy(startPrecopy(memory(1, 0, 0)), 0)).toBeUndefined();
  });
});

describe('copyFor', () => {
  it('keeps bytes sent when the rate changes within a round', () => {
    const start = startPrecopy(memory(4096, 100, 2048));

    const { state } = copyFor(start, 2, 1000);
    const { state: end } = copyFor(state, Number.POSITIVE_INFINITY, 250);

    // 2000 MB in 2 s, then 2096 MB at 250 MB/s: round 0 lasts 10.384 s and dirties 1038.4 MB.
    expect(sentMb(state)).toBe(2000);
    expect(end.rounds[0]).toMatchObject({ sentMb: 4096, seconds: 10.384 });
    expect(end.rounds[0]?.dirtiedMb).toBeCloseTo(1038.4);
    expect(end.rounds[0]?.rateMbPerSecond).toBeCloseTo(4096 / 10.384);
  });

  it('comes to the same end however the way is cut', () => {
    const facts = memory(4096, 200, 2048);
    const whole = solvePrecopy(facts, link(1));

    let state = startPrecopy(facts);
    for (let second = 0; second < 78; second++) state = copyFor(state, 1, link(1)).state;

    expect(state.rounds).toHaveLength(5);
    expect(sentMb(state)).toBeCloseTo(whole.sentMb, 6);
    expect(downtimeMs(state, link(1))).toBeCloseTo(whole.downtimeMs, 6);
  });

  it('gives back the seconds it did not need', () => {
    const { leftSeconds } = copyFor(startPrecopy(memory(1000, 0, 0)), 3, 1000);

    expect(leftSeconds).toBe(2);
  });

  it('slows the guest further when the link shrinks under it', () => {
    const slowed = copyFor(startPrecopy(memory(4096, 1000, 4096)), 5, 1000).state;
    expect(slowed.dirtyRateMbPerSecond).toBe(200);

    const { state } = copyFor(slowed, Number.POSITIVE_INFINITY, 100);

    expect(state.finalMb).toBeLessThanOrEqual(50);
    expect(state.dirtyRateMbPerSecond).toBe(20);
  });
});
