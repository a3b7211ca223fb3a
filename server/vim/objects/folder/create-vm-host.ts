/**
 * The host that a new VM is registered on.
 */

import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { VirtualMachineConfigSpec } from '../../../vmodl/generated/data.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { hostForUnborn } from '../../drs/placement.ts';
import { hardwareVersionMax } from '../../facts/host-abilities.ts';
import { hostResources } from '../../facts/host-facts.ts';
import { isEffective } from '../../facts/host-hardware.ts';
import type { Context } from '../../method.ts';
import { networkNamed } from '../virtual-machine/devices/network-card.ts';

type Host = Ref<'HostSystem'>;

export interface NewVmWish {
  readonly pool: Ref<Kinds['ResourcePool']>;
  readonly asked: Host | undefined;
  /** Where its files will lie. */
  readonly datastores: readonly Ref<'Datastore'>[];
  readonly spec: Pick<
    VirtualMachineConfigSpec,
    'version' | 'deviceChange' | 'name' | 'numCPUs' | 'memoryMB'
  >;
}

/**
 * The host that is asked for, else of those that can take the VM the one that DRS likes best; without DRS the
 * one with the smallest share of its memory reserved. Throws what speaks against the host asked for, or NoCompatibleHost with what speaks
 * against each; NoActiveHostInCluster when there is none in service.
 */
export function hostForNewVm(wish: NewVmWish, context: Context): Host {
  const { inventory } = context;
  const { asked, pool } = wish;
  if (asked) {
    const host = inventory.demand(asked);
    const fault = problemOn(host, wish, context);
    if (fault) throw fault;
    return host;
  }
  const owner = inventory.read(pool, 'owner');
  const hosts = inventory.read(owner, 'host') ?? [];
  if (!hosts.some((host) => isInService(host, context))) {
    throw new VimFault('NoActiveHostInCluster', { computeResource: owner });
  }
  const judged = hosts.map((host) => ({ host, fault: problemOn(host, wish, context) }));
  const able = judged.filter(({ fault }) => !fault).map(({ host }) => host);
  const [best] = able
    .map((host) => ({ host, load: reservedShare(host, context) }))
    .toSorted((left, right) => left.load - right.load);
  if (best) return hostForUnborn(context, { ...sizeOf(wish), pool, hosts: able }) ?? best.host;
  const [only, ...others] = judged;
  if (only?.fault && others.length === 0) throw only.fault;
  throw new VimFault('NoCompatibleHost', {
    host: judged.map(({ host }) => host),
    error: judged.flatMap(({ fault }) => fault?.toLocalizedMethodFault() ?? []),
  });
}

/** As large as vCenter makes a VM whose size nobody says. */
function sizeOf({ spec }: NewVmWish) {
  const { name = '', numCPUs = 1, memoryMB = 0 } = spec;
  return { name, vcpuCount: numCPUs, memoryMb: Number(memoryMB) };
}

/** What speaks against the host; undefined when nothing does. */
function problemOn(host: Host, wish: NewVmWish, context: Context): VimFault | undefined {
  const { inventory } = context;
  const { connectionState } = inventory.read(host, 'runtime');
  if (connectionState === 'notResponding') return new VimFault('HostNotReachable');
  if (connectionState !== 'connected') return new VimFault('HostNotConnected');
  if (!isInService(host, context)) return new VimFault('InvalidState');
  const mounted = inventory.read(host, 'datastore') ?? [];
  const missing = wish.datastores.find((one) => !mounted.some(({ value }) => value === one.value));
  if (missing) {
    const name = inventory.read(missing, 'name');
    return new VimFault('InvalidDatastore', { datastore: missing, name });
  }
  return versionProblem(host, wish, context) ?? networkProblem(host, wish, context);
}

function isInService(host: Host, { inventory }: Context): boolean {
  const leaves = ['_enteringMaintenance', '_enteringStandby'].some(
    (mark) => inventory.read(host as Ref, mark) === true,
  );
  return isEffective(inventory, host) && !leaves;
}

function versionProblem(
  host: Host,
  { spec }: NewVmWish,
  { inventory }: Context,
): VimFault | undefined {
  const wanted = Number(/^vmx-(\d+)$/.exec(spec.version ?? '')?.[1] ?? 0);
  if (wanted <= hardwareVersionMax(inventory.read(host, 'config'))) return undefined;
  const hostName = inventory.read(host, 'name');
  return new VimFault('VirtualHardwareVersionNotSupported', { hostName, host });
}

/** Names the card whose network the host does not have. */
function networkProblem(
  host: Host,
  { spec }: NewVmWish,
  { inventory, catalog }: Context,
): VimFault | undefined {
  const deviceIndex = (spec.deviceChange ?? []).findIndex(
    ({ device, operation }) =>
      operation === 'add' &&
      catalog.isA(device._typeName, 'VirtualEthernetCard') &&
      !networkNamed(device.backing, host, inventory),
  );
  if (deviceIndex < 0) return undefined;
  return new VimFault(
    'InvalidDeviceBacking',
    { deviceIndex, property: 'virtualDeviceSpec.device.backing' },
    `Invalid configuration for device '${deviceIndex}'.`,
  );
}

function reservedShare(host: Host, { inventory }: Context): number {
  const { reservedMemoryMb, availableMemoryMb } = hostResources(inventory, host);
  return availableMemoryMb > 0 ? reservedMemoryMb / availableMemoryMb : 1;
}

/** Throws InvalidArgument for what is no version of virtual hardware. */
export function demandVersion(version: string | undefined): void {
  if (version !== undefined && !/^vmx-\d{2,}$/.test(version)) {
    throw invalidArgument('configSpec.version');
  }
}
