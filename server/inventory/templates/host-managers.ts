/**
 * The managers of a host: the objects behind `HostSystem.configManager`, with the ids a vCenter
 * Server gives them (`networkSystem-12` for `host-12`).
 *
 * What they show is derived from the host (see `vim/objects/`), so they hold nothing of their own but
 * whose they are.
 */
import { build } from '../../vmodl/build.ts';
import type { HostConfigManager } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { reference } from '../../vmodl/reference.ts';
import { type Change, create } from '../change.ts';

type Member = Exclude<keyof HostConfigManager, '_typeName'>;

/** Member of HostConfigManager, type, and the id's prefix. */
const HOST_MANAGERS = [
  ['cpuScheduler', 'HostCpuSchedulerSystem', 'cpuSchedulerSystem'],
  ['datastoreSystem', 'HostDatastoreSystem', 'datastoreSystem'],
  ['memoryManager', 'HostMemorySystem', 'memorySystem'],
  ['storageSystem', 'HostStorageSystem', 'storageSystem'],
  ['networkSystem', 'HostNetworkSystem', 'networkSystem'],
  ['vmotionSystem', 'HostVMotionSystem', 'vmotionSystem'],
  ['virtualNicManager', 'HostVirtualNicManager', 'virtualNicManager'],
  ['serviceSystem', 'HostServiceSystem', 'serviceSystem'],
  ['firewallSystem', 'HostFirewallSystem', 'firewallSystem'],
  ['advancedOption', 'OptionManager', 'EsxHostAdvSettings'],
  ['diagnosticSystem', 'HostDiagnosticSystem', 'diagnosticSystem'],
  ['autoStartManager', 'HostAutoStartManager', 'autoStartManager'],
  ['snmpSystem', 'HostSnmpSystem', 'snmpSystem'],
  ['dateTimeSystem', 'HostDateTimeSystem', 'dateTimeSystem'],
  ['patchManager', 'HostPatchManager', 'patchManager'],
  ['imageConfigManager', 'HostImageConfigManager', 'imageConfigManager'],
  ['bootDeviceSystem', 'HostBootDeviceSystem', 'bootDeviceSystem'],
  ['firmwareSystem', 'HostFirmwareSystem', 'firmwareSystem'],
  ['healthStatusSystem', 'HostHealthStatusSystem', 'healthStatusSystem'],
  ['pciPassthruSystem', 'HostPciPassthruSystem', 'pciPassthruSystem'],
  ['kernelModuleSystem', 'HostKernelModuleSystem', 'kernelModuleSystem'],
  ['authenticationManager', 'HostAuthenticationManager', 'authenticationManager'],
  ['powerSystem', 'HostPowerSystem', 'powerSystem'],
  ['cacheConfigurationManager', 'HostCacheConfigurationManager', 'cacheConfigManager'],
  ['esxAgentHostManager', 'HostEsxAgentHostManager', 'esxAgentHostManager'],
  ['iscsiManager', 'IscsiManager', 'iscsiManager'],
  ['vFlashManager', 'HostVFlashManager', 'vFlashManager'],
  ['vsanSystem', 'HostVsanSystem', 'vsanSystem'],
  ['messageBusProxy', 'MessageBusProxy', 'messageBusProxy'],
  ['userDirectory', 'UserDirectory', 'userDirectory'],
  ['accountManager', 'HostLocalAccountManager', 'accountManager'],
  ['hostAccessManager', 'HostAccessManager', 'hostAccessManager'],
  ['graphicsManager', 'HostGraphicsManager', 'graphicsManager'],
  ['vsanInternalSystem', 'HostVsanInternalSystem', 'vsanInternalSystem'],
  ['certificateManager', 'HostCertificateManager', 'certificateManager'],
  ['cryptoManager', 'CryptoManagerHost', 'CryptoManager'],
  ['nvdimmSystem', 'HostNvdimmSystem', 'nvdimmSystem'],
  ['assignableHardwareManager', 'HostAssignableHardwareManager', 'assignableHardwareManager'],
] as const satisfies readonly (readonly [Member, keyof Kinds, string])[];

const NUMBER = /-(\d+)$/;

export interface HostManagers {
  /** For `HostSystem.configManager`. */
  readonly configManager: HostConfigManager;
  /** Creates the objects; go after the change that creates the host. */
  readonly changes: readonly Change[];
}

/** The managers of a host that is being made. The host's id must end in a number: `host-12`. */
export function hostManagers(host: Ref<'HostSystem'>): HostManagers {
  const number = NUMBER.exec(host.value)?.[1] ?? host.value;
  const managers = HOST_MANAGERS.map(
    ([member, type, prefix]) => [member, reference(type, `${prefix}-${number}`)] as const,
  );
  return {
    configManager: build('HostConfigManager', Object.fromEntries(managers)),
    changes: managers.map(([, ref]) => create(ref, { _host: host })),
  };
}
