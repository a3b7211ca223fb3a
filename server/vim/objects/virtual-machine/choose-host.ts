/**
 * The host a migration goes to when its caller names only a pool.
 */
import type { Kinds } from '../../../vmodl/generated/references.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { hostResources } from '../../facts/host-facts.ts';
import type { Context } from '../../method.ts';
import { incompatibility } from '../../migrations/verdict.ts';

type Host = Ref<'HostSystem'>;

export interface Candidate {
  readonly vm: Ref<'VirtualMachine'>;
  readonly source: Host;
  readonly pool: Ref<Kinds['ResourcePool']>;
  /** The compute resource that the pool belongs to. */
  readonly owner: Ref<Kinds['ComputeResource']>;
}

/**
 * A stand-alone host is its own; in a cluster it is the compatible host with the smallest share of its
 * memory reserved. Undefined where nobody may choose: a running VM and a cluster without DRS. When no
 * host is compatible the first one is named, so that the migration fails for that host's reason.
 */
export function chooseHost(context: Context, candidate: Candidate): Host | undefined {
  const { inventory } = context;
  const { vm, source, pool, owner } = candidate;
  const hosts = inventory.read(owner, 'host') ?? [];
  const hot = inventory.read(vm, 'runtime').powerState === 'poweredOn';
  if (owner.type === 'ClusterComputeResource' && hot) {
    const { drsConfig } = inventory.read(
      owner as Ref<'ClusterComputeResource'>,
      'configurationEx',
    ) as {
      drsConfig?: { enabled?: boolean };
    };
    if (!drsConfig?.enabled) return undefined;
  }
  const able = hosts.filter(
    (destination) => !incompatibility(inventory, { vm, source, destination, pool }, hot),
  );
  const load = new Map(able.map((host) => [host, reservedShare(context, host)]));
  const [least] = able.toSorted((left, right) => (load.get(left) ?? 0) - (load.get(right) ?? 0));
  return least ?? hosts[0];
}

function reservedShare({ inventory }: Context, host: Host): number {
  const { reservedMemoryMb, availableMemoryMb } = hostResources(inventory, host);
  return availableMemoryMb > 0 ? reservedMemoryMb / availableMemoryMb : 1;
}
