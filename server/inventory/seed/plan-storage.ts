/**
 * Lays out the storage of a datacenter: datastore clusters and datastores get their
 * references, and hosts learn what they have mounted and which disks they see.
 */

import { BYTES_PER_GB } from '../../vmodl/units.ts';
import { datastoreUrl, type VolumePlan } from '../templates/datastore.ts';
import { wantsIoControl } from '../templates/storage-pod.ts';
import { lunIdentity, volumeUuid } from './identity.ts';
import { folderPath } from './plan-site.ts';
import type { SeedDatacenter, SeedDatastore } from './seed.ts';
import { type DatastoreSite, demand, type HostSite, type Site } from './site.ts';

/** Datastore clusters and datastores, mounted; free LUNs. */
export function planStorage(site: Site, seed: SeedDatacenter): void {
  for (const pod of seed.pods ?? []) {
    const base = folderPath(site, 'datastore', pod.folder);
    const ref = site.world.ref('StoragePod', 'group-p', `${base}/${pod.name}`);
    site.pods.set(pod.name, ref);
    if (pod.storageDrs) site.storageDrs.set(pod.name, pod.storageDrs);
  }
  for (const host of site.hosts.values()) {
    for (const { name, capacityGb, freeGb, ssd } of host.seed.localDatastores ?? []) {
      planDatastore(site, { name, capacityGb, freeGb, ssd }, [host], true);
    }
  }
  for (const one of seed.datastores ?? []) {
    planDatastore(site, one, site.hostsNamed(one.hosts), false);
  }
  for (const lun of seed.luns ?? []) {
    const plan = {
      ...lunIdentity(`${site.name}/${lun.name}`, false),
      capacityBytes: lun.capacityGb * BYTES_PER_GB,
      local: false,
      ssd: lun.ssd ?? false,
      number: site.nextLunNumber(),
    };
    for (const host of site.hostsNamed(lun.hosts)) host.luns.push(plan);
  }
}

function planDatastore(
  site: Site,
  seed: SeedDatastore,
  hosts: readonly HostSite[],
  local: boolean,
): void {
  const type = seed.type ?? 'VMFS';
  const identity = `${site.name}/${seed.name}`;
  const lun = type === 'VMFS' ? lunIdentity(identity, local) : undefined;
  const volume: VolumePlan = {
    type,
    name: seed.name,
    uuid: volumeUuid(identity),
    capacityBytes: seed.capacityGb * BYTES_PER_GB,
    local,
    ssd: seed.ssd ?? false,
    diskName: lun?.canonicalName,
    remoteHost: seed.remoteHost,
    remotePath: seed.remotePath,
  };
  const base = seed.pod
    ? `${site.path}/datastore/${seed.pod}`
    : folderPath(site, 'datastore', seed.folder);
  const datastore: DatastoreSite = {
    ref: site.world.ref('Datastore', 'datastore-', `${base}/${seed.name}`),
    seed,
    parent: seed.pod ? demand(site.pods, seed.pod, 'pod') : site.folder('datastore', seed.folder),
    volume,
    url: datastoreUrl(volume.uuid),
    hosts,
    ioControl: wantsIoControl(site.storageDrsOf(seed.pod)),
    usedBytes: 0,
  };
  site.datastores.set(seed.name, datastore);
  const number = lun ? site.nextLunNumber() : 0;
  for (const host of hosts) {
    host.mounts.push(datastore);
    if (!lun) continue;
    host.luns.push({ ...lun, capacityBytes: volume.capacityBytes, local, ssd: volume.ssd, number });
  }
}
