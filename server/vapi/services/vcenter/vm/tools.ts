/** `com.vmware.vcenter.vm.tools` and its installer. */
import { build } from '../../../../vmodl/build.ts';
import type { GuestInfo } from '../../../../vmodl/generated/data.ts';
import { VapiError } from '../../../error.ts';
import type {
  VcenterVmToolsRunState,
  VcenterVmToolsToolsInstallType,
  VcenterVmToolsUpgradePolicy,
  VcenterVmToolsVersionStatus,
} from '../../../generated/types.ts';
import { objectOf } from '../../../objects.ts';
import { vapiService } from '../../../service.ts';
import { TOOLS_FAULTS } from './guest-answers.ts';

const RUN_STATES: Readonly<Record<string, VcenterVmToolsRunState>> = {
  guestToolsRunning: 'RUNNING',
  guestToolsNotRunning: 'NOT_RUNNING',
  guestToolsExecutingScripts: 'EXECUTING_SCRIPTS',
};
const STATUSES: Readonly<Record<string, VcenterVmToolsVersionStatus>> = {
  guestToolsNotInstalled: 'NOT_INSTALLED',
  guestToolsCurrent: 'CURRENT',
  guestToolsUnmanaged: 'UNMANAGED',
  guestToolsTooOld: 'TOO_OLD_UNSUPPORTED',
  guestToolsSupportedOld: 'SUPPORTED_OLD',
  guestToolsSupportedNew: 'SUPPORTED_NEW',
  guestToolsTooNew: 'TOO_NEW',
  guestToolsBlacklisted: 'BLACKLISTED',
};
const INSTALL_TYPES: Readonly<Record<string, VcenterVmToolsToolsInstallType>> = {
  guestToolsTypeUnknown: 'UNKNOWN',
  guestToolsTypeMSI: 'MSI',
  guestToolsTypeTar: 'TAR',
  guestToolsTypeOSP: 'OSP',
  guestToolsTypeOpenVMTools: 'OPEN_VM_TOOLS',
};
const POLICIES: Readonly<Record<VcenterVmToolsUpgradePolicy, string>> = {
  MANUAL: 'manual',
  UPGRADE_AT_POWER_CYCLE: 'upgradeAtPowerCycle',
};

/** What tools have against an upgrade. */
const UPGRADE_FAULTS = {
  ...TOOLS_FAULTS,
  ToolsAlreadyUpgraded: { error: 'already_in_desired_state' },
} as const;

export const tools = vapiService('com.vmware.vcenter.vm.tools', {
  get({ vm }, context) {
    const { inventory } = context;
    const self = objectOf(context, 'VirtualMachine', vm);
    const settings = inventory.read(self, 'config')?.tools;
    const guest = inventory.read(self, 'guest');
    return {
      auto_update_supported: inventory.read(self, 'capability').toolsAutoUpdateSupported ?? false,
      install_attempt_count: settings?.lastInstallInfo?.counter,
      ...versionOf(guest),
      upgrade_policy: policyOf(settings?.toolsUpgradePolicy),
      version_status: STATUSES[guest?.toolsVersionStatus2 ?? ''],
      install_type: INSTALL_TYPES[guest?.toolsInstallType ?? ''],
      run_state: RUN_STATES[guest?.toolsRunningStatus ?? ''] ?? 'NOT_RUNNING',
    };
  },

  async update({ vm, spec: { upgrade_policy } }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    if (upgrade_policy === undefined) return;
    const toolsUpgradePolicy = POLICIES[upgrade_policy];
    await context.carryOut(self, 'ReconfigVM_Task', {
      spec: build('VirtualMachineConfigSpec', {
        tools: build('ToolsConfigInfo', { toolsUpgradePolicy }),
      }),
    });
  },

  async upgrade({ vm, command_line_options }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    const args = { installerOptions: command_line_options };
    await context.carryOut(self, 'UpgradeTools_Task', args, { faults: UPGRADE_FAULTS });
  },
});

export const toolsInstaller = vapiService('com.vmware.vcenter.vm.tools.installer', {
  get({ vm }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    return { is_connected: context.inventory.read(self, 'runtime').toolsInstallerMounted };
  },

  async connect({ vm }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    if (context.inventory.read(self, 'runtime').toolsInstallerMounted) throw connected(vm);
    await context.call(self, 'MountToolsInstaller', {});
  },

  async disconnect({ vm }, context) {
    await context.call(objectOf(context, 'VirtualMachine', vm), 'UnmountToolsInstaller', {});
  },
});

function connected(vm: string): VapiError {
  return new VapiError('already_in_desired_state', {
    id: 'com.vmware.api.vcenter.vm.tools.installer.already_connected',
    default_message: `The VMware Tools installer of virtual machine with identifier '${vm}' is already connected.`,
    args: [vm],
  });
}

function policyOf(policy: string | undefined): VcenterVmToolsUpgradePolicy {
  return policy === POLICIES.UPGRADE_AT_POWER_CYCLE ? 'UPGRADE_AT_POWER_CYCLE' : 'MANUAL';
}

/** Of tools that are installed; both are the number by which tools know their releases. */
function versionOf(guest: GuestInfo | undefined) {
  const version_number = Number(guest?.toolsVersion ?? 0);
  return version_number === 0 ? {} : { version_number, version: String(version_number) };
}
