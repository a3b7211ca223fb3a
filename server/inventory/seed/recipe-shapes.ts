/**
 * The shapes of recipes: inventories by number.
 */
import { count, drs, positive, size } from './basic-shapes.ts';
import type { Dc0Counts } from './dc0-model.ts';
import type { GenerateCounts } from './generate-inventory.ts';
import { flag, listOf, number, shape } from './shape.ts';
import { storageDrs } from './storage-drs-shape.ts';
import { profile } from './vm-shape.ts';

export const generate = shape<Partial<GenerateCounts>>({
  datacenters: count(100),
  folders: count(1000),
  clusters: count(400),
  hosts: count(96),
  standaloneHosts: count(1000),
  vms: count(45_000),
  vmsOff: number({ max: 100 }),
  datastores: count(64),
  datastoreCapacityGb: positive(65_536),
  pods: count(256),
  pools: count(100),
  switches: count(16),
  portgroups: count(1000),
  vmMemoryMb: number({ min: 4, max: 1_048_576, whole: true }),
  vmCpus: number({ min: 1, max: 128, whole: true }),
  hostMemoryGb: positive(24_576),
  profiles: listOf(profile, 100),
  phaseSeconds: size,
  drs,
  storageDrs: listOf(storageDrs, 256),
});

export const dc0 = shape<Partial<Dc0Counts>>({
  datacenter: count(100),
  cluster: count(400),
  host: count(96),
  standaloneHost: count(1000),
  vm: count(45_000),
  pool: count(100),
  app: count(100),
  pod: count(256),
  datastore: count(256),
  folder: count(100),
  portgroup: count(1000),
  nsxPortgroup: count(1000),
  opaqueNetwork: count(1000),
  autostart: flag,
});
