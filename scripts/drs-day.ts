/**
 * `npm run drs-day`: a day of virtual time on a cluster of eight hosts and 120 VMs whose load comes and
 * goes, once with DRS off and once fully automated. Prints how uneven the cluster was, every hour and on
 * average, and how many vMotions that took. Two runs print the same.
 */

import { VirtualClock } from '../server/clock/clock.ts';
import type { ServerOptions } from '../server/config.ts';
import { DemandControl } from '../server/control/demand.ts';
import { createServer } from '../server/create-server.ts';
import { drsPass } from '../server/engines/drs/pass.ts';
import { createLogger } from '../server/log.ts';
import { drsFacts } from '../server/vim/facts/drs-facts.ts';
import type { Services } from '../server/vim/method.ts';
import type { Ref } from '../server/vmodl/reference.ts';

const STEP_MS = 300_000;
const STEPS_PER_HOUR = 12;
const HOURS = 24;
const DAY_SECONDS = 86_400;
const VMS = 120;

interface Day {
  /** Imbalance at the end of every five minutes. */
  readonly imbalance: readonly number[];
  readonly vmotions: number;
  /** Shares of the day and its samples at which some host was asked for more CPU than it has. */
  readonly overloaded: number;
}

const seedText = (drs: string) => `
name: drs-day
description: one DRS cluster of 8 hosts with 120 VMs
generate: { clusters: 1, hosts: 8, vms: ${VMS}, pools: 0, datastores: 2, vmCpus: 4, vmMemoryMb: 8192, hostMemoryGb: 384, drs: ${drs} }
`;

async function day(drs: string): Promise<Day> {
  const options: ServerOptions = {
    listen: { host: '127.0.0.1', port: 0 },
    ...{ seed: 'drs-day.yaml', seedText: seedText(drs), time: { kind: 'manual' } },
    ...{ apiVersion: '8.0.3.0', user: 'administrator@vsphere.local', password: 'none' },
    ...{ auth: 'strict', tls: false, durability: 'memory' },
    log: createLogger('error', process.stderr),
  };
  const server = await createServer(options);
  const { services } = server;
  const { clock } = services;
  if (!(clock instanceof VirtualClock)) throw new Error('the day needs a clock that can be moved');
  giveLoad(services);
  const [cluster] = services.inventory.ofType('ClusterComputeResource');
  if (!cluster) throw new Error('the seed has no cluster');
  const imbalance: number[] = [];
  let overloaded = 0;
  for (let step = 0; step < HOURS * STEPS_PER_HOUR; step += 1) {
    clock.advance(STEP_MS);
    // One step of real time, for what waits for a turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    const { imbalanceBefore, before } = drsPass(drsFacts(services, cluster).facts);
    imbalance.push(imbalanceBefore);
    if (before.some(({ cpuShare }) => cpuShare > 1)) overloaded += 1;
  }
  const vmotions = Number(services.inventory.read(cluster as Ref, '_numVmotions') ?? 0);
  await server.close();
  return { imbalance, vmotions, overloaded: overloaded / imbalance.length };
}

/** Half the VMs are busy by day, each with its own noon; others in bursts; a few all the time. */
function giveLoad(services: Services): void {
  const control = new DemandControl(services);
  services.inventory.ofType('VirtualMachine').forEach((vm, index) => {
    control.change({ vms: [vm.value], demand: { cpuPercent: shapeOf(index) } });
  });
}

function shapeOf(index: number): object {
  const offsetSeconds = ((index * 37) % 24) * 3_600;
  const noise = { spread: 5, seed: index };
  if (index % 10 === 0) return { kind: 'constant', value: 60, ...noise };
  if (index % 2 === 0) {
    const wave = { kind: 'sine', mean: 35, amplitude: 35, periodSeconds: DAY_SECONDS };
    return { ...wave, offsetSeconds, ...noise };
  }
  const every = 3_600 * (2 + (index % 5));
  const burst = { kind: 'burst', base: 10, peak: 90, everySeconds: every, lastingSeconds: 1_800 };
  return { ...burst, offsetSeconds: offsetSeconds % every, ...noise };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const off = await day('{ enabled: false }');
const on = await day('{ enabled: true, behavior: fullyAutomated }');
console.log('hour  DRS off  automated');
for (let hour = 0; hour < HOURS; hour += 1) {
  const of = ({ imbalance }: Day) =>
    mean(imbalance.slice(hour * STEPS_PER_HOUR, (hour + 1) * STEPS_PER_HOUR)).toFixed(4);
  console.log(`${String(hour).padStart(4)}   ${of(off)}     ${of(on)}`);
}
console.log(`mean   ${mean(off.imbalance).toFixed(4)}     ${mean(on.imbalance).toFixed(4)}`);
console.log(`vMotions  ${off.vmotions}         ${on.vmotions}`);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
console.log(`time with a host short of CPU: ${percent(off.overloaded)}, ${percent(on.overloaded)}`);
