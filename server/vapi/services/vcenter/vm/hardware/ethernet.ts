/** `com.vmware.vcenter.vm.hardware.ethernet`: network cards. */
import type { VirtualEthernetCard } from '../../../../../vmodl/generated/data.ts';
import { data } from '../../../../../vmodl/value.ts';
import type { VcenterVmHardwareEthernetUpdateSpec } from '../../../../generated/types.ts';
import { type VapiContext, vapiService } from '../../../../service.ts';
import { changedConnection } from './connection.ts';
import { pluggable } from './device-operations.ts';
import { addDevice, deviceOf, editDevice, type Machine, machineOf } from './hardware-calls.ts';
import { nicInfo } from './nic-info.ts';
import { nicBacking, planNic } from './nic-spec.ts';
import { refusal, wrongArgument } from './refusals.ts';

type Wish = VcenterVmHardwareEthernetUpdateSpec;

export const ethernet = vapiService('com.vmware.vcenter.vm.hardware.ethernet', {
  ...pluggable('nic', 'nic'),

  get({ vm, nic }, context) {
    const machine = machineOf(context, vm);
    return nicInfo(deviceOf(machine, 'nic', nic), machine.runtime.host, context.inventory);
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planNic(plan, spec));
  },

  async update({ vm, nic, spec }, context) {
    const machine = machineOf(context, vm);
    const card = deviceOf(machine, 'nic', nic) as VirtualEthernetCard;
    demandFitting(machine, card, spec);
    await editDevice(machine, changed(card, spec, context), context);
  },
});

function demandFitting({ runtime }: Machine, card: VirtualEthernetCard, spec: Wish): void {
  const { upt_compatibility_enabled: upt, upt_v2_compatibility_enabled: upt2 } = spec;
  const { mac_address: address, mac_type: type = card.addressType?.toUpperCase() } = spec;
  if ((upt !== undefined || upt2 !== undefined) && card._typeName !== 'VirtualVmxnet3') {
    throw wrongArgument('upt_compatibility_enabled', 'only VMXNET3 cards have it.');
  }
  if (upt2 !== undefined && runtime.powerState !== 'poweredOff') {
    throw refusal(
      'error',
      'not_powered_off',
      'UPTv2 compatibility changes only while the virtual machine is off.',
    );
  }
  if (spec.mac_type === 'MANUAL' && address === undefined) {
    throw wrongArgument('mac_address', 'a manual address must be given.');
  }
  if (address !== undefined && type !== 'MANUAL') {
    throw wrongArgument('mac_address', 'only a manual address is given.');
  }
}

function changed(card: VirtualEthernetCard, spec: Wish, context: VapiContext): VirtualEthernetCard {
  const { mac_type: type } = spec;
  return data<VirtualEthernetCard & { readonly uptv2Enabled?: boolean | undefined }>(
    card._typeName,
    {
      ...card,
      ...(type ? { addressType: type.toLowerCase(), macAddress: spec.mac_address } : {}),
      macAddress: spec.mac_address ?? (type ? undefined : card.macAddress),
      ...(spec.upt_v2_compatibility_enabled === undefined
        ? {}
        : { uptv2Enabled: spec.upt_v2_compatibility_enabled }),
      uptCompatibilityEnabled: spec.upt_compatibility_enabled ?? card.uptCompatibilityEnabled,
      wakeOnLanEnabled: spec.wake_on_lan_enabled ?? card.wakeOnLanEnabled,
      backing: spec.backing ? nicBacking(spec.backing, context) : card.backing,
      connectable: changedConnection(card, spec),
    },
  );
}
