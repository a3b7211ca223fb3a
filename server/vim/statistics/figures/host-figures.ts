/**
 * Figures of a host: the sums of its VMs, and what VMkernel and agents take.
 */
import { SAMPLE_MS, SAMPLE_SECONDS } from '../../../engines/statistics/grid.ts';
import type { HostLoad } from '../loads.ts';
import { divided, type Figure, type Figures, never, percent } from './figure.ts';
import { congestionFigures, type DisksOf, deviceFigures, IO } from './io-figures.ts';
import { vmWatts } from './vm-figures.ts';

type HostFigure = Figure<HostLoad>;

const KB_PER_MB = 1024;
const PACKET_BYTES = 1024;
/** What a host draws when it does nothing, and at full load. Ours, of a server with two sockets. */
const IDLE_WATTS = 120;
const FULL_WATTS = 420;
/** Below this part of memory free the host begins to reclaim: 1 %, about what `Mem.MinFreePct` slides to. */
const LOW_FREE_SHARE = 0.01;
/** Fairness of what VMs are given, of 1000. */
const FAIR = 1000;

const added =
  (of: (load: HostLoad) => number): HostFigure =>
  (load, { part }) =>
    divided(of(load), part);

/** The disks of all its VMs, or those on the datastores which a storage device means. */
const disks: DisksOf<HostLoad> = ({ vms }, { part: { datastores } }, io) => {
  const all = vms.flatMap(({ facts }) => io.vm(facts));
  return datastores ? all.filter(({ disk }) => datastores.includes(disk.datastore)) : all;
};

const consumedKb = ({ facts, totals }: HostLoad) =>
  Math.min(facts.memoryKb, totals.consumedKb + totals.overheadKb + facts.hypervisorKb);
const reservedKb = ({ facts, totals }: HostLoad) =>
  facts.reservedKb + totals.memoryReservedKb + totals.overheadKb;
const watts = ({ facts, totals }: HostLoad) =>
  Math.round(IDLE_WATTS + ((FULL_WATTS - IDLE_WATTS) * totals.cpuMhz) / Math.max(1, facts.cpuMhz));
const cpuTime = ({ facts }: HostLoad) => facts.threads * SAMPLE_MS;
/** Time for which physical processors worked. */
const usedMs = (load: HostLoad) =>
  Math.round((load.totals.cpuMhz / Math.max(1, load.facts.cpuMhz)) * cpuTime(load));
const idleMs = (load: HostLoad) => cpuTime(load) - usedMs(load);
const busy: HostFigure = ({ totals, facts }) => percent(totals.cpuMhz, facts.cpuMhz);
const undelivered: HostFigure = ({ totals }) =>
  percent(totals.cpuDemandMhz - totals.cpuMhz, totals.cpuDemandMhz);
const swapShare: HostFigure = ({ totals }) =>
  percent(totals.swappedKb, totals.consumedKb + totals.swappedKb);
const traffic = ({ totals }: HostLoad) => totals.receivedKbps + totals.transmittedKbps;
const packets = (kbps: number) => Math.round((kbps * 1024 * SAMPLE_SECONDS) / PACKET_BYTES);

const CPU: Figures<HostLoad> = {
  'cpu.usage': busy,
  'cpu.usagemhz': ({ totals }) => totals.cpuMhz,
  'cpu.utilization': busy,
  'cpu.coreUtilization': busy,
  'cpu.reservedCapacity': ({ totals }) => totals.cpuReservedMhz,
  'cpu.totalCapacity': ({ facts }) => facts.capacity.cpuMhz,
  'cpu.wait': idleMs,
  'cpu.idle': added(idleMs),
  'cpu.used': added(usedMs),
  'cpu.ready': ({ totals }) => totals.readyMs,
  'cpu.readiness': ({ totals }) => percent(totals.readyMs, totals.vcpus * SAMPLE_MS),
  'cpu.demand': ({ totals }) => totals.cpuDemandMhz,
  'cpu.latency': undelivered,
  'cpu.capacity.provisioned': ({ facts }) => facts.cpuMhz,
  'cpu.capacity.usage': ({ totals }) => totals.cpuMhz,
  'cpu.corecount.provisioned': ({ facts }) => facts.cores,
  'cpu.corecount.usage': ({ totals }) => totals.vcpus,
  'cpu.corecount.contention': undelivered,
  ...never('cpu.costop', 'cpu.swapwait'),
};

const MEMORY: Figures<HostLoad> = {
  'mem.usage': (load) => percent(consumedKb(load), load.facts.memoryKb),
  'mem.reservedCapacity': (load) => Math.round(reservedKb(load) / KB_PER_MB),
  'mem.reservedCapacityPct': (load) => percent(reservedKb(load), load.facts.memoryKb),
  'mem.granted': ({ totals }) => totals.consumedKb + totals.balloonedKb + totals.swappedKb,
  'mem.active': ({ totals }) => totals.activeKb,
  'mem.activewrite': ({ totals }) => totals.writtenKb,
  'mem.unreserved': (load) => Math.max(0, load.facts.memoryKb - reservedKb(load)),
  'mem.swapused': ({ totals }) => totals.swappedKb,
  'mem.swapout': ({ totals }) => totals.swappedKb,
  'mem.vmmemctl': ({ totals }) => totals.balloonedKb,
  'mem.consumed': consumedKb,
  'mem.consumed.vms': ({ totals }) => totals.consumedKb,
  'mem.overhead': ({ totals }) => totals.overheadKb,
  'mem.capacity.provisioned': ({ facts }) => facts.memoryKb,
  'mem.capacity.usable': ({ facts }) => facts.capacity.memoryKb,
  'mem.capacity.usage': consumedKb,
  'mem.capacity.contention': swapShare,
  'mem.capacity.usage.vm': ({ totals }) => totals.consumedKb,
  'mem.capacity.usage.vmOvrhd': ({ totals }) => totals.overheadKb,
  'mem.capacity.usage.vmkOvrhd': ({ facts }) => facts.hypervisorKb,
  'mem.reservedCapacity.vm': ({ totals }) => totals.memoryReservedKb,
  'mem.reservedCapacity.vmOvhd': ({ totals }) => totals.overheadKb,
  'mem.reservedCapacity.vmkOvrhd': ({ facts }) => facts.reservedKb,
  'mem.latency': swapShare,
  'mem.lowfreethreshold': ({ facts }) => Math.round(facts.memoryKb * LOW_FREE_SHARE),
  'mem.sysUsage': ({ facts }) => facts.hypervisorKb,
  'mem.totalCapacity': ({ facts }) => Math.round(facts.capacity.memoryKb / KB_PER_MB),
  // 0 is high: nothing is reclaimed; 2 is soft: balloons; 3 is hard: swapping.
  'mem.state': ({ totals }) => (totals.swappedKb > 0 ? 3 : totals.balloonedKb > 0 ? 2 : 0),
  ...never(
    ...['mem.shared', 'mem.sharedcommon', 'mem.zero', 'mem.swapin', 'mem.swapinRate'],
    ...['mem.swapoutRate', 'mem.compressed', 'mem.compressionRate', 'mem.decompressionRate'],
    ...['mem.llSwapUsed', 'mem.llSwapInRate', 'mem.llSwapOutRate', 'mem.llSwapIn', 'mem.llSwapOut'],
    ...[
      'mem.capacity.usage.userworld',
      'mem.reservedCapacity.userworld',
      'mem.consumed.userworlds',
    ],
  ),
};

const STORAGE: Figures<HostLoad> = {
  ...deviceFigures('disk', disks),
  ...deviceFigures('storageAdapter', disks),
  ...deviceFigures('storagePath', disks),
  ...deviceFigures('datastore', disks),
  ...congestionFigures(disks, (_load, { part }) => part.datastores ?? []),
  'disk.usage': IO.kbps(disks),
  'disk.numberRead': IO.reads(disks),
  'disk.numberWrite': IO.writes(disks),
  'disk.commands': IO.commands(disks),
  'disk.totalLatency': IO.ms(disks),
  'disk.deviceLatency': IO.ms(disks),
  'disk.deviceReadLatency': IO.readMs(disks),
  'disk.deviceWriteLatency': IO.writeMs(disks),
  ...never(
    ...['disk.kernelLatency', 'disk.kernelReadLatency', 'disk.kernelWriteLatency'],
    ...['disk.queueLatency', 'disk.queueReadLatency', 'disk.queueWriteLatency'],
    ...['disk.scsiReservationConflicts', 'disk.scsiReservationCnflctsPct'],
  ),
};

const NETWORK: Figures<HostLoad> = {
  'net.usage': added(traffic),
  'net.received': added(({ totals }) => totals.receivedKbps),
  'net.transmitted': added(({ totals }) => totals.transmittedKbps),
  'net.bytesRx': added(({ totals }) => totals.receivedKbps),
  'net.bytesTx': added(({ totals }) => totals.transmittedKbps),
  'net.packetsRx': added(({ totals }) => packets(totals.receivedKbps)),
  'net.packetsTx': added(({ totals }) => packets(totals.transmittedKbps)),
  'net.throughput.usage': traffic,
  'net.throughput.packetsPerSec': added((load) =>
    Math.round(packets(traffic(load)) / SAMPLE_SECONDS),
  ),
  ...never(
    ...[
      'net.throughput.contention',
      'net.droppedRx',
      'net.droppedTx',
      'net.errorsRx',
      'net.errorsTx',
    ],
    ...['net.broadcastRx', 'net.broadcastTx', 'net.multicastRx', 'net.multicastTx'],
    'net.unknownProtos',
  ),
};

const SYSTEM: Figures<HostLoad> = {
  'sys.uptime': ({ facts }, { ms }) => Math.max(0, Math.floor((ms - facts.bootMs) / 1000)),
  'power.power': watts,
  'power.energy': (load) => watts(load) * SAMPLE_SECONDS,
  'power.capacity.usable': () => FULL_WATTS,
  'power.capacity.usage': watts,
  'power.capacity.usageIdle': () => IDLE_WATTS,
  'power.capacity.usageVm': ({ vms }) => vms.reduce((sum, vm) => sum + vmWatts(vm), 0),
  'power.capacity.usagePct': (load) => percent(watts(load), FULL_WATTS),
  'clusterServices.cpufairness': () => FAIR,
  'clusterServices.memfairness': () => FAIR,
};

export const HOST_FIGURES: Figures<HostLoad> = {
  ...CPU,
  ...MEMORY,
  ...STORAGE,
  ...NETWORK,
  ...SYSTEM,
};
