import { type Claim, divvy, divvyTree } from '../../../server/engines/resources/divvy.ts';

const claim = (shares: number, reservation: number, demand: number, limit = -1): Claim => ({
  ...{ shares, reservation, demand, limit },
});
const rounded = (amounts: Iterable<number>) =>
  [...amounts].map((amount) => Math.round(amount * 100) / 100);

describe('divvy', () => {
  it.each<[story: string, capacity: number, claims: readonly Claim[], given: readonly number[]]>([
    [
      'GV-DRS-3: holds a reservation and shares the rest',
      10_000,
      [claim(2000, 0, 6000), claim(1000, 3000, 5000), claim(1000, 0, 2000)],
      [5000, 3000, 2000],
    ],
    [
      'GV-DRS-3: static entitlement asks for everything',
      10_000,
      [claim(2000, 0, Infinity), claim(1000, 3000, Infinity), claim(1000, 0, Infinity)],
      [4666.67, 3000, 2333.33],
    ],
    [
      'GV-DRS-4: hands back what one does not ask for',
      200,
      [claim(4, 0, 180), claim(1, 0, 25)],
      [175, 25],
    ],
    [
      'GV-DRS-5: the idle side',
      12_000,
      [claim(4000, 0, 10_000), claim(8000, 0, 3000)],
      [9000, 3000],
    ],
    [
      'GV-DRS-5: both sides busy',
      12_000,
      [claim(4000, 0, 10_000), claim(8000, 0, 14_000)],
      [4000, 8000],
    ],
    ['GV-DRS-5: within a pool', 9000, [claim(2000, 0, 6000), claim(1000, 0, 4000)], [6000, 3000]],
    ['gives what is asked when it suffices', 100, [claim(1, 0, 30), claim(9, 0, 40)], [30, 40]],
    ['keeps limits', 100, [claim(9, 0, 90, 20), claim(1, 0, 90)], [20, 80]],
    ['lets nobody without shares take part', 100, [claim(0, 10, 90), claim(1, 0, 200)], [10, 90]],
    ['reserves no more than is asked', 100, [claim(1, 80, 10), claim(1, 0, 200)], [10, 90]],
    ['serves reservations alike that exceed', 50, [claim(1, 60, 90), claim(1, 40, 90)], [30, 20]],
    ['is empty without claims', 100, [], []],
  ])('%s', (_story, capacity, claims, given) => {
    expect(rounded(divvy(capacity, claims))).toEqual(given);
  });

  it('gives everything away, within bounds, whatever is asked', () => {
    const amounts = [0, 1, 7, 40, 300, 2500];
    for (let round = 0; round < 500; round++) {
      const pick = (step: number) =>
        amounts[(round * 7 + step * 13 + ((round * step) % 11)) % 6] ?? 0;
      const claims = [1, 2, 3, 4].map((each) =>
        claim(pick(each) + 1, pick(each + 4) / 40, pick(each + 8)),
      );
      const capacity = 260 + pick(3);
      const given = divvy(capacity, claims);

      const total = given.reduce((left, right) => left + right, 0);
      const wanted = claims.reduce((left, { demand }) => left + demand, 0);
      expect(total).toBeCloseTo(Math.min(capacity, wanted), 6);
      claims.forEach(({ reservation, demand }, index) => {
        expect(given[index]).toBeGreaterThanOrEqual(Math.min(reservation, demand) - 1e-9);
        expect(given[index]).toBeLessThanOrEqual(demand + 1e-9);
      });
    }
  });
});

describe('divvyTree', () => {
  const leaf = (key: string, shares: number, demand: number) => ({
    ...{ key, shares, demand, reservation: 0, limit: -1 },
  });

  it('divides what a pool got among its members (GV-DRS-5)', () => {
    const pool = { key: 'RP1', shares: 4000, reservation: 0, limit: -1 };
    const members = [leaf('a', 2000, 6000), leaf('b', 1000, 4000)];

    const given = divvyTree(12_000, [{ ...pool, members }, leaf('RP2', 8000, 3000)]);

    expect(Object.fromEntries(given)).toEqual({ RP1: 9000, RP2: 3000, a: 6000, b: 3000 });
  });

  it('GV-DRS-6: many in a pool of high shares get less each than few in a normal one', () => {
    const vms = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => leaf(`${name}${index}`, 2000, 100_000));
    const pool = (key: string, shares: number, count: number) => ({
      ...{ key, shares, reservation: 0, limit: -1 },
      members: vms(key, count),
    });

    const plain = divvyTree(100_000, [pool('high', 8000, 6), pool('normal', 4000, 2)]);
    const scalable = divvyTree(100_000, [
      pool('high', 8000 * 6 * 2000, 6),
      pool('normal', 4000 * 2 * 2000, 2),
    ]);

    expect(rounded([plain.get('high0') ?? 0, plain.get('normal0') ?? 0])).toEqual([
      11111.11, 16666.67,
    ]);
    expect(rounded([scalable.get('high0') ?? 0, scalable.get('normal0') ?? 0])).toEqual([
      14285.71, 7142.86,
    ]);
  });
});
