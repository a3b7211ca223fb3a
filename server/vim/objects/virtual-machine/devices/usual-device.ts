/**
 * Devices that every VM has. A specification for a new VM may list them nonetheless: it then means those
 * that are there.
 */
import type { VirtualDevice } from '../../../../vmodl/generated/data.ts';
import { member } from '../../../../vmodl/value.ts';
import type { DeviceChange, DeviceWork } from './device-work.ts';

const USUAL: readonly string[] = [
  'VirtualIDEController',
  'VirtualPS2Controller',
  'VirtualPCIController',
  'VirtualSIOController',
  'VirtualKeyboard',
  'VirtualPointingDevice',
  'VirtualMachineVideoCard',
  'VirtualMachineVMCIDevice',
];

/** What a caller may say of a video card. */
const VIDEO_SETTINGS = [
  'videoRamSizeInKB',
  'numDisplays',
  'useAutoDetect',
  'enable3DSupport',
  'use3dRenderer',
  'graphicsMemorySizeInKB',
] as const;

/** Was it one of them, and is now taken for what is there? */
export function takesUsual({ device: wish }: DeviceChange, work: DeviceWork): boolean {
  if (!USUAL.includes(wish._typeName)) return false;
  const alike = work.devices.filter(({ _typeName }) => _typeName === wish._typeName);
  const bus = member(wish, 'busNumber');
  const found = alike.find((one) => member(one, 'busNumber') === bus) ?? alike[0];
  if (!found) return false;
  work.takeFor(found, wish.key);
  if (wish._typeName === 'VirtualMachineVideoCard') {
    const asked = VIDEO_SETTINGS.flatMap((name) => {
      const value = member(wish, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    work.replace({ ...found, ...Object.fromEntries(asked) } as VirtualDevice);
  }
  return true;
}
