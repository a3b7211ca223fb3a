/**
 * What operations on hardware refuse before vim25 is asked.
 */
import type { VirtualDevice } from '../../../../../vmodl/generated/data.ts';
import { VapiError, type VapiErrorName } from '../../../../error.ts';

const AREA = 'com.vmware.api.vcenter.vm.hardware';

/** `refusal('resource_in_use', 'address_in_use', 'The address …', args)` */
export function refusal(
  name: VapiErrorName,
  id: string,
  default_message: string,
  args: readonly string[] = [],
): VapiError {
  return new VapiError(name, { id: `${AREA}.${id}`, default_message, args });
}

export function noSuchDevice(id: string, vm: string): VapiError {
  return refusal(
    'not_found',
    'device_not_found',
    `Device with identifier '${id}' of virtual machine with identifier '${vm}' does not exist.`,
    [id, vm],
  );
}

export function wrongArgument(member: string, why: string): VapiError {
  return refusal('invalid_argument', 'invalid_argument', `${member}: ${why}`, [member]);
}

/** Throws for a device that is connected: its backing stays until it is not. */
export function demandUnplugged({ connectable, deviceInfo, key }: VirtualDevice): void {
  if (connectable?.connected !== true) return;
  const label = deviceInfo?.label ?? String(key);
  throw refusal(
    'not_allowed_in_current_state',
    'device_connected',
    `The backing of device '${label}' cannot change while it is connected.`,
    [label],
  );
}
