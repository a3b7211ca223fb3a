/**
 * A datastore cluster for the stories of Storage DRS: two hosts that see all of its datastores, and virtual
 * machines with one disk each.
 */
export interface StoryDatastore {
  readonly capacityGb: number;
  /** With the virtual machines that lie there. */
  readonly usedGb: number;
  /** Hosts that mount it; all unless told. */
  readonly hosts?: readonly string[];
  /** Not in the datastore cluster. */
  readonly outside?: boolean;
}

export interface StoryVm {
  readonly datastore: string;
  /** Of one thin disk, written; or of several. */
  readonly usedGb: number | readonly number[];
  readonly provisionedGb?: number;
  readonly more?: string;
}

export interface StoragePodStory {
  readonly enabled?: boolean;
  readonly behavior?: 'manual' | 'automated';
  readonly datastores?: Readonly<Record<string, StoryDatastore>>;
  readonly vms?: Readonly<Record<string, StoryVm>>;
}

/** A is 50 GB fuller than it may be; moving v2 is what comes closest. */
export const TOO_FULL: Required<Pick<StoragePodStory, 'datastores' | 'vms'>> = {
  datastores: {
    A: { capacityGb: 1000, usedGb: 850 },
    B: { capacityGb: 1000, usedGb: 600 },
    C: { capacityGb: 500, usedGb: 300 },
  },
  vms: {
    v1: { datastore: 'A', usedGb: 200 },
    v2: { datastore: 'A', usedGb: 60 },
    v3: { datastore: 'A', usedGb: 40 },
  },
};

export function storageSeed(story: StoragePodStory): string {
  const { enabled = true, behavior = 'manual' } = story;
  const { datastores = TOO_FULL.datastores, vms = TOO_FULL.vms } = story;
  const stores = Object.entries(datastores).map(
    ([name, { capacityGb, usedGb, hosts, outside }]) => {
      const more = `${outside ? '' : ', pod: POD'}${hosts ? `, hosts: [${hosts.join(', ')}]` : ''}`;
      return `      - { name: ${name}, capacityGb: ${capacityGb}, freeGb: ${capacityGb - usedGb}${more} }`;
    },
  );
  const machines = Object.entries(vms).map(([name, { datastore, usedGb, provisionedGb, more }]) => {
    const sizes = typeof usedGb === 'number' ? [usedGb] : usedGb;
    const disks = sizes.map(
      (gb) => `{ sizeGb: ${provisionedGb ?? gb}, usedGb: ${gb}, provisioning: thin }`,
    );
    const rest = more ? `, ${more}` : '';
    return `      - { name: ${name}, datastore: ${datastore}, disks: [${disks.join(', ')}]${rest} }`;
  });
  return `
name: storage-story
description: a datastore cluster for a story of Storage DRS
defaults:
  host:
    cpu: { packages: 1, coresPerPackage: 8, mhz: 2000 }
    memoryGb: 66
    nics: [{ device: vmnic0, gbps: 10 }]
  vm: { pool: C1, host: h1, cpus: 1, memoryMb: 1024, power: "off" }
datacenters:
  - name: DC
    clusters:
      - name: C1
        hosts: [{ name: h1 }, { name: h2 }]
    pods:
      - { name: POD, storageDrs: { enabled: ${enabled}, behavior: ${behavior} } }
    datastores:
${stores.join('\n')}
    vms: ${machines.length > 0 ? `\n${machines.join('\n')}` : '[]'}
`;
}
