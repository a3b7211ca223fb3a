/**
 * What a test may do with what guests do: look at a VM's profile and figures, and give it other functions
 * of time. A change holds from now on; what was before stays as it was.
 */

import { isoTime } from '../clock/clock.ts';
import type { DemandFunction } from '../engines/statistics/demand-function.ts';
import { momentOf, sampleAt } from '../engines/statistics/grid.ts';
import { readDemandProfile, readDiskDemands } from '../engines/statistics/read-demand.ts';
import { assign } from '../inventory/change.ts';
import type { VmProfile } from '../inventory/templates/vm-profile.ts';
import type { Services } from '../vim/method.ts';
import { vmNamed } from '../vim/search/vm-named.ts';
import { ioSums, observedLatencyMs } from '../vim/statistics/io-sums.ts';
import { Sampler } from '../vim/statistics/sampler.ts';
import type { Ref } from '../vmodl/reference.ts';
import { data } from '../vmodl/value.ts';
import { ControlError } from './control-error.ts';

type Vm = Ref<'VirtualMachine'>;

export interface DemandWish {
  /** Inventory paths (`/DC/vm/web`), ids or names. */
  readonly vms: readonly string[];
  /** Plain numbers of the profile to change: `cpuPercent` … */
  readonly profile?: Readonly<Record<string, number>> | undefined;
  /** Functions by quantity; null takes one away. */
  readonly demand?: Readonly<Record<string, unknown>> | undefined;
  /** What single disks do, by label: `{ "Hard disk 1": { "outstandingIo": 16 } }`; null takes a disk's away. */
  readonly disks?: Readonly<Record<string, unknown>> | undefined;
  /** Forget all functions there were. */
  readonly replace?: boolean | undefined;
}

export interface DemandReport {
  readonly vm: string;
  readonly name: string;
  /** Plain numbers. */
  readonly profile: Readonly<Record<string, number>>;
  /** Functions of time, as they are understood: points as times and values. */
  readonly demand: Readonly<Record<string, unknown>>;
  /** Functions of single disks, by label. */
  readonly disks: Readonly<Record<string, unknown>>;
  /** Figures of the last sample; none while the VM does not run. */
  readonly now?: DemandNow | undefined;
}

export interface DemandNow {
  readonly at: string;
  readonly cpuDemandMhz: number;
  readonly cpuMhz: number;
  readonly readyMs: number;
  readonly activeMemoryMb: number;
  readonly consumedMemoryMb: number;
  readonly balloonedMemoryMb: number;
  readonly swappedMemoryMb: number;
  readonly diskReadIops: number;
  readonly diskWriteIops: number;
  readonly diskReadKbPerSecond: number;
  readonly diskWriteKbPerSecond: number;
  readonly diskOutstandingIo: number;
  readonly diskLatencyMs: number;
  readonly networkReceivedKbPerSecond: number;
  readonly networkTransmittedKbPerSecond: number;
}

const KB_PER_MB = 1024;
const CAUSE = { method: 'putDemand' };

export class DemandControl {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  report(text: string): DemandReport {
    return this.#reportOf(this.#named(text));
  }

  /** Throws ControlError when a VM is unknown or a wish makes no sense; then nothing changed. */
  change(wish: DemandWish): readonly DemandReport[] {
    const { vms, profile = {}, demand = {}, disks = {}, replace = false } = wish;
    const { inventory, clock } = this.#services;
    const refs = vms.map((text) => this.#named(text));
    const [taken, takenDisks] = [nulls(demand), nulls(disks)];
    const given = checkedDemand(without(demand, taken), clock.now());
    const givenDisks = checkedDisks(without(disks, takenDisks), clock.now());
    inventory.apply(
      refs.map((ref) => {
        const { demand: old, disks: oldDisks, ...numbers } = this.#profileOf(ref);
        const kept = without({ ...(replace ? {} : old), ...given }, taken);
        const keptDisks = without({ ...(replace ? {} : oldDisks), ...givenDisks }, takenDisks);
        const functions = { demand: kept, disks: keptDisks };
        return assign(
          ref,
          '_profile',
          data('_VmProfile', { ...numbers, ...profile, ...functions }),
        );
      }),
      CAUSE,
    );
    return refs.map((ref) => this.#reportOf(ref));
  }

  #named(text: string): Vm {
    const found = vmNamed(this.#services, text);
    if (typeof found !== 'number') return found;
    throw found === 0
      ? new ControlError('not found', `there is no virtual machine "${text}"`)
      : new ControlError('conflict', `${found} virtual machines are called "${text}"`);
  }

  #reportOf(vm: Vm): DemandReport {
    const { demand, disks, ...numbers } = this.#profileOf(vm);
    return {
      vm: vm.value,
      name: this.#services.inventory.read(vm, 'name'),
      profile: onlyNumbers(numbers),
      demand: { ...demand },
      disks: { ...disks },
      now: this.#nowOf(vm),
    };
  }

  #profileOf(vm: Vm): Partial<Omit<VmProfile, '_typeName'>> {
    const { _typeName, ...profile }: Partial<VmProfile> =
      (this.#services.inventory.read(vm as Ref, '_profile') as VmProfile | undefined) ?? {};
    return profile;
  }

  #nowOf(vm: Vm): DemandNow | undefined {
    const { inventory, statistics, clock } = this.#services;
    const sample = sampleAt(clock.now());
    const sampler = new Sampler(statistics, inventory);
    const { load } = sampler.vm(vm.value, sample);
    if (!load) return undefined;
    const disks = ioSums(sampler.io.vm(load.facts, sample));
    const megabytes = (kilobytes: number) => Math.round(kilobytes / KB_PER_MB);
    return {
      at: isoTime(momentOf(sample)),
      cpuDemandMhz: load.cpuDemandMhz,
      cpuMhz: load.cpuMhz,
      readyMs: load.readyMs,
      activeMemoryMb: megabytes(load.activeKb),
      consumedMemoryMb: megabytes(load.consumedKb),
      balloonedMemoryMb: megabytes(load.balloonedKb),
      swappedMemoryMb: megabytes(load.swappedKb),
      diskReadIops: disks.readIops,
      diskWriteIops: disks.writeIops,
      diskReadKbPerSecond: disks.readKbps,
      diskWriteKbPerSecond: disks.writeKbps,
      diskOutstandingIo: rounded(disks.readOutstanding + disks.writeOutstanding),
      diskLatencyMs: rounded(observedLatencyMs(disks) ?? 0),
      networkReceivedKbPerSecond: load.receivedKbps,
      networkTransmittedKbPerSecond: load.transmittedKbps,
    };
  }
}

/** What is wrong with any of it is told all at once. */
function checkedDemand(
  demand: Readonly<Record<string, unknown>>,
  sinceMs: number,
): Readonly<Record<string, DemandFunction>> {
  const problems: string[] = [];
  const read = readDemandProfile(demand, (path, problem) => problems.push(`${path} ${problem}`));
  if (problems.length > 0) throw new ControlError('invalid', `demand: ${problems.join('; ')}`);
  return dated(read, sinceMs);
}

function checkedDisks(
  disks: Readonly<Record<string, unknown>>,
  sinceMs: number,
): Readonly<Record<string, Readonly<Record<string, DemandFunction>>>> {
  const problems: string[] = [];
  const read = readDiskDemands(disks, (path, problem) => problems.push(`${path} ${problem}`));
  if (problems.length > 0) throw new ControlError('invalid', `disks: ${problems.join('; ')}`);
  return Object.fromEntries(
    Object.entries(read).map(([label, functions]) => [label, dated(functions, sinceMs)]),
  );
}

function dated(
  functions: Readonly<Record<string, DemandFunction | undefined>>,
  sinceMs: number,
): Readonly<Record<string, DemandFunction>> {
  const made: [string, DemandFunction][] = [];
  for (const [quantity, one] of Object.entries(functions)) {
    if (one) made.push([quantity, { ...one, sinceMs }]);
  }
  return Object.fromEntries(made);
}

function nulls(record: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(record).filter((key) => record[key] === null);
}

/** To the thousandth. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function without<T>(
  record: Readonly<Record<string, T>>,
  keys: readonly string[],
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

function onlyNumbers(members: object): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(members).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    ),
  );
}
