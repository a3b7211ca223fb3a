import {
  isSupportedRate,
  lineRateMbPerSecond,
  linkRateMbPerSecond,
} from '../../../server/engines/vmotion/link.ts';

describe('linkRateMbPerSecond', () => {
  it.each([
    ['1 GbE', [1], 1, true, '112.057'],
    ['10 GbE', [10], 1, true, '1120.567'],
    ['25 GbE, one stream of 15 Gb/s', [25], 1, false, '1680.851'],
    ['25 GbE', [25], 1, true, '2801.418'],
    ['40 GbE', [40], 1, true, '4482.269'],
    ['100 GbE', [100], 1, true, '11205.673'],
    ['4 × 1 GbE', [1, 1, 1, 1], 1, false, '448.227'],
    ['40 GbE, two streams', [40], 2, false, '3361.702'],
    ['no VMkernel adapter', [10], 0, true, '0.000'],
    ['no uplink', [], 1, true, '0.000'],
  ])('%s', (_name, uplinkGbps, vmotionVmkCount, scalesStreams, rate) => {
    const megabytes = linkRateMbPerSecond({ uplinkGbps, vmotionVmkCount, scalesStreams });

    expect(megabytes.toFixed(3)).toBe(rate);
  });
});

describe('lineRateMbPerSecond', () => {
  it('is 94 % of what the uplinks carry together, however many streams', () => {
    expect(lineRateMbPerSecond([10, 1, 1]).toFixed(3)).toBe('1344.681');
    expect(lineRateMbPerSecond([])).toBe(0);
  });
});

describe('isSupportedRate', () => {
  it('is at least 250 Mb/s of the line', () => {
    expect(isSupportedRate(lineRateMbPerSecond([1]) / 4)).toBe(true);
    expect(isSupportedRate(lineRateMbPerSecond([1]) / 5)).toBe(false);
  });
});
