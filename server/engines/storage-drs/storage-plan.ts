/**
 * What a pass of Storage DRS comes to. Shapes only.
 */
import type { FaultVerdict } from '../plan.ts';

/** Why a recommendation is made: codes of the API. */
export type StorageReason =
  | 'balanceDatastoreSpaceUsage'
  | 'datastoreSpaceOutage'
  | 'balanceDatastoreIOLoad'
  | 'balanceDatastoreIOPSReservation'
  | 'iolbDisabledInternal'
  | 'virtualDiskJointAffin'
  | 'virtualDiskAntiAffin'
  | 'antiAffin'
  | 'datastoreMaint'
  | 'storagePlacement';

/**
 * Disks of one virtual machine that go from one datastore to another, with what both hold before and after:
 * what `StorageMigrationAction` tells.
 */
export interface StorageMove {
  readonly vm: string;
  /** Ids of `DrmDisk`s. */
  readonly disks: readonly string[];
  /** Keys of the virtual disks among them. */
  readonly diskIds: readonly number[];
  /** The home is among them. */
  readonly home: boolean;
  readonly source: string;
  readonly destination: string;
  readonly sizeTransferredKb: number;
  /** Percent of the capacity. */
  readonly spaceUtilSrcBefore: number;
  readonly spaceUtilSrcAfter: number;
  readonly spaceUtilDstBefore: number;
  readonly spaceUtilDstAfter: number;
  /** Ms; unset: not known. */
  readonly ioLatencySrcBefore?: number | undefined;
  readonly ioLatencyDstBefore?: number | undefined;
}

export interface StorageRecommendation {
  /** Counts from 1 within its plan. */
  readonly number: number;
  readonly reason: StorageReason;
  /** 1, mandatory, … 5. */
  readonly priority: 1 | 2 | 3 | 4 | 5;
  /** 5 … 1, as the API has it. */
  readonly rating: number;
  /** Carried out together. */
  readonly moves: readonly StorageMove[];
  /** Carried out without asking: its kind of action is automated for its virtual machines. */
  readonly automatic: boolean;
  /** Numbers of the recommendations that must be carried out before it, since they make room for it. */
  readonly prerequisites: readonly number[];
}

/** What Storage DRS could not do for disks of a virtual machine, or at all. */
export interface StorageFault {
  readonly reason: StorageReason;
  readonly vm?: string | undefined;
  /** Ids of `DrmDisk`s. */
  readonly disks: readonly string[];
  readonly fault: FaultVerdict;
}

/** Why disks do not go to a datastore. */
export type MoveRefusal =
  /** Not able to take anything, or its array's thin pool is running full. */
  | 'notAble'
  /** The host of the virtual machine does not mount it. */
  | 'notMounted'
  /** The storage profile does not allow it. */
  | 'profile'
  | 'rule'
  /** It has no more room. */
  | 'noRoom'
  | 'overThreshold'
  /** It would be over its threshold before long, by growth. */
  | 'outgrown'
  /** It is nearly as full as the source. */
  | 'tooLittleDifference'
  /** Copying takes too long for what it brings. */
  | 'copyTooLong'
  /** It shares spindles with the source. */
  | 'correlated'
  /** It would be slower than allowed. */
  | 'tooSlow'
  /** Latencies would not be more even. */
  | 'noGain';

/** A move that was looked at, for those who ask why. */
export interface ConsideredStorageMove {
  readonly vm: string;
  readonly disks: readonly string[];
  readonly source: string;
  /** The best of those that were possible, or the one that came closest. */
  readonly destination: string;
  readonly kind: 'space' | 'io' | 'iops';
  readonly verdict: 'taken' | MoveRefusal;
}

/** How a datastore stands. */
export interface DatastoreLoad {
  readonly id: string;
  readonly usedBytes: number;
  /** Percent of the capacity. */
  readonly spaceUtil: number;
  /** With what thin disks may still ask for; may exceed 100. */
  readonly spaceDemand: number;
  readonly overThreshold: boolean;
  readonly latencyMs?: number | undefined;
}

export interface StorageDrsPlan {
  /** In the order they are to be carried out. */
  readonly recommendations: readonly StorageRecommendation[];
  readonly faults: readonly StorageFault[];
  readonly before: readonly DatastoreLoad[];
  /** As it would be with all recommendations carried out. */
  readonly after: readonly DatastoreLoad[];
  /** 0 … 1, fairest; unknown with no latencies known. */
  readonly ioFairnessBefore: number | undefined;
  readonly ioFairnessAfter: number | undefined;
  /** The last of them, a bounded number. */
  readonly considered: readonly ConsideredStorageMove[];
}
