/**
 * VMs in a seed.
 */
import type { GuestProfile } from '../../engines/statistics/vm-demand.ts';
import type { AllocationWish } from '../templates/allocation.ts';
import type { ScsiType } from '../templates/vm-devices.ts';
import type { CardType } from '../templates/vm-drives.ts';
import type { ToolsState } from '../templates/vm-guest.ts';

export interface SeedVm {
  readonly name: string;
  readonly folder?: string | undefined;
  /** Host it is registered on; one of the pool's compute resource in turn when absent. */
  readonly host?: string | undefined;
  /** Path of a pool below its cluster or host: `C1`, `C1/prod/web`. */
  readonly pool?: string | undefined;
  /** Where its home folder lies; that of its first disk when absent. */
  readonly datastore?: string | undefined;
  readonly cpus?: number | undefined;
  readonly coresPerSocket?: number | undefined;
  readonly memoryMb?: number | undefined;
  readonly guestId?: string | undefined;
  readonly version?: string | undefined;
  readonly firmware?: 'bios' | 'efi' | undefined;
  readonly annotation?: string | undefined;
  readonly template?: boolean | undefined;
  readonly power?: 'on' | 'off' | 'suspended' | undefined;
  readonly tools?: ToolsState | undefined;
  readonly ip?: string | readonly string[] | undefined;
  readonly hostName?: string | undefined;
  readonly domain?: string | undefined;
  readonly gateway?: string | undefined;
  readonly dns?: readonly string[] | undefined;
  readonly scsi?: ScsiType | undefined;
  readonly disks?: readonly SeedDisk[] | undefined;
  readonly nics?: readonly SeedVmNic[] | undefined;
  /** Path of an image, `[ds] iso/a.iso`; `none` for a VM without drive. */
  readonly cdrom?: string | undefined;
  readonly cdromBus?: 'ide' | 'sata' | undefined;
  readonly cpu?: AllocationWish | undefined;
  readonly memory?: AllocationWish | undefined;
  readonly snapshots?: readonly SeedSnapshot[] | undefined;
  readonly extraConfig?: Readonly<Record<string, string>> | undefined;
  readonly profile?: SeedProfile | undefined;
}

export interface SeedDisk {
  readonly sizeGb: number;
  readonly provisioning?: 'thin' | 'thick' | 'eager' | undefined;
  /** What the guest has written: what a thin disk holds, and a thick one would if it became thin. */
  readonly usedGb?: number | undefined;
  readonly datastore?: string | undefined;
  readonly mode?: string | undefined;
  /** File name in the home folder; `<vm>.vmdk`, `<vm>_1.vmdk` … when absent. */
  readonly file?: string | undefined;
}

export interface SeedVmNic {
  /** Standard network, distributed port group or opaque network. */
  readonly network: string;
  readonly type?: CardType | undefined;
  readonly mac?: string | undefined;
  readonly connected?: boolean | undefined;
  /** Address with or without prefix length; the VM's `ip` for its first card. */
  readonly ip?: string | readonly string[] | undefined;
}

/** Snapshots of a VM form a chain: each is the child of the one before it. */
export interface SeedSnapshot {
  readonly name: string;
  readonly description?: string | undefined;
  readonly memory?: boolean | undefined;
  readonly quiesced?: boolean | undefined;
  /** What the disks wrote since. */
  readonly deltaGb?: number | undefined;
}

/**
 * What the guest does, read by vMotion, DRS and the statistics: CPU demand and active memory as
 * shares of what is configured, in percent; how fast it writes to memory. `demand` holds functions
 * of time, which go before the numbers.
 */
export type SeedProfile = GuestProfile;

/** What others in a seed may call a VM: its name, and its folder with it. */
export function vmNames({ name, folder }: SeedVm): readonly string[] {
  return folder === undefined ? [name] : [name, `${folder}/${name}`];
}
