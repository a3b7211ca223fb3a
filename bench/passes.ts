/**
 * One pass of DRS over clusters of three sizes, up to the largest vCenter allows, and the longest time it
 * keeps the event loop from anything else. The engine alone: facts are made here, from a fixed seed.
 */
import { DRS_DEFAULTS, type DrsFacts, type DrsVm } from '../server/engines/drs/facts.ts';
import { drsSteps } from '../server/engines/drs/pass.ts';
import type { Row } from './table.ts';
import { stepRows, timed } from './timed-steps.ts';

const SIZES = [
  { hosts: 10, vms: 1_000 },
  { hosts: 32, vms: 3_000 },
  { hosts: 96, vms: 10_000 },
];
const MAXIMUM_VMS = 10_000;
const ROUNDS = 5;
/** Of a linear congruential generator: clusters are the same in every run. */
const MULTIPLIER = 1_103_515_245;
const INCREMENT = 12_345;
const MODULUS = 2 ** 31;

export function drsRows(): readonly Row[] {
  return SIZES.flatMap(({ hosts, vms }) => {
    const facts = unevenCluster(hosts, vms);
    timed(drsSteps(facts));
    const runs = Array.from({ length: ROUNDS }, () => timed(drsSteps(facts)));
    return stepRows(runs, {
      what: `DRS pass, ${hosts} hosts × ${vms.toLocaleString('en')} VMs`,
      budget: vms === MAXIMUM_VMS ? '< 1 s' : '',
      note: `${runs[0]?.value.recommendations.length ?? 0} moves`,
    });
  });
}

/** Some hosts have three times the VMs of others; demands differ as much. */
function unevenCluster(hostCount: number, vmCount: number): DrsFacts {
  let state = 1;
  const random = () => {
    state = (state * MULTIPLIER + INCREMENT) % MODULUS;
    return state / MODULUS;
  };
  const hosts = Array.from({ length: hostCount }, (_, index) => ({
    id: `host-${index}`,
    name: `host ${index}`,
    state: 'able' as const,
    capacity: { cpuMhz: 60_000, memoryMb: 500_000 },
    ...{ coreCount: 28, coreMhz: 2_200, vmotionLineGbps: 10 },
    ...{ migrationSlots: 8, migrationSeconds: 10 },
  }));
  const everywhere = new Set(hosts.map(({ id }) => id));
  const vms = Array.from({ length: vmCount }, (_, index): DrsVm => {
    const place = Math.floor(Math.max(random(), random()) * hostCount);
    return {
      id: `vm-${index}`,
      name: `vm ${index}`,
      host: `host-${place}`,
      pool: '',
      ...{ vcpuCount: 2, overheadMb: 50, migrationSeconds: 8, downtimeSeconds: 0.5 },
      demand: { cpuMhz: random() * 600, memoryMb: random() * 4_000 },
      cpu: { shares: 2_000, reservation: 0, limit: -1 },
      memory: { shares: 20_000, reservation: 0, limit: -1 },
      behavior: 'fullyAutomated',
      hosts: everywhere,
    };
  });
  const rest = { pools: [], rules: [], level: 3, model: 'classic', options: DRS_DEFAULTS } as const;
  return { hosts, vms, ...rest };
}
