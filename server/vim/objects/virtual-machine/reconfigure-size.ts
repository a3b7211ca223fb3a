/**
 * How many CPUs, how much memory: what may change while the VM runs, and what follows.
 */
import { bytesOfMb, memoryOverheadMb } from '../../../engines/resources/memory-overhead.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
} from '../../../vmodl/generated/data.ts';
import type { VirtualMachinePowerState } from '../../../vmodl/generated/enums.ts';
import { CPUS_MAX, MEMORY_MAX_MB } from '../../catalogues/hardware-versions.ts';
import { allocationAfter, demandMemoryReservation, normalShares } from './reconfigure-resources.ts';

type Spec = VirtualMachineConfigSpec;
type Config = VirtualMachineConfigInfo;

/** Memory comes in fours of MB. */
const MEMORY_STEP_MB = 4;
/** A VM with memory hot-plug may grow to so many times what it started with, in steps of so many MB. */
const HOT_PLUG_FACTOR = 16;
const HOT_PLUG_STEP_MB = 128;

/** Throws InvalidArgument for sizes that no VM can have. */
export function demandSaneSizes(spec: Spec, config: Config): void {
  const { numCPUs = config.hardware.numCPU } = spec;
  const perSocket = spec.numCoresPerSocket ?? config.hardware.numCoresPerSocket ?? 1;
  if (numCPUs < 1 || numCPUs > CPUS_MAX) throw invalidArgument('spec.numCPUs');
  if (perSocket < 1) throw invalidArgument('spec.numCoresPerSocket');
  const sized = spec.numCPUs !== undefined || spec.numCoresPerSocket !== undefined;
  if (sized && numCPUs % perSocket !== 0) throw invalidArgument('spec.numCoresPerSocket');
  if (spec.memoryMB === undefined) return;
  const memoryMb = Number(spec.memoryMB);
  if (memoryMb < MEMORY_STEP_MB || memoryMb > MEMORY_MAX_MB || memoryMb % MEMORY_STEP_MB !== 0) {
    throw invalidArgument('spec.memoryMB');
  }
}

/**
 * Throws CpuHotPlugNotSupported, MemoryHotPlugNotSupported or InvalidPowerState for a change that a VM in
 * that power state cannot take, InvalidArgument for memory that does not come in steps.
 */
export function demandPluggable(
  spec: Spec,
  config: Config,
  existingState: VirtualMachinePowerState,
): void {
  if (existingState === 'poweredOff') return;
  const { hardware } = config;
  const cpus = (spec.numCPUs ?? hardware.numCPU) - hardware.numCPU;
  const memoryMb = Number(spec.memoryMB ?? hardware.memoryMB) - hardware.memoryMB;
  const perSocket = spec.numCoresPerSocket ?? hardware.numCoresPerSocket;
  const resized = cpus !== 0 || memoryMb !== 0;
  if (perSocket !== hardware.numCoresPerSocket || (existingState === 'suspended' && resized)) {
    throw new VimFault('InvalidPowerState', { requestedState: 'poweredOff', existingState });
  }
  if (!mayPlugCpus(cpus, config)) throw new VimFault('CpuHotPlugNotSupported');
  if (!mayPlugMemory(memoryMb, config)) throw new VimFault('MemoryHotPlugNotSupported');
  const stepMb = Number(config.hotPlugMemoryIncrementSize ?? 0);
  if (stepMb > 0 && memoryMb % stepMb !== 0) throw invalidArgument('spec.memoryMB');
}

function mayPlugCpus(more: number, config: Config): boolean {
  if (more === 0) return true;
  return (more > 0 ? config.cpuHotAddEnabled : config.cpuHotRemoveEnabled) === true;
}

function mayPlugMemory(moreMb: number, config: Config): boolean {
  if (moreMb === 0) return true;
  const { memoryMB } = config.hardware;
  const limitMb = Number(config.hotPlugMemoryLimit ?? memoryMB);
  return moreMb > 0 && config.memoryHotAddEnabled === true && memoryMB + moreMb <= limitMb;
}

/** The configuration with its new sizes, and allocations and limits that follow from them. */
export function withSizes(spec: Spec, config: Config): Config {
  const memoryMB = Number(spec.memoryMB ?? config.hardware.memoryMB);
  const numCPU = spec.numCPUs ?? config.hardware.numCPU;
  const hardware = build('VirtualHardware', {
    ...config.hardware,
    numCPU,
    memoryMB,
    numCoresPerSocket: spec.numCoresPerSocket ?? config.hardware.numCoresPerSocket,
    simultaneousThreads: spec.simultaneousThreads ?? config.hardware.simultaneousThreads,
    virtualICH7MPresent: spec.virtualICH7MPresent ?? config.hardware.virtualICH7MPresent,
    virtualSMCPresent: spec.virtualSMCPresent ?? config.hardware.virtualSMCPresent,
  });
  const sized = { ...config, hardware };
  const normal = normalShares(sized);
  const locked = config.memoryReservationLockedToMax === true;
  const memoryWish = spec.memoryAllocation ?? build('ResourceAllocationInfo', {});
  const after: Config = {
    ...sized,
    ...hotPlug(sized, config),
    cpuAllocation: allocationAfter(
      spec.cpuAllocation ?? build('ResourceAllocationInfo', {}),
      config.cpuAllocation,
      normal.cpu,
      'spec.cpuAllocation',
    ),
    memoryAllocation: allocationAfter(
      locked ? { ...memoryWish, reservation: memoryMB } : memoryWish,
      config.memoryAllocation,
      normal.memory,
      'spec.memoryAllocation',
    ),
    initialOverhead: build('VirtualMachineConfigInfoOverheadInfo', {
      initialMemoryReservation: bytesOfMb(memoryOverheadMb(memoryMB, numCPU)),
      initialSwapReservation: bytesOfMb(memoryMB),
    }),
  };
  demandMemoryReservation(after, 'spec.memoryAllocation.reservation');
  return after;
}

/** What can be plugged is settled while the VM is off: with its memory, or when the switch is turned. */
function hotPlug(sized: Config, before: Config): Partial<Config> {
  const { memoryHotAddEnabled: enabled, hardware } = sized;
  const turned = enabled !== Number(before.hotPlugMemoryIncrementSize ?? 0) > 0;
  if (!turned && (enabled || hardware.memoryMB === before.hardware.memoryMB)) return {};
  return {
    hotPlugMemoryLimit: hardware.memoryMB * (enabled ? HOT_PLUG_FACTOR : 1),
    hotPlugMemoryIncrementSize: enabled ? HOT_PLUG_STEP_MB : 0,
  };
}
