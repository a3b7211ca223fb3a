/**
 * What a VM's properties derive from.
 *
 * Stored: `config` (with the name), `runtime`, `guest`, `guestHeartbeatStatus`, `resourcePool`,
 * `parent` (unless in a vApp), `snapshot`, `capability`; internal `_guest`, the guest as it is when it
 * runs, and `_profile`, what the guest does. The name's home is `config.name`. Files follow from
 * `config`, `runtime` and `snapshot`: whoever changes a disk's backing or `config.files` moves them.
 */
import { over, type Relation } from '../../../inventory/schema.ts';
import { derived, live, type TypedReader } from '../../../inventory/typed-reader.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  ResourceConfigSpec,
  VirtualDevice,
  VirtualMachineConfigInfo,
  VirtualMachineSummary,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { isReference } from '../../../vmodl/reference.ts';
import { freezeDeep, member } from '../../../vmodl/value.ts';
import { disabledMethods } from './disabled-methods.ts';
import { quickStatsOf, stoppedQuickStats } from './quick-stats.ts';
import { COPIES } from './relocate/copies.ts';
import {
  datastoresOf,
  FILE_READS,
  layoutExOf,
  layoutOf,
  spaceOf,
  storageOf,
  storageSummaryOf,
} from './space.ts';

type Vm = Ref<'VirtualMachine'>;

export const virtualMachineRelations: readonly Relation[] = [
  {
    from: 'VirtualMachine',
    property: 'runtime',
    member: 'host',
    inverse: ['HostSystem', 'vm'],
    onDestroy: 'refuse',
  },
  {
    from: 'VirtualMachine',
    property: 'resourcePool',
    inverse: ['ResourcePool', 'vm'],
    onDestroy: 'refuse',
  },
  // A host whose guest is on its way holds its reservation already (`facts/host-facts.ts`).
  {
    from: 'VirtualMachine',
    property: '_migration',
    member: 'host',
    inverse: ['HostSystem', '_incoming'],
    onDestroy: 'ignore',
  },
  COPIES,
];

const onHost = (...reads: readonly string[]) => over('runtime.host', reads);

export const virtualMachineDerivations = [
  derived('VirtualMachine', 'name', ['config'], (self, read) => read(self, 'config')?.name),
  derived(
    'VirtualMachine',
    'datastore',
    ['config', 'runtime', onHost('_datastoreNames')],
    datastoresOf,
  ),
  derived('VirtualMachine', 'network', ['config', 'runtime', onHost('_networkKeys')], networksOf),
  derived(
    'VirtualMachine',
    'environmentBrowser',
    ['runtime', onHost('_environmentBrowser')],
    (self, read) => {
      const host = read(self, 'runtime')?.host;
      return host && read(host as Ref, '_environmentBrowser');
    },
  ),
  derived('VirtualMachine', 'parentVApp', ['resourcePool'], (self, read) => {
    const pool = read(self, 'resourcePool');
    return pool?.type === 'VirtualApp' ? pool : undefined;
  }),
  derived('VirtualMachine', '_space', [...FILE_READS, onHost('_datastoreNames')], spaceOf),
  derived('VirtualMachine', 'layoutEx', [...FILE_READS], layoutExOf),
  derived('VirtualMachine', 'layout', [...FILE_READS], layoutOf),
  derived('VirtualMachine', 'storage', ['_space', 'config'], storageOf),
  derived('VirtualMachine', 'resourceConfig', ['config'], resourceConfigOf),
  derived('VirtualMachine', 'rootSnapshot', ['snapshot'], (self, read) =>
    (read(self, 'snapshot')?.rootSnapshotList ?? []).map(({ snapshot }) => snapshot),
  ),
  derived('VirtualMachine', 'guestHeartbeatStatus', [], () => 'gray'),
  derived(
    'VirtualMachine',
    'disabledMethod',
    ['runtime', 'config', 'guest', 'snapshot', '_migration'],
    disabledMethods,
  ),
  derived(
    'VirtualMachine',
    'summary',
    [
      'config',
      'runtime',
      'guest',
      'guestHeartbeatStatus',
      '_space',
      'overallStatus',
      'customValue',
    ],
    summaryOf,
  ),
];

export const virtualMachineLives = [
  live('VirtualMachine', 'summary', (base, { self, read, nowMs, memo }) =>
    base === undefined
      ? undefined
      : freezeDeep({
          ...(base as VirtualMachineSummary),
          quickStats: quickStatsOf(self, { read, nowMs, memo }),
        }),
  ),
];

/** Networks the VM's cards are plugged into, each once. */
function networksOf(self: Vm, read: TypedReader): readonly Ref[] {
  const host = read(self, 'runtime')?.host;
  const known = host && read(host as Ref, '_networkKeys');
  const found: Ref[] = [];
  for (const device of read(self, 'config')?.hardware.device ?? []) {
    if (!isCard(device)) continue;
    const direct = member(device.backing, 'network');
    const ref = isReference(direct) ? direct : member(known, networkKeyOf(device.backing));
    if (isReference(ref) && !found.some(({ value }) => value === ref.value)) found.push(ref);
  }
  return found;
}

/** Every Ethernet card says how its address came about; no other device does. */
function isCard(device: VirtualDevice): boolean {
  return member(device, 'addressType') !== undefined || member(device, 'macAddress') !== undefined;
}

/** How a backing calls its network: key of a port group, id of a segment, or a name. */
function networkKeyOf(backing: unknown): string {
  return String(
    member(member(backing, 'port'), 'portgroupKey') ??
      member(backing, 'opaqueNetworkId') ??
      member(backing, 'deviceName'),
  );
}

function resourceConfigOf(self: Vm, read: TypedReader): ResourceConfigSpec | undefined {
  const config = read(self, 'config');
  if (!config?.cpuAllocation || !config.memoryAllocation) return undefined;
  return build('ResourceConfigSpec', {
    entity: self,
    changeVersion: config.changeVersion,
    lastModified: config.modified,
    cpuAllocation: config.cpuAllocation,
    memoryAllocation: config.memoryAllocation,
  });
}

function summaryOf(self: Vm, read: TypedReader): VirtualMachineSummary | undefined {
  const config = read(self, 'config');
  const runtime = read(self, 'runtime');
  if (!config || !runtime) return undefined;
  const guest = read(self, 'guest');
  return build('VirtualMachineSummary', {
    vm: self,
    runtime,
    guest: build('VirtualMachineGuestSummary', {
      guestId: guest?.guestId ?? config.guestId,
      guestFullName: guest?.guestFullName ?? config.guestFullName,
      toolsStatus: guest?.toolsStatus,
      toolsVersionStatus: guest?.toolsVersionStatus,
      toolsVersionStatus2: guest?.toolsVersionStatus2,
      toolsRunningStatus: guest?.toolsRunningStatus,
      hostName: guest?.hostName,
      ipAddress: guest?.ipAddress,
      hwVersion: config.version,
    }),
    config: configSummaryOf(config),
    storage: storageSummaryOf(self, read),
    quickStats: stoppedQuickStats(read(self, 'guestHeartbeatStatus') ?? 'gray'),
    overallStatus: read(self, 'overallStatus') ?? 'green',
    customValue: read(self, 'customValue') ?? [],
  });
}

function configSummaryOf(config: VirtualMachineConfigInfo) {
  const devices = config.hardware.device ?? [];
  return build('VirtualMachineConfigSummary', {
    name: config.name,
    template: config.template,
    vmPathName: config.files.vmPathName ?? '',
    memorySizeMB: config.hardware.memoryMB,
    cpuReservation: Number(config.cpuAllocation?.reservation ?? 0),
    memoryReservation: Number(config.memoryAllocation?.reservation ?? 0),
    numCpu: config.hardware.numCPU,
    numEthernetCards: devices.filter(isCard).length,
    numVirtualDisks: devices.filter(({ _typeName }) => _typeName === 'VirtualDisk').length,
    uuid: config.uuid,
    instanceUuid: config.instanceUuid,
    guestId: config.guestId,
    guestFullName: config.guestFullName,
    annotation: config.annotation,
    installBootRequired: false,
    managedBy: config.managedBy,
    tpmPresent: devices.some(({ _typeName }) => _typeName === 'VirtualTPM'),
    numVmiopBackings: 0,
    hwVersion: config.version,
  });
}
