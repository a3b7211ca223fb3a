/**
 * Events about VMs which keep a host from entering maintenance mode: DRS has no recommendation for them.
 * Told once for each VM, as long as it stays in the way.
 */
import type { DrsFault } from '../../engines/drs/facts.ts';
import type { Change } from '../../inventory/change.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import type { Services } from '../method.ts';

const REASON = 'hostMaint';

export function maintenanceFaultEvents(
  { inventory, events }: Services,
  cluster: Ref<'ClusterComputeResource'>,
  faults: readonly DrsFault[],
): Change[] {
  const told = new Set(
    (inventory.read(cluster, 'drsFault') ?? [])
      .filter(({ reason }) => reason === REASON)
      .flatMap(({ faultsByVm }) => faultsByVm.map(({ vm }) => vm?.value)),
  );
  return faults.flatMap(({ reason, vm }) => {
    if (reason !== REASON || vm === undefined || told.has(vm)) return [];
    const about = reference('VirtualMachine', vm);
    if (!inventory.has(about)) return [];
    const template = inventory.read(about, 'config')?.template ?? false;
    return [
      events.change({
        type: 'NoMaintenanceModeDrsRecommendationForVM',
        about,
        members: { template },
      }),
    ];
  });
}
