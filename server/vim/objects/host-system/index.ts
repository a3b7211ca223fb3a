/**
 * HostSystem: its summary, and what hangs on it: VMs, datastores, networks, managers.
 *
 * Stored: `name`, `parent`, `hardware`, `config`, `runtime`, `capability`, `network`, `configManager`,
 * `licensableResource`, `systemResources`, `datastoreBrowser`.
 */
import { over } from '../../../inventory/schema.ts';
import { derived, live, type TypedReader } from '../../../inventory/typed-reader.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  HostHardwareInfo,
  HostHardwareSummary,
  HostListSummary,
  HostListSummaryQuickStats,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { BYTES_PER_MB, HZ_PER_MHZ } from '../../../vmodl/units.ts';
import { type DataObject, data, freezeDeep } from '../../../vmodl/value.ts';
import { HOST_MANAGER_RELATION } from '../../host-managers.ts';
import { objectType } from '../../method.ts';
import { hostLoadFacts } from '../../statistics/load-facts.ts';
import { competing, megabytes, type Now, sumUsage } from '../usage.ts';
import { connectionMethods } from './connection.ts';
import { maintenanceMethods } from './maintenance.ts';
import { standbyMethods } from './standby.ts';

type Host = Ref<'HostSystem'>;

const AGENT_PORT = 902;

export const hostSystem = objectType({
  type: 'HostSystem',
  methods: { ...connectionMethods, ...maintenanceMethods, ...standbyMethods },
  relations: [HOST_MANAGER_RELATION],
  derivations: [
    // What VMs on the host may lie on and be plugged into: references by name and by key.
    derived(
      'HostSystem',
      '_datastoreNames',
      ['datastore', over('datastore', ['name'])],
      (self, read) => directory(read(self, 'datastore') ?? [], (ref) => read(ref, 'name')),
    ),
    derived(
      'HostSystem',
      '_networkKeys',
      ['network', over('network', ['_networkKey'])],
      (self, read) =>
        directory(read(self, 'network') ?? [], (ref) => read(ref as Ref, '_networkKey')),
    ),
    derived(
      'HostSystem',
      '_environmentBrowser',
      ['parent', over('parent', ['environmentBrowser'])],
      (self, read) => {
        const parent = read(self, 'parent');
        return parent && read(parent as Ref, 'environmentBrowser');
      },
    ),
    derived(
      'HostSystem',
      'summary',
      [
        ...['name', 'hardware', 'config', 'runtime', 'overallStatus', 'customValue', 'parent'],
        over('parent', ['_evcModeKey', '_evcGraphicsModeKey']),
      ],
      summary,
    ),
    derived('HostSystem', 'disabledMethod', ['runtime'], disabledMethods),
    competing,
  ],
  lives: [
    live('HostSystem', 'summary', (base, { self, ...now }) =>
      base === undefined
        ? undefined
        : freezeDeep({ ...(base as HostListSummary), quickStats: quickStats(self, now) }),
    ),
  ],
});

/** An internal data object with a reference for each word. */
function directory<T extends Ref>(refs: readonly T[], wordOf: (ref: T) => unknown): DataObject {
  return data('_Directory', Object.fromEntries(refs.map((ref) => [String(wordOf(ref)), ref])));
}

function summary(self: Host, read: TypedReader): HostListSummary | undefined {
  const hardware = read(self, 'hardware');
  const runtime = read(self, 'runtime');
  if (!hardware || !runtime) return undefined;
  const config = read(self, 'config');
  const selected = config?.virtualNicManagerInfo?.netConfig?.find(
    ({ nicType }) => nicType === 'vmotion',
  )?.selectedVnic;
  const parent = read(self, 'parent') as Ref | undefined;
  const ofCluster = (property: string) => {
    const key = parent && read(parent, property);
    return typeof key === 'string' ? key : undefined;
  };
  return build('HostListSummary', {
    host: self,
    hardware: hardwareSummary(
      hardware,
      config?.network?.pnic?.length ?? 0,
      config?.storageDevice?.hostBusAdapter?.length ?? 0,
    ),
    runtime,
    config: build('HostConfigSummary', {
      name: read(self, 'name') ?? '',
      port: AGENT_PORT,
      product: config?.product,
      vmotionEnabled: (selected?.length ?? 0) > 0,
      faultToleranceEnabled: false,
      featureVersion: config?.featureVersion,
    }),
    quickStats: build('HostListSummaryQuickStats', {}),
    overallStatus: read(self, 'overallStatus') ?? 'green',
    rebootRequired: false,
    customValue: read(self, 'customValue') ?? [],
    managementServerIp: '',
    maxEVCModeKey: evcModeKey(hardware),
    currentEVCModeKey: ofCluster('_evcModeKey'),
    currentEVCGraphicsModeKey: ofCluster('_evcGraphicsModeKey'),
  });
}

function hardwareSummary(
  { systemInfo, cpuInfo, cpuPkg, memorySize }: HostHardwareInfo,
  numNics: number,
  numHBAs: number,
): HostHardwareSummary {
  return build('HostHardwareSummary', {
    vendor: systemInfo.vendor,
    model: systemInfo.model,
    uuid: systemInfo.uuid,
    otherIdentifyingInfo: systemInfo.otherIdentifyingInfo,
    memorySize,
    cpuModel: cpuPkg[0]?.description ?? '',
    cpuMhz: Math.round(Number(cpuInfo.hz) / HZ_PER_MHZ),
    numCpuPkgs: cpuInfo.numCpuPackages,
    numCpuCores: cpuInfo.numCpuCores,
    numCpuThreads: cpuInfo.numCpuThreads,
    numNics,
    numHBAs,
  });
}

/** The newest EVC baseline for the processor's family, as far as its name tells. */
function evcModeKey({ cpuPkg }: HostHardwareInfo): string {
  const name = cpuPkg[0]?.description ?? '';
  if (name.startsWith('AMD')) return 'amd-zen2';
  if (/Gold 6[2-9]|Platinum 8[2-9]/.test(name)) return 'intel-cascadelake';
  if (/Gold|Platinum|Silver/.test(name)) return 'intel-skylake';
  return 'intel-ivybridge';
}

function quickStats(self: Host, now: Now): HostListSummaryQuickStats {
  const { read, nowMs } = now;
  const runtime = read(self, 'runtime');
  const hardware = read(self, 'hardware');
  if (runtime?.powerState !== 'poweredOn' || runtime.connectionState !== 'connected' || !hardware) {
    return build('HostListSummaryQuickStats', {});
  }
  const usage = sumUsage(read(self, 'vm') ?? [], now);
  const memoryMb = Number(hardware.memorySize) / BYTES_PER_MB;
  const own = hostLoadFacts((property) => read(self as Ref, property))?.hypervisorKb ?? 0;
  const boot = runtime.bootTime === undefined ? nowMs : Date.parse(runtime.bootTime);
  return build('HostListSummaryQuickStats', {
    overallCpuUsage: usage.cpuMhz,
    overallMemoryUsage: Math.round(
      Math.min(memoryMb, megabytes(usage.consumedKb + usage.overheadKb + own)),
    ),
    distributedCpuFairness: 1000,
    distributedMemoryFairness: 1000,
    availablePMemCapacity: 0,
    uptime: Math.max(0, Math.floor((nowMs - boot) / 1000)),
  });
}

function disabledMethods(self: Host, read: TypedReader): readonly string[] {
  const runtime = read(self, 'runtime');
  const connected = runtime?.connectionState === 'connected';
  const standBy = runtime?.powerState === 'standBy';
  return [
    ...(runtime?.inMaintenanceMode ? ['EnterMaintenanceMode_Task'] : ['ExitMaintenanceMode_Task']),
    ...(standBy ? ['PowerDownHostToStandBy_Task'] : ['PowerUpHostFromStandBy_Task']),
    ...(connected ? ['ReconnectHost_Task'] : ['DisconnectHost_Task', 'RebootHost_Task']),
  ];
}
