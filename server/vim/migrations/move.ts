/**
 * A move of a VM as its method resolved it: where from, where to, and which of its files and cards
 * change on the way.
 */
import type { VirtualDevice } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';

export type Host = Ref<'HostSystem'>;
export type Pool = Ref<Kinds['ResourcePool']>;

export interface Move {
  readonly vm: Ref<'VirtualMachine'>;
  readonly source: Host;
  readonly destination: Host;
  readonly pool: Pool;
  /** Home and disks that go to another datastore or change their format; absent when all stay. */
  readonly files?: readonly FileMove[] | undefined;
  /** Ethernet cards as they will be after the spec's edits, by device key; absent without edits. */
  readonly cards?: readonly VirtualDevice[] | undefined;
  /** Absent when the VM stays in its folder. */
  readonly folder?: Ref<'Folder'> | undefined;
}

export type DiskFormat = 'thin' | 'thick' | 'eager';

/**
 * What becomes of a disk that is a chain of files: all of them move, only the newest one does, a new one
 * is laid upon them at the destination, or all become one.
 */
export type ChainMove = 'whole' | 'newest' | 'newUpon' | 'merged';

/** What happens to the home (vmx, nvram, logs, swap, snapshot data) or to one disk with its chain. */
export interface FileMove {
  /** Device key of the disk; the home. */
  readonly key: number | 'home';
  /** `Hard disk 1`, `VM home` */
  readonly label: string;
  readonly from: Ref<'Datastore'>;
  readonly to: Ref<'Datastore'>;
  /** Of a disk: the format it will have. */
  readonly format?: DiskFormat | undefined;
  /** Of a disk: `whole` unless told. */
  readonly chain?: ChainMove | undefined;
  /** What is copied, bytes. */
  readonly copyBytes: number;
  /** What it takes at the destination, bytes. */
  readonly takesBytes: number;
}
