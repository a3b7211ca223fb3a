/**
 * The identity and the shape of a disk, as descriptors and VirtualDiskManager write them.
 */
import { build } from '../../vmodl/build.ts';
import type { HostDiskDimensionsChs } from '../../vmodl/generated/data.ts';
import { BYTES_PER_GB } from '../../vmodl/units.ts';

const SECTOR_BYTES = 512;
/** What the BIOS of a SCSI controller makes of disks from 1 GB on, and of smaller ones. */
const LARGE = { head: 255, sector: 63 };
const SMALL = { head: 64, sector: 32 };
/** An IDE disk's, and the most cylinders it can name. */
const IDE = { head: 16, sector: 63, cylindersMax: 16_383 };

export function geometryOf(
  capacityBytes: number,
  adapterType: string | undefined,
): HostDiskDimensionsChs {
  const ide = adapterType === 'ide';
  const { head, sector } = ide ? IDE : capacityBytes >= BYTES_PER_GB ? LARGE : SMALL;
  const whole = Math.floor(capacityBytes / (SECTOR_BYTES * head * sector));
  const cylinder = ide ? Math.min(whole, IDE.cylindersMax) : whole;
  return build('HostDiskDimensionsChs', { cylinder, head, sector });
}

/** `60 00 C2 9a 1b 2c 3d 4e-5f 60 …`: sixteen bytes in two halves. */
export function spacedUuid(uuid: string): string {
  const pairs = uuid.replaceAll('-', '').match(/../g) ?? [];
  return `${pairs.slice(0, 8).join(' ')}-${pairs.slice(8).join(' ')}`;
}

/** Any writing of sixteen bytes as `6000C29a-1b2c-…`; undefined for what is none. */
export function dashedUuid(text: string): string | undefined {
  const hex = text.replace(/[\s{}-]/g, '');
  if (!/^[\da-f]{32}$/i.test(hex)) return undefined;
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => hex.slice(from, to))
    .join('-');
}
