/**
 * An announced VM as the compatibility checks see it.
 */
import type { FilePlace, MoveFacts, VmFacts } from '../../engines/compatibility/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { failoverFacts } from '../facts/failover-facts.ts';
import { hostFacts } from '../facts/host-facts.ts';
import { nicFacts } from '../facts/network-facts.ts';
import { poolChain } from '../facts/pool-facts.ts';
import type { Arrival } from './arrival-place.ts';
import { arrivingCards } from './arriving-vm.ts';
import type { Departure } from './protocol.ts';

/** The move as the checks see it: the VM and where it comes from as told, all else as it is here. */
export function arrivalFacts(arrival: Arrival, inventory: Inventory): MoveFacts {
  const { departure, host, pool } = arrival;
  const { facts, source, registration, target } = departure;
  const devices = registration.config.hardware.device ?? [];
  const cards = arrivingCards(inventory, devices, target, host);
  const before = new Map(facts.nics.map((nic) => [nic.label, nic.from]));
  const vm: VmFacts = {
    ...facts,
    home: placed(facts.home, target.datastore, inventory),
    disks: facts.disks.map((disk, index) => ({
      ...placed(disk, diskDatastore(departure, index), inventory),
      ...{ label: disk.label, mode: disk.mode, isRdm: disk.isRdm },
      ...{ isDelta: disk.isDelta, staying: [] },
    })),
    nics: cards.map((card) => {
      const nic = nicFacts(inventory, card, card, [host]);
      const from = before.get(nic.label);
      return { ...nic, from, wanted: nic.wanted ?? from?.name };
    }),
  };
  return {
    vm,
    source,
    destination: hostFacts(inventory, host),
    poolChain: poolChain(inventory, pool),
    failover: failoverFacts(inventory, inventory.read(host, 'parent')),
    changesDatacenter: true,
    vmRules: [],
    hostRules: [],
  };
}

/** Disks are told in the order of devices. */
function diskDatastore({ registration, target }: Departure, index: number): Ref<'Datastore'> {
  const disks = (registration.config.hardware.device ?? []).filter(
    ({ _typeName }) => _typeName === 'VirtualDisk',
  );
  const key = disks[index]?.key;
  return target.disks.find((disk) => disk.key === key)?.datastore ?? target.datastore;
}

function placed<P extends FilePlace>(place: P, to: Ref<'Datastore'>, inventory: Inventory): P {
  const summary = inventory.read(to, 'summary');
  return {
    ...place,
    target: {
      ref: to,
      name: inventory.read(to, 'name'),
      freeMb: Number(summary.freeSpace) / BYTES_PER_MB,
      inMaintenance: (summary.maintenanceMode ?? 'normal') !== 'normal',
    },
  };
}
