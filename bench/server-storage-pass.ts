/**
 * One pass of Storage DRS as the server makes it: the picture of the datastore cluster with what its disks did
 * lately, the engine, what is published. Over the largest datastore cluster vCenter allows; and the longest time it
 * keeps the event loop from anything else.
 */
import { VirtualClock } from '../server/clock/clock.ts';
import { createServer } from '../server/create-server.ts';
import { assign } from '../server/inventory/change.ts';
import { createLogger } from '../server/log.ts';
import { storagePassSteps } from '../server/vim/storage-drs/pass.ts';
import type { Row } from './table.ts';
import { stepRows, timed } from './timed-steps.ts';

const DATASTORES = 64;
const DISKS = 9_000;
const ROUNDS = 5;
/** A day has passed: latencies are known. */
const FIRST_MS = 86_400_000;
const PERIOD_MS = 480 * 60_000;
const OTHER_BYTES = 300 * 2 ** 30;
const WHAT = `Storage DRS pass through the server, ${DATASTORES} datastores × ${DISKS.toLocaleString('en')} disks`;

/** Kinds of VMs that keep their datastores busy, some more than others. */
const SEED = `
name: largest-pod
description: one datastore cluster as large as can be
generate:
  clusters: 1
  hosts: 64
  vms: ${DISKS}
  vmsOff: 20
  pools: 0
  datastores: ${DATASTORES}
  datastoreCapacityGb: 2048
  pods: 1
  storageDrs: [{ enabled: true, behavior: manual, spaceUtilizationThreshold: 80 }]
  vmCpus: 1
  vmMemoryMb: 1024
  hostMemoryGb: 768
  profiles:
    - diskOutstandingIo: 0.1
    - diskOutstandingIo: 0.4
    - diskOutstandingIo: 1.5
    - diskOutstandingIo: 0.2
`;

export async function serverStoragePassRows(): Promise<readonly Row[]> {
  const server = await createServer({
    listen: { host: '127.0.0.1', port: 0 },
    ...{ seed: 'largest-pod.yaml', seedText: SEED, time: { kind: 'manual' } },
    ...{ apiVersion: '8.0.3.0', user: 'administrator@vsphere.local', password: 'none' },
    ...{ auth: 'strict', tls: false, durability: 'memory' },
    log: createLogger('error', process.stderr),
  });
  try {
    const { services } = server;
    const { clock, inventory } = services;
    const [pod] = inventory.ofType('StoragePod');
    if (!pod || !(clock instanceof VirtualClock))
      throw new Error('no datastore cluster to look at');
    // Files of others make half of the datastores too full.
    const full = inventory.ofType('Datastore').filter((_, index) => index % 2 === 0);
    inventory.apply(full.map((one) => assign(one, '_otherBytes', OTHER_BYTES)));
    clock.setNow(clock.now() + FIRST_MS);
    const runs = Array.from({ length: ROUNDS + 1 }, () => {
      clock.setNow(clock.now() + PERIOD_MS);
      return timed(storagePassSteps(services, pod, 'all'));
    }).slice(1);
    const { recommendation = [] } = inventory.read(pod, 'podStorageDrsEntry') ?? {};
    return stepRows(runs, { what: WHAT, note: `${recommendation.length} recommendations` });
  } finally {
    await server.close();
  }
}
