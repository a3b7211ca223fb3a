/**
 * Figures of clusters, pools, datastores, datastore clusters and datacenters: sums of hosts and VMs.
 */
import type { ClusterLoad, HostLoad, VmsLoad } from '../loads.ts';
import { type Figure, type Figures, never, percent } from './figure.ts';
import { HOST_FIGURES } from './host-figures.ts';
import { congestionFigures, type DisksOf, deviceFigures } from './io-figures.ts';
import { CLUSTER_SCORE_FIGURES } from './score-figures.ts';

const KB_PER_MB = 1024;

const MEMORY_OF_VMS: Figures<VmsLoad> = {
  'mem.granted': ({ totals }) => totals.consumedKb + totals.balloonedKb + totals.swappedKb,
  'mem.active': ({ totals }) => totals.activeKb,
  'mem.vmmemctl': ({ totals }) => totals.balloonedKb,
  'mem.overhead': ({ totals }) => totals.overheadKb,
  ...never('mem.shared', 'mem.zero', 'mem.compressed'),
};

const sum = (hosts: readonly HostLoad[], of: (host: HostLoad) => number) =>
  hosts.reduce((total, host) => total + of(host), 0);
/** Hosts that may run VMs. */
const effective = ({ hosts }: ClusterLoad) => hosts.filter(({ facts }) => !facts.inMaintenance);
const memoryKb = ({ hosts }: ClusterLoad) => sum(hosts, ({ facts }) => facts.memoryKb);
/** The same figure of each host, added up. */
const ofHosts =
  (name: string): Figure<ClusterLoad> =>
  ({ hosts }, where, io) =>
    sum(hosts, (host) => HOST_FIGURES[name]?.(host, where, io) ?? 0);

const OPERATIONS = [
  ...['numPoweron', 'numPoweroff', 'numSuspend', 'numReset', 'numRebootGuest', 'numStandbyGuest'],
  ...['numShutdownGuest', 'numCreate', 'numDestroy', 'numRegister', 'numUnregister'],
  ...['numReconfigure', 'numClone', 'numDeploy', 'numChangeHost', 'numChangeDS', 'numChangeHostDS'],
  ...['numVMotion', 'numSVMotion', 'numXVMotion'],
];

/** How often operations had been done. */
export const OPERATION_FIGURES: Figures<unknown> = Object.fromEntries(
  OPERATIONS.map((name) => [
    `vmop.${name}`,
    (_load, { entity, ms }) => entity.operations(name, ms),
  ]),
);

export const CLUSTER_FIGURES: Figures<ClusterLoad> = {
  ...MEMORY_OF_VMS,
  ...OPERATION_FIGURES,
  ...CLUSTER_SCORE_FIGURES,
  'cpu.usage': ({ totals, hosts }) =>
    percent(
      totals.cpuMhz,
      sum(hosts, ({ facts }) => facts.cpuMhz),
    ),
  'cpu.usagemhz': ({ totals }) => totals.cpuMhz,
  'cpu.totalmhz': ({ hosts }) => sum(hosts, ({ facts }) => facts.cpuMhz),
  'mem.usage': (load, where, io) =>
    percent(ofHosts('mem.consumed')(load, where, io), memoryKb(load)),
  'mem.consumed': ofHosts('mem.consumed'),
  'mem.totalmb': (load) => Math.floor(memoryKb(load) / KB_PER_MB),
  'mem.swapused': ({ totals }) => totals.swappedKb,
  'mem.swapout': ({ totals }) => totals.swappedKb,
  'clusterServices.effectivecpu': (load) =>
    sum(effective(load), ({ facts }) => facts.capacity.cpuMhz),
  'clusterServices.effectivemem': (load) =>
    Math.floor(sum(effective(load), ({ facts }) => facts.capacity.memoryKb) / KB_PER_MB),
  'clusterServices.failover': (_load, { entity }) => entity.failoverLevel,
  ...never(
    ...['mem.swapin', 'mem.swapinRate', 'mem.swapoutRate'],
    ...['mem.compressionRate', 'mem.decompressionRate'],
  ),
};

export const POOL_FIGURES: Figures<VmsLoad> = {
  ...MEMORY_OF_VMS,
  'cpu.usagemhz': ({ totals }) => totals.cpuMhz,
  'mem.consumed': ({ totals }) => totals.consumedKb,
};

const SPACE: Figures<unknown> = {
  'disk.used': (_load, { entity }) => entity.usedKb,
  'disk.provisioned': (_load, { entity }) => entity.provisionedKb,
  'disk.capacity': (_load, { entity }) => entity.capacityKb,
  'disk.unshared': (_load, { entity }) => entity.unsharedKb,
};

/** The disks which all VMs have here. */
const disks: DisksOf<VmsLoad> = ({ vms }, { part: { datastores = [] } }, io) =>
  vms.flatMap(({ facts }) =>
    io.vm(facts).filter(({ disk }) => datastores.includes(disk.datastore)),
  );

export const DATASTORE_FIGURES: Figures<VmsLoad> = {
  ...SPACE,
  ...deviceFigures('datastore', disks),
  ...congestionFigures(disks, (_load, { part }) => part.datastores ?? []),
};

export const POD_FIGURES: Figures<unknown> = {
  ...SPACE,
  'disk.capacity.usage': (_load, { entity }) => entity.usedKb,
};
