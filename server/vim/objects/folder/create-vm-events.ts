/**
 * What is told of a VM that is only just coming into being: the inventory does not know it yet, so the
 * events are about its host and name the VM themselves.
 */
import type { Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  VirtualEthernetCard,
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { isEthernetCard } from '../../facts/network-facts.ts';
import type { Context } from '../../method.ts';
import type { RunningTask } from '../../tasks/tasks.ts';

export interface NewVm {
  readonly vm: Ref<'VirtualMachine'>;
  readonly name: string;
  readonly host: Ref<'HostSystem'>;
}

export function newVmEvent(
  type: string,
  { vm, name, host }: NewVm,
  context: Context,
  task: RunningTask,
  members: Readonly<Record<string, unknown>> = {},
): Change {
  return context.events.change({
    type,
    about: host,
    chainId: task.chainId,
    userName: context.session.userName,
    members: { template: false, vm: build('VmEventArgument', { name, vm }), ...members },
  });
}

/** Identities that vCenter gave it: UUIDs and addresses that nobody asked for by name. */
export function identityEvents(
  told: NewVm,
  config: VirtualMachineConfigInfo,
  asked: Pick<VirtualMachineConfigSpec, 'uuid' | 'instanceUuid'>,
  context: Context,
  task: RunningTask,
): Change[] {
  const { uuid, instanceUuid = '', hardware } = config;
  const tell = (type: string, members: Readonly<Record<string, unknown>>) =>
    newVmEvent(type, told, context, task, members);
  const cards = (hardware.device ?? []).filter(isEthernetCard) as VirtualEthernetCard[];
  return [
    ...(asked.instanceUuid ? [] : [tell('VmInstanceUuidAssignedEvent', { instanceUuid })]),
    ...(asked.uuid ? [] : [tell('VmUuidAssignedEvent', { uuid })]),
    ...cards
      .filter(({ addressType }) => addressType !== 'manual')
      .map(({ deviceInfo, macAddress = '' }) =>
        tell('VmMacAssignedEvent', { adapter: deviceInfo?.label ?? '', mac: macAddress }),
      ),
  ];
}
