import fc from 'fast-check';
import type { DpmFacts } from '../../../server/engines/dpm/facts.ts';
import { dpmPass } from '../../../server/engines/dpm/pass.ts';
import type { DrsLevel } from '../../../server/engines/drs/facts.ts';
import { vm } from '../drs/cluster.ts';
import { CAPACITY, dpmHost, facts } from './cluster.ts';

const RUNS = { numRuns: 100 };

const factsArbitrary: fc.Arbitrary<DpmFacts> = fc
  .array(
    fc.record({
      power: fc.constantFrom(
        'on' as const,
        'on' as const,
        'on' as const,
        'standby' as const,
        'away' as const,
      ),
      behavior: fc.constantFrom('automated' as const, 'manual' as const, 'disabled' as const),
      wakes: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((wishes) => {
    const hosts = wishes.map((wish, index) => dpmHost(`h${index}`, wish));
    const on = hosts.filter(({ power }) => power === 'on').map(({ id }) => id);
    const vmArbitrary = fc.record({
      on: fc.nat(Math.max(0, on.length - 1)),
      cpuMhz: fc.integer({ min: 0, max: 6000 }),
      memoryMb: fc.integer({ min: 0, max: 20_000 }),
      away: fc.option(fc.nat(5)),
      behavior: fc.constantFrom(
        'fullyAutomated' as const,
        'fullyAutomated' as const,
        'disabled' as const,
      ),
    });
    return fc
      .record({
        vms: fc.array(vmArbitrary, { maxLength: on.length === 0 ? 0 : 16 }),
        level: fc.constantFrom<DrsLevel>(1, 2, 3, 4, 5),
        hostsToTolerate: fc.option(fc.nat(2)),
      })
      .map(({ vms, level, hostsToTolerate }) =>
        facts(
          hosts,
          vms.map((wish, index) =>
            vm(`vm-${index}`, on[wish.on] ?? 'h0', wish.cpuMhz, {
              demand: { cpuMhz: wish.cpuMhz, memoryMb: wish.memoryMb },
              behavior: wish.behavior,
              hosts: new Set(
                hosts
                  .map(({ id }) => id)
                  .filter((id) => id !== `h${wish.away}` || id === on[wish.on]),
              ),
            }),
          ),
          {
            level,
            failover: hostsToTolerate === null ? undefined : { hostsToTolerate, running: [] },
          },
        ),
      );
  });

/** Where VMs are and which hosts are on once every recommendation is applied. */
function applied(given: DpmFacts) {
  const plan = dpmPass(given);
  const places = new Map(given.drs.vms.map(({ id, host }) => [id, host]));
  const on = new Set(given.hosts.filter(({ power }) => power === 'on').map(({ id }) => id));
  for (const { kind, host, prerequisites } of plan.recommendations) {
    for (const { vm: id, source, destination } of prerequisites.flatMap(({ moves }) => moves)) {
      expect(places.get(id)).toBe(source);
      expect(on.has(destination)).toBe(true);
      places.set(id, destination);
    }
    if (kind === 'powerOn') on.add(host);
    else on.delete(host);
  }
  return { plan, places, on };
}

function useOf(given: DpmFacts, places: ReadonlyMap<string, string>, id: string): number {
  const there = given.drs.vms.filter((one) => places.get(one.id) === id);
  const cpuMhz = there.reduce((sum, { demand }) => sum + demand.cpuMhz, 0);
  const memoryMb = there.reduce((sum, { demand }) => sum + demand.memoryMb, 0);
  return Math.max(cpuMhz / CAPACITY.cpuMhz, memoryMb / CAPACITY.memoryMb);
}

describe('any plan of DPM', () => {
  it('leaves a host on, and as many as HA asks for', () => {
    fc.assert(
      fc.property(factsArbitrary, (given) => {
        const { plan, on } = applied(given);
        if (!plan.recommendations.some(({ kind }) => kind === 'powerOff')) return;
        expect(on.size).toBeGreaterThanOrEqual((given.failover?.hostsToTolerate ?? 0) + 1);
      }),
      RUNS,
    );
  });

  it('empties every host it switches off, moving VMs only where they can run', () => {
    fc.assert(
      fc.property(factsArbitrary, (given) => {
        const { plan, places } = applied(given);
        const vms = new Map(given.drs.vms.map((one) => [one.id, one]));
        for (const { kind, host, prerequisites } of plan.recommendations) {
          if (kind === 'powerOff') expect([...places.values()]).not.toContain(host);
          for (const { vm: id, destination } of prerequisites.flatMap(({ moves }) => moves)) {
            expect(vms.get(id)?.hosts.has(destination)).toBe(true);
            expect(vms.get(id)?.behavior).not.toBe('disabled');
          }
        }
      }),
      RUNS,
    );
  });

  it('puts no host above the range by switching others off', () => {
    fc.assert(
      fc.property(factsArbitrary, (given) => {
        const before = new Map(given.drs.vms.map(({ id, host }) => [id, host]));
        const { plan, places, on } = applied(given);
        if (!plan.recommendations.some(({ kind }) => kind === 'powerOff')) return;
        for (const id of on) {
          const most = Math.max(0.81, useOf(given, before, id));
          expect(useOf(given, places, id)).toBeLessThanOrEqual(most + 1e-9);
        }
      }),
      RUNS,
    );
  });

  it('wakes only hosts that can be woken, never both wakes and stops, and keeps to its level', () => {
    fc.assert(
      fc.property(factsArbitrary, (given) => {
        const { recommendations } = dpmPass(given);
        const hosts = new Map(given.hosts.map((one) => [one.id, one]));
        expect(new Set(recommendations.map(({ kind }) => kind)).size).toBeLessThanOrEqual(1);
        for (const { host, kind, priority } of recommendations) {
          expect(priority).toBeLessThanOrEqual(given.level);
          expect(hosts.get(host)?.wakes).toBe(true);
          expect(hosts.get(host)?.behavior).not.toBe('disabled');
          expect(hosts.get(host)?.power).toBe(kind === 'powerOn' ? 'standby' : 'on');
        }
      }),
      RUNS,
    );
  });

  it('is the same for the same facts', () => {
    fc.assert(
      fc.property(factsArbitrary, (given) => {
        expect(dpmPass(given)).toEqual(dpmPass(structuredClone(given)));
      }),
      { numRuns: 50 },
    );
  });
});
