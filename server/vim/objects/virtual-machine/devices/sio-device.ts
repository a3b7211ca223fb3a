/**
 * Floppy drives, serial and parallel ports: what hangs on the Super I/O controller. They come and go while
 * the VM is off; what is in them, or at their other end, changes while they are not connected (a floppy at
 * any time).
 */
import { describe } from '../../../../inventory/templates/vm-devices.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { VirtualDevice, VirtualDeviceBackingInfo } from '../../../../vmodl/generated/data.ts';
import { deepEqual, member } from '../../../../vmodl/value.ts';
import { datastoreAt, listing, pathOn } from '../loose-files.ts';
import {
  type DeviceChange,
  type DeviceWork,
  demandOff,
  deviceFault,
  invalidOperation,
  plug,
} from './device-work.ts';

interface SioKind {
  readonly type: string;
  readonly label: string;
  readonly firstKey: number;
  readonly max: number;
  /** Media may be changed in a drive that is connected. */
  readonly media?: boolean;
}

/** As many as the configuration maximums of vSphere 8 allow. */
const KINDS: readonly SioKind[] = [
  { type: 'VirtualFloppy', label: 'Floppy drive', firstKey: 8_000, max: 2, media: true },
  { type: 'VirtualSerialPort', label: 'Serial port', firstKey: 9_000, max: 32 },
  { type: 'VirtualParallelPort', label: 'Parallel port', firstKey: 10_000, max: 3 },
];

export function isOnSio({ _typeName }: VirtualDevice): boolean {
  return KINDS.some(({ type }) => type === _typeName);
}

export function addOnSio(change: DeviceChange, work: DeviceWork): void {
  const { device, index } = change;
  const kind = kindOf(change, device);
  demandOff(work);
  const controller = work.devices.find(({ _typeName }) => _typeName === 'VirtualSIOController');
  if (!controller) throw deviceFault('MissingController', index, 'device.controllerKey');
  const asked = device.controllerKey;
  if (asked !== undefined && work.keyOf(asked) !== controller.key) {
    throw deviceFault('InvalidController', index, 'device.controllerKey', { controllerKey: asked });
  }
  const unitNumber = freeUnit(change, kind, work);
  const backing = backingOf(change, work);
  work.add(
    {
      ...device,
      key: work.freeKey(kind.firstKey),
      deviceInfo: describe(work.freeLabel(kind.label), summaryOf(backing)),
      backing,
      connectable: plug(device.connectable, undefined, work.running),
      controllerKey: controller.key,
      unitNumber,
      ...(kind.type === 'VirtualSerialPort'
        ? { yieldOnPoll: member(device, 'yieldOnPoll') === true }
        : {}),
    } as VirtualDevice,
    device.key,
  );
}

export function editOnSio(change: DeviceChange, before: VirtualDevice, work: DeviceWork): void {
  const { device } = change;
  const kind = kindOf(change, before);
  if (device._typeName !== before._typeName) {
    throw deviceFault('InvalidDeviceSpec', change.index, 'device');
  }
  const moved = device.backing !== undefined && !sameBacking(device.backing, before.backing);
  if (moved && !kind.media && before.connectable?.connected === true) demandOff(work);
  const backing = moved || connects(change, work) ? backingOf(change, work) : before.backing;
  const yieldOnPoll = member(device, 'yieldOnPoll') ?? member(before, 'yieldOnPoll');
  work.replace({
    ...before,
    backing,
    deviceInfo: describe(before.deviceInfo?.label ?? kind.label, summaryOf(backing)),
    connectable: plug(device.connectable, before.connectable, work.running),
    ...(yieldOnPoll === undefined ? {} : { yieldOnPoll }),
  } as VirtualDevice);
}

export function removeOnSio(device: VirtualDevice, work: DeviceWork): void {
  demandOff(work);
  work.remove(device);
}

function kindOf(change: DeviceChange, { _typeName }: VirtualDevice): SioKind {
  const kind = KINDS.find(({ type }) => type === _typeName);
  if (!kind) throw invalidOperation(change);
  return kind;
}

/**
 * Units are counted for each kind by itself. Clients that count all devices of the controller ask for units
 * beyond those of a kind, and get the first that is free.
 */
function freeUnit({ device, index }: DeviceChange, kind: SioKind, work: DeviceWork): number {
  const alike = work.devices.filter(({ _typeName }) => _typeName === kind.type);
  if (alike.length >= kind.max) throw new VimFault('TooManyDevices');
  const taken = new Set(alike.map(({ unitNumber }) => unitNumber));
  const asked = device.unitNumber ?? -1;
  if (taken.has(asked)) throw deviceFault('InvalidDeviceSpec', index, 'device.unitNumber');
  if (asked >= 0 && asked < kind.max) return asked;
  let unit = 0;
  while (taken.has(unit)) unit += 1;
  return unit;
}

function connects({ device }: DeviceChange, work: DeviceWork): boolean {
  return work.running && device.backing !== undefined && device.connectable?.connected === true;
}

/**
 * A file lies on a datastore which the host mounts. The image of a floppy must be there once it is
 * connected; what a port writes is made when it is written.
 */
function backingOf(change: DeviceChange, work: DeviceWork): VirtualDeviceBackingInfo {
  const { backing, _typeName } = change.device;
  if (!backing) throw deviceFault('InvalidDeviceBacking', change.index, 'device.backing');
  if (!work.context.catalog.isA(backing._typeName, 'VirtualDeviceFileBackingInfo')) return backing;
  const file = String(member(backing, 'fileName') ?? '');
  const datastore = datastoreAt(work.context, work.host, file);
  if (!datastore) {
    throw new VimFault(
      'InvalidDatastorePath',
      { datastorePath: file },
      `Invalid datastore path '${file}'.`,
    );
  }
  const there = () => listing(work.context, datastore).some(({ path }) => path === pathOn(file));
  if (_typeName === 'VirtualFloppy' && connects(change, work) && !there()) {
    throw new VimFault('FileNotFound', { file }, `File ${file} was not found`);
  }
  return { ...backing, datastore, backingObjectId: '' } as VirtualDeviceBackingInfo;
}

/** Is it what there is, whether or not the caller also says where the file lies? */
function sameBacking(
  wish: VirtualDeviceBackingInfo,
  before: VirtualDeviceBackingInfo | undefined,
): boolean {
  return Object.entries(wish).every(
    ([name, value]) => value === undefined || deepEqual(value, member(before, name)),
  );
}

function summaryOf(backing: VirtualDeviceBackingInfo | undefined): string {
  const text = (name: string) => String(member(backing, name) ?? '');
  const type = backing?._typeName ?? '';
  if (type === 'VirtualFloppyImageBackingInfo') return `Image ${text('fileName')}`;
  if (type.endsWith('FileBackingInfo')) return `File ${text('fileName')}`;
  if (type.endsWith('PipeBackingInfo')) return `Pipe ${text('pipeName')}`;
  if (type.endsWith('URIBackingInfo')) return `Remote ${text('serviceURI')}`;
  if (type.includes('Remote')) return 'Remote device';
  return text('deviceName') || 'Auto detect';
}
