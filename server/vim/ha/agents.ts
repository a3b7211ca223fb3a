/**
 * The agents of vSphere HA on the hosts of a cluster: one of them is the primary, the others are connected to it.
 *
 * `runtime.dasHostState` is set while HA is on and the host takes part. The primary stays as long as it can;
 * then the oldest host follows it (ours: real agents elect by the datastores they see). A host that failed is
 * `hostDown`, told by the primary; one that is disconnected is `fdmUnreachable`, told by vCenter.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import type { ClusterDasFdmHostState } from '../../vmodl/generated/data.ts';
import { type Ref, sameReference } from '../../vmodl/reference.ts';
import { clusterConfigOf } from '../facts/drs-settings.ts';
import type { Services } from '../method.ts';

type Cluster = Ref<'ClusterComputeResource'>;
type Host = Ref<'HostSystem'>;
type Told = Pick<Services, 'inventory' | 'events'>;

/** Brings the hosts' states up to date. With `tells`, says which agents were switched on or off. */
export function agentChanges(
  services: Told,
  cluster: Cluster,
  { tells }: { readonly tells: boolean },
): readonly Change[] {
  const { inventory } = services;
  const isOn = clusterConfigOf(inventory, cluster)?.dasConfig?.enabled === true;
  const hosts = inventory.read(cluster, 'host') ?? [];
  const primary = isOn ? primaryOf(inventory, hosts) : undefined;
  return hosts.flatMap((host) => {
    const state = isOn ? stateOf(inventory, host, primary) : undefined;
    return stateChanges(services, host, state, { tells });
  });
}

/** A host outside of clusters has no agent. */
export function agentGone(services: Told, host: Host): readonly Change[] {
  return stateChanges(services, host, undefined, { tells: true });
}

function stateChanges(
  { inventory, events }: Told,
  host: Host,
  state: ClusterDasFdmHostState | undefined,
  { tells }: { readonly tells: boolean },
): readonly Change[] {
  const before = inventory.read(host, 'runtime').dasHostState;
  if (isSame(before, state)) return [];
  const turned = before === undefined ? ON : state === undefined ? OFF : [];
  return [
    assign(host, 'runtime.dasHostState', state),
    ...(tells ? turned.map((type) => events.change({ type, about: host })) : []),
  ];
}

const ON = ['HostDasEnablingEvent', 'HostDasEnabledEvent'];
const OFF = ['HostDasDisablingEvent', 'HostDasDisabledEvent'];

function isSame(
  one: ClusterDasFdmHostState | undefined,
  other: ClusterDasFdmHostState | undefined,
): boolean {
  return one?.state === other?.state && one?.stateReporter?.value === other?.stateReporter?.value;
}

function primaryOf(inventory: Inventory, hosts: readonly Host[]): Host | undefined {
  const able = hosts.filter((host) => runsAgent(inventory, host));
  const known = able.find(
    (host) => inventory.read(host, 'runtime').dasHostState?.state === 'master',
  );
  return known ?? able[0];
}

/** In service: neither in maintenance nor asleep. */
function runsAgent(inventory: Inventory, host: Host): boolean {
  const { connectionState, powerState, inMaintenanceMode } = inventory.read(host, 'runtime');
  return connectionState === 'connected' && powerState === 'poweredOn' && !inMaintenanceMode;
}

/** Undefined for a host that takes no part: HA is taken off it. */
function stateOf(
  inventory: Inventory,
  host: Host,
  primary: Host | undefined,
): ClusterDasFdmHostState | undefined {
  const { connectionState, powerState, inMaintenanceMode } = inventory.read(host, 'runtime');
  if (inMaintenanceMode || powerState === 'standBy') return undefined;
  if (connectionState === 'disconnected') return told('fdmUnreachable');
  if (connectionState === 'notResponding') return told('hostDown', primary);
  if (primary && sameReference(host, primary)) return told('master', host);
  return told('connectedToMaster', primary);
}

function told(state: string, stateReporter?: Host): ClusterDasFdmHostState {
  return build('ClusterDasFdmHostState', { state, stateReporter });
}
