/**
 * May a pool have that much reserved for itself? What its parent has left, borrowed further up where
 * reservations expand, must suffice.
 */
import { bytesOfMb } from '../../../engines/resources/memory-overhead.ts';
import { UNLIMITED } from '../../../inventory/templates/allocation.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { ResourceAllocationInfo, ResourceConfigSpec } from '../../../vmodl/generated/data.ts';
import { BYTES_PER_MB } from '../../../vmodl/units.ts';
import type { Context } from '../../method.ts';
import { type Pool, parentPool } from './remove.ts';

const KINDS = ['cpu', 'memory'] as const;

type Kind = (typeof KINDS)[number];

/** Throws InvalidArgument for numbers that make no sense, alone or together. */
export function demandSound(spec: ResourceConfigSpec, path: string): void {
  for (const kind of KINDS) {
    const allocation = allocationOf(spec, kind);
    const at = `${path}.${kind}Allocation`;
    const reservation = Number(allocation.reservation ?? 0);
    const limit = Number(allocation.limit ?? UNLIMITED);
    if (reservation < 0) throw invalidArgument(`${at}.reservation`);
    if (limit < UNLIMITED) throw invalidArgument(`${at}.limit`);
    if (limit !== UNLIMITED && limit < reservation) throw invalidArgument(`${at}.reservation`);
    const { shares } = allocation;
    if (shares?.level === 'custom' && shares.shares < 0)
      throw invalidArgument(`${at}.shares.shares`);
  }
}

/**
 * Throws InsufficientCpuResourcesFault (MHz) or InsufficientMemoryResourcesFault (bytes) when the parent
 * cannot give what is reserved beyond `before`.
 */
export function demandReservable(
  parent: Pool,
  spec: ResourceConfigSpec,
  before: ResourceConfigSpec | undefined,
  context: Context,
): void {
  for (const kind of KINDS) {
    const wanted = Number(allocationOf(spec, kind).reservation ?? 0);
    const held = before ? Number(allocationOf(before, kind).reservation ?? 0) : 0;
    const more = wanted - held;
    const left = unreserved(parent, kind, context);
    if (more > 0 && more > left + 1e-9) throw insufficient(kind, left + held, wanted);
  }
}

/** MHz or MB that a pool can still give. */
function unreserved(pool: Pool, kind: Kind, context: Context): number {
  const { inventory } = context;
  let left = 0;
  for (let at: Pool | undefined = pool; at; at = parentPool(context, at)) {
    const usage = inventory.read(at, 'runtime')[kind];
    const free = Number(usage.unreservedForPool);
    left += Math.max(0, kind === 'memory' ? free / BYTES_PER_MB : free);
    if (!allocationOf(inventory.read(at, 'config'), kind).expandableReservation) break;
  }
  return left;
}

function allocationOf(spec: ResourceConfigSpec, kind: Kind): ResourceAllocationInfo {
  return kind === 'cpu' ? spec.cpuAllocation : spec.memoryAllocation;
}

function insufficient(kind: Kind, unreservedAmount: number, requested: number): VimFault {
  const cpu = kind === 'cpu';
  return new VimFault(
    cpu ? 'InsufficientCpuResourcesFault' : 'InsufficientMemoryResourcesFault',
    {
      unreserved: cpu ? Math.floor(unreservedAmount) : bytesOfMb(unreservedAmount),
      requested: cpu ? Math.ceil(requested) : bytesOfMb(requested),
    },
    `The available ${cpu ? 'CPU' : 'Memory'} resources in the parent resource pool are insufficient for the operation.`,
  );
}
