/**
 * The connection between vCenter and a host: disconnect, reconnect, what can be asked about it.
 *
 * VMs share their host's connection; what was known of them last stays visible.
 */
import { bytesOfMb, memoryOverheadMb } from '../../../engines/resources/memory-overhead.ts';
import { assign, type Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { HostConnectInfo } from '../../../vmodl/generated/data.ts';
import { BYTES_PER_MB } from '../../../vmodl/units.ts';
import { CPUS_MAX, MEMORY_MAX_MB } from '../../catalogues/hardware-versions.ts';
import type { Context, MethodTable } from '../../method.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { event } from '../virtual-machine/power.ts';
import { type Host, hostEvent, vmsOn } from './host-event.ts';
import { hasFailed } from './host-failure-state.ts';
import { demandConnected } from './leaving-host.ts';

/** How long each takes, ms of virtual time: a goodbye is short, agents come back slowly. Ours. */
const DISCONNECT_MS = 500;
const RECONNECT_MS = 3_000;
const MS_PER_S = 1_000;

export const connectionMethods: MethodTable<'HostSystem'> = {
  DisconnectHost_Task(self, _args, context) {
    return context.tasks.start(context, {
      entity: self,
      name: 'DisconnectHost_Task',
      durationMs: DISCONNECT_MS,
      finish: (task) => {
        if (context.inventory.read(self, 'runtime').connectionState === 'disconnected') {
          throw new VimFault('InvalidState');
        }
        return {
          changes: [
            assign(self, 'runtime.connectionState', 'disconnected'),
            assign(self, 'runtime.powerState', 'unknown'),
            hostEvent(context, 'HostDisconnectedEvent', self, task.chainId, {
              reason: 'userRequest',
            }),
            ...vmsFollow(self, context, task, 'disconnected'),
          ],
        };
      },
    });
  },

  ReconnectHost_Task(self, args, context) {
    const { vmFolder, hostName } = args.cnxSpec ?? {};
    if (vmFolder) context.inventory.demand(vmFolder);
    if (hostName === '') throw invalidArgument('cnxSpec.hostName');
    return context.tasks.start(context, {
      entity: self,
      name: 'ReconnectHost_Task',
      durationMs: RECONNECT_MS,
      finish: (task) => {
        const { connectionState, powerState } = context.inventory.read(self, 'runtime');
        // A host in standby is woken, not reconnected.
        if (connectionState === 'connected' || powerState === 'standBy') {
          throw new VimFault('InvalidState');
        }
        if (hasFailed(context.inventory, self)) {
          throw new VimFault('NoHost', { name: context.inventory.read(self, 'name') });
        }
        return {
          changes: [
            assign(self, 'runtime.connectionState', 'connected'),
            assign(self, 'runtime.powerState', 'poweredOn'),
            hostEvent(context, 'HostConnectedEvent', self, task.chainId),
            ...vmsFollow(self, context, task, 'connected'),
          ],
        };
      },
      failed: (fault, task) =>
        fault.name === 'InvalidState'
          ? []
          : [hostEvent(context, 'HostReconnectionFailedEvent', self, task.chainId)],
    });
  },

  QueryHostConnectionInfo(self, _args, context) {
    return connectInfo(self, context);
  },

  QueryMemoryOverhead(_self, { numVcpus, memorySize }) {
    const memoryMb = Number(memorySize) / BYTES_PER_MB;
    if (!isBetween(numVcpus, 1, CPUS_MAX)) throw invalidArgument('numVcpus');
    if (!isBetween(memoryMb, 1, MEMORY_MAX_MB)) throw invalidArgument('memorySize');
    return bytesOfMb(memoryOverheadMb(memoryMb, numVcpus));
  },

  QueryMemoryOverheadEx(_self, { vmConfigInfo }) {
    const { numCPU, memoryMB } = vmConfigInfo.hardware;
    const place = 'vmConfigInfo.hardware';
    if (!isBetween(numCPU, 1, CPUS_MAX)) throw invalidArgument(`${place}.numCPU`);
    if (!isBetween(memoryMB, 1, MEMORY_MAX_MB)) throw invalidArgument(`${place}.memoryMB`);
    return bytesOfMb(memoryOverheadMb(memoryMB, numCPU));
  },

  RetrieveHardwareUptime(self, _args, context) {
    demandConnected(self, context);
    const { bootTime } = context.inventory.read(self, 'runtime');
    const upMs = bootTime === undefined ? 0 : context.clock.now() - Date.parse(bootTime);
    return Math.max(0, Math.floor(upMs / MS_PER_S));
  },
};

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function vmsFollow(
  host: Host,
  context: Context,
  task: RunningTask,
  connectionState: 'connected' | 'disconnected',
): Change[] {
  const type = connectionState === 'connected' ? 'VmConnectedEvent' : 'VmDisconnectedEvent';
  return vmsOn(context, host)
    .filter((vm) => context.inventory.read(vm, 'runtime').connectionState !== connectionState)
    .flatMap((vm) => [
      assign(vm, 'runtime.connectionState', connectionState),
      event(context, type, vm, task.chainId),
    ]);
}

/** What a host would tell a vCenter that wants to add it. */
function connectInfo(host: Host, context: Context): HostConnectInfo {
  const { inventory, session } = context;
  const viewer = { sessionKey: session.key, userName: session.userName };
  const shown = <T>(ref: Parameters<typeof inventory.show>[0], property: string) =>
    inventory.show(ref, property, viewer) as T;
  const parent = inventory.read(host, 'parent');
  const dasEnabled = parent && inventory.readPath(parent, 'configurationEx.dasConfig.enabled');
  return build('HostConnectInfo', {
    inDasCluster: dasEnabled === true,
    host: shown<HostConnectInfo['host']>(host, 'summary'),
    vm: vmsOn(context, host).map((vm) => shown(vm, 'summary')),
    vimAccountNameRequired: false,
    clusterSupported: true,
    network: (inventory.read(host, 'network') ?? []).map((network) =>
      build('HostConnectInfoNetworkInfo', { summary: shown(network, 'summary') }),
    ),
    datastore: (inventory.read(host, 'datastore') ?? []).map((datastore) =>
      build('HostDatastoreExistsConnectInfo', {
        summary: shown(datastore, 'summary'),
        newDatastoreName: inventory.read(datastore, 'name'),
      }),
    ),
    capability: inventory.read(host, 'capability'),
  });
}
