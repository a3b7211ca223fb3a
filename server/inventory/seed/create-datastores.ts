/**
 * Makes the datastores of a datacenter, once it is known what lies on them.
 */

import { BYTES_PER_GB, BYTES_PER_MB } from '../../vmodl/units.ts';
import type { Value } from '../../vmodl/value.ts';
import { data } from '../../vmodl/value.ts';
import {
  datastoreCapability,
  hostMount,
  iormConfiguration,
  volume,
} from '../templates/datastore.ts';
import { entityProperties } from '../templates/entity.ts';
import { datastoreBrowser } from './create-hosts.ts';
import type { DatastoreSite, Site } from './site.ts';

/** What a file system keeps for its own tables: about what a fresh VMFS 6 volume shows as used. */
const OWN_BYTES = 1.5 * BYTES_PER_GB;

export function createDatastores(site: Site): void {
  for (const one of site.datastores.values()) createDatastore(site, one);
}

function createDatastore(site: Site, one: DatastoreSite): void {
  const { shelf, now } = site.world;
  const files = (one.seed.files ?? []).map(({ path, sizeMb }) =>
    data('_DatastoreFile', {
      key: path,
      path,
      size: Math.round(sizeMb * BYTES_PER_MB),
      type: 'file',
      owner: 'root',
      modified: now,
    }),
  );
  const known =
    one.usedBytes +
    (one.seed.files ?? []).reduce((sum, { sizeMb }) => sum + sizeMb * BYTES_PER_MB, 0);
  site.world.create(one.ref, {
    ...entityProperties(one.parent),
    name: one.seed.name,
    _volume: volume(one.volume) as Value,
    _volumeUuid: one.volume.uuid,
    _otherBytes: otherBytes(one, known),
    _files: files,
    host: one.hosts.map(({ ref }) => hostMount(ref, one.volume.uuid, shelf)),
    browser: datastoreBrowser(site, one.ref),
    capability: datastoreCapability(one.volume.type, shelf),
    iormConfiguration: iormConfiguration(shelf, { enabled: one.ioControl }),
    ...(one.seed.profile ? { _profile: data('_StorageProfile', one.seed.profile) } : {}),
    ...(one.seed.device ? { _device: data('_Device', one.seed.device) } : {}),
    ...(one.seed.nonViLoad
      ? { _nonViLoad: data('_NonViLoad', { demand: one.seed.nonViLoad }) }
      : {}),
  });
}

/** Bytes taken by no file of ours, such that what the seed says is free is free. */
function otherBytes(
  { seed, volume: { type, capacityBytes } }: DatastoreSite,
  known: number,
): number {
  if (seed.freeGb !== undefined) {
    return Math.max(0, Math.round(capacityBytes - seed.freeGb * BYTES_PER_GB - known));
  }
  return type === 'VMFS' ? Math.min(OWN_BYTES, Math.max(0, capacityBytes - known)) : 0;
}
