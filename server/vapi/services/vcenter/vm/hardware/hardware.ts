/** `com.vmware.vcenter.vm.hardware`: the version of a VM's virtual hardware, and when it will be newer. */
import { hardwareVersionMax } from '../../../../../vim/facts/host-abilities.ts';
import { build } from '../../../../../vmodl/build.ts';
import type {
  VcenterVmHardwareUpgradePolicy,
  VcenterVmHardwareVersion,
} from '../../../../generated/types.ts';
import { type VapiContext, vapiService } from '../../../../service.ts';
import { declared, type Machine, machineOf, reconfigure } from './hardware-calls.ts';
import { refusal, wrongArgument } from './refusals.ts';
import { hardwareInfo, versionKey, versionOf } from './settings-info.ts';

const POLICIES = {
  NEVER: 'never',
  AFTER_CLEAN_SHUTDOWN: 'onSoftPowerOff',
  ALWAYS: 'always',
} as const satisfies Record<VcenterVmHardwareUpgradePolicy, string>;

export const hardware = vapiService('com.vmware.vcenter.vm.hardware', {
  get({ vm }, context) {
    return hardwareInfo(machineOf(context, vm).config);
  },

  async update({ vm, spec }, context) {
    const machine = machineOf(context, vm);
    const { upgrade_policy, upgrade_version } = spec;
    if (upgrade_policy === undefined && upgrade_version === undefined) return;
    const before = hardwareInfo(machine.config);
    const policy = upgrade_policy ?? before.upgrade_policy;
    if (policy === 'NEVER') {
      if (upgrade_version) throw wrongArgument('upgrade_version', 'no upgrade is to be made.');
    } else if (upgrade_version) demandNewer(machine, upgrade_version, context);
    await reconfigure(
      machine,
      {
        scheduledHardwareUpgradeInfo: build('ScheduledHardwareUpgradeInfo', {
          upgradePolicy: POLICIES[policy],
          versionKey:
            policy === 'NEVER' || !upgrade_version ? undefined : versionKey(upgrade_version),
        }),
      },
      context,
    );
  },

  async upgrade({ vm, version }, context) {
    const machine = machineOf(context, vm);
    if (version) demandNewer(machine, version, context);
    try {
      await context.carryOut(machine.self, 'UpgradeVM_Task', {
        version: version && versionKey(version),
      });
    } catch (error) {
      throw declared(error, context);
    }
  },
});

function demandNewer(
  { config, runtime }: Machine,
  version: VcenterVmHardwareVersion,
  { inventory }: VapiContext,
): void {
  const wanted = numberOf(version);
  const current = numberOf(versionOf(config.version));
  if (wanted === current) {
    throw refusal(
      'already_in_desired_state',
      'already_upgraded',
      `The virtual machine has hardware version ${version} already.`,
      [version],
    );
  }
  if (wanted < current) throw wrongArgument('version', `${version} is older than what there is.`);
  const host = runtime.host && inventory.read(runtime.host, 'config');
  if (wanted > hardwareVersionMax(host ?? undefined)) {
    throw refusal('unsupported', 'unsupported_version', `${version} is not supported.`, [version]);
  }
}

function numberOf(version: VcenterVmHardwareVersion): number {
  return Number(version.slice('VMX_'.length));
}
