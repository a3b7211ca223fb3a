/**
 * The colour of a cluster whose hosts do not have what was promised: yellow when the reservations of its
 * pools do not fit, red when not even those of its running VMs do.
 *
 * Source: vSphere Resource Management, "DRS cluster validity".
 */
import type { TypedReader } from '../../../inventory/typed-reader.ts';
import type { ManagedEntityStatus } from '../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../../vmodl/units.ts';
import { capacityMembers } from '../compute-capacity.ts';
import type { Reserved } from '../pool-reservations.ts';
import type { Cluster } from './scope.ts';

export function clusterColour(self: Cluster, read: TypedReader): ManagedEntityStatus {
  const issues = read(self, 'configIssue')?.length ?? 0;
  return promiseColour(self, read) ?? (issues > 0 ? 'yellow' : 'green');
}

/** Is more promised than its hosts have? */
export function isOvercommitted(self: Cluster, read: TypedReader): boolean {
  return promiseColour(self, read) !== undefined;
}

function promiseColour(self: Cluster, read: TypedReader): 'yellow' | 'red' | undefined {
  const root = read(self, 'resourcePool');
  const held = root && (read(root as Ref, '_reserved') as Reserved | undefined);
  const capacity = capacityMembers(read(self as Ref, '_capacity'));
  // Without a host in service nothing is promised to anybody.
  if (!held || capacity.numEffectiveHosts === 0) return undefined;
  const fits = (cpuMhz: number, bytes: number) =>
    cpuMhz <= capacity.effectiveCpu && bytes <= Number(capacity.effectiveMemory) * BYTES_PER_MB;
  if (!fits(held.cpuForVms, held.memoryForVms)) return 'red';
  const cpu = held.cpuForVms + held.cpuForPools;
  const memory = held.memoryForVms + held.memoryForPools;
  return fits(cpu, memory) ? undefined : 'yellow';
}
