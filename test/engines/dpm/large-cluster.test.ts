/** DPM over a large cluster: a pass is bounded, the next one goes on. */
import { DPM_DEFAULTS, type DpmFacts } from '../../../server/engines/dpm/facts.ts';
import { dpmPass } from '../../../server/engines/dpm/pass.ts';
import { DRS_DEFAULTS, type DrsHost, type DrsVm } from '../../../server/engines/drs/facts.ts';

const HOST_COUNT = 40;
const CAPACITY = { cpuMhz: 10_000, memoryMb: 100_000 };

/** One VM on each host that is on, asking for a share of it. */
function cluster(share: number, standbyCount: number): DpmFacts {
  const ids = Array.from({ length: HOST_COUNT + standbyCount }, (_, index) => `host-${index}`);
  const hosts = ids.map(
    (id, index): DrsHost => ({
      ...{ id, name: id, state: index < HOST_COUNT ? 'able' : 'absent', capacity: CAPACITY },
      ...{ coreCount: 5, coreMhz: 2_000, vmotionLineGbps: 10, migrationSlots: 8 },
    }),
  );
  const vms = ids.slice(0, HOST_COUNT).flatMap((host, index) =>
    [0, 1].map(
      (half): DrsVm => ({
        ...{ id: `vm-${index}-${half}`, name: `vm ${index}`, host, pool: '', vcpuCount: 2 },
        ...{ overheadMb: 50, migrationSeconds: 5, downtimeSeconds: 0.3 },
        demand: { cpuMhz: (share * CAPACITY.cpuMhz) / 2, memoryMb: 1_000 },
        cpu: { shares: 2_000, reservation: 0, limit: -1 },
        memory: { shares: 20_000, reservation: 0, limit: -1 },
        behavior: 'fullyAutomated',
        hosts: new Set(ids),
      }),
    ),
  );
  const rest = { pools: [], rules: [], level: 3, model: 'classic', options: DRS_DEFAULTS } as const;
  return {
    drs: { hosts, vms, ...rest },
    hosts: hosts.map(({ id, state }) => ({
      ...{ id, behavior: 'automated', wakes: true, upSeconds: 100_000 },
      power: state === 'able' ? 'on' : 'standby',
    })),
    ...{ demands: new Map(), pending: [], level: 5, options: DPM_DEFAULTS },
  };
}

describe('DPM over a large cluster', () => {
  it('switches at most twelve hosts off in one pass', () => {
    const { recommendations } = dpmPass(cluster(0.05, 0));

    expect(recommendations.map(({ kind }) => kind)).toEqual(Array(12).fill('powerOff'));
  });

  it('wakes at most two hosts for its load in one pass', () => {
    const { recommendations } = dpmPass(cluster(0.9, 10));

    expect(recommendations.map(({ kind }) => kind)).toEqual(Array(2).fill('powerOn'));
  });
});
