import { loadSeed } from '../../../server/inventory/seed/load-seed.ts';
import type { Seed } from '../../../server/inventory/seed/seed.ts';

/** How many of each kind a seed has. */
function figures({ datacenters }: Seed) {
  const sum = (count: (datacenter: Seed['datacenters'][number]) => number) =>
    datacenters.reduce((all, datacenter) => all + count(datacenter), 0);
  return {
    clusters: sum(({ clusters = [] }) => clusters.length),
    hosts: sum(
      ({ clusters = [], hosts = [] }) =>
        hosts.length + clusters.flatMap((cluster) => cluster.hosts ?? []).length,
    ),
    vms: sum(({ vms = [] }) => vms.length),
    pods: sum(({ pods = [] }) => pods.length),
  };
}

describe('the figures of built-in seeds', () => {
  it.each([
    ['lab', { clusters: 1, hosts: 2, vms: 5, pods: 0 }],
    ['dc0', { clusters: 1, hosts: 4, vms: 4, pods: 0 }],
    ['drs-cluster', { clusters: 1, hosts: 8, vms: 120, pods: 0 }],
    ['dpm-cluster', { clusters: 1, hosts: 4, vms: 20, pods: 0 }],
    ['storage-cluster', { clusters: 1, hosts: 4, vms: 60, pods: 2 }],
    ['max', { clusters: 50, hosts: 2500, vms: 45_000, pods: 20 }],
  ])('%s has what is promised of it', (name, promised) => {
    expect(figures(loadSeed(name))).toEqual(promised);
  });
});

describe('the guests of drs-cluster', () => {
  const vms = loadSeed('drs-cluster').datacenters[0]?.vms ?? [];

  it('are of five kinds in turn', () => {
    const kinds = vms.slice(0, 5).map(({ profile }) => profile?.demand?.cpuPercent?.kind ?? 'none');

    expect(kinds).toEqual(['sine', 'burst', 'constant', 'sine', 'none']);
  });

  it('are not all busy at the same time', () => {
    const offsets = vms.flatMap(({ profile }) => {
      const cpu = profile?.demand?.cpuPercent;
      return cpu?.kind === 'burst' ? [cpu.offsetSeconds] : [];
    });

    expect(new Set(offsets).size).toBeGreaterThan(4);
  });
});

describe('the hosts of dpm-cluster', () => {
  it('have little to do', () => {
    const [datacenter] = loadSeed('dpm-cluster').datacenters;
    const asked = new Map<string, number>();
    for (const { host = '', profile } of datacenter?.vms ?? []) {
      const cpu = profile?.demand?.cpuMhz;
      const mhz = cpu?.kind === 'constant' ? cpu.value : Number.NaN;
      asked.set(host, (asked.get(host) ?? 0) + mhz);
    }

    expect([...asked.values()]).toEqual([3900, 4875, 5850, 2925]);
  });
});
