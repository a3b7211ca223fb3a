/**
 * IP pools: ranges of addresses of a datacenter, from which machines are given theirs.
 *
 * IpPoolManager holds pools and allocations as pairs: `_pools` of datacenter id and pool,
 * `_allocations` of `datacenter:pool` and allocation.
 */
import type { Inventory } from '../inventory/inventory.ts';
import { build } from '../vmodl/build.ts';
import type { IpPool, IpPoolManagerIpAllocation, KeyAnyValue } from '../vmodl/generated/data.ts';
import type { Ref } from '../vmodl/reference.ts';

const OCTET = 256;
/** A range names its first address and how many follow: `10.0.0.10#20`. */
const RANGE = /^\s*(\d{1,3}(?:\.\d{1,3}){3})\s*#\s*(\d+)\s*$/;
/** Addresses of one pool at most; a class A network would have more than anybody hands out. */
const POOL_ADDRESSES_MAX = 65_536;

export interface DatacenterPool {
  readonly datacenter: string;
  readonly pool: IpPool;
}

export interface Allocation {
  /** `datacenter-2:1` */
  readonly pool: string;
  readonly allocation: IpPoolManagerIpAllocation;
}

export function poolKey(datacenter: Ref, poolId: number): string {
  return `${datacenter.value}:${poolId}`;
}

export function readPools(inventory: Inventory, manager: Ref): readonly DatacenterPool[] {
  return pairs(inventory, manager, '_pools').map(({ key, value }) => ({
    datacenter: key,
    pool: value as IpPool,
  }));
}

export function writePools(pools: readonly DatacenterPool[]): readonly KeyAnyValue[] {
  return pools.map(({ datacenter, pool }) =>
    build('KeyAnyValue', { key: datacenter, value: pool }),
  );
}

export function readAllocations(inventory: Inventory, manager: Ref): readonly Allocation[] {
  return pairs(inventory, manager, '_allocations').map(({ key, value }) => ({
    pool: key,
    allocation: value as IpPoolManagerIpAllocation,
  }));
}

export function writeAllocations(all: readonly Allocation[]): readonly KeyAnyValue[] {
  return all.map(({ pool, allocation }) => build('KeyAnyValue', { key: pool, value: allocation }));
}

function pairs(inventory: Inventory, manager: Ref, property: string): readonly KeyAnyValue[] {
  return (inventory.read(manager, property) ?? []) as readonly KeyAnyValue[];
}

/** The IPv4 addresses of a range text, in order; undefined when it cannot be read. */
export function addressesIn(range: string | undefined): readonly string[] | undefined {
  if (range === undefined || range.trim() === '') return [];
  const addresses: string[] = [];
  for (const part of range.split(',')) {
    const [, first, count] = RANGE.exec(part) ?? [];
    const start = first === undefined ? undefined : numberOf(first);
    if (start === undefined || addresses.length + Number(count) > POOL_ADDRESSES_MAX) {
      return undefined;
    }
    for (let offset = 0; offset < Number(count); offset += 1)
      addresses.push(textOf(start + offset));
  }
  return addresses;
}

function numberOf(address: string): number | undefined {
  const octets = address.split('.').map(Number);
  if (octets.some((octet) => octet >= OCTET)) return undefined;
  return octets.reduce((sum, octet) => sum * OCTET + octet, 0);
}

function textOf(address: number): string {
  return [3, 2, 1, 0].map((place) => Math.floor(address / OCTET ** place) % OCTET).join('.');
}
