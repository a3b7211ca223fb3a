/**
 * A datacenter being built: its objects under the names by which a seed speaks of them. References
 * are handed out for everything first, since hosts and datastores point at each other.
 */
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { VolumePlan } from '../templates/datastore.ts';
import type { FolderKind } from '../templates/entity.ts';
import type { LunPlan } from '../templates/host-storage.ts';
import type { StorageDrsWish } from '../templates/storage-pod.ts';
import type { CardNetwork } from '../templates/vm-drives.ts';
import type { SeedDatastore, SeedHost, SeedPortgroup, SeedSwitch } from './seed.ts';
import type { World } from './world.ts';

export interface HostSite {
  readonly ref: Ref<'HostSystem'>;
  readonly seed: SeedHost;
  readonly number: number;
  readonly compute: ComputeSite;
  readonly coreMhz: number;
  readonly mounts: DatastoreSite[];
  readonly luns: LunPlan[];
}

export interface ComputeSite {
  readonly name: string;
  readonly ref: Ref<Kinds['ComputeResource']>;
  readonly rootPool: Ref<'ResourcePool'>;
  readonly ha: boolean;
  readonly hosts: HostSite[];
  /** Hosts that take VMs whose seed names none, in turn. */
  readonly takers: HostSite[];
  turn: number;
}

export interface PoolSite {
  readonly ref: Ref<Kinds['ResourcePool']>;
  readonly compute: ComputeSite;
}

export interface DatastoreSite {
  readonly ref: Ref<'Datastore'>;
  readonly seed: SeedDatastore;
  readonly parent: Ref;
  readonly volume: VolumePlan;
  readonly url: string;
  readonly hosts: readonly HostSite[];
  /** Its datastore cluster has Storage I/O Control on. */
  readonly ioControl: boolean;
  /** Taken by files so far, bytes. */
  usedBytes: number;
}

export interface PortgroupSite {
  readonly ref: Ref<'DistributedVirtualPortgroup'>;
  readonly seed: SeedPortgroup;
  readonly uplink: boolean;
}

export interface SwitchSite {
  readonly ref: Ref<'VmwareDistributedVirtualSwitch'>;
  readonly seed: SeedSwitch;
  readonly uuid: string;
  readonly uplinks: PortgroupSite;
  readonly portgroups: readonly PortgroupSite[];
  readonly hosts: readonly HostSite[];
  readonly parent: Ref;
}

export class Site {
  readonly world: World;
  readonly name: string;
  readonly path: string;
  readonly ref: Ref<'Datacenter'>;
  /** Folders by kind and path: `vm:`, `vm:prod/web`. */
  readonly folders = new Map<string, Ref<'Folder'>>();
  readonly computes = new Map<string, ComputeSite>();
  readonly hosts = new Map<string, HostSite>();
  /** By path: `C1`, `C1/prod`. */
  readonly pools = new Map<string, PoolSite>();
  readonly datastores = new Map<string, DatastoreSite>();
  readonly pods = new Map<string, Ref<'StoragePod'>>();
  readonly storageDrs = new Map<string, StorageDrsWish>();
  /** By name or `folder/name`, those that datastore clusters name. */
  readonly vms = new Map<string, Ref<'VirtualMachine'>>();
  readonly switches: SwitchSite[] = [];
  readonly networks = new Map<string, CardNetwork>();
  #luns = 0;

  constructor(world: World, name: string, path: string, ref: Ref<'Datacenter'>) {
    this.world = world;
    this.name = name;
    this.path = path;
    this.ref = ref;
  }

  folder(kind: FolderKind, path: string | undefined): Ref<'Folder'> {
    return demand(this.folders, `${kind}:${path ?? ''}`, 'folder');
  }

  /** Of a datastore cluster, if it is in one. */
  storageDrsOf(pod: string | undefined): StorageDrsWish {
    return (pod === undefined ? undefined : this.storageDrs.get(pod)) ?? {};
  }

  nextLunNumber(): number {
    this.#luns += 1;
    return this.#luns;
  }

  hostsNamed(names: readonly string[] | undefined): readonly HostSite[] {
    return names ? names.map((name) => demand(this.hosts, name, 'host')) : [...this.hosts.values()];
  }
}

/** Looks a name up that the check of the seed has found good. */
export function demand<T>(found: ReadonlyMap<string, T>, name: string, kind: string): T {
  const one = found.get(name);
  if (one === undefined) throw new Error(`the seed names ${kind} "${name}", which there is not`);
  return one;
}
