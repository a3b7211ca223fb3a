/**
 * A whole vCenter on manual time with a datastore cluster of three datastores, filled as the test wants.
 */
import type {
  ClusterRecommendation,
  StoragePlacementAction,
  StoragePlacementResult,
} from '../../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

export const GB = 2 ** 30;

/** Longer than any of these copies takes, shorter than vCenter remembers tasks. */
const WITHIN_MS = 550_000;
const MANAGER = reference('StorageResourceManager', 'StorageResourceManager');

export interface DatastoreOfStory {
  readonly capacityGb: number;
  readonly freeGb: number;
  readonly hosts?: readonly string[];
  readonly pod?: string | undefined;
}

export interface PodStory {
  readonly datastores?: Readonly<Record<string, DatastoreOfStory>>;
  readonly behavior?: 'manual' | 'automated';
  readonly enabled?: boolean;
  /** Lines of YAML, one VM each. */
  readonly vms?: readonly string[];
}

/** As in the published example of initial placement: 60, 40 and 77.5 percent used. */
export const THREE: Readonly<Record<string, DatastoreOfStory>> = {
  D1: { capacityGb: 1000, freeGb: 400 },
  D2: { capacityGb: 500, freeGb: 300 },
  D3: { capacityGb: 800, freeGb: 180 },
};

export function podSeed(story: PodStory = {}): string {
  const { datastores = THREE, behavior = 'manual', enabled = true, vms = [] } = story;
  const lines = Object.entries(datastores).map(
    ([name, { capacityGb, freeGb, hosts, pod = 'POD' }]) => {
      const mounted = hosts ? `, hosts: [${hosts.join(', ')}]` : '';
      const member = pod === '' ? '' : `, pod: ${pod}`;
      return `      - { name: ${name}, capacityGb: ${capacityGb}, freeGb: ${freeGb}${member}${mounted} }`;
    },
  );
  return `
name: pod-story
description: a datastore cluster for a story of Storage DRS
defaults:
  host:
    cpu: { packages: 1, coresPerPackage: 8, mhz: 2000 }
    memoryGb: 66
    nics: [{ device: vmnic0, gbps: 10 }]
  vm: { pool: C1, host: h1, datastore: OUT, cpus: 1, memoryMb: 1024, power: "off" }
datacenters:
  - name: DC
    clusters:
      - name: C1
        hosts: [{ name: h1 }, { name: h2 }]
    pods:
      - { name: POD, storageDrs: { enabled: ${enabled}, behavior: ${behavior} } }
      - { name: EMPTY, storageDrs: { enabled: true } }
    datastores:
      - { name: OUT, capacityGb: 2000 }
${lines.join('\n')}
    vms: ${vms.length > 0 ? `\n${vms.map((vm) => `      - ${vm}`).join('\n')}` : '[]'}
`;
}

export class PodWorld extends Vcenter {
  readonly manager = MANAGER;
  readonly pod: Ref<'StoragePod'>;

  constructor(story: PodStory = {}) {
    super({ seedText: podSeed(story) });
    this.pod = this.named('StoragePod', 'POD');
  }

  datastore(name: string): Ref<'Datastore'> {
    return this.named('Datastore', name);
  }

  vm(name: string): Ref<'VirtualMachine'> {
    return this.named('VirtualMachine', name);
  }

  get rootPool(): Ref<'ResourcePool'> {
    const cluster = this.named('ClusterComputeResource', 'C1');
    return this.read(cluster, 'resourcePool') as Ref<'ResourcePool'>;
  }

  get vmFolder(): Ref<'Folder'> {
    return this.read(this.named('Datacenter', 'DC'), 'vmFolder') as Ref<'Folder'>;
  }

  /** In the first datastore cluster unless the members say otherwise. */
  recommend(members: object): StoragePlacementResult {
    const podSelectionSpec = data('StorageDrsPodSelectionSpec', { storagePod: this.pod });
    const storageSpec = data('StoragePlacementSpec', { podSelectionSpec, ...members });
    return this.call(this.manager, 'RecommendDatastores', { storageSpec });
  }

  /** Of a new VM with one disk. */
  recommendNew(members: object = {}, disk: object = {}): StoragePlacementResult {
    return this.recommend({
      type: 'create',
      resourcePool: this.rootPool,
      configSpec: newVm('new', [newDisk(disk)]),
      ...members,
    });
  }

  /** Names of the datastores they lead to. */
  destinations({ recommendations = [] }: StoragePlacementResult): readonly string[] {
    return recommendations.flatMap((one) =>
      placements(one).map(({ destination }) => this.inventory.read(destination, 'name')),
    );
  }

  /** Names of the datastores a VM lies on. */
  datastoresOf(name: string): readonly string[] {
    return (this.inventory.read(this.vm(name), 'datastore') ?? []).map((one) =>
      this.inventory.read(one, 'name'),
    );
  }

  apply(...keys: readonly string[]) {
    return this.run(this.manager, 'ApplyStorageDrsRecommendation_Task', { key: keys }, WITHIN_MS);
  }
}

export function placements({ action = [] }: ClusterRecommendation) {
  return action as readonly StoragePlacementAction[];
}

/** With the controller that its disks hang on. */
export function newVm(name: string, disks: readonly object[]) {
  const controller = data('VirtualDeviceConfigSpec', {
    operation: 'add',
    device: data('ParaVirtualSCSIController', { key: 1000, busNumber: 0, sharedBus: 'noSharing' }),
  });
  const deviceChange = [controller, ...disks];
  return data('VirtualMachineConfigSpec', { name, guestId: 'otherGuest64', deviceChange });
}

interface DiskWish {
  readonly key?: number;
  readonly sizeGb?: number;
  readonly thin?: boolean;
  readonly datastore?: Ref<'Datastore'> | undefined;
}

/** A thick disk of 40 GB unless told. */
export function newDisk({ key = -1, sizeGb = 40, thin = false, datastore }: DiskWish = {}) {
  return data('VirtualDeviceConfigSpec', {
    operation: 'add',
    fileOperation: 'create',
    device: data('VirtualDisk', {
      key,
      controllerKey: 1000,
      unitNumber: -1,
      capacityInKB: sizeGb * 2 ** 20,
      backing: data('VirtualDiskFlatVer2BackingInfo', {
        fileName: '',
        diskMode: 'persistent',
        thinProvisioned: thin,
        datastore,
      }),
    }),
  });
}
