import type { DpmFacts, DpmHost } from '../../../server/engines/dpm/facts.ts';
import { DPM_DEFAULTS } from '../../../server/engines/dpm/facts.ts';
import type { DrsHost, DrsVm } from '../../../server/engines/drs/facts.ts';
import { cluster as drsCluster, host as drsHost, vm as drsVm } from '../drs/cluster.ts';

/** Hosts of 20,000 MHz and 64 GB each, on which four equal VMs share a use. */
export const CAPACITY = { cpuMhz: 20_000, memoryMb: 65_536 };

export function dpmHost(id: string, wish: Partial<DpmHost> = {}): DpmHost {
  return { id, power: 'on', behavior: 'automated', wakes: true, upSeconds: 86_400, ...wish };
}

export function hostOf(id: string, wish: Partial<DrsHost> = {}): DrsHost {
  return drsHost(id, { capacity: CAPACITY, ...wish });
}

/** VMs `h1-0` … which together use so much of a host. */
export function load(host: string, cpu: number, memory: number, count = 4): DrsVm[] {
  return Array.from({ length: count }, (_, index) =>
    drsVm(`${host}-${index}`, host, 0, {
      demand: {
        cpuMhz: (cpu * CAPACITY.cpuMhz) / count,
        memoryMb: (memory * CAPACITY.memoryMb) / count,
      },
    }),
  );
}

export function facts(
  hosts: readonly DpmHost[],
  vms: readonly DrsVm[],
  wish: Partial<DpmFacts> = {},
): DpmFacts {
  const drsHosts = hosts.map(({ id, power }) =>
    hostOf(id, { state: power === 'on' ? 'able' : 'absent' }),
  );
  const { options, ...rest } = drsCluster(drsHosts, vms);
  const { weights: _, ...plain } = options;
  return {
    drs: { ...rest, options: plain },
    hosts,
    demands: new Map(),
    pending: [],
    level: 3,
    options: DPM_DEFAULTS,
    ...wish,
  };
}

/** GV-DPM-2 */
export function fourQuietHosts(wish: Partial<DpmFacts> = {}): DpmFacts {
  return facts(
    ['h1', 'h2', 'h3', 'h4'].map((id) => dpmHost(id)),
    [
      ...load('h1', 0.2, 0.3),
      ...load('h2', 0.25, 0.25),
      ...load('h3', 0.3, 0.35),
      ...load('h4', 0.15, 0.2),
    ],
    wish,
  );
}
