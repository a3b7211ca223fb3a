/**
 * The configuration of a VM, with everything a vCenter sets.
 */
import { bytesOfMb, memoryOverheadMb } from '../../engines/resources/memory-overhead.ts';
import { build } from '../../vmodl/build.ts';
import type {
  OptionValue,
  VirtualDevice,
  VirtualMachineConfigInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type AllocationWish, NORMAL_SHARES, vmAllocation } from './allocation.ts';
import { guestOs } from './guest-os.ts';
import type { Shelf } from './shelf.ts';
import type { ToolsState } from './vm-guest.ts';

export interface DatastorePlace {
  readonly ref: Ref<'Datastore'>;
  readonly name: string;
  readonly url: string;
}

export interface VmConfigPlan {
  readonly name: string;
  readonly uuid: string;
  readonly instanceUuid: string;
  /** ISO time. */
  readonly createDate: string;
  readonly guestId: string;
  /** `vmx-21` */
  readonly version: string;
  readonly firmware: 'bios' | 'efi';
  readonly annotation: string;
  readonly template: boolean;
  readonly cpus: number;
  readonly coresPerSocket: number;
  readonly memoryMb: number;
  readonly devices: readonly VirtualDevice[];
  /** Home folder on the home datastore: `Migration_Test`. */
  readonly home: DatastorePlace;
  readonly homeFolder: string;
  /** All datastores with files of the VM. */
  readonly datastores: readonly DatastorePlace[];
  readonly cpu: AllocationWish;
  readonly memory: AllocationWish;
  readonly tools: ToolsState;
  readonly extraConfig: Readonly<Record<string, string>>;
}

/** vCenter shows this as `modified` of every VM. */
const NEVER_MODIFIED = '1970-01-01T00:00:00Z';
const TOOLS_NUMBER = 12_416;

export function vmConfig(plan: VmConfigPlan, shelf: Shelf): VirtualMachineConfigInfo {
  const alike = shelf.keep(alikeKey(plan), () => alikeConfig(plan, shelf));
  return Object.freeze({
    ...alike,
    name: plan.name,
    uuid: plan.uuid,
    instanceUuid: plan.instanceUuid,
    locationId: `564d${plan.uuid.slice(4)}`,
    files: files(plan),
    hardware: Object.freeze({ ...alike.hardware, device: Object.freeze(plan.devices) }),
    extraConfig: extraConfig(plan, shelf),
  });
}

/** Names everything `alikeConfig` reads. */
function alikeKey(plan: VmConfigPlan): string {
  const { cpus, coresPerSocket, memoryMb, guestId, version, firmware, template, tools } = plan;
  const places = plan.datastores.map(({ ref }) => ref.value).join();
  const size = `${cpus}:${coresPerSocket}:${memoryMb}:${wishKey(plan.cpu)}:${wishKey(plan.memory)}`;
  const kind = `${guestId}:${version}:${firmware}:${template}:${tools}:${plan.createDate}`;
  return `config:${size}:${kind}:${places}:${plan.annotation}`;
}

function alikeConfig(plan: VmConfigPlan, shelf: Shelf): VirtualMachineConfigInfo {
  return {
    _typeName: 'VirtualMachineConfigInfo',
    changeVersion: plan.createDate,
    modified: NEVER_MODIFIED,
    name: '',
    guestFullName: guestOs(plan.guestId).fullName,
    version: plan.version,
    uuid: '',
    createDate: plan.createDate,
    instanceUuid: '',
    npivTemporaryDisabled: true,
    locationId: '',
    template: plan.template,
    guestId: plan.guestId,
    alternateGuestName: '',
    annotation: plan.annotation,
    files: build('VirtualMachineFileInfo', {}),
    tools: shelf.keep(`vm:tools:${plan.tools}`, () => tools(plan.tools)),
    flags: shelf.keep('vm:flags', flags),
    defaultPowerOps: shelf.keep('vm:powerOps', powerOps),
    rebootPowerOff: false,
    hardware: build('VirtualHardware', {
      numCPU: plan.cpus,
      numCoresPerSocket: plan.coresPerSocket,
      autoCoresPerSocket: false,
      memoryMB: plan.memoryMb,
      virtualICH7MPresent: false,
      virtualSMCPresent: false,
      device: [],
      motherboardLayout: 'i440bxHostBridge',
      simultaneousThreads: 1,
    }),
    cpuAllocation: shelf.keep(`vm:cpu:${plan.cpus}:${wishKey(plan.cpu)}`, () =>
      vmAllocation(plan.cpu, NORMAL_SHARES.cpuPerVcpu * plan.cpus),
    ),
    memoryAllocation: shelf.keep(`vm:memory:${plan.memoryMb}:${wishKey(plan.memory)}`, () =>
      vmAllocation(plan.memory, NORMAL_SHARES.memoryPerMb * plan.memoryMb),
    ),
    ...shelf.keep(`vm:fixed:${plan.cpus}:${plan.memoryMb}:${plan.firmware}`, () =>
      fixedMembers(plan),
    ),
    extraConfig: [],
    datastoreUrl: plan.datastores.map(({ name, url }) =>
      build('VirtualMachineConfigInfoDatastoreUrlPair', { name, url }),
    ),
  };
}

function wishKey({ reservation, limit, shares }: AllocationWish): string {
  return `${reservation}:${limit}:${shares}`;
}

function files({ home, homeFolder, name }: VmConfigPlan) {
  const directory = `[${home.name}] ${homeFolder}/`;
  return Object.freeze({
    _typeName: 'VirtualMachineFileInfo',
    vmPathName: `${directory}${name}.vmx`,
    snapshotDirectory: directory,
    suspendDirectory: directory,
    logDirectory: directory,
  });
}

function tools(state: ToolsState) {
  return build('ToolsConfigInfo', {
    toolsVersion: state === 'notInstalled' ? 0 : TOOLS_NUMBER,
    ...(state === 'notInstalled'
      ? {}
      : {
          toolsInstallType:
            state === 'guestManaged' ? 'guestToolsTypeOpenVMTools' : 'guestToolsTypeMSI',
        }),
    afterPowerOn: true,
    afterResume: true,
    beforeGuestStandby: true,
    beforeGuestShutdown: true,
    toolsUpgradePolicy: 'manual',
    syncTimeWithHostAllowed: true,
    syncTimeWithHost: false,
    lastInstallInfo: build('ToolsConfigInfoToolsLastInstallInfo', { counter: 0 }),
  });
}

function flags() {
  return build('VirtualMachineFlagInfo', {
    disableAcceleration: false,
    enableLogging: true,
    useToe: false,
    runWithDebugInfo: false,
    monitorType: 'release',
    htSharing: 'any',
    snapshotDisabled: false,
    snapshotLocked: false,
    diskUuidEnabled: false,
    virtualMmuUsage: 'automatic',
    virtualExecUsage: 'hvAuto',
    snapshotPowerOffBehavior: 'powerOff',
    recordReplayEnabled: false,
    faultToleranceType: 'unset',
    cbrcCacheEnabled: false,
    vvtdEnabled: false,
    vbsEnabled: false,
  });
}

function powerOps() {
  return build('VirtualMachineDefaultPowerOpInfo', {
    powerOffType: 'soft',
    suspendType: 'hard',
    resetType: 'soft',
    defaultPowerOffType: 'soft',
    defaultSuspendType: 'hard',
    defaultResetType: 'soft',
    standbyAction: 'checkpoint',
  });
}

/** Members that are alike in all VMs of a size; always set, so that all configurations have one shape. */
function fixedMembers(plan: VmConfigPlan) {
  return {
    ...FLAGS_OFF,
    latencySensitivity: build('LatencySensitivity', { level: 'normal' }),
    hotPlugMemoryLimit: plan.memoryMb,
    hotPlugMemoryIncrementSize: 0,
    swapPlacement: 'inherit',
    bootOptions: build('VirtualMachineBootOptions', {
      bootDelay: 0,
      enterBIOSSetup: false,
      efiSecureBootEnabled: false,
      bootRetryEnabled: false,
      bootRetryDelay: 10_000,
      networkBootProtocol: 'ipv4',
    }),
    firmware: plan.firmware,
    maxMksConnections: -1,
    guestAutoLockEnabled: true,
    initialOverhead: build('VirtualMachineConfigInfoOverheadInfo', {
      initialMemoryReservation: bytesOfMb(memoryOverheadMb(plan.memoryMb, plan.cpus)),
      initialSwapReservation: bytesOfMb(plan.memoryMb),
    }),
    scheduledHardwareUpgradeInfo: build('ScheduledHardwareUpgradeInfo', {
      upgradePolicy: 'never',
      scheduledHardwareUpgradeStatus: 'none',
    }),
    vFlashCacheReservation: 0,
    guestIntegrityInfo: build('VirtualMachineGuestIntegrityInfo', { enabled: false }),
    migrateEncryption: 'opportunistic',
    sgxInfo: build('VirtualMachineSgxInfo', {
      epcSize: 0,
      flcMode: 'unlocked',
      requireAttestation: false,
    }),
    ftEncryptionMode: 'ftEncryptionOpportunistic',
    guestMonitoringModeInfo: build('VirtualMachineGuestMonitoringModeInfo', {}),
    vmxStatsCollectionEnabled: true,
  } as const;
}

/** Features no VM has unless somebody turns them on. */
const FLAGS_OFF = {
  memoryHotAddEnabled: false,
  cpuHotAddEnabled: false,
  cpuHotRemoveEnabled: false,
  vAssertsEnabled: false,
  changeTrackingEnabled: false,
  memoryReservationLockedToMax: false,
  nestedHVEnabled: false,
  vPMCEnabled: false,
  messageBusTunnelEnabled: false,
  sevEnabled: false,
  pmemFailoverEnabled: false,
  vmOpNotificationToAppEnabled: false,
  fixedPassthruHotPlugEnabled: false,
  metroFtEnabled: false,
  tdxEnabled: false,
  sevSnpEnabled: false,
} as const;

function option(key: string, value: string): OptionValue {
  return build('OptionValue', { key, value });
}

function extraConfig(plan: VmConfigPlan, shelf: Shelf): readonly OptionValue[] {
  const common = shelf.keep('vm:extraConfig', () => [
    option('svga.present', 'TRUE'),
    option('pciBridge0.present', 'TRUE'),
    option('pciBridge4.present', 'TRUE'),
    option('pciBridge4.virtualDev', 'pcieRootPort'),
    option('pciBridge4.functions', '8'),
    option('hpet0.present', 'TRUE'),
    option('tools.guest.desktop.autolock', 'FALSE'),
    option('sched.cpu.latencySensitivity', 'normal'),
  ]);
  const own = Object.entries(plan.extraConfig).map(([key, value]) => option(key, value));
  return Object.freeze([option('nvram', `${plan.name}.nvram`), ...common, ...own]);
}
