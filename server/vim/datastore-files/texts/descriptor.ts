/**
 * A disk's descriptor: which extents it has, what it looks like to a controller, who it is.
 */
import type { SizedBacking } from '../../../inventory/templates/vm-drives.ts';
import { baseName } from '../datastore-path.ts';
import { geometryOf, spacedUuid } from '../disk-numbers.ts';
import type { FilePlace } from '../file-place.ts';
import type { StoredDisk } from '../stored-file.ts';
import { setting } from './quoted.ts';

const SECTOR_BYTES = 512;
const NO_PARENT = 'ffffffff';

/** Needed lines come before those which a long name may leave no room for. */
export function descriptorLines(disk: StoredDisk, place: FilePlace): readonly string[] {
  const backing = disk.backing as SizedBacking;
  const { parent } = backing;
  const adapter = disk.adapterType ?? 'lsilogic';
  const shape = geometryOf(disk.capacityBytes, adapter);
  const sectors = Math.floor(disk.capacityBytes / SECTOR_BYTES);
  const name = baseName(place.path).replace(/\.vmdk$/i, parent ? '-sesparse.vmdk' : '-flat.vmdk');
  return [
    '# Disk DescriptorFile',
    'version=1',
    `CID=${contentId(backing)}`,
    `parentCID=${parent ? contentId(parent) : NO_PARENT}`,
    `createType="${parent ? 'seSparse' : 'vmfs'}"`,
    ...(parent ? [`parentFileNameHint="${baseName(parent.fileName)}"`] : []),
    `RW ${sectors} ${parent ? 'SESPARSE' : 'VMFS'} "${name}"`,
    '#DDB',
    setting('ddb.adapterType', adapter),
    setting('ddb.geometry.cylinders', Number(shape.cylinder)),
    setting('ddb.geometry.heads', shape.head),
    setting('ddb.geometry.sectors', shape.sector),
    ...(backing.uuid ? [setting('ddb.uuid', spacedUuid(backing.uuid))] : []),
    ...(backing.thinProvisioned ? [setting('ddb.thinProvisioned', 1)] : []),
    setting('ddb.virtualHWVersion', 21),
  ];
}

/** Eight digits that change with the content of the disk; here with the disk. */
function contentId({ contentId: id, uuid }: SizedBacking): string {
  const digits = (id ?? uuid ?? '').replaceAll('-', '').toLowerCase();
  return digits.slice(-8).padStart(8, '0');
}
