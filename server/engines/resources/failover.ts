/**
 * Admission by vSphere HA: after one more VM has been powered on, enough must be left for the hosts
 * that are allowed to fail.
 *
 * Percentage policy: of the cluster's capacity a share stays unreserved. Slot policy: a slot holds the
 * most demanding VM; with the largest hosts gone, every VM must find one. With dedicated failover
 * hosts nothing is counted: VMs are kept off them. A VM without CPU reservation counts as 32 MHz.
 *
 * Source: vSphere Availability, "Admission control"; whole per cent are rounded down, as clients see them.
 */
import type { FaultVerdict } from '../plan.ts';
import type { Capacity } from './capacity.ts';
import type { Need, VmResources } from './reservations.ts';
import { reservationNeed } from './reservations.ts';

export type FailoverPolicy =
  | { readonly kind: 'percentage'; readonly cpuPercent: number; readonly memoryPercent: number }
  /** Percentages that follow from how many of the hosts may fail. */
  | { readonly kind: 'computedPercentage'; readonly failoverLevel: number }
  | {
      readonly kind: 'slots';
      readonly failoverLevel: number;
      /** A size the administrator fixed; else that of the most demanding VM. */
      readonly slot?: Capacity | undefined;
    }
  | { readonly kind: 'failoverHosts' };

export interface FailoverFacts {
  readonly policy: FailoverPolicy;
  /** What each host that can run VMs has for them. */
  readonly hosts: readonly Capacity[];
  /** The VMs that run in the cluster, the one in question left out. */
  readonly running: readonly VmResources[];
}

/** What HA has left of a cluster, whole per cent of its capacity. */
export interface FailoverShare {
  readonly cpuPercent: number;
  readonly memoryPercent: number;
}

const CPU_MIN_MHZ = 32;
const TOLERANCE = 1e-9;

/** Nothing when the VM may power on too. */
export function failoverVerdict(vm: VmResources, facts: FailoverFacts): readonly FaultVerdict[] {
  if (bearsFailures({ ...facts, running: [...facts.running, vm] })) return [];
  return [
    {
      name: 'InsufficientFailoverResourcesFault',
      detail: {},
      message: 'Insufficient resources to satisfy configured failover level for vSphere HA.',
    },
  ];
}

/** Is enough left for the hosts that are allowed to fail? */
export function bearsFailures(facts: FailoverFacts): boolean {
  const { policy, hosts } = facts;
  switch (policy.kind) {
    case 'percentage':
      return keepsShare(facts, policy);
    case 'computedPercentage':
      return keepsShare(facts, computedShare(hosts, policy.failoverLevel));
    case 'slots':
      return slotsLeft(facts, policy.failoverLevel, policy.slot) >= 0;
    case 'failoverHosts':
      return true;
  }
}

function keepsShare(facts: FailoverFacts, kept: FailoverShare): boolean {
  const free = freeShare(facts);
  return free.cpuPercent >= kept.cpuPercent && free.memoryPercent >= kept.memoryPercent;
}

/** `currentCpuFailoverResourcesPercent` and its like for memory. */
export function freeShare({ hosts, running }: Omit<FailoverFacts, 'policy'>): FailoverShare {
  const capacity = sum(hosts);
  const needed = sum(running.map(failoverNeed));
  return {
    cpuPercent: percentFree(capacity.cpuMhz, needed.cpuMhz),
    memoryPercent: percentFree(capacity.memoryMb, needed.memoryMb),
  };
}

/** What so many of the largest hosts are of the whole, rounded up: with less, their VMs could not restart. */
export function computedShare(hosts: readonly Capacity[], failoverLevel: number): FailoverShare {
  const share = (pick: (host: Capacity) => number) => {
    const sizes = hosts.map(pick).toSorted((left, right) => right - left);
    const whole = total(sizes);
    if (whole <= 0) return 100;
    const part = total(sizes.slice(0, failoverLevel));
    return Math.max(0, Math.ceil((100 * part) / whole - TOLERANCE));
  };
  return {
    cpuPercent: share((host) => host.cpuMhz),
    memoryPercent: share((host) => host.memoryMb),
  };
}

/** Slots that stay free once the largest hosts have failed; negative when some VM has none. */
export function slotsLeft(
  { hosts, running }: Omit<FailoverFacts, 'policy'>,
  failoverLevel: number,
  fixed?: Capacity,
): number {
  const needs = running.map(failoverNeed);
  const slot = fixed ?? {
    cpuMhz: Math.max(CPU_MIN_MHZ, ...needs.map((need) => need.cpuMhz)),
    memoryMb: Math.max(1, ...needs.map((need) => need.memoryMb)),
  };
  const slots = hosts
    .map((host) => slotsOf(host, slot))
    .toSorted((left, right) => right - left)
    .slice(failoverLevel);
  return total(slots) - total(needs.map((need) => slotsTaken(need, slot)));
}

function slotsOf(host: Capacity, slot: Capacity): number {
  const slots = Math.min(host.cpuMhz / slot.cpuMhz, host.memoryMb / slot.memoryMb);
  return Math.floor(slots + TOLERANCE);
}

/** A VM larger than a fixed slot takes several. */
function slotsTaken(need: Need, slot: Capacity): number {
  const taken = Math.max(need.cpuMhz / slot.cpuMhz, need.memoryMb / slot.memoryMb);
  return Math.max(1, Math.ceil(taken - TOLERANCE));
}

function failoverNeed(vm: VmResources): Need {
  const { cpuMhz, memoryMb } = reservationNeed(vm);
  return { cpuMhz: Math.max(CPU_MIN_MHZ, cpuMhz), memoryMb };
}

function percentFree(capacity: number, needed: number): number {
  if (capacity <= 0) return 0;
  return Math.max(0, Math.floor((100 * (capacity - needed)) / capacity + TOLERANCE));
}

function sum(parts: readonly Capacity[]): Capacity {
  return {
    cpuMhz: total(parts.map((part) => part.cpuMhz)),
    memoryMb: total(parts.map((part) => part.memoryMb)),
  };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
