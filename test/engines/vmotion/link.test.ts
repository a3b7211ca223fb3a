import {
  linkRateMbPerSecond,
  linkShare,
  SUPPORTED_RATE_MB_PER_SECOND,
  shareLinks,
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

describe('linkShare', () => {
  it('divides by weight', () => {
    expect(linkShare(1000, [1, 1, 2], 2)).toBe(500);
    expect(linkShare(1000, [1, 1, 2], 1)).toBe(250);
  });

  it('divides evenly where a weight would push a neighbour below the supported minimum', () => {
    const rate = SUPPORTED_RATE_MB_PER_SECOND * 4;

    expect(linkShare(rate, [1, 1, 1, 2], 2)).toBeCloseTo(SUPPORTED_RATE_MB_PER_SECOND);
    expect(linkShare(rate, [1, 1, 1, 2], 1)).toBeCloseTo(SUPPORTED_RATE_MB_PER_SECOND);
  });
});

describe('shareLinks', () => {
  const rates = new Map([
    ['a', 1200],
    ['b', 1200],
    ['slow', 100],
  ]);

  it('gives each migration the lesser of its shares at both ends', () => {
    const shares = shareLinks(rates, [
      { id: 'one', links: ['a', 'b'], priority: 'defaultPriority' },
      { id: 'two', links: ['a', 'slow'], priority: 'defaultPriority' },
      { id: 'three', links: ['a', 'b'], priority: 'highPriority' },
    ]);

    expect([...shares]).toEqual([
      ['one', 300],
      ['two', 100],
      ['three', 600],
    ]);
  });

  it('gives nothing over a link nobody knows', () => {
    const shares = shareLinks(rates, [
      { id: 'one', links: ['a', 'unknown'], priority: 'defaultPriority' },
    ]);

    expect(shares.get('one')).toBe(0);
  });

  it('shares nothing among nobody', () => {
    expect(shareLinks(rates, []).size).toBe(0);
  });
});
