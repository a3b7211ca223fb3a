/**
 * What Storage DRS knows when it looks at a datastore cluster: datastores, what lies on them, what may be
 * moved and what must be kept together or apart. Plain facts of one moment; a pass asks nobody else.
 */
import type { ImmovableCause } from './immovable.ts';
import type { PodConfig, StorageBehavior } from './pod-config.ts';

export interface StorageDatastore {
  readonly id: string;
  readonly name: string;
  /**
   * `able` gives and takes; `leaving`, on its way into maintenance, only gives; `absent` does neither: in
   * maintenance, inaccessible.
   */
  readonly state: 'able' | 'leaving' | 'absent';
  readonly capacityBytes: number;
  /** Capacity less free space: also of files that belong to no virtual machine. */
  readonly usedBytes: number;
  /** Promised to placements that have not been carried out yet. */
  readonly leasedBytes?: number | undefined;
  /** By how much files that belong to no disk told here grow. */
  readonly otherGrowthBytesPerHour?: number | undefined;
  /** Ids of the hosts that mount it, and can write. */
  readonly hosts: ReadonlySet<string>;
  /** 90th percentile of a day, ms (`settledLatency`); unknown before there is enough to tell. */
  readonly latencyMs?: number | undefined;
  /** As measured (`fitDevice`); one that was not is taken for the average of the others. */
  readonly device?: DeviceModel | undefined;
  /** Datastores that share its spindles: moving load there brings nothing. */
  readonly correlatedWith?: ReadonlySet<string> | undefined;
  /** Its array reports that its thin pool runs full (at 75 %): nothing goes there. */
  readonly thinPoolAlarm?: boolean | undefined;
  /** What it can serve at its peak, operations per second; unknown: reservations are not balanced. */
  readonly peakIops?: number | undefined;
  readonly readMbPerSecond: number;
  readonly writeMbPerSecond: number;
}

/** Latency is near-linear in outstanding I/O: base + slope · OIO, ms. */
export interface DeviceModel {
  readonly baseMs: number;
  /** Ms for each outstanding operation; its inverse is the power of the device. */
  readonly slopeMs: number;
}

/** The unit that moves: one virtual disk with its chain, or the home (configuration, logs, swap). */
export interface DrmDisk {
  /** `vm-12:2000`, `vm-12:home`: unique in the facts. */
  readonly id: string;
  readonly vm: string;
  /** Key of the virtual disk; none for the home. */
  readonly diskId?: number | undefined;
  /** Where it lies. A disk that does not exist yet, in a placement, lies nowhere: ``. */
  readonly datastore: string;
  /** Written: all of a thick disk. */
  readonly allocatedBytes: number;
  readonly provisionedBytes: number;
  /** See `growthPerHour`. */
  readonly growthBytesPerHour: number;
  /** Its outstanding I/O, corrected or not. */
  readonly workload: number;
  /** What its guest writes, which a copy has to mirror. */
  readonly guestWriteMbPerSecond: number;
  readonly reservedIops?: number | undefined;
  /** What keeps this disk where it is. */
  readonly immovable?: ImmovableCause | undefined;
  /** Datastores its storage profile allows; unset: all. */
  readonly profileDatastores?: ReadonlySet<string> | undefined;
}

export interface DiskRule {
  /** `disabled` leaves these disks where they are. */
  readonly kind: 'affinity' | 'antiAffinity' | 'disabled';
  readonly diskIds: readonly number[];
}

/** What a virtual machine has of its own; unset: as the datastore cluster has it. */
export interface StorageVmConfig {
  readonly enabled?: boolean | undefined;
  readonly behavior?: StorageBehavior | undefined;
  readonly intraVmAffinity?: boolean | undefined;
  /** `intraVmAntiAffinity` and `virtualDiskRules` alike; none that is switched off. */
  readonly diskRules?: readonly DiskRule[] | undefined;
}

export interface StorageVm {
  readonly id: string;
  readonly name: string;
  /** Where it runs or is registered: its datastores must be mounted there. */
  readonly host?: string | undefined;
  readonly config: StorageVmConfig;
  /** What keeps all of it where it is. */
  readonly immovable?: ImmovableCause | undefined;
}

/** Virtual machines that must not share a datastore. Rules which are switched off are not told. */
export interface StorageVmRule {
  readonly key: number;
  readonly name: string;
  readonly vms: readonly string[];
}

export interface StorageFacts {
  readonly config: PodConfig;
  readonly datastores: readonly StorageDatastore[];
  readonly vms: readonly StorageVm[];
  /** Those on datastores told above. */
  readonly disks: readonly DrmDisk[];
  readonly rules: readonly StorageVmRule[];
  /** `urgent` leaves out what is only done every `loadBalanceInterval`: I/O. */
  readonly scope: 'urgent' | 'all';
  /** The server has switched I/O balancing off by itself. */
  readonly ioBalancingDisabledInternally?: boolean | undefined;
}
