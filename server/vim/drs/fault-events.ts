/**
 * Events about VMs which keep a host from entering maintenance mode: DRS has no recommendation for them.
 * Told once for each VM, as long as it stays in the way.
 */
import type { DrsFault } from '../../engines/drs/facts.ts';
import type { Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { ClusterDrsFaults } from '../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import type { Services } from '../method.ts';

const REASON = 'hostMaint';

export function maintenanceFaultEvents(
  { inventory, events }: Services,
  cluster: Ref<'ClusterComputeResource'>,
  faults: readonly DrsFault[],
): Change[] {
  const told = new Set(
    faultsNow(inventory, cluster)
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

/** Faults of the last pass; what clients read as `drsFault`. */
function faultsNow(inventory: Inventory, cluster: Ref): readonly ClusterDrsFaults[] {
  return (inventory.read(cluster, '_drsFault') ?? []) as unknown as readonly ClusterDrsFaults[];
}
