/**
 * Enhanced vMotion Compatibility: which modes a cluster's hosts and running VMs allow, who may come in.
 *
 * A mode is allowed when every host has the features of its generation and no VM that runs has seen
 * newer ones. The order of modes is that of `engines/compatibility/evc.ts`.
 */
import { evcAdmits } from '../../../engines/compatibility/evc.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { EVCMode } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { supportedEvcModes } from '../../catalogues/evc-modes.ts';
import type { Cluster, Host } from './scope.ts';

/** What stands against a mode, and on which hosts. */
export interface EvcObstacle {
  readonly fault: VimFault;
  readonly hosts: readonly Host[];
}

export function evcMode(key: string): EVCMode | undefined {
  return supportedEvcModes().find((mode) => mode.key === key);
}

export function evcModeOf(inventory: Inventory, cluster: Cluster): string | undefined {
  const key: unknown = inventory.read(cluster as Ref, '_evcModeKey');
  return typeof key === 'string' ? key : undefined;
}

/** Modes that all these hosts can show; all there are when there is none. */
export function modesOf(maxModes: readonly (string | undefined)[]): readonly EVCMode[] {
  return supportedEvcModes().filter(({ key }) =>
    maxModes.every((max) => max !== undefined && evcAdmits(key, max)),
  );
}

/** Why the cluster cannot take the mode; nothing when it can. */
export function evcObstacles(
  inventory: Inventory,
  cluster: Cluster,
  mode: EVCMode,
): readonly EvcObstacle[] {
  const hosts = inventory.read(cluster, 'host') ?? [];
  return [
    ...disconnected(inventory, hosts),
    ...wrongVendor(inventory, hosts, mode),
    ...tooOld(inventory, hosts, mode),
    ...busy(inventory, hosts, mode),
  ];
}

function disconnected(inventory: Inventory, hosts: readonly Host[]): readonly EvcObstacle[] {
  const lost = hosts.filter(
    (host) => inventory.read(host, 'runtime').connectionState !== 'connected',
  );
  return lost.length > 0
    ? [{ fault: new VimFault('DisconnectedHostsBlockingEVC'), hosts: lost }]
    : [];
}

function wrongVendor(
  inventory: Inventory,
  hosts: readonly Host[],
  { vendor }: EVCMode,
): readonly EvcObstacle[] {
  const others = hosts.filter((host) => vendorOf(inventory, host) !== vendor);
  const [first] = others;
  if (!first) return [];
  if (others.length < hosts.length) {
    return [{ fault: new VimFault('HeterogenousHostsBlockingEVC'), hosts: others }];
  }
  const detail = { clusterCPUVendor: vendorOf(inventory, first), modeCPUVendor: vendor };
  return [{ fault: new VimFault('EVCModeIllegalByVendor', detail), hosts: others }];
}

function tooOld(
  inventory: Inventory,
  hosts: readonly Host[],
  { key, vendor }: EVCMode,
): readonly EvcObstacle[] {
  const old = hosts.filter((host) => {
    const { maxEVCModeKey } = inventory.read(host, 'summary');
    return vendorOf(inventory, host) === vendor && !evcAdmits(key, maxEVCModeKey);
  });
  if (old.length === 0) return [];
  const fault = new VimFault('EVCModeUnsupportedByHosts', named(inventory, key, old));
  return [{ fault, hosts: old }];
}

/** A VM that runs has seen what its host shows, unless it is known what it needs. */
function busy(
  inventory: Inventory,
  hosts: readonly Host[],
  { key }: EVCMode,
): readonly EvcObstacle[] {
  const blocking = hosts.filter((host) => {
    const { currentEVCModeKey, maxEVCModeKey } = inventory.read(host, 'summary');
    return (inventory.read(host, 'vm') ?? []).some((vm) => {
      const { powerState, minRequiredEVCModeKey } = inventory.read(vm, 'runtime');
      const seen = minRequiredEVCModeKey ?? currentEVCModeKey ?? maxEVCModeKey;
      return powerState !== 'poweredOff' && !evcAdmits(seen, key);
    });
  });
  if (blocking.length === 0) return [];
  const fault = new VimFault('ActiveVMsBlockingEVC', named(inventory, key, blocking));
  return [{ fault, hosts: blocking }];
}

function named(inventory: Inventory, evcModeKey: string, host: readonly Host[]) {
  return { evcMode: evcModeKey, host, hostName: host.map((one) => inventory.read(one, 'name')) };
}

function vendorOf(inventory: Inventory, host: Host): string {
  return inventory.read(host, 'hardware')?.cpuPkg[0]?.vendor ?? '';
}

export interface Newcomer {
  readonly vendor: string;
  readonly maxMode: string | undefined;
}

/** Why a host cannot come into a cluster in that mode; undefined when it can. */
export function evcRefusal(modeKey: string | undefined, host: Newcomer): VimFault | undefined {
  const mode = modeKey === undefined ? undefined : evcMode(modeKey);
  if (!mode) return undefined;
  if (host.vendor !== mode.vendor) {
    return new VimFault('EVCAdmissionFailedCPUVendor', {
      clusterCPUVendor: mode.vendor,
      hostCPUVendor: host.vendor,
    });
  }
  if (host.maxMode !== undefined && evcAdmits(mode.key, host.maxMode)) return undefined;
  return new VimFault('EVCAdmissionFailedCPUModelForMode', { currentEVCModeKey: mode.key });
}

/** What EVC sees of a host of the inventory. */
export function newcomer(inventory: Inventory, host: Host): Newcomer {
  return {
    vendor: vendorOf(inventory, host),
    maxMode: inventory.read(host, 'summary').maxEVCModeKey,
  };
}
