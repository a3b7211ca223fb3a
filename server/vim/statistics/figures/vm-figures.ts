/**
 * Figures of a running VM.
 */
import { SAMPLE_MS, SAMPLE_SECONDS } from '../../../engines/statistics/grid.ts';
import type { VmLoad } from '../../../engines/statistics/vm-load.ts';
import { divided, type Figure, type Figures, never, percent } from './figure.ts';
import { type DisksOf, deviceFigures, IO } from './io-figures.ts';
import { VM_SCORE_FIGURES } from './score-figures.ts';

type VmFigure = Figure<VmLoad>;

const KB_PER_MB = 1024;
/** Bytes that a packet carries on average. Ours. */
const PACKET_BYTES = 1024;

/** A figure that adds up over the VM's devices of the counter's group. */
const added =
  (of: (load: VmLoad) => number): VmFigure =>
  (load, { part }) =>
    divided(of(load), part);

/** All its disks, the one that is meant, or those on the datastores that are meant. */
const disks: DisksOf<VmLoad> = ({ facts }, { part }, io) => {
  const all = io.vm(facts);
  if (part.disk !== undefined) return all.filter(({ disk }) => disk.key === part.disk);
  const { datastores } = part;
  return datastores ? all.filter(({ disk }) => datastores.includes(disk.datastore)) : all;
};

/** Time that all virtual processors have between two samples, ms. */
const available = ({ facts }: VmLoad) => facts.vcpuCount * SAMPLE_MS;
const idle = (load: VmLoad) => Math.max(0, available(load) - load.usedMs - load.readyMs);
const undelivered = ({ cpuDemandMhz, cpuMhz }: VmLoad) =>
  percent(cpuDemandMhz - cpuMhz, cpuDemandMhz);
const swapShare = ({ swappedKb, consumedKb }: VmLoad) => percent(swappedKb, consumedKb + swappedKb);
const memoryKb = ({ facts }: VmLoad) => facts.memoryMb * KB_PER_MB;
const traffic = ({ receivedKbps, transmittedKbps }: VmLoad) => receivedKbps + transmittedKbps;
const packets = (kbps: number) => Math.round((kbps * 1024 * SAMPLE_SECONDS) / PACKET_BYTES);
const uptime: VmFigure = ({ facts }, { ms }) => Math.max(0, Math.floor((ms - facts.bootMs) / 1000));
/** What a VM adds to its host's power: a tenth of a watt for ten MHz. Ours. */
export const vmWatts = ({ cpuMhz }: VmLoad) => Math.round(cpuMhz / 100);

const CPU: Figures<VmLoad> = {
  'cpu.usage': ({ cpuMhz, facts }) => percent(cpuMhz, facts.maxCpuMhz),
  'cpu.usagemhz': added(({ cpuMhz }) => cpuMhz),
  'cpu.wait': added(idle),
  'cpu.ready': added(({ readyMs }) => readyMs),
  'cpu.idle': added(idle),
  'cpu.used': added(({ usedMs }) => usedMs),
  'cpu.run': added(({ usedMs }) => usedMs),
  'cpu.capacity.entitlement': ({ cpuEntitledMhz }) => cpuEntitledMhz,
  'cpu.capacity.demand': ({ cpuDemandMhz }) => cpuDemandMhz,
  'cpu.capacity.contention': undelivered,
  'cpu.corecount.provisioned': ({ facts }) => facts.vcpuCount,
  'cpu.latency': undelivered,
  'cpu.entitlement': ({ cpuEntitledMhz }) => cpuEntitledMhz,
  'cpu.demand': ({ cpuDemandMhz }) => cpuDemandMhz,
  'cpu.readiness': (load) => percent(load.readyMs, available(load)),
  'cpu.demandEntitlementRatio': ({ cpuDemandMhz, cpuEntitledMhz }) =>
    percent(cpuDemandMhz, cpuEntitledMhz),
  ...never('cpu.system', 'cpu.costop', 'cpu.maxlimited', 'cpu.overlap', 'cpu.swapwait'),
};

const MEMORY: Figures<VmLoad> = {
  'mem.usage': (load) => percent(load.activeKb, memoryKb(load)),
  'mem.granted': (load) => load.consumedKb + load.balloonedKb + load.swappedKb,
  'mem.active': ({ activeKb }) => activeKb,
  'mem.swapped': ({ swappedKb }) => swappedKb,
  'mem.swaptarget': ({ swappedKb }) => swappedKb,
  'mem.swapout': ({ swappedKb }) => swappedKb,
  'mem.vmmemctl': ({ balloonedKb }) => balloonedKb,
  'mem.vmmemctltarget': ({ balloonedKb }) => balloonedKb,
  'mem.consumed': ({ consumedKb }) => consumedKb,
  'mem.overhead': ({ overheadKb }) => overheadKb,
  'mem.overheadTouched': ({ overheadKb }) => overheadKb,
  'mem.overheadMax': ({ overheadKb }) => overheadKb,
  'mem.capacity.provisioned': memoryKb,
  'mem.capacity.entitlement': ({ memoryEntitledKb }) => memoryEntitledKb,
  'mem.capacity.contention': swapShare,
  'mem.latency': swapShare,
  'mem.activewrite': ({ writtenKb }) => writtenKb,
  'mem.entitlement': ({ memoryEntitledKb }) => memoryEntitledKb,
  ...never(
    ...['mem.shared', 'mem.zero', 'mem.swapin', 'mem.swapinRate', 'mem.swapoutRate'],
    ...['mem.compressed', 'mem.compressionRate', 'mem.decompressionRate'],
    ...['mem.llSwapUsed', 'mem.llSwapInRate', 'mem.llSwapOutRate', 'mem.llSwapIn', 'mem.llSwapOut'],
    ...['mem.zipSaved', 'mem.zipped'],
  ),
};

const STORAGE: Figures<VmLoad> = {
  ...deviceFigures('datastore', disks),
  'disk.usage': IO.kbps(disks),
  'disk.read': IO.readKbps(disks),
  'disk.write': IO.writeKbps(disks),
  'disk.maxTotalLatency': IO.maxMs(disks),
  'disk.used': (_load, { entity }) => entity.usedKb,
  'disk.provisioned': (_load, { entity }) => entity.provisionedKb,
  'disk.unshared': (_load, { entity }) => entity.unsharedKb,
  'virtualDisk.throughput.usage': IO.kbps(disks),
  'virtualDisk.numberReadAveraged': IO.readIops(disks),
  'virtualDisk.numberWriteAveraged': IO.writeIops(disks),
  'virtualDisk.read': IO.readKbps(disks),
  'virtualDisk.write': IO.writeKbps(disks),
  'virtualDisk.totalReadLatency': IO.readMs(disks),
  'virtualDisk.totalWriteLatency': IO.writeMs(disks),
  'virtualDisk.throughput.cont': IO.ms(disks),
  'virtualDisk.readOIO': IO.readOutstanding(disks),
  'virtualDisk.writeOIO': IO.writeOutstanding(disks),
  'virtualDisk.readLoadMetric': IO.readOutstanding(disks),
  'virtualDisk.writeLoadMetric': IO.writeOutstanding(disks),
  'virtualDisk.readLatencyUS': IO.readUs(disks),
  'virtualDisk.writeLatencyUS': IO.writeUs(disks),
  'virtualDisk.readIOSize': IO.readBytesEach(disks),
  'virtualDisk.writeIOSize': IO.writeBytesEach(disks),
};

const NETWORK: Figures<VmLoad> = {
  'net.usage': added(traffic),
  'net.received': added(({ receivedKbps }) => receivedKbps),
  'net.transmitted': added(({ transmittedKbps }) => transmittedKbps),
  'net.bytesRx': added(({ receivedKbps }) => receivedKbps),
  'net.bytesTx': added(({ transmittedKbps }) => transmittedKbps),
  'net.packetsRx': added(({ receivedKbps }) => packets(receivedKbps)),
  'net.packetsTx': added(({ transmittedKbps }) => packets(transmittedKbps)),
  'net.throughput.usage': traffic,
  'net.pnicBytesRx': added(({ receivedKbps }) => receivedKbps),
  'net.pnicBytesTx': added(({ transmittedKbps }) => transmittedKbps),
  ...never(
    ...['net.throughput.contention', 'net.droppedRx', 'net.droppedTx'],
    ...['net.broadcastRx', 'net.broadcastTx', 'net.multicastRx', 'net.multicastTx'],
  ),
};

const SYSTEM: Figures<VmLoad> = {
  'sys.uptime': uptime,
  'sys.osUptime': uptime,
  'power.power': vmWatts,
  'power.energy': (load) => vmWatts(load) * SAMPLE_SECONDS,
};

export const VM_FIGURES: Figures<VmLoad> = {
  ...{ ...CPU, ...MEMORY, ...STORAGE, ...NETWORK, ...SYSTEM },
  ...VM_SCORE_FIGURES,
};
