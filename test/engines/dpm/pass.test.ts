import { DPM_DEFAULTS } from '../../../server/engines/dpm/facts.ts';
import { dpmPass } from '../../../server/engines/dpm/pass.ts';
import type { DrsRule } from '../../../server/engines/drs/facts.ts';
import { vm } from '../drs/cluster.ts';
import { dpmHost, facts, fourQuietHosts, load } from './cluster.ts';

const told = (plan: ReturnType<typeof dpmPass>) =>
  plan.recommendations.map(
    ({ kind, host, reason, priority }) => `${kind} ${host} ${reason} ${priority}`,
  );
const verdictOn = (plan: ReturnType<typeof dpmPass>, host: string) =>
  plan.considered.findLast((one) => one.host === host)?.verdict;

const hosts = (count: number, wish: Parameters<typeof dpmHost>[1] = {}) =>
  Array.from({ length: count }, (_, index) => dpmHost(`h${index + 1}`, wish));

describe('one host above the range, others within it', () => {
  const warm = (level: 3 | 5) => {
    const three = facts(
      [...hosts(3), dpmHost('h4', { power: 'standby' })],
      [...load('h1', 0.85, 0.3), ...load('h2', 0.71, 0.3), ...load('h3', 0.71, 0.3)],
    );
    return { ...three, drs: { ...three.drs, level } };
  };

  it('wake a host where DRS finds the cluster even enough', () => {
    expect(told(dpmPass(warm(3)))).toEqual(['powerOn h4 increaseCapacity 3']);
  });

  it('wake none where DRS cools the host by itself', () => {
    const eager = warm(5);
    const small = eager.drs.vms.flatMap((one) =>
      ['a', 'b', 'c', 'd'].map((part) => ({
        ...one,
        id: `${one.id}${part}`,
        demand: { cpuMhz: one.demand.cpuMhz / 4, memoryMb: one.demand.memoryMb / 4 },
      })),
    );

    expect(told(dpmPass({ ...eager, drs: { ...eager.drs, vms: small } }))).toEqual([]);
  });
});

describe('switching hosts off', () => {
  it('empties the least used host of four quiet ones (GV-DPM-2)', () => {
    const plan = dpmPass(fourQuietHosts());
    expect(told(plan)).toEqual(['powerOff h4 powerSaving 3']);
    const [off] = plan.recommendations;
    expect(off?.rating).toBe(3);
    expect(off?.automatic).toBe(true);
    const moves = off?.prerequisites.flatMap((one) => one.moves) ?? [];
    expect(off?.prerequisites.every(({ reason }) => reason === 'enterStandby')).toBe(true);
    expect(moves.map(({ vm: id }) => id).sort()).toEqual(['h4-0', 'h4-1', 'h4-2', 'h4-3']);
    expect(verdictOn(plan, 'h1')).toBe('priority below the threshold');
  });

  it('goes on to two hosts at level 5, and stops there', () => {
    expect(told(dpmPass(fourQuietHosts({ level: 5 })))).toEqual([
      'powerOff h4 powerSaving 3',
      expect.stringMatching(/^powerOff h[123] powerSaving 5$/),
    ]);
  });

  it('never happens at level 1', () => {
    expect(dpmPass(fourQuietHosts({ level: 1 })).recommendations).toEqual([]);
  });

  it('keeps the last host on, however idle', () => {
    const plan = dpmPass(facts(hosts(2), [], { level: 5 }));
    expect(plan.recommendations).toHaveLength(1);
    expect(verdictOn(plan, 'h2')).toBe('the last host stays on');
  });

  it('prefers automated hosts, and only recommends manual ones', () => {
    const four = fourQuietHosts();
    const h4 = {
      ...four,
      hosts: four.hosts.map((one) =>
        one.id === 'h4' ? { ...one, behavior: 'manual' as const } : one,
      ),
    };
    expect(told(dpmPass(h4))[0]).toBe('powerOff h1 powerSaving 3');
    const all = {
      ...four,
      hosts: four.hosts.map((one) => ({ ...one, behavior: 'manual' as const })),
    };
    expect(dpmPass(all).recommendations[0]).toMatchObject({ host: 'h4', automatic: false });
  });

  it.each([
    [{ behavior: 'disabled' }, 'DPM is disabled for the host'],
    [{ wakes: false }, 'there is no way to wake the host'],
    [{ upSeconds: 599 }, 'started too recently'],
    [{ isBusy: true }, 'runs what cannot be moved'],
  ] as const)('passes over a host with %o', (wish, verdict) => {
    const plan = dpmPass(facts(hosts(3, wish), load('h1', 0.2, 0.2), { level: 5 }));
    expect(plan.recommendations).toEqual([]);
    expect(verdictOn(plan, 'h3')).toBe(verdict);
  });

  it('leaves a host whose VMs cannot all move', () => {
    const stuck = vm('x', 'h2', 1000, { hosts: new Set(['h2']) });
    const plan = dpmPass(facts(hosts(2), [stuck, ...load('h1', 0.1, 0.1)], { level: 5 }));
    expect(told(plan)).toEqual(['powerOff h1 powerSaving 2']);
    expect(verdictOn(plan, 'h2')).toMatch(/last host|not all/);
  });

  it('breaks no rule', () => {
    const apart: DrsRule = { kind: 'antiAffinity', key: 1, name: 'apart', vms: ['h1-0', 'h2-0'] };
    const two = facts(hosts(2), [...load('h1', 0.1, 0.1), ...load('h2', 0.1, 0.1)], { level: 5 });
    const plan = dpmPass({ ...two, drs: { ...two.drs, rules: [apart] } });
    expect(plan.recommendations).toEqual([]);
    expect(verdictOn(plan, 'h1')).toBe('a rule would be broken');
  });

  it('puts no other host above the range', () => {
    const plan = dpmPass(
      facts(hosts(2), [...load('h1', 0.44, 0.4), ...load('h2', 0.44, 0.4)], { level: 5 }),
    );
    expect(plan.recommendations).toEqual([]);
    expect(verdictOn(plan, 'h1')).toBe('another host would be used above the target range');
  });

  it('keeps two hosts for HA, which tolerates one to fail', () => {
    const failover = { hostsToTolerate: 1, running: [] };
    const plan = dpmPass(facts(hosts(3), load('h1', 0.1, 0.1), { level: 5, failover }));
    expect(plan.recommendations).toHaveLength(1);
    expect(plan.considered.at(-1)?.verdict).toBe('vSphere HA would not have enough left');
  });

  it('keeps what admission control of HA needs', () => {
    const running = Array.from({ length: 4 }, () => ({
      vcpuCount: 2,
      memoryMb: 4096,
      cpuReservationMhz: 9000,
      memoryReservationMb: 0,
    }));
    const policy = { kind: 'percentage', cpuPercent: 25, memoryPercent: 25 } as const;
    const failover = { hostsToTolerate: 1, policy, running };
    const plan = dpmPass(facts(hosts(4), [], { level: 5, failover }));
    expect(plan.recommendations).toHaveLength(1);
  });

  it('keeps the minimum that shall stay on', () => {
    const options = { ...DPM_DEFAULTS, minPoweredOn: { cpuMhz: 20_001, memoryMb: 65_537 } };
    const plan = dpmPass(facts(hosts(4), [], { level: 5, options }));
    expect(plan.recommendations).toHaveLength(2);
    expect(plan.considered.at(-1)?.verdict).toBe('less than the minimum capacity would stay on');
  });

  it('looks at the long window, and at what may be asked for again', () => {
    const two = facts(hosts(2), [...load('h1', 0.1, 0.1), ...load('h2', 0.1, 0.1)], { level: 5 });
    const amount = (share: number) => ({ cpuMhz: share * 5000, memoryMb: share * 16_384 });
    const demands = (off: number, peak: number) =>
      new Map(
        two.drs.vms.map(({ id }) => [
          id,
          { on: amount(0.1), off: amount(off), peak: amount(peak) },
        ]),
      );
    expect(dpmPass({ ...two, demands: demands(0.5, 0.5) }).recommendations).toEqual([]);
    expect(dpmPass({ ...two, demands: demands(0.1, 0.1) }).recommendations).toHaveLength(1);
    const risky = dpmPass({ ...two, demands: demands(0.1, 0.9) });
    expect(verdictOn(risky, 'h1')).toBe('costs more than it saves');
  });

  it('waits while another host starts', () => {
    const four = fourQuietHosts();
    const starting = {
      ...four,
      hosts: [...four.hosts.slice(0, 3), dpmHost('h4', { power: 'starting' })],
    };
    expect(dpmPass(starting).recommendations).toEqual([]);
  });
});

describe('switching hosts on', () => {
  const busy = (wish: Parameters<typeof dpmHost>[1] = {}) => [
    ...hosts(2),
    dpmHost('h3', { power: 'standby', ...wish }),
  ];
  const heavy = [...load('h1', 0.86, 0.3, 8), ...load('h2', 0.84, 0.3, 8)];

  it('relieves two busy hosts (GV-DPM-3)', () => {
    const plan = dpmPass(facts(busy(), heavy));
    expect(told(plan)).toEqual(['powerOn h3 increaseCapacity 3']);
    const considered = plan.considered.find(({ host }) => host === 'h3');
    expect(considered?.before?.highCpu).toBeCloseTo(0.3114, 2);
    expect(considered?.after).toMatchObject({ highCpu: 0, highMemory: 0 });
  });

  it('is urgent near saturation', () => {
    const full = [...load('h1', 0.98, 0.3, 8), ...load('h2', 0.97, 0.3, 8)];
    expect(told(dpmPass(facts(busy(), full, { level: 2 })))).toEqual([
      'powerOn h3 increaseCapacity 2',
    ]);
    expect(dpmPass(facts(busy(), heavy, { level: 2 })).recommendations).toEqual([]);
  });

  it.each([
    ['DPM is disabled for it', { behavior: 'disabled' as const }],
    ['it cannot be woken', { wakes: false }],
  ])('does not happen where %s', (_, wish) => {
    expect(dpmPass(facts(busy(wish), heavy)).recommendations).toEqual([]);
  });

  it('does not happen where DRS can help itself', () => {
    const uneven = [...load('h1', 0.9, 0.3, 8), ...load('h2', 0.2, 0.3, 8)];
    expect(dpmPass(facts(busy(), uneven)).recommendations).toEqual([]);
  });

  it('tries hosts that failed to wake last', () => {
    const three = [
      ...hosts(2),
      dpmHost('h3', { power: 'standby', wakeFailed: true }),
      dpmHost('h4', { power: 'standby' }),
    ];
    expect(told(dpmPass(facts(three, heavy)))).toEqual(['powerOn h4 increaseCapacity 3']);
  });

  it('serves what is required even at level 1', () => {
    const options = { ...DPM_DEFAULTS, minPoweredOn: { cpuMhz: 40_001, memoryMb: 1 } };
    expect(told(dpmPass(facts(busy(), [], { level: 1, options })))).toEqual([
      'powerOn h3 unreservedCapacity 1',
    ]);
    const failover = { hostsToTolerate: 2, running: [] };
    expect(told(dpmPass(facts(busy(), [], { level: 1, failover })))).toEqual([
      'powerOn h3 unreservedCapacity 1',
    ]);
  });

  it('serves a VM that finds no host', () => {
    const resources = {
      vcpuCount: 2,
      memoryMb: 4096,
      cpuReservationMhz: 15_000,
      memoryReservationMb: 0,
    };
    const reserved = ['h1', 'h2'].map((on) =>
      vm(`r-${on}`, on, 1000, { cpu: { shares: 2000, reservation: 10_000, limit: -1 } }),
    );
    const pending = [{ id: 'new', resources, hosts: new Set(['h1', 'h2', 'h3']) }];
    expect(told(dpmPass(facts(busy(), reserved, { pending })))).toEqual([
      'powerOn h3 unreservedCapacity 1',
    ]);
    const nowhere = [{ id: 'new', resources, hosts: new Set(['h1']) }];
    const none = dpmPass(facts(busy(), reserved, { pending: nowhere }));
    expect(none.recommendations.filter(({ kind }) => kind === 'powerOn')).toEqual([]);
  });

  it('serves VMs that must leave a host and cannot', () => {
    const stuck = facts(busy(), [vm('x', 'h2', 1000, { hosts: new Set(['h2', 'h3']) })]);
    const leaving = stuck.drs.hosts.map((one) =>
      one.id === 'h2'
        ? { ...one, state: 'leaving' as const, leavesFor: 'maintenance' as const }
        : one,
    );
    const away = stuck.hosts.map((one) =>
      one.id === 'h2' ? { ...one, power: 'away' as const } : one,
    );
    const plan = dpmPass({ ...stuck, hosts: away, drs: { ...stuck.drs, hosts: leaving } });
    expect(told(plan)).toEqual(['powerOn h3 increaseCapacity 1']);
  });
});
