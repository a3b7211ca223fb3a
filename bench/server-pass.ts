/**
 * One pass of DRS as the server makes it: the picture of the cluster with what its VMs asked for lately, the
 * engine, scores, what is published. Over the largest cluster vCenter allows; and the longest time it keeps
 * the event loop from anything else.
 */
import { VirtualClock } from '../server/clock/clock.ts';
import { createServer } from '../server/create-server.ts';
import { createLogger } from '../server/log.ts';
import { passSteps } from '../server/vim/drs/pass.ts';
import type { Row } from './table.ts';
import { stepRows, timed } from './timed-steps.ts';

const HOSTS = 96;
const VMS = 10_000;
const ROUNDS = 5;
const PERIOD_MS = 300_000;
const WHAT = `DRS pass through the server, ${HOSTS} hosts × ${VMS.toLocaleString('en')} VMs`;

const SEED = `
name: largest
description: one cluster as large as can be
generate: { clusters: 1, hosts: ${HOSTS}, vms: ${VMS}, pools: 0, datastores: 16, vmCpus: 2, vmMemoryMb: 4096, hostMemoryGb: 768, drs: { enabled: true, behavior: manual } }
`;

export async function serverPassRows(): Promise<readonly Row[]> {
  const server = await createServer({
    listen: { host: '127.0.0.1', port: 0 },
    ...{ seed: 'largest.yaml', seedText: SEED, time: { kind: 'manual' } },
    ...{ apiVersion: '8.0.3.0', user: 'administrator@vsphere.local', password: 'none' },
    ...{ auth: 'strict', tls: false, durability: 'memory' },
    log: createLogger('error', process.stderr),
  });
  try {
    const { services } = server;
    const { clock, inventory } = services;
    const [cluster] = inventory.ofType('ClusterComputeResource');
    if (!cluster || !(clock instanceof VirtualClock)) throw new Error('no cluster to look at');
    const runs = Array.from({ length: ROUNDS + 1 }, () => {
      clock.setNow(clock.now() + PERIOD_MS);
      return timed(passSteps(services, cluster));
    }).slice(1);
    return stepRows(runs, { what: WHAT });
  } finally {
    await server.close();
  }
}
