/**
 * What keeps a disk or a virtual machine where it is, and the fault that says so.
 * Source: vSphere API reference, faults of Storage DRS.
 */
import type { FaultVerdict } from '../plan.ts';

export type ImmovableCause =
  | keyof typeof CAUSES
  /** Replicated disks that must stay, as their ids are told to the client. */
  | { readonly kind: 'replicated'; readonly nonMovableDiskIds: string };

const CAUSES = {
  disabled: ['StorageDrsDisabledOnVm', 'Storage DRS is disabled for the virtual machine.'],
  relocateDisabled: [
    'StorageDrsRelocateDisabled',
    'Relocation is disabled for the virtual machine.',
  ],
  template: ['StorageDrsCannotMoveTemplate', 'Storage DRS cannot move a template.'],
  faultTolerant: [
    'StorageDrsCannotMoveFTVm',
    'Storage DRS cannot move a fault tolerant virtual machine.',
  ],
  independentDisk: [
    'StorageDrsCannotMoveIndependentDisk',
    'Storage DRS cannot move an independent disk.',
  ],
  sharedDisk: ['StorageDrsCannotMoveSharedDisk', 'Storage DRS cannot move a shared disk.'],
  multiWriterDisk: [
    'StorageDrsCannotMoveDiskInMultiWriterMode',
    'Storage DRS cannot move a disk in multi-writer mode.',
  ],
  mountedCdrom: [
    'StorageDrsCannotMoveVmWithMountedCDROM',
    'Storage DRS cannot move a virtual machine with a mounted CD-ROM.',
  ],
  manuallyPlaced: [
    'StorageDrsCannotMoveManuallyPlacedVm',
    'Storage DRS cannot move a virtual machine that was placed manually.',
  ],
  manuallyPlacedSwap: [
    'StorageDrsCannotMoveManuallyPlacedSwapFile',
    'Storage DRS cannot move a swap file that was placed manually.',
  ],
  userFolder: [
    'StorageDrsCannotMoveVmInUserFolder',
    'Storage DRS cannot move a virtual machine in a folder of the user.',
  ],
  noFilesInLayout: [
    'StorageDrsCannotMoveVmWithNoFilesInLayout',
    'Storage DRS cannot move a virtual machine whose file layout is unknown.',
  ],
  unmovableFiles: [
    'StorageDrsUnableToMoveFiles',
    'Storage DRS cannot move all files of the virtual machine.',
  ],
  hmsMoveInProgress: [
    'StorageDrsHmsMoveInProgress',
    'Replication is moving the virtual machine already.',
  ],
  hmsUnreachable: ['StorageDrsHmsUnreachable', 'The replication management server is unreachable.'],
  staleHmsCollection: [
    'StorageDrsStaleHmsCollection',
    'What is known about the replication of the virtual machine is out of date.',
  ],
} as const satisfies Record<string, readonly [string, string]>;

export function immovableFault(cause: ImmovableCause): FaultVerdict {
  if (typeof cause === 'object') {
    const message = 'Storage DRS cannot move replicated disks of the virtual machine.';
    const { nonMovableDiskIds } = cause;
    return { name: 'StorageDrsHbrDiskNotMovable', detail: { nonMovableDiskIds }, message };
  }
  const [name, message] = CAUSES[cause];
  return { name, detail: {}, message };
}

export function noCompatibleDatastore(vmName: string): FaultVerdict {
  const message = `No compatible datastore has been found for the virtual machine '${vmName}'.`;
  return { name: 'NoCompatibleDatastore', detail: {}, message };
}

export function insufficientSpace(vmName: string): FaultVerdict {
  const message = `No datastore has enough space for disks of the virtual machine '${vmName}'.`;
  return { name: 'InsufficientStorageSpace', detail: {}, message };
}

export function insufficientIops(numbers: {
  readonly unreservedIops: number;
  readonly requestedIops: number;
  readonly datastoreName: string;
}): FaultVerdict {
  const message = `The datastore '${numbers.datastoreName}' cannot reserve enough I/O operations per second.`;
  return { name: 'InsufficientStorageIops', detail: numbers, message };
}

export function ioBalancingDisabled(): FaultVerdict {
  const message = 'Storage DRS has switched I/O load balancing off.';
  return { name: 'StorageDrsIolbDisabledInternally', detail: {}, message };
}
