/** The lab with its spare disk, as tests of storage use it. */
import type {
  HostScsiDisk,
  VmfsDatastoreCreateSpec,
} from '../../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { Vcenter } from '../../../helpers/vcenter.ts';

export const GB = 2 ** 30;
/** Of the spare disk. */
export const SECTORS = (50 * GB) / 512;

export type Datastore = Ref<'Datastore'>;
export type Host = Ref<'HostSystem'>;

export class StorageLab extends Vcenter {
  readonly host = this.named('HostSystem', '172.16.0.172');
  readonly other = this.named('HostSystem', '172.16.0.173');

  system(host: Host = this.host): Ref {
    return this.read(host, 'configManager.datastoreSystem');
  }

  storage(host: Host = this.host): Ref {
    return this.read(host, 'configManager.storageSystem');
  }

  available(host: Host = this.host): HostScsiDisk[] {
    return this.call(this.system(host), 'QueryAvailableDisksForVmfs');
  }

  /** The disk which both hosts see and nobody uses. */
  spare(): HostScsiDisk {
    const [disk] = this.available();
    if (!disk) throw new Error('no disk is free');
    return disk;
  }

  options(devicePath: string = this.spare().devicePath) {
    return this.call(this.system(), 'QueryVmfsDatastoreCreateOptions', { devicePath });
  }

  /** As govc and PowerCLI do it: the first option, with a name. */
  suggested(volumeName: string, vmfs: object = {}): VmfsDatastoreCreateSpec {
    const { spec } = this.options()[0];
    return { ...spec, vmfs: { ...spec.vmfs, volumeName, ...vmfs } };
  }

  create(spec: object): Datastore {
    return this.call(this.system(), 'CreateVmfsDatastore', { spec });
  }

  /** A datastore on the first so many bytes of the spare disk. */
  partly(volumeName: string, bytes: number): Datastore {
    const spec = this.suggested(volumeName);
    const endSector = 2048 + bytes / 512 - 1;
    const partition = (spec.partition.partition ?? []).map((one) => ({ ...one, endSector }));
    return this.create({ ...spec, partition: { ...spec.partition, partition } });
  }

  /** What the disk's table says to each host. */
  partitions(devicePath: string, host: Host = this.host) {
    const args = { devicePath: [devicePath] };
    return this.call(this.storage(host), 'RetrieveDiskPartitionInfo', args)[0].spec.partition;
  }

  mountedOn(datastore: Datastore): Host[] {
    return this.read(datastore, 'host').map(({ key }: { key: Host }) => key);
  }

  /** Names of the volumes in a host's own list. */
  volumesOf(host: Host): string[] {
    return this.read(host, 'config.fileSystemVolume.mountInfo').map(
      ({ volume }: { volume: { name: string } }) => volume.name,
    );
  }

  uuidOf(datastore: Datastore): string {
    return this.read(datastore, 'info.vmfs.uuid');
  }

  /** Hosts and datastores tell the same of each other, volume by volume. */
  expectAgreement(): void {
    for (const host of this.inventory.ofType('HostSystem')) {
      const own = (this.read(host, 'datastore') ?? []).map((one: Ref) => this.read(one, 'name'));
      expect(this.volumesOf(host).toSorted()).toEqual(own.toSorted());
    }
    for (const datastore of this.inventory.ofType('Datastore')) {
      const volume = this.read(datastore, '_volume');
      for (const { key, mountInfo } of this.read(datastore, 'host') ?? []) {
        const listed = this.read(key, 'config.fileSystemVolume.mountInfo').find(
          (one: { mountInfo: { path: string } }) => one.mountInfo.path === mountInfo.path,
        );
        expect(listed).toMatchObject({ mountInfo, volume });
      }
    }
  }
}

/** A new lab for each test of a file; nothing of ours may go wrong, and all must agree at the end. */
export function storageLabs(): { readonly lab: StorageLab } {
  const holder: { lab?: StorageLab } = {};
  beforeEach(() => {
    holder.lab = new StorageLab();
  });
  afterEach(() => {
    holder.lab?.expectAgreement();
    expect(holder.lab?.errors).toEqual([]);
    holder.lab?.stop();
  });
  return {
    get lab(): StorageLab {
      if (!holder.lab) throw new Error('the test has not begun');
      return holder.lab;
    },
  };
}
