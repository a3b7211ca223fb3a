/**
 * A cluster for the stories of DRS: hosts of 10,000 MHz for VMs, joined by 10 GbE, with shared storage.
 */
export interface HostOfStory {
  readonly name: string;
  /** VMs with what they ask for, MHz. */
  readonly vms: Readonly<Record<string, number>>;
}

export interface StoryCluster {
  readonly behavior?: string;
  readonly vmotionRate?: number;
  readonly enabled?: boolean;
  readonly predictive?: boolean;
  readonly options?: Readonly<Record<string, string>>;
  readonly hosts: readonly HostOfStory[];
  /** VMs that do not run, by host. */
  readonly off?: Readonly<Record<string, string>>;
}

/** Of which 500 are kept by the host. */
const CORE_MHZ = 2100;
const CORES = 5;
/** CPU alone counts, as in the published examples. */
const CPU_ALONE = { DrsCpuWeight: '1', DrsMemoryWeight: '0' };

export function storySeed(cluster: StoryCluster): string {
  const { hosts, behavior = 'fullyAutomated', vmotionRate = 3, enabled = true } = cluster;
  const { predictive = false, options = CPU_ALONE, off = {} } = cluster;
  const vm = (name: string, host: string, mhz: number) =>
    `      - { name: ${name}, host: ${host}, profile: { cpuPercent: ${(mhz / (2 * CORE_MHZ)) * 100} } }`;
  const lines = [
    ...hosts.flatMap(({ name, vms }) =>
      Object.entries(vms).map(([one, mhz]) => vm(one, name, mhz)),
    ),
    ...Object.entries(off).map(
      ([name, host]) => `      - { name: ${name}, host: ${host}, power: "off" }`,
    ),
  ];
  return `
name: drs-story
description: a cluster for a story of DRS
defaults:
  host:
    cpu: { packages: 1, coresPerPackage: ${CORES}, mhz: ${CORE_MHZ} }
    memoryGb: 66
    nics: [{ device: vmnic0, gbps: 10 }]
  vm: { pool: C1, datastore: DS1, cpus: 2, memoryMb: 2048 }
datacenters:
  - name: DC
    clusters:
      - name: C1
        drs: { enabled: ${enabled}, behavior: ${behavior}, vmotionRate: ${vmotionRate}, predictive: ${predictive}, options: ${JSON.stringify(options)} }
        hosts: [${hosts.map(({ name }) => `{ name: ${name} }`).join(', ')}]
    datastores:
      - { name: DS1, capacityGb: 1000 }
    vms: ${lines.length > 0 ? `\n${lines.join('\n')}` : '[]'}
`;
}

/** Two hosts: A, B and C on one, D on the other. */
export const UNEVEN: readonly HostOfStory[] = [
  { name: 'h1', vms: { A: 3000, B: 2500, C: 1500 } },
  { name: 'h2', vms: { D: 1000 } },
];
