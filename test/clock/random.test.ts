import { SeededRandom, secureId } from '../../server/clock/random.ts';

describe('SeededRandom', () => {
  it('gives the same draws for the same seed, others for another', () => {
    const draws = (seed: string | number) => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 20 }, () => random.uint32());
    };

    expect(draws('lab')).toEqual(draws('lab'));
    expect(draws(1)).toEqual(draws('1'));
    expect(draws('lab')).not.toEqual(draws('lab2'));
  });

  it('spreads next evenly over [0, 1)', () => {
    const random = new SeededRandom(7);
    const counts = new Array<number>(10).fill(0);

    for (let draw = 0; draw < 10_000; draw++) {
      const tenth = Math.floor(random.next() * 10);
      counts[tenth] = (counts[tenth] ?? Number.NaN) + 1;
    }

    expect(counts.every((count) => count > 850 && count < 1150)).toBe(true);
  });

  it('draws whole numbers between both ends', () => {
    const random = new SeededRandom('int');
    const seen = new Set(Array.from({ length: 200 }, () => random.int(3, 6)));

    expect([...seen].sort()).toEqual([3, 4, 5, 6]);
  });

  it('makes version 4 UUIDs', () => {
    const random = new SeededRandom('uuid');
    const uuids = Array.from({ length: 50 }, () => random.uuid());

    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(new Set(uuids).size).toBe(50);
  });

  it('forks by label, whatever was drawn before', () => {
    const fresh = new SeededRandom('seed');
    const used = new SeededRandom('seed');
    used.hex(100);

    expect(used.fork('macs').hex(16)).toBe(fresh.fork('macs').hex(16));
    expect(fresh.fork('macs').hex(16)).not.toBe(fresh.fork('uuids').hex(16));
  });
});

describe('secureId', () => {
  it('is two digits per byte and never the same', () => {
    expect(secureId(20)).toMatch(/^[0-9a-f]{40}$/);
    expect(secureId(20)).not.toBe(secureId(20));
  });
});
