/**
 * A seed: an inventory as a person describes it. This is what a YAML file holds once it has been
 * read and checked, and what generators make. `docs/seeds.md` explains every key.
 *
 * Sizes say their unit in the key: Gb and Mb are binary (1024), Mhz, Mbps and Gbps decimal.
 * A list may be absent where it is empty.
 */
import type { DemandFunction } from '../../engines/statistics/demand-function.ts';
import type { AllocationWish } from '../templates/allocation.ts';
import type { DpmWish, DrsWish, HaWish } from '../templates/compute.ts';
import type { DatastoreType } from '../templates/datastore.ts';
import type { VmknicService } from '../templates/vmknics.ts';
import type { SeedVm } from './seed-vm.ts';
import type { SeedStorageDrs } from './storage-drs-shape.ts';

export interface Seed {
  readonly name: string;
  readonly description: string;
  /** Virtual time at start, ISO; the first of January 2026 unless given. */
  readonly clock?: string | undefined;
  /** How the server behaves; the command line overrules it. */
  readonly options?: SeedOptions | undefined;
  readonly users?: readonly SeedUser[] | undefined;
  readonly roles?: readonly SeedRole[] | undefined;
  readonly permissions?: readonly SeedPermission[] | undefined;
  /** Folders for datacenters, as paths below the root. */
  readonly folders?: readonly string[] | undefined;
  readonly datacenters: readonly SeedDatacenter[];
  /** Ids by inventory path (`/DC0/host/DC0_C0`), for models whose ids are known; others are counted up. */
  readonly ids?: ReadonlyMap<string, string> | undefined;
}

export interface SeedOptions {
  /** After a Storage vMotion of a running VM, the VM shows a warning until it has been restarted. */
  readonly storageVmotionWarning?: boolean | undefined;
}

export interface SeedUser {
  readonly name: string;
  readonly password: string;
  readonly fullName?: string | undefined;
  readonly groups?: readonly string[] | undefined;
}

export interface SeedRole {
  readonly name: string;
  readonly label?: string | undefined;
  readonly privileges: readonly string[];
}

export interface SeedPermission {
  /** Inventory path: `/DC/vm/test`. */
  readonly entity: string;
  readonly principal: string;
  readonly group?: boolean | undefined;
  readonly role: string;
  readonly propagate?: boolean | undefined;
}

export interface SeedDatacenter {
  readonly name: string;
  /** Path of a folder below the root. */
  readonly folder?: string | undefined;
  readonly folders?: SeedFolders | undefined;
  readonly luns?: readonly SeedLun[] | undefined;
  readonly switches?: readonly SeedSwitch[] | undefined;
  readonly opaqueNetworks?: readonly SeedOpaqueNetwork[] | undefined;
  readonly clusters?: readonly SeedCluster[] | undefined;
  /** Hosts that stand for themselves. */
  readonly hosts?: readonly SeedHost[] | undefined;
  readonly pods?: readonly SeedPod[] | undefined;
  readonly datastores?: readonly SeedDatastore[] | undefined;
  readonly vms?: readonly SeedVm[] | undefined;
  /** Where distributed switches and networks are put: a path below the network folder. */
  readonly networkFolder?: string | undefined;
}

/** Paths below the datacenter's own folders; a path's parents come into being by themselves. */
export interface SeedFolders {
  readonly vm?: readonly string[] | undefined;
  readonly host?: readonly string[] | undefined;
  readonly datastore?: readonly string[] | undefined;
  readonly network?: readonly string[] | undefined;
}

/** A disk of an array on which no datastore lies. */
export interface SeedLun {
  readonly name: string;
  readonly capacityGb: number;
  /** Hosts that see it; all when absent. */
  readonly hosts?: readonly string[] | undefined;
  readonly ssd?: boolean | undefined;
}

export interface SeedSwitch {
  readonly name: string;
  readonly mtu?: number | undefined;
  readonly uplinks?: number | undefined;
  /** All hosts of the datacenter when absent. */
  readonly hosts?: readonly string[] | undefined;
  /** Physical cards each member gives to it. */
  readonly nics?: readonly string[] | undefined;
  readonly uplinkPorts?: number | undefined;
  readonly portgroups?: readonly SeedPortgroup[] | undefined;
}

export interface SeedPortgroup {
  readonly name: string;
  readonly vlan?: number | undefined;
  readonly ports?: number | undefined;
  readonly type?: 'earlyBinding' | 'ephemeral' | 'lateBinding' | undefined;
  /** Backed by NSX. */
  readonly nsx?: boolean | undefined;
}

export interface SeedOpaqueNetwork {
  readonly name: string;
  /** Port group on NSX that stands for the same segment. */
  readonly portgroup?: string | undefined;
}

export interface SeedCluster {
  readonly name: string;
  readonly folder?: string | undefined;
  readonly drs?: DrsWish | undefined;
  readonly dpm?: DpmWish | undefined;
  readonly ha?: HaWish | undefined;
  readonly evc?: string | undefined;
  readonly hosts?: readonly SeedHost[] | undefined;
  readonly pools?: readonly SeedPool[] | undefined;
}

export interface SeedPool {
  readonly name: string;
  /** A vApp holds its VMs itself. */
  readonly vapp?: boolean | undefined;
  readonly cpu?: AllocationWish | undefined;
  readonly memory?: AllocationWish | undefined;
  readonly pools?: readonly SeedPool[] | undefined;
}

export interface SeedHost {
  readonly name: string;
  /** Standalone hosts only. */
  readonly folder?: string | undefined;
  readonly pools?: readonly SeedPool[] | undefined;
  readonly cpu?: SeedCpu | undefined;
  readonly memoryGb?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
  readonly nics?: readonly SeedNic[] | undefined;
  readonly vswitches?: readonly SeedVswitch[] | undefined;
  readonly vmknics?: readonly SeedVmknic[] | undefined;
  readonly localDatastores?: readonly SeedLocalDatastore[] | undefined;
  readonly state?: 'connected' | 'disconnected' | 'notResponding' | undefined;
  readonly power?: 'on' | 'off' | 'standby' | undefined;
  readonly maintenance?: boolean | undefined;
  readonly gateway?: string | undefined;
  readonly dns?: readonly string[] | undefined;
  readonly domain?: string | undefined;
}

export interface SeedCpu {
  readonly model?: string | undefined;
  readonly packages?: number | undefined;
  readonly coresPerPackage?: number | undefined;
  readonly threadsPerCore?: number | undefined;
  readonly mhz?: number | undefined;
}

export interface SeedNic {
  readonly device: string;
  /** 0: link down. */
  readonly gbps?: number | undefined;
}

export interface SeedVswitch {
  readonly name: string;
  readonly nics?: readonly string[] | undefined;
  readonly mtu?: number | undefined;
  readonly portgroups?:
    | readonly { readonly name: string; readonly vlan?: number | undefined }[]
    | undefined;
}

export interface SeedVmknic {
  readonly device?: string | undefined;
  readonly ip: string;
  readonly netmask?: string | undefined;
  readonly mtu?: number | undefined;
  /** Port group on a standard switch of the host, or on a distributed switch. */
  readonly portgroup: string;
  readonly stack?: 'defaultTcpipStack' | 'vmotion' | 'vSphereProvisioning' | undefined;
  readonly services?: readonly VmknicService[] | undefined;
}

export interface SeedLocalDatastore {
  readonly name: string;
  readonly capacityGb: number;
  readonly freeGb?: number | undefined;
  readonly ssd?: boolean | undefined;
}

export interface SeedPod {
  readonly name: string;
  readonly folder?: string | undefined;
  readonly storageDrs?: SeedStorageDrs | undefined;
}

export interface SeedDatastore {
  readonly name: string;
  readonly type?: DatastoreType | undefined;
  readonly capacityGb: number;
  /** What is free with all VMs in place; all that they leave when absent. */
  readonly freeGb?: number | undefined;
  /** All hosts of the datacenter when absent. */
  readonly hosts?: readonly string[] | undefined;
  readonly pod?: string | undefined;
  readonly folder?: string | undefined;
  readonly ssd?: boolean | undefined;
  readonly remoteHost?: string | undefined;
  readonly remotePath?: string | undefined;
  readonly files?: readonly SeedFile[] | undefined;
  readonly profile?: SeedStorageProfile | undefined;
  /** Latency by outstanding operations; that of its profile, or of its kind, when absent. */
  readonly device?: SeedDevice | undefined;
  /** Operations that others than virtual machines keep outstanding there. */
  readonly nonViLoad?: DemandFunction | undefined;
}

/** A straight line: what one operation takes, and how much longer for each that is outstanding. */
export interface SeedDevice {
  readonly baseMs?: number | undefined;
  readonly slopeMs?: number | undefined;
}

/** A file that belongs to no VM: an ISO image, a leftover. */
export interface SeedFile {
  /** `iso/ubuntu.iso` */
  readonly path: string;
  readonly sizeMb: number;
}

/** How fast the device behind a datastore is, for the engines. */
export interface SeedStorageProfile {
  readonly readMbPerSecond?: number | undefined;
  readonly writeMbPerSecond?: number | undefined;
  readonly latencyMs?: number | undefined;
  readonly iopsMax?: number | undefined;
  /** Storage array it lies on: between datastores of one array the array copies by itself (VAAI). */
  readonly array?: string | undefined;
  readonly offloadMbPerSecond?: number | undefined;
}
