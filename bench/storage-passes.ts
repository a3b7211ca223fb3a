/**
 * One pass of Storage DRS over the largest datastore cluster vCenter allows, and the longest time it keeps the
 * event loop from anything else. The engine alone: facts are made here, from a fixed seed.
 */
import type { DrmDisk, StorageFacts } from '../server/engines/storage-drs/facts.ts';
import { storageDrsSteps } from '../server/engines/storage-drs/pass.ts';
import { POD_CONFIG_DEFAULTS } from '../server/engines/storage-drs/pod-config.ts';
import type { Row } from './table.ts';
import { stepRows, timed } from './timed-steps.ts';

const DATASTORES = 64;
const DISKS = 9_000;
const ROUNDS = 5;
const GB = 2 ** 30;
/** Of a linear congruential generator: datastore clusters are the same in every run. */
const MULTIPLIER = 1_103_515_245;
const INCREMENT = 12_345;
const MODULUS = 2 ** 31;
const WHAT = `Storage DRS pass, ${DATASTORES} datastores × ${DISKS.toLocaleString('en')} disks`;

export function storageDrsRows(): readonly Row[] {
  const facts = unevenPod();
  timed(storageDrsSteps(facts));
  const runs = Array.from({ length: ROUNDS }, () => timed(storageDrsSteps(facts)));
  const note = `${runs[0]?.value.recommendations.length ?? 0} moves`;
  return stepRows(runs, { what: WHAT, note });
}

/** Some datastores have three times the disks of others, and are slower for it. */
function unevenPod(): StorageFacts {
  let state = 1;
  const random = () => {
    state = (state * MULTIPLIER + INCREMENT) % MODULUS;
    return state / MODULUS;
  };
  const hosts = new Set(['host-1', 'host-2']);
  const disks = Array.from({ length: DISKS }, (_, index): DrmDisk => {
    const place = Math.floor(Math.max(random(), random()) * DATASTORES);
    const allocatedBytes = random() * 12 * GB;
    return {
      ...{
        id: `vm-${index}:2000`,
        vm: `vm-${index}`,
        diskId: 2000,
        datastore: `datastore-${place}`,
      },
      ...{ allocatedBytes, provisionedBytes: 16 * GB, growthBytesPerHour: random() * 0.01 * GB },
      ...{ workload: random(), guestWriteMbPerSecond: 0.1 },
    };
  });
  const used = new Map<string, number>();
  for (const { datastore, allocatedBytes } of disks) {
    used.set(datastore, (used.get(datastore) ?? 0) + allocatedBytes);
  }
  const datastores = Array.from({ length: DATASTORES }, (_, index) => {
    const id = `datastore-${index}`;
    return {
      ...{ id, name: `datastore ${index}`, state: 'able' as const, hosts },
      ...{ capacityBytes: 1_536 * GB, usedBytes: used.get(id) ?? 0, latencyMs: 2 + index / 2 },
      device: { baseMs: 2, slopeMs: 0.2 },
      ...{ peakIops: 5_000, readMbPerSecond: 200, writeMbPerSecond: 150 },
    };
  });
  const vms = disks.map(({ vm: id }) => ({ id, name: id, host: 'host-1', config: {} }));
  const config = { ...POD_CONFIG_DEFAULTS, enabled: true, ioLoadBalanceEnabled: true };
  return { config, datastores, vms, disks, rules: [], scope: 'all' };
}
