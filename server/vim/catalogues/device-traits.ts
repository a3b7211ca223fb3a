/**
 * Members which every device option has, and backings which the host finds by itself.
 */
import { build } from '../../vmodl/build.ts';
import type { VirtualDeviceBackingOption } from '../../vmodl/generated/data.ts';
import { flag } from './option-values.ts';

export interface Traits {
  readonly controllerType?: string;
  readonly hot?: boolean;
  readonly connectable?: boolean;
  readonly backingOption?: readonly VirtualDeviceBackingOption[];
  readonly deprecated?: boolean;
}

/** Members which every device option has. */
export function device(type: string, traits: Traits = {}) {
  const { controllerType, hot = false, connectable = false, backingOption } = traits;
  return {
    type,
    connectOption: connectable
      ? build('VirtualDeviceConnectOption', {
          startConnected: flag(true, true),
          allowGuestControl: flag(true, true),
        })
      : undefined,
    controllerType,
    autoAssignController: controllerType === undefined ? undefined : flag(true, true),
    backingOption,
    defaultBackingOptionIndex: backingOption && backingOption.length > 0 ? 0 : undefined,
    deprecated: traits.deprecated ?? false,
    plugAndPlay: hot,
    hotRemoveSupported: hot,
  };
}

/** Backings of one type that differ in nothing but whether the host looks for the device itself. */
export function found(type: string, autoDetect = false) {
  return { type, autoDetectAvailable: flag(autoDetect, autoDetect) };
}
