/**
 * What the compatibility checks know of a move: the VM, the host it leaves, the host it comes to,
 * the pool, the rules. Plain facts at one moment; the checks ask nobody else.
 *
 * Where a fact depends on the spec (a network card edited on the way, a disk going elsewhere), it
 * is told as it will be after the move.
 */

import type { Ref } from '../../vmodl/reference.ts';
import type { DataObject } from '../../vmodl/value.ts';
import type { FailoverFacts } from '../resources/failover.ts';
import type { HostResources, PoolResources, VmResources } from '../resources/reservations.ts';
import type { SwapFacts } from '../resources/swap.ts';

export type PowerState = 'poweredOn' | 'poweredOff' | 'suspended';

export interface DatastoreFacts {
  readonly ref: Ref;
  readonly name: string;
  readonly freeMb: number;
  readonly inMaintenance: boolean;
}

/** A file or tree of files of the VM, and where it goes if it moves. */
export interface FilePlace {
  /** `[local-172] web/web.vmx` */
  readonly path: string;
  readonly datastore: DatastoreFacts;
  /** Set when the move takes it to another datastore. */
  readonly target?: DatastoreFacts | undefined;
  /** What it would take up there, MB. */
  readonly sizeMb?: number | undefined;
}

export interface DiskFacts extends FilePlace {
  /** `Hard disk 1` */
  readonly label: string;
  /** `persistent`, `independent_nonpersistent` … */
  readonly mode: string;
  /** A raw disk mapping: the file only points to a LUN. */
  readonly isRdm: boolean;
  /** What was written since the file it builds on, be it by a snapshot or a linked clone. */
  readonly isDelta: boolean;
  /** Files it builds on which stay where they are. */
  readonly staying: readonly Pick<FilePlace, 'path' | 'datastore'>[];
}

/** What a removable or pass-through device hangs on. */
export type DeviceBacking =
  /** ISO or floppy image, serial or parallel port output. */
  | { readonly kind: 'file'; readonly name: string; readonly datastore?: Ref | undefined }
  /** Physical drive or port of the host, known by name. */
  | { readonly kind: 'hostDevice'; readonly name: string }
  /** Device of the computer where the console runs. */
  | { readonly kind: 'client'; readonly name: string }
  /** Taken from the host whole: PCI pass-through, USB without vMotion support. */
  | { readonly kind: 'passthrough'; readonly name: string };

export interface DeviceFacts {
  /** `CD/DVD drive 1` */
  readonly label: string;
  readonly connected: boolean;
  /** Connected as soon as the VM runs. */
  readonly startConnected: boolean;
  readonly backing: DeviceBacking;
}

export interface NetworkFacts {
  readonly ref: Ref;
  readonly name: string;
  readonly kind: 'standard' | 'distributed' | 'opaque';
  /** Of a port group of a distributed switch. */
  readonly distributedSwitch?: SwitchFacts | undefined;
  /** Cards on it may reserve bandwidth. */
  readonly takesReservations: boolean;
}

export interface SwitchFacts {
  readonly ref: Ref;
  readonly vendor: string;
  /** `8.0.3` */
  readonly version: string;
}

export interface NicFacts {
  /** `Network adapter 1` */
  readonly label: string;
  readonly connected: boolean;
  /** Connected as soon as the VM runs. */
  readonly startConnected: boolean;
  /** Bandwidth it reserves, Mbit/s. */
  readonly reservationMbits: number;
  /** Where it is plugged now. Unset: on a network nobody knows any more. */
  readonly from?: NetworkFacts | undefined;
  /** Where it will be plugged, after the move's own edits. */
  readonly network?: NetworkFacts | undefined;
  /** What is asked for where `network` is unset: a name nobody there knows. */
  readonly wanted?: string | undefined;
}

export interface SnapshotFacts {
  readonly name: string;
  /** Datastores of the files a revert would need. */
  readonly datastores: readonly Ref[];
}

export interface VmFacts extends VmResources {
  readonly ref: Ref;
  readonly name: string;
  readonly powerState: PowerState;
  /** `connected`, `disconnected`, `orphaned`, `inaccessible`, `invalid` */
  readonly connectionState: string;
  /** A task which works on it already. */
  readonly activeTask?: Ref | undefined;
  /** The number of `vmx-19`. */
  readonly hardwareVersion: number;
  /** `runtime.minRequiredEVCModeKey` */
  readonly requiredEvcMode?: string | undefined;
  /** Physical CPUs or NUMA nodes it is tied to. */
  readonly cpuAffinity?: readonly number[] | undefined;
  readonly memoryAffinity?: readonly number[] | undefined;
  /** `config.migrateEncryption` */
  readonly encryptedVmotion: 'disabled' | 'opportunistic' | 'required';
  /** Labels of SCSI controllers which share their bus with other VMs. */
  readonly sharedBuses: readonly string[];
  readonly toolsInstallerMounted: boolean;
  readonly toolsInstalled: boolean;
  /** `guestHeartbeatStatus` */
  readonly heartbeat: 'green' | 'yellow' | 'red' | 'gray';
  readonly home: FilePlace;
  readonly disks: readonly DiskFacts[];
  readonly devices: readonly DeviceFacts[];
  readonly nics: readonly NicFacts[];
  readonly snapshots: readonly SnapshotFacts[];
}

/** A host's end of the vMotion network. */
export interface VmotionFacts {
  /** False when the host's product or configuration has none at all (`capability.vmotionSupported`). */
  readonly supported: boolean;
  readonly licensed: boolean;
  /** A VMkernel adapter is selected for vMotion. */
  readonly configured: boolean;
  /** Label of that adapter's network. */
  readonly network?: string | undefined;
  /** Line rates of its uplinks which are up, Gb/s. */
  readonly uplinkGbps: readonly number[];
}

/** What a host's product can do with VMs that move; flags of `HostCapability`, or what its release says. */
export interface HostAbilities {
  readonly storageVmotion: boolean;
  /** Storage and host at once, of a VM that runs. */
  readonly vmotionWithStorageVmotion: boolean;
  /** Another network on the way, of a VM that runs. */
  readonly vmotionAcrossNetwork: boolean;
  readonly encryptedVmotion: boolean;
  readonly remoteDeviceVmotion: boolean;
  readonly suspendedRelocate: boolean;
  /** VMs with snapshots may move if all their files lie together, before and after. */
  readonly restrictedSnapshotRelocate: boolean;
  /** VMs with snapshots may move as they like. */
  readonly snapshotRelayout: boolean;
  readonly deltaDisks: boolean;
  /** Disks of a running VM may leave without its home. */
  readonly disksWithoutHome: boolean;
  /** Raw disk mappings of a running VM may lie apart from its home. */
  readonly rdmsAwayFromHome: boolean;
  /** Raw disk mappings keep looking like what they are. */
  readonly preservesRdms: boolean;
  /** Unset: as many as one likes. */
  readonly vcpusMax?: number | undefined;
}

/** How the port group of a name treats its ports on one host. */
export interface NetworkPolicyFacts {
  /** `VM Network` */
  readonly network: string;
  readonly allowPromiscuous: boolean;
  readonly macChanges: boolean;
  readonly forgedTransmits: boolean;
  readonly checksumOffload: boolean;
  readonly segmentationOffload: boolean;
  readonly zeroCopy: boolean;
}

export interface MountFacts {
  readonly datastore: Ref;
  readonly accessible: boolean;
  readonly readOnly: boolean;
}

export interface HostFacts {
  readonly ref: Ref;
  readonly name: string;
  readonly computeResource: Ref;
  readonly connectionState: 'connected' | 'disconnected' | 'notResponding';
  readonly inMaintenance: boolean;
  /** On its way into maintenance mode. */
  readonly enteringMaintenance: boolean;
  readonly standby: boolean;
  readonly logicalCpuCount: number;
  /** Highest `vmx-N` it runs. */
  readonly hardwareVersionMax: number;
  /** Mode VMs see: `summary.currentEVCModeKey` of its cluster, else `summary.maxEVCModeKey`. */
  readonly evcMode?: string | undefined;
  readonly vmotion: VmotionFacts;
  readonly mounts: readonly MountFacts[];
  readonly abilities: HostAbilities;
  readonly networks: readonly Ref[];
  /** Of its standard port groups. */
  readonly networkPolicies: readonly NetworkPolicyFacts[];
  /** Names of its physical drives and ports. */
  readonly deviceNames: readonly string[];
  readonly resources: HostResources;
  /** Kept free by HA's admission control. */
  readonly isFailoverHost: boolean;
  /** HA agent not running as it should. */
  readonly haHasErrors: boolean;
}

/** A rule between VMs of the destination's cluster which the VM is part of. */
export interface VmRuleFacts {
  /** `ClusterAffinityRuleSpec` or `ClusterAntiAffinityRuleSpec`, as in `configurationEx.rule`. */
  readonly rule: DataObject;
  readonly kind: 'affinity' | 'antiAffinity';
  /** Hosts of the other running VMs it names. */
  readonly otherHosts: readonly Ref[];
}

/** A rule between VMs and hosts which the VM is part of. */
export interface HostRuleFacts {
  readonly mandatory: boolean;
  readonly kind: 'affinity' | 'antiAffinity';
  readonly hosts: readonly Ref[];
}

/**
 * What the VM is to do at the destination: go there; be able to run there; be powered on there; be copied
 * there and stay off; be copied there and be powered on.
 */
export type Purpose = 'migrate' | 'run' | 'powerOn' | 'clone' | 'cloneAndPowerOn';

export interface MoveFacts {
  /** `migrate` unless given. */
  readonly purpose?: Purpose | undefined;
  readonly vm: VmFacts;
  /** Of a VM to be powered on which is so already; `vm` tells it as it would run. */
  readonly runsAlready?: boolean | undefined;
  readonly source: HostFacts;
  readonly destination: HostFacts;
  /** The new pool and its parents up to the root; unset when the pool stays. */
  readonly poolChain?: readonly PoolResources[] | undefined;
  /** What HA keeps free where the VM would come to run; unset when it runs there already, or HA asks nothing. */
  readonly failover?: FailoverFacts | undefined;
  /** Of a VM to be powered on. */
  readonly swap?: SwapFacts | undefined;
  /** The destination lies in another datacenter. */
  readonly changesDatacenter: boolean;
  readonly vmRules: readonly VmRuleFacts[];
  readonly hostRules: readonly HostRuleFacts[];
}

/** Is it a VM that goes there itself, rather than one that is to run or to be copied there? */
export function migrates({ purpose = 'migrate' }: MoveFacts): boolean {
  return purpose === 'migrate';
}

export function changesHost({ source, destination }: MoveFacts): boolean {
  return source.ref.value !== destination.ref.value;
}

/** Would the move be a vMotion: of a VM that runs, to another host? */
export function isHotMove(move: MoveFacts): boolean {
  return migrates(move) && isRunning(move) && changesHost(move);
}

export function isRunning({ vm }: MoveFacts): boolean {
  return vm.powerState === 'poweredOn';
}

/** Home or disks go to another datastore or change their format. */
export function movesFiles({ vm }: MoveFacts): boolean {
  return [vm.home, ...vm.disks].some((place) => place.target);
}
