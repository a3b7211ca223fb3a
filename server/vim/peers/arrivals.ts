/**
 * VMs of other vCenters that are about to come here: announced, judged by the same checks as a move within
 * this vCenter, and taken over at their switchover.
 *
 * Nothing is held for a VM that is only announced. What has come to speak against it meanwhile is found
 * when it is taken over, and it then stays where it is.
 */
import { checkCompatibility } from '../../engines/compatibility/compatibility.ts';
import { linkRateMbPerSecond } from '../../engines/vmotion/link.ts';
import { create } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { entityProperties } from '../../inventory/templates/entity.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import { sameReference } from '../../vmodl/reference.ts';
import { data } from '../../vmodl/value.ts';
import { demandPrivilege } from '../authorization/demand-privilege.ts';
import { demandFreeName } from '../entity-names.ts';
import { eventArgument } from '../events/event-arguments.ts';
import { vmotionLink } from '../facts/host-facts.ts';
import { datastoreBandwidth, provisioningLinkMbPerSecond } from '../facts/storage-facts.ts';
import type { Context } from '../method.ts';
import type { Host } from '../migrations/move.ts';
import { newRef } from '../objects/folder/create.ts';
import { nextVersion } from '../objects/virtual-machine/config-version.ts';
import { datacenterOf } from '../place.ts';
import { causeOf } from '../sessions/caller.ts';
import { arrivalFacts } from './arrival-facts.ts';
import { type Arrival, datastoresOf, demandA, folderOf, poolAndHosts } from './arrival-place.ts';
import { arrivingCards, arrivingConfig } from './arriving-vm.ts';
import { type Arrived, type Departure, type Offer, PROTOCOL } from './protocol.ts';

/** Announced and neither taken nor withdrawn; the oldest are forgotten. */
const PENDING_MAX = 1000;
const ARRIVED = 'com.vmware.vc.vm.DstVmMigratedEvent';

export class Arrivals {
  readonly #pending = new Map<string, Arrival>();

  /** Throws what speaks against it. */
  announce(departure: Departure, context: Context): Offer {
    const { inventory } = context;
    demandUnderstood(departure, inventory);
    const arrival = placed(departure, context);
    judge(arrival, context);
    const id = `arrival-${inventory.counter('arrival')}`;
    this.#pending.set(id, arrival);
    const [oldest] = this.#pending.keys();
    if (this.#pending.size > PENDING_MAX && oldest !== undefined) this.#pending.delete(oldest);
    return { id, to: placeOf(arrival, context), pipes: pipesOf(arrival, inventory) };
  }

  /** The VM is here from now on. Throws NotFound for one that was not announced, and what speaks against it. */
  commit(id: string, context: Context): Arrived {
    const arrival = this.#pending.get(id);
    if (!arrival || arrival.userName !== context.session.userName) throw new VimFault('NotFound');
    this.#pending.delete(id);
    judge(arrival, context);
    return take(arrival, context);
  }

  withdraw(id: string, context: Context): void {
    const arrival = this.#pending.get(id);
    if (arrival?.userName === context.session.userName) this.#pending.delete(id);
  }
}

/** The destination's own view of where the VM goes. Throws argument faults and NoPermission. */
function placed(departure: Departure, context: Context): Arrival {
  const { inventory, session } = context;
  const { target } = departure;
  const { pool, hosts } = poolAndHosts(target, context);
  const datacenter = datacenterOf(inventory, pool);
  for (const datastore of datastoresOf(target)) {
    const known = demandA('Datastore', datastore, 'spec.datastore', context);
    if (!sameReference(datacenterOf(inventory, known), datacenter)) {
      throw invalidArgument('spec.datastore');
    }
  }
  const folder = folderOf(target, datacenter, context);
  demandPrivilege(context, 'Resource.AssignVMToPool', pool);
  demandPrivilege(context, 'Datastore.AllocateSpace', ...datastoresOf(target));
  demandPrivilege(context, 'VirtualMachine.Inventory.Create', folder);
  const at = (host: Host): Arrival => ({
    ...{ departure, userName: session.userName, pool, folder, host },
  });
  const able = hosts.find((host) => problems(at(host), context).length === 0);
  const [first] = hosts;
  const host = able ?? first;
  if (!host) throw new VimFault('NoActiveHostInCluster', { computeResource: pool });
  return at(host);
}

function demandUnderstood({ protocol, instanceUuid }: Departure, inventory: Inventory): void {
  if (protocol !== PROTOCOL) {
    const text = `This vCenter Server does not speak version ${protocol} of the other one's protocol.`;
    throw new VimFault('NotSupported', {}, text);
  }
  if (instanceUuid !== ownInstanceUuid(inventory)) {
    throw invalidArgument('spec.service.instanceUuid');
  }
}

/** `ServiceContent.about.instanceUuid` of this server. */
export function ownInstanceUuid(inventory: Inventory): string {
  const [instance] = inventory.ofType('ServiceInstance');
  return String(instance && inventory.readPath(instance, 'content.about.instanceUuid'));
}

/** Throws the first problem. */
function judge(arrival: Arrival, context: Context): void {
  const [first] = problems(arrival, context);
  if (first) throw first;
}

function problems(arrival: Arrival, context: Context): readonly VimFault[] {
  const { folder, departure } = arrival;
  const found = checkCompatibility(arrivalFacts(arrival, context.inventory)).errors.map(
    ({ fault }) => new VimFault(fault.name, fault.detail, fault.message),
  );
  try {
    const { name } = departure.registration.config;
    demandFreeName(context, { type: 'VirtualMachine', parent: folder, name });
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    found.push(error);
  }
  return found;
}

function placeOf({ host, departure }: Arrival, { inventory }: Context): Offer['to'] {
  const datacenter = datacenterOf(inventory, host);
  return {
    vcenter: ownInstanceUuid(inventory),
    host: inventory.read(host, 'name'),
    datacenter: datacenter ? inventory.read(datacenter, 'name') : '',
    datastore: inventory.read(departure.target.datastore, 'name'),
  };
}

function pipesOf(
  { host, departure }: Arrival,
  inventory: Inventory,
): Readonly<Record<string, number>> {
  return {
    link: linkRateMbPerSecond(vmotionLink(inventory, host)),
    provisioning: provisioningLinkMbPerSecond(inventory, host),
    ...Object.fromEntries(
      datastoresOf(departure.target).map((datastore) => [
        `write:${datastore.value}`,
        datastoreBandwidth(inventory, datastore).writeMbPerSecond,
      ]),
    ),
  };
}

function take(arrival: Arrival, context: Context): Arrived {
  const { inventory, events } = context;
  const { departure, host, pool, folder } = arrival;
  const { registration, target, from } = departure;
  const cards = arrivingCards(inventory, registration.config.hardware.device ?? [], target, host);
  const config = {
    ...arrivingConfig(inventory, registration.config, target, cards),
    ...nextVersion(context),
  };
  const vm = newRef('VirtualMachine', 'vm-', context);
  const argument = (key: string, value: string) => build('KeyAnyValue', { key, value });
  inventory.apply(
    [
      create(vm, {
        ...entityProperties(folder),
        config,
        runtime: data('VirtualMachineRuntimeInfo', {
          ...registration.runtime,
          host,
          connectionState: 'connected',
        }),
        capability: registration.capability,
        guest: registration.guest,
        guestHeartbeatStatus: departure.facts.heartbeat,
        _guest: registration._guest,
        _profile: registration._profile,
        resourcePool: pool,
      }),
      events.change({
        type: 'EventEx',
        about: host,
        userName: context.session.userName,
        members: {
          eventTypeId: ARRIVED,
          severity: 'info',
          vm: build('VmEventArgument', { name: config.name, vm }),
          ds: eventArgument(context, target.datastore),
          arguments: [
            argument('sourceVcenter', from.vcenter),
            argument('sourceHost', from.host),
            argument('sourceDatacenter', from.datacenter),
            argument('sourceDatastore', from.datastore),
          ],
        },
      }),
    ],
    causeOf(context),
  );
  return { vm };
}
