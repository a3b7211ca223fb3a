/**
 * The warning a VM shows after its disks were moved while it ran, until it has been restarted.
 *
 * vCenter raises such warnings for reasons of its own (disks to consolidate, addresses seen twice);
 * which one a user met is not on record, so this one is ours and a server only gives it when asked
 * (`Settings.storageVmotionWarning`). It takes the forms vCenter's warnings take: an event
 * (VmMessageWarningEvent) which is also the VM's `configIssue`, and the alarm "Virtual machine error",
 * yellow, with its AlarmStatusChangedEvent. Yellow states and the alarms shown above the VM follow.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import type { AlarmState, Event } from '../../../vmodl/generated/data.ts';
import type { ManagedEntityStatus } from '../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { member } from '../../../vmodl/value.ts';
import { entityArgument } from '../../events/event-arguments.ts';
import type { Services } from '../../method.ts';

type Vm = Ref<'VirtualMachine'>;

const MESSAGE =
  'The disks of the virtual machine were moved to another datastore while it was running. ' +
  'Restart the guest operating system.';
const ALARM = 'alarm.VmErrorAlarm';

/**
 * What the end of a Storage vMotion of a running VM changes besides: nothing unless the server is set
 * to warn. For the commit that ends it; `chainId` is that of its events.
 */
export function storageVmotionWarning(
  services: Services,
  vm: Vm,
  chainId?: number,
): readonly Change[] {
  const { inventory, events, settings } = services;
  if (!settings.storageVmotionWarning || isWarned(services, vm)) return [];
  const raised = events.change({
    type: 'VmMessageWarningEvent',
    about: vm,
    chainId,
    members: { template: false, message: MESSAGE },
  });
  const issues = inventory.read(vm, 'configIssue') ?? [];
  const eventKey = Number(member(raised.event, 'key'));
  return [
    raised,
    assign(vm, 'configIssue', [...issues, raised.event]),
    ...alarmTurned(services, vm, 'yellow', eventKey),
  ];
}

/** What a restart of the VM or of its guest changes: the warning goes. For the commit that completes it. */
export function warningCleared(services: Services, vm: Vm): readonly Change[] {
  if (!isWarned(services, vm)) return [];
  const issues = services.inventory.read(vm, 'configIssue') ?? [];
  return [
    assign(
      vm,
      'configIssue',
      issues.filter((issue) => !isWarning(issue)),
    ),
    ...alarmTurned(services, vm, 'green'),
  ];
}

function isWarned({ inventory }: Services, vm: Vm): boolean {
  return (inventory.read(vm, 'configIssue') ?? []).some(isWarning);
}

function isWarning(issue: Event): boolean {
  return issue._typeName === 'VmMessageWarningEvent' && member(issue, 'message') === MESSAGE;
}

/** The VM's state in the alarm, and the event that tells of it; nothing if somebody removed the alarm. */
function alarmTurned(
  services: Services,
  vm: Vm,
  overallStatus: ManagedEntityStatus,
  eventKey?: number,
): readonly Change[] {
  const { inventory, clock, events } = services;
  const alarm = inventory
    .ofType('Alarm')
    .find((one) => inventory.read(one, 'info').systemName === ALARM);
  if (!alarm) return [];
  const states = inventory.read(vm, 'declaredAlarmState') ?? [];
  const before = states.find((known) => known.alarm.value === alarm.value);
  const from = before?.overallStatus ?? 'gray';
  if (from === overallStatus) return [];
  const state: AlarmState = build('AlarmState', {
    key: `${alarm.value}.${vm.value}`,
    entity: vm,
    alarm,
    overallStatus,
    time: clock.iso(),
    acknowledged: false,
    eventKey,
  });
  const { name, entity } = inventory.read(alarm, 'info');
  return [
    assign(vm, 'declaredAlarmState', [...states.filter((known) => known !== before), state]),
    events.change({
      type: 'AlarmStatusChangedEvent',
      about: vm,
      members: {
        alarm: build('AlarmEventArgument', { name, alarm }),
        source: entityArgument(services, entity),
        entity: entityArgument(services, vm),
        from,
        to: overallStatus,
      },
    }),
  ];
}
