import type { DiskStream, PipeUser } from '../../../server/engines/migration/sharing.ts';
import { sameRates, shareRates } from '../../../server/engines/migration/sharing.ts';
import { SUPPORTED_RATE_MB_PER_SECOND } from '../../../server/engines/vmotion/link.ts';
import { rates } from './given-course.ts';

const PIPES = new Map([
  ['link:a', 1200],
  ['link:b', 1200],
  ['link:slow', 100],
  ['provisioning:a', 110],
  ['provisioning:b', 110],
  ['read:x', 200],
  ['write:x', 150],
  ['read:y', 200],
  ['write:y', 150],
]);

const sender = (id: string, memory: readonly string[], priority: PipeUser['priority']) => ({
  id,
  priority,
  memory,
  disks: [],
});

const copier = (id: string, ...disks: readonly Partial<DiskStream>[]): PipeUser => ({
  id,
  priority: 'defaultPriority',
  disks: disks.map((disk, index) => ({
    key: `${2000 + index}`,
    pipes: ['read:x', 'write:y'],
    guestWriteMbPerSecond: 0,
    ...disk,
  })),
});

const diskRate = (shares: ReturnType<typeof shareRates>, id: string, key = '2000') =>
  shares.get(id)?.disksMbPerSecond.get(key);

describe('shareRates among those who send memory', () => {
  it('gives each the lesser of its shares at both ends, high priority twice', () => {
    const shares = shareRates(PIPES, [
      sender('one', ['link:a', 'link:b'], 'defaultPriority'),
      sender('two', ['link:a', 'link:slow'], 'lowPriority'),
      sender('three', ['link:a', 'link:b'], 'highPriority'),
    ]);

    expect([...shares].map(([id, { memoryMbPerSecond }]) => [id, memoryMbPerSecond])).toEqual([
      ['one', 300],
      ['two', 100],
      ['three', 600],
    ]);
  });

  it('divides evenly where a weight would push a neighbour below the supported minimum', () => {
    const pipes = new Map([['link:a', SUPPORTED_RATE_MB_PER_SECOND * 4]]);

    const shares = shareRates(pipes, [
      sender('one', ['link:a'], 'defaultPriority'),
      sender('two', ['link:a'], 'defaultPriority'),
      sender('three', ['link:a'], 'defaultPriority'),
      sender('four', ['link:a'], 'highPriority'),
    ]);

    for (const { memoryMbPerSecond } of shares.values()) {
      expect(memoryMbPerSecond).toBeCloseTo(SUPPORTED_RATE_MB_PER_SECOND);
    }
  });

  it('gives nothing over a link nobody knows, nor to who sends nothing', () => {
    const shares = shareRates(PIPES, [
      sender('one', ['link:a', 'link:unknown'], 'defaultPriority'),
      { id: 'two', priority: 'defaultPriority', disks: [] },
    ]);

    expect(shares.get('one')?.memoryMbPerSecond).toBe(0);
    expect(shares.get('two')).toEqual(rates(0));
  });

  it('shares nothing among nobody', () => {
    expect(shareRates(PIPES, []).size).toBe(0);
  });
});

describe('shareRates among disks', () => {
  it('takes the lesser of reading and of writing less what the guest writes (GV-SV-1)', () => {
    const shares = shareRates(PIPES, [copier('one', { guestWriteMbPerSecond: 10 })]);

    expect(diskRate(shares, 'one')).toBe(140);
  });

  it('divides datastores evenly, whatever the priority', () => {
    const shares = shareRates(PIPES, [
      { ...copier('one', {}), priority: 'highPriority' },
      copier('two', {}),
      copier('three', { pipes: ['read:y', 'write:x'] }),
    ]);

    expect(diskRate(shares, 'one')).toBe(75);
    expect(diskRate(shares, 'two')).toBe(75);
    expect(diskRate(shares, 'three')).toBe(150);
  });

  it('lets guests wait rather than the copy: a tenth of its share it always has', () => {
    const shares = shareRates(PIPES, [copier('one', { guestWriteMbPerSecond: 500 })]);

    expect(diskRate(shares, 'one')).toBe(15);
  });

  it('sends disks over the vMotion network beside memory when hosts differ', () => {
    const pipes = new Map([...PIPES, ['link:a', 200]]);
    const shares = shareRates(pipes, [
      sender('one', ['link:a', 'link:b'], 'defaultPriority'),
      copier('two', { pipes: ['read:x', 'write:y', 'link:a', 'link:b'] }),
    ]);

    expect(shares.get('one')?.memoryMbPerSecond).toBe(100);
    expect(diskRate(shares, 'two')).toBe(100);
  });

  it('sends disks of VMs that do not run over the provisioning network', () => {
    const pipes = ['read:x', 'write:y', 'provisioning:a', 'provisioning:b'];

    const shares = shareRates(PIPES, [copier('one', { pipes }, { pipes })]);

    expect(diskRate(shares, 'one', '2001')).toBe(55);
  });

  it('lets an array copy by itself, all its copies together at its rate', () => {
    const offload = { array: 'san', mbPerSecond: 400 };
    const shares = shareRates(PIPES, [
      copier('one', { offload, guestWriteMbPerSecond: 10 }),
      copier('two', { offload }),
      copier('three', {}),
    ]);

    expect(diskRate(shares, 'one')).toBe(200);
    expect(diskRate(shares, 'two')).toBe(200);
    expect(diskRate(shares, 'three')).toBe(150);
  });
});

describe('sameRates', () => {
  it.each([
    ['memory', rates(1), rates(2), false],
    ['a disk', rates(1, { a: 1 }), rates(1, { a: 2 }), false],
    ['which disk', rates(1, { a: 1 }), rates(1, { b: 1 }), false],
    ['how many disks', rates(1, { a: 1 }), rates(1), false],
    ['nothing', rates(1, { a: 1 }), rates(1, { a: 1 }), true],
  ])('tells a difference in %s', (_what, left, right, same) => {
    expect(sameRates(left, right)).toBe(same);
  });
});
